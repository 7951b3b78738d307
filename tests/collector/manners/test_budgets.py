"""Whole nights within too small a budget: they end cleanly, and the rest is over budget."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from collector.errors import PoorNight
from collector.load import load_watchlist
from collector.manners import Clock, polite_client
from collector.model import Gap
from collector.night import read_night
from collector.practice.almanac import LAST_NIGHT
from collector.practice.transport import PRACTICE_SETTINGS, PracticeTransport
from collector.practice.watchlist import write_watchlist
from collector.practice.world import World
from collector.settings import load_settings
from collector.store import Ledger

if TYPE_CHECKING:
    from pathlib import Path

    from collector.store.report import RunReport

pytestmark = pytest.mark.slow

LISTED = ("cravelland", "lonmouth", "office-of-lost-umbrellas", "thrimwick", "wyntmarch")
FILE = f"data/nights/year={LAST_NIGHT:%Y}/{LAST_NIGHT}.parquet"
BUDGETS = ("requests", "bytes", "seconds")


class Ticking:
    """A clock that is a millisecond later whenever anybody looks."""

    def __init__(self) -> None:
        self.looked = 0

    def now(self) -> float:
        self.looked += 1
        return 1_800_000_000 + self.looked / 1000


def collected(folder: Path, world: World, *settings: str, clock: Clock | None = None) -> RunReport:
    fixed = [f"{key}={text}" for key, text in PRACTICE_SETTINGS.items()]
    chosen = load_settings(None, overrides=[*fixed, *settings])
    transport = PracticeTransport(world)
    transport.night = LAST_NIGHT
    return read_night(
        load_watchlist(folder / "watchlist"),
        night=LAST_NIGHT,
        settings=chosen,
        folder=folder / "data",
        client=polite_client(chosen, transport=transport, pace=False, clock=clock),
        now=lambda: datetime(2026, 11, 1, 3, tzinfo=UTC),
    )


def listed(folder: Path, world: World) -> Path:
    write_watchlist(world, folder / "watchlist")
    for file in (folder / "watchlist").glob("*/*.yml"):
        if file.stem not in LISTED:
            file.unlink()
    return folder


@pytest.fixture(scope="module")
def world() -> World:
    return World(organisations=12)


@pytest.fixture(scope="module")
def night(world: World, tmp_path_factory: pytest.TempPathFactory) -> tuple[RunReport, float, bytes]:
    """Read the night with budget enough: its report, its seconds by that clock, its file."""
    folder = listed(tmp_path_factory.mktemp("enough"), world)
    clock = Ticking()
    report = collected(folder, world, clock=Clock(now=clock.now))
    return report, clock.looked / 1000, (folder / FILE).read_bytes()


@pytest.mark.parametrize("name", BUDGETS)
@pytest.mark.parametrize("share", [0.0, 0.2, 0.4, 0.6, 0.8, 0.95])
def test_a_night_over_its_budget_is_read_so_far_and_gone_on_with(
    world: World,
    night: tuple[RunReport, float, bytes],
    tmp_path: Path,
    name: str,
    share: float,
) -> None:
    report, seconds, _ = night
    spent = {"requests": report.requests, "bytes": report.bytes or 0, "seconds": seconds}
    enough = spent[name]
    folder = listed(tmp_path, world)
    most = enough * share if name == "seconds" else int(enough * share)
    outcome = attempted(folder, world, f"budgets.{name}={most or 1}")
    if isinstance(outcome, PoorNight):
        assert reasons(str(outcome)) == {Gap.OVER_BUDGET}
        assert not (folder / FILE).exists()
        assert collected(folder, world).read == night[0].read
        assert (folder / FILE).read_bytes() == night[2]
    else:
        gaps = {one.gap for one in outcome.accounts} - {one.gap for one in night[0].accounts}
        assert gaps <= {Gap.OVER_BUDGET}
        assert name != "requests" or outcome.requests <= most
    assert Ledger(folder / "data").verify() == ()


def attempted(folder: Path, world: World, setting: str) -> RunReport | PoorNight:
    try:
        return collected(folder, world, setting, clock=Clock(now=Ticking().now))
    except PoorNight as poor:
        return poor


def reasons(text: str) -> set[str]:
    inside = text.partition("(")[2].partition(")")[0]
    return {part.split()[1] for part in inside.split(", ")}
