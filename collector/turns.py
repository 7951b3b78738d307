"""Whose profiles are asked for together, and who is read as soon as they are there.

All are asked at once, and nobody waits for anybody else's server: neither for its profiles nor for
what is read after them.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from collector.plan import NEEDS_A_KEY, WEEK, full_due
from collector.share import server_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from collector.errors import LookUpError
    from collector.manners import PoliteClient
    from collector.model import Account, Profile
    from collector.networks import Network
    from collector.observe import Profiles
    from collector.plan import Unit

    Asked = asyncio.Task[Mapping[Account, Profile | LookUpError]]
    Read = Callable[[Unit, Profiles], Awaitable[None]]
    Ready = asyncio.Queue[tuple[tuple[Unit, ...], Profiles] | None]

SCATTERED = "bluesky"  # its accounts live on servers that no handle names, and all at one desk
TOGETHER = 25  # of them: https://docs.bsky.app/docs/api/app-bsky-actor-get-profiles
AT_ONCE = 8  # of them are read at once; the client still asks each host one thing at a time
PLACES_AT_ONCE = 24  # of others, beside them: some let us wait for a quarter of an hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Units whose profiles are asked for together; those of one place are read one by one."""

    place: str | None  # a server, or a network that has one alone; None: they are scattered
    units: tuple[Unit, ...]


@dataclass(slots=True, kw_only=True)
class _Crowd:
    """Scattered units that still fit into one question."""

    units: list[Unit] = field(default_factory=list)
    accounts: int = 0


def parties(units: Iterable[Unit]) -> Iterator[Party]:
    """Yield every unit in one party: one each for a fediverse server and a network with a key."""
    places: dict[str, list[Unit]] = {}
    crowd = _Crowd()
    for unit in units:
        place = place_of(unit)
        if place is not None:
            places.setdefault(place, []).append(unit)
            continue
        if crowd.units and crowd.accounts + len(unit.accounts) > TOGETHER:
            yield Party(place=None, units=tuple(crowd.units))
            crowd = _Crowd()
        crowd.units.append(unit)
        crowd.accounts += len(unit.accounts)
    if crowd.units:
        yield Party(place=None, units=tuple(crowd.units))
    for place, some in places.items():
        is_paid = some[0].network.key in NEEDS_A_KEY
        yield Party(place=place, units=rotated(some) if is_paid else tuple(some))


def rotated(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """Return the units in an order in which everybody is among the first seventh once a week.

    It is about the night of their full reading; among those, another comes first every week. So
    money that does not reach all of them on one night reaches them all within seven.
    """
    night = units[0].readings[0].night
    monday = night - timedelta(days=night.toordinal() % WEEK)
    ring = sorted(units, key=lambda one: (_since_due(one, monday), one.organisation.slug))
    start = -(-len(ring) * (-night.toordinal() % WEEK) // WEEK)
    turns = {one.key: (at - start) % len(ring) * WEEK // len(ring) for at, one in enumerate(ring)}
    return tuple(sorted(ring, key=lambda one: (turns[one.key], _mixed(one, night))))


def _since_due(unit: Unit, night: date) -> int:
    slug, network = unit.key
    nights = (night - timedelta(days=ago) for ago in range(WEEK))
    return next(ago for ago, one in enumerate(nights) if full_due(slug, network, one))


def _mixed(unit: Unit, night: date) -> bytes:
    return hashlib.sha256(f"{unit.organisation.slug}:{night}".encode()).digest()


def place_of(unit: Unit) -> str | None:
    """Return the one server that a unit is read from; None where no handle names it."""
    key = unit.network.key
    return None if key == SCATTERED else server_of(unit.accounts[0]) or key


class Turns:
    """One round of a night: every unit is read, by `read`, once its profiles are there."""

    def __init__(self, client: PoliteClient, read: Read) -> None:
        self._client = client
        self._read = read
        self._asked: dict[tuple[str, Account], Asked] = {}
        self._scattered: Ready = asyncio.Queue()
        self._placed: Ready = asyncio.Queue()

    async def take(self, units: Iterable[Unit]) -> None:
        """Read all; whatever is raised on the way ends the round."""
        desks = ((self._scattered, AT_ONCE), (self._placed, PLACES_AT_ONCE))
        async with asyncio.TaskGroup() as group:
            meetings = [
                group.create_task(self._meet(party, self._ask(party, group)))
                for party in parties(units)
            ]
            for ready, at_once in desks:
                for _ in range(at_once):
                    group.create_task(self._visit(ready))
            await asyncio.gather(*meetings)
            for ready, at_once in desks:
                for _ in range(at_once):
                    ready.put_nowait(None)

    def _ask(self, party: Party, group: asyncio.TaskGroup) -> Mapping[tuple[str, Account], Asked]:
        """Ask each network about the party's accounts: about one of two parties, once."""
        wanted = [(unit.network, account) for unit in party.units for account in unit.accounts]
        fresh: dict[str, tuple[Network, dict[Account, None]]] = {}
        for network, account in wanted:
            if (network.key, account) not in self._asked:
                fresh.setdefault(network.key, (network, {}))[1][account] = None
        for network, accounts in fresh.values():
            task = group.create_task(_profiles(network, tuple(accounts), self._client))
            self._asked |= {(network.key, account): task for account in accounts}
        keys = [(network.key, account) for network, account in wanted]
        return {key: self._asked[key] for key in keys}

    async def _meet(self, party: Party, asked: Mapping[tuple[str, Account], Asked]) -> None:
        profiles = {key: (await task)[key[1]] for key, task in asked.items()}
        if party.place is not None:
            self._placed.put_nowait((party.units, profiles))
            return
        for unit in party.units:
            self._scattered.put_nowait(((unit,), profiles))

    async def _visit(self, ready: Ready) -> None:
        while (met := await ready.get()) is not None:
            units, profiles = met
            for unit in units:
                await self._read(unit, profiles)


async def _profiles(
    network: Network, accounts: Sequence[Account], client: PoliteClient
) -> Mapping[Account, Profile | LookUpError]:
    return await network.profiles(accounts, client)
