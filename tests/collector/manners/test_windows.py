"""Servers of the fediverse, which count pages by the quarter of an hour."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

import httpx
import pytest

from collector.errors import Busy
from collector.manners import Clock, PoliteClient, polite_client
from collector.networks.fediverse import answer
from collector.settings import Budgets, MastodonSettings, Networks, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = 1_800_000_000.0
WINDOW, MOST = 900, 300
PAGES = "https://social.test/api/v1/accounts/1/followers"


class Hands:
    """A clock that moves while somebody sleeps, and what was asked of whom when."""

    def __init__(self) -> None:
        self.time = NOW
        self.asked: list[tuple[str, float]] = []
        self.counted: dict[int, int] = {}

    async def sleep(self, seconds: float) -> None:
        self.time += seconds
        await asyncio.sleep(0)

    def mastodon(self, request: httpx.Request) -> httpx.Response:
        """Answer as Mastodon does: three hundred pages in a window, and no Retry-After."""
        window = int(self.time // WINDOW)
        reset = datetime.fromtimestamp((window + 1) * WINDOW, UTC)
        self.counted[window] = self.counted.get(window, 0) + 1
        self.asked.append((request.url.host, self.time))
        left = MOST - self.counted[window]
        told = {
            "X-RateLimit-Limit": f"{MOST}",
            "X-RateLimit-Remaining": f"{max(0, left)}",
            "X-RateLimit-Reset": reset.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        }
        if left < 0:
            return httpx.Response(429, json={"error": "Too many requests"}, headers=told)
        return httpx.Response(200, json=[], headers=told)

    def client(
        self,
        settings: Settings | None = None,
        handler: Callable[[httpx.Request], httpx.Response] | None = None,
    ) -> PoliteClient:
        return polite_client(
            settings or Settings(),
            transport=httpx.MockTransport(handler or self.mastodon),
            clock=Clock(now=lambda: self.time, sleep=self.sleep),
            jitter=Random(1),  # noqa: S311  jitter is no secret
        )


async def read(client: PoliteClient, times: int) -> list[httpx.Response]:
    async with client:
        return [await answer(client, PAGES, [("page", f"{page}")]) for page in range(times)]


def test_a_list_longer_than_a_window_is_read_on_in_the_next() -> None:
    hands = Hands()
    client = hands.client()
    assert len(asyncio.run(read(client, 400))) == 400
    assert client.spent.retries == 0
    assert max(hands.counted.values()) <= MOST
    assert hands.time - NOW < 3 * WINDOW


def test_a_window_that_others_used_up_is_waited_for() -> None:
    hands = Hands()
    hands.counted[int(NOW // WINDOW)] = MOST
    client = hands.client()
    assert len(asyncio.run(read(client, 5))) == 5
    assert client.spent.retries == 1


def test_nobody_waits_beyond_the_nights_seconds() -> None:
    hands = Hands()
    hands.counted[int(NOW // WINDOW)] = MOST
    client = hands.client(Settings(budgets=Budgets(seconds=600)))
    with pytest.raises(Busy, match="the next night asks again"):
        asyncio.run(read(client, 5))


def test_other_hosts_are_not_waited_for_so_long() -> None:
    hands = Hands()
    hands.counted[int(NOW // WINDOW)] = MOST

    async def ask() -> None:
        async with hands.client() as client:
            await client.get("https://host.example/")

    with pytest.raises(Busy):
        asyncio.run(ask())


@pytest.mark.parametrize("rate", [1, 4])
def test_the_operator_says_how_often_a_server_is_asked(rate: int) -> None:
    hands = Hands()
    settings = Settings(networks=Networks(mastodon=MastodonSettings(requests_per_second=rate)))
    asyncio.run(read(hands.client(settings), 9))
    assert hands.time - NOW == pytest.approx(8 / rate)


@pytest.mark.parametrize("reset", ["2027-01-15T08:14:00Z", "1800000840", "840"])
def test_the_end_of_a_window_is_known_however_it_is_written(reset: str) -> None:
    hands = Hands()
    told = {"x-ratelimit-reset": reset, "x-ratelimit-remaining": "0"}

    def strict(request: httpx.Request) -> httpx.Response:
        del request
        is_over = hands.time >= NOW + timedelta(minutes=14).total_seconds()
        return httpx.Response(200 if is_over else 429, json=[], headers=told if not is_over else {})

    client = hands.client(handler=strict)
    asyncio.run(read(client, 1))
    assert client.spent.retries == 1
