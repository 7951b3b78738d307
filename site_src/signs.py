"""Every sign of the site with its word: states of a figure, changes, nights. Reasons: gaps.py.

The sign is never alone: the word stands beside it, and is what a screen reader reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from collector.model import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A sign, its word, and what both mean."""

    glyph: str
    word: str
    meaning: str


def _sign(glyph: str, word: str, meaning: str) -> Sign:
    return Sign(glyph=glyph, word=word, meaning=meaning)


STATES = MappingProxyType(
    {
        State.EXACT: _sign("=", "exact", "Everything was read."),
        State.ESTIMATE: _sign(
            "≈",
            "estimate",
            "A part was read, or the past stands for a habit. The range in brackets holds the true "
            "value in 95 of 100 such cases.",
        ),
        State.BOUND: _sign("≤", "bound", "Only the limits are known, from two printed counts."),
        State.GAP: _sign("∅", "gap", "Nothing is known, and a word says why. Never a zero."),
    }
)
AT_LEAST = _sign("≥", "bound", "The same, where only the lower limit is known.")
UP = _sign("▲", "up", "A real rise: more than chance explains.")
DOWN = _sign("▼", "down", "A real fall: more than chance explains.")
STEADY = _sign("▬", "no clear change", "Chance alone may have moved it so far.")
CHANGES = (UP, DOWN, STEADY)
IN_FULL = _sign("●", "read in full", "All that could be read was.")
IN_PART = _sign("◐", "read in part", "Some of it was not read, and a word says why.")
NOT_READ = _sign("◌", "not read", "Nothing was read, or no night was kept.")
NIGHTS = (IN_FULL, IN_PART, NOT_READ)
