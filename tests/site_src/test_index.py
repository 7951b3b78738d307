"""What leads a table and the site: the first measure that ranks somebody, wherever that is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from collector.model import Gap, State
from collector.settings import Settings
from site_src.book import pages_of, site_of
from site_src.cards import card_keys
from site_src.family import absent, families
from site_src.finding import organisation_lead
from site_src.index import Index
from site_src.model import Estimate
from site_src.nearest import peers
from site_src.render import Renderer

if TYPE_CHECKING:
    from collections.abc import Collection

    from site_src.model import League, Place, Standings, Value

COUNCILS, BRANDS = "bluesky-council-borough-10k", "bluesky-brand"
SLUG = "borough-of-lonmouth"
NOT_OFFERED = Estimate(state=State.GAP, reason=Gap.NOT_OFFERED)


def without(small: Standings, keys: Collection[str]) -> Standings:
    """Return the standings of a network that offers nothing of some measures."""

    def gone(value: Value) -> Value:
        return replace(value, estimate=NOT_OFFERED) if value.metric in keys else value

    def unranked(place: Place) -> Place:
        why = "Not offered."
        return replace(
            place, value=gone(place.value), rank=None, best=None, worst=None, unranked=why
        )

    def emptied(league: League) -> League:
        if league.metric not in keys:
            return league
        places = tuple(unranked(one) for one in (*league.ranked, *league.unranked))
        return replace(league, ranked=(), unranked=places, median=None)

    return replace(
        small,
        leagues={key: emptied(one) for key, one in small.leagues.items()},
        values={slug: tuple(map(gone, mine)) for slug, mine in small.values.items()},
    )


@pytest.fixture(scope="module")
def talkers(small: Standings) -> Standings:
    """Return an archive of conversations: nothing is known of who follows whom."""
    return without(small, ("follow-back-rate", "reciprocity", "following-per-follower"))


def html_of(standings: Standings, address: str) -> str:
    site = site_of(standings, Settings(), ())
    pages = {page.address: page for page in pages_of(standings, site)}
    return Renderer(site).render(pages[address])


def test_the_first_measure_that_ranks_leads(small: Standings, talkers: Standings) -> None:
    assert Index(small).headline(COUNCILS) == "follow-back-rate"
    assert Index(talkers).headline(COUNCILS) == "reply-share"
    counts = without(small, {"follow-back-rate", "reply-share", "conversations", "people"})
    assert Index(counts).headline(COUNCILS, BRANDS) == "reciprocity"


def test_where_nobody_is_ranked_the_first_with_figures_leads(talkers: Standings) -> None:
    assert Index(talkers).headline(BRANDS) == "reply-share"


@pytest.mark.heavy
def test_a_site_without_any_figure_is_led_by_what_it_is_named_for(small: Standings) -> None:
    nothing = without(small, {metric for _, metric in small.leagues})
    assert Index(nothing).headline(COUNCILS) == "follow-back-rate"
    assert "Not measured: not offered" in html_of(nothing, f"councils/{SLUG}/")


def test_home_draws_and_names_what_leads(talkers: Standings) -> None:
    html = html_of(talkers, "")
    assert '<h2 id="h-t">Reply share</h2>' in html
    assert 'class="crowd"' in html
    assert "Half of the borough councils" in html
    assert "follow back" not in html.partition("</header>")[2].partition("h-six")[0]


@pytest.mark.heavy
def test_amounts_have_an_axis_for_each_table(small: Standings) -> None:
    counted = without(small, ("follow-back-rate", "reply-share"))
    html = html_of(counted, "leagues/")
    assert "Dots: conversations of each ranked organisation, each table on its own scale." in html
    assert html.count('class="axis"') == html.count('class="strip"') == 1


@pytest.mark.heavy
def test_the_front_of_a_table_is_what_leads_it(talkers: Standings) -> None:
    front = html_of(talkers, f"leagues/{COUNCILS}/")
    assert front == html_of(talkers, f"leagues/{COUNCILS}/reply-share/").replace(
        "../../../", "../../"
    )


def test_an_organisation_stands_beside_its_peers_by_what_leads(talkers: Standings) -> None:
    index = Index(talkers)
    beside = peers(index, index.organisations[SLUG], "bluesky")
    assert beside is not None
    assert beside.measure == "Reply share"
    assert [row.is_me for row in beside.rows].count(True) == 1
    assert organisation_lead(index, SLUG).startswith("Of what it writes, ")


@pytest.mark.heavy
def test_what_is_offered_of_nobody_has_no_card_and_one_line(talkers: Standings) -> None:
    index = Index(talkers)
    assert "follow-back-rate" not in card_keys(index, SLUG, "bluesky")
    names = [link.name for link in absent(index, SLUG, "bluesky")]
    assert names == ["Follow-back rate", "Reciprocity", "Following per follower"]
    listed = {row.metric.name for one in families(index, SLUG, "bluesky") for row in one.rows}
    assert not listed & set(names)
    html = html_of(talkers, f"councils/{SLUG}/")
    assert "Not offered of anybody in its table" in html


def test_what_leads_has_a_card_whatever_it_is(small: Standings) -> None:
    counts = Index(without(small, {"follow-back-rate", "reply-share", "conversations", "people"}))
    assert card_keys(counts, SLUG, "bluesky")[0] == "reciprocity"
    assert organisation_lead(counts, SLUG).startswith("It is followed by ")


@pytest.mark.heavy
def test_a_comparison_names_by_what_its_peers_are_nearest(talkers: Standings) -> None:
    assert "its nearest peer by reply share" in html_of(talkers, f"compare/{SLUG}/")
