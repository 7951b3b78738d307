"""A count over the nights: smoothed, and asked whether it leapt or swelled (method 6).

A missing night has no value: nothing is carried forward, and nothing is put in between.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from site_src.model import Point

    Counts = Sequence[tuple[date, int]]  # oldest first, nights read only

WEEK = 7
LEAST_OF_A_WEEK = 4
FEWEST_CHANGES, MOST_CHANGES = 10, 28
NORMAL_MAD = 1.4826  # the standard deviation of a normal distribution, in its median deviations
LEAP, LEAST_LEAP, LEAP_SHARE = 6.0, 50.0, 0.02
MONTH, BEFORE = timedelta(days=28), timedelta(days=84)
LATE = timedelta(days=WEEK - 1)  # a reading may be missing: the growth is that of a few more nights
SWELLING, TIMES = 0.10, 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """One night's change beside the usual ones: how far off it may be, and whether it is more."""

    median: float
    scale: float
    threshold: float
    flag: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Leap:
    """A flagged change: the night it was read, the nights it took, and how much each."""

    night: date
    nights: int
    change: float
    jump: Jump


@dataclass(frozen=True, slots=True, kw_only=True)
class Swelling:
    """The growth of 28 nights beside the usual one of the 84 nights before."""

    growth: float
    usual: float
    threshold: float
    flag: bool


def smoothed(nights: Sequence[int], values: Sequence[float | None]) -> list[float | None]:
    """Return the values drawn towards those before, the less the more nights lie between.

    For charts alone: ranks use the values themselves.
    """
    found: list[float | None] = []
    last: tuple[int, float] | None = None
    for night, value in zip(nights, values, strict=True):
        if value is None:
            found.append(None)
            continue
        if last is not None:
            since, level = last
            level += -math.expm1((since - night) / WEEK) * (value - level)
        else:
            level = value
        last = night, level
        found.append(level)
    return found


def weekly_medians(nights: Sequence[int], values: Sequence[float | None]) -> list[float | None]:
    """Return for each night the median of the seven nights that end with it, of four at least."""
    read = {n: v for n, v in zip(nights, values, strict=True) if v is not None}

    def middle(night: int) -> float | None:
        week = [read[one] for one in range(night - WEEK + 1, night + 1) if one in read]
        return median(week) if len(week) >= LEAST_OF_A_WEEK else None

    return [middle(night) for night in nights]


def jump(changes: Sequence[float | None], new: float | None, followers: float | None) -> Jump:
    """Return whether a night's change is far off the usual ones, of which ten are needed.

    A flag is a question, not a verdict: a post that goes round raises one too. What was not read
    is no change of none.
    """
    known = [change for change in changes if change is not None][-MOST_CHANGES:]
    middle = median(known) if known else 0.0
    spread = median(abs(change - middle) for change in known) if known else 0.0
    scale = max(NORMAL_MAD * spread, math.sqrt(abs(middle)), 1.0)
    threshold = max(LEAP * scale, LEAST_LEAP, LEAP_SHARE * (followers or 0.0))
    is_far = new is not None and len(known) >= FEWEST_CHANGES and abs(new - middle) > threshold
    return Jump(median=middle, scale=scale, threshold=threshold, flag=is_far)


def leaps(counts: Counts, followers: Counts, since: date) -> Iterator[Leap]:
    """Yield the flagged changes of a count after a night; `followers` tell how large it is.

    Both were read on the same nights.
    """
    steps = [
        (after, (after - before).days, (now - then) / (after - before).days)
        for (before, then), (after, now) in pairwise(counts)
    ]
    changes = [change for _, _, change in steps]
    if not changes or 2 * max(map(abs, changes)) <= _floor(min(size for _, size in followers)):
        return  # no change can be so far from a middle of them
    for at, (night, nights, change) in enumerate(steps):
        if night > since:
            found = jump(changes[:at], change, followers[at + 1][1])
            if found.flag:
                yield Leap(night=night, nights=nights, change=change, jump=found)


def _floor(followers: int) -> float:
    return max(LEAST_LEAP, LEAP_SHARE * followers)


def swelling(counts: Counts) -> Swelling | None:
    """Return the last 28 nights' growth beside the usual one; None where either is not known.

    Usual is the median growth of 28 nights among those of the 84 nights before.
    """
    nights = [night for night, _ in counts]
    growth = _growth(counts, nights, len(counts) - 1)
    if growth is None:
        return None
    last = nights[-1] - MONTH
    first = bisect_left(nights, last - (BEFORE - MONTH))
    earlier = [_growth(counts, nights, at) for at in range(first, bisect_right(nights, last))]
    known = [one for one in earlier if one is not None]
    if not known:
        return None
    usual = median(known)
    threshold = max(SWELLING, TIMES * usual)
    return Swelling(growth=growth, usual=usual, threshold=threshold, flag=growth > threshold)


def _growth(counts: Counts, nights: Sequence[date], at: int) -> float | None:
    """Return by what share a count grew in the 28 nights up to one of its readings."""
    if at < 0:
        return None
    night, now = counts[at]
    earlier = bisect_right(nights, night - MONTH) - 1
    if earlier < 0 or nights[earlier] < night - MONTH - LATE or not counts[earlier][1]:
        return None
    before, then = counts[earlier]
    return (now / then - 1) * (MONTH / (night - before))


def walls(points: Sequence[Point]) -> tuple[date, ...]:
    """Return the nights on which another method begins: the series before and after are two."""
    return tuple(
        after.night
        for before, after in pairwise(points)
        if after.method_version != before.method_version
    )
