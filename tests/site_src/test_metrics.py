"""METRICS: each declared once, honestly."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.model import Facts, Gap, State
from site_src.metrics import METRICS, Metric

EVERY = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)


def sample(scale: int = 1) -> Facts:
    return Facts(
        followers=4000 * scale,
        following=700,
        listed=700,
        drawn=700,
        mutual=210,
        days_observed=24,
        replies_by_day=(3, 1, 0) * 10,
        originals_by_day=(1, 2, scale) * 10,
        conversations=31 * scale,
        people=17,
    )


def names_in(formula: str) -> list[str]:
    known = {one.name for one in fields(Facts)}
    return [name for name in re.findall(r"[a-z_]+", formula) if name in known]


@EVERY
@given(scale=st.integers(1, 9))
def test_the_printed_formula_is_what_is_measured(metric: Metric, scale: int) -> None:
    facts = sample(scale)
    names = {name: getattr(facts, name) for name in names_in(metric.formula)}
    printed = eval(metric.formula, {"__builtins__": {}, "sum": sum}, names)  # noqa: S307 - our own
    assert metric.measure(facts).value == pytest.approx(printed)


@EVERY
def test_a_figure_needs_every_name_of_its_formula(metric: Metric) -> None:
    for name in names_in(metric.formula):
        blank: dict[str, Any] = {name: None}
        assert metric.measure(replace(sample(), **blank)).value is None


@EVERY
def test_every_metric_says_what_it_does_not_mean(metric: Metric) -> None:
    assert metric.caveat
    with pytest.raises(ValueError, match="no caveat"):
        replace(metric, caveat=" ")


@EVERY
def test_nothing_read_is_a_gap_and_never_a_zero(metric: Metric) -> None:
    found = metric.measure(Facts())
    assert (found.state, found.value, found.lo, found.hi) == (State.GAP, None, None, None)


def test_every_formula_is_told_in_words() -> None:
    for metric in METRICS.values():
        assert metric.reckoned.endswith(".")
        assert "_" not in metric.reckoned


def test_the_keys_are_those_of_the_contract() -> None:
    assert tuple(METRICS) == (
        "follow-back-rate",
        "reciprocity",
        "following-per-follower",
        "conversations",
        "people",
        "reply-share",
    )


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


def test_least_data_are_said_in_words() -> None:
    metric = METRICS["follow-back-rate"]
    assert (metric.shown_from, metric.ranked_from) == ("30 followers", "100 followers")
