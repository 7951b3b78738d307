"""What a league says beside its figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from collector.model import OpeningKind, State
from site_src.amount import Unit
from site_src.change import NO_EARLIER
from site_src.league_words import (
    GENTLE,
    LESS,
    NEITHER,
    SHRUNKEN,
    asked,
    change_words,
    kind_words,
    moved,
    order_words,
    unranked_words,
)
from site_src.metrics import METRICS
from site_src.model import Caution, CautionKind, Change, Estimate

if TYPE_CHECKING:
    from site_src.model import League, Standings

NIGHT = date(2026, 11, 21)
UP = Change(words="up 12 points since 24 October 2026", d=0.12, lo=0.02, hi=0.22, is_real=True)


@pytest.fixture
def league(small: Standings) -> League:
    return small.leagues["bluesky-council-borough-10k", "follow-back-rate"]


def test_a_real_change_is_told_with_its_range() -> None:
    told = moved(UP, Unit.SHARE)
    assert told is not None
    assert (told.glyph, told.is_real) == ("▲", True)
    assert told.text == "up 12 points since 24 October 2026 (2–22)"


def test_a_real_change_of_a_time_is_told_in_hours() -> None:
    down = Change(words="down 4.2 hours", d=-4.2, lo=-8.0, hi=-2.0, is_real=True)
    told = moved(down, Unit.HOURS)
    assert told is not None
    assert (told.glyph, told.text) == ("▼", "down 4.2 hours (2–8 hours)")


def test_an_exact_change_has_no_range() -> None:
    told = moved(replace(UP, lo=0.12, hi=0.12), Unit.SHARE)
    assert told is not None
    assert told.text == UP.words


def test_what_chance_explains_gets_no_arrow_whatever_its_size() -> None:
    told = moved(replace(UP, is_real=False), Unit.SHARE)
    assert told is not None
    assert (told.glyph, told.text) == ("▬", "no clear change")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (NO_EARLIER, "no earlier reading"),
        ("without an upper end: nothing to compare", "nothing to compare"),
        ("fewer than 8 earlier weeks to judge by", "fewer than 8 earlier weeks to judge by"),
    ],
)
def test_why_nothing_can_be_compared_is_said_without_a_sign(words: str, text: str) -> None:
    told = moved(Change(words=words), Unit.SHARE)
    assert told is not None
    assert (told.glyph, told.text, told.is_real) == ("", text, False)


def test_what_was_never_compared_says_nothing() -> None:
    assert moved(None, Unit.SHARE) is None


def test_where_nothing_can_be_compared_it_is_said_once() -> None:
    none, still = moved(Change(words=NO_EARLIER), Unit.SHARE), moved(UP, Unit.SHARE)
    assert change_words([none, None, none]).startswith("No earlier reading")
    assert change_words([none, still]) == change_words([None]) == ""


def test_numbers_that_ask_are_told_in_a_few_words_and_in_full() -> None:
    jump = Caution(kind=CautionKind.JUMP, night=NIGHT, numbers={}, words="It gained 900.")
    told = asked([jump, replace(jump, kind=CautionKind.HOLLOW, words="It seldom talks."), jump])
    assert told is not None
    assert told.text == "a jump in its counts, follows back, seldom talks"
    assert told.words == "It gained 900. It seldom talks. It gained 900."
    assert asked([]) is None


@pytest.mark.parametrize(
    ("key", "said"),
    [("follow-back-rate", ""), ("time-to-answer", LESS), ("reciprocity", NEITHER)],
)
def test_an_unusual_order_is_said(league: League, small: Standings, key: str, said: str) -> None:
    assert order_words(league, METRICS[key], small.organisations) == said


def test_a_shrunken_order_shows_who_is_drawn_the_furthest(league: League, small: Standings) -> None:
    ranked = tuple(
        replace(place, shrunken=0.5 if at == 0 else place.value.estimate.value)
        for at, place in enumerate(league.ranked)
    )
    told = order_words(replace(league, ranked=ranked), METRICS["reply-share"], small.organisations)
    assert told.startswith(SHRUNKEN)
    assert told.endswith("Borough of Ostbury, with 91%, stands here as if it had 50%.")


def test_a_gentle_order_says_that_the_last_are_by_name(league: League, small: Standings) -> None:
    quiet = replace(league.ranked[-1], rank=None, best=None, worst=None)
    found = replace(league, ranked=(*league.ranked[:-1], quiet))
    assert order_words(found, METRICS["follow-back-rate"], small.organisations) == GENTLE


def test_bounds_alone_stand_by_their_upper_ends(small: Standings) -> None:
    league = small.leagues["bluesky-brand", "follow-back-rate"]
    assert unranked_words(league).startswith("Those with a figure first")
    bound = Estimate(state=State.BOUND, lo=0.0, hi=0.05)
    bounds = tuple(
        replace(place, value=replace(place.value, estimate=bound)) for place in league.unranked
    )
    found = replace(league, unranked=bounds, is_counted=True)
    assert unranked_words(found).startswith("In the order of their upper")


def test_a_table_of_replies_says_so(league: League) -> None:
    assert kind_words(league) == ""
    ranked = tuple(
        replace(place, value=replace(place.value, kind=OpeningKind.REPLIES))
        for place in league.ranked
    )
    assert kind_words(replace(league, ranked=ranked)).startswith("Replies only")
