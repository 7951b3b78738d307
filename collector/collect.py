"""One night's round: plan who is read, gather, keep going whatever fails, and report.

People are met here and forgotten here: a `Sighting` never leaves `_read`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from collector import __version__
from collector.errors import LookUpError, PoorNight
from collector.manners import metered
from collector.model import Gap, Observation, Sighting
from collector.plan import WEEK, plan, unread
from collector.report import AccountReport, RunReport
from collector.tally import facts, pooled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    import httpx

    from collector.journal import Entry, Journal
    from collector.manners import PoliteClient, Spent
    from collector.model import Account, Profile, Reading, Watchlist
    from collector.networks import Network
    from collector.plan import Unit
    from collector.store import Ledger

AT_ONCE = 8  # organisations in hand; the client still asks each host one thing at a time
KEPT_FROM = 0.8  # the share of readable accounts below which a night is not kept


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    account: Account
    sighting: Sighting | Gap
    report: AccountReport


async def collect(
    watchlist: Watchlist,
    *,
    night: date,
    networks: Mapping[str, Network],
    client: PoliteClient,
    ledger: Ledger,
    journal: Journal,
    now: Callable[[], datetime],
    tick: Callable[[], None] = lambda: None,
) -> RunReport:
    """Read every account of the watchlist, record the night, and return the report of the run.

    What an interrupted run of the same night finished is taken from its journal. Raises PoorNight
    when fewer than 80% of the readable accounts were read: then nothing is recorded.
    """
    started = now()
    recent = ledger.observations(since=night - timedelta(days=WEEK - 1), until=night - timedelta(1))
    units = plan(watchlist.organisations, night=night, networks=networks, recent=recent)
    kept = journal.finished()
    finished = {u.key: kept[u.key] for u in units if _matches(kept.get(u.key), u)}
    for _ in finished:
        tick()
    missing = [unit for unit in units if unit.key not in finished]
    profiles = await _profiles(missing, client)
    gathered = await _gather(missing, profiles, client, journal, now, tick)
    rows = [row for entry in finished.values() for row in entry.observations]
    rows += [row for observations, _ in gathered for row in observations]
    rows += unread(watchlist.organisations, night, networks)
    reports = [one for entry in finished.values() for one in entry.accounts]
    reports += [one for _, accounts in gathered for one in accounts]
    report = _report(night, started, now(), reports, client.spent)
    _refuse_poor(report)
    ledger.record(night, rows, report)
    return report


def _matches(entry: Entry | None, unit: Unit) -> bool:
    return entry is not None and entry.fingerprint == unit.fingerprint


async def _profiles(
    units: Sequence[Unit], client: httpx.AsyncClient
) -> dict[tuple[str, Account], Profile | LookUpError]:
    found: dict[tuple[str, Account], Profile | LookUpError] = {}
    for network in {unit.network.key: unit.network for unit in units}.values():
        mine = [unit for unit in units if unit.network is network]
        accounts = list(dict.fromkeys(account for unit in mine for account in unit.accounts))
        seen = await network.profiles(accounts, client)
        found |= {(network.key, account): seen[account] for account in accounts}
    return found


async def _gather(
    units: Sequence[Unit],
    profiles: Mapping[tuple[str, Account], Profile | LookUpError],
    client: httpx.AsyncClient,
    journal: Journal,
    now: Callable[[], datetime],
    tick: Callable[[], None],
) -> list[tuple[tuple[Observation, ...], tuple[AccountReport, ...]]]:
    at_once = asyncio.Semaphore(AT_ONCE)

    async def one(unit: Unit) -> tuple[tuple[Observation, ...], tuple[AccountReport, ...]]:
        async with at_once:
            rows, reports = await _read(unit, profiles, client, now)
        if not any(_may_improve(row) for row in rows):
            journal.add(*unit.key, unit.fingerprint, rows, reports)
        tick()
        return rows, reports

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(unit)) for unit in units]
    return [task.result() for task in tasks]


def _may_improve(row: Observation) -> bool:
    gaps = [row.gap]
    if row.facts:
        gaps += [row.facts.follow_back_gap, row.facts.timeline_gap]
    return any(gap is not None and gap.is_temporary for gap in gaps)


async def _read(
    unit: Unit,
    profiles: Mapping[tuple[str, Account], Profile | LookUpError],
    client: httpx.AsyncClient,
    now: Callable[[], datetime],
) -> tuple[tuple[Observation, ...], tuple[AccountReport, ...]]:
    seen = [
        await _see(unit, account, reading, profiles[unit.network.key, account], client, now)
        for account, reading in zip(unit.accounts, unit.readings, strict=True)
    ]
    met = [one.sighting for one in seen if isinstance(one.sighting, Sighting)]
    own = unit.known_ids | {sighting.profile.id for sighting in met}
    night = unit.readings[0].night
    rows = [_observation(unit, one, own, night) for one in seen]
    return (*_pooled(unit, seen, own, night), *rows), tuple(one.report for one in seen)


async def _see(
    unit: Unit,
    account: Account,
    reading: Reading,
    profile: Profile | LookUpError,
    client: httpx.AsyncClient,
    now: Callable[[], datetime],
) -> _Seen:
    message = None
    sighting: Sighting | Gap
    with metered() as spent:
        try:
            if isinstance(profile, LookUpError):
                raise profile
            sighting = await unit.network.look_up(account, profile, client, reading)
        except LookUpError as error:
            message = str(error)
            sighting = _counts_only(profile, error.gap)
    report = AccountReport(
        organisation=unit.organisation.slug,
        network=unit.network.key,
        account=account.handle,
        read_at=now(),
        requests=spent.requests,
        retries=spent.retries,
        gap=_shortfall(sighting),
        message=message,
    )
    return _Seen(account=account, sighting=sighting, report=report)


def _counts_only(profile: Profile | LookUpError, gap: Gap) -> Sighting | Gap:
    if isinstance(profile, LookUpError) or not gap.is_temporary:
        return gap
    return Sighting(profile=profile, follow_back=gap, timeline=gap, likes_given=gap)


def _shortfall(sighting: Sighting | Gap) -> Gap | None:
    """Return why the account counts as not read, if it does: its timeline decides."""
    gap = sighting.timeline if isinstance(sighting, Sighting) else sighting
    return gap if isinstance(gap, Gap) and gap is not Gap.NOT_OFFERED else None


def _observation(unit: Unit, seen: _Seen, own: frozenset[str], night: date) -> Observation:
    slug, network = unit.key
    row = Observation(
        night=night,
        organisation=slug,
        network=network,
        account=seen.account.handle,
        collector_version=__version__,
    )
    if isinstance(seen.sighting, Gap):
        return replace(row, gap=seen.sighting)
    counted = facts(seen.sighting, own=own, night=night)
    return replace(row, id=seen.sighting.profile.id, facts=counted)


def _pooled(
    unit: Unit, seen: Sequence[_Seen], own: frozenset[str], night: date
) -> Iterator[Observation]:
    """Yield the pooled row of several official accounts (method 2.6).

    An account that failed only for tonight makes it a gap: pooling the others would be too low.
    """
    official = [one for one in seen if one.account.role.is_official]
    if len(official) <= 1:
        return
    slug, network = unit.key
    row = Observation(
        night=night,
        organisation=slug,
        network=network,
        account=None,
        collector_version=__version__,
    )
    met = [one.sighting for one in official if isinstance(one.sighting, Sighting)]
    gaps = [one.sighting for one in official if isinstance(one.sighting, Gap)]
    gaps += [sighting.timeline for sighting in met if isinstance(sighting.timeline, Gap)]
    passing = [gap for gap in gaps if gap.is_temporary]
    read = [sighting for sighting in met if not isinstance(sighting.timeline, Gap)]
    if passing or not read:
        yield replace(row, gap=(passing or gaps)[0])
    else:
        yield replace(row, facts=pooled(read, own=own, night=night))


def _report(
    night: date,
    started: datetime,
    finished: datetime,
    accounts: Sequence[AccountReport],
    spent: Spent,
) -> RunReport:
    expected = [one for one in accounts if one.gap is None or one.gap.is_temporary]
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
        accounts=tuple(sorted(accounts, key=_place)),
    )


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
