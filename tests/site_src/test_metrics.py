"""METRICS: each declared once, honestly."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields, replace
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.interval import ClusterSums, cluster_sums
from collector.model import WEEK_HOURS, Facts, Gap, State
from collector.touch import Sign
from site_src.amount import Unit
from site_src.hours import coverage, is_out_of_hours
from site_src.metrics import METRICS, Basis, Better, Metric
from site_src.survival import time_to, waiting
from site_src.tested import TESTED, corrected_share

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

EVERY = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
SUMS = ("answered", "acknowledged", "responded", "signed", "thanked", "apologised", "invited")
HOURS = tuple(range(0, 2016, 9))


def sums_of(hits: Sequence[int], sizes: Sequence[int]) -> tuple[int, ...]:
    return cluster_sums(hits, sizes).flat


def sample(scale: int = 1) -> Facts:
    threads = sums_of((1, 2, 0, 1) * 4, (2, 3, scale, 1) * 4)
    replies = sums_of((1, 0, 3, 2) * 5, (4, 2, 3 + scale, 5) * 5)
    return Facts(
        followers=4000 * scale,
        following=700,
        listed=700,
        drawn=700,
        mutual=210,
        days_observed=24,
        replies_by_day=(3, 1, 0) * 10,
        originals_by_day=(1, 2, scale) * 10,
        reposts_by_day=(0, scale, 0) * 10,
        promotions_by_day=(1, 0, 1) * 10,
        conversations=31 * scale,
        people=17,
        weeks_observed=10,
        people_by_week=(0, 0, 3, 9, 4, 1, scale, 7, 8, 5, 6, 2),
        zone="Europe/London",
        reply_hours=HOURS,
        reply_hour_counts=tuple(1 + cell % scale for cell in HOURS),
        languages=("en",),
        signed=replies,
        thanked=replies,
        apologised=replies,
        invited=replies,
        answered=threads,
        acknowledged=threads,
        responded=threads,
        answer_waits=tuple(600 * scale * number for number in range(1, 40)),
        open_waits=(604_800, 90_000),
    )


def names_in(formula: str) -> list[str]:
    known = {one.name for one in fields(Facts)}
    found = [name for name in re.findall(r"[a-z_]+", formula) if name in known]
    return list(dict.fromkeys(found))


def by_hour(cells: Sequence[int], counts: Sequence[int]) -> list[int]:
    found: Counter[int] = Counter()
    for cell, count in zip(cells, counts, strict=True):
        found[cell % WEEK_HOURS] += count
    return [found[hour] for hour in range(WEEK_HOURS)]


def meant_by(metric: Metric, facts: Facts) -> dict[str, Any]:
    """Return what the words of a printed formula stand for."""
    sign = {"signed": Sign.SIGNED, "thanks": Sign.THANKED, "apologies": Sign.APOLOGISED}

    def corrected(share: float) -> float:
        right = TESTED["en"][sign.get(metric.key, Sign.INVITED)]
        return corrected_share(share, right.sensitivity, right.specificity)

    words: dict[str, Callable[..., Any]] = {
        "sum": sum,
        "max": max,
        "zip": zip,
        "median": median,
        "coverage": coverage,
        "by_hour": by_hour,
        "is_out_of_hours": is_out_of_hours,
        "waiting": waiting,
        "corrected": corrected,
        "time_to": lambda share, curve: time_to(share, curve, 0.05).at,
    }
    columns = {
        name: ClusterSums.of(getattr(facts, name)) if name in SUMS else getattr(facts, name)
        for name in names_in(metric.formula)
    }
    return {**words, **columns, "__builtins__": {}}


@EVERY
@given(scale=st.integers(1, 9))
def test_the_printed_formula_is_what_is_measured(metric: Metric, scale: int) -> None:
    facts = sample(scale)
    printed = eval(metric.formula, meant_by(metric, facts))  # noqa: S307 - our own
    assert metric.measure(facts).value == pytest.approx(printed)


@EVERY
def test_a_figure_needs_every_name_of_its_formula(metric: Metric) -> None:
    assert names_in(metric.formula)
    for name in names_in(metric.formula):
        blank: dict[str, Any] = {name: None}
        found = metric.measure(replace(sample(), **blank))
        assert (found.state is State.EXACT, found.value) == (False, None)


@EVERY
def test_every_metric_says_what_it_does_not_mean(metric: Metric) -> None:
    assert metric.caveat.endswith(".")
    assert metric.is_not.endswith(".")
    with pytest.raises(ValueError, match="no caveat"):
        replace(metric, caveat=" ")
    with pytest.raises(ValueError, match="no caveat"):
        replace(metric, is_not="")


@EVERY
def test_nothing_read_is_a_gap_and_never_a_zero(metric: Metric) -> None:
    found = metric.measure(Facts())
    assert (found.state, found.value, found.lo, found.hi) == (State.GAP, None, None, None)
    assert (found.reason, found.numerator) == (Gap.NOT_OFFERED, None)


@EVERY
def test_every_metric_is_told_in_whole_sentences(metric: Metric) -> None:
    for text in (metric.definition, metric.reckoned, metric.caveat, metric.is_not, metric.example):
        assert text.endswith(".")
        assert "_" not in text
        assert "None" not in text
    assert metric.question.endswith("?")
    assert metric.window
    assert metric.name[0].isupper()


@EVERY
def test_every_example_is_measured_and_would_be_ranked(metric: Metric) -> None:
    found = metric.measure(metric.sample)
    assert found.value is not None
    assert "{" not in metric.example
    assert metric.thin(metric.sample) is None
    assert "not measured" not in metric.example


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("follow-back-rate", "it follows back 89% of its followers (86–91%)."),
        ("answered-24h", "46 had an answer within 24 hours: 72% (57–84%)."),
        ("time-to-answer", "half of all had theirs within 3.8 hours (1.6–8.7 hours)."),
        ("time-to-answer-p90", "within 43 hours (22 hours to over 7 days)."),
        ("hours-coverage", "touches 38.8 hours with 100 of them, of the 75.5 that"),
        ("consistency", "in 10 of 12 weeks with 6 or more: 83%."),
        ("following-per-follower", "the ratio is 1.05"),
    ],
)
def test_examples_are_told_in_real_numbers(key: str, words: str) -> None:
    assert words in METRICS[key].example


def test_the_keys_are_those_of_the_contract() -> None:
    assert tuple(METRICS) == (
        "follow-back-rate",
        "reply-share",
        "conversations",
        "people",
        "answered-24h",
        "time-to-answer",
        "time-to-answer-p90",
        "hours-coverage",
        "acknowledged",
        "any-response",
        "consistency",
        "out-of-hours-share",
        "broadcast-share",
        "self-promotion-share",
        "reciprocity",
        "following-per-follower",
        "signed",
        "thanks",
        "apologies",
        "private-invitations",
    )


def test_directions_units_and_shrinkage_are_those_of_the_method() -> None:
    down = {key for key, one in METRICS.items() if one.better is Better.DOWN}
    neutral = {key for key, one in METRICS.items() if one.better is Better.NEUTRAL}
    hours = {key for key, one in METRICS.items() if one.unit is Unit.HOURS}
    touch = {"signed", "thanks", "apologies", "private-invitations"}
    assert down == {"time-to-answer", "time-to-answer-p90", "broadcast-share"}
    assert hours == {"time-to-answer", "time-to-answer-p90"}
    assert neutral == touch | {
        "reciprocity",
        "following-per-follower",
        "self-promotion-share",
        "out-of-hours-share",
    }
    shrunken = {key for key, one in METRICS.items() if one.is_shrunken}
    assert shrunken == touch | {"reply-share", "answered-24h", "acknowledged", "any-response"}


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("reply-share", 720, 0),
        ("answered-24h", 744, 24),
        ("acknowledged", 888, 168),
        ("any-response", 888, 168),
        ("time-to-answer", 720, 0),
        ("hours-coverage", 2016, 0),
        ("out-of-hours-share", 2016, 0),
        ("consistency", 2016, 0),
        ("thanks", 720, 0),
    ],
)
def test_windows_are_those_of_the_method(key: str, first: int, last: int) -> None:
    span = METRICS[key].span
    assert span is not None
    assert (span.first, span.last, span.hours) == (first, last, first - last)


def test_what_is_no_event_has_no_window_of_hours() -> None:
    for metric in METRICS.values():
        assert (metric.span is None) == (metric.basis in (Basis.LISTS, Basis.COUNTS))


def threads(count: int) -> tuple[int, ...]:
    return sums_of((1,) * count, (1,) * count)


def waits(count: int) -> dict[str, Any]:
    return {"answer_waits": (60,) * count, "open_waits": ()}


def hours(count: int) -> dict[str, Any]:
    return {"reply_hours": tuple(range(count)), "reply_hour_counts": (1,) * count}


@pytest.mark.parametrize(
    ("key", "few", "enough"),
    [
        ("follow-back-rate", {"followers": 29}, {"followers": 30}),
        (
            "reciprocity",
            {"following": 29, "listed": 29, "drawn": 29, "mutual": 3},
            {"following": 30, "listed": 30, "drawn": 30, "mutual": 3},
        ),
        ("following-per-follower", {"followers": 29}, {"followers": 30}),
        ("conversations", {"days_observed": 20}, {"days_observed": 21}),
        ("people", {"days_observed": 20}, {"days_observed": 21}),
        (
            "reply-share",
            {"replies_by_day": (4, 0), "originals_by_day": (0, 5)},
            {"replies_by_day": (4, 0), "originals_by_day": (0, 6)},
        ),
        (
            "broadcast-share",
            {"replies_by_day": (4,), "originals_by_day": (5,), "reposts_by_day": (0,)},
            {"replies_by_day": (4,), "originals_by_day": (5,), "reposts_by_day": (1,)},
        ),
        (
            "self-promotion-share",
            {"originals_by_day": (9,), "promotions_by_day": (1,)},
            {"originals_by_day": (10,), "promotions_by_day": (1,)},
        ),
        ("answered-24h", {"answered": threads(9)}, {"answered": threads(10)}),
        ("acknowledged", {"acknowledged": threads(9)}, {"acknowledged": threads(10)}),
        ("any-response", {"responded": threads(9)}, {"responded": threads(10)}),
        ("time-to-answer", waits(29), waits(30)),
        ("time-to-answer-p90", waits(29), waits(30)),
        ("hours-coverage", hours(119), hours(120)),
        ("out-of-hours-share", hours(29), hours(30)),
        ("consistency", {"weeks_observed": 7}, {"weeks_observed": 8}),
        ("signed", {"signed": threads(49)}, {"signed": threads(50)}),
        ("thanks", {"thanked": threads(49)}, {"thanked": threads(50)}),
        ("apologies", {"apologised": threads(49)}, {"apologised": threads(50)}),
        ("private-invitations", {"invited": threads(49)}, {"invited": threads(50)}),
    ],
)
def test_too_few_hide_the_value_and_keep_the_counts(
    key: str, few: dict[str, Any], enough: dict[str, Any]
) -> None:
    hidden = METRICS[key].measure(replace(sample(), **few))
    shown = METRICS[key].measure(replace(sample(), **enough))
    assert (hidden.state, hidden.reason, hidden.value) == (State.GAP, Gap.TOO_FEW, None)
    assert hidden.numerator is not None
    assert hidden.denominator is not None
    assert shown.value is not None


@pytest.mark.parametrize(
    ("key", "ranked_at"),
    [
        ("follow-back-rate", 100),
        ("reply-share", 30),
        ("answered-24h", 30),
        ("time-to-answer", 30),
        ("hours-coverage", 120),
        ("out-of-hours-share", 100),
        ("consistency", 8),
        ("thanks", 50),
        ("reciprocity", 30),
    ],
)
def test_ranks_ask_for_as_much_as_the_method_does(key: str, ranked_at: int) -> None:
    assert METRICS[key].ranked_at == ranked_at


def test_least_data_are_said_in_words() -> None:
    metric = METRICS["follow-back-rate"]
    assert (metric.shown_from, metric.ranked_from) == ("30 followers", "100 followers")
    assert METRICS["answered-24h"].ranked_from == (
        "30 openings, in at least 10 conversations, none of them with more than half"
    )
