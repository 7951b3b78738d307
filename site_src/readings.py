"""What was read, ready to be measured: each account's rows, newest first, and when they came."""

from __future__ import annotations

import gc
from collections import defaultdict
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from site_src.latest import MOST_NIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from collector.model import Observation
    from collector.store import Ledger
    from site_src.figures import Key, Rows


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no garbage meanwhile: all that is made stays, and looking takes a fifth of it."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def newest_first(observations: Iterable[Observation], night: date) -> Rows:
    """Return the rows up to a night by account, one of each night, the newest first."""
    rows: dict[Key, list[Observation]] = defaultdict(list)
    for row in observations:
        if row.night <= night:
            rows[row.organisation, row.network, row.account].append(row)
    return {key: _once(mine) for key, mine in rows.items()}


def _once(rows: Iterable[Observation]) -> list[Observation]:
    """Return one row of each night, newest first; told twice, the last one stands."""
    nights = {row.night: row for row in rows}
    return [nights[night] for night in sorted(nights, reverse=True)]


def collected_at(ledger: Ledger, night: date) -> dict[tuple[str, str, str | None, date], datetime]:
    """Return when each account was read on the nights whose values may be shown."""
    oldest = night - timedelta(days=MOST_NIGHTS)
    reports = [ledger.report(one) for one in ledger.nights() if oldest <= one <= night]
    return {
        (account.organisation, account.network, account.account, report.night): account.read_at
        for report in reports
        if report is not None
        for account in report.accounts
        if account.read_at is not None
    }
