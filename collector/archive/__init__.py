"""An archive's file becomes nights of the ledger, by the arithmetic of every other night.

Nothing is recorded unless the whole file is right. Whoever is in it and is not on the watchlist is
forgotten here, as everywhere; the file's name, never its path, stands beside the facts for ever.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from collector import __version__
from collector.archive.counts import COLUMNS as COUNT_COLUMNS
from collector.archive.counts import counted_on, read_counts
from collector.archive.events import COLUMNS as EVENT_COLUMNS
from collector.archive.events import read_events
from collector.archive.roll import Roll
from collector.archive.seen import seen_in
from collector.errors import InputError
from collector.handle import in_short
from collector.observe import recorded
from collector.store.journal import Journal
from collector.store.manifest import load_manifest, month_file
from collector.store.report import AccountReport, RunReport
from collector.tally.window import cut_off

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from collector.archive.seen import Group
    from collector.model import Facts, Observation, Watchlist
    from collector.store import Ledger

__all__ = ["COUNT_COLUMNS", "EVENT_COLUMNS", "Imported", "import_counts", "import_events"]

FULL_CHANCE = timedelta(days=8)  # after the last event's day, its week of chance is over
MOST_NAMED = 5
# An archive has neither texts nor links: what is built on them is not known, and never 0.
UNTOLD: Mapping[str, None] = dict.fromkeys(
    ("promotions_by_day", "languages", "signed", "thanked", "apologised", "invited")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came in: from which file, onto which nights, of how many accounts."""

    file: str
    nights: tuple[date, ...]
    organisations: int
    accounts: int
    rows: int
    recorded: int

    def summary(self) -> dict[str, object]:
        """Return it as JSON values."""
        return {
            "file": self.file,
            "nights": [night.isoformat() for night in self.nights],
            "organisations": self.organisations,
            "accounts": self.accounts,
            "rows": self.rows,
            "recorded": self.recorded,
        }


def import_events(
    path: Path,
    watchlist: Watchlist,
    ledger: Ledger,
    *,
    night: date | None,
    now: datetime,
) -> Imported:
    """Record the one night at which a file of events is looked back upon.

    Without a night it is the eighth day after the last event, when every opening has had its full
    chance. What happened after the cut-off is not known yet.
    """
    roll = Roll(watchlist)
    events = read_events(path, roll)
    when = night or events.last.date() + FULL_CHANCE
    if events.first >= cut_off(when):
        raise InputError(
            f"the file's first event is of {events.first:%Y-%m-%d}, and nothing of it came before "
            f"the night of {when} began; give a later --night, or none"
        )
    if when > now.date() and not watchlist.is_practice:
        raise InputError(
            f"the night of {when} has not come yet, and in UTC it is {now:%Y-%m-%d}; "
            "give an earlier one with --night, and openings still have their full chance"
        )
    with _alone_with(ledger, [when]):
        rows = _record(ledger, when, seen_in(events, roll, cut_off(when)), _file(path), now)
    return _imported(path, {when: rows}, events.rows)


def import_counts(
    path: Path,
    watchlist: Watchlist,
    ledger: Ledger,
    *,
    night: date | None,
    now: datetime,
) -> Imported:
    """Record a night for each date of a file of counts, the oldest first; or that night alone."""
    counts = read_counts(path, Roll(watchlist))
    nights = sorted(counts.nights) if night is None else [night]
    if night is not None and night not in counts.nights:
        raise InputError(
            f"the file has no counts of {night}; it has those of {_named(counts.nights)}"
        )
    if nights[-1] > now.date() and not watchlist.is_practice:
        raise InputError(
            f"the night of {nights[-1]} has not come yet, and in UTC it is {now:%Y-%m-%d}"
        )
    with _alone_with(ledger, nights):
        made = {
            one: _record(ledger, one, counted_on(counts, one), _file(path), now) for one in nights
        }
    return _imported(path, made, counts.rows)


@contextmanager
def _alone_with(ledger: Ledger, nights: Sequence[date]) -> Iterator[None]:
    """Keep other runs out of the ledger; raises LedgerError where one is in it."""
    journal = Journal(ledger.folder, nights[0])
    try:
        _refuse_held(ledger, nights)
        yield
    finally:
        journal.close()


def _refuse_held(ledger: Ledger, nights: Sequence[date]) -> None:
    """Raise InputError where a night is stored already, or its month is closed."""
    files = load_manifest(ledger.folder)
    held = [one for one in nights if ledger.holds(one) or month_file(f"{one:%Y-%m}") in files]
    if held:
        nights_of = "night" if len(held) == 1 else "nights"
        raise InputError(
            f"{ledger.folder}: the ledger already holds the {nights_of} of {_named(held)}, or has "
            "closed that month, and a night is never changed; nothing was imported: choose another "
            "ledger with --data, or another night with --night"
        )


def _named(nights: Iterable[date]) -> str:
    told = [one.isoformat() for one in sorted(nights)]
    if len(told) > MOST_NAMED:
        told = [*told[:MOST_NAMED], f"{len(told) - MOST_NAMED} more"]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def _file(path: Path) -> str:
    return in_short(path.name)


def _record(
    ledger: Ledger, night: date, groups: Iterable[Group], file: str, now: datetime
) -> list[Observation]:
    rows: list[Observation] = []
    for group in groups:  # one at a time: each holds all that people said to it
        told = recorded(
            group.organisation,
            group.network,
            group.seen,
            night,
            is_full=True,
            imported=file,
        )
        rows += [replace(row, facts=_told(row.facts)) for row in told.rows]
    ledger.record(night, rows, _report(night, rows, now))
    return rows


def _told(facts: Facts | None) -> Facts | None:
    return replace(facts, **UNTOLD) if facts else None


def _report(night: date, rows: Iterable[Observation], now: datetime) -> RunReport:
    accounts = [
        AccountReport(
            organisation=row.organisation, network=row.network, account=row.account, read_at=now
        )
        for row in rows
        if row.account is not None
    ]
    return RunReport(
        night=night,
        started_at=now,
        finished_at=now,
        collector_version=__version__,
        read=len(accounts),
        expected=len(accounts),
        accounts=tuple(accounts),
    )


def _imported(path: Path, made: Mapping[date, Sequence[Observation]], rows: int) -> Imported:
    keys = {(one.organisation, one.network, one.account) for some in made.values() for one in some}
    return Imported(
        file=_file(path),
        nights=tuple(sorted(made)),
        organisations=len({organisation for organisation, _, _ in keys}),
        accounts=sum(account is not None for _, _, account in keys),
        rows=rows,
        recorded=sum(map(len, made.values())),
    )
