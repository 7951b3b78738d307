"""The list of all tables: by kind and network, those with ranks first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from collector.model import Kind
from site_src.index import Index
from site_src.leagues_page import Leagues, leagues_page
from site_src.page import Night

if TYPE_CHECKING:
    from site_src.model import Standings

NIGHT = Night(iso="2026-11-21", text="21 November 2026", is_watched=False)


@pytest.fixture
def view(small: Standings) -> Leagues:
    """Return the list of the small site, with a second network and a kind without ranks."""
    council, brand = small.tables
    others = (
        replace(council, id="mastodon-council", network="mastodon", title="Councils on Mastodon"),
        replace(brand, id="x-public-body", kind=Kind.PUBLIC_BODY, network="x", title="Bodies on X"),
    )
    leagues = {
        **small.leagues,
        ("mastodon-council", "reply-share"): small.leagues[council.id, "reply-share"],
    }
    standings = replace(small, tables=(*small.tables, *others), leagues=leagues)
    content = leagues_page(Index(standings), NIGHT).content
    assert isinstance(content, Leagues)
    return content


def test_kinds_with_ranks_stand_before_those_without(view: Leagues) -> None:
    assert [group.name for group in view.groups] == ["Councils", "Public bodies", "Brands"]
    assert [bool(group.networks) for group in view.groups] == [True, False, False]


def test_ranked_tables_stand_under_their_network(view: Leagues) -> None:
    networks = view.groups[0].networks
    assert [one.name for one in networks] == ["Bluesky", "Mastodon"]
    assert [len(one.tables) for one in networks] == [1, 1]


def test_tables_without_ranks_are_named_and_counted(view: Leagues) -> None:
    [bodies] = view.groups[1].others
    assert (bodies.name, bodies.address) == ("Bodies on X", "leagues/x-public-body/")
    assert bodies.words == "3 organisations"


def test_the_page_counts_what_it_lists(view: Leagues) -> None:
    assert view.counts == "4 tables, 2 with ranks · 15 organisations"
