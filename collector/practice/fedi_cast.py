"""Who of the practice organisations is in the fediverse too, where, and what is special there.

Each account is a player of its own, with a diary of its own: what it is on Bluesky changes nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count
from typing import TYPE_CHECKING

from collector.model import Role
from collector.practice import fedi_hosts as at
from collector.practice.chance import lottery
from collector.practice.fedi_hosts import Host, Speech
from collector.practice.habits import Fate, Habit
from collector.practice.players import Company, Player, fediverse_player

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator, Mapping

    from collector.practice.codes import Dids

_ID = 108_000_000_000_000_000  # a server's own numbers, as long as Mastodon's are
_OLD_ID = 107_000_000_000_000_000
_SIZES = (180, 900)
_TO_A_SERVER = 50
PER_HOST = 64  # accounts that one server has room for: their places stand in the ids of statuses


class Trait(StrEnum):
    """What sets an account in the fediverse apart."""

    HIDES_LISTS = "hides_lists"
    LOCKED = "locked"
    MOVED = "moved"  # listed where it was before
    NO_ROBOTS = "no_robots"
    BOT = "bot"
    UNINDEXED = "unindexed"  # asks search engines to stay away


@dataclass(frozen=True, slots=True, kw_only=True)
class Residence:
    """Where an organisation's account is, and what is special about it."""

    host: Host
    trait: Trait | None = None
    fate: Fate = Fate.LIVES
    since: Host | None = None  # where it was listed before it moved
    is_twin: bool = False  # as large, and as silent, as on Bluesky


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Resident:
    """One account in the fediverse; `place` tells it from the others of its server."""

    player: Player
    company: Company
    host: Host
    user: str
    place: int
    trait: Trait | None = None
    since: Host | None = None

    @property
    def network(self) -> str:
        """The network that the watchlist lists it on."""
        return "mastodon" if self.host.speech is Speech.MASTODON else "activitypub"

    @property
    def name(self) -> str:
        """Its whole name: what it is known by."""
        return f"{self.user}@{self.host.handles}"

    @property
    def listed_as(self) -> str:
        """Its handle on the watchlist."""
        return f"{self.user}@{(self.since or self.host).handles}"

    @property
    def id(self) -> str:
        """Its number on its server."""
        return str(_ID + self.player.index)

    @property
    def old_id(self) -> str:
        """Its number where it was before."""
        return str(_OLD_ID + self.player.index)

    @property
    def actor(self) -> str:
        """The address of its actor."""
        return self.host.actor(self.user)


# By slug. Ten councils are read whole, so that they can be ranked.
RESIDENCES = {
    "lonmouth": Residence(host=at.TOOT),
    "thrimwick": Residence(host=at.ELDER, trait=Trait.BOT),
    "ospelhurst": Residence(host=at.TOOT, trait=Trait.UNINDEXED),
    "quinderby": Residence(host=at.ELDER),
    "gralloford": Residence(host=at.TOOT),
    "mirrowgate": Residence(host=at.SECURE),
    "yarlofold": Residence(host=at.VANITY),
    "wyntmarch": Residence(host=at.TOOT),
    "cravelland": Residence(host=at.ELDER),
    "navelshire": Residence(host=at.SECURE),
    "acme-kettles": Residence(host=at.TOOT, trait=Trait.HIDES_LISTS),
    "bumblewick-boots": Residence(host=at.TOOT, trait=Trait.NO_ROBOTS),
    "dabbleday-drapers": Residence(host=at.TOOT, trait=Trait.MOVED, since=at.ELDER),
    "fizzlecroft-toys": Residence(host=at.ELDER, fate=Fate.DELETED),
    "crumpetarium": Residence(host=at.CLOSED),
    "dollop-dairies": Residence(host=at.ELDER, trait=Trait.LOCKED),
    "figgle-jams": Residence(host=at.TOOT, fate=Fate.TAKEN_DOWN),
    "gobblewick-pies": Residence(host=at.PIXELS),
    "grommet-and-niece": Residence(host=at.PRESS),
    "office-of-lost-umbrellas": Residence(host=at.LIMITED),
    "weather-bureau-of-wyntmarch": Residence(host=at.SLOTH),
}


def twins(companies: Iterable[Company]) -> dict[str, Residence]:
    """Return a residence for every organisation, many to a server: for measuring requests."""
    hosts = (Host(host=f"server-{number // _TO_A_SERVER}.test") for number in count())
    return {
        company.slug: Residence(host=host, is_twin=True)
        for company, host in zip(companies, hosts, strict=False)
    }


def residents(
    companies: Iterable[Company], residences: Mapping[str, Residence], dids: Dids, seed: int
) -> Iterator[Resident]:
    """Yield the accounts in the fediverse, numbered on from the organisations and their players."""
    companies = tuple(companies)
    index = sum(len(company.players) for company in companies)
    places: Counter[str] = Counter()
    settled = (company for company in companies if company.slug in residences)
    for number, company in enumerate(settled, len(companies)):
        home = residences[company.slug]
        yield _resident(company, home, number, index, places[home.host.host], dids, seed)
        places[home.host.host] += 1
        index += 1


def _resident(
    company: Company, home: Residence, number: int, index: int, place: int, dids: Dids, seed: int
) -> Resident:
    main = company.character.accounts[0][1]
    habit = main if home.is_twin else _habit(main, home, lottery(seed, "fediverse", company.slug))
    user = company.slug.replace("-", "_")
    player = fediverse_player(
        index,
        f"{user}@{home.host.handles}",
        name=company.character.name,
        habit=habit,
        dids=dids,
        seed=seed,
    )
    character = replace(company.character, accounts=((Role.MAIN, habit),))
    shadow = Company(number=number, slug=company.slug, character=character, players=(player,))
    return Resident(
        player=player,
        company=shadow,
        host=home.host,
        user=user,
        place=place,
        trait=home.trait,
        since=home.since,
    )


def _habit(main: Habit, home: Residence, chance: random.Random) -> Habit:
    low, high = _SIZES
    followers = round(low * (high / low) ** chance.random())
    return replace(
        main,
        followers=followers,
        back=main.back and chance.randrange(60, 620),
        others=min(main.others, followers // 3),
        originals=min(main.originals, 0.6),
        gathers=min(main.gathers, 1.6),
        openings=min(main.openings, 0.2),
        likes=0.0,
        fate=home.fate,
        marks=frozenset(),
    )
