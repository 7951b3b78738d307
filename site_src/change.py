"""What changed for real between two readings that share no data (method 2.4 and 4.4)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import fmean, variance
from typing import TYPE_CHECKING

from collector.model import State
from site_src.amount import Unit, number
from site_src.model import Change
from site_src.page import day
from site_src.rank import Difference, difference

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from collector.model import OpeningKind
    from site_src.model import Estimate

FEWEST_WEEKS = 8
CLEAR = 4.0  # standard errors
LEAST_OF_TIME = 0.1  # of the earlier time: less is no change, as a point of a share is none
NO_EARLIER = "no earlier reading to compare"
NO_FIGURE = Change(words="no figure to compare")
UNCOMPARED = Change(words=NO_EARLIER)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountChange:
    """How far apart two counts are, in standard errors of weeks as uneven as those before."""

    phi: float
    z: float
    is_real: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A figure as one night tells it, at whatever level it is asked for.

    `weeks` are the weekly counts before, for a count; `kind` is that of the openings behind it.
    """

    night: date
    again: Callable[[float], Estimate]
    method_version: int
    kind: OpeningKind | None = None
    weeks: Sequence[int] = ()


def count_change(before: float, now: float, weekly: Sequence[float]) -> CountChange:
    """Return whether a count of events changed for real, by eight earlier weeks or more.

    Events come in bunches: `phi` is how much more uneven the weeks are than chance alone.
    """
    mean = fmean(weekly) if weekly else 0.0
    phi = max(1.0, variance(weekly) / mean) if len(weekly) > 1 and mean > 0 else 1.0
    z = 2 * (math.sqrt(now) - math.sqrt(before)) / math.sqrt(2 * phi)
    return CountChange(phi=phi, z=z, is_real=len(weekly) >= FEWEST_WEEKS and abs(z) > CLEAR)


def change(unit: Unit, now: Reading, before: Reading | None, alpha: float) -> Change:
    """Return how a figure changed, at the level of its league; where it cannot be told, why."""
    if before is None:
        return UNCOMPARED
    if before.method_version != now.method_version:
        return Change(words="the method has changed since: nothing to compare")
    if before.kind is not now.kind:
        return Change(words="other messages are counted now: nothing to compare")
    old, new = before.again(alpha), now.again(alpha)
    if State.GAP in (old.state, new.state):
        return NO_FIGURE if new.state is State.GAP else UNCOMPARED
    if why := _why_not(old, new) or _why_no_count(unit, before):
        return Change(words=why)
    found = _difference(unit, old, new, before.weeks)
    return Change(
        d=found.d,
        lo=found.lo,
        hi=found.hi,
        is_real=found.is_real,
        since=before.night,
        words=f"{_amount(found, unit)} since {day(before.night)}",
    )


def _why_not(old: Estimate, new: Estimate) -> str | None:
    if State.BOUND in (old.state, new.state):
        return "known only within bounds: nothing to compare"
    if None in (*_ends(old), *_ends(new)):
        return "without an upper end: nothing to compare"
    return None


def _why_no_count(unit: Unit, before: Reading) -> str | None:
    if unit is Unit.COUNT and len(before.weeks) < FEWEST_WEEKS:
        return f"fewer than {FEWEST_WEEKS} earlier weeks to judge by"
    return None


def _difference(unit: Unit, old: Estimate, new: Estimate, weeks: Sequence[int]) -> Difference:
    if unit is Unit.COUNT:
        then, now = old.value or 0.0, new.value or 0.0
        is_real = count_change(then, now, weeks).is_real
        return Difference(d=now - then, lo=now - then, hi=now - then, is_real=is_real)
    found = difference(_triple(new), _triple(old))
    if unit is not Unit.HOURS:
        return found
    is_clear = found.lo > 0 or found.hi < 0
    is_real = is_clear and abs(found.d) >= LEAST_OF_TIME * (old.value or 0.0)
    return Difference(d=found.d, lo=found.lo, hi=found.hi, is_real=is_real)


def _ends(found: Estimate) -> tuple[float | None, float | None, float | None]:
    return found.value, found.lo, found.hi


def _triple(found: Estimate) -> tuple[float, float, float]:
    return found.value or 0.0, found.lo or 0.0, found.hi or 0.0


def _amount(found: Difference, unit: Unit) -> str:
    if not found.is_real:
        return "no clear change"
    return f"{'up' if found.d > 0 else 'down'} {distance(found.d, unit)}"


def distance(d: float, unit: Unit) -> str:
    """Return a difference in its unit, without its sign: 12 points, 0.31, 2.1 hours."""
    if unit is Unit.SHARE:
        points = round(100 * abs(d))
        return f"{points} point{'' if points == 1 else 's'}"
    return number(abs(d), unit)
