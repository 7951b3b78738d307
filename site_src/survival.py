"""Answer times with the unanswered in them: the product-limit curve and its band (method 2.3).

The median among the answered flatters; here who still waits counts as still waiting.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import partial
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
class Step:
    """A time at which something was answered, and the share of openings that still wait then."""

    at: float
    waiting: float
    variance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When a share of openings has its answer, and between when; None: not while it is followed."""

    at: float | None
    lo: float | None
    hi: float | None


def waiting(answered: Sequence[float], still_open: Sequence[float]) -> tuple[Step, ...]:
    """Return the curve of who still waits: answers come before what is cut off at that time."""
    answers, cuts = Counter(answered), Counter(still_open)
    at_risk = len(answered) + len(still_open)
    share, variance = 1.0, 0.0
    steps = []
    for at in sorted(answers | cuts):
        if count := answers[at]:
            share *= 1 - count / at_risk
            left = at_risk - count
            variance += count / (at_risk * left) if left else 0.0
            steps.append(Step(at=at, waiting=share, variance=variance))
        at_risk -= count + cuts[at]
    return tuple(steps)


def time_to(share: float, steps: Sequence[Step], alpha: float) -> Times:
    """Return when the share of openings has its answer, with the band's times."""
    left = 1 - share + TOLERANCE
    z = normal(alpha)
    at = lo = None
    for step in steps:
        low, high = _band(step, z)
        lo = step.at if lo is None and low <= left else lo
        at = step.at if at is None and step.waiting <= left else at
        if high <= left:
            return Times(at=at, lo=lo, hi=step.at)
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
    return partial(_timed, share, waiting(answered, still_open), (len(answered), number))


def _timed(share: float, steps: Sequence[Step], counts: tuple[int, int], alpha: float) -> Estimate:
    found = time_to(share, steps, alpha)
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


def _band(step: Step, z: float) -> tuple[float, float]:
    """Return the lower and upper end of the share that waits, on the scale of log-log."""
    if step.waiting <= TOLERANCE:
        return 0.0, 0.0
    width = z * math.sqrt(step.variance) / abs(math.log(step.waiting))
    return step.waiting ** math.exp(width), step.waiting ** math.exp(-width)
