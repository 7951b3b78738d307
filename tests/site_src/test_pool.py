"""Several accounts come to one figure, or to none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.model import Gap, State
from site_src.evidence import exact, gap
from site_src.model import Estimate
from site_src.pool import pooled


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
