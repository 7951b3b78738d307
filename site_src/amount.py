"""How an amount is printed in its unit: shares, ratios, counts and times, and their ranges."""

from __future__ import annotations

import math
from enum import StrEnum

from collector.model import CHANCE_HOURS

TINY, HUGE = 0.005, 0.995
FEW = 0.1  # below this, a percentage that is counted and not estimated keeps a decimal
LEAST = 0.0005
MINUTE, DAY = 1 / 60, 24
PLAIN = 9.95  # hours: below this a decimal is worth printing
FEW_DAYS = 2  # from so many days on, hours are told as days
BEYOND = f"over {CHANCE_HOURS // DAY} days"
NOT_REACHED = f"not reached within {CHANCE_HOURS // DAY} days"


class Unit(StrEnum):
    """What a number counts."""

    SHARE = "share"
    RATIO = "ratio"
    COUNT = "count"
    HOURS = "hours"


def number(value: float, unit: Unit) -> str:
    """Return a value in its unit; what is not quite nothing is never printed as nothing."""
    if unit is Unit.SHARE:
        return f"{_percent(value)}%"
    if unit is Unit.RATIO:
        return "under 0.01" if 0 < value < TINY else f"{value:,.2f}" if value else "0"
    if unit is Unit.HOURS:
        return _time(value)
    return f"{value:,.0f}"


def exactly(value: float, unit: Unit) -> str:
    """Return a value that was counted in full: a small percentage keeps a decimal."""
    if unit is not Unit.SHARE or not 0 < value < FEW:
        return number(value, unit)
    return f"{value:.1%}" if value >= LEAST else "under 0.1%"


def span(lo: float | None, hi: float | None, unit: Unit) -> str:
    """Return an interval in words as short as they can be; no end: not reached in 7 days."""
    low = BEYOND if lo is None else number(lo, unit)
    high = BEYOND if hi is None else number(hi, unit)
    if low == high:
        return f"within a point of {low}" if unit is Unit.SHARE else low
    if any(word in end for end in (low, high) for word in ("under", "over")):
        return f"{low} to {high}"
    if unit is Unit.HOURS:
        return _times(low, high)
    return f"{low.removesuffix('%')}–{high}"


def counted(value: float, unit: Unit) -> str:
    """Return a percentage known from the counts alone: small ones keep a decimal."""
    if unit is not Unit.SHARE or not 0 < value < FEW:
        return number(value, unit)
    return f"{value:.1%}" if value >= LEAST else "0.1%"


def _percent(share: float) -> str:
    if 0 < share <= TINY:
        return "under 1"
    if HUGE <= share < 1:
        return "over 99"
    return f"{share * 100:.0f}"


def _time(hours: float) -> str:
    """Return a time as one would say it: 12 minutes, 4.2 hours, 2.1 days."""
    if math.isinf(hours):
        return BEYOND
    if hours < MINUTE:
        return "under 1 minute"
    if round(hours * 60) < 1 / MINUTE:
        return _plural(f"{hours * 60:.0f}", "minute")
    if hours < FEW_DAYS * DAY:
        return _plural(_decimal(hours) if hours < PLAIN else f"{hours:.0f}", "hour")
    return _plural(_decimal(hours / DAY), "day")


def _decimal(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _plural(amount: str, unit: str) -> str:
    return f"{amount} {unit}{'' if amount == '1' else 's'}"


def _times(low: str, high: str) -> str:
    (first, one), (last, other) = low.split(" "), high.split(" ")
    is_alike = one.removesuffix("s") == other.removesuffix("s")
    return f"{first}–{last} {other}" if is_alike else f"{low} to {high}"
