"""An organisation's accounts on one network are looked up, and become rows of the ledger.

People are met here and forgotten here: a `Sighting` never leaves this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from collector import __version__
from collector.errors import LookUpError
from collector.manners import metered
from collector.model import Account, Gap, Observation, Profile, Sighting
from collector.state import Remembered, circle_mark
from collector.store.report import AccountReport
from collector.tally import facts, joined, pooled
from collector.tally.circle import Circle, host_of
from collector.tally.heard import Settled, overheard
from collector.zone import zone_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date, datetime

    from collector.manners import PoliteClient
    from collector.model import Organisation, Reading
    from collector.plan import Unit

Profiles = Mapping[tuple[str, Account], Profile | LookUpError]  # by network and account
Seen = tuple[Account, Sighting | Gap]
Threads = Mapping[str, Mapping[str, Settled]]  # by account's id and key of the thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The rows of one organisation on one network, and the threads that need no second reading."""

    rows: tuple[Observation, ...]
    threads: Threads = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What was recorded of one organisation on one network, and what it took to read it."""

    rows: tuple[Observation, ...]
    accounts: tuple[AccountReport, ...]
    threads: Mapping[str, Remembered] = field(default_factory=dict)

    @property
    def may_improve(self) -> bool:
        """Whether something failed tonight alone, so that reading it again may give more."""
        return any(_may_improve(row) for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """Everything that all rows of one organisation on one network have in common."""

    row: Observation
    circle: Circle
    official: tuple[Sighting | Gap, ...]
    is_full: bool
    kept: Threads


def recorded(
    organisation: Organisation,
    network: str,
    seen: Sequence[Seen],
    night: date,
    *,
    is_full: bool = True,
    known_ids: frozenset[str] = frozenset(),
    kept: Threads | None = None,
    imported: str | None = None,
) -> Recorded:
    """Return what is recorded of an organisation's accounts on one network: the one arithmetic.

    `seen` are all its accounts there, with what was seen of each, or why nothing was. The pooled
    row of several official accounts comes first (method 2.6), then each account's own. `is_full`
    says that twelve weeks of posts and the threads were read; `known_ids` are own accounts' ids
    from earlier nights; `kept` holds the threads that were not read again; `imported` is the name
    of the file that it all came from.
    """
    row = Observation(
        night=night,
        organisation=organisation.slug,
        network=network,
        account=None,
        imported=imported,
        collector_version=__version__,
    )
    scene = _Scene(
        row=row,
        circle=_circle(organisation, seen, known_ids),
        official=tuple(one for account, one in seen if account.role.is_official),
        is_full=is_full,
        kept=kept or {},
    )
    told = [_alone(scene, *one) for one in seen]
    return Recorded(
        rows=(*_pooled(scene), *(row for row, _ in told)),
        threads={row.id: threads for row, threads in told if row.id and threads is not None},
    )


def _circle(organisation: Organisation, seen: Sequence[Seen], known_ids: frozenset[str]) -> Circle:
    met = [(account, one) for account, one in seen if isinstance(one, Sighting)]
    return Circle(
        own=known_ids | {one.profile.id for _, one in met},
        official=frozenset(one.profile.id for account, one in met if account.role.is_official),
        zone=zone_of(organisation),
        sites=frozenset({host_of(organisation.website)} - {""}),
    )


def _alone(
    scene: _Scene, account: Account, sighting: Sighting | Gap
) -> tuple[Observation, Mapping[str, Settled] | None]:
    """Return the row of one account, and its settled threads if it is the only official one."""
    row = replace(scene.row, account=account.handle)
    if isinstance(sighting, Gap):
        return replace(row, gap=sighting), None
    id_ = sighting.profile.id
    counted = facts(sighting, circle=scene.circle, night=row.night, is_full=scene.is_full)
    if not (scene.is_full and account.role.is_official):
        return replace(row, id=id_, facts=counted), None
    heard = overheard(
        [sighting],
        scene.official,
        targets={id_},
        circle=scene.circle,
        night=row.night,
        kept=scene.kept.get(id_, {}),
    )
    threads = heard.threads if len(scene.official) == 1 else None
    return replace(row, id=id_, facts=joined(counted, heard.facts)), threads


def _pooled(scene: _Scene) -> Iterator[Observation]:
    """Yield the pooled row of several official accounts (method 2.6).

    An account that failed only for tonight makes it a gap: pooling the others would be too low.
    """
    if len(scene.official) <= 1:
        return
    night, circle = scene.row.night, scene.circle
    met = [one for one in scene.official if isinstance(one, Sighting)]
    gaps = [one for one in scene.official if isinstance(one, Gap)]
    gaps += [sighting.timeline for sighting in met if isinstance(sighting.timeline, Gap)]
    passing = [gap for gap in gaps if gap.is_temporary]
    read = [sighting for sighting in met if not isinstance(sighting.timeline, Gap)]
    if passing or not read:
        yield replace(scene.row, gap=(passing or gaps)[0])
        return
    counted = pooled(read, circle=circle, night=night, is_full=scene.is_full)
    if scene.is_full:
        heard = overheard(
            read, scene.official, targets=circle.official, circle=circle, night=night, kept={}
        )
        counted = joined(counted, heard.facts)
    yield replace(scene.row, facts=counted)


async def observe(
    unit: Unit,
    profiles: Profiles,
    client: PoliteClient,
    now: Callable[[], datetime],
) -> Observed:
    """Return the rows of an organisation on one network, and what it took to read them."""
    looked = [
        await _see(unit, account, reading, profiles[unit.network.key, account], client, now)
        for account, reading in zip(unit.accounts, unit.readings, strict=True)
    ]
    told = recorded(
        unit.organisation,
        unit.network.key,
        [seen for seen, _ in looked],
        unit.readings[0].night,
        is_full=unit.readings[0].is_full,
        known_ids=unit.known_ids,
        kept=unit.kept,
    )
    return Observed(
        rows=told.rows,
        accounts=tuple(report for _, report in looked),
        threads=_remembered(unit, told),
    )


def _remembered(unit: Unit, told: Recorded) -> Mapping[str, Remembered]:
    own = unit.known_ids | {row.id for row in told.rows if row.id}
    return {
        id_: Remembered(night=unit.readings[0].night, circle=circle_mark(own), threads=threads)
        for id_, threads in told.threads.items()
    }


async def _see(
    unit: Unit,
    account: Account,
    reading: Reading,
    profile: Profile | LookUpError,
    client: PoliteClient,
    now: Callable[[], datetime],
) -> tuple[Seen, AccountReport]:
    message = None
    sighting: Sighting | Gap
    with metered() as spent:
        try:
            if isinstance(profile, LookUpError):
                raise profile
            sighting = await unit.network.look_up(account, profile, client, reading)
        except LookUpError as error:
            message = str(error)
            sighting = _counts_only(profile, error.gap, reading)
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
    return (account, sighting), report


def _counts_only(profile: Profile | LookUpError, gap: Gap, reading: Reading) -> Sighting | Gap:
    if isinstance(profile, LookUpError) or not gap.is_temporary:
        return gap
    due = gap if reading.is_full else None
    return Sighting(profile=profile, follow_back=due, timeline=gap, likes=gap, heard=due)


def _shortfall(sighting: Sighting | Gap) -> Gap | None:
    """Return why the account counts as not read, if it does: its timeline decides."""
    gap = sighting.timeline if isinstance(sighting, Sighting) else sighting
    return gap if isinstance(gap, Gap) and gap is not Gap.NOT_OFFERED else None


def _may_improve(row: Observation) -> bool:
    gaps = [row.gap]
    if row.facts:
        told = row.facts
        gaps += [told.follow_back_gap, told.timeline_gap, told.likes_gap, told.openings_gap]
    return any(gap is not None and gap.is_temporary for gap in gaps)
