"""Half a year of one figure as a small line beside its row: never the only carrier."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from site_src.page import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from site_src.model import Point

STEPS, STEP, FRESH = 14, 14, 7
WIDTH, HEIGHT = 88, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    """A line of at most fourteen points, broken where none was read, and where it ends."""

    line: str
    last: str


def spark(points: Sequence[Point], night: date) -> Spark | None:
    """Return the line of a measure's fortnights; None where it does not reach the night."""
    nights = [point.night for point in points]
    read: dict[int, float] = {}
    for step in range(STEPS):
        wanted = night - timedelta(days=STEP * (STEPS - 1 - step))
        at = bisect_right(nights, wanted) - 1
        if at >= 0 and (wanted - nights[at]).days <= FRESH:
            read[step] = points[at].value
    if len(read) < 2 or STEPS - 1 not in read:  # noqa: PLR2004 - a line has two ends
        return None
    top = max(read.values()) or 1
    path = "".join(
        f"{'L' if step - 1 in read else 'M'}{_place(step, value / top)}"
        for step, value in read.items()
    )
    return Spark(line=path, last=f"M{_place(STEPS - 1, read[STEPS - 1] / top)}h0")


def span(histories: Iterable[Sequence[Point]], night: date) -> str:
    """Return how many weeks the longest line covers, half a year at most."""
    oldest = night - timedelta(days=STEP * (STEPS - 1))
    firsts = [points[0].night for points in histories if points]
    weeks = (night - max(oldest, min(firsts, default=night))).days // 7
    return plural(weeks, "week")


def _place(step: int, height: float) -> str:
    return f"{WIDTH * step // (STEPS - 1)} {HEIGHT - round(HEIGHT * height)}"
