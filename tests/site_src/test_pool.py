"""Several accounts come to one figure, or to none."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.model import Gap, State
from site_src.evidence import exact, gap
from site_src.model import Estimate
from site_src.pool import pooled, pooled_interval, unweighted_mean


def census(mutual: int, followers: int) -> tuple[float, Estimate]:
    share = mutual / followers
    return followers, exact(share, numerator=mutual, denominator=followers, n=followers)


def drawn(value: float, lo: float, hi: float, followers: int = 1000) -> tuple[float, Estimate]:
    return followers, Estimate(
        state=State.ESTIMATE, value=value, lo=lo, hi=hi, numerator=5, denominator=9, n=9
    )


PAIRS = st.lists(
    st.tuples(st.integers(0, 9000), st.integers(1, 9000)).map(lambda pair: (pair[0], sum(pair))),
    min_size=1,
    max_size=5,
)


@given(PAIRS)
def test_exact_rates_pool_to_sum_by_sum(pairs: list[tuple[int, int]]) -> None:
    found = pooled([census(m, f) for m, f in pairs])
    mutual, followers = sum(m for m, _ in pairs), sum(f for _, f in pairs)
    assert found.state is State.EXACT
    assert found.value == found.lo == found.hi == pytest.approx(mutual / followers)
    assert (found.numerator, found.denominator) == (mutual, followers)


@given(PAIRS)
def test_one_estimate_makes_an_estimate_around_its_value(pairs: list[tuple[int, int]]) -> None:
    found = pooled([*(census(m, f) for m, f in pairs), drawn(0.5, 0.4, 0.7)])
    assert found.state is State.ESTIMATE
    assert found.lo is not None
    assert found.hi is not None
    assert found.value is not None
    assert found.lo <= found.value <= found.hi


def test_one_bound_makes_a_bound() -> None:
    hidden = Estimate(state=State.BOUND, reason=Gap.HIDDEN, lo=0.0, hi=0.2)
    found = pooled([census(500, 1000), (3000, hidden)])
    assert (found.state, found.reason, found.value) == (State.BOUND, Gap.HIDDEN, None)
    assert found.lo == 0.125
    assert found.hi == pytest.approx(0.275)


@pytest.mark.parametrize("reason", [Gap.GONE, Gap.SUSPENDED, Gap.OPTED_OUT, Gap.NO_FOLLOWERS])
def test_who_is_no_more_is_left_out(reason: Gap) -> None:
    assert pooled([census(30, 100), (0, gap(reason))]).value == 0.3


@pytest.mark.parametrize("reason", [Gap.BUSY, Gap.STALE])
def test_who_was_not_read_leaves_a_gap(reason: Gap) -> None:
    found = pooled([census(30, 100), (0, gap(reason))])
    assert (found.state, found.reason) == (State.GAP, reason)


def test_where_nobody_is_left_the_first_reason_stands() -> None:
    assert pooled([(0, gap(Gap.GONE)), (0, gap(Gap.SUSPENDED))]).reason is Gap.GONE
    assert pooled([(0, gap(Gap.NO_FOLLOWERS))]).reason is Gap.NO_FOLLOWERS


def test_where_nothing_weighs_anything_no_number_comes_of_it() -> None:
    assert all(math.isnan(one) for one in pooled_interval([0, 0], [0.1, 0.2], [0, 0], [1, 1]))
    assert pooled([(0, gap(Gap.STALE))]).reason is Gap.STALE
    assert pooled([]).reason is Gap.NOT_OFFERED


def test_the_plain_mean_gives_every_account_the_same_say() -> None:
    assert unweighted_mean([0.8868, 0.4, 0.1]) == pytest.approx(0.4623, abs=5e-5)
    assert math.isnan(unweighted_mean([]))


TRIPLES = st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)).map(sorted)


@given(st.lists(st.tuples(st.integers(1, 9000), TRIPLES), min_size=1, max_size=5))
def test_a_pooled_interval_is_no_wider_than_its_members_and_holds_its_value(
    members: list[tuple[int, list[float]]],
) -> None:
    value, lo, hi = pooled_interval(
        [base for base, _ in members],
        [mid for _, (_, mid, _) in members],
        [low for _, (low, _, _) in members],
        [high for _, (_, _, high) in members],
    )
    assert min(low for _, (low, _, _) in members) <= lo <= value + 1e-12
    assert value - 1e-12 <= hi <= max(high for _, (_, _, high) in members)
