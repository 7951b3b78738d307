"""What the site of 1,000 organisations with 365 nights costs to build, and how that grows."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from collector import __version__
from collector.model import Facts, Observation
from collector.store import Ledger
from collector.store.report import RunReport
from tests.bench.table import row, title

LAST = date(2026, 11, 1)
NIGHTS = 365
SIZES = (100, 1000)
WEEK = 7
ROOT = Path(__file__).resolve().parents[2]

ENTRY = """name: Borough of Number {number}
kind: council
sector: borough
country: XX
website: https://number-{number}.test
accounts:
  - network: bluesky
    handle: number-{number}.test
    role: main
    source: https://number-{number}.test/contact
"""


def building() -> None:
    """Build a small and a large site, and compare."""
    title(f"Building a site of {NIGHTS} nights")
    spent = {size: _built(size) for size in SIZES}
    small, large = (spent[size] for size in SIZES)
    row(f"t({SIZES[1]:,}) / t({SIZES[0]:,})", f"{large / small:.1f}", "linear: <= 10")


def _built(size: int) -> float:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay(folder, size)
        seconds = _timed(folder)
        pages = sum(1 for _ in (folder / "site").rglob("*.html"))
        weight = sum(file.stat().st_size for file in (folder / "site").rglob("*") if file.is_file())
    row(f"{size:,} organisations: pages", f"{pages:,}")
    row(f"{size:,} organisations: weight", f"{weight / 1e6:.0f} MB")
    row(f"{size:,} organisations: time, all processes", f"{seconds:.1f} s")
    row(f"{size:,} organisations: time a page", f"{1000 * seconds / pages:.1f} ms")
    return seconds


def lay(folder: Path, size: int) -> None:
    """Lay down a watchlist and a ledger of so many."""
    councils = folder / "watchlist" / "councils"
    councils.mkdir(parents=True)
    for number in range(size):
        (councils / f"number-{number}.yml").write_text(ENTRY.format(number=number))
    _record(folder / "data", size)


def _timed(folder: Path) -> float:
    command = [sys.executable, "-m", "collector", "build", "--data", str(folder / "data")]
    command += ["--watchlist", str(folder / "watchlist"), "--site", str(folder / "site"), "--quiet"]
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True)
    return time.perf_counter() - began


def _record(folder: Path, size: int) -> None:
    ledger = Ledger(folder)
    chance = random.Random(1)  # noqa: S311 - figures, no secret
    people = [_person(chance) for _ in range(size)]
    for ago in reversed(range(NIGHTS)):
        night = LAST - timedelta(days=ago)
        at = datetime(night.year, night.month, night.day, 3, tzinfo=UTC)
        rows = [_row(number, person, night) for number, person in enumerate(people)]
        report = RunReport(
            night=night,
            started_at=at,
            finished_at=at,
            collector_version=__version__,
            read=size,
            expected=size,
        )
        ledger.record(night, rows, report)


def _person(chance: random.Random) -> tuple[int, float, list[int], list[int]]:
    days = NIGHTS + 60
    replies = [chance.randrange(9) for _ in range(days)]
    originals = [chance.randrange(5) for _ in range(days)]
    return chance.randrange(1000, 90_000), chance.random(), replies, originals


def _row(number: int, person: tuple[int, float, list[int], list[int]], night: date) -> Observation:
    followers, share, replies, originals = person
    day = (night - LAST).days + NIGHTS
    window = slice(day, day + 30)
    lists = _lists(round(followers * share), number, day)
    return Observation(
        night=night,
        organisation=f"number-{number}",
        network="bluesky",
        account=f"number-{number}.test",
        id=f"did:plc:number{number}",
        facts=Facts(
            followers=followers + 3 * day,
            following=round(followers * share),
            posts=10 * day,
            flags=(),
            days_observed=30,
            replies_by_day=tuple(replies[window]),
            originals_by_day=tuple(originals[window]),
            reposts_by_day=(0,) * 30,
            self_replies_by_day=(0,) * 30,
            conversations=sum(replies[window]),
            people=sum(replies[window]) // 2,
            clock_faults=0,
            likes_given=day,
            **lists,
        ),
        collector_version=__version__,
    )


def _lists(follows: int, number: int, day: int) -> dict[str, Any]:
    if (number + day) % WEEK:
        return {}
    drawn = min(follows, 390)
    return {"listed": follows, "drawn": drawn, "mutual": round(drawn * (0.3 + 0.6 * (day / 400)))}
