"""Openings in threads: what is shown, what is ranked, and what is only replies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.interval import cluster_sums
from collector.model import Facts, Gap, State
from site_src.metrics import METRICS

ANSWERED = METRICS["answered-24h"]
THREADS = st.lists(
    st.tuples(st.integers(0, 10), st.integers(0, 10))
    .filter(any)
    .map(lambda pair: (pair[0], sum(pair))),
    min_size=1,
    max_size=12,
)


def facts(*threads: tuple[int, int]) -> Facts:
    return Facts(answered=cluster_sums([h for h, _ in threads], [m for _, m in threads]).flat)


def test_the_share_is_of_openings_and_its_range_of_threads() -> None:
    found = ANSWERED.measure(
        facts((1, 1), (3, 4), (0, 2), (8, 10), (2, 3), (1, 1), (5, 6), (1, 1), (0, 2), (2, 2))
    )
    assert (found.numerator, found.denominator, found.n) == (23, 32, 32)
    assert (found.value, found.lo, found.hi) == pytest.approx((0.7188, 0.4622, 0.9006), abs=6e-5)


def test_no_openings_are_too_few_and_no_failing() -> None:
    found = ANSWERED.measure(facts())
    assert (found.state, found.reason) == (State.GAP, Gap.TOO_FEW)
    assert (found.numerator, found.denominator, found.value) == (0, 0, None)


def test_nobody_answered_is_a_true_zero_with_a_range() -> None:
    found = ANSWERED.measure(facts(*[(0, 2)] * 20))
    assert (found.value, found.lo, found.state) == (0, 0, State.ESTIMATE)
    assert found.hi == pytest.approx(0.168, abs=5e-4)


@pytest.mark.parametrize(
    ("threads", "why"),
    [
        ([(1, 3)] * 10, None),
        ([(1, 4)] * 9, "too few conversations to rank: ranked from 10"),
        ([(5, 20), *[(1, 2)] * 10], None),
        ([(5, 21), *[(1, 2)] * 10], "one conversation dominates"),
    ],
)
def test_one_conversation_must_not_decide_a_rank(
    threads: list[tuple[int, int]], why: str | None
) -> None:
    for key in ("answered-24h", "time-to-answer", "time-to-answer-p90"):
        assert METRICS[key].thin(facts(*threads)) == why
    assert ANSWERED.measure(facts(*threads)).value is not None


def test_where_likes_are_not_shown_acknowledging_is_not_offered() -> None:
    seen = facts(*[(1, 2)] * 20)
    for key in ("acknowledged", "any-response"):
        assert METRICS[key].measure(seen).reason is Gap.NOT_OFFERED
        assert METRICS[key].thin(seen) is None


@pytest.mark.parametrize(
    ("read", "reason"),
    [
        (Facts(openings_gap=Gap.BUSY), Gap.BUSY),
        (Facts(timeline_gap=Gap.LOCKED), Gap.LOCKED),
        (Facts(), Gap.NOT_OFFERED),
    ],
)
def test_unread_openings_say_why(read: Facts, reason: Gap) -> None:
    for key in ("answered-24h", "acknowledged", "any-response", "time-to-answer"):
        assert METRICS[key].measure(read).reason is reason


@given(THREADS, st.sampled_from([0.05, 0.0005]))
def test_a_share_lies_in_its_range_at_any_level(
    threads: list[tuple[int, int]], alpha: float
) -> None:
    found = ANSWERED.estimator(facts(*threads), alpha)
    assert found.value is not None
    assert found.lo is not None
    assert found.hi is not None
    assert 0 <= found.lo <= found.value + 1e-12
    assert found.value - 1e-12 <= found.hi <= 1


@given(THREADS)
def test_the_order_of_threads_changes_nothing(threads: list[tuple[int, int]]) -> None:
    assert ANSWERED.estimator(facts(*threads)) == ANSWERED.estimator(facts(*reversed(threads)))
