"""A badge to carry away: what is measured, how sure it is, of when; and only that."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from collector.model import Gap, State
from site_src.badge import badge, drawn, league_badge
from site_src.index import Index
from site_src.model import Estimate

if TYPE_CHECKING:
    from site_src.badge import Badge
    from site_src.model import Standings

SLUG = "borough-of-lonmouth"
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = ("<script>alert(1)</script>", "a \"b\" 'c' | d & e", "\u202eevil\u202c", "🦜" * 100)


def badge_of(standings: Standings, slug: str = SLUG) -> Badge | None:
    return badge(Index(standings), standings.organisations[slug], ["bluesky"])


def read(one: Badge) -> ET.Element:
    """Return the picture as a reader of XML takes it, which refuses what is malformed."""
    return ET.fromstring(drawn(one))  # noqa: S314 - it was written here


def test_it_says_measure_value_interval_date_and_that_it_is_practice(small: Standings) -> None:
    found = badge_of(small)
    assert found is not None
    tree = read(found)
    told = " ".join("".join(text.itertext()) for text in tree.iter(f"{SVG}text"))
    for said in ("Follow-back rate", "43% (", "–", "21 November 2026", "practice data", "Bluesky"):
        assert said in told, said


def test_a_real_badge_does_not_say_practice(small: Standings) -> None:
    found = badge_of(replace(small, is_practice=False))
    assert found is not None
    assert "practice" not in drawn(found)


def test_title_and_description_say_the_same_to_those_who_do_not_see_it(small: Standings) -> None:
    found = badge_of(small)
    assert found is not None
    tree = read(found)
    assert tree.get("role") == "img"
    assert tree.get("aria-labelledby") == "t d"
    title = tree.find(f"{SVG}title")
    assert title is not None
    assert (title.text or "").startswith("Follow-back rate of Borough of Lonmouth: 43% (")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_is_markup_is_text_in_picture_and_snippet(small: Standings, name: str) -> None:
    one = replace(small.organisations[SLUG], name=name)
    found = badge_of(replace(small, organisations={**small.organisations, SLUG: one}))
    assert found is not None
    tree = read(found)
    assert not list(tree.iter(f"{SVG}script"))
    assert name in (tree.findtext(f"{SVG}title") or "")
    snippet = found.snippet("https://league.test/councils/x/")
    assert "<script" not in snippet
    assert snippet.count('"') == 10
    assert name in unescape(snippet)


def test_its_snippet_leads_home_by_a_whole_address(small: Standings) -> None:
    found = badge_of(small)
    assert found is not None
    snippet = found.snippet("https://league.test/councils/x/")
    assert '<a href="https://league.test/councils/x/">' in snippet
    assert '<img src="https://league.test/councils/x/badge.svg" alt="Follow-back' in snippet


def test_what_has_no_figure_has_no_badge(small: Standings) -> None:
    index = Index(small)
    key = next(one for one in small.leagues if one[1] == "follow-back-rate" and "borough" in one[0])
    gap = Estimate(state=State.GAP, reason=Gap.HIDDEN)
    league = small.leagues[key]
    places = tuple(
        replace(place, value=replace(place.value, estimate=gap))
        if place.organisation == SLUG
        else place
        for place in league.ranked
    )
    silent = replace(small, leagues={**small.leagues, key: replace(league, ranked=places)})
    assert badge(index, small.organisations[SLUG], ["bluesky"]) is not None
    assert badge_of(silent) is None
    assert badge(index, small.organisations[SLUG], []) is None


def test_a_league_s_badge_says_how_many_are_ranked_their_median_and_when(small: Standings) -> None:
    league = small.leagues["bluesky-council-borough-10k", "follow-back-rate"]
    found = league_badge(Index(small), league)
    assert found is not None
    tree = read(found)
    told = " ".join("".join(text.itertext()) for text in tree.iter(f"{SVG}text"))
    for said in (f"{len(league.ranked)} ranked, median ", "21 November 2026", league.table.title):
        assert said in told, said
    title = tree.find(f"{SVG}title")
    assert title is not None
    assert league.table.title in (title.text or "")
    assert f'href="https://x.test/leagues/{league.table.id}/"' in found.snippet(
        f"https://x.test/leagues/{league.table.id}/"
    )


def test_a_table_that_ranks_nobody_has_no_badge(small: Standings) -> None:
    league = next(one for one in small.leagues.values() if not one.ranked)
    assert league_badge(Index(small), league) is None
