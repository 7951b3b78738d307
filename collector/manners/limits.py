"""How long a reply's headers ask us to stay away, in whichever of the ways that hosts name it."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple

from collector.manners.verdict import TOO_MANY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

UNAVAILABLE = 503
# What hosts call the headers of their limits, one number each; the last is X's.
LIMITS = ("ratelimit", "x-ratelimit", "x-rate-limit")
# https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/: a list of limits, each
# `"name";r=LEFT;t=SECONDS`; before its eighth version `limit=MOST, remaining=LEFT, reset=SECONDS`.
TOGETHER = "ratelimit"
POLICY = "ratelimit-policy"
LONGEST_LIST = 1000  # letters: nobody has so many limits
_WORD = r'"(?:[^"\\]|\\.)*"|[^\s",;=]+'
_ITEM = re.compile(rf"({_WORD})((?:\s*;\s*[^\s\",;=]+(?:=(?:{_WORD}))?)*)")
_NUMBERS = re.compile(r"\b(\w+)\s*=\s*(\d{1,12})(?![\w.])")
MADDEST_CLOCK = 86_400.0  # seconds
# Smaller numbers of seconds are a delay, larger ones a date, and the largest are in milliseconds,
# microseconds or nanoseconds.
FIRST_DATE = 1e9
FIRST_DATE_IN_MILLISECONDS = 1e11


class Limit(NamedTuple):
    """One limit of several: what is left of it, and the seconds until it begins anew."""

    left: int | None
    seconds: int


def asked_wait(status: int, headers: Mapping[str, str], *, now: float) -> float:
    """Return the seconds for which a reply asks us to stay away; 0 where it does not ask."""
    waits = [0.0]
    if status in {TOO_MANY, UNAVAILABLE} and (after := headers.get("retry-after")):
        waits.append(_seconds_until(after, _their_time(headers, now)))
    for name in LIMITS:
        reset = headers.get(f"{name}-reset")
        if reset and (status == TOO_MANY or _is_spent(headers.get(f"{name}-remaining", ""))):
            waits.append(_seconds_until(reset, _their_time(headers, now)))
    if told := headers.get(TOGETHER):
        waits.append(_together(told, headers.get(POLICY, ""), is_too_many=status == TOO_MANY))
    return max(waits)


def _their_time(headers: Mapping[str, str], now: float) -> float:
    """Return what time it is by the host's clock, which its dates go by; ours if it seems mad."""
    if "age" in headers:  # a cache's reply: its date is of another day
        return now
    theirs = _date(headers.get("date", ""), now)
    return theirs if abs(theirs - now) <= MADDEST_CLOCK else now


def _together(told: str, policy: str, *, is_too_many: bool) -> float:
    """Return the seconds until the limits that are used up begin anew.

    Where too many came and none is said to be used up, it is the one that begins anew first.
    """
    limits = list(_limits(told, _windows(policy)))
    spent = [limit.seconds for limit in limits if limit.left == 0]
    if spent:
        return max(spent)
    return min((limit.seconds for limit in limits), default=0) if is_too_many else 0


def _limits(told: str, windows: Mapping[str, int]) -> Iterator[Limit]:
    """Yield the limits; one that says not when it begins anew lasts as long as its window."""
    older = dict(_numbers(told))
    if "reset" in older:
        yield Limit(left=older.get("remaining"), seconds=older["reset"])
        return
    for name, numbers in _items(told):
        yield Limit(left=numbers.get("r"), seconds=numbers.get("t", windows.get(name, 0)))


def _windows(policy: str) -> dict[str, int]:
    return {name: numbers["w"] for name, numbers in _items(policy) if "w" in numbers}


def _items(text: str) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield the names in a list, each with its numbers."""
    for name, numbers in _ITEM.findall(text[:LONGEST_LIST]):
        yield name.strip('"'), dict(_numbers(numbers))


def _numbers(text: str) -> Iterator[tuple[str, int]]:
    return ((key, int(number)) for key, number in _NUMBERS.findall(text[:LONGEST_LIST]))


def _is_spent(remaining: str) -> bool:
    try:
        return float(remaining) <= 0
    except ValueError:
        return False


def _seconds_until(text: str, now: float) -> float:
    """Return the seconds until a delay, a unix time, an ISO 8601 time or an HTTP date is over."""
    moment = _moment(text, now)
    return max(0.0, moment - now) if math.isfinite(moment) else 0.0


def _moment(text: str, now: float) -> float:
    try:
        number = float(text)
    except ValueError:
        return _date(text, now)
    if number < FIRST_DATE:
        return now + number
    while number >= FIRST_DATE_IN_MILLISECONDS and math.isfinite(number):
        number /= 1000
    return number


def _date(text: str, now: float) -> float:
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(text)
        except (ValueError, OverflowError):
            continue
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return now
