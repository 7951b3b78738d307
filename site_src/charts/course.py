"""A history on a fixed plane: the same runs, breaks and walls as on the organisation's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_src.charts.fit import width
from site_src.line import Plane, dashes, runs
from site_src.scale import PLANE

if TYPE_CHECKING:
    from datetime import date

    from site_src.charts.sheet import Drawing
    from site_src.history import History

APART, ABOVE, BELOW = 18, 12, 20
AXIS = 24
LIFTED = 8  # what labels at the top edge are raised by, where marks stand on it
HATCH = 8
LEAST = 90  # pixels of a plane
TOP = 100  # per cent of an axis


class Room(Plane):
    """A history's nights and values as pixels of a picture."""

    def __init__(self, chart: History, drawing: Drawing, height: float) -> None:
        first, last = chart.points[0].night, chart.points[-1].night
        super().__init__(first, last, chart.scale)
        self.left, self.top = float(drawing.size.pad), drawing.top
        self.width, self.height = float(drawing.size.room), height
        self.lift = LIFTED if chart.beyond else 0

    @property
    def foot(self) -> float:
        """Where the plane ends."""
        return self.top + self.height

    @property
    def highest(self) -> float:
        """Where a label at the top edge stands."""
        return self.top - 6 - self.lift

    def x(self, night: date) -> int:
        """Return where a night stands."""
        return round(self.left + self.width * (night - self.first).days / self.days)

    def y(self, value: float) -> int:
        """Return where a value stands."""
        return round(self.foot - self.height * self.scale.place(value) / PLANE)

    def across(self, share: str) -> float:
        """Return where a share of the width stands: "47.5%"."""
        return round(self.left + self.width * float(share.removesuffix("%")) / 100, 1)


def draw_course(chart: History, drawing: Drawing) -> None:
    """Add the history to the drawing."""
    drawing.top += APART + (LIFTED if chart.beyond else 0)
    height = float(drawing.size.plot)
    if drawing.floor is not None:
        height = max(LEAST, drawing.floor - drawing.top - AXIS)
    room = Room(chart, drawing, height)
    _ground(chart, drawing, room)
    for gap in chart.gaps:
        _hatch(drawing, room, room.across(gap.x), room.width * float(gap.width[:-1]) / 100)
    _runs(chart, drawing, room)
    for gap in chart.gaps:
        if gap.is_wide:
            drawing.say(room.across(gap.middle), room.top + 30, "not read", "k halo", "middle")
    _walls(chart, drawing, room)
    _labels(chart, drawing, room)
    drawing.top = room.foot + AXIS


def _ground(chart: History, drawing: Drawing, room: Room) -> None:
    right = room.left + room.width
    levels = [round(room.top + room.height * part / 4) for part in range(4)]
    drawing.draw("grid", "".join(f"M{room.left:g} {y}H{right:g}" for y in levels))
    drawing.draw("base", f"M{room.left:g} {room.foot:g}H{right:g}")
    if chart.peers is not None:
        drawing.draw("med", f"M{room.left:g} {room.y(chart.peers)}H{right:g}")


def _runs(chart: History, drawing: Drawing, room: Room) -> None:
    reached = [point for point in chart.points if point.is_reached]
    drawn = list(runs(room, chart.points))
    for run in drawn:
        drawing.draw(f"band{' old' if run.is_old else ''}", run.band)
    for run in drawn:
        old, new = (" old", "") if run.is_old else ("", " a")
        if run.is_alone:
            drawing.draw(f"wh{new}", run.whisker)
            drawing.draw(f"dot s{new}", f"{run.line}h0")
        else:
            drawing.draw(f"ln{old}", run.line)
    drawing.draw("ln dash", "".join(dashes(room, chart.points)))
    beyond = (point for point in chart.points if not point.is_reached)
    rings = "".join(f"M{room.x(point.night)} {room.top:g}h0" for point in beyond)
    drawing.draw("dot a", rings)
    drawing.draw("hole", rings)
    if reached and chart.points[-1].is_reached:
        drawing.draw("dot a", f"{room.at(reached[-1].night, reached[-1].value)}h0")


def _walls(chart: History, drawing: Drawing, room: Room) -> None:
    for wall in chart.walls:
        x, level = room.across(wall.x), room.foot - 10
        sides = (f"M{x + side:g} {room.top:g}V{room.foot:g}" for side in (-2.5, 2.5))
        drawing.draw("wall", "".join(sides))
        drawing.say(x - 9, level, wall.before, "k halo", "end")
        drawing.say(x + 9, level, wall.after, "k halo")


def _labels(chart: History, drawing: Drawing, room: Room) -> None:
    """Name the levels, the months, the median and the newest value."""
    is_small = drawing.size.width < drawing.size.plot * 2.5 or drawing.floor is not None
    for tick in chart.scale.ticks[1 if not chart.scale.bottom else 0 :]:
        y = room.foot - room.height * tick.at / TOP
        y -= LIFTED if tick.at == TOP and chart.beyond else 0
        drawing.say(room.left, y - 5, tick.text, "halo")
    right = room.left + room.width
    end = -1.0
    for month in chart.months:
        x = room.across(month.at)
        wide = width(month.text, drawing.size.text)
        if not (is_small and month.is_minor) and x > end and x + wide <= right:
            drawing.say(x, room.foot + APART, month.text)
            end = x + wide + 4
    last = chart.points[-1]
    y = room.y(last.value) if last.is_reached else room.top - LIFTED
    own, peers = _heights(y, None if chart.peers is None else room.y(chart.peers), room)
    drawing.say(right, own, chart.last_text, "ka halo", "end")
    drawing.say(right, peers, chart.median_text, "halo", "end")


def _heights(own: float, peers: float | None, room: Room) -> tuple[float, float]:
    """Return where the two labels stand, one above and one below, so that neither hides one.

    Where there is no room below, both stand above.
    """
    if peers is None:
        return max(room.highest, own - ABOVE), 0
    is_above = own <= peers
    high, low = (own, peers) if is_above else (peers, own)
    upper, lower = max(room.highest, high - ABOVE), min(room.foot - 6, low + BELOW)
    if lower < low + BELOW and room.highest <= high - ABOVE - APART:
        upper, lower = high - ABOVE - APART, high - ABOVE
    lower = max(lower, upper + APART)
    upper = min(upper, lower - APART)
    return (upper, lower) if is_above else (lower, upper)


def _hatch(drawing: Drawing, room: Room, x: float, wide: float) -> None:
    """Hatch a stretch that was not read, line by line, so that no pattern must be named."""
    lines: list[str] = []
    start = -room.height
    while start < wide:
        low, high = max(0.0, start), min(wide, start + room.height)
        if high > low:
            lines.append(
                f"M{x + low:.1f} {room.foot - (low - start):.1f}"
                f"L{x + high:.1f} {room.foot - (high - start):.1f}"
            )
        start += HATCH
    drawing.draw("hatchline", "".join(lines))
