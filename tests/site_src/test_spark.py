"""The small line of half a year: its steps, its breaks, and where it ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from site_src.model import Point
from site_src.spark import FORTNIGHTS, HEIGHT, MANY, MONTHS, Pace, pace, span, spark

NIGHT = date(2026, 11, 21)


def point(ago: int, value: float) -> Point:
    night = NIGHT - timedelta(days=ago)
    return Point(night=night, value=value, lo=value, hi=value, method_version=1)


def test_a_line_ends_at_the_night_and_stands_on_zero() -> None:
    points = [point(14, 0.0), point(0, 0.5)]
    assert spark(points, NIGHT) == f"M48 {HEIGHT}l4-{HEIGHT}"


def test_a_fortnight_that_was_not_read_breaks_the_line() -> None:
    points = [point(56, 0.5), point(42, 0.5), point(14, 0.5), point(0, 0.25)]
    assert spark(points, NIGHT) == "M36 0l4 0m8 0 4 6"


def test_a_reading_of_the_same_week_stands_for_its_fortnight() -> None:
    assert spark([point(20, 0.5), point(5, 0.5)], NIGHT) == "M48 0l4 0"
    assert spark([point(22, 0.5), point(0, 0.5)], NIGHT) == ""


@pytest.mark.parametrize("ago", [(), (0,), (28, 14)])
def test_what_does_not_reach_the_night_from_elsewhere_is_no_line(ago: tuple[int, ...]) -> None:
    assert spark([point(days, 0.5) for days in ago], NIGHT) == ""


def test_nothing_but_zeros_is_a_line_along_the_ground() -> None:
    assert spark([point(14, 0.0), point(0, 0.0)], NIGHT) == f"M48 {HEIGHT}l4 0"


def test_a_long_table_has_half_as_many_points_of_the_same_half_year() -> None:
    assert (pace(MANY), pace(MANY + 1)) == (FORTNIGHTS, MONTHS)
    points = [point(ago, 0.5) for ago in range(400, -1, -1)]
    assert spark(points, NIGHT, FORTNIGHTS).count("4 0") == FORTNIGHTS.steps - 1
    assert spark(points, NIGHT, MONTHS).count("8 0") == MONTHS.steps - 1


@pytest.mark.parametrize(
    ("at", "oldest", "words"),
    [(FORTNIGHTS, 400, "26 weeks"), (MONTHS, 400, "24 weeks"), (FORTNIGHTS, 70, "10 weeks")],
)
def test_the_head_of_the_column_says_how_long_the_lines_are(
    at: Pace, oldest: int, words: str
) -> None:
    assert span([[], [point(oldest, 0.5), point(0, 0.5)]], NIGHT, at) == words
