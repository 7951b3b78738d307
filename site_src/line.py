"""The geometry of a line over time: where it runs, is dashed, breaks, and meets a wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from site_src.scale import PLANE, edge_label, per_cent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from site_src.model import Point
    from site_src.scale import Scale

WEEK = 7  # one point a week; a line spans up to a week more, dotted, then breaks (method 6)
NIGHTS_APART = WEEK + 1  # two nights with a week unread between them; a nightly line's limit
WIDE = PLANE // 12  # a blank this wide has room for words


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of points without a break, by one method."""

    line: str
    band: str
    whisker: str  # the interval of a point that stands alone
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
class Beyond:
    """Weeks on end in which a time was not reached: marks at the top edge, the longest named."""

    dots: str
    middle: str
    anchor: str
    is_named: bool


class Plane:
    """The span of nights and the scale of values, as integers from 0 to 1000.

    What comes up to the ceiling, if there is one, is without an end and stands at the top edge.
    """

    def __init__(self, first: date, last: date, scale: Scale, ceiling: float | None = None) -> None:
        self.first, self.last, self.scale = first, last, scale
        self.days = max(1, (last - first).days)
        self.ceiling = ceiling

    def x(self, night: date) -> int:
        """Return where a night stands."""
        return round(PLANE * (night - self.first).days / self.days)

    def y(self, value: float) -> int:
        """Return how deep below the top a value stands."""
        if self.ceiling is not None and value >= self.ceiling:
            return 0
        return PLANE - self.scale.place(value)

    def at(self, night: date, value: float) -> str:
        """Return the start of a path at a value."""
        return f"M{self.x(night)} {self.y(value)}"


def _link(before: Point, after: Point) -> str:
    """Return how two weeks are joined: by a line, dashes, a wall, or not at all."""
    if before.method_version != after.method_version:
        return "wall"
    days = (after.night - before.night).days
    if days > 2 * WEEK:
        return "gap"
    if not (before.is_reached and after.is_reached):
        return "beyond"
    return "line" if days <= WEEK else "dashes"


def _links(points: Sequence[Point], kind: str) -> Iterator[tuple[Point, Point]]:
    pairs = pairwise(points)
    return ((one, two) for one, two in pairs if _link(one, two) == kind)


def stretches(points: Sequence[Point]) -> Iterator[list[Point]]:
    """Yield the points between breaks and walls; a dashed piece does not break."""
    run = [points[0]]
    for before, after in pairwise(points):
        if _link(before, after) in ("gap", "wall"):
            yield run
            run = []
        run.append(after)
    yield run


def runs(plane: Plane, points: Sequence[Point]) -> Iterator[Run]:
    """Yield the stretches without a break."""
    run = [points[0]]
    for before, after in pairwise(points):
        if _link(before, after) != "line":
            yield from _run(plane, run, points[-1])
            run = []
        run.append(after)
    yield from _run(plane, run, points[-1])


def _run(plane: Plane, run: Sequence[Point], newest: Point) -> Iterator[Run]:
    if not run[0].is_reached:
        return
    places = [plane.x(point.night) for point in run]
    upper = [(x, plane.y(point.hi)) for x, point in zip(places, run, strict=True)]
    lower = [(x, plane.y(point.lo)) for x, point in zip(places, run, strict=True)]
    line = [(x, plane.y(point.value)) for x, point in zip(places, run, strict=True)]
    is_alone = len(run) == 1
    has_band = not is_alone and upper != lower
    has_whisker = is_alone and upper != lower
    yield Run(
        line=way(line),
        band=f"{way([*upper, *reversed(lower)])}z" if has_band else "",
        whisker=way([upper[0], lower[0]]) if has_whisker else "",
        is_old=run[-1].method_version != newest.method_version,
        is_alone=is_alone,
    )


def way(places: Sequence[tuple[int, int]]) -> str:
    """Return the path from place to place: each step from the one before, which is short."""
    (x, y), *_ = places
    steps = "".join(
        f"{_step(after[0] - before[0])}{_step(after[1] - before[1])}"
        for before, after in pairwise(places)
    )
    return f"M{x} {y}l{steps.removeprefix(' ')}" if steps else f"M{x} {y}"


def _step(by: int) -> str:
    """Return a step: a minus parts it from what stands before it, as a space would."""
    return f"{by}" if by < 0 else f" {by}"


def dashes(plane: Plane, points: Sequence[Point]) -> Iterator[str]:
    """Yield the pieces that span up to a missing week."""
    for one, two in _links(points, "dashes"):
        yield f"{plane.at(one.night, one.value)}L{plane.at(two.night, two.value)[1:]}"


def beyond(plane: Plane, points: Sequence[Point]) -> Iterator[Beyond]:
    """Yield the weeks in which a time was not reached, those on end together.

    The last of them is named by the label of the newest week.
    """
    groups = [
        [plane.x(point.night) for point in weeks]
        for is_reached, weeks in groupby(points, key=lambda point: point.is_reached)
        if not is_reached
    ]
    named = groups if points[-1].is_reached else groups[:-1]
    longest = max(named, key=len, default=[])
    for places in groups:
        label = edge_label((places[0] + places[-1]) // 2, "", WIDE)
        if label is not None:
            yield Beyond(
                dots="".join(f"M{x} 0h0" for x in places),
                middle=label.at,
                anchor=label.anchor,
                is_named=places is longest,
            )


def gaps(plane: Plane, points: Sequence[Point]) -> Iterator[Blank]:
    """Yield the blanks in which nothing was read."""
    for one, two in _links(points, "gap"):
        x, end = plane.x(one.night), plane.x(two.night)
        yield Blank(
            x=per_cent(x),
            width=per_cent(end - x),
            middle=per_cent((x + end) // 2),
            is_wide=end - x > WIDE,
            since=one.night + timedelta(days=1),
            until=two.night - timedelta(days=1),
        )


def walls(plane: Plane, points: Sequence[Point]) -> Iterator[Wall]:
    """Yield where one method ends and another begins."""
    for one, two in _links(points, "wall"):
        yield Wall(
            x=per_cent((plane.x(one.night) + plane.x(two.night)) // 2),
            before=f"method {one.method_version}",
            after=f"method {two.method_version}",
        )
