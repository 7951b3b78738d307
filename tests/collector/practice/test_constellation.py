"""The practice index of mentions, and the collector's openings of mentions and replies by it."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from collector.load import load_watchlist
from collector.manners import polite_client
from collector.model import Facts, OpeningKind, Role
from collector.networks.constellation import SOURCES
from collector.night import read_night
from collector.practice import LAST_NIGHT, PRACTICE_SETTINGS, World, transport, write_watchlist
from collector.practice.almanac import instant
from collector.practice.codes import DAY, SECOND, midnight
from collector.practice.constellation import NSID, Constellation
from collector.practice.gatherings import is_hidden
from collector.practice.habits import Fate, Mark
from collector.practice.people import PLAYERS
from collector.settings import load_settings
from collector.store import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from collector.practice import PracticeTransport
    from collector.practice.diary import Post
    from collector.practice.players import Player

HOST = "index.practice.test"
NOW = instant(LAST_NIGHT)
END = midnight(LAST_NIGHT)
HOUR = 3600


class Indexed(httpx.AsyncBaseTransport):
    """The practice network with an index beside it, which may be out of order."""

    def __init__(self, played: PracticeTransport, world: World, *, is_down: bool = False) -> None:
        self.played = played
        self.asked: list[httpx.Request] = []
        self._index = Constellation(world)
        self._is_down = is_down

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host != HOST:
            return await self.played.handle_async_request(request)
        self.asked.append(request)
        if self._is_down:
            return httpx.Response(502, text="<html>Bad Gateway</html>")
        nsid = request.url.path.removeprefix("/xrpc/")
        answer = self._index.answer(nsid, request.url.query.decode(), instant(self.played.night))
        return httpx.Response(answer.status, content=answer.body)


def read(
    world: World, folder: Path, *, index: str, is_down: bool = False, night: date = LAST_NIGHT
) -> dict[str, Facts]:
    """Return what the collector records of a night, by account as listed."""
    write_watchlist(world, folder / "watchlist")
    wishes = {**PRACTICE_SETTINGS, "networks.bluesky.constellation": index}
    settings = load_settings(None, overrides=[f"{key}={text}" for key, text in wishes.items()])
    played = transport(world)
    played.night = night
    read_night(
        load_watchlist(folder / "watchlist"),
        night=night,
        settings=settings,
        folder=folder / "data",
        client=polite_client(
            settings, transport=Indexed(played, world, is_down=is_down), pace=False
        ),
        now=partial(datetime.fromtimestamp, instant(night) / SECOND, UTC),
    )
    rows = Ledger(folder / "data").observations()
    return {
        row.account: row.facts
        for row in rows
        if row.night == night and row.account and row.network == "bluesky" and row.facts
    }


@pytest.fixture(scope="module")
def town() -> World:
    return World(organisations=14)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("town")


@pytest.fixture(scope="module")
def rows(town: World, folder: Path) -> dict[str, Facts]:
    return read(town, folder, index=f"https://{HOST}")


def measured(town: World) -> list[Player]:
    """Return the accounts that are read in full."""
    return [
        player
        for player in town.players
        if player.role not in (Role.LEADER, Role.TEAM)
        and not player.has(Mark.OPTED_OUT)
        and player.fate(NOW) is Fate.LIVES
        and player.created <= NOW
    ]


def openings(town: World, player: Player) -> Iterator[tuple[str, Post, list[int]]]:
    """Yield the true openings: thread, message, and the times of the answers to its author."""
    company = town.company(player.index)
    official = [one.index for one in company.players if one.role.is_official]
    threads: dict[str, list[Post]] = defaultdict(list)
    for post in sorted(town.diary(company.number).posts(END - 1), key=lambda one: one.at):
        threads[(post.root or post).uri].append(post)
    for root, thread in threads.items():
        firsts: dict[int, Post] = {}
        for post in thread:
            if post.author >= PLAYERS and _is_meant(town, post, player.index):
                firsts.setdefault(post.author, post)
        for first in list(firsts.values())[:10]:
            met = [
                post.at
                for post in thread
                if post.author in official and post.parent and post.parent.author == first.author
            ]
            yield root, first, [at for at in met if at >= first.at]


def _is_meant(town: World, post: Post, whom: int) -> bool:
    if post.mention == whom:  # whom somebody blocks is no matter to an index
        return town.fate(post.author, 0) is Fate.LIVES
    is_reply = post.parent is not None and post.parent.author == whom
    return is_reply and not is_hidden(town, post.author)


def sums(town: World, player: Player) -> tuple[int, ...]:
    """Return the seven sums of the openings answered within a day."""
    start, stop = END - 744 * HOUR * SECOND, END - 24 * HOUR * SECOND
    threads: dict[str, list[bool]] = defaultdict(list)
    for root, first, answers in openings(town, player):
        if start <= first.at < stop:
            threads[root].append(bool(answers) and min(answers) - first.at <= DAY)
    sizes = [(len(hits), sum(hits)) for hits in threads.values()]
    return (
        len(sizes),
        sum(m for m, _ in sizes),
        sum(m * m for m, _ in sizes),
        sum(h for _, h in sizes),
        sum(h * m for m, h in sizes),
        sum(h * h for _, h in sizes),
        max((m for m, _ in sizes), default=0),
    )


@pytest.mark.slow
def test_the_openings_are_the_true_ones_of_mentions_and_replies(
    town: World, rows: dict[str, Facts]
) -> None:
    players = measured(town)
    mentions = 0
    for player in players:
        mentions += sum(first.mention == player.index for _, first, _ in openings(town, player))
        found = rows[player.listed_as]
        assert found.openings_kind is OpeningKind.MENTIONS, player.handles
        assert found.answered == sums(town, player), player.handles
        assert found.threads_listed == found.threads_drawn
    assert len(players) > 10
    assert mentions > 50


@pytest.mark.slow
def test_an_index_that_is_down_leaves_the_figures_that_stand_without_one(
    town: World, rows: dict[str, Facts], tmp_path: Path
) -> None:
    without = read(town, tmp_path / "without", index="")
    down = read(town, tmp_path / "down", index=f"https://{HOST}", is_down=True)
    assert down == without
    assert {facts.openings_kind for facts in without.values()} <= {None, OpeningKind.REPLIES}
    more = [
        (rows[one].answered or (0, 0))[1] - (without[one].answered or (0, 0))[1] for one in rows
    ]
    assert sum(more) > 0


@pytest.mark.slow
def test_threads_that_were_settled_a_week_ago_count_as_if_they_were_read_again(
    town: World, rows: dict[str, Facts], tmp_path: Path
) -> None:
    read(town, tmp_path, index=f"https://{HOST}", night=LAST_NIGHT - timedelta(days=7))
    later = read(town, tmp_path, index=f"https://{HOST}")
    full = [one for one in rows if later[one].answered is not None]
    columns = ("openings_kind", "answered", "acknowledged", "responded", "answer_waits")
    assert len(full) > len(rows) / 2
    for account in full:
        for column in columns:
            assert getattr(later[account], column) == getattr(rows[account], column), account


@pytest.mark.slow
def test_nobody_who_mentions_an_account_is_remembered(
    town: World, rows: dict[str, Facts], folder: Path
) -> None:
    assert rows
    people = {
        town.dids.did(post.author).encode()
        for player in measured(town)
        for post in town.diary(town.company(player.index).number).posts(END)
        if post.mention == player.index and post.author >= PLAYERS
    }
    assert people
    files = [file for file in (folder / "data").rglob("*") if file.is_file()]
    assert files
    for file in files:
        content = file.read_bytes()
        assert not [one for one in people if one in content], file.name


def ask(town: World, **query: Any) -> Any:
    text = str(httpx.QueryParams({"source": SOURCES[0], **query}))
    return httpx.Response(200, content=Constellation(town).answer(NSID, text, NOW).body).json()


@pytest.mark.heavy
def test_the_index_pages_through_all_mentions_newest_first(town: World) -> None:
    player = max(measured(town), key=lambda one: ask(town, subject=one.did)["total"])
    whole = ask(town, subject=player.did, limit=100)
    assert len(whole["records"]) == min(100, whole["total"]) > 10
    keys = [record["rkey"] for record in whole["records"]]
    assert keys == sorted(keys, reverse=True)
    walked: list[str] = []
    cursor: dict[str, str] = {}
    while len(walked) < len(keys):
        page = ask(town, subject=player.did, limit=7, **cursor)
        walked += [record["rkey"] for record in page["records"]]
        cursor = {"cursor": page["cursor"] or "end"}
    assert walked[: len(keys)] == keys


def test_the_index_knows_one_way_of_writing_a_mention_and_nobody_else(town: World) -> None:
    player = measured(town)[0]
    nothing = {"total": 0, "records": [], "cursor": None}
    assert ask(town, subject=player.did, source=SOURCES[1]) == nothing
    assert ask(town, subject="did:plc:aaaaaaaaaaaaaaaaaaaaaaaa") == nothing


def test_the_index_refuses_what_it_cannot_read(town: World) -> None:
    index = Constellation(town)
    did = town.players[0].did
    for query in ("", f"subject={did}", f"subject={did}&source=x&limit=1000"):
        assert index.answer(NSID, query, NOW).status == 400
    assert index.answer(NSID, f"subject={did}&source=x&cursor=q", NOW).status == 400
    assert index.answer("blue.microcosm.links.getOther", "", NOW).status == 501
