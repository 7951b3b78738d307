"""What a year of weekly editions of 500 organisations weighs."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from collector import __version__
from collector.cli import run
from collector.practice.demo import FOLDER, play
from collector.store import Ledger
from collector.store.report import RunReport
from tests.bench.building import ENTRY, _person, _row
from tests.bench.table import row, title

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZE, YEAR = 500, 52
LAST = date(2026, 11, 1)
SECTORS = ("borough", "city", "county", "district", "town", "parish", "region", "island")


def watchlist(folder: Path, size: int, sectors: Sequence[str] = SECTORS[:1]) -> None:
    """Write the files of so many councils."""
    councils = folder / "councils"
    councils.mkdir(parents=True)
    for number in range(size):
        sector = f"sector: {sectors[number % len(sectors)]}"
        text = ENTRY.format(number=number).replace("sector: borough", sector)
        (councils / f"number-{number}.yml").write_text(text)


def record(folder: Path, size: int, nights: Sequence[date]) -> None:
    """Record the nights of so many councils."""
    ledger, chance = Ledger(folder), random.Random(1)  # noqa: S311 - figures, no secret
    people = [_person(chance) for _ in range(size)]
    for night in nights:
        at = datetime(night.year, night.month, night.day, 3, tzinfo=UTC)
        report = RunReport(
            night=night,
            started_at=at,
            finished_at=at,
            collector_version=__version__,
            read=size,
            expected=size,
        )
        rows = [_row(number, person, night) for number, person in enumerate(people)]
        ledger.record(night, [replace(one, night=night) for one in rows], report)


def editions() -> None:
    """Freeze weeks of councils made by hand, and of the practice network with all its measures."""
    title(f"Editions of {SIZE} organisations")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        watchlist(folder / "watchlist", SIZE, SECTORS)
        record(folder / "data", SIZE, [LAST - timedelta(days=ago) for ago in reversed(range(45))])
        _weighed(folder, ("2026-W42", "2026-W43", "2026-W44"), "one network, nine measures")
    with tempfile.TemporaryDirectory() as name:
        play(Path(name), nights=7, organisations=SIZE)
        _weighed(Path(name) / FOLDER, ("2026-W44",), "practice network")


def _weighed(folder: Path, weeks: Sequence[str], what: str) -> None:
    where = ["--data", str(folder / "data"), "--watchlist", str(folder / "watchlist")]
    began = time.perf_counter()
    for week in weeks:
        if run(["edition", "--week", week, *where, "--quiet"]):
            sys.exit(1)
    row(f"{what}: time an edition", f"{(time.perf_counter() - began) / len(weeks):.1f} s")
    kept = folder / "data" / "editions"
    charts = sum(1 for _ in kept.rglob("charts/*/index.html")) // len(weeks)
    sizes = [file.stat().st_size for file in kept.rglob("*") if file.is_file()]
    row(f"{what}: charts, bytes an edition", f"{charts}, {sum(sizes) // len(weeks):,}")
    row(f"{what}: {YEAR} editions", f"{sum(sizes) / len(weeks) * YEAR / 1e6:.0f} MB", "< 150 MB")
