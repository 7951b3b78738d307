"""Who is read on a night, and how much of each: what moved last week, what is due this week."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from collector import __version__
from collector.model import Gap, Observation, Reading
from collector.state import circle_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from collector.model import Account, Organisation
    from collector.networks import Network
    from collector.state import Remembered
    from collector.tally.heard import Settled

WEEK = 7
NEEDS_A_KEY = ("x", "instagram")

Key = tuple[str, str, str | None]  # organisation, network, account


class Recent(NamedTuple):
    """What a plan needs to know of a row recorded last week; the names are the ledger's columns."""

    night: date
    organisation: str
    network: str
    account: str | None
    id: str | None
    imported: str | None
    gap: Gap | None
    listed: int | None
    weeks_observed: int | None
    follow_back_gap: Gap | None
    timeline_gap: Gap | None
    likes_gap: Gap | None
    openings_gap: Gap | None

    @property
    def was_full(self) -> bool | None:
        """Whether a full reading stands in it; False: it failed that night; None: none was due."""
        if self.gap is not None and not self.gap.is_temporary:
            return True
        if self.gap is not None:
            return False if full_due(self.organisation, self.network, self.night) else None
        gaps = (self.follow_back_gap, self.openings_gap)
        if self.weeks_observed is None and self.listed is None and not any(gaps):
            return None
        each_night = (self.timeline_gap, self.likes_gap)
        return not any(gap and gap.is_temporary for gap in (*gaps, *each_night))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What is read together: an organisation's accounts on one network.

    `kept` are the threads that need no second reading, by account's id and key of the thread.
    """

    organisation: Organisation
    network: Network
    accounts: tuple[Account, ...]
    readings: tuple[Reading, ...]
    known_ids: frozenset[str]
    kept: Mapping[str, Mapping[str, Settled]] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """The organisation and the network, as the journal knows it."""
        return self.organisation.slug, self.network.key

    @property
    def fingerprint(self) -> str:
        """A hash of all that decides what is read: another one means that it is read again."""
        entry = self.organisation
        told = (entry.website, entry.country, entry.timezone)
        read = (self.accounts, self.readings, sorted(self.known_ids), told, __version__)
        return hashlib.sha256(repr(read).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    """What the six nights before say: identities, and where a full reading stands."""

    ids: Mapping[Key, str]
    is_read: Mapping[Key, bool]


def full_due(organisation: str, network: str, night: date) -> bool:
    """Return whether the organisation's weekly full reading on the network falls on the night."""
    digest = hashlib.sha256(f"{organisation}:{network}".encode()).digest()
    return (int.from_bytes(digest[:8]) + night.toordinal()) % WEEK == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to read, unit after unit: each is made when it is asked for, and held by nobody."""

    organisations: tuple[Organisation, ...]
    night: date
    networks: Mapping[str, Network]
    past: _Past
    remembered: Mapping[str, Remembered]

    def __iter__(self) -> Iterator[Unit]:
        for organisation in self.organisations:
            for network in self.networks.values():
                if any(account.network == network.key for account in organisation.accounts):
                    yield _unit(organisation, network, self.night, self.past, self.remembered)


def plan(
    organisations: Iterable[Organisation],
    *,
    night: date,
    networks: Mapping[str, Network],
    recent: Iterable[Recent],
    remembered: Mapping[str, Remembered] | None = None,
) -> Plan:
    """Return what to read, given what the six nights before recorded, oldest first.

    All accounts of an organisation on one network have their full reading on the same night; it
    is repeated on the next where something failed for that night alone.
    """
    return Plan(
        organisations=tuple(organisations),
        night=night,
        networks=networks,
        past=_past(recent),
        remembered={} if remembered is None else remembered,  # to ask for its truth reads it all
    )


def _past(recent: Iterable[Recent]) -> _Past:
    ids: dict[Key, str] = {}
    is_read: dict[Key, bool] = {}
    for row in recent:
        key = row.organisation, row.network, row.account
        if row.imported:  # no reading
            continue
        if row.id:
            ids[key] = row.id
        if row.was_full is not None:
            is_read[key] = row.was_full
    return _Past(ids=ids, is_read=is_read)


def _unit(
    organisation: Organisation,
    network: Network,
    night: date,
    past: _Past,
    remembered: Mapping[str, Remembered],
) -> Unit:
    slug = organisation.slug
    accounts = tuple(a for a in organisation.accounts if a.network == network.key)
    keys = {account: (slug, network.key, account.handle) for account in accounts}
    known = frozenset(past.ids[key] for key in keys.values() if key in past.ids)
    official = [keys[account] for account in accounts if account.role.is_official]
    is_full = full_due(slug, network.key, night) or not all(map(past.is_read.get, official))
    alone = past.ids.get(official[0]) if is_full and len(official) == 1 else None
    kept = _kept(alone, known, remembered)
    marks = {key: thread.mark for key, thread in sorted(kept.items())}
    return Unit(
        organisation=organisation,
        network=network,
        accounts=accounts,
        readings=tuple(
            Reading(night=night, is_full=is_full, settled=marks if keys[a] in official else {})
            for a in accounts
        ),
        known_ids=known,
        kept={alone: kept} if alone else {},
    )


def _kept(
    id_: str | None, known: frozenset[str], remembered: Mapping[str, Remembered]
) -> Mapping[str, Settled]:
    """Return the threads of an account that stand, as long as the same ids are its own."""
    entry = remembered.get(id_ or "")
    return entry.threads if entry and entry.circle == circle_mark(known) else {}


def unread(
    organisations: Iterable[Organisation], night: date, networks: Mapping[str, Network]
) -> Iterator[Observation]:
    """Yield a gap for each account on a network that nobody reads here."""
    for organisation in organisations:
        for account in organisation.accounts:
            if account.network not in networks:
                yield Observation(
                    night=night,
                    organisation=organisation.slug,
                    network=account.network,
                    account=account.handle,
                    gap=Gap.NEEDS_TOKEN if account.network in NEEDS_A_KEY else Gap.NOT_OFFERED,
                    collector_version=__version__,
                )
