"""The rows of a league, and what may be done with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from site_src.index import Index
from site_src.league_choices import Choices, choices_of
from site_src.league_data import words_of
from site_src.league_moves import MOST, STILL, moves_of, real_words
from site_src.league_rows import per_row, rows_of, stroke_of, usual_since
from site_src.league_tools import tools_of
from site_src.metrics import METRICS
from site_src.model import Change
from site_src.scale import ARROW, Mark

if TYPE_CHECKING:
    from site_src.league_rows import Row
    from site_src.model import League, Standings

TABLE, METRIC = "bluesky-council-borough-10k", "follow-back-rate"
FIRST, SECOND = "borough-of-ostbury", "borough-of-kelderwick"
THEN, BEFORE = date(2026, 10, 24), date(2026, 9, 1)
NONE = Choices(regions=(), sectors=())


def up(since: date, *, is_real: bool = True) -> Change:
    return Change(
        words=f"up 12 points since {since.day} {since:%B %Y}",
        d=0.12,
        lo=0.02,
        hi=0.22,
        since=since,
        is_real=is_real,
    )


@pytest.fixture
def league(small: Standings) -> League:
    return small.leagues[TABLE, METRIC]


def rows(standings: Standings, choices: Choices = NONE) -> list[Row]:
    index = Index(standings)
    league = standings.leagues[TABLE, METRIC]
    return list(rows_of(index, league, index.scale(TABLE, METRIC), choices))


def test_a_value_is_drawn_on_the_plane_of_a_row() -> None:
    drawn = stroke_of(Mark(x=620, lo=570, hi=670))
    assert drawn is not None
    assert (drawn.line, drawn.dot) == ("M114 5h20", "M124 5h0")
    assert per_row(1000) == 200


def test_an_exact_value_is_a_dot_alone_and_a_bound_a_bar_alone() -> None:
    exact, bound = (
        stroke_of(Mark(x=620, lo=620, hi=620)),
        stroke_of(Mark(x=None, lo=0, hi=180, is_bound=True)),
    )
    assert exact is not None
    assert bound is not None
    assert (exact.line, bound.dot) == ("", "")
    assert (bound.line, bound.is_bound) == ("M0 5h36", True)


def test_what_is_known_to_a_hair_still_shows_its_line() -> None:
    drawn = stroke_of(Mark(x=621, lo=620, hi=622))
    assert drawn is not None
    assert drawn.line == "M124 5h1"


def test_what_is_not_reached_has_an_arrow_in_the_row_too() -> None:
    drawn = stroke_of(Mark(x=None, lo=1000, hi=1000, is_beyond=True))
    assert drawn is not None
    assert ARROW.count("L") == drawn.line.count("L") == 2
    assert drawn.is_beyond


def test_a_gap_draws_nothing() -> None:
    assert stroke_of(None) is None


def test_the_usual_night_of_changes_is_said_once_and_others_in_their_row(
    small: Standings, league: League
) -> None:
    told = {place.organisation: up(THEN) for place in league.ranked}
    told[FIRST] = up(BEFORE)
    changes = {(slug, "bluesky", METRIC): change for slug, change in told.items()}
    changed = replace(small, changes=changes)
    assert usual_since(Index(changed), league) == THEN
    first, second, *_ = rows(changed)
    assert first.change is not None
    assert second.change is not None
    assert first.change.text == "up 12 points since 1 September 2026 (2–22)"
    assert second.change.text == "up 12 points (2–22)"


def test_members_that_differ_may_be_told_apart(small: Standings) -> None:
    members = [
        replace(one, region=region)
        for one, region in zip(
            small.organisations.values(), ("Wales", None, "Scotland"), strict=False
        )
    ]
    choices = choices_of(members)
    assert (choices.regions, choices.sectors) == (("Scotland", "Wales"), ())
    assert [choices.region(one) for one in members] == [1, None, 0]
    assert choices.sector(members[0]) is None


def test_one_region_is_no_choice(small: Standings) -> None:
    alike = (replace(one, region="Wales") for one in small.organisations.values())
    assert choices_of(alike).regions == ()


def test_only_what_there_is_may_be_ordered_by_or_put_away(small: Standings) -> None:
    quiet = tools_of(METRICS[METRIC], NONE, span="9 weeks", rows=())
    assert [one.key for one in quiet.orders] == ["rank", "name", "value", "n"]
    assert [one.key for one in quiet.columns] == ["plot", "val", "n"]
    changed = replace(small, changes={(FIRST, "bluesky", METRIC): up(THEN)})
    full = tools_of(METRICS[METRIC], NONE, span="9 weeks", rows=rows(changed))
    assert [one.key for one in full.orders] == ["rank", "name", "value", "change", "n"]
    assert [one.key for one in full.columns] == ["plot", "val", "chg", "n", "sp"]
    assert [one.name for one in full.columns][-2:] == ["follows read", "9 weeks"]


def test_of_times_the_shortest_comes_first() -> None:
    tools = tools_of(METRICS["time-to-answer"], NONE, span="", rows=())
    assert {one.key: one.sign for one in tools.orders}["value"] == 1


def test_of_too_many_moves_those_are_told_that_are_real(small: Standings, league: League) -> None:
    everybody = {f"borough-{at}": place for at, place in enumerate(league.ranked * (MOST // 5))}
    ranked = tuple(replace(place, organisation=slug) for slug, place in everybody.items())
    one = small.organisations[FIRST]
    busy = replace(
        small,
        organisations={slug: replace(one, slug=slug) for slug in everybody},
        moves={(TABLE, METRIC, slug): "Two joined above." for slug in everybody}
        | {(TABLE, METRIC, "borough-1"): STILL},
        changes={("borough-3", "bluesky", METRIC): up(THEN)},
    )
    index, long = Index(busy), replace(league, ranked=ranked)
    told = moves_of(index, long)
    assert [move.address for move in told.told] == ["councils/borough-3/"]
    assert told.still == (
        f"Of {len(ranked) - 2} others the CSV below says why, in its column “moved”. "
        "Of 1 other nothing changed."
    )
    assert len(words_of(index, long)) == len(ranked)


def test_what_changed_for_real_is_told_by_name_where_few_did(
    small: Standings, league: League
) -> None:
    still = up(THEN, is_real=False)
    told = {place.organisation: still for place in league.ranked} | {FIRST: up(THEN)}
    changed = replace(small, changes={(s, "bluesky", METRIC): c for s, c in told.items()})
    assert real_words(league, rows(changed), THEN, ()) == (
        "Since 24 October 2026: Borough of Ostbury up 12 points (2–22). No other change is clear."
    )
    counted = "Since 24 October 2026 1 rose for real."
    assert real_words(league, rows(changed), THEN, {FIRST}) == counted


def test_where_many_changed_they_are_counted_and_where_none_did_it_is_said(
    small: Standings, league: League
) -> None:
    slugs = [place.organisation for place in league.ranked]
    down = replace(up(THEN), words="down 12 points", d=-0.12, lo=-0.22, hi=-0.02)
    told = dict.fromkeys(slugs, up(THEN)) | {slugs[-1]: down}
    changed = replace(small, changes={(s, "bluesky", METRIC): c for s, c in told.items()})
    assert real_words(league, rows(changed), THEN, ()) == (
        f"Since 24 October 2026 {len(slugs) - 1} rose and 1 fell for real."
    )
    assert real_words(league, rows(small), THEN, ()) == (
        "Since 24 October 2026 no change is clear."
    )
    assert real_words(league, rows(small), None, ()) == ""
