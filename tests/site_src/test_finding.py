"""The findings on top of pages: made by a rule, and no stronger than the figures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from collector.model import Gap, State
from site_src.finding import headline, in_sentence, lead, organisation_lead
from site_src.index import Index
from site_src.metrics import METRICS
from site_src.model import Estimate

if TYPE_CHECKING:
    from site_src.model import League, Standings

RATE = "follow-back-rate"


@pytest.fixture
def league(small: Standings) -> League:
    return small.leagues["bluesky-council-borough-10k", RATE]


def first(league: League, count: int, worst: int = 20) -> League:
    """Return the league with so many that may be first."""
    ranked = tuple(
        replace(place, best=1 if at < count else at + 1, worst=worst if count > 1 else at + 1)
        for at, place in enumerate(league.ranked)
    )
    return replace(league, ranked=ranked)


def test_a_league_is_headed_by_its_middle(league: League) -> None:
    said = "Half of these borough councils follow back 59% of their followers or fewer"
    assert headline(league, METRICS[RATE]) == said


@pytest.mark.parametrize("key", list(METRICS))
def test_every_measure_has_a_finding(league: League, key: str) -> None:
    said = headline(replace(league, metric=key, median=0.5), METRICS[key])
    assert said.startswith(("Half of these", "In half of these"))


def test_times_have_a_middle_in_hours(league: League) -> None:
    said = headline(replace(league, metric="time-to-answer", median=4.2), METRICS["time-to-answer"])
    assert said == (
        "Half of these borough councils need 4.2 hours or longer to answer half of the messages "
        "to them"
    )


def test_a_middle_that_is_not_reached_is_said_and_is_no_number(league: League) -> None:
    late = replace(league, metric="time-to-answer-p90", median=None)
    assert headline(late, METRICS["time-to-answer-p90"]) == (
        "Half or more of these borough councils had not answered nine in ten of the messages to "
        "them within 7 days"
    )


def test_a_table_of_which_nothing_is_known_says_so(small: Standings) -> None:
    league = small.leagues["bluesky-brand", RATE]
    gap = Estimate(state=State.GAP, reason=Gap.NOT_OFFERED)
    places = tuple(
        replace(place, value=replace(place.value, estimate=gap)) for place in league.unranked
    )
    told = lead(replace(league, unranked=places), small.organisations)
    assert told == "3 organisations listed, and none of them has a figure; a word says why."


def test_bounds_alone_are_listed_for_what_they_are(small: Standings) -> None:
    league = small.leagues["bluesky-brand", RATE]
    bound = Estimate(state=State.BOUND, lo=0.0, hi=0.05)
    places = tuple(
        replace(place, value=replace(place.value, estimate=bound)) for place in league.unranked
    )
    told = lead(replace(league, unranked=places, is_counted=True), small.organisations)
    assert told.endswith("from the counts alone no more can be said than “at most”.")


def test_without_a_middle_a_league_is_headed_by_its_name(league: League) -> None:
    said = headline(replace(league, median=None), METRICS[RATE])
    assert said == "Follow-back rate: borough councils on Bluesky, 10,000 to 99,999 followers"


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "Borough of Ostbury is first: no other place would fit."),
        (2, "Borough of Ostbury or Borough of Kelderwick may be first: the figures do not say"),
        (3, "Borough of Ostbury, Borough of Kelderwick or Borough of Tarrowby may be first"),
        (4, "Any of 4 may be first: the figures do not say which."),
    ],
)
def test_all_who_may_be_first_are_named_or_counted(
    league: League, small: Standings, count: int, said: str
) -> None:
    assert lead(first(league, count), small.organisations).startswith(said)


def test_a_first_place_that_is_shared_for_certain_is_said_so(
    league: League, small: Standings
) -> None:
    told = lead(first(league, 2, worst=1), small.organisations)
    assert told.startswith("Borough of Ostbury and Borough of Kelderwick share the first place.")


def test_how_far_a_rank_may_be_out_is_said(league: League, small: Standings) -> None:
    assert "a rank may be out by 2 places" in lead(league, small.organisations)
    certain = tuple(replace(place, best=place.rank, worst=place.rank) for place in league.ranked)
    told = lead(replace(league, ranked=certain), small.organisations)
    assert told.endswith("In the middle of the table no rank is in doubt.")


def test_an_unranked_table_says_why(small: Standings) -> None:
    told = lead(small.leagues["bluesky-brand", RATE], small.organisations)
    assert told.startswith("3 organisations listed")


def test_an_organisation_stands_beside_its_median(small: Standings) -> None:
    assert organisation_lead(Index(small), "borough-of-lonmouth") == (
        "It follows back 43% of its followers; half of its peers follow back 59% or fewer. "
        "Of what it writes, 43% is said to someone; half of its peers say 51% or less."
    )


def test_what_is_not_known_is_said_in_a_word(small: Standings) -> None:
    told = organisation_lead(Index(small), "borough-of-nunhollow")
    assert told == "Not measured: too few. There is too little to measure; that is no failing."


def test_one_gap_leaves_the_other_measure_standing(small: Standings) -> None:
    kept = {key: league for key, league in small.leagues.items() if key[1] != "reply-share"}
    talks = small.leagues["bluesky-council-borough-10k", "reply-share"]
    swapped = tuple(
        replace(place, value=replace(place.value, estimate=talks.ranked[0].value.estimate))
        for place in talks.unranked
    )
    kept["bluesky-council-borough-10k", "reply-share"] = replace(talks, unranked=swapped)
    told = organisation_lead(Index(replace(small, leagues=kept)), "borough-of-nunhollow")
    assert told.startswith("Whether it follows back is not known: too few. Of what it writes, 91%")


def test_who_has_no_table_is_said_nothing_of(small: Standings) -> None:
    assert organisation_lead(Index(replace(small, leagues={})), "acme-kettles") == (
        "Nothing has been measured yet."
    )


def test_an_abbreviation_keeps_its_capitals() -> None:
    assert [in_sentence(title) for title in ("NHS bodies", "Borough councils")] == [
        "NHS bodies",
        "borough councils",
    ]
