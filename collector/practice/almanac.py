"""The practice world's calendar: its first day, the nights it is played for, its bad nights."""

from __future__ import annotations

from datetime import date, timedelta

from collector.practice.codes import HOUR, midnight

LAST_NIGHT = date(2026, 11, 1)
NIGHTS = 120
FIRST_NIGHT = LAST_NIGHT - timedelta(days=NIGHTS - 1)
OPENING = FIRST_NIGHT - timedelta(days=91)

# The AppView answers 503 to everybody, all night.
DARK_NIGHTS = frozenset(FIRST_NIGHT + timedelta(days=n) for n in (40, 77, 101))
# The shaky host is down, all night.
SHAKY_NIGHTS = frozenset(FIRST_NIGHT + timedelta(days=n) for n in (21, 22, 23, 58, 95, 96))


def instant(night: date) -> int:
    """Return the instant that a night shows: three hours into it, past its cut-off."""
    return midnight(night) + 3 * HOUR
