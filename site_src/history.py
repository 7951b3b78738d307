"""A measure's weeks -> a line with its band, broken where nothing was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from site_src.line import (
    WEEK,
    Beyond,
    Blank,
    Plane,
    Run,
    Wall,
    beyond,
    dashes,
    gaps,
    runs,
    walls,
)
from site_src.page import day
from site_src.scale import PLANE, per_cent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeVar

    from site_src.model import Headcount, Point
    from site_src.scale import Scale

    Read = TypeVar("Read", Point, Headcount)

WEEKS_SHOWN = 53
HEIGHT = 300
TOP, BOTTOM, APART = 14, 294, 18  # where labels may stand, and how close
LABELS_ON_A_PHONE = 6
MOST_MONTHS = 18  # above that, years are named
LEAST_MONTHS = 3  # below that, fortnights are named


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One text at the foot or the side of a chart."""

    text: str
    at: str = ""
    y: int = 0
    is_minor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A line chart, ready for its template: nothing in it is left to compute."""

    id: str
    title: str
    description: str
    points: tuple[Point, ...]
    runs: tuple[Run, ...]
    dashes: tuple[str, ...]
    gaps: tuple[Blank, ...]
    walls: tuple[Wall, ...]
    beyond: tuple[Beyond, ...]
    levels: tuple[Label, ...]
    months: tuple[Label, ...]
    scale: Scale
    peers: float | None  # their median
    median: int | None
    median_text: str
    median_y: int
    last: str
    last_y: int
    last_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a history's chart says beside its line."""

    title: str
    name: str
    say: Callable[[float], str]
    say_point: Callable[[Point], str]
    say_last: Callable[[Point], str]


def weekly(points: Sequence[Read], night: date) -> tuple[Read, ...]:
    """Return about one reading a week, the newest always, of those before the night; oldest first.

    From each, the step back is the longest within a week: what is left wider was not read.
    """
    since = night - timedelta(days=WEEK * WEEKS_SHOWN)
    recent = [point for point in reversed(points) if since < point.night <= night]
    kept: list[Read] = []
    at = 0
    while at < len(recent):
        here = recent[at]
        kept.append(here)
        at += 1
        while at + 1 < len(recent) and (here.night - recent[at + 1].night).days <= WEEK:
            at += 1
    return tuple(reversed(kept))


def history(
    chart_id: str,
    points: Sequence[Point],
    scale: Scale,
    words: Words,
    median: float | None,
    *,
    ceiling: float | None = None,
) -> History:
    """Return the chart of a measure's weeks, of two at least.

    What comes up to the ceiling has no end there, and stands at the top edge.
    """
    plane = Plane(points[0].night, points[-1].night, scale, ceiling)
    last = points[-1]
    last_y, median_y = _label_heights(plane, last, median)
    blanks = tuple(gaps(plane, points))
    return History(
        id=chart_id,
        title=words.title,
        description=_told(points, blanks, words, median),
        points=tuple(points),
        runs=tuple(runs(plane, points)),
        dashes=tuple(dashes(plane, points)),
        gaps=blanks,
        walls=tuple(walls(plane, points)),
        beyond=tuple(beyond(plane, points)),
        levels=levels(scale),
        months=tuple(months(plane)),
        scale=scale,
        peers=median,
        median=None if median is None else plane.y(median),
        median_text="" if median is None else f"peers’ median {words.say(median)}",
        median_y=median_y,
        last=plane.at(last.night, last.value),
        last_y=last_y,
        last_text=f"{words.name} {words.say_last(last)}",
    )


def levels(scale: Scale) -> tuple[Label, ...]:
    """Return the labels at the side of a chart."""
    heights = {tick.at: HEIGHT - HEIGHT * tick.at // 100 - 5 for tick in scale.ticks}
    named = [tick for tick in scale.ticks if tick.at or scale.bottom]
    return tuple(Label(text=tick.text, y=max(14, heights[tick.at])) for tick in named)


def _label_heights(plane: Plane, last: Point, median: float | None) -> tuple[int, int]:
    """Return where the two labels at the right stand, so that neither hides the other."""
    y = HEIGHT * plane.y(last.value) // PLANE
    if median is None:
        return max(TOP, y - 14), 0
    level = HEIGHT * plane.y(median) // PLANE
    is_above = last.value >= median
    upper, lower = (y - 14, level + 18) if is_above else (level - 8, y + 24)
    lower = min(BOTTOM, max(lower, upper + APART, TOP + APART))
    upper = max(TOP, min(upper, lower - APART))
    return (upper, lower) if is_above else (lower, upper)


def months(plane: Plane) -> Iterator[Label]:
    """Yield the labels at the foot of a chart."""
    firsts = list(_firsts(plane.first, plane.last))
    starts = [(night, f"{night:%b}") for night in firsts]
    if len(firsts) > MOST_MONTHS:
        starts = [(night, f"{night:%Y}") for night in firsts if night.month == 1]
    elif len(starts) < LEAST_MONTHS:
        fortnights = range(0, plane.days + 1, 2 * WEEK)
        nights = [plane.first + timedelta(days=days) for days in fortnights]
        starts = [(night, f"{night.day} {night:%b}") for night in nights]
    crowded = len(starts) > LABELS_ON_A_PHONE
    for number, (night, text) in enumerate(starts):
        x = plane.x(night)
        if x <= PLANE - PLANE // 25:
            yield Label(text=text, at=per_cent(x), is_minor=crowded and number % 2 == 1)


def _firsts(first: date, last: date) -> Iterator[date]:
    """Yield the first day of every month from one day to another."""
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        start = date(month // 12, month % 12 + 1, 1)
        if first <= start <= last:
            yield start


def _told(
    points: Sequence[Point], gaps: Sequence[Blank], words: Words, median: float | None
) -> str:
    """Return the chart in words, from its own numbers."""
    ends = (points[0], points[-1])
    said = [f"{words.say_point(point)} on {day(point.night)}" for point in ends]
    parts = [f"From {said[0]} to {said[1]}, in {len(points)} weeks read."]
    parts += [f"Not read from {day(gap.since)} to {day(gap.until)}." for gap in gaps]
    if median is not None:
        parts.append(f"The median of its peers is {words.say(median)} now.")
    return " ".join(parts)
