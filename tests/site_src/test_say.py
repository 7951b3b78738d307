"""What is printed says how sure it is, and a gap is a word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.model import Gap, OpeningKind, State
from site_src.gaps import GAPS
from site_src.metrics import METRICS, Unit
from site_src.model import Estimate, Place, Value
from site_src.say import (
    caution,
    claim,
    number,
    place_words,
    printed,
    rank_words,
    roughly,
    sentence,
)
from site_src.shown import shown
from tests.site_src.valued import bound, exact, gap, guess, value


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (guess(0.62, 0.57, 0.67), "≈ 62% (57–67%)"),
        (exact(0), "= 0% exact"),
        (exact(0.004), "= 0.4% exact"),
        (exact(0.999), "= over 99% exact"),
        (exact(1), "= 100% exact"),
        (bound(0, 0.052), "≤ at most 5.2%"),
        (bound(0, 0.41), "≤ at most 41%"),
        (bound(0.3, 0.41), "≤ between 30% and 41%"),
        (bound(0.3, 1), "≥ at least 30%"),
        (guess(0, 0, 0.0029), "≈ 0% (0% to under 1%)"),
        (guess(0.62, 0.618, 0.623), "≈ 62% (within a point of 62%)"),
        (exact(1.049, "following-per-follower"), "= 1.05 exact"),
        (exact(0.001, "following-per-follower"), "= under 0.01 exact"),
        (exact(1234.4, "conversations"), "= 1,234 exact"),
        (gap(Gap.TOO_FEW), "∅ too few"),
        (gap(Gap.HIDDEN), "⊘ lists hidden"),
        (gap(Gap.STALE), "◔ stale, last measured 3 May 2026"),
        (gap(Gap.GONE), "× gone"),
    ],
)
def test_glyph_and_words_stand_together(shown: Value, text: str) -> None:
    assert printed(shown) == text


def test_every_reason_has_its_words() -> None:
    assert set(GAPS) == set(Gap)
    for words in GAPS.values():
        assert words.glyph
        assert words.word
        assert words.sentence.endswith(".")


def test_sentences_are_those_of_the_method() -> None:
    assert sentence(guess(0.8868, 0.8601, 0.9072)) == "follows back 89% of its followers (86–91%)"
    assert sentence(bound(0, 1043 / 104_250)) == "follows back at most 1.0% (from the counts alone)"


def test_every_metric_has_a_sentence() -> None:
    for metric in METRICS:
        assert sentence(exact(1, metric))


def test_a_gap_is_a_whole_sentence() -> None:
    assert sentence(gap(Gap.LOCKED)) == "It shows its posts to its followers only."


@given(st.floats(0, 1))
def test_only_a_true_zero_is_printed_as_zero(share: float) -> None:
    assert (number(share, Unit.SHARE) == "0%") == (share == 0)
    assert (number(share, Unit.SHARE) == "100%") == (share == 1)


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "none"), (0.01, "almost none"), (0.62, "about 6 in 10"), (0.98, "almost all"), (1, "all")],
)
def test_a_share_can_be_said_aloud(share: float, text: str) -> None:
    assert roughly(share) == text


def placed(rank: int, best: int, worst: int, *, tied: bool = False) -> Place:
    return Place(organisation="one", value=exact(0.5), rank=rank, best=best, worst=worst, tied=tied)


def test_no_rank_is_said_without_its_interval() -> None:
    assert rank_words(placed(7, 4, 15)) == "Rank 7 (4–15)"
    assert rank_words(placed(3, 3, 3, tied=True)) == "Rank 3= (3)"


def test_the_unranked_say_why() -> None:
    place = Place(organisation="one", value=exact(0.5), unranked="too few")
    assert rank_words(place) == "not ranked: too few"
    assert claim(place, 40) == ""


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (placed(2, 1, 30), "may be first"),
        (placed(4, 2, 10), "in the top ten for certain"),
        (placed(12, 8, 25), "top quarter"),
        (placed(12, 8, 26), ""),
        (placed(90, 75, 99), ""),
        (placed(90, 76, 99), "bottom quarter"),
        (placed(1, 1, 1), "first"),
        (placed(1, 1, 1, tied=True), "shares the first place"),
        (placed(50, 1, 100), "may be first, or last"),
        (placed(30, 26, 40), ""),
    ],
)
def test_no_more_is_claimed_than_the_interval_allows(place: Place, text: str) -> None:
    assert claim(place, 100) == text
    assert place_words(place, 100).endswith(text or ")")


@pytest.mark.parametrize(
    ("place", "of", "text"),
    [
        (placed(9, 9, 10), 11, "bottom quarter"),
        (placed(5, 4, 10), 19, ""),
        (placed(6, 6, 10), 20, "in the top ten for certain"),
        (placed(2, 2, 2), 11, "top quarter"),
        (placed(5, 4, 8), 32, "top quarter"),
    ],
)
def test_the_top_ten_of_a_short_table_is_no_distinction(place: Place, of: int, text: str) -> None:
    assert claim(place, of) == text


@given(st.integers(1, 60), st.integers(1, 60), st.integers(10, 60))
def test_no_claim_puts_the_lower_half_at_the_top(best: int, worst: int, of: int) -> None:
    best, worst = sorted((min(best, of), min(worst, of)))
    told = claim(placed(best, best, worst), of)
    if worst > of / 2:
        assert "top" not in told
    if best <= of / 2:
        assert "bottom" not in told


def time(hours: float | None, lo: float | None, hi: float | None) -> Value:
    return value(Estimate(state=State.ESTIMATE, value=hours, lo=lo, hi=hi), "time-to-answer")


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (time(4.2, 2.1, 9), "≈ 4.2 hours (2.1–9 hours)"),
        (time(0.2, 0.1, 3), "≈ 12 minutes (6 minutes to 3 hours)"),
        (time(20, 2, None), "≈ 20 hours (2 hours to over 7 days)"),
        (time(None, 2, None), "≈ not reached within 7 days"),
        (time(None, None, None), "≈ not reached within 7 days"),
    ],
)
def test_times_are_told_in_words_and_never_as_nothing(told: Value, text: str) -> None:
    assert printed(told) == text
    assert "0" not in printed(told).split("(")[0].replace("20", "")


def test_a_time_not_reached_is_a_word_where_figures_stand() -> None:
    never = shown(time(None, 2, None))
    assert (never.text, never.range, never.is_number) == ("not reached within 7 days", "", False)
    known = shown(time(20, 2, None))
    assert (known.text, known.range) == ("20 hours", "2 hours to over 7 days")


def test_a_time_is_a_sentence_reached_or_not() -> None:
    assert sentence(time(4.2, 2.1, 9)) == (
        "has answered half of the messages to it within 4.2 hours (2.1–9 hours)"
    )
    assert sentence(time(None, 2, None)) == (
        "had not answered half of the messages to it within 7 days"
    )


def test_openings_that_are_not_all_of_them_are_told() -> None:
    replies = replace(time(2, 1, 3), kind=OpeningKind.REPLIES)
    mentions = replace(time(20, 15, 30), kind=OpeningKind.MENTIONS)
    assert caution(replies) == "replies only"
    assert (caution(mentions), caution(time(2, 1, 3))) == ("", "")
