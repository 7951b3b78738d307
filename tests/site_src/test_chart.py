"""Plotly's figures: dicts that plotly itself accepts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from plotly.graph_objects import Figure

from collector.model import State
from site_src.amount import Unit
from site_src.chart import history_figure, league_figure, nights_figure, plotly_script
from site_src.course import courses
from site_src.history import Words, history
from site_src.index import Index
from site_src.model import Estimate, Point
from site_src.scale import time_scale

if TYPE_CHECKING:
    from site_src.model import Standings

TABLE = "bluesky-council-borough-10k"
NIGHT = date(2026, 11, 21)
WORDS = Words(title="Time", name="now", say=str, say_point=str, say_last=str)


@pytest.fixture(scope="module")
def league(small: Standings) -> dict[str, Any]:
    names = {slug: one.name for slug, one in small.organisations.items()}
    return league_figure(small.leagues[TABLE, "follow-back-rate"], names, "Rate", Unit.SHARE)


@pytest.fixture(scope="module")
def line(small: Standings) -> dict[str, Any]:
    chart = next(courses(Index(small), "borough-of-lonmouth", "bluesky"))
    return history_figure(chart.svg, Unit.SHARE)


def test_plotly_accepts_a_league(league: dict[str, Any]) -> None:
    assert Figure(league).data[0].error_x.symmetric is False


def test_a_history_that_has_ended_is_not_said_to_go_on(small: Standings) -> None:
    later = replace(small, night=small.night + timedelta(days=60))
    chart = next(courses(Index(later), "borough-of-lonmouth", "bluesky"))
    assert chart.svg.title == "Follow-back rate, July to November 2026"
    assert chart.svg.last_text.startswith("21 Nov: ")


def test_plotly_accepts_a_history(line: dict[str, Any]) -> None:
    assert [trace.mode for trace in Figure(line).data] == ["lines", "lines+markers"]


def test_an_explored_time_that_was_not_reached_is_marked_and_no_number() -> None:
    points = [
        Point(night=NIGHT, value=4, lo=2, hi=9, method_version=1),
        Point(night=NIGHT, value=168, lo=30, hi=168, method_version=1, is_reached=False),
    ]
    scale = time_scale([4], is_open=True)
    chart = history("c", points, scale, WORDS, None, ceiling=168)
    assert chart is not None
    figure = Figure(history_figure(chart, Unit.HOURS))
    assert list(figure.data[1].y) == [4, None, None]
    assert figure.data[2].marker.symbol == "circle-open"
    assert "not reached" in figure.data[2].hovertemplate


def test_plotly_refuses_what_it_does_not_know(line: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Invalid property"):
        Figure({"data": [line["data"][0] | {"no_such_property": 1}]})


def test_an_explored_chart_has_the_printed_ones_range(
    line: dict[str, Any], league: dict[str, Any]
) -> None:
    assert line["layout"]["yaxis"]["range"] == [0, 1]
    assert league["layout"]["xaxis"]["range"] == [-0.02, 1.02]


def test_an_explored_chart_names_the_pages_own_colours(
    line: dict[str, Any], league: dict[str, Any]
) -> None:
    assert [trace["meta"]["colour"] for trace in line["data"]] == ["--a", "--a"]
    assert league["data"][0]["meta"]["colour"] == "--ink"
    assert {shape["name"] for shape in line["layout"]["shapes"]} == {"--rule", "--ink"}


def test_an_explored_history_says_what_was_not_read_and_where_the_median_lies(
    line: dict[str, Any],
) -> None:
    texts = [note["text"] for note in line["layout"]["annotations"]]
    assert texts[-1].startswith("peers’ median")
    assert set(texts[:-1]) == {"not read"}


def test_an_explored_older_method_is_a_line_of_its_own() -> None:
    points = [
        Point(night=NIGHT - timedelta(days=7 * week), value=4, lo=4, hi=4, method_version=version)
        for week, version in ((3, 1), (2, 1), (1, 2), (0, 2))
    ]
    chart = history("c", points, time_scale([4], is_open=False), WORDS, None)
    assert chart is not None
    old, new = Figure(history_figure(chart, Unit.HOURS)).data
    assert (old.meta["colour"], new.meta["colour"]) == ("--ink3", "--a")
    assert (len(old.x), len(new.x)) == (3, 3)


def test_an_explored_line_breaks_where_nothing_was_read(line: dict[str, Any]) -> None:
    assert line["data"][1]["y"].count(None) == 2


def test_explored_nights_break_where_more_than_a_week_was_not_read() -> None:
    first = date(2026, 1, 1)
    nights = [first + timedelta(days=day) for day in (0, 1, 9, 18)]
    figure = Figure(nights_figure("Followers", [(night, 7, None) for night in nights]))
    dots, line = figure.data
    assert (len(dots.x), dots.opacity) == (4, 0.6)
    assert list(line.x).index(None) == 3
    assert len(line.x) == 5


def test_a_name_is_no_markup_to_plotly_and_not_endless(small: Standings) -> None:
    names = dict.fromkeys(small.organisations, "<b>Bold</b>" + "x" * 300)
    drawn = league_figure(small.leagues[TABLE, "follow-back-rate"], names, "Rate", Unit.SHARE)
    assert drawn["data"][0]["text"][0].startswith("&lt;b&gt;Bold&lt;/b&gt;xxx")
    assert len(drawn["data"][0]["text"][0]) < 60


def test_a_time_that_was_not_reached_is_an_arrow_and_no_dot(small: Standings) -> None:
    names = {slug: one.name for slug, one in small.organisations.items()}
    league = small.leagues[TABLE, "follow-back-rate"]
    open_end = Estimate(state=State.ESTIMATE, value=30.0, lo=9.0, hi=None)
    late = Estimate(state=State.ESTIMATE, value=None, lo=100.0, hi=None)
    ranked = tuple(
        replace(place, value=replace(place.value, estimate=one))
        for place, one in zip(league.ranked, (open_end, late), strict=False)
    )
    drawn = league_figure(
        replace(league, ranked=ranked, metric="time-to-answer"), names, "Time", Unit.HOURS
    )
    dots, arrows = Figure(drawn).data
    assert (dots.x, dots.error_x.array) == ((30.0,), (138.0,))
    assert arrows.text == ("Borough of Kelderwick: not reached within 7 days",)


def test_the_first_stands_at_the_top(league: dict[str, Any]) -> None:
    assert league["layout"]["yaxis"]["ticktext"][0] == "Borough of Ostbury"
    first, last = league["layout"]["yaxis"]["range"]
    assert first > last


def test_plotlys_script_is_where_its_package_carries_it() -> None:
    assert plotly_script().is_file()


def test_nights_on_end_are_told_by_the_first_of_them() -> None:
    nights = [date(2026, 11, day) for day in (1, 2, 3)]
    whole = nights_figure("Followers", [(night, 7, None) for night in nights])
    broken = nights_figure("Followers", [(night, 7, None) for night in (nights[0], nights[2])])
    for trace in Figure(whole).data:
        assert (trace.x, trace.x0, trace.dx) == (None, "2026-11-01", 24 * 60 * 60 * 1000)
    assert broken["data"][0]["x"] == ["2026-11-01", "2026-11-03"]
