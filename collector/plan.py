"""Who is read on a night, and how much of each: what moved last week, what is due this week."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from collector import __version__
from collector.model import Gap, Observation, Reading

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from collector.model import Account, Organisation
    from collector.networks import Network

WEEK = 7
NEEDS_A_KEY = ("x", "instagram")

Key = tuple[str, str, str | None]  # organisation, network, account


class Recent(NamedTuple):
    """What a plan needs to know of a row recorded last week; the names are the ledger's columns."""

    organisation: str
    network: str
    account: str | None
    id: str | None
    listed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What is read together: an organisation's accounts on one network."""

    organisation: Organisation
    network: Network
    accounts: tuple[Account, ...]
    readings: tuple[Reading, ...]
    known_ids: frozenset[str]

    @property
    def key(self) -> tuple[str, str]:
        """The organisation and the network, as the journal knows it."""
        return self.organisation.slug, self.network.key

    @property
    def fingerprint(self) -> str:
        """A hash of all that decides what is read: another one means that it is read again."""
        read = (self.accounts, self.readings, sorted(self.known_ids), __version__)
        return hashlib.sha256(repr(read).encode()).hexdigest()


def lists_due(network: str, handle: str, night: date) -> bool:
    """Return whether the account's lists are read on the night (method 3.2: weekly)."""
    digest = hashlib.sha256(f"{network}:{handle}".encode()).digest()
    return (int.from_bytes(digest[:8]) + night.toordinal()) % WEEK == 0


def plan(
    organisations: Iterable[Organisation],
    *,
    night: date,
    networks: Mapping[str, Network],
    recent: Iterable[Recent],
) -> tuple[Unit, ...]:
    """Return what to read, given what the six nights before recorded, oldest first."""
    counted: set[Key] = set()
    ids: dict[Key, str] = {}
    for row in recent:
        key = row.organisation, row.network, row.account
        if row.listed is not None:
            counted.add(key)
        if row.id:
            ids[key] = row.id
    return tuple(
        _unit(organisation, network, night, counted, ids)
        for organisation in organisations
        for network in networks.values()
        if any(account.network == network.key for account in organisation.accounts)
    )


def _unit(
    organisation: Organisation,
    network: Network,
    night: date,
    counted: Collection[Key],
    ids: Mapping[Key, str],
) -> Unit:
    accounts = tuple(a for a in organisation.accounts if a.network == network.key)
    keys = [(organisation.slug, network.key, account.handle) for account in accounts]
    due = [key not in counted or lists_due(network.key, key[2], night) for key in keys]
    return Unit(
        organisation=organisation,
        network=network,
        accounts=accounts,
        readings=tuple(Reading(night=night, lists_due=is_due) for is_due in due),
        known_ids=frozenset(ids[key] for key in keys if key in ids),
    )


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
