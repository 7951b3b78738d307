"""One night's round: plan who is read, gather, keep going whatever fails, and report."""

from __future__ import annotations

import gc
import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from collector.coverage import refuse_poor, reported
from collector.observe import observe
from collector.plan import WEEK, Recent, plan, unread
from collector.store.entry import Entry
from collector.store.report import AccountReport
from collector.turns import Turns

if TYPE_CHECKING:
    from collections.abc import (
        Callable,
        Iterable,
        Iterator,
        Mapping,
        MutableMapping,
        Sequence,
    )
    from datetime import date, datetime

    from collector.manners import PoliteClient
    from collector.model import Observation, Organisation, Watchlist
    from collector.networks import Network
    from collector.observe import Observed, Profiles
    from collector.plan import Unit
    from collector.state import Remembered
    from collector.store import Ledger
    from collector.store.entry import Key, Line
    from collector.store.journal import Journal
    from collector.store.report import RunReport

RARELY = (10_000, 20, 20)  # new objects, and rounds of the young before one of the older


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Where a night is written, and what is remembered: `threads` are the settled ones, filled."""

    ledger: Ledger
    journal: Journal
    threads: MutableMapping[str, Remembered] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What stands in the journal of a run that came to its end, and what it took to read it."""

    keys: tuple[Key, ...]
    accounts: tuple[AccountReport, ...]


async def collect(
    watchlist: Watchlist,
    *,
    night: date,
    networks: Mapping[str, Network],
    client: PoliteClient,
    books: Books,
    now: Callable[[], datetime],
    tick: Callable[[], None] = lambda: None,
) -> RunReport:
    """Read every account of the watchlist, record the night, and return the report of the run.

    What an interrupted run of the same night finished is taken from its journal. Raises PoorNight
    when fewer than 80% of the readable accounts were read: then nothing is recorded.
    """
    started = now()
    gathered = await gather(
        watchlist.organisations,
        night=night,
        networks=networks,
        client=client,
        books=books,
        now=now,
        tick=tick,
    )
    report = reported(night, started, now(), gathered.accounts, client.spent)
    refuse_poor(report)
    books.ledger.record(night, books.journal.rows(gathered.keys), report)
    return report


async def gather(
    organisations: Sequence[Organisation],
    *,
    night: date,
    networks: Mapping[str, Network],
    client: PoliteClient,
    books: Books,
    now: Callable[[], datetime],
    tick: Callable[[], None] = lambda: None,
) -> Gathered:
    """Read these organisations into the journal, but for what is in it already."""
    units = plan(
        organisations,
        night=night,
        networks=networks,
        recent=_recent(books.ledger, night),
        remembered=books.threads,
    )
    lines = books.journal.lines()
    keys = {unit.key: _is_finished(lines.get(unit.key), unit) for unit in units}
    finished = [key for key, is_finished in keys.items() if is_finished]
    accounts = [one for entry in books.journal.entries(finished) for one in entry.accounts]
    for _ in finished:
        tick()
    missing = (unit for unit in units if not keys[unit.key])
    with _rarely_collected():
        accounts += await _look(missing, client, books, now, tick)
    nobodys = _put_down(unread(organisations, night, networks), books.journal)
    accounts += [_untried(row) for rows in nobodys.values() for row in rows]
    return Gathered(keys=tuple(sorted([*nobodys, *keys])), accounts=tuple(accounts))


@contextmanager
def _rarely_collected() -> Iterator[None]:
    """Let the garbage collector look more rarely: replies are many objects, and hold no cycle.

    At Python's own thresholds it takes a third of the time in which feeds are read.
    """
    before = gc.get_threshold()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _recent(ledger: Ledger, night: date) -> Iterator[Recent]:
    since, until = night - timedelta(days=WEEK - 1), night - timedelta(days=1)
    columns = ledger.columns(Recent._fields, since=since, until=until)
    return map(Recent._make, zip(*columns.values(), strict=True))


def _is_finished(line: Line | None, unit: Unit) -> bool:
    return line is not None and line.is_final and line.fingerprint == unit.fingerprint


def _put_down(rows: Iterator[Observation], journal: Journal) -> dict[Key, list[Observation]]:
    """Keep the gaps of networks that nobody reads here, and return them."""
    found: dict[Key, list[Observation]] = {}
    for row in rows:
        found.setdefault((row.organisation, row.network), []).append(row)
    lines = journal.lines()
    for key, gaps in found.items():
        mark = hashlib.sha256(repr(gaps).encode()).hexdigest()
        if key not in lines or lines[key].fingerprint != mark:
            told = tuple(map(_untried, gaps))
            journal.add(key, Entry(fingerprint=mark, observations=tuple(gaps), accounts=told))
    return found


async def _look(
    units: Iterable[Unit],
    client: PoliteClient,
    books: Books,
    now: Callable[[], datetime],
    tick: Callable[[], None],
) -> list[AccountReport]:
    accounts: list[AccountReport] = []

    async def look(unit: Unit, profiles: Profiles) -> None:
        observed = await observe(unit, profiles, client, now)
        books.journal.add(unit.key, _entry(unit, observed))
        books.threads.update(observed.threads)
        accounts.extend(observed.accounts)
        tick()

    try:
        await Turns(client, look).take(units)
    except ExceptionGroup as several:  # a full disk, say: it stops them all, and is told once
        raise several.exceptions[0] from None
    return accounts


def _entry(unit: Unit, observed: Observed) -> Entry:
    """Return what the journal keeps; what failed tonight may name a host that others led us to."""
    accounts = observed.accounts
    if observed.may_improve:
        accounts = tuple(replace(one, message=None) for one in accounts)
    return Entry(
        fingerprint=unit.fingerprint,
        observations=observed.rows,
        accounts=accounts,
        is_final=not observed.may_improve,
    )


def _untried(row: Observation) -> AccountReport:
    return AccountReport(
        organisation=row.organisation,
        network=row.network,
        account=row.account or "",
        gap=row.gap,
    )
