"""What the follow-back rate costs on 1,000 accounts with the sizes of method 3.2, and a request.

The truth is known, so that the price is printed beside what it buys.
"""

from __future__ import annotations

import asyncio
import gc
import json
import tempfile
import time
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from math import ceil
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING, Any

import httpx

from collector.load import load_watchlist
from collector.manners import polite_client
from collector.model import State
from collector.night import read_night
from collector.practice.almanac import LAST_NIGHT
from collector.practice.transport import PRACTICE_SETTINGS, PracticeTransport
from collector.practice.truth import truth
from collector.practice.watchlist import write_watchlist
from collector.practice.world import World
from collector.settings import load_settings
from collector.store import Ledger
from site_src.metrics import METRICS
from tests.bench.table import row, title

if TYPE_CHECKING:
    from datetime import date

    from collector.store.report import RunReport
    from site_src.model import Estimate

ORGANISATIONS = 1000
LISTS = (  # of follows, and the checks of them
    "collection=app.bsky.graph.follow",
    "com.atproto.sync.getRepo",
    "app.bsky.graph.getRelationships",
    "app.bsky.graph.getFollowers",
    "app.bsky.graph.getFollows",
)
WEEK = 7
A_PAGE = 100  # followers a request, at most


class Timed(httpx.AsyncBaseTransport):
    """The practice network, with a watch on what answering costs it, and a count of the lists."""

    def __init__(self, inner: PracticeTransport) -> None:
        self.inner = inner
        self.seconds = 0.0
        self.lists = 0
        self.kept: list[tuple[str, bytes]] | None = None  # what was asked and answered, if wanted

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        began = time.process_time()
        answer = await self.inner.handle_async_request(request)
        self.seconds += time.process_time() - began
        self.lists += any(part in str(request.url) for part in LISTS)
        if self.kept is not None:
            self.kept.append((str(request.url), answer.content))
        return answer


def requests() -> None:
    """Read 1,000 accounts for the first time, compare with their truth; then steady nights."""
    title(f"Follow-back of {ORGANISATIONS:,} practice accounts, to ±3 points")
    world = World.synthetic(ORGANISATIONS)
    network = Timed(PracticeTransport(world))
    with tempfile.TemporaryDirectory() as folder:
        _read(world, network, Path(folder), LAST_NIGHT)
        found = _found(Path(folder))
    _price(world, network)
    _quality(world, found)
    _steady()


def _steady() -> None:
    title("A steady week of the demo's 60 organisations")
    world = World()
    network = Timed(PracticeTransport(world))
    with tempfile.TemporaryDirectory() as folder:
        first = _read(world, network, Path(folder), LAST_NIGHT - timedelta(days=WEEK))
        gc.freeze()
        network.seconds, network.kept = 0, []
        began = time.process_time()
        nights = [
            _read(world, network, Path(folder), LAST_NIGHT - timedelta(days=ago))
            for ago in reversed(range(WEEK))
        ]
        spent = time.process_time() - began
    asked = sum(night.requests for night in nights)
    read = sum(night.expected for night in nights)
    ours = (spent - network.seconds) / asked
    bare = asyncio.run(_bare(network.kept)) / asked
    row("requests an account, first night", f"{first.requests / first.expected:.1f}", "<= 140")
    row("requests an account, nights after", f"{asked / read:.1f}", "<= 20")
    row("collector's CPU a request, all it does included", f"{1000 * ours:.2f} ms")
    row("bare httpx and json for the same replies", f"{1000 * bare:.2f} ms")
    row("more than that, a request", f"{1000 * (ours - bare):.2f} ms", "<= 1 ms")
    row("collector / bare", f"{ours / bare:.1f}")


async def _bare(kept: list[tuple[str, bytes]]) -> float:
    """Return the CPU seconds that asking for and parsing the same replies takes without us."""
    answers = iter(kept)
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=next(answers)[1]))
    began = time.process_time()
    async with httpx.AsyncClient(transport=transport) as client:
        for url, content in kept:
            reply = await client.get(url)
            if content.startswith((b"{", b"[")):
                json.loads(reply.content)
    return time.process_time() - began


def _read(world: World, network: Timed, folder: Path, night: date) -> RunReport:
    write_watchlist(world, folder / "watchlist")
    network.inner.night = night
    settings = load_settings(None, overrides=[f"{k}={v}" for k, v in PRACTICE_SETTINGS.items()])
    return read_night(
        load_watchlist(folder / "watchlist"),
        night=night,
        settings=settings,
        folder=folder / "data",
        client=polite_client(settings, transport=network, pace=False),
        now=lambda: datetime.combine(night, clock_time(3), UTC),
    )


def _found(folder: Path) -> dict[str, Estimate]:
    metric = METRICS["follow-back-rate"]
    rows = Ledger(folder / "data").observations()
    return {row.id: metric.measure(row.facts) for row in rows if row.id and row.facts}


def _price(world: World, network: Timed) -> None:
    asked = network.lists
    naive = sum(ceil(one["followers"] / A_PAGE) for one in _truths(world))
    row("requests for lists and checks", f"{asked:,}")
    row("requests an account", f"{asked / len(world.players):.1f}")
    row("paging all followers instead", f"{naive:,}")
    row("share of that", f"{asked / naive:.1%}", "<= 4%")


def _quality(world: World, found: dict[str, Estimate]) -> None:
    halves, misses, states = [], 0, dict.fromkeys(State, 0)
    for one in _truths(world):
        estimate = found[one["did"]]
        states[estimate.state] += 1
        if estimate.state is State.ESTIMATE and estimate.lo is not None and estimate.hi is not None:
            halves.append((estimate.hi - estimate.lo) / 2)
            rate = one["mutuals"] / one["followers"]
            misses += not estimate.lo <= rate <= estimate.hi
    row("exact / estimate / bound / gap", " / ".join(f"{count}" for count in states.values()))
    row("half-width of the estimates: mean", f"{100 * fmean(halves):.2f} points")
    row("half-width of the estimates: median", f"{100 * median(halves):.2f} points")
    row("half-width of the estimates: widest", f"{100 * max(halves):.2f} points", "about 3")
    row("estimates whose interval holds the truth", f"{1 - misses / len(halves):.1%}", "about 95%")


def _truths(world: World) -> list[dict[str, Any]]:
    return list(truth(world, LAST_NIGHT)["organisations"])
