"""Answer times with the unanswered in them: the product-limit curve and its band (method 2.3).

The median among the answered flatters; here who still waits counts as still waiting.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from collector.interval import normal
from collector.model import Gap, State
from site_src.evidence import gap, known, nothing
from site_src.model import Estimate
from site_src.openings import openings_gap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collector.model import Facts
    from site_src.evidence import Evidence

HOUR = 3600
TOLERANCE = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """The share of openings that still wait after each time at which something was answered.

    `levels` are ln(-ln) of the shares, and `errors` the standard errors of these: the band is
    straight on that scale.
    """

    times: tuple[float, ...]
    shares: tuple[float, ...]
    levels: tuple[float, ...]
    errors: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When a share of openings has its answer, and between when; None: not while it is followed."""

    at: float | None
    lo: float | None
    hi: float | None


def waiting(answered: Sequence[float], still_open: Sequence[float]) -> Curve:
    """Return the curve of who still waits: answers come before what is cut off at that time."""
    cuts = sorted(still_open)
    share, variance, answers = 1.0, 0.0, 0
    times, shares, levels, errors = [], [], [], []
    for at, count in sorted(Counter(answered).items()):
        at_risk = len(answered) - answers + len(cuts) - bisect_left(cuts, at)
        answers += count
        share *= 1 - count / at_risk
        if at_risk > count:
            variance += count / (at_risk * (at_risk - count))
        level, error = _log_log(share, variance)
        times.append(at)
        shares.append(share)
        levels.append(level)
        errors.append(error)
    return Curve(
        times=tuple(times), shares=tuple(shares), levels=tuple(levels), errors=tuple(errors)
    )


def time_to(share: float, curve: Curve, alpha: float) -> Times:
    """Return when the share of openings has its answer, with the band's times."""
    left = 1 - share + TOLERANCE
    limit, z = math.log(-math.log(left)), normal(alpha)
    at = lo = None
    for time, waits, level, error in zip(
        curve.times, curve.shares, curve.levels, curve.errors, strict=True
    ):
        half = z * error
        if lo is None and level + half >= limit:
            lo = time
        if at is None and waits <= left:
            at = time
        if level - half >= limit:
            return Times(at=at, lo=lo, hi=time)
    return Times(at=at, lo=lo, hi=None)


def time_to_answer(facts: Facts) -> Evidence:
    """Return the hours by which half of all openings have an answer."""
    return _time_to_answer(0.5, facts)


def time_to_answer_p90(facts: Facts) -> Evidence:
    """Return the hours by which nine in ten of all openings have an answer."""
    return _time_to_answer(0.9, facts)


def openings_followed(facts: Facts) -> int | None:
    """Return how many openings were followed to their answer, or to the end."""
    if facts.answer_waits is None or facts.open_waits is None:
        return None
    return len(facts.answer_waits) + len(facts.open_waits)


def _time_to_answer(share: float, facts: Facts) -> Evidence:
    answered, still_open = facts.answer_waits, facts.open_waits
    if answered is None or still_open is None:
        return nothing(openings_gap(facts))
    number = len(answered) + len(still_open)
    if not number:
        return known(gap(Gap.TOO_FEW, numerator=0, denominator=0, n=0))
    return partial(_timed, share, _curve(answered, still_open), (len(answered), number))


@lru_cache(maxsize=4)
def _curve(answered: tuple[int, ...], still_open: tuple[int, ...]) -> Curve:
    """Return the curve, reckoned once for both shares of it that are published."""
    return waiting(answered, still_open)


def _timed(share: float, curve: Curve, counts: tuple[int, int], alpha: float) -> Estimate:
    found = time_to(share, curve, alpha)
    answered, number = counts
    return Estimate(
        state=State.ESTIMATE,
        value=_hours(found.at),
        lo=_hours(found.lo),
        hi=_hours(found.hi),
        numerator=answered,
        denominator=number,
        n=number,
    )


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / HOUR


def _log_log(share: float, variance: float) -> tuple[float, float]:
    if share <= 0:
        return math.inf, 0.0
    slope = -math.log(share)
    return math.log(slope), math.sqrt(variance) / slope
