"""One night's round: plan who is read, gather, keep going whatever fails, and report."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from collector import __version__
from collector.errors import PoorNight
from collector.model import Gap
from collector.observe import observe
from collector.plan import NEEDS_A_KEY, WEEK, Recent, plan, unread
from collector.store.entry import Entry
from collector.store.report import AccountReport, RunReport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from collector.errors import LookUpError
    from collector.manners import PoliteClient, Spent
    from collector.model import Account, Observation, Organisation, Profile, Watchlist
    from collector.networks import Network
    from collector.observe import Observed, Profiles
    from collector.plan import Unit
    from collector.state import Remembered
    from collector.store import Ledger
    from collector.store.entry import Key, Line
    from collector.store.journal import Journal

AT_ONCE = 8  # organisations in hand; the client still asks each host one thing at a time
KEPT_FROM = 0.8  # the share of readable accounts below which a night is not kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Where a night is written, and what is remembered: `threads` are the settled ones, filled."""

    ledger: Ledger
    journal: Journal
    threads: dict[str, Remembered] = field(default_factory=dict)


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
    finished = [unit.key for unit in units if _is_finished(lines.get(unit.key), unit)]
    accounts = [one for entry in books.journal.entries(finished) for one in entry.accounts]
    for _ in finished:
        tick()
    left = set(finished)
    missing = [unit for unit in units if unit.key not in left]
    profiles = await _profiles(missing, client)
    accounts += await _look(missing, profiles, client, books, now, tick)
    nobodys = _put_down(unread(organisations, night, networks), books.journal)
    accounts += [_untried(row) for rows in nobodys.values() for row in rows]
    return Gathered(
        keys=tuple(sorted([*nobodys, *(unit.key for unit in units)])), accounts=tuple(accounts)
    )


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


async def _profiles(units: Sequence[Unit], client: PoliteClient) -> Profiles:
    found: dict[tuple[str, Account], Profile | LookUpError] = {}
    for network in {unit.network.key: unit.network for unit in units}.values():
        mine = [unit for unit in units if unit.network is network]
        accounts = list(dict.fromkeys(account for unit in mine for account in unit.accounts))
        seen = await network.profiles(accounts, client)
        found |= {(network.key, account): seen[account] for account in accounts}
    return found


async def _look(
    units: Sequence[Unit],
    profiles: Profiles,
    client: PoliteClient,
    books: Books,
    now: Callable[[], datetime],
    tick: Callable[[], None],
) -> list[AccountReport]:
    accounts: list[AccountReport] = []
    queue = iter(units)

    async def look() -> None:
        for unit in queue:
            observed = await observe(unit, profiles, client, now)
            books.journal.add(unit.key, _entry(unit, observed))
            books.threads.update(observed.threads)
            accounts.extend(observed.accounts)
            tick()

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(look())
    except ExceptionGroup as several:  # a full disk, say: it stops them all, and is told once
        raise several.exceptions[0] from None
    return accounts


def _entry(unit: Unit, observed: Observed) -> Entry:
    return Entry(
        fingerprint=unit.fingerprint,
        observations=observed.rows,
        accounts=observed.accounts,
        is_final=not observed.may_improve,
    )


def _untried(row: Observation) -> AccountReport:
    return AccountReport(
        organisation=row.organisation,
        network=row.network,
        account=row.account or "",
        gap=row.gap,
    )


def reported(
    night: date,
    started: datetime,
    finished: datetime,
    accounts: Sequence[AccountReport],
    spent: Spent,
) -> RunReport:
    """Return the report of a run, its accounts in order."""
    expected = [one for one in accounts if _is_expected(one)]
    return RunReport(
        night=night,
        started_at=started,
        finished_at=finished,
        collector_version=__version__,
        read=sum(one.gap is None for one in expected),
        expected=len(expected),
        requests=spent.requests,
        retries=spent.retries,
        bytes=spent.bytes,
        dollars=spent.dollars,
        accounts=tuple(sorted(accounts, key=_place)),
    )


def _is_expected(report: AccountReport) -> bool:
    """Return whether an account ought to be read; what costs more than allowed need not be."""
    if report.gap is Gap.OVER_BUDGET and report.network in NEEDS_A_KEY:
        return False
    return report.gap is None or report.gap.is_temporary


def _place(report: AccountReport) -> tuple[str, str, str]:
    return report.organisation, report.network, report.account


def refuse_poor(report: RunReport, again: str = "run the same command again") -> None:
    """Raise PoorNight where fewer than 80% of the readable accounts were read."""
    if report.read >= KEPT_FROM * report.expected:
        return
    reasons = Counter(str(one.gap) for one in report.accounts if one.gap and one.gap.is_temporary)
    if set(reasons) == {Gap.UNREACHABLE} and not report.read:
        raise PoorNight(
            f"no network could be reached, so the night of {report.night} is not recorded; "
            f"nothing is lost: {again} when there is a connection"
        )
    why = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
    raise PoorNight(
        f"only {report.read} of {report.expected} accounts could be read ({why}), and a night is "
        f"kept from {KEPT_FROM:.0%}; what was read is kept: {again} to go on"
    )
