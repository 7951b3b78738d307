"""Ranks never claim more than the intervals behind them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_src.rank import difference, places, shrink

SHARE = st.floats(0, 1, allow_subnormal=False)
ENTRY = st.tuples(SHARE, SHARE, SHARE).map(sorted)
TENTH = st.integers(0, 10).map(lambda tenths: tenths / 10)
# Tenths, so that ends of intervals often meet.
TABLE = st.lists(st.tuples(TENTH, TENTH, TENTH).map(sorted), min_size=1, max_size=10)
COUNTS = st.lists(
    st.tuples(st.integers(0, 99), st.integers(0, 99))
    .filter(any)
    .map(lambda pair: (pair[0], sum(pair))),
    min_size=1,
    max_size=10,
)


def columns(table: list[list[float]]) -> tuple[list[float], list[float], list[float]]:
    return [mid for _, mid, _ in table], [lo for lo, _, _ in table], [hi for _, _, hi in table]


@given(TABLE)
def test_a_rank_lies_in_its_interval_and_all_lie_in_the_table(table: list[list[float]]) -> None:
    found = places(*columns(table))
    for rank, best, worst in zip(found.rank, found.best, found.worst, strict=True):
        assert 1 <= best <= rank <= worst <= len(table)


@given(TABLE)
def test_equals_share_a_rank_and_the_first_is_one(table: list[list[float]]) -> None:
    values, lows, highs = columns(table)
    found = places(values, lows, highs)
    assert min(found.rank) == 1
    for value, rank in zip(values, found.rank, strict=True):
        assert rank == 1 + sum(other > value for other in values)


@given(TABLE)
def test_the_searches_count_what_the_definition_counts(table: list[list[float]]) -> None:
    values, lows, highs = columns(table)
    found = places(values, lows, highs)
    for i in range(len(table)):
        best = 1 + sum(low > highs[i] for low in lows)
        worst = len(table) - sum(high < lows[i] for high in highs)
        assert (found.best[i], found.worst[i]) == (
            min(best, found.rank[i]),
            max(worst, found.rank[i]),
        )


@given(TABLE, st.data())
def test_widening_any_interval_never_narrows_any_rank_interval(
    table: list[list[float]], data: st.DataObject
) -> None:
    values, lows, highs = columns(table)
    before = places(values, lows, highs)
    i = data.draw(st.integers(0, len(table) - 1))
    lows[i] = data.draw(st.floats(0, lows[i]))
    highs[i] = data.draw(st.floats(highs[i], 1))
    after = places(values, lows, highs)
    assert all(a <= b for a, b in zip(after.best, before.best, strict=True))
    assert all(a >= b for a, b in zip(after.worst, before.worst, strict=True))


@given(st.lists(SHARE, min_size=1, max_size=10, unique=True))
def test_in_a_table_of_exact_values_the_untied_have_one_place(values: list[float]) -> None:
    found = places(values, values, values)
    assert found.best == found.rank == found.worst
    assert sorted(found.rank) == list(range(1, len(values) + 1))


def test_a_rank_outside_its_interval_widens_it() -> None:
    found = places([0.5, 0.9], [0.8, 0.1], [0.9, 0.2])
    assert (found.rank, found.best, found.worst) == ((2, 1), (1, 1), (2, 2))


@given(COUNTS)
def test_shrinking_draws_every_share_towards_the_mean(counts: list[tuple[int, int]]) -> None:
    found = shrink([x for x, _ in counts], [n for _, n in counts])
    for value, (x, n) in zip(found.values, counts, strict=True):
        low, high = sorted((x / n, found.mean))
        assert low - 1e-9 <= value <= high + 1e-9


@given(st.integers(1, 50), st.integers(1, 20))
def test_where_all_are_alike_all_shrink_to_the_mean(n: int, times: int) -> None:
    found = shrink([n] * times, [2 * n] * times)
    assert found.strength == math.inf
    assert found.values == (0.5,) * times


@pytest.mark.parametrize("hits", [0, 1])
def test_where_nobody_or_everybody_replies_nothing_shrinks(hits: int) -> None:
    found = shrink([hits * 10, hits * 50], [10, 50])
    assert found.values == (hits, hits)


def test_of_whom_nothing_is_known_the_mean_is_as_good_a_guess_as_any() -> None:
    found = shrink([0, 9, 40], [0, 10, 80])
    assert found.mean == pytest.approx(49 / 90)
    assert found.values[0] == found.mean


def test_where_nothing_is_known_of_anybody_there_is_no_mean() -> None:
    found = shrink([0, 0], [0, 0])
    assert all(math.isnan(value) for value in (found.mean, *found.values))


def test_what_is_not_reached_stands_last_whatever_its_sign_of_endlessness() -> None:
    endless = math.inf
    found = places([-endless, -5, -endless], [-endless] * 3, [-30, -2, -endless])
    assert (found.rank, found.best, found.worst) == ((2, 1, 2), (1, 1, 1), (3, 3, 3))


@given(ENTRY, ENTRY)
def test_swapping_two_turns_their_difference_round(one: list[float], other: list[float]) -> None:
    a, b = (one[1], one[0], one[2]), (other[1], other[0], other[2])
    there, back = difference(a, b), difference(b, a)
    assert (there.d, there.lo, there.hi) == pytest.approx((-back.d, -back.hi, -back.lo))
    assert there.lo <= there.d <= there.hi
    assert there.is_real == back.is_real


@given(ENTRY)
def test_nothing_differs_from_itself(one: list[float]) -> None:
    a = (one[1], one[0], one[2])
    assert not difference(a, a).is_real


def test_trifles_are_not_real_however_sure() -> None:
    assert not difference((0.509, 0.509, 0.509), (0.5, 0.5, 0.5)).is_real
    assert difference((0.511, 0.511, 0.511), (0.5, 0.5, 0.5)).is_real


@pytest.mark.parametrize("cents", range(1, 100))
def test_one_point_exactly_is_a_real_difference_whatever_arithmetic_leaves_of_it(
    cents: int,
) -> None:
    more, less = (cents + 1) / 100, cents / 100
    assert difference((more,) * 3, (less,) * 3).is_real
    assert difference((less,) * 3, (more,) * 3).is_real


def test_intervals_that_reach_just_to_each_other_leave_no_real_difference() -> None:
    assert not difference((0.6, 0.54, 0.7), (0.5, 0.4, 0.58)).is_real
