"""What an organisation's page says first: a finding by a rule, and never more than may be said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from site_src.index import Index
from site_src.portrait import beside, by_rank, portrait, where

if TYPE_CHECKING:
    from site_src.index import Standing
    from site_src.model import Standings

SLUG = "borough-of-lonmouth"


def standing(small: Standings, metric: str, **ends: float | None) -> Standing:
    found = Index(small).standing(SLUG, "bluesky", metric)
    assert found is not None
    value = replace(found.place.value, estimate=replace(found.place.value.estimate, **ends))  # type: ignore[arg-type]
    return replace(found, place=replace(found.place, value=value))


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ({"lo": 0.7, "hi": 0.8}, ", more than most of its peers"),
        ({"lo": 0.1, "hi": 0.2}, ", less than most of its peers"),
        ({"lo": 0.1, "hi": 0.9}, ""),
        ({"lo": None, "hi": None}, ""),
    ],
)
def test_only_an_interval_beside_the_median_tells_more_from_less(
    small: Standings, ends: dict[str, float | None], said: str
) -> None:
    assert beside(standing(small, "follow-back-rate", **ends)) == said


def test_fewer_is_said_of_what_is_counted(small: Standings) -> None:
    assert beside(standing(small, "conversations", lo=1.0, hi=1.0)) == (
        ", fewer than most of its peers"
    )


def test_a_finding_stands_in_lead_title_and_description(small: Standings) -> None:
    index = Index(small)
    found = portrait(index, small.organisations[SLUG], ["bluesky"])
    assert found.lead.startswith("It follows back about 4 in 10 of those who follow it")
    assert found.title.startswith("Borough of Lonmouth follows back 43%")
    assert "(" in found.title, "no figure without its range"
    assert found.description.startswith(found.title)


def test_who_has_no_figure_is_described_by_the_reason(small: Standings) -> None:
    one = small.organisations["borough-of-nunhollow"]
    values = tuple(value for value in small.values[one.slug] if value.metric == "follow-back-rate")
    silent = replace(small, values={**small.values, one.slug: values})
    leagues = {key: two for key, two in small.leagues.items() if key[1] == "follow-back-rate"}
    found = portrait(Index(replace(silent, leagues=leagues)), one, ["bluesky"])
    assert found.title == "Borough of Nunhollow"
    assert found.lead.startswith("Not measured: too few.")


def test_the_network_with_most_ranks_comes_first(small: Standings) -> None:
    far = tuple(replace(value, network="mastodon") for value in small.values[SLUG])
    both = replace(small, values={**small.values, SLUG: far + small.values[SLUG]})
    assert Index(both).networks(SLUG) == ("mastodon", "bluesky")
    assert by_rank(Index(both), SLUG) == ("bluesky", "mastodon")


def test_where_it_is_is_said_in_words() -> None:
    assert where(["bluesky", "mastodon"]) == "on Bluesky and Mastodon"
    assert where([]) == ""
