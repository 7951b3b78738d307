"""What one cell of an archive's file may hold; the ValueError says what to write instead."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TypeVar

from collector.handle import in_short
from collector.model import PostKind

Day = TypeVar("Day", date, datetime)
TIME = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII
)
DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
COUNT = re.compile(r"\d{1,15}", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1980, 2999  # no social network is older; the windows fit in the calendar
A_TIME = "write it in UTC, as 2017-10-31T22:10:35Z"
A_DATE = "write year-month-day, as 2022-11-18"
KINDS = {"": None, "repost": PostKind.REPOST, "quote": PostKind.ORIGINAL}


def moment(text: str) -> datetime:
    """Return a time in UTC; one without a zone is in UTC."""
    if not TIME.fullmatch(text):
        raise ValueError(_wrong("created_at", text, "is no time", A_TIME))
    try:
        at = datetime.fromisoformat(text)
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise ValueError(_wrong("created_at", text, "is no time of the calendar", A_TIME)) from None
    return _within(at, "created_at", text)


def day(text: str) -> date:
    """Return a date."""
    if not DATE.fullmatch(text):
        raise ValueError(_wrong("date", text, "is no date", A_DATE))
    try:
        night = date.fromisoformat(text)
    except ValueError:
        raise ValueError(_wrong("date", text, "is no day of the calendar", A_DATE)) from None
    return _within(night, "date", text)


def count(name: str, text: str) -> int | None:
    """Return a count; an empty cell is not known, and never 0."""
    if not text:
        return None
    if text.startswith("-") and COUNT.fullmatch(text[1:]):
        raise ValueError(_wrong(name, text, "is negative", "leave it empty where it is not known"))
    if not COUNT.fullmatch(text):
        remedy = "write digits alone, as 20000, or leave it empty where it is not known"
        raise ValueError(_wrong(name, text, "is no count", remedy))
    return int(text)


def kind(text: str) -> PostKind | None:
    """Return what the row says it is; None: a post or a reply, as in_reply_to tells."""
    try:
        return KINDS[text.lower()]
    except KeyError:
        remedy = 'leave it empty for a post or a reply, or write "repost" or "quote"'
        raise ValueError(f'unknown kind "{in_short(text)}"; {remedy}') from None


def _wrong(name: str, text: str, fault: str, remedy: str) -> str:
    return f'{name} "{in_short(text)}" {fault}; {remedy}' if text else f"{name} is empty; {remedy}"


def _within(at: Day, name: str, text: str) -> Day:
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        remedy = f"write a year from {FIRST_YEAR} to {LAST_YEAR}"
        raise ValueError(_wrong(name, text, "is out of all times", remedy))
    return at
