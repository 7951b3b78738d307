"""The watched accounts of the practice network, and the organisations they speak for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import Role
from collector.practice.almanac import FIRST_NIGHT, LAST_NIGHT, OPENING
from collector.practice.chance import lottery
from collector.practice.codes import DAY, HOUR, Dids, midnight
from collector.practice.crowd import FOLLOW_BACK_LIMIT, Crowd, Curve
from collector.practice.habits import Fate, Habit, Mark

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator

    from collector.practice.cast import Character

HALF_WAY = midnight(FIRST_NIGHT) + 60 * DAY + 10 * HOUR
_FATEFUL = {Fate.DEACTIVATED: 50, Fate.TAKEN_DOWN: 70, Fate.DELETED: 90}
_NEWCOMER = midnight(LAST_NIGHT) - 10 * DAY + 9 * HOUR
_BEFORE = 700 * DAY  # how long before the world's first day its older accounts opened
_AFTER = 2000 * DAY  # growth is drawn so far ahead
_RISEN = 520
_JUMPED = midnight(LAST_NIGHT) - 6 * DAY + 9 * HOUR
_SWELLING = midnight(LAST_NIGHT) - 21 * DAY
_BURST = 0.12  # of the followers come with a burst
_HOSTS = 3
SHAKY_HOST = "pds-4"


# When the burst of an account with this mark begins and ends.
_BURSTS = {
    Mark.VIRAL: (HALF_WAY - 7 * DAY, HALF_WAY),
    Mark.JUMP: (_JUMPED, _JUMPED + 6 * HOUR),
    Mark.SWELLING: (_SWELLING, midnight(LAST_NIGHT) - DAY),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Player:
    """One account: who it is on the network, from when to when, and its crowd."""

    index: int
    did: str
    name: str
    role: Role
    handles: tuple[str, ...]  # the second one from half-way on
    host: str
    created: int
    habit: Habit
    crowd: Crowd
    ended: int | None = None

    def handle(self, now: int) -> str:
        """Return the handle it bears at an instant."""
        return self.handles[-1] if now >= HALF_WAY else self.handles[0]

    def fate(self, now: int) -> Fate:
        """Return what has become of it by an instant."""
        return self.habit.fate if self.ended is not None and now >= self.ended else Fate.LIVES

    def has(self, mark: Mark) -> bool:
        """Return whether it is set apart by this mark."""
        return mark in self.habit.marks

    @property
    def listed_as(self) -> str:
        """Its name on the watchlist: the DID, where the handle does not last."""
        return self.did if len(self.handles) > 1 else self.handles[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """One organisation with its accounts, the main one first."""

    number: int
    slug: str
    character: Character
    players: tuple[Player, ...]

    @property
    def site(self) -> str:
        """Its website."""
        return f"https://{self.slug}.test"


def companies(characters: Iterable[Character], dids: Dids, seed: int) -> Iterator[Company]:
    """Yield every organisation with its accounts numbered through."""
    index = 0
    for number, character in enumerate(characters):
        slug = slug_of(character.name)
        players = []
        for role, habit in character.accounts:
            players.append(_player(index, slug, character.name, role, habit, dids, seed))
            index += 1
        yield Company(number=number, slug=slug, character=character, players=tuple(players))


def slug_of(name: str) -> str:
    """Return the organisation's identity: short, lower case, without its kind."""
    short = name.removeprefix("Borough of ").removesuffix(" County Council").lower()
    return re.sub(r"[^a-z0-9]+", "-", short.replace("&", "and")).strip("-")


def _player(
    index: int, slug: str, name: str, role: Role, habit: Habit, dids: Dids, seed: int
) -> Player:
    chance = lottery(seed, "player", index)
    first = f"{slug}.test" if role is Role.MAIN else f"{role}.{slug}.test"
    renamed = (f"new.{first}",) if Mark.RENAMED in habit.marks else ()
    created = midnight(OPENING) - _BEFORE + chance.randrange(300 * DAY)
    if Mark.NEWCOMER in habit.marks:
        created = _NEWCOMER
    return Player(
        index=index,
        did=dids.did(index),
        name=name if role is Role.MAIN else f"{name} ({role})",
        role=role,
        handles=(first, *renamed),
        host=SHAKY_HOST if Mark.SHAKY in habit.marks else f"pds-{index % _HOSTS + 1}",
        created=created,
        habit=habit,
        crowd=_crowd(habit, created, chance),
        ended=_end(habit),
    )


def fediverse_player(
    index: int, handle: str, *, name: str, habit: Habit, dids: Dids, seed: int
) -> Player:
    """Return an account of the fediverse: its handle names its server."""
    chance = lottery(seed, "player", index)
    created = midnight(OPENING) - _BEFORE + chance.randrange(300 * DAY)
    return Player(
        index=index,
        did=dids.did(index),
        name=name,
        role=Role.MAIN,
        handles=(handle,),
        host=handle.rpartition("@")[2],
        created=created,
        habit=habit,
        crowd=_crowd(habit, created, chance),
        ended=_end(habit),
    )


def _end(habit: Habit) -> int | None:
    fateful = _FATEFUL.get(habit.fate)
    return midnight(FIRST_NIGHT) + fateful * DAY - HOUR if fateful else None


def _crowd(habit: Habit, created: int, chance: random.Random) -> Crowd:
    waking = Mark.WAKING in habit.marks
    return Crowd(
        followers=_growth(habit.followers, habit, created, chance),
        others=_growth(habit.others, habit, created, chance),
        back=min(habit.back, FOLLOW_BACK_LIMIT),
        risen=_RISEN if waking else 0,
        campaign=HALF_WAY if waking else 0,
    )


def _growth(size: int, habit: Habit, created: int, chance: random.Random) -> Curve:
    """Return a count that reaches `size` on the last night, growing a little unevenly."""
    last = midnight(LAST_NIGHT)
    if created > midnight(OPENING):
        return Curve(knots=((created, 0), (last, size), (last + _AFTER, 3 * size)))
    slope = size * habit.growth / (last - midnight(FIRST_NIGHT))
    start = midnight(OPENING)
    burst, begins, ends = _burst(habit, size)
    knots = [(created, 0), (start, round(size - burst - slope * (last - start)))]
    weeks = {start + week * 7 * DAY for week in range(1, (last - start) // (7 * DAY))}
    for at in sorted(weeks | {begins, ends}):
        to_come = burst * min(1, max(0, (ends - at) / (ends - begins)))
        even = size - to_come - slope * (last - at) * chance.uniform(0.94, 1.06)
        knots.append((at, max(knots[-1][1], round(even))))
    knots.append((last, max(size, knots[-1][1])))
    return Curve(knots=(*knots, (last + _AFTER, knots[-1][1] + round(slope * _AFTER))))


def _burst(habit: Habit, size: int) -> tuple[int, int, int]:
    """Return how many followers come at once, and from when to when."""
    for mark, (begins, ends) in _BURSTS.items():
        if mark in habit.marks:
            return round(size * _BURST), begins, ends
    return 0, HALF_WAY - DAY, HALF_WAY
