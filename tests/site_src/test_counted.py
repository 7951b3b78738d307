"""What was counted for a figure is said in words that fit its metric and its state."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from collector.model import Gap, OpeningKind, State
from site_src.counted import behind, counted_briefly, counted_words, window_words
from site_src.figures import window
from site_src.metrics import METRICS
from site_src.model import Estimate, Value

NIGHT = date(2026, 11, 21)
SHARE = Estimate(
    state=State.ESTIMATE, value=0.8, lo=0.7, hi=0.9, numerator=41, denominator=51, n=51
)


def value(metric: str, found: Estimate = SHARE) -> Value:
    return Value(
        organisation="one",
        network="bluesky",
        account=None,
        metric=metric,
        estimate=found,
        night=NIGHT,
        window=window(METRICS[metric].span, NIGHT),
        source="somebody was asked",
        method_version=1,
    )


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_says_what_its_counts_are(metric: str) -> None:
    words = counted_words(value(metric, replace(SHARE, numerator=41, denominator=51)))
    assert "41" in words
    assert "51" in words
    assert words != "41 of 51"


@pytest.mark.parametrize(
    ("metric", "words"),
    [
        ("reply-share", "22 October 2026 to 20 November 2026, whole days UTC"),
        ("answered-24h", "21 October 2026 to 19 November 2026, whole days UTC"),
        ("acknowledged", "15 October 2026 to 13 November 2026, whole days UTC"),
        ("time-to-answer", "22 October 2026 to 20 November 2026, whole days UTC"),
        ("hours-coverage", "29 August 2026 to 20 November 2026, whole days UTC"),
    ],
)
def test_a_window_is_told_by_its_own_days(metric: str, words: str) -> None:
    told = value(metric).window
    assert told is not None
    assert window_words(told) == words


def test_a_sample_of_follows_is_not_said_to_be_the_rate_itself() -> None:
    found = replace(SHARE, value=0.8868, numerator=366, denominator=390, n=390)
    told = counted_words(value("follow-back-rate", found))
    assert told.startswith("366 of 390 accounts drawn from those it follows follow it back")
    assert told.endswith("that share times 0.945, the number it follows for each follower")


@pytest.mark.parametrize("numerator", [0, 390])
def test_where_the_rate_hides_its_factor_the_factor_is_in_words_alone(numerator: int) -> None:
    found = replace(SHARE, value=numerator / 390, numerator=numerator, denominator=390, n=390)
    told = counted_words(value("follow-back-rate", found))
    assert told.endswith("that share times the number it follows for each follower")


@pytest.mark.parametrize("network", ["mastodon", "bluesky"])
def test_a_sample_of_followers_is_told_as_the_rate_itself(network: str) -> None:
    found = replace(SHARE, value=31 / 96, numerator=31, denominator=96, n=96)
    one = replace(value("follow-back-rate", found), network=network)
    assert counted_words(replace(one, on_pages=True)) == (
        "31 of 96 followers are followed back, on pages of its followers drawn from every part "
        "of the list"
    )
    assert "from those it follows" in counted_words(one)


def test_of_several_accounts_the_sum_is_of_followers() -> None:
    found = replace(SHARE, numerator=8868.4, denominator=20000, n=780)
    told = counted_words(value("follow-back-rate", found))
    assert told == "8,868 of 20,000 followers, by the rates of its accounts together"


def test_bounds_are_told_as_two_counts_that_stand_beside_each_other() -> None:
    bound = Estimate(state=State.BOUND, lo=0, hi=0.05, numerator=900, denominator=20000)
    assert counted_briefly(value("follow-back-rate", bound)) == "900 beside 20,000"
    assert "no list was read" in counted_words(value("follow-back-rate", bound))


def test_bounds_that_are_too_few_to_show_claim_no_draw() -> None:
    few = Estimate(state=State.GAP, reason=Gap.TOO_FEW, numerator=9, denominator=12)
    assert counted_words(value("follow-back-rate", few)) == (
        "9 accounts followed, 12 followers; no list was read"
    )


def test_a_gap_without_counts_is_told_without_any_number() -> None:
    lines = {
        line.name: line.text
        for line in behind(
            value("people", Estimate(state=State.GAP, reason=Gap.LOCKED)), collected=None
        )
    }
    assert "Counted" not in lines
    assert "Window" not in lines
    assert lines["State"] == "gap"
    assert lines["Looked at"] == "for the night of 21 November 2026"


def test_what_was_imported_was_read_by_nobody_here() -> None:
    one = replace(value("answered-24h"), imported="old.csv", kind=OpeningKind.MENTIONS)
    at = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    lines = {line.name: line.text for line in behind(one, at)}
    assert lines["Measured"] == "as of 21 November 2026"
    assert lines["Imported"] == "on 22 November 2026, 09:30 UTC; no reading of ours saw it"
    assert lines["Messages"] == "mentions and replies"
    assert "Collected" not in lines
