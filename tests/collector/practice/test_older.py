"""The practice network's first nights bear an older method's number, and nothing else differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from collector.model import METHOD_VERSION, Facts, Observation
from collector.practice.older import OLDER, SINCE, number_older
from collector.store import Ledger
from collector.store.report import RunReport

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


def recorded(folder: Path, *nights: date) -> Ledger:
    """Return a ledger of nights of one account."""
    ledger = Ledger(folder)
    at = datetime(2026, 11, 1, tzinfo=UTC)
    for night in nights:
        row = Observation(
            night=night,
            organisation="lonmouth",
            network="bluesky",
            account="lonmouth.test",
            facts=Facts(followers=night.day),
        )
        report = RunReport(
            night=night, started_at=at, finished_at=at, collector_version="1", read=1, expected=1
        )
        ledger.record(night, [row], report)
    return ledger


def test_a_night_before_the_wall_bears_the_older_number_and_is_the_same_otherwise(
    tmp_path: Path,
) -> None:
    night = SINCE - timedelta(days=1)
    ledger = recorded(tmp_path, night)
    rows = ledger.observations()
    number_older(ledger, night)
    assert ledger.observations() == [replace(row, method_version=OLDER) for row in rows]
    assert ledger.verify() == ()


def test_from_the_wall_on_the_number_is_todays(tmp_path: Path) -> None:
    ledger = recorded(tmp_path, SINCE)
    number_older(ledger, SINCE)
    assert [row.method_version for row in ledger.observations()] == [METHOD_VERSION]


def test_a_night_that_was_not_kept_is_left_alone(tmp_path: Path) -> None:
    ledger = recorded(tmp_path, SINCE - timedelta(days=2))
    number_older(ledger, SINCE - timedelta(days=1))
    assert ledger.nights() == (SINCE - timedelta(days=2),)
