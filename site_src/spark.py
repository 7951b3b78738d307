"""Half a year of one figure as a small line beside its row: never the only carrier."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from site_src.page import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from site_src.model import Point

WIDTH, HEIGHT, FRESH = 52, 12, 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How far the points of a line are apart, and how many it has at most."""

    days: int
    steps: int
    across: int  # on the line's own plane

    def nights(self, night: date) -> list[date]:
        """Return the nights that the points are of, the last being the night itself."""
        return [night - timedelta(days=self.days * ago) for ago in reversed(range(self.steps))]


FORTNIGHTS = Pace(days=14, steps=14, across=4)
MONTHS = Pace(days=28, steps=7, across=8)
MANY = 300  # rows: from here on half as many points, so that the page stays light


def pace(rows: int) -> Pace:
    """Return the pace of the lines in a table of so many rows."""
    return MONTHS if rows > MANY else FORTNIGHTS


def spark(points: Sequence[Point], night: date, at: Pace = FORTNIGHTS) -> str:
    """Return the path of a measure's half year, broken where it was not read.

    It is empty where the line does not reach the night. Steps are relative and on a coarse grid:
    a league may have a thousand of these.
    """
    read = _read(points, at.nights(night))
    if len(read) < 2 or at.steps - 1 not in read:  # noqa: PLR2004 - a line has two ends
        return ""
    top = max(read.values()) or 1
    heights = {step: HEIGHT - round(HEIGHT * value / top) for step, value in read.items()}
    first, *_ = heights
    path = f"M{WIDTH - at.across * (at.steps - 1 - first)} {heights[first]}"
    for last, step in pairwise(heights):
        rise = heights[step] - heights[last]
        sign = "m" if step - last > 1 else "l" if last == first else " "
        path += f"{sign}{at.across * (step - last)}{'' if rise < 0 else ' '}{rise}"
    return path


def _read(points: Sequence[Point], wanted: Sequence[date]) -> dict[int, float]:
    """Return the newest value of each step that has one not older than a week."""
    nights = [point.night for point in points]
    read: dict[int, float] = {}
    for step, night in enumerate(wanted):
        at = bisect_right(nights, night) - 1
        if at >= 0 and (night - nights[at]).days <= FRESH:
            read[step] = points[at].value
    return read


def span(histories: Iterable[Sequence[Point]], night: date, at: Pace = FORTNIGHTS) -> str:
    """Return how many weeks the longest line covers, half a year at most."""
    oldest, *_ = at.nights(night)
    firsts = [points[0].night for points in histories if points]
    weeks = (night - max(oldest, min(firsts, default=night))).days // 7
    return plural(weeks, "week")
