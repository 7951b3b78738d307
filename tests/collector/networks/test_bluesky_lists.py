from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

import httpx

from collector.model import Profile
from collector.networks.bluesky_lists import EXPORT_ABOVE, Lists
from tests.collector.networks.looking import ORG, someone

if TYPE_CHECKING:
    from collector.networks.atproto import Repository
    from tests.collector.networks.conftest import Repo


class Slow:
    """A repository whose export takes a moment; it knows how many stand in memory at once."""

    pds = "https://pds.test"
    open = 0
    most = 0

    def __init__(self, car: bytes) -> None:
        self._car = car

    async def export(self) -> bytes:
        """Return the export, after others had their chance to begin."""
        Slow.open += 1
        Slow.most = max(Slow.most, Slow.open)
        await asyncio.sleep(0)
        Slow.open -= 1
        return self._car


def test_one_repository_is_exported_at_a_time(new_repo: type[Repo]) -> None:
    follows = {f"app.bsky.graph.follow/{at}": {"subject": someone(at)} for at in range(3)}
    car = new_repo(ORG).export(follows)
    profile = Profile(id=ORG, handle="council.test", following=EXPORT_ABOVE + 1)

    async def read() -> list[list[str]]:
        lock = asyncio.Lock()
        async with httpx.AsyncClient() as client:
            lists = [
                Lists(
                    profile,
                    cast("Repository", Slow(car)),
                    appview="https://appview.test",
                    client=client,
                    exporting=lock,
                )
                for _ in range(4)
            ]
            return [list(one) for one in await asyncio.gather(*(one._follows() for one in lists))]

    assert asyncio.run(read()) == [[someone(at) for at in range(3)]] * 4
    assert Slow.most == 1
