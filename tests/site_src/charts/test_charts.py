"""Charts: every form with its words, its table and plotly's figure, all of the same numbers."""

from __future__ import annotations

from csv import reader
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from plotly.graph_objects import Figure

from collector.model import Facts
from site_src.amount import Unit
from site_src.chart_hours import hours_chart
from site_src.charts.figure import figure, week_figure
from site_src.charts.league import league_chart
from site_src.charts.movers import change_scale
from site_src.charts.table import chart_csv
from site_src.index import Index
from site_src.model import Change
from site_src.shown import printed_point

if TYPE_CHECKING:
    from site_src.charts import Chart
    from site_src.model import Standings

TABLE = "bluesky-council-borough-10k"
FORMS = ("league", "history", "hours", "movers", "dumbbell")


@pytest.mark.heavy
@pytest.mark.parametrize("form", FORMS)
def test_plotly_accepts_each_form(charts: dict[str, Chart], form: str) -> None:
    assert charts[form].form == form
    assert Figure(figure(charts[form])).data


@pytest.mark.parametrize("form", ["league", "history", "hours", "dumbbell"])
def test_the_words_state_the_finding_with_a_range_from_the_numbers(
    charts: dict[str, Chart], form: str
) -> None:
    assert "%" in charts[form].alt
    assert "–" in charts[form].alt


def test_a_leagues_words_say_who_may_be_first(charts: dict[str, Chart]) -> None:
    assert charts["league"].alt == (
        "Half of these borough councils follow back 59% of their followers or fewer. "
        "Borough of Ostbury, Borough of Kelderwick or Borough of Tarrowby may be first: the "
        "figures do not say which. In the middle of the table a rank may be out by 2 places. "
        "The 10 drawn reach from 91% (88–94%) to 19% (12–26%)."
    )


def test_who_is_no_pick_is_not_named_in_a_leagues_words(small: Standings) -> None:
    league = small.leagues[TABLE, "follow-back-rate"]
    unnamed = {place.organisation for place in league.ranked}
    scale = Index(small).scale(TABLE, "follow-back-rate")
    told = league_chart(league, small.organisations, scale, small.night, unnamed).alt
    assert not any(small.organisations[slug].name in told for slug in unnamed)


def test_the_unranked_stand_in_a_leagues_table_with_their_reason(
    charts: dict[str, Chart],
) -> None:
    chart = charts["league"]
    assert (len(chart.dots), len(chart.rows)) == (10, 12)
    assert all(row[-1] for row in chart.rows[10:])
    assert chart.undrawn == "2 more are not ranked, and why is in the table."


def test_what_was_counted_in_full_says_so(charts: dict[str, Chart]) -> None:
    assert [dot.printed for dot in charts["league"].dots][4] == "59% (exact)"


def test_a_blank_of_a_history_is_a_line_of_its_table_and_no_number(
    charts: dict[str, Chart],
) -> None:
    rows = charts["history"].rows
    assert [row[1:3] for row in rows if "to" in row[0].split()] == [("not read", "not read")] * sum(
        row[1] == "not read" for row in rows
    )
    assert any(row[1] == "not read" for row in rows)


def test_the_explored_history_has_the_numbers_of_its_table(charts: dict[str, Chart]) -> None:
    chart = charts["history"]
    assert chart.history is not None
    line = Figure(figure(chart)).data[1]
    values = [value for value in line.y if value is not None]
    assert values == [round(point.value, 4) for point in chart.history.points]
    printed = [printed_point(point, Unit.SHARE) for point in chart.history.points]
    assert printed == [row[2] for row in chart.rows if row[1] != "not read"]


def test_the_explored_hours_have_the_numbers_of_their_table(charts: dict[str, Chart]) -> None:
    cells = Figure(figure(charts["hours"])).data[0]
    by_hour = list(zip(*cells.customdata, strict=True))
    table = [
        tuple(int(cell.partition("/")[0]) for cell in row[1:]) for row in charts["hours"].rows[:24]
    ]
    assert by_hour == table
    assert {shade for row in cells.z for shade in row} == {None, 1, 2, 4}


def test_the_explored_hours_tell_the_empty_ones_apart_as_the_grid_does(
    charts: dict[str, Chart],
) -> None:
    hours = charts["hours"].hours
    assert hours is not None
    _, rings, specks = Figure(figure(charts["hours"])).data
    assert list(zip(rings.x, rings.y, rings.customdata, strict=True)) == [(10, "Mon", 2)]
    assert len(specks.x) == len(hours.empty.silent) == 164
    unread = hours_chart("hours", Facts(reply_hours=(9,), reply_hour_counts=(1,)))
    assert unread is not None
    _, slants = Figure(week_figure(unread)).data
    assert slants.marker.symbol == "line-ne-open"
    assert len(slants.x) == 167


def test_the_explored_dots_have_the_numbers_of_their_table(charts: dict[str, Chart]) -> None:
    for form in ("league", "dumbbell"):
        drawn = Figure(figure(charts[form])).data[0].x
        texts = [dot.text for dot in charts[form].dots]
        assert [f"{value:.0%}" for value in drawn] == texts


def test_what_moved_stands_on_an_axis_with_no_change_in_its_middle(
    charts: dict[str, Chart],
) -> None:
    chart = charts["movers"]
    assert [dot.name for dot in chart.dots] == ["Borough of Ostbury", "Borough of Vennick"]
    assert chart.scale is not None
    assert chart.scale.place(0) == 500
    assert [tick.text for tick in chart.scale.ticks] == [
        "−40",
        "−20",
        "no change",
        "+20",
        "+40 points",
    ]
    assert figure(chart)["layout"]["xaxis"]["zeroline"]
    assert chart.alt.startswith(
        "2 changes that chance does not explain. Borough of Ostbury 12 points"
    )


def test_changes_of_shares_never_leave_the_hundred_points() -> None:
    wild = Change(words="", d=0.9, lo=0.7, hi=1.0)
    assert change_scale([wild], Unit.SHARE).top == 1
    assert change_scale([wild], Unit.COUNT).ticks[-1].text == "+1"


def test_the_file_of_a_table_is_as_displayed_and_holds_no_formula(charts: dict[str, Chart]) -> None:
    chart = replace(charts["movers"], rows=(("=HYPERLINK(1)", "a,b", '"c"'),))
    assert list(reader(chart_csv(chart).splitlines())) == [
        list(chart.heads),
        ["'=HYPERLINK(1)", "a,b", '"c"'],
    ]
