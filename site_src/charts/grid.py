"""The hours of a week on a fixed plane, with its key inside the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_src.chart_hours import TONES, shade
from site_src.charts.fit import width, wrapped
from site_src.hours import DAY_HOURS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from site_src.chart_hours import Hours, Key, Run
    from site_src.charts.sheet import Drawing

NAME = 38  # the column of the days
ROW, SMALL_ROW = 30, 24
AXIS, KEY_LINE, SQUARE = 24, 22, 14
EVERY = 6  # hours between labels
HATCH = 6  # pixels between slanted lines


def draw_grid(chart: Hours, drawing: Drawing) -> None:
    """Add the grid and its key to the drawing."""
    size = drawing.size
    row = float(SMALL_ROW if size.is_narrow else ROW)
    if drawing.floor is not None:
        row = (drawing.floor - drawing.top - AXIS - KEY_LINE) / len(chart.days)
    left, wide = size.pad + NAME, (size.room - NAME) / DAY_HOURS
    top, foot = drawing.top, drawing.top + row * len(chart.days)
    for at, day in enumerate(chart.days):
        drawing.say(size.pad, top + row * at + row / 2 + 5, day.name)
    lines = [f"M{left + wide * h:.1f} {top:g}V{foot:.1f}" for h in range(0, DAY_HOURS + 1, EVERY)]
    lines += [f"M{left} {top + row * at:.1f}h{wide * DAY_HOURS:.1f}" for at in range(8)]
    drawing.draw("grid", "".join(lines))
    drawing.draw("hatchline", "".join(_hatched(chart.hatch, (left, top), (wide, row))))
    for tone in range(1, TONES + 1):
        mine = (hour for hour, n in enumerate(chart.counts) if n and shade(n, chart.steps) == tone)
        drawing.draw(f"h{tone}", "".join(_square(mine, (left, top), (wide, row))))
    for ring, look in ((chart.rings, "dot r"), (chart.rings, "hole"), (chart.specks, "speck")):
        drawing.draw(look, _moved(ring, (left, top), (wide, row)))
    for first, days, opens, closes in chart.blocks:
        x, y = left + wide * opens, top + row * first
        across, down = wide * (closes - opens), row * days
        drawing.draw("hours", f"M{x:.1f} {y:.1f}h{across:.1f}v{down:.1f}h{-across:.1f}z")
    for hour in range(0, DAY_HOURS + 1, EVERY):
        anchor = "start" if not hour else "end" if hour == DAY_HOURS else "middle"
        text = f"{hour} h" if hour == DAY_HOURS else f"{hour}"
        drawing.say(left + wide * hour, foot + 17, text, anchor=anchor)
    drawing.top = foot + AXIS
    _keys(chart.key, drawing)


def _hatched(
    runs: Iterable[Run], start: tuple[float, float], cell: tuple[float, float]
) -> Iterable[str]:
    """Yield the lines of hours that are not known, so that no pattern must be named."""
    for run in runs:
        yield _slants(
            (start[0] + cell[0] * run.first, start[1] + cell[1] * run.day),
            (cell[0] * run.hours, cell[1]),
        )


def _slants(corner: tuple[float, float], size: tuple[float, float]) -> str:
    """Return slanted lines within a rectangle."""
    (left, top), (across, down) = corner, size
    lines = []
    for at in range(HATCH, int(across + down), HATCH):
        low, high = max(0.0, at - down), min(across, at)
        lines.append(
            f"M{left + low:.1f} {top + at - low:.1f}L{left + high:.1f} {top + at - high:.1f}"
        )
    return "".join(lines)


def _square(
    hours: Iterable[int], start: tuple[float, float], cell: tuple[float, float]
) -> Iterable[str]:
    for hour in hours:
        x = start[0] + cell[0] * (hour % DAY_HOURS) + 1
        y = start[1] + cell[1] * (hour // DAY_HOURS) + 1
        across, down = cell[0] - 2, cell[1] - 2
        yield f"M{x:.1f} {y:.1f}h{across:.1f}v{down:.1f}h{-across:.1f}z"


def _moved(marks: str, start: tuple[float, float], cell: tuple[float, float]) -> str:
    """Return marks that stand ten units to an hour where the hours stand in the picture."""
    moved = []
    for mark in marks.removesuffix("h0").split("h0"):
        if mark:
            x, y = (int(part) / 10 for part in mark[1:].split(" "))
            moved.append(f"M{start[0] + cell[0] * x:.1f} {start[1] + cell[1] * y:.1f}h0")
    return "".join(moved)


def _keys(keys: Iterable[Key], drawing: Drawing) -> None:
    """Add the key; a card, which has little room, has its first line alone."""
    size, x = drawing.size, float(drawing.size.pad)
    drawing.top += KEY_LINE - 6
    for number, key in enumerate(keys):
        if drawing.floor is not None and number:
            break
        marks = SQUARE * len(key.marks) + 8
        if x > size.pad and x + marks + width(key.words, size.text) > size.width - size.pad:
            x, drawing.top = float(size.pad), drawing.top + KEY_LINE
        for at, mark in enumerate(key.marks):
            _sign(drawing, mark, x + SQUARE * at, drawing.top - 11)
        lines = wrapped(key.words, size.width - size.pad - x - marks, size.text)
        for at, line in enumerate(lines):
            drawing.top += KEY_LINE - 5 if at else 0
            drawing.say(x + marks, drawing.top, line)
        x += marks + width(key.words, size.text) + 20


def _sign(drawing: Drawing, mark: str, x: float, y: float) -> None:
    middle = f"M{x + 7:g} {y + 7:g}h0"
    square = f"M{x:g} {y:g}h{SQUARE}v{SQUARE}h-{SQUARE}z"
    if mark == "ring":
        drawing.draw("dot r", middle)
        drawing.draw("hole", middle)
    elif mark == "speck":
        drawing.draw("speck", middle)
    elif mark == "hatch":
        drawing.draw("hatchline", _slants((x, y), (SQUARE, SQUARE)))
    else:
        drawing.draw(mark, square)
