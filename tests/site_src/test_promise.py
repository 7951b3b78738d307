"""Promised hours: understood in full, or not at all."""

from __future__ import annotations

import pytest

from site_src.promise import Open, blocks, promised, whole_hours


@pytest.mark.parametrize(
    "words",
    [
        "Mon-Fri 09:00-17:00",
        "Monday to Friday, 9am to 5pm",
        "mon–fri 9-17",
        "Mon, Tue, Wed, Thu and Fri from 9.00 to 17.00",
    ],
)
def test_the_same_hours_are_understood_however_they_are_written(words: str) -> None:
    assert promised(words) == tuple(Open(day=day, opens=9, closes=17) for day in range(5))


def test_days_may_differ_and_the_week_may_turn() -> None:
    found = promised("Sat-Mon 10-12, 14:30-16; Wed all day")
    assert [(one.day, one.opens, one.closes) for one in found if one.day != 5] == [
        (0, 10, 12),
        (0, 14.5, 16),
        (2, 0, 24),
        (6, 10, 12),
        (6, 14.5, 16),
    ]


@pytest.mark.parametrize("words", ["24/7", "daily all day", "every day 0-24"])
def test_all_hours_are_a_promise_too(words: str) -> None:
    assert len(whole_hours(promised(words)) or ()) == 168


@pytest.mark.parametrize(
    "words",
    [
        None,
        "",
        "Office hours",
        "Mon-Fri 09:00-17:00 except bank holidays",
        "Mon-Fri",
        "9-17",
        "Mon 17-9",
        "Mon 9-25",
        "<b>Mon 9-17</b>",
    ],
)
def test_what_is_not_plain_promises_nothing(words: str | None) -> None:
    assert promised(words) == ()


def test_half_an_hour_has_no_share_of_whole_hours() -> None:
    assert whole_hours(promised("Mon 9:30-17")) is None


def test_days_on_end_with_the_same_hours_are_one_block() -> None:
    found = promised("Mon-Tue 9-17, Thu-Fri 9-17, Sat 10-12")
    assert list(blocks(found)) == [(0, 2, 9, 17), (3, 2, 9, 17), (5, 1, 10, 12)]
