"""The hours that an organisation promises, in its own words -> spans of the week, if plain.

What is not understood in full promises nothing here: its words stand beside the chart as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES = 60
DAY_HOURS = 24
_NAME = r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_TIME = r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?"
_TO = r"\s*(?:-|–|to|until)\s*"
_DAYS = re.compile(rf"{_NAME}(?:{_TO}{_NAME})?|daily|every day", re.IGNORECASE)
_TIMES = re.compile(rf"{_TIME}{_TO}{_TIME}|all day", re.IGNORECASE)
_ROUND = re.compile(r"24\s*/\s*7|24 hours a day", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;&/:.()]|\band\b|\bfrom\b", re.IGNORECASE)


Block = tuple[int, int, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """One day's hours, as hours from midnight."""

    day: int  # Monday is 0
    opens: float
    closes: float


def promised(words: str | None) -> tuple[Open, ...]:
    """Return the spans that the words name; none where they are not understood in full."""
    if not words:
        return ()
    if _ROUND.fullmatch(words.strip()):
        return tuple(Open(day=day, opens=0, closes=DAY_HOURS) for day in range(len(DAYS)))
    try:
        spans = sorted(_spans(words), key=lambda one: (one.day, one.opens))
    except ValueError:
        return ()
    return tuple(spans)


def blocks(spans: Sequence[Open]) -> Iterator[Block]:
    """Yield the spans as blocks of days on end: first day, days, opening and closing."""
    by_times = sorted(spans, key=lambda one: (one.opens, one.closes, one.day))
    alike = groupby(
        enumerate(by_times), key=lambda at: (at[1].opens, at[1].closes, at[1].day - at[0])
    )
    for (opens, closes, _), group in alike:
        days = [one.day for _, one in group]
        yield days[0], len(days), opens, closes


def whole_hours(spans: Sequence[Open]) -> frozenset[int] | None:
    """Return the promised hours of the week; None where an hour is promised in part."""
    if any(not end.is_integer() for one in spans for end in (float(one.opens), float(one.closes))):
        return None
    return frozenset(
        DAY_HOURS * one.day + hour
        for one in spans
        for hour in range(int(one.opens), int(one.closes))
    )


def _spans(words: str) -> Iterator[Open]:
    """Yield a span for each day and time; ValueError where a word is left that is neither."""
    days: list[int] = []
    has_times, at = True, 0
    while at < len(words):
        if gap := _BETWEEN.match(words, at):
            at = gap.end()
        elif found := _DAYS.match(words, at):
            days = [] if has_times else days
            days += _days(found)
            has_times, at = False, found.end()
        elif (found := _TIMES.match(words, at)) and days:
            opens, closes = _times(found)
            yield from (Open(day=day, opens=opens, closes=closes) for day in days)
            has_times, at = True, found.end()
        else:
            raise ValueError(words)
    if not has_times:
        raise ValueError(words)


def _days(found: re.Match[str]) -> list[int]:
    if found[1] is None:
        return list(range(len(DAYS)))
    first = DAYS.index(found[1].lower())
    last = DAYS.index((found[2] or found[1]).lower())
    return [day % len(DAYS) for day in range(first, last + 1 + (last < first) * len(DAYS))]


def _times(found: re.Match[str]) -> tuple[float, float]:
    if found[1] is None:
        return 0, DAY_HOURS
    opens = _hour(found[1], found[2], found[3])
    closes = _hour(found[4], found[5], found[6])
    if not 0 <= opens < closes <= DAY_HOURS:
        raise ValueError(found[0])
    return opens, closes


def _hour(hour: str, minutes: str | None, half: str | None) -> float:
    whole = int(hour)
    if half:
        whole = whole % 12 + (12 if half.lower() == "pm" else 0)
    return whole + int(minutes or 0) / MINUTES
