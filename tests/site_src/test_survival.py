"""Time to answer: the unanswered wait too, and what is not reached is never a number."""

from __future__ import annotations

import math
from random import Random  # noqa: TC003 - hypothesis reads the type

from hypothesis import given
from hypothesis import strategies as st

from collector.interval import normal
from collector.model import CHANCE_HOURS, Facts, Gap, State
from site_src.metrics import METRICS
from site_src.survival import time_to, waiting

HALF, MOST = METRICS["time-to-answer"], METRICS["time-to-answer-p90"]
END = 3600 * CHANCE_HOURS
# Few distinct times, so that answers and cuts often meet.
WAITS = st.lists(st.integers(1, 12).map(lambda hours: 3600 * hours), max_size=20)
ALPHAS = st.sampled_from([0.05, 0.001, 5e-6])


def facts(answered: list[int], still_open: list[int]) -> Facts:
    return Facts(answer_waits=tuple(answered), open_waits=tuple(still_open))


def test_times_are_told_in_hours() -> None:
    found = HALF.measure(facts([1800] * 20 + [7200] * 20, []))
    assert (found.value, found.state) == (0.5, State.ESTIMATE)
    assert (found.numerator, found.denominator, found.n) == (40, 40, 40)


def test_the_unanswered_count_as_waiting() -> None:
    answered = [3600 * hours for hours in range(1, 31)]
    alone, beside = HALF.measure(facts(answered, [])), HALF.measure(facts(answered, [END] * 20))
    assert alone.value == 15
    assert beside.value == 25


def test_half_unanswered_is_not_reached_and_keeps_what_is_known() -> None:
    found = HALF.measure(facts([3600] * 15, [END] * 16))
    assert (found.state, found.value, found.hi, found.reason) == (State.ESTIMATE, None, None, None)
    assert found.lo == 1
    assert (found.numerator, found.denominator) == (15, 31)


def test_nobody_answered_is_not_reached_at_all() -> None:
    found = HALF.measure(facts([], [END] * 40))
    assert (found.state, found.value, found.lo, found.hi) == (State.ESTIMATE, None, None, None)


def test_a_value_may_stand_without_an_upper_end() -> None:
    found = HALF.measure(facts([3600] * 16, [END] * 15))
    assert (found.value, found.lo, found.hi) == (1, 1, None)


def test_nine_in_ten_come_later_than_half() -> None:
    seen = facts([3600 * hours for hours in range(1, 41)], [])
    assert (HALF.measure(seen).value, MOST.measure(seen).value) == (20, 36)


def test_answers_come_before_what_is_cut_off_at_that_time() -> None:
    curve = waiting([5], [5, 5, 5])
    assert curve.shares == (0.75,)
    assert waiting([6], [5, 5, 5]).shares == (0,)


def test_without_openings_there_is_too_little() -> None:
    assert HALF.measure(facts([], [])).reason is Gap.TOO_FEW
    assert HALF.measure(facts([60] * 29, [])).reason is Gap.TOO_FEW


@given(WAITS, WAITS, st.sampled_from([0.5, 0.9]), ALPHAS)
def test_the_curve_and_its_band_are_the_definitions(
    answered: list[int], still_open: list[int], share: float, alpha: float
) -> None:
    """The definition of method 2.3, step by step, with its exponentials."""
    share_left, variance, z = 1.0, 0.0, normal(alpha)
    at = lo = hi = None
    for t in sorted(set(answered)):
        r = sum(wait >= t for wait in [*answered, *still_open])
        d = answered.count(t)
        share_left *= 1 - d / r
        variance += d / (r * (r - d)) if r > d else 0
        low = high = 0.0
        if share_left > 0:
            w = z * math.sqrt(variance) / abs(math.log(share_left))
            low, high = share_left ** math.exp(w), share_left ** math.exp(-w)
        limit = 1 - share + 1e-12
        lo = t if lo is None and low <= limit else lo
        at = t if at is None and share_left <= limit else at
        hi = t if hi is None and high <= limit else hi
    found = time_to(share, waiting(answered, still_open), alpha)
    assert (found.at, found.lo, found.hi) == (at, lo, hi)


@given(WAITS, WAITS, ALPHAS)
def test_a_time_lies_in_its_range(answered: list[int], still_open: list[int], alpha: float) -> None:
    found = time_to(0.5, waiting(answered, still_open), alpha)
    ends = [math.inf if end is None else end for end in (found.lo, found.at, found.hi)]
    assert ends == sorted(ends)


@given(WAITS, WAITS, st.integers(0, END))
def test_adding_an_unanswered_opening_never_lowers_the_time(
    answered: list[int], still_open: list[int], wait: int
) -> None:
    before = time_to(0.5, waiting(answered, still_open), 0.05).at
    after = time_to(0.5, waiting(answered, [*still_open, wait]), 0.05).at
    assert (math.inf if after is None else after) >= (math.inf if before is None else before)


@given(WAITS, WAITS, st.randoms())
def test_the_order_of_openings_changes_nothing(
    answered: list[int], still_open: list[int], chance: Random
) -> None:
    shuffled = list(answered)
    chance.shuffle(shuffled)
    assert waiting(shuffled, still_open[::-1]) == waiting(answered, still_open)
