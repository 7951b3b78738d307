"""An organisation's accounts on one network are looked up, and become rows of the ledger.

People are met here and forgotten here: a `Sighting` never leaves this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from collector import __version__
from collector.errors import LookUpError
from collector.manners import metered
from collector.model import Account, Gap, Observation, Profile, Sighting
from collector.store.report import AccountReport
from collector.tally import facts, pooled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date, datetime

    from collector.manners import PoliteClient
    from collector.model import Reading
    from collector.plan import Unit

Profiles = Mapping[tuple[str, Account], Profile | LookUpError]  # by network and account


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """The rows of one organisation on one network, and what it took to read them."""

    rows: tuple[Observation, ...]
    accounts: tuple[AccountReport, ...]

    @property
    def may_improve(self) -> bool:
        """Whether something failed tonight alone, so that reading it again may give more."""
        return any(_may_improve(row) for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    account: Account
    sighting: Sighting | Gap
    report: AccountReport


async def observe(
    unit: Unit,
    profiles: Profiles,
    client: PoliteClient,
    now: Callable[[], datetime],
) -> Observed:
    """Return the rows of an organisation on one network, and what it took to read them."""
    seen = [
        await _see(unit, account, reading, profiles[unit.network.key, account], client, now)
        for account, reading in zip(unit.accounts, unit.readings, strict=True)
    ]
    met = [one.sighting for one in seen if isinstance(one.sighting, Sighting)]
    own = unit.known_ids | {sighting.profile.id for sighting in met}
    night = unit.readings[0].night
    rows = [_observation(unit, one, own, night) for one in seen]
    return Observed(
        rows=(*_pooled(unit, seen, own, night), *rows),
        accounts=tuple(one.report for one in seen),
    )


async def _see(
    unit: Unit,
    account: Account,
    reading: Reading,
    profile: Profile | LookUpError,
    client: PoliteClient,
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


def _may_improve(row: Observation) -> bool:
    gaps = [row.gap]
    if row.facts:
        gaps += [row.facts.follow_back_gap, row.facts.timeline_gap]
    return any(gap is not None and gap.is_temporary for gap in gaps)
