"""What Mastodon accounts cost a night: the sizes of method 3.2, each posting and spoken to.

Naive is whoever pages both lists whole and reads every post and thread again, every night.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from collector.load import load_watchlist
from collector.manners import polite_client
from collector.model import Role
from collector.night import read_night
from collector.practice.almanac import LAST_NIGHT
from collector.practice.cast import synthetic_cast
from collector.practice.transport import PRACTICE_SETTINGS, PracticeTransport
from collector.practice.watchlist import write_watchlist
from collector.practice.world import World
from collector.settings import load_settings
from tests.bench.table import row, title

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from collector.model import Watchlist
    from collector.practice.cast import Character
    from collector.store.report import RunReport

ORGANISATIONS = 1000
SAMPLE = 100  # of them are read: each stands for itself and its neighbours in size
WEEK = 7
A_PAGE = 80  # of people, at most
LISTS = re.compile(r"/(followers|following)(\?|$)")


class Counted(httpx.AsyncBaseTransport):
    """The practice network, with a count of what the lists of people take."""

    def __init__(self, world: World) -> None:
        self.inner = PracticeTransport(world)
        self.kinds: Counter[str] = Counter()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        self.kinds["lists" if LISTS.search(str(request.url)) else "others"] += 1
        return await self.inner.handle_async_request(request)


def fediverse(sample: int = SAMPLE) -> None:
    """Read a sample for the first time, then for a week, and say what paging it all would take."""
    world = World(characters=_characters(sample), remembers=False, are_twins=True)
    network = Counted(world)
    accounts = len(world.residents)
    title(f"Mastodon: {accounts} of {ORGANISATIONS:,} practice accounts by size, posting")
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        watchlist = _listed(world, folder)
        first = _read(watchlist, network, folder, LAST_NIGHT - timedelta(days=WEEK))
        naive = _walked(world) + network.kinds["others"] / accounts
        network.kinds.clear()
        nights = [
            _read(watchlist, network, folder, LAST_NIGHT - timedelta(days=ago))
            for ago in reversed(range(WEEK))
        ]
    read = sum(night.read for night in nights)
    asked = sum(night.requests for night in nights)
    row("requests an account, first night", f"{first.requests / first.read:.1f}", "<= 140")
    row("requests an account, nights after", f"{asked / read:.1f}", "<= 25")
    row("of these, for lists", f"{network.kinds['lists'] / read:.1f}")
    row("naive, every night", f"{naive:.1f}")
    row("share of that, nights after", f"{asked / read / naive:.1%}")


def _characters(sample: int) -> Iterator[Character]:
    """Yield every so manieth organisation by its size, in the middle of its neighbours."""
    every = ORGANISATIONS // sample
    silent = synthetic_cast(1, ORGANISATIONS)
    by_size = sorted(silent, key=lambda one: one.accounts[0][1].followers)
    for one in by_size[every // 2 :: every]:
        _, habit = one.accounts[0]
        posting = replace(habit, originals=1.0, reposts=0.2, gathers=2.0, openings=0.2)
        yield replace(one, accounts=((Role.MAIN, posting),))


def _listed(world: World, folder: Path) -> Watchlist:
    """Return the watchlist of their Mastodon accounts alone."""
    write_watchlist(world, folder / "watchlist")
    whole = load_watchlist(folder / "watchlist")
    organisations = tuple(
        replace(one, accounts=tuple(a for a in one.accounts if a.network == "mastodon"))
        for one in whole.organisations
    )
    return replace(whole, organisations=organisations)


def _walked(world: World) -> float:
    """Return the pages of both lists of an account, on the average."""
    now = world.at(LAST_NIGHT - timedelta(days=WEEK))
    crowds = [resident.player.crowd for resident in world.residents]
    pages = [
        ceil(crowd.followers.count(now) / A_PAGE) + ceil(crowd.follows(now) / A_PAGE)
        for crowd in crowds
    ]
    return sum(pages) / len(pages)


def _read(watchlist: Watchlist, network: Counted, folder: Path, night: date) -> RunReport:
    network.inner.night = night
    settings = load_settings(None, overrides=[f"{k}={v}" for k, v in PRACTICE_SETTINGS.items()])
    return read_night(
        watchlist,
        night=night,
        settings=settings,
        folder=folder / "data",
        client=polite_client(settings, transport=network, pace=False),
        now=lambda: datetime.combine(night, clock_time(3), UTC),
    )
