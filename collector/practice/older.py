"""The practice network's first nights, recorded as if an older method had counted them.

They are counted as all others are: only their number is older, so that a wall can be seen.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from collector.model import METHOD_VERSION
from collector.practice.almanac import FIRST_NIGHT
from collector.store.manifest import load_manifest, night_file, save_manifest

if TYPE_CHECKING:
    from datetime import date

    from collector.store import Ledger

OLDER = METHOD_VERSION - 1
SINCE = FIRST_NIGHT + timedelta(days=21)  # the first night under today's method


def number_older(ledger: Ledger, night: date) -> None:
    """Give a night of before the wall its older number; killed half-way, it is played again."""
    if night >= SINCE or not ledger.holds(night):
        return
    rows = [replace(row, method_version=OLDER) for row in ledger.observations(nights={night})]
    report = ledger.report(night)
    files = load_manifest(ledger.folder)
    save_manifest(ledger.folder, {k: v for k, v in files.items() if k != night_file(night)})
    (ledger.folder / night_file(night)).unlink()
    if report:
        ledger.record(night, rows, report)
