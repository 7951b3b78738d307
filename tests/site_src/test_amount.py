"""Amounts are printed as a citizen says them, and what is not nothing never as nothing."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_src.amount import Unit, exactly, number, span


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (0, "under 1 minute"),
        (0.01, "under 1 minute"),
        (1 / 60, "1 minute"),
        (0.2, "12 minutes"),
        (0.99, "59 minutes"),
        (0.999, "1 hour"),
        (1, "1 hour"),
        (4.2, "4.2 hours"),
        (4.04, "4 hours"),
        (9.96, "10 hours"),
        (23.4, "23 hours"),
        (47.9, "48 hours"),
        (48, "2 days"),
        (50.4, "2.1 days"),
        (168, "7 days"),
        (math.inf, "over 7 days"),
    ],
)
def test_times_are_told_in_the_unit_that_fits(hours: float, text: str) -> None:
    assert number(hours, Unit.HOURS) == exactly(hours, Unit.HOURS) == text


@pytest.mark.parametrize(
    ("lo", "hi", "text"),
    [
        (1.6, 8.7, "1.6–8.7 hours"),
        (1, 8.7, "1–8.7 hours"),
        (0.2, 0.5, "12–30 minutes"),
        (0.2, 4, "12 minutes to 4 hours"),
        (0, 0.2, "under 1 minute to 12 minutes"),
        (22, None, "22 hours to over 7 days"),
        (None, None, "over 7 days"),
        (4.01, 4.02, "4 hours"),
        (60, 120, "2.5–5 days"),
    ],
)
def test_ranges_of_times_are_as_short_as_they_can_be(
    lo: float | None, hi: float | None, text: str
) -> None:
    assert span(lo, hi, Unit.HOURS) == text


@given(st.floats(0, 168))
def test_no_time_is_printed_as_nothing(hours: float) -> None:
    assert not number(hours, Unit.HOURS).startswith("0")


@given(st.floats(0.02, 168), st.floats(1.3, 3))
def test_a_clearly_longer_time_is_printed_otherwise(hours: float, times: float) -> None:
    assert number(hours, Unit.HOURS) != number(hours * times + 0.02, Unit.HOURS)
