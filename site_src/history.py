"""A measure's weeks -> a line with its band, broken where nothing was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from site_src.page import day
from site_src.scale import PLANE, per_cent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from site_src.model import Point
    from site_src.scale import Scale

WEEK = 7  # one point a week; a line spans up to a week more, dotted, then breaks (method 6)
WEEKS_SHOWN = 53
HEIGHT = 300
LABELS_ON_A_PHONE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of points without a break, by one method."""

    line: str
    band: str
    is_old: bool
    is_alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A stretch in which nothing was read."""

    x: str
    width: str
    middle: str
    is_wide: bool
    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """Where one method ends and another begins."""

    x: str
    before: str
    after: str


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
    levels: tuple[Label, ...]
    months: tuple[Label, ...]
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


def weekly(points: Sequence[Point], night: date) -> tuple[Point, ...]:
    """Return one point a week, the latest in each, counted back from the night; oldest first."""
    kept: dict[int, Point] = {}
    for point in points:
        week = (night - point.night).days // WEEK
        if 0 <= week < WEEKS_SHOWN:
            kept[week] = point
    return tuple(kept[week] for week in sorted(kept, reverse=True))


def history(
    chart_id: str, points: Sequence[Point], scale: Scale, words: Words, median: float | None
) -> History | None:
    """Return the chart of a measure's weeks; None until there are two."""
    if len(points) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    plane = _Plane(points[0].night, points[-1].night, scale)
    last = points[-1]
    last_y, median_y = _label_heights(plane, last, median)
    gaps = tuple(_gaps(plane, points))
    return History(
        id=chart_id,
        title=words.title,
        description=_told(points, gaps, words, median),
        points=tuple(points),
        runs=tuple(_runs(plane, points)),
        dashes=tuple(_dashes(plane, points)),
        gaps=gaps,
        walls=tuple(_walls(plane, points)),
        levels=_levels(scale),
        months=tuple(_months(plane)),
        median=None if median is None else plane.y(median),
        median_text="" if median is None else f"peers’ median {words.say(median)}",
        median_y=median_y,
        last=plane.at(last.night, last.value),
        last_y=last_y,
        last_text=f"{words.name} {words.say(last.value)}",
    )


class _Plane:
    """The span of nights and the scale of values, as integers from 0 to 1000."""

    def __init__(self, first: date, last: date, scale: Scale) -> None:
        self.first, self.last, self.scale = first, last, scale
        self.days = max(1, (last - first).days)

    def x(self, night: date) -> int:
        return round(PLANE * (night - self.first).days / self.days)

    def y(self, value: float) -> int:
        return PLANE - self.scale.place(value)

    def at(self, night: date, value: float) -> str:
        return f"M{self.x(night)} {self.y(value)}"


def _link(before: Point, after: Point) -> str:
    """Return how two weeks are joined: by a line, dashes, a wall, or not at all."""
    if before.method_version != after.method_version:
        return "wall"
    days = (after.night - before.night).days
    if days <= WEEK:
        return "line"
    return "dashes" if days <= 2 * WEEK else "gap"


def _links(points: Sequence[Point], kind: str) -> Iterator[tuple[Point, Point]]:
    pairs = pairwise(points)
    return ((one, two) for one, two in pairs if _link(one, two) == kind)


def _runs(plane: _Plane, points: Sequence[Point]) -> Iterator[Run]:
    run = [points[0]]
    for before, after in pairwise(points):
        if _link(before, after) != "line":
            yield _run(plane, run, points[-1])
            run = []
        run.append(after)
    yield _run(plane, run, points[-1])


def _run(plane: _Plane, run: Sequence[Point], newest: Point) -> Run:
    places = [plane.x(point.night) for point in run]
    upper = [f"{x} {plane.y(point.hi)}" for x, point in zip(places, run, strict=True)]
    lower = [f"{x} {plane.y(point.lo)}" for x, point in zip(places, run, strict=True)]
    line = [f"{x} {plane.y(point.value)}" for x, point in zip(places, run, strict=True)]
    has_band = len(run) > 1 and upper != lower
    return Run(
        line="M" + "L".join(line),
        band=f"M{'L'.join(upper)}L{'L'.join(reversed(lower))}z" if has_band else "",
        is_old=run[-1].method_version != newest.method_version,
        is_alone=len(run) == 1,
    )


def _dashes(plane: _Plane, points: Sequence[Point]) -> Iterator[str]:
    for one, two in _links(points, "dashes"):
        yield f"{plane.at(one.night, one.value)}L{plane.at(two.night, two.value)[1:]}"


def _gaps(plane: _Plane, points: Sequence[Point]) -> Iterator[Blank]:
    for one, two in _links(points, "gap"):
        x, end = plane.x(one.night), plane.x(two.night)
        yield Blank(
            x=per_cent(x),
            width=per_cent(end - x),
            middle=per_cent((x + end) // 2),
            is_wide=end - x > PLANE // 12,
            since=one.night + timedelta(days=1),
            until=two.night - timedelta(days=1),
        )


def _walls(plane: _Plane, points: Sequence[Point]) -> Iterator[Wall]:
    for one, two in _links(points, "wall"):
        yield Wall(
            x=per_cent((plane.x(one.night) + plane.x(two.night)) // 2),
            before=f"method {one.method_version}",
            after=f"method {two.method_version}",
        )


def _levels(scale: Scale) -> tuple[Label, ...]:
    heights = {tick.at: HEIGHT - HEIGHT * tick.at // 100 - 5 for tick in scale.ticks}
    return tuple(
        Label(text=tick.text, y=max(14, heights[tick.at])) for tick in scale.ticks if tick.at
    )


def _label_heights(plane: _Plane, last: Point, median: float | None) -> tuple[int, int]:
    """Return where the two labels at the right stand, so that neither hides the other."""
    y = HEIGHT * plane.y(last.value) // PLANE
    if median is None:
        return max(14, y - 14), 0
    level = HEIGHT * plane.y(median) // PLANE
    if last.value >= median:
        return max(14, y - 14), min(HEIGHT - 6, max(level + 18, y + 22))
    return min(HEIGHT - 6, y + 24), max(14, min(level - 8, y - 14))


def _months(plane: _Plane) -> Iterator[Label]:
    first = [night for night in _days(plane.first, plane.last) if night.day == 1]
    if len(first) > 1:
        starts = [(night, f"{night:%b}") for night in first]
    else:
        fortnights = list(_days(plane.first, plane.last))[:: 2 * WEEK]
        starts = [(night, f"{night.day} {night:%b}") for night in fortnights]
    crowded = len(starts) > LABELS_ON_A_PHONE
    for number, (night, text) in enumerate(starts):
        x = plane.x(night)
        if x <= PLANE - PLANE // 25:
            yield Label(text=text, at=per_cent(x), is_minor=crowded and number % 2 == 1)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


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
