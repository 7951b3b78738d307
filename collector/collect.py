"""One night's round: plan who is read, gather, keep going whatever fails, and report."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from collector import __version__
from collector.errors import PoorNight
from collector.model import Gap
from collector.observe import observe
from collector.plan import NEEDS_A_KEY, WEEK, Recent, plan, unread
from collector.store.report import AccountReport, RunReport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from collector.errors import LookUpError
    from collector.manners import PoliteClient, Spent
    from collector.model import Account, Observation, Profile, Watchlist
    from collector.networks import Network
    from collector.observe import Observed, Profiles
    from collector.plan import Unit
    from collector.state import Remembered
    from collector.store import Ledger
    from collector.store.journal import Entry, Journal

AT_ONCE = 8  # organisations in hand; the client still asks each host one thing at a time
KEPT_FROM = 0.8  # the share of readable accounts below which a night is not kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Where a night is written, and what is remembered: `threads` are the settled ones, filled."""

    ledger: Ledger
    journal: Journal
    threads: dict[str, Remembered] = field(default_factory=dict)


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
    units = plan(
        watchlist.organisations,
        night=night,
        networks=networks,
        recent=_recent(books.ledger, night),
        remembered=books.threads,
    )
    kept = books.journal.finished()
    finished = {u.key: kept[u.key] for u in units if _matches(kept.get(u.key), u)}
    for _ in finished:
        tick()
    missing = [unit for unit in units if unit.key not in finished]
    profiles = await _profiles(missing, client)
    gathered = await _gather(missing, profiles, client, books, now, tick)
    rows = [row for entry in finished.values() for row in entry.observations]
    rows += [row for observed in gathered for row in observed.rows]
    nobodys = tuple(unread(watchlist.organisations, night, networks))
    rows += nobodys
    reports = [one for entry in finished.values() for one in entry.accounts]
    reports += [one for observed in gathered for one in observed.accounts]
    reports += [_untried(row) for row in nobodys]
    report = _report(night, started, now(), reports, client.spent)
    _refuse_poor(report)
    books.ledger.record(night, rows, report)
    return report


def _recent(ledger: Ledger, night: date) -> Iterator[Recent]:
    since, until = night - timedelta(days=WEEK - 1), night - timedelta(days=1)
    columns = ledger.columns(Recent._fields, since=since, until=until)
    return map(Recent._make, zip(*columns.values(), strict=True))


def _matches(entry: Entry | None, unit: Unit) -> bool:
    return entry is not None and entry.fingerprint == unit.fingerprint


async def _profiles(units: Sequence[Unit], client: PoliteClient) -> Profiles:
    found: dict[tuple[str, Account], Profile | LookUpError] = {}
    for network in {unit.network.key: unit.network for unit in units}.values():
        mine = [unit for unit in units if unit.network is network]
        accounts = list(dict.fromkeys(account for unit in mine for account in unit.accounts))
        seen = await network.profiles(accounts, client)
        found |= {(network.key, account): seen[account] for account in accounts}
    return found


async def _gather(
    units: Sequence[Unit],
    profiles: Profiles,
    client: PoliteClient,
    books: Books,
    now: Callable[[], datetime],
    tick: Callable[[], None],
) -> list[Observed]:
    at_once = asyncio.Semaphore(AT_ONCE)

    async def one(unit: Unit) -> Observed:
        async with at_once:
            observed = await observe(unit, profiles, client, now)
        if not observed.may_improve:
            books.journal.add(*unit.key, unit.fingerprint, observed.rows, observed.accounts)
        books.threads.update(observed.threads)
        tick()
        return observed

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(unit)) for unit in units]
    except ExceptionGroup as several:  # a full disk, say: it stops them all, and is told once
        raise several.exceptions[0] from None
    return [task.result() for task in tasks]


def _untried(row: Observation) -> AccountReport:
    return AccountReport(
        organisation=row.organisation,
        network=row.network,
        account=row.account or "",
        gap=row.gap,
    )


def _report(
    night: date,
    started: datetime,
    finished: datetime,
    accounts: Sequence[AccountReport],
    spent: Spent,
) -> RunReport:
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


def _refuse_poor(report: RunReport) -> None:
    if report.read >= KEPT_FROM * report.expected:
        return
    reasons = Counter(str(one.gap) for one in report.accounts if one.gap and one.gap.is_temporary)
    if set(reasons) == {Gap.UNREACHABLE} and not report.read:
        raise PoorNight(
            f"no network could be reached, so the night of {report.night} is not recorded; "
            "nothing is lost: run the same command again when there is a connection"
        )
    why = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
    raise PoorNight(
        f"only {report.read} of {report.expected} accounts could be read ({why}), and a night is "
        f"kept from {KEPT_FROM:.0%}; what was read is kept: run the same command again to go on"
    )
