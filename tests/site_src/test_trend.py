"""Counts over the nights: smoothed without inventing, flagged without asserting."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_src.model import Point
from site_src.trend import jump, leaps, smoothed, swelling, walls, weekly_medians

NIGHT = date(2026, 11, 21)
NUMBER = st.integers(-1000, 1000)
STEPS = st.lists(st.tuples(st.integers(1, 9), NUMBER), min_size=1, max_size=20)
CALM = (12, 9, 15, 11, 10, 14, 8, 13, 12, 40, 11, 10)


def course(days: int, daily: float, start: float = 10_000, *, seed: int = 1) -> list[int]:
    draw, level = Random(seed), start  # noqa: S311 - chance, no secret
    counts = []
    for _ in range(days):
        counts.append(round(level))
        level += daily + draw.uniform(-3, 3)
    return counts


def dated(counts: list[int]) -> list[tuple[date, int]]:
    first = NIGHT - timedelta(days=len(counts) - 1)
    return [(first + timedelta(days=day), count) for day, count in enumerate(counts)]


@given(STEPS)
def test_a_smoothed_value_lies_among_those_so_far(steps: list[tuple[int, int]]) -> None:
    nights = [sum(gap for gap, _ in steps[: at + 1]) for at in range(len(steps))]
    values = [float(value) for _, value in steps]
    for at, one in enumerate(smoothed(nights, values)):
        assert one is not None
        assert min(values[: at + 1]) - 1e-9 <= one <= max(values[: at + 1]) + 1e-9


def test_a_missing_night_is_no_value_and_moves_no_other() -> None:
    whole = smoothed([0, 1, 5], [100, 110, 150])
    assert smoothed([0, 1, 3, 5], [100, 110, None, 150]) == [*whole[:2], None, whole[2]]
    assert smoothed([0, 1], [None, 7.0]) == [None, 7.0]
    assert smoothed([], []) == []


def test_the_longer_the_gap_the_more_the_new_value_counts() -> None:
    found = [smoothed([0, gap], [0, 100])[1] for gap in (1, 7)]
    assert found == pytest.approx([13.3122, 63.2121], abs=1e-4)


def test_a_median_stands_on_four_of_the_last_seven_nights() -> None:
    assert weekly_medians([1, 2, 3, 4], [5, 7, 100, 9]) == [None, None, None, 8]
    assert weekly_medians([1, 2, 3, 8], [5, 7, 100, 9])[3] is None
    assert weekly_medians([1, 2, 3, 4, 5], [5, 7, None, 9, 6]) == [None, None, None, None, 6.5]


def test_a_jump_is_far_off_the_usual_changes() -> None:
    found = jump(CALM, 900, 12_000)
    assert (found.median, found.threshold, found.flag) == (11.5, 240.0, True)
    assert found.scale == pytest.approx(11.5**0.5)
    assert not jump(CALM, 251.5, 12_000).flag
    assert jump(CALM, 251.6, 12_000).flag
    assert jump(CALM, -900, 12_000).flag


def test_a_jump_needs_ten_earlier_changes_and_heeds_the_last_28() -> None:
    assert not jump(CALM[:9], 900, 12_000).flag
    assert jump(CALM[:10], 900, 12_000).flag
    assert jump([5000.0] * 30 + [10.0] * 28, 900, 12_000).median == 10
    assert not jump((), 900, 12_000).flag


def test_what_was_not_read_is_no_change_of_none() -> None:
    assert jump((*CALM[:6], None, *CALM[6:]), 900, 12_000) == jump(CALM, 900, 12_000)
    assert not jump(CALM, None, 12_000).flag
    assert jump(CALM, 900, None).threshold == 50


@given(st.lists(NUMBER, min_size=10, max_size=30), st.integers(0, 50), st.integers(0, 10**6))
def test_a_change_of_fifty_off_the_middle_never_flags(
    changes: list[int], off: int, followers: int
) -> None:
    middle = jump(changes, 0, followers).median
    assert not jump(changes, middle + off, followers).flag


def test_a_leap_is_dated_and_told_a_night() -> None:
    counts = dated(course(60, 11))
    raised = [(night, count + 900 * (night > NIGHT - timedelta(days=9))) for night, count in counts]
    (leap,) = leaps(raised, raised, NIGHT - timedelta(days=30))
    assert (leap.night, leap.nights) == (NIGHT - timedelta(days=8), 1)
    assert leap.change == pytest.approx(911, abs=4)


def test_a_leap_over_missing_nights_is_spread_over_them() -> None:
    counts = dated(course(60, 11))
    raised = [
        (night, count + 2000 * (night > NIGHT - timedelta(days=9))) for night, count in counts
    ]
    missing = [NIGHT - timedelta(days=days) for days in (8, 9, 10)]
    kept = [one for one in raised if one[0] not in missing]
    (leap,) = leaps(kept, kept, NIGHT - timedelta(days=30))
    assert (leap.night, leap.nights) == (NIGHT - timedelta(days=7), 4)
    assert leap.change == pytest.approx(511, abs=4)


def test_an_old_leap_is_not_told_again() -> None:
    counts = dated(course(60, 11))
    raised = [
        (night, count + 900 * (night > NIGHT - timedelta(days=40))) for night, count in counts
    ]
    assert list(leaps(raised, raised, NIGHT - timedelta(days=30))) == []


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(-90, 90)), max_size=60))
def test_the_quick_look_misses_no_leap(steps: list[tuple[int, int]]) -> None:
    counts = [(NIGHT - timedelta(days=400), 3000)]
    for gap, change in steps:
        counts.append((counts[-1][0] + timedelta(days=gap), counts[-1][1] + change * gap))
    slow = []
    for at in range(1, len(counts)):
        known = [change for _, change in steps[: at - 1]]
        if jump(known, steps[at - 1][1], counts[at][1]).flag:
            slow.append(counts[at][0])
    assert [one.night for one in leaps(counts, counts, counts[0][0])] == slow


def test_false_flags_are_none_a_year_in_a_calm_account() -> None:
    flags = 0
    for seed in range(20):
        counts = dated(course(365, 5, seed=seed))
        flags += len(list(leaps(counts, counts, counts[0][0])))
    assert flags == 0


def test_a_tenth_more_in_twenty_nights_is_slow_swelling_and_no_leap() -> None:
    counts = course(150, 4)
    swollen = dated([c + max(0, min(20, at - 129)) * 55 for at, c in enumerate(counts)])
    assert list(leaps(swollen, swollen, NIGHT - timedelta(days=30))) == []
    found = swelling(swollen)
    assert found is not None
    assert found.flag
    assert found.growth == pytest.approx(0.115, abs=0.01)
    assert found.threshold == 0.1
    assert found.usual == pytest.approx(28 * 4 / 10_200, abs=0.005)


def test_who_always_grows_fast_does_not_swell() -> None:
    found = swelling(dated([round(10_000 * 1.004**day) for day in range(150)]))
    assert found is not None
    assert found.growth > 0.1
    assert found.threshold == pytest.approx(3 * found.usual)
    assert not found.flag


def test_swelling_is_judged_by_nights_before_it() -> None:
    assert swelling(dated(course(40, 200))) is None
    assert swelling(dated(course(28, 200))) is None
    assert swelling([]) is None
    assert swelling(dated([0] * 120)) is None


def test_swelling_is_found_where_nights_are_missing() -> None:
    counts = course(150, 4)
    every = dated([c + max(0, min(20, at - 129)) * 55 for at, c in enumerate(counts)])
    kept = [one for at, one in enumerate(every) if at % 5 == 4]
    whole, thin = swelling(every), swelling(kept)
    assert whole is not None
    assert thin is not None
    assert thin.flag
    assert thin.growth == pytest.approx(whole.growth, abs=0.015)


def test_a_wall_stands_where_another_method_begins() -> None:
    points = [
        Point(night=NIGHT + timedelta(weeks=week), value=0, lo=0, hi=0, method_version=version)
        for week, version in enumerate((1, 1, 2, 2, 3))
    ]
    assert walls(points) == (NIGHT + timedelta(weeks=2), NIGHT + timedelta(weeks=4))
    assert walls(points[:2]) == walls([]) == ()
