from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from collector.store.report import load_report, save_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from collector.store.report import RunReport

NIGHT = date(2026, 11, 22)


def test_a_report_is_summed_up_without_its_accounts(
    report_of: Callable[[date], RunReport],
) -> None:
    summary = report_of(NIGHT).summary()
    assert json.loads(json.dumps(summary)) == {
        "night": "2026-11-22",
        "started_at": "2026-11-22T03:07:00+00:00",
        "finished_at": "2026-11-22T03:07:00+00:00",
        "collector_version": "1.0.0",
        "read": 1,
        "expected": 1,
        "requests": 4,
        "retries": 0,
        "bytes": None,
        "dollars": None,
        "gaps": {"gone": 1},
    }


def test_coverage_is_those_read_of_those_expected(report_of: Callable[[date], RunReport]) -> None:
    assert report_of(NIGHT).coverage == (1, 1)


def test_a_report_is_read_as_it_was_saved(
    tmp_path: Path, report_of: Callable[[date], RunReport]
) -> None:
    save_report(tmp_path / "runs/one.json", report_of(NIGHT))
    assert load_report(tmp_path / "runs/one.json") == report_of(NIGHT)
    assert load_report(tmp_path / "runs/two.json") is None
