"""The intervals hold the truth about as often as they say: a broken one fails here at once.

The same populations as `python -m tests.bench coverage`, a few hundred of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bench.claims import arrows, counts, leapt, ranks, slower, swollen
from tests.bench.coverage import clusters, follow_back, hours, pages, times

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.bench.coverage import Cover


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("measured", "runs", "most"),
    [
        (follow_back, 2, 0.99),
        (pages, 20, 0.995),
        (clusters, 15, 0.99),
        (times, 15, 0.99),
        (hours, 4, 1.0),
    ],
)
def test_an_interval_holds_the_truth_about_as_often_as_it_says(
    measured: Callable[[int], Cover], runs: int, most: float
) -> None:
    assert 0.93 <= measured(runs).mean <= most


@pytest.mark.heavy
@pytest.mark.parametrize("spread", ["spread", "tied", "nearly tied"])
def test_all_rank_intervals_of_a_table_hold_at_once(spread: str) -> None:
    assert ranks(spread, 2) == 1


@pytest.mark.heavy
def test_no_arrow_is_drawn_where_nothing_changed() -> None:
    assert arrows(1) == 0
    assert slower(1) == 0
    assert counts(50) <= 0.01


@pytest.mark.heavy
def test_arrows_are_drawn_where_much_changed() -> None:
    assert arrows(1, moved=0.3) > 100


def test_a_calm_account_raises_no_flag() -> None:
    assert leapt(10) == 0
    assert swollen(10) == 0


@pytest.mark.heavy
def test_a_leap_and_a_swelling_are_found() -> None:
    assert leapt(10, leap=0.05) == 1
    assert swollen(10, slow=0.1) == 1
