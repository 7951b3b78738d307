"""Worked examples: every number in them is the product's own."""

from __future__ import annotations

import re

import pytest

from collector.model import Facts
from site_src.metrics import METRICS, Family
from site_src.say import number, span
from site_src.worked import LATER, REPLIES, worked
from site_src.worked_chart import grid, queue_rows


@pytest.mark.parametrize("key", METRICS)
def test_every_measure_has_an_example_that_arrives_at_its_figure(key: str) -> None:
    metric = METRICS[key]
    found = metric.measure(metric.sample)
    assert found.value is not None
    told = " ".join(worked(metric).steps)
    assert number(found.value, metric.unit) in told
    if found.lo != found.hi and found.hi is not None and key != "time-to-answer":
        assert span(found.lo, found.hi, metric.unit) in told


def test_the_replies_of_the_example_are_those_that_the_sample_counts() -> None:
    replies = {*REPLIES, LATER}
    assert METRICS["conversations"].sample.conversations == len(replies)
    assert METRICS["people"].sample.people == len({person for _, person in replies})


def test_a_wider_draw_leaves_less_open() -> None:
    table = worked(METRICS["follow-back-rate"]).table
    assert table is not None
    ends = [[int(end) for end in re.findall(r"\d+", row[-1])] for row in table.rows]
    widths = [high - low for low, high in ends]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > widths[-1]


def test_alike_messages_tell_less_than_as_many_single_ones() -> None:
    told = worked(METRICS["answered-24h"]).steps[-1]
    messages, worth = re.findall(r"The (\d+) tell as much as (\d+)", told)[0]
    assert int(worth) < int(messages)


def test_those_who_still_wait_are_counted_hour_by_hour() -> None:
    facts = Facts(answer_waits=(1800, 7200), open_waits=(604_800, 604_800))
    assert list(queue_rows(facts))[:3] == [
        ("1 hour", "1", "75%"),
        ("4 hours", "2", "50%"),
        ("12 hours", "2", "50%"),
    ]


def test_the_hours_of_a_grid_are_those_with_replies() -> None:
    drawn = grid(Facts(reply_hours=(0, 25, 168), reply_hour_counts=(1, 4, 1)))
    assert drawn.label == "Replies in 2 of the 168 hours of the week"
    assert {tone.tone: tone.path for tone in drawn.tones} == {
        "h2": "M0 0h1v1h-1z",
        "h4": "M1 1h1v1h-1z",
    }


@pytest.mark.parametrize("key", [k for k, one in METRICS.items() if one.family is Family.MANNER])
def test_what_rules_see_is_corrected_by_their_tested_errors(key: str) -> None:
    told = " ".join(worked(METRICS[key]).steps)
    assert "replies labelled by hand" in told
    assert re.search(r"\(0\.\d{3} \+ \d\.\d{3} − 1\) / \(0\.\d{3} \+ \d\.\d{3} − 1\)", told)
