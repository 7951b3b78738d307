"""A league's page: times, open ends, changes, why ranks moved, and its measures by family."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from collector.model import Gap, State
from collector.settings import Settings
from site_src.book import site_of
from site_src.index import Index
from site_src.league_page import league_pages
from site_src.league_view import LONG, LeagueView
from site_src.metrics import Family
from site_src.model import Caution, CautionKind, Change, Estimate
from site_src.page import Night
from site_src.render import Renderer
from site_src.say import words

if TYPE_CHECKING:
    from site_src.model import Standings
    from site_src.page import Page

TABLE, METRIC = "bluesky-council-borough-10k", "time-to-answer"
FIRST, SECOND, THIRD = "borough-of-ostbury", "borough-of-kelderwick", "borough-of-tarrowby"
NIGHT = Night(iso="2026-11-21", text="21 November 2026", is_watched=False)


@pytest.fixture(scope="module")
def timed(small: Standings) -> Standings:
    """Return standings with a league of times, the last of which were not reached."""
    league = small.leagues[TABLE, "follow-back-rate"]
    ranked = tuple(
        replace(
            place,
            value=replace(
                place.value,
                metric=METRIC,
                estimate=Estimate(
                    state=State.ESTIMATE,
                    value=None if at > 6 else 2.0 * at + 1,
                    lo=100.0 if at > 6 else 1.0 * at,
                    hi=None if at > 5 else 4.0 * at + 2,
                    n=40,
                ),
            ),
        )
        for at, place in enumerate(league.ranked)
    )
    more = replace(league, metric=METRIC, ranked=ranked, unranked=(), median=10.0)
    up = Change(words="up 2 hours since 24 October 2026", d=2.0, lo=1.0, hi=3.0, is_real=True)
    jump = Caution(kind=CautionKind.JUMP, night=small.night, numbers={}, words="It gained 900.")
    return replace(
        small,
        leagues={**small.leagues, (TABLE, METRIC): more},
        changes={(FIRST, "bluesky", METRIC): up},
        moves={
            (TABLE, METRIC, FIRST): "It rose past one.",
            (TABLE, METRIC, SECOND): "Nothing changed.",
            (TABLE, METRIC, THIRD): "Its time is unchanged; two joined above.",
        },
        warnings={(SECOND, "bluesky"): (jump,)},
    )


@pytest.fixture(scope="module")
def page(timed: Standings) -> Page:
    found = {page.address: page for page in league_pages(Index(timed), NIGHT)}
    return found[f"leagues/{TABLE}/{METRIC}/"]


@pytest.fixture(scope="module")
def view(page: Page) -> LeagueView:
    assert isinstance(page.content, LeagueView)
    return page.content


def test_a_time_that_was_not_reached_is_words_and_an_arrow_beyond_the_end(
    view: LeagueView,
) -> None:
    last = view.ranked[-1]
    assert (last.text, last.range) == ("not reached", "within 7 days")
    assert last.stroke is not None
    assert last.stroke.is_beyond
    assert last.stroke.dot == ""
    assert view.has_beyond


def test_a_time_has_its_unit_and_the_axis_too(view: LeagueView) -> None:
    assert (view.ranked[1].text, view.ranked[1].range) == ("3 hours", "1–6 hours")
    assert view.scale.words == "from 0 to 6 days, and later"
    assert view.headline.startswith("Half of these borough councils need 10 hours or longer")
    assert view.order == "Less stands first."


def test_changes_have_a_column_where_there_are_any(view: LeagueView) -> None:
    first, second = view.ranked[:2]
    assert first.change is not None
    assert first.change.text == "up 2 hours since 24 October 2026 (1–3 hours)"
    assert first.change.size == 2
    assert second.change is None
    assert view.has_changes


def test_why_ranks_moved_is_told_of_those_that_did(view: LeagueView) -> None:
    assert [move.words for move in view.moves.told] == [
        "It rose past one.",
        "Its time is unchanged; two joined above.",
    ]
    assert view.moves.still == "Of 1 other nothing changed."
    assert view.moves.title == "Why ranks are not those of 24 October 2026"


def test_what_numbers_ask_stands_beside_the_name_and_leads_to_them(
    page: Page, view: LeagueView, timed: Standings
) -> None:
    assert [row.address for row in view.ranked if row.asked] == [f"councils/{SECOND}/"]
    site = Renderer(site_of(timed, Settings(), ()))
    assert f'councils/{SECOND}/#asked"' in site.render(page)


def test_measures_are_grouped_by_family_and_this_one_is_marked(view: LeagueView) -> None:
    names = [family.name for family in view.families]
    assert names == ["Following", "Talking", "Answering"]
    assert set(names) <= {family.heading for family in Family}
    here = [tab.name for family in view.families for tab in family.tabs if tab.is_here]
    assert here == ["Time to answer"]


def test_a_measure_that_nobody_has_a_figure_of_is_no_choice(
    small: Standings, timed: Standings
) -> None:
    league = timed.leagues[TABLE, METRIC]
    gap = Estimate(state=State.GAP, reason=Gap.NOT_OFFERED)
    unknown = tuple(
        replace(place, value=replace(place.value, estimate=gap), rank=None)
        for place in league.ranked
    )
    empty = replace(league, ranked=(), unranked=unknown, median=None)
    standings = replace(small, leagues={**small.leagues, (TABLE, METRIC): empty})
    found = {page.address: page for page in league_pages(Index(standings), NIGHT)}
    front, own = (found[f"leagues/{TABLE}/{key}/"].content for key in ("reply-share", METRIC))
    assert isinstance(front, LeagueView)
    assert isinstance(own, LeagueView)
    assert "Answering" not in [family.name for family in front.families]
    assert "Answering" in [family.name for family in own.families]


def test_no_row_prints_a_zero_that_was_not_measured(view: LeagueView, timed: Standings) -> None:
    league = timed.leagues[TABLE, METRIC]
    for place, row in zip(league.ranked, view.ranked, strict=True):
        if place.value.estimate.value is None:
            assert words(place.value) == f"{row.text} {row.range}"
            assert "0" not in row.text


def test_a_long_table_is_laid_out_as_far_as_it_is_seen(page: Page, timed: Standings) -> None:
    assert isinstance(page.content, LeagueView)
    site = Renderer(site_of(timed, Settings(), ()))
    long = replace(page.content, ranked=page.content.ranked * LONG)
    whole = site.render(replace(page, content=long))
    assert not page.content.is_long
    assert 'class="league rows time long"' in whole
    assert 'class="league rows time"' in site.render(page)


def test_only_a_page_with_ranks_loads_the_script(page: Page, timed: Standings) -> None:
    brands = {page.address: page for page in league_pages(Index(timed), NIGHT)}
    assert page.scripts == ("league.js",)
    assert brands["leagues/bluesky-brand/follow-back-rate/"].scripts == ()
