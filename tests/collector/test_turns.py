"""Nobody waits for anybody else's server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from collector.manners import polite_client
from collector.model import Account, Kind, Organisation, Profile, Reading, Role
from collector.plan import Unit, full_due
from collector.settings import Settings
from collector.turns import TOGETHER, Turns, parties

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import httpx

    from collector.model import Sighting
    from collector.observe import Profiles

NIGHT = date(2026, 11, 22)


@dataclass
class Desk:
    """A network that tells a profile once it may; nobody is looked up here."""

    key: str
    name: str = "A network"
    may_tell: dict[str, asyncio.Event] = field(default_factory=dict)
    asked: list[tuple[str, ...]] = field(default_factory=list)
    failure: Exception | None = None

    def profile_url(self, account: Account) -> str:
        return f"https://town.test/{account.handle}"

    async def profiles(
        self, accounts: Sequence[Account], client: httpx.AsyncClient
    ) -> Mapping[Account, Profile]:
        del client
        self.asked.append(tuple(account.handle for account in accounts))
        for account in accounts:
            if event := self.may_tell.get(account.handle):
                await event.wait()
        if self.failure:
            raise self.failure
        return {one: Profile(id=one.handle, handle=one.handle) for one in accounts}

    async def look_up(
        self, account: Account, profile: Profile, client: httpx.AsyncClient, reading: Reading
    ) -> Sighting:
        raise NotImplementedError


def unit(desk: Desk, *handles: str, slug: str = "", night: date = NIGHT) -> Unit:
    accounts = tuple(Account(network=desk.key, handle=one, role=Role.MAIN) for one in handles)
    slug = slug or handles[0]
    return Unit(
        organisation=Organisation(
            slug=slug,
            name=slug,
            kind=Kind.COUNCIL,
            sector="borough",
            country="XX",
            website="https://lonmouth.test",
            accounts=accounts,
            file=PurePosixPath(f"councils/{slug}.yml"),
        ),
        network=desk,
        accounts=accounts,
        readings=tuple(Reading(night=night) for _ in accounts),
        known_ids=frozenset(),
    )


def several(desk: Desk, count: int) -> list[Unit]:
    return [unit(desk, f"a{number}.test") for number in range(count)]


async def taken(units: Iterable[Unit], *, until: int, read: list[str]) -> None:
    """Take a round until so many units are read, or for a second if they never are."""
    enough = asyncio.Event()

    async def note(one: Unit, profiles: Profiles) -> None:
        assert {(one.network.key, account) for account in one.accounts} <= profiles.keys()
        read.append(one.organisation.slug)
        if len(read) >= until:
            enough.set()

    async with polite_client(Settings()) as client, asyncio.timeout(1):
        round_ = asyncio.create_task(Turns(client, note).take(units))
        await asyncio.wait(
            {round_, asyncio.create_task(enough.wait())}, return_when="FIRST_COMPLETED"
        )
        if not round_.done():
            round_.cancel()
        await asyncio.gather(round_, return_exceptions=not round_.done())


def test_every_unit_is_in_one_party_and_read_once() -> None:
    sky, town, key = Desk("bluesky"), Desk("mastodon"), Desk("x")
    units = [*several(sky, 60), *(unit(town, f"a{n}@{n % 3}.test") for n in range(9))]
    units += [unit(key, f"name{n}") for n in range(5)]
    places = [party.place for party in parties(units)]
    assert places == [None, None, None, "0.test", "1.test", "2.test", "x"]
    read: list[str] = []
    asyncio.run(taken(units, until=99, read=read))
    assert sorted(read) == sorted(one.organisation.slug for one in units)
    assert len(sky.asked) == 3
    assert max(map(len, sky.asked)) == TOGETHER
    assert len(key.asked) == 1


def test_an_organisation_with_more_accounts_than_a_question_holds_is_one_party() -> None:
    sky = Desk("bluesky")
    many = unit(sky, *(f"a{n}.test" for n in range(40)))
    assert [len(party.units) for party in parties([many, *several(sky, 2)])] == [1, 2]


def test_no_network_waits_for_the_profiles_of_another() -> None:
    sky, town, key = Desk("bluesky"), Desk("mastodon"), Desk("x")
    town.may_tell["slow@a.test"] = asyncio.Event()  # which never comes
    units = [unit(town, "slow@a.test"), unit(town, "quick@b.test"), unit(sky, "a.test")]
    read: list[str] = []
    asyncio.run(taken([*units, unit(key, "name")], until=3, read=read))
    assert sorted(read) == ["a.test", "name", "quick@b.test"]


@pytest.mark.heavy
def test_servers_that_wait_leave_all_desks_to_those_that_do_not() -> None:
    town = Desk("mastodon")
    waiting = [f"a@{number}.test" for number in range(200)]
    town.may_tell = {handle: asyncio.Event() for handle in waiting}
    units = [unit(town, handle) for handle in [*waiting, "quick@b.test"]]
    read: list[str] = []
    asyncio.run(taken(units, until=1, read=read))
    assert read == ["quick@b.test"]


def test_a_server_that_waits_holds_up_those_alone_that_are_asked_about_together() -> None:
    sky = Desk("bluesky")
    sky.may_tell["a7.test"] = asyncio.Event()
    read: list[str] = []
    asyncio.run(taken(several(sky, 60), until=35, read=read))
    assert set(read) == {f"a{number}.test" for number in range(25, 60)}


def test_an_account_of_two_organisations_is_asked_about_once_and_read_for_both() -> None:
    sky = Desk("bluesky")
    units = [*several(sky, 30), unit(sky, "a0.test", slug="twin")]
    read: list[str] = []
    asyncio.run(taken(units, until=99, read=read))
    assert len(read) == 31
    assert sorted(one for asked in sky.asked for one in asked) == sorted(
        f"a{number}.test" for number in range(30)
    )


@pytest.mark.parametrize("count", [1, 6, 7, 20, 70])
@pytest.mark.parametrize("network", ["x", "instagram"])
def test_where_reading_costs_everybody_is_among_the_first_once_a_week(
    network: str, count: int
) -> None:
    desk = Desk(network)
    slugs = [f"town-{number}" for number in range(count)]
    firsts: list[str] = []
    for days in range(7):
        units = [unit(desk, slug, night=NIGHT + timedelta(days=days)) for slug in slugs]
        (party,) = parties(units)
        order = [one.organisation.slug for one in party.units]
        assert sorted(order) == sorted(slugs)
        firsts += order[: -(-count // 7)]
    assert set(firsts) == set(slugs)


def test_most_of_those_who_are_due_are_among_the_first() -> None:
    units = [unit(Desk("x"), f"town-{number}") for number in range(700)]
    firsts = next(parties(units)).units[:100]
    due = sum(full_due(one.organisation.slug, "x", NIGHT) for one in firsts)
    assert due > 50


def test_those_due_on_one_night_are_not_in_the_same_order_every_week() -> None:
    weeks = [
        [one.organisation.slug for one in next(parties(units)).units]
        for night in (NIGHT, NIGHT + timedelta(days=7))
        if (units := [unit(Desk("x"), f"town-{number}", night=night) for number in range(70)])
    ]
    assert weeks[0] != weeks[1]


def test_what_nobody_expected_ends_the_round() -> None:
    sky = Desk("bluesky", failure=OSError("disk full"))
    town = Desk("mastodon", may_tell={"a@b.test": asyncio.Event()})
    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(taken([unit(sky, "a.test"), unit(town, "a@b.test")], until=9, read=[]))
    assert isinstance(caught.value.exceptions[0], OSError)
