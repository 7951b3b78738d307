"""Lines over time: where they run, are dashed, break and meet a wall."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from collector.model import CHANCE_HOURS
from site_src.history import History, Words, history, weekly
from site_src.line import stretches, way
from site_src.model import Point
from site_src.scale import PLANE, share_scale, time_scale

NIGHT = date(2026, 11, 21)
WORDS = Words(
    title="Rate",
    name="now",
    say="{:.0%}".format,
    say_point=lambda p: f"{p.value:.0%}",
    say_last=lambda p: f"{p.value:.0%}",
)

ages = st.sets(st.integers(min_value=0, max_value=500), min_size=2, max_size=30)
places_of = st.integers(0, PLANE)
shares = st.floats(min_value=0, max_value=1)


def point(back: int, value: float = 0.5, version: int = 1) -> Point:
    lo, hi = max(0.0, value - 0.05), min(1.0, value + 0.05)
    night = NIGHT - timedelta(days=back)
    return Point(night=night, value=value, lo=lo, hi=hi, method_version=version)


def drawn(*points: Point, median: float | None = 0.4) -> History:
    chart = history("c", points, share_scale(), WORDS, median)
    assert chart is not None
    return chart


def places(path: str) -> list[tuple[int, int]]:
    """Return the places of a path of steps, each told from the one before."""
    start, _, steps = path.removesuffix("z").partition("l")
    x, y = map(int, start.removeprefix("M").split())
    found, numbers = [(x, y)], [int(step) for step in re.findall(r"-?\d+", steps)]
    for right, down in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + right, y + down
        found.append((x, y))
    return found


@given(ages)
def test_there_is_about_one_point_a_week_and_the_newest_always(backs: set[int]) -> None:
    points = [point(back) for back in sorted(backs, reverse=True)]
    kept = weekly(points, NIGHT)
    shown = [one for one in points if (NIGHT - one.night).days < 53 * 7]
    assert kept[-1:] == tuple(shown[-1:])
    for one, next_but_one in zip(kept, kept[2:], strict=False):
        assert (next_but_one.night - one.night).days > 7


@given(ages)
def test_two_points_are_over_a_week_apart_only_where_nothing_was_read(backs: set[int]) -> None:
    points = [point(back) for back in sorted(backs, reverse=True)]
    beside = set(pairwise(one.night for one in points))
    for one, two in pairwise(weekly(points, NIGHT)):
        assert (two.night - one.night).days <= 7 or (one.night, two.night) in beside


@given(st.lists(st.tuples(st.integers(1, 40), shares), min_size=2, max_size=12))
def test_every_place_is_an_integer_on_the_plane(steps: list[tuple[int, float]]) -> None:
    back, points = 0, []
    for days, value in steps:
        points.append(point(back, value))
        back += days
    chart = drawn(*reversed(points))
    for path in (path for run in chart.runs for path in (run.line, run.band) if path):
        assert all(0 <= x <= PLANE and 0 <= y <= PLANE for x, y in places(path))
    for number in re.findall(r"[-\d.]+", " ".join(chart.dashes)):
        assert 0 <= int(number) <= PLANE


@given(st.lists(st.tuples(places_of, places_of), min_size=1, max_size=9))
def test_a_way_leads_through_every_place(row: list[tuple[int, int]]) -> None:
    assert places(way(row)) == row


def test_a_week_between_points_is_a_line() -> None:
    chart = drawn(point(14), point(7), point(0))
    assert (len(chart.runs), chart.dashes, chart.gaps) == (1, (), ())


def test_up_to_a_week_more_is_dashed() -> None:
    chart = drawn(point(21), point(14), point(0))
    assert (len(chart.runs), len(chart.dashes), chart.gaps) == (2, 1, ())


def test_longer_is_a_blank_that_names_its_nights() -> None:
    chart = drawn(point(30), point(15), point(0))
    assert [(gap.since, gap.until) for gap in chart.gaps] == [
        (NIGHT - timedelta(days=29), NIGHT - timedelta(days=16)),
        (NIGHT - timedelta(days=14), NIGHT - timedelta(days=1)),
    ]
    assert "Not read from 23 October 2026 to 5 November 2026." in chart.description


def test_another_method_is_a_wall_and_no_line_crosses_it() -> None:
    chart = drawn(point(14), point(7), replace(point(0), method_version=2))
    assert [(wall.before, wall.after) for wall in chart.walls] == [("method 1", "method 2")]
    assert [run.is_old for run in chart.runs] == [True, False]
    assert len(list(stretches(chart.points))) == 2


def test_an_exact_history_has_no_band() -> None:
    points = [replace(point(back), lo=0.5, hi=0.5) for back in (7, 0)]
    assert drawn(*points).runs[0].band == ""


def test_the_chart_is_told_from_its_numbers() -> None:
    told = drawn(point(7, 0.42), point(0, 0.62)).description
    assert told == (
        "From 42% on 14 November 2026 to 62% on 21 November 2026, in 2 weeks read. "
        "The median of its peers is 40% now."
    )


@given(shares, shares)
def test_the_two_labels_never_hide_each_other(value: float, median: float) -> None:
    chart = drawn(point(7, value), point(0, value), median=median)
    assert abs(chart.last_y - chart.median_y) >= 13


def test_few_months_are_named_by_their_days() -> None:
    texts = [month.text for month in drawn(point(28), point(21), point(14), point(0)).months]
    assert texts == ["24 Oct", "7 Nov"]


def test_every_other_month_of_a_year_is_left_out_on_a_phone() -> None:
    months = drawn(*(point(back) for back in range(364, -1, -7))).months
    assert [month.is_minor for month in months[:4]] == [False, True, False, True]


def timed(back: int, hours: float | None) -> Point:
    """Return a time to answer; None: it was not reached."""
    end = float(CHANCE_HOURS)
    value, lo = (end, 30.0) if hours is None else (hours, hours / 2)
    night = NIGHT - timedelta(days=back)
    return Point(
        night=night, value=value, lo=lo, hi=end, method_version=1, is_reached=hours is not None
    )


def timed_chart(*points: Point) -> History:
    scale = time_scale([point.value for point in points if point.is_reached], is_open=True)
    chart = history("c", points, scale, WORDS, None, ceiling=CHANCE_HOURS)
    assert chart is not None
    return chart


def test_a_time_not_reached_stands_at_the_top_edge_and_no_line_leads_there() -> None:
    chart = timed_chart(timed(28, 4), timed(21, 6), timed(14, None), timed(7, None), timed(0, 5))
    assert [one.dots for one in chart.beyond] == ["M500 0h0M750 0h0"]
    assert [len(places(run.line)) for run in chart.runs] == [2, 1]
    assert chart.dashes == ()


def test_only_the_longest_time_without_an_end_is_named_and_not_what_the_last_label_names() -> None:
    chart = timed_chart(timed(28, None), timed(21, 6), timed(14, None), timed(7, None), timed(0, 5))
    assert [one.is_named for one in chart.beyond] == [False, True]
    assert [one.is_named for one in timed_chart(timed(7, 4), timed(0, None)).beyond] == [False]


def test_a_week_that_stands_alone_keeps_its_interval() -> None:
    [before, _, after] = drawn(point(40), point(20), point(0)).runs
    assert places(before.whisker) == [(0, 450), (0, 550)]
    assert after.band == ""


def test_a_band_without_an_upper_end_leaves_at_the_top_edge() -> None:
    [run] = timed_chart(timed(7, 4), timed(0, 6)).runs
    assert places(run.band)[:2] == [(0, 0), (1000, 0)]


def test_weeks_that_are_all_not_reached_have_no_line_at_all() -> None:
    chart = timed_chart(timed(7, None), timed(0, None))
    assert chart.runs == ()
    assert [one.dots for one in chart.beyond] == ["M0 0h0M1000 0h0"]
