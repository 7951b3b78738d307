"""Followers and follows night by night: nothing invented, smoothed for the eye, leaps marked."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.settings import Settings
from site_src.book import pages_of, site_of
from site_src.headcount import Headcounts, headcounts
from site_src.index import Index
from site_src.model import Caution, CautionKind, Headcount
from site_src.render import Renderer
from site_src.scale import PLANE, stock_scale

if TYPE_CHECKING:
    from collections.abc import Iterable

    from site_src.model import Standings
    from site_src.page import Page

SLUG = "borough-of-lonmouth"
ADDRESS = f"councils/{SLUG}/"
NIGHT = date(2026, 11, 21)
COUNTS = st.lists(st.integers(0, 2_000_000), min_size=1, max_size=30)
BACKS = st.sets(st.integers(0, 300), min_size=4, max_size=40)


def counts(backs: Iterable[int], *, start: int = 20_000) -> tuple[Headcount, ...]:
    return tuple(
        Headcount(night=NIGHT - timedelta(days=back), followers=start - 3 * back, following=900)
        for back in sorted(backs, reverse=True)
    )


def told(small: Standings, mine: tuple[Headcount, ...], *asked: Caution) -> Standings:
    seat = (SLUG, "bluesky")
    return replace(small, headcounts={seat: mine}, warnings={seat: asked} if asked else {})


def drawn(small: Standings, mine: tuple[Headcount, ...], *asked: Caution) -> Headcounts:
    found = headcounts(Index(told(small, mine, *asked)), SLUG, "bluesky")
    assert found is not None
    return found


def pages(standings: Standings) -> dict[str, Page]:
    site = site_of(standings, Settings(), ())
    return {page.address: page for page in pages_of(standings, site)}


def html_of(standings: Standings, address: str) -> str:
    return Renderer(site_of(standings, Settings(), ())).render(pages(standings)[address])


def asked(kind: CautionKind, back: int, count: str = "followers") -> Caution:
    words = "It gained 900 followers in the night; +3 a night is usual."
    night = NIGHT - timedelta(days=back)
    return Caution(kind=kind, night=night, numbers={"change": 900.0}, words=words, count=count)


@given(COUNTS)
def test_every_count_stands_on_its_axis(numbers: list[int]) -> None:
    scale = stock_scale(numbers)
    assert scale.bottom <= min(numbers)
    assert max(numbers) <= scale.top
    assert 0 <= scale.place(min(numbers)) <= scale.place(max(numbers)) <= PLANE
    shown = [float(tick.text.replace(",", "")) for tick in scale.ticks]
    assert shown[0] == scale.bottom
    assert shown[-1] == pytest.approx(scale.top)


def test_a_trifle_does_not_look_like_a_leap() -> None:
    flat, risen = stock_scale([20_000, 20_010]), stock_scale([100, 20_010])
    assert flat.bottom > 0
    assert flat.place(20_010) - flat.place(20_000) <= PLANE // 50
    assert risen.bottom == 0


@given(backs=BACKS)
def test_every_night_read_is_a_dot_and_no_other(small: Standings, backs: set[int]) -> None:
    chart = drawn(small, counts(backs))
    assert chart.charts[0].dots.count("h0") == len(backs)
    assert chart.told["followers"] == [20_000 - 3 * back for back in sorted(backs, reverse=True)]


@given(backs=BACKS)
def test_the_line_is_the_median_of_seven_nights_of_which_four_were_read(
    small: Standings, backs: set[int]
) -> None:
    for night, _, middle in drawn(small, counts(backs)).charts[0].nightly:
        back = (NIGHT - night).days
        week = [20_000 - 3 * other for other in backs if back <= other < back + 7]
        assert middle == (median(week) if len(week) >= 4 else None)


@given(backs=BACKS)
def test_the_line_breaks_exactly_where_more_than_a_week_was_not_read(
    small: Standings, backs: set[int]
) -> None:
    chart = drawn(small, counts(backs)).charts[0]
    nights = sorted(backs, reverse=True)
    wide = [(one, two) for one, two in pairwise(nights) if one - two > 8]
    if not chart.lines:  # dots alone: there is no line to break
        wide = []
    assert [(g.since, g.until) for g in chart.gaps] == [
        (NIGHT - timedelta(days=one - 1), NIGHT - timedelta(days=two + 1)) for one, two in wide
    ]
    assert len(chart.dashes) <= max(0, len(chart.lines) - 1)


def test_up_to_a_week_is_spanned_dotted_and_more_is_not(small: Standings) -> None:
    week = drawn(small, counts([*range(20), *range(27, 40)])).charts[0]
    assert (len(week.lines), len(week.dashes), len(week.gaps)) == (2, 1, 0)
    more = drawn(small, counts([*range(20), *range(28, 40)])).charts[0]
    assert (len(more.lines), len(more.dashes), len(more.gaps)) == (2, 0, 1)


def test_too_few_nights_for_a_median_draw_dots_alone(small: Standings) -> None:
    found = drawn(small, counts([0, 7, 14, 21]))
    assert found.charts[0].lines == ()
    assert "Line:" not in found.note
    assert {row.cells[1] for row in found.rows} == {"too few nights"}
    assert headcounts(Index(told(small, counts([0, 1, 2]))), SLUG, "bluesky") is None


def test_a_count_that_no_file_holds_has_no_chart_and_no_zero(small: Standings) -> None:
    mine = tuple(one._replace(following=None) for one in counts([0, 30, 61, 92]))
    found = drawn(small, mine)
    assert [chart.key for chart in found.charts] == ["followers"]
    assert found.title.startswith("Followers since ")
    assert found.charts[0].gaps == ()
    assert "follows" not in found.told


def test_a_night_that_lacks_one_count_says_so(small: Standings) -> None:
    first, *others = counts(range(9))
    found = drawn(small, (first._replace(following=None), *others))
    assert found.rows[-1].cells[2:] == ("not counted", "too few nights")
    assert found.told["follows"][:2] == [None, 900]


def test_years_are_named_where_months_are_too_many(small: Standings) -> None:
    found = drawn(small, counts(range(0, 1500, 30)))
    assert [label.text for label in found.charts[0].months] == ["2023", "2024", "2025", "2026"]


def test_a_scale_that_does_not_begin_at_zero_says_so(small: Standings) -> None:
    found = drawn(small, counts(range(30)))
    assert found.charts[0].note == "The scale begins at 19,000, not at zero."
    grown = drawn(small, counts(range(30), start=90))
    assert grown.charts[0].note == "The scale begins at zero."


@pytest.mark.heavy
def test_a_leap_is_ringed_on_its_own_chart_and_its_words_lead_there(small: Standings) -> None:
    mine = told(small, counts(range(40)), asked(CautionKind.JUMP, 3))
    followers, follows = drawn(small, counts(range(40)), asked(CautionKind.JUMP, 3)).charts
    assert (len(followers.leaps), len(follows.leaps)) == (1, 0)
    assert '<a href="receipts/#h-bluesky-followers">It gained 900' in html_of(mine, ADDRESS)
    html = html_of(mine, f"{ADDRESS}receipts/")
    assert 'id="h-bluesky-followers"' in html
    assert "A ring with a question mark" in html


def test_a_leap_on_a_night_that_is_not_drawn_has_no_ring(small: Standings) -> None:
    found = drawn(small, counts(range(5, 40)), asked(CautionKind.JUMP, 3))
    assert found.charts[0].leaps == ()


def test_swelling_is_a_bar_under_its_four_weeks(small: Standings) -> None:
    found = drawn(small, counts(range(57)), asked(CautionKind.SWELLING, 0))
    assert found.charts[0].swelling == "M500 1000H1000"
    assert found.charts[1].swelling == ""


@pytest.mark.heavy
def test_a_night_of_each_week_stands_as_a_table_and_every_night_as_json(small: Standings) -> None:
    mine = told(small, counts(range(12)))
    receipts = html_of(mine, f"{ADDRESS}receipts/")
    table = receipts[receipts.index('id="h-bluesky-nights"') :].partition("</table>")[0]
    assert re.findall(r'<tr><th scope="row">([^<]+)<td>([^<]+)', table) == [
        ("21 November 2026", "20,000"),
        ("14 November 2026", "19,979"),
        ("10 November 2026", "19,967"),
    ]
    beside = pages(mine)[ADDRESS].beside
    columns = json.loads(beside["counts.json"])["bluesky"]
    assert {key: len(column) for key, column in columns.items()} == dict.fromkeys(columns, 12)
    assert {key: column[-1] for key, column in columns.items()} == {
        "night": "2026-11-21",
        "followers": 20_000,
        "follows": 900,
    }
    assert {"bluesky-followers", "bluesky-follows"} <= set(json.loads(beside["history.json"]))


@pytest.mark.heavy
def test_who_was_never_counted_has_no_chart(small: Standings) -> None:
    html = html_of(small, ADDRESS)
    assert "Followers and follows" not in html
    assert "counts.json" not in pages(small)[ADDRESS].beside
