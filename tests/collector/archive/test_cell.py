from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from collector.archive import cell
from collector.model import PostKind

AT = datetime(2017, 10, 31, 22, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2017-10-31T22:10:00Z",
        "2017-10-31T22:10:00+00:00",
        "2017-10-31T22:10:00",
        "2017-10-31 22:10",
        "2017-11-01T00:10:00+02:00",
        "2017-10-31T22:10:00.000Z",
    ],
)
def test_a_time_is_in_utc_however_it_is_written(text: str) -> None:
    assert cell.moment(text) == AT
    assert cell.moment(text).tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "created_at is empty; write it in UTC, as 2017-10-31T22:10:35Z"),
        ("2017-10-31", 'created_at "2017-10-31" is no time; write it in UTC'),
        ("31/10/2017 22:10", "is no time; write"),
        ("Tue Oct 31 22:10:47 +0000 2017", "is no time; write"),
        ("1509487835", "is no time; write"),
        ("2017-02-30T00:00:00Z", "is no time of the calendar"),
        ("2017-10-31T25:00:00Z", "is no time of the calendar"),
        ("0001-01-01T00:00:00+14:00", "is no time of the calendar"),
        ("0001-01-01T00:00:00Z", "is out of all times; write a year from 1980 to 2999"),
        ("9999-12-31T23:59:59Z", "is out of all times"),
        ("٢٠١٧-10-31T22:10:00Z", "is no time; write"),
        ("\x1b[31mred\n" * 50, "\ufffd[31mred\ufffd"),
    ],
)
def test_what_is_no_time_is_told_with_the_remedy(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"^created_at ") as refusal:
        cell.moment(text)
    assert sentence in str(refusal.value)
    assert len(str(refusal.value)) < 200


def test_a_date_is_a_night() -> None:
    assert cell.day("2022-11-18") == date(2022, 11, 18)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "date is empty; write year-month-day, as 2022-11-18"),
        ("18.11.2022", 'date "18.11.2022" is no date; write year-month-day'),
        ("2022-11-18T00:00:00Z", "is no date; write"),
        ("2022-11-31", "is no day of the calendar"),
        ("0022-11-18", "is out of all times"),
    ],
)
def test_what_is_no_date_is_told_with_the_remedy(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"^date ") as refusal:
        cell.day(text)
    assert sentence in str(refusal.value)


def test_an_empty_count_is_not_known_and_never_a_zero() -> None:
    assert cell.count("followers", "") is None
    assert cell.count("followers", "0") == 0
    assert cell.count("followers", "20000") == 20000


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("-1", 'followers "-1" is negative; leave it empty where it is not known'),
        ("1,000", 'followers "1,000" is no count; write digits alone'),
        ("1.5", "is no count"),
        ("12k", "is no count"),
        ("nan", "is no count"),
        ("٣", "is no count"),
        ("9" * 16, "is no count"),
    ],
)
def test_what_is_no_count_is_told_with_the_remedy(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match="followers") as refusal:
        cell.count("followers", text)
    assert sentence in str(refusal.value)


def test_a_quote_is_an_original() -> None:
    assert cell.kind("Quote") is PostKind.ORIGINAL
    assert cell.kind("repost") is PostKind.REPOST
    assert cell.kind("") is None
    with pytest.raises(ValueError, match='unknown kind "like"; leave it empty'):
        cell.kind("like")
