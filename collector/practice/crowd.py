"""Who follows an account and whom it follows, by arithmetic: a million followers cost no memory.

Follower number j came at `followers.at(j)`; whether, and when, the account followed it back is
decided by j alone. Those followed without following are numbered from the other end of the crowd.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

from collector.practice.codes import HOUR, tid_number

SIZE = 1 << 21  # places in one account's crowd
CLASSES = 1000
_STRIDE = 387  # no factor in common with CLASSES: every class holds one of each 1,000 followers
_SHIFT = 11
_BACK = pow(_STRIDE, -1, CLASSES)
GONE_FROM = 990  # classes that have left the network; nobody follows them
BLOCKING = 989  # the class that blocks the account; not followed either
FOLLOW_BACK_LIMIT = 980
_LAG = 2 * HOUR
_MUTUAL_CLOCK = 1
_OTHER_CLOCK = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A count that only grows, in straight lines between knots (instant, count)."""

    knots: tuple[tuple[int, int], ...]

    def count(self, at: int) -> int:
        """Return how many there are at an instant."""
        place = bisect_right(self.knots, at, key=lambda knot: knot[0]) - 1
        if place < 0:
            return 0
        if place == len(self.knots) - 1:
            return self.knots[-1][1]
        (t0, c0), (t1, c1) = self.knots[place : place + 2]
        return c0 + (at - t0) * (c1 - c0) // (t1 - t0)

    def at(self, number: int) -> int:
        """Return the first instant at which there are more than `number`."""
        place = bisect_right(self.knots, number, key=lambda knot: knot[1])
        (t0, c0), (t1, c1) = self.knots[place - 1 : place + 1]
        return t0 - (number - c0 + 1) * (t1 - t0) // (c0 - c1)  # rounded up


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A crowd's counts at one instant."""

    followers: int
    seen: int  # followers that the account has had time to follow back
    others: int
    level: int  # how many of 1,000 followers are followed


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """All who have to do with one account.

    Of 1,000 consecutive followers it follows `back`; from `campaign` on it goes through the
    classes up to `risen`, one every twelve hours, old followers and new.
    """

    followers: Curve
    others: Curve
    back: int
    risen: int = 0
    campaign: int = 0
    _opens: dict[int, int] = field(init=False, default_factory=dict)
    _standings: dict[int, Standing] = field(init=False, default_factory=dict)
    _below: dict[int, list[int]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        step = max(1, (self.risen - self.back) // 30)
        for number in range(self.back, self.risen):
            self._opens[number] = self.campaign + (number - self.back) // step * 12 * HOUR

    def standing(self, at: int) -> Standing:
        """Return the counts of an instant; they are worked out once."""
        if at not in self._standings:
            self._standings[at] = Standing(
                followers=self.followers.count(at),
                seen=self.followers.count(at - _LAG),
                others=self.others.count(at),
                level=self.back + sum(opens <= at for opens in self._opens.values()),
            )
        return self._standings[at]

    def mutuals(self, at: int) -> int:
        """Return how many follow and are followed."""
        standing = self.standing(at)
        old, rest = divmod(standing.seen, CLASSES)
        level = standing.level
        if level not in self._below:
            chosen = (_class(place) < level for place in range(CLASSES))
            self._below[level] = list(accumulate(chosen, initial=0))
        return old * level + self._below[level][rest]

    def follows(self, at: int) -> int:
        """Return how many the account follows."""
        return self.mutuals(at) + self.standing(at).others

    def follower_since(self, place: int, at: int) -> int | None:
        """Return when the one at this place began to follow, or None if it does not yet."""
        return self.followers.at(place) if place < self.standing(at).followers else None

    def followed_since(self, place: int, at: int) -> int | None:
        """Return the TID's number of the account's follow of this place, or None."""
        standing = self.standing(at)
        other = SIZE - 1 - place
        if other < standing.others:
            return self._other_number(other)
        number = _class(place)
        if number >= standing.level or place >= standing.seen:
            return None
        return self._mutual_number(place, number)

    def listed(self, at: int) -> list[tuple[int, int]]:
        """Return (TID number, place) of every follow, oldest first."""
        standing = self.standing(at)
        mutual = [
            (self._mutual_number(place, number), place)
            for number in range(standing.level)
            for place in range((number - _SHIFT) * _BACK % CLASSES, standing.seen, CLASSES)
        ]
        others = range(standing.others)
        return sorted(mutual + [(self._other_number(e), SIZE - 1 - e) for e in others])

    def _mutual_number(self, place: int, number: int) -> int:
        came = self.followers.at(place) + _LAG
        opened = self._opens.get(number)
        # A class is followed within minutes of its turn, one follower after the other.
        since = came if opened is None else max(came, opened + place // CLASSES * 7000)
        return tid_number(since, noise=place % 1000, clock=_MUTUAL_CLOCK)

    def _other_number(self, other: int) -> int:
        return tid_number(self.others.at(other), noise=other % 1000, clock=_OTHER_CLOCK)


def _class(place: int) -> int:
    return (place * _STRIDE + _SHIFT) % CLASSES


def is_gone(place: int) -> bool:
    """Return whether the one at this place has left the network, its follow still standing."""
    return place < SIZE // 2 and _class(place) >= GONE_FROM


def is_blocking(place: int) -> bool:
    """Return whether the one at this place blocks the account it follows."""
    return place < SIZE // 2 and _class(place) == BLOCKING


def is_open(place: int) -> bool:
    """Return whether the one at this place is there for the account: neither gone nor blocking."""
    return not (is_gone(place) or is_blocking(place))
