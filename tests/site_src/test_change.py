"""A change is drawn only where chance, or another method, could not have made it."""

from __future__ import annotations

from datetime import date
from math import sqrt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.model import Gap, OpeningKind, State
from site_src.amount import Unit
from site_src.change import NO_EARLIER, Reading, change, count_change
from site_src.model import Estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

THEN, NOW = date(2026, 10, 24), date(2026, 11, 21)
WEEKS = (40, 52, 38, 61, 44, 47, 35, 58)
COUNT = st.integers(0, 5000)


def estimate(value: float | None, lo: float | None, hi: float | None) -> Estimate:
    return Estimate(state=State.ESTIMATE, value=value, lo=lo, hi=hi)


def exact(value: float) -> Estimate:
    return Estimate(state=State.EXACT, value=value, lo=value, hi=value)


def reading(found: Estimate, night: date = NOW, **rest: Any) -> Reading:
    return Reading(night=night, again=lambda _: found, **({"method_version": 1} | rest))


def test_the_two_intervals_must_leave_no_room_for_chance() -> None:
    before = reading(estimate(0.50, 0.43, 0.57), THEN)
    real = change(Unit.SHARE, reading(estimate(0.62, 0.55, 0.69)), before, 0.05)
    assert (real.d, real.lo, real.hi) == pytest.approx((0.12, 0.0210, 0.2190), abs=6e-5)
    assert (real.is_real, real.arrow, real.words) == (
        True,
        "↑",
        "up 12 points since 24 October 2026",
    )
    unclear = change(Unit.SHARE, reading(estimate(0.59, 0.52, 0.66)), before, 0.05)
    assert (unclear.is_real, unclear.arrow) == (False, "")
    assert (unclear.words, unclear.since) == ("no clear change since 24 October 2026", THEN)


def test_both_figures_are_asked_for_at_the_level_of_the_league() -> None:
    asked: list[float] = []

    def again(alpha: float) -> Estimate:
        asked.append(alpha)
        return estimate(0.5, 0.4, 0.6)

    one = Reading(night=NOW, again=again, method_version=1)
    change(Unit.SHARE, one, one, 0.05 / 40)
    assert asked == [0.05 / 40, 0.05 / 40]


@pytest.mark.parametrize(
    ("now", "is_real"), [(0.495, False), (0.5, False), (0.52, True), (0.48, True)]
)
def test_exact_values_differ_for_real_unless_by_a_trifle(now: float, is_real: bool) -> None:  # noqa: FBT001 - a parameter
    found = change(Unit.SHARE, reading(exact(now)), reading(exact(0.5), THEN), 0.05)
    assert found.is_real is is_real


def test_a_time_changed_if_by_a_tenth_of_the_earlier_one() -> None:
    before = reading(exact(20.0), THEN)
    assert not change(Unit.HOURS, reading(exact(21.5)), before, 0.05).is_real
    faster = change(Unit.HOURS, reading(exact(12.0)), before, 0.05)
    assert (faster.is_real, faster.arrow) == (True, "↓")
    assert faster.words == "down 8 hours since 24 October 2026"


@pytest.mark.parametrize(
    "open_end", [estimate(None, 20.0, None), estimate(20.0, 2.0, None)], ids=["value", "upper end"]
)
def test_a_time_that_is_not_reached_is_not_compared(open_end: Estimate) -> None:
    for pair in ((open_end, exact(5.0)), (exact(5.0), open_end)):
        now, before = reading(pair[0]), reading(pair[1], THEN)
        found = change(Unit.HOURS, now, before, 0.05)
        assert (found.d, found.is_real) == (None, False)
        assert found.words == "without an upper end: nothing to compare"


def told(now: Reading, before: Reading | None, unit: Unit = Unit.SHARE) -> str:
    found = change(unit, now, before, 0.05)
    assert (found.d, found.since, found.is_real, found.arrow) == (None, None, False, "")
    return found.words


def test_what_may_not_be_compared_says_why() -> None:
    half, gap = exact(0.5), Estimate(state=State.GAP, reason=Gap.TOO_FEW)
    bound = Estimate(state=State.BOUND, lo=0.0, hi=0.2)
    assert told(reading(half), None) == NO_EARLIER
    assert told(reading(half), reading(gap)) == NO_EARLIER
    assert told(reading(gap), reading(half)) == "no figure to compare"
    assert told(reading(bound), reading(half)).startswith("known only within bounds")
    assert told(reading(half), reading(bound)).startswith("known only within bounds")


def test_nothing_is_compared_across_a_change_of_method() -> None:
    words = told(reading(exact(0.5), method_version=2), reading(exact(0.9), THEN))
    assert words == "the method has changed since: nothing to compare"


def test_replies_alone_are_never_compared_with_mentions() -> None:
    now = reading(exact(0.5), kind=OpeningKind.MENTIONS)
    before = reading(exact(0.9), THEN, kind=OpeningKind.REPLIES)
    assert told(now, before) == "other messages are counted now: nothing to compare"


def counted(before: float, now: float, weeks: Sequence[int] = WEEKS) -> Any:
    then = reading(exact(before), THEN, weeks=weeks)
    return change(Unit.COUNT, reading(exact(now)), then, 0.05)


def test_a_count_changed_if_its_uneven_weeks_could_not_have_done_it() -> None:
    found = counted(180, 420)
    assert (found.d, found.lo, found.hi, found.is_real) == (240, 240, 240, True)
    assert found.words == "up 240 since 24 October 2026"
    assert not counted(180, 200).is_real


def test_a_count_without_eight_earlier_weeks_is_not_judged() -> None:
    found = counted(180, 420, WEEKS[1:])
    assert (found.d, found.words) == (None, "fewer than 8 earlier weeks to judge by")
    assert not count_change(180, 420, WEEKS[1:]).is_real


@given(COUNT, COUNT, st.lists(COUNT, min_size=8, max_size=12))
def test_the_more_uneven_the_weeks_the_less_is_clear(
    before: int, now: int, weekly: list[int]
) -> None:
    found = count_change(before, now, weekly)
    even = count_change(before, now, [5] * 8)
    assert found.phi >= 1 == even.phi
    assert abs(found.z) <= abs(even.z)
    assert even.z == pytest.approx(sqrt(2) * (sqrt(now) - sqrt(before)))


@given(COUNT, COUNT)
def test_a_count_that_fell_is_one_that_rose_seen_backwards(before: int, now: int) -> None:
    there, back = count_change(before, now, WEEKS), count_change(now, before, WEEKS)
    assert there.z == -back.z
    assert there.is_real == back.is_real


def test_weeks_without_anything_are_no_error() -> None:
    assert count_change(0, 100, [0] * 8).is_real
    assert count_change(0, 0, [0] * 8).z == 0
    assert count_change(1, 2, []).phi == 1


def test_a_smaller_ratio_is_told_in_its_own_unit() -> None:
    found = change(Unit.RATIO, reading(exact(0.5)), reading(exact(1.5), THEN), 0.05)
    assert found.words == "down 1.00 since 24 October 2026"
