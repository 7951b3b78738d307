"""A small practice world, and a plain reader of it that knows nothing of how it is made."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from collector.practice import LAST_NIGHT, PRACTICE_SETTINGS, PracticeTransport, World, transport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collector.practice.players import Player

APPVIEW = PRACTICE_SETTINGS["networks.bluesky.appview"]
PLC = PRACTICE_SETTINGS["networks.bluesky.plc"]


class Reader:
    """Asks a practice network as any client would."""

    def __init__(self, played: PracticeTransport, runner: asyncio.Runner) -> None:
        self.played = played
        self._runner = runner
        self._client = httpx.AsyncClient(transport=played)

    def ask(self, server: str, path: str, /, **params: Any) -> httpx.Response:
        return self._runner.run(self._client.get(server + path, params=params or None))

    def appview(self, nsid: str, /, **params: Any) -> httpx.Response:
        return self.ask(APPVIEW, f"/xrpc/{nsid}", **params)

    def pds(self, whose: str, nsid: str, /, **params: Any) -> httpx.Response:
        document = self.ask(PLC, f"/{whose}").json()
        return self.ask(document["service"][0]["serviceEndpoint"], f"/xrpc/{nsid}", **params)

    def walk(self, nsid: str, key: str, did: str) -> list[dict[str, Any]]:
        """Return every entry of a list of the AppView, page by page."""
        found: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            page = self.appview(nsid, actor=did, limit=100, **cursor).json()
            found += page[key]
            if "cursor" not in page:
                return found
            cursor = {"cursor": page["cursor"]}

    def records(self, did: str, collection: str, **options: Any) -> list[dict[str, Any]]:
        """Return every record of a collection, until a page is empty."""
        found: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            page = self.pds(
                did,
                "com.atproto.repo.listRecords",
                repo=did,
                collection=collection,
                limit=100,
                **cursor,
                **options,
            ).json()
            if not page["records"]:
                return found
            found += page["records"]
            cursor = {"cursor": page["cursor"]}


@pytest.fixture(scope="session")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as one:
        yield one


@pytest.fixture(scope="session")
def world() -> World:
    return World(seed=7, organisations=26)


@pytest.fixture(scope="session")
def sixty() -> World:
    return World()


@pytest.fixture(scope="session")
def played(world: World) -> PracticeTransport:
    return transport(world)


@pytest.fixture
def reader(played: PracticeTransport, runner: asyncio.Runner) -> Reader:
    played.night = LAST_NIGHT
    played.requests.clear()
    return Reader(played, runner)


@pytest.fixture
def sixty_reader(sixty: World, runner: asyncio.Runner) -> Reader:
    return Reader(transport(sixty), runner)


@pytest.fixture(scope="session")
def shop(world: World) -> Player:
    return called(world, "grommet-and-niece.test")


def called(world: World, handle: str) -> Player:
    return next(player for player in world.players if handle in player.handles)
