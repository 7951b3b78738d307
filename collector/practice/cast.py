"""The cast: which organisations the practice network has, and how each behaves.

None is locked: Bluesky has no such thing.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from collector.model import Kind, Role
from collector.practice import habits, names
from collector.practice.chance import lottery
from collector.practice.habits import Fate, Habit, Mark

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """Organisations of one sort: how many of sixty, how they are called, how large they are.

    `gathers` is how many people, at least and at most, join the first one under a popular post.
    """

    name: str
    kind: Kind
    share: int
    sizes: tuple[int, int]
    gathers: tuple[float, float] = (1.8, 2.6)
    called: tuple[str, ...]
    pattern: str = "{}"


BOROUGH = Sector(
    name="borough",
    kind=Kind.COUNCIL,
    share=13,
    sizes=(1050, 2600),
    called=names.BOROUGHS,
    pattern="Borough of {}",
)
COUNTY = Sector(
    name="county",
    kind=Kind.COUNCIL,
    share=13,
    sizes=(10_900, 41_000),
    called=names.COUNTIES,
    pattern="{} County Council",
)
SHOPS = Sector(
    name="shops",
    kind=Kind.BRAND,
    share=14,
    sizes=(1050, 2900),
    gathers=(0.8, 1.8),
    called=names.SHOPS,
)
FOOD = Sector(
    name="food",
    kind=Kind.BRAND,
    share=14,
    sizes=(10_900, 41_000),
    gathers=(0.8, 1.8),
    called=names.FOODS,
)
BODIES = Sector(
    name="agency", kind=Kind.PUBLIC_BODY, share=6, sizes=(300, 60_000), called=names.BODIES
)
ZONES = ("Europe/London", "Europe/Paris", "America/Halifax", "Europe/London", None)
_IN_OFFICE = 0.7  # of the accounts answer in office hours only
_FAMOUS = 100_000
SECTORS = (BOROUGH, COUNTY, SHOPS, FOOD, BODIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """One organisation: its name, its clock, and the habit of each of its accounts."""

    name: str
    sector: Sector
    accounts: tuple[tuple[Role, Habit], ...]
    zone: str | None = None


def cast(seed: int, organisations: int) -> Iterator[Character]:
    """Yield the organisations, the telling ones of every sector first."""
    turns = chain.from_iterable(repeat(_order()))
    words = names.coined()
    called = {sector.name: chain(sector.called, words) for sector in SECTORS}
    met = dict.fromkeys(called, 0)
    for sector, place in zip(turns, range(organisations), strict=False):
        number = met[sector.name]
        met[sector.name] += 1
        chance = lottery(seed, sector.name, number)
        yield Character(
            name=sector.pattern.format(next(called[sector.name])),
            sector=sector,
            accounts=tuple(_accounts(sector, number, chance)),
            zone=ZONES[place % len(ZONES)],
        )


def _order() -> list[Sector]:
    places = [((n + 0.5) / sector.share, sector) for sector in SECTORS for n in range(sector.share)]
    return [sector for _, sector in sorted(places, key=lambda place: place[0])]


def _accounts(sector: Sector, number: int, chance: random.Random) -> Iterator[tuple[Role, Habit]]:
    ordinary = _ordinary(sector, number, chance)
    change, besides = TELLING.get((sector.name, number), ({}, ()))
    yield Role.MAIN, replace(ordinary, **change)
    for role, habit in besides:
        yield role, replace(habit, followers=round(habit.followers * chance.uniform(0.7, 1.3)))


def _ordinary(sector: Sector, number: int, chance: random.Random) -> Habit:
    low, high = (320, 930) if number % sector.share == sector.share - 1 else sector.sizes
    followers = round(low * (high / low) ** chance.random())
    back = _follow_back(followers, chance)
    others = back * chance.uniform(0.05, 0.5)
    talk = max(0.72, 0.72 * chance.lognormvariate(0, 0.25))
    habit = Habit(
        followers=followers,
        back=round(1000 * back / followers),
        others=round(others),
        growth=chance.uniform(0.01, 0.16),
        originals=round(talk, 2),
        reposts=round(chance.uniform(0.05, 0.2), 2),
        promoted=round(chance.betavariate(2, 3), 2),
        gathers=round(chance.uniform(*sector.gathers), 2),
        openings=round(chance.uniform(0.03, 0.25), 2),
        acknowledged=round(0.8 * chance.betavariate(1, 2), 2),
        answered=round(0.15 + 0.85 * chance.betavariate(2.2, 1.6), 2),
        wait=round(chance.lognormvariate(4.6, 0.8)),
        office=chance.random() < _IN_OFFICE,
        quarrels=round(chance.uniform(0.02, 0.2), 2),
        likes=round(chance.expovariate(2), 2),
    )
    return _toned(habit, chance)


def _follow_back(followers: int, chance: random.Random) -> float:
    """Return how many are followed back: of a few thousand a good part, of many thousands few."""
    return chance.betavariate(1.2, 1.6) * min(followers * 0.9, 400 + followers / 200)


def _toned(habit: Habit, chance: random.Random) -> Habit:
    return replace(
        habit,
        signed=round(chance.choice((0.0, 0.1, 0.5, 0.9)) * chance.uniform(0.8, 1), 2),
        thanking=round(chance.uniform(0.05, 0.5), 2),
        sorry=round(chance.uniform(0.02, 0.35), 2),
        inviting=round(chance.uniform(0, 0.25), 2),
    )


def _marked(*marks: Mark) -> dict[str, Any]:
    return {"marks": frozenset(marks)}


def _all_of(habit: Habit) -> dict[str, Any]:
    return {field.name: getattr(habit, field.name) for field in fields(Habit)}


# Who is special, by sector and number: what differs from the ordinary, and the accounts besides the
# main one. The numbers are low, so that small worlds have them too.
TELLING: dict[tuple[str, int], tuple[dict[str, Any], tuple[tuple[Role, Habit], ...]]] = {
    ("borough", 0): ({**_all_of(habits.TALKER), **_marked(Mark.PINNED)}, ()),
    ("borough", 1): (_all_of(habits.ALERTS), ()),
    ("borough", 2): (_all_of(habits.FOLLOWS_MORE), ()),
    ("borough", 3): (
        {"answered": 0.75, "welsh": 0.1},
        ((Role.HELP, habits.HELPER), (Role.ALERTS, replace(habits.ALERTS, followers=3100))),
    ),
    ("borough", 4): ({"fate": Fate.DEACTIVATED}, ()),
    ("borough", 5): (
        {"followers": 2600, "back": 80, "others": 90, **_marked(Mark.WAKING)},
        (),
    ),
    ("borough", 6): ({"growth": 0.02, **_marked(Mark.JUMP)}, ()),
    ("county", 0): (
        {"gathers": 3.5},
        (
            (Role.LEADER, habits.PERSON),
            (Role.TEAM, replace(habits.PERSON, followers=380, originals=1.1)),
        ),
    ),
    ("county", 1): (_all_of(habits.FOLLOWS_NOBODY), ()),
    ("county", 2): (_marked(Mark.RENAMED), ()),
    ("county", 3): ({"fate": Fate.TAKEN_DOWN}, ()),
    ("county", 4): ({"growth": 0.05, **_marked(Mark.VIRAL, Mark.UPROAR)}, ()),
    ("county", 5): (_marked(Mark.SHAKY), ()),
    ("shops", 0): (
        {"followers": 6100, "back": 130, "others": 70, "gathers": 4.0, "answered": 0.9},
        ((Role.HELP, replace(habits.HELPER, office=False)),),
    ),
    ("shops", 1): (_marked(Mark.OPTED_OUT), ()),
    ("shops", 2): ({"followers": 480, "growth": 1.0, **_marked(Mark.NEWCOMER)}, ()),
    ("shops", 3): ({"fate": Fate.DELETED}, ()),
    ("shops", 4): (_all_of(habits.HOLLOW), ()),
    ("shops", 5): ({"growth": 0.02, **_marked(Mark.SWELLING)}, ()),
    ("food", 0): (_all_of(habits.ALOOF), ()),
    ("food", 1): (_marked(Mark.HIDDEN), ()),
    ("food", 2): (_marked(Mark.UNFEATURED), ()),
    ("food", 3): (_all_of(habits.GENEROUS), ()),
    ("food", 4): (_all_of(habits.OPEN_HANDED), ()),
    ("food", 5): ({"office": False, "wait": 20, "answered": 0.95, "gathers": 4.0}, ()),
    ("agency", 0): ({}, ((Role.HELP, habits.HELPER),)),
    ("agency", 1): ({"answered": 0.0, "likes": 0.0, "gathers": 0, "openings": 0}, ()),
    ("agency", 2): ({"gathers": 0, **_marked(Mark.ONE_TALK)}, ()),
}


def synthetic_cast(seed: int, organisations: int) -> Iterator[Character]:
    """Yield silent organisations of the sizes in method 3.2: log-normal, median 7,251."""
    for number, word in zip(range(organisations), names.coined(), strict=False):
        chance = lottery(seed, "synthetic", number)
        yield Character(
            name=word,
            sector=BOROUGH,
            accounts=((Role.MAIN, _silent(chance)),),
        )


def _silent(chance: random.Random) -> Habit:
    followers = min(1_000_000, max(60, round(chance.lognormvariate(8.889, 1.86))))
    ratio = 0.01 * 130 ** chance.random()  # follows a follower: from one in a hundred to 1.3
    if followers > _FAMOUS:  # whoever is followed by so many follows few
        ratio = min(ratio, 0.25)
    back = min(ratio, 0.97) * chance.uniform(0.3, 1)
    return Habit(
        followers=followers,
        back=round(1000 * back),
        others=round(followers * max(0.0, ratio - back)),
        originals=0,
        gathers=0,
        openings=0,
        reposts=0,
        likes=0,
    )
