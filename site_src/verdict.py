"""What may be said of two values of one measure: the interval of their difference, in words.

The page on which readers choose whom to compare says the same by assets/compare.js; a test holds
the two together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from collector.model import State
from site_src.amount import Unit, number, span
from site_src.metrics import METRICS
from site_src.rank import difference
from site_src.say import words

if TYPE_CHECKING:
    from site_src.model import Estimate, Value

UNCERTAIN = "cannot be told apart"
OTHER_OPENINGS = "mentions are counted for one of them alone"


class Outcome(StrEnum):
    """Whether two may be told apart."""

    NONE = "none"
    ALIKE = "alike"
    APART = "apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is known of a first value beside a second, without their names.

    `ahead` is 0 where the first is higher, or answers sooner, 1 where the second does. `lacks` is
    which of them has no figure.
    """

    outcome: Outcome
    told: str  # alike: how; none: why; apart: "likely higher"
    distance: str = ""
    ahead: int = 0
    lacks: int | None = None

    def head(self, names: tuple[str, str]) -> str:
        """Return the verdict without its distance, or the reason for which there is none."""
        if self.outcome is Outcome.NONE:
            return "no comparison"
        return f"{names[self.ahead]} {self.told}" if self.outcome is Outcome.APART else self.told

    def more(self, names: tuple[str, str]) -> str:
        """Return the distance of the two, or why there is no comparison."""
        if self.outcome is Outcome.NONE:
            return self.told if self.lacks is None else f"{names[self.lacks]} {self.told}"
        return f"by {self.distance}" if self.distance else ""

    def whole(self, names: tuple[str, str]) -> str:
        """Return all of it in one line."""
        more = self.more(names)
        mark = ":" if self.outcome is Outcome.NONE else ","
        return f"{self.head(names)}{mark} {more}" if more else self.head(names)

    @property
    def of_second(self) -> str:
        """The verdict told of the second, whose name stands above it."""
        if self.outcome is not Outcome.APART:
            return "no comparison" if self.outcome is Outcome.NONE else self.told
        told = self.told.removeprefix("is ") if self.ahead else _turned(self.told)
        return f"{told}, by {self.distance}" if self.distance else told


def judge(a: Value, b: Value) -> Verdict:
    """Return what may be said of a value beside another, as far as their intervals tell."""
    for at, value in enumerate((a, b)):
        if value.estimate.state is State.GAP:
            return Verdict(outcome=Outcome.NONE, told=words(value), lacks=at)
    if a.kind is not b.kind and None not in (a.kind, b.kind):
        return Verdict(outcome=Outcome.NONE, told=OTHER_OPENINGS)
    first, second = _triple(a.estimate), _triple(b.estimate)
    unit = METRICS[a.metric].unit
    if _is_open(a.estimate) or _is_open(b.estimate):
        if first[1] > second[2] or second[1] > first[2]:
            return _apart(unit, is_first_higher=first[1] > second[2], is_sure=True)
        return Verdict(outcome=Outcome.ALIKE, told=UNCERTAIN)
    found = difference(first, second)
    is_exact = a.estimate.state is b.estimate.state is State.EXACT
    if not found.is_real:
        return Verdict(outcome=Outcome.ALIKE, told=_alike(found.d) if is_exact else UNCERTAIN)
    low, high = sorted((abs(found.lo), abs(found.hi)))
    distance = _distance(low, high, unit)
    return _apart(unit, distance, is_first_higher=found.d > 0, is_sure=is_exact)


def verdict(a: Value, b: Value, name_a: str, name_b: str) -> str:
    """Return which of two is higher, as far as their intervals tell (method 4.4)."""
    return judge(a, b).whole((name_a, name_b))


def _apart(unit: Unit, distance: str = "", *, is_first_higher: bool, is_sure: bool) -> Verdict:
    """Return whose value is higher; of two times, whose is shorter."""
    likely = "" if is_sure else "likely "
    is_time = unit is Unit.HOURS
    return Verdict(
        outcome=Outcome.APART,
        told=f"{likely}answers sooner" if is_time else f"is {likely}higher",
        distance=distance,
        ahead=int(is_first_higher is is_time),
    )


def _turned(told: str) -> str:
    """Return what is said of the one who is ahead as it is said of the other."""
    return told.removeprefix("is ").replace("higher", "lower").replace("sooner", "later")


def _is_open(found: Estimate) -> bool:
    """Whether only the ends tell: a bound, or a time whose end is not reached."""
    return found.state is State.BOUND or None in (found.value, found.hi)


def _alike(distance: float) -> str:
    """Return how near two exact figures are; each is certain, so they can be told apart."""
    return "nearly the same" if distance else "the same"


def _distance(least: float, most: float, unit: Unit) -> str:
    if unit is Unit.HOURS:
        return span(least, most, unit).replace("–", " to ")
    low, high = number(least, unit).removesuffix("%"), number(most, unit).removesuffix("%")
    told = low if low == high else f"{low} to {high}"
    return f"{told} point{'' if told == '1' else 's'}" if unit is Unit.SHARE else told


def _triple(found: Estimate) -> tuple[float, float, float]:
    """Return value and ends; an estimate's end that is not reached lies beyond every number."""
    beyond = math.inf if found.state is State.ESTIMATE else 0.0
    lo, hi = (beyond if end is None else end for end in (found.lo, found.hi))
    return (hi if found.value is None else found.value), lo, hi
