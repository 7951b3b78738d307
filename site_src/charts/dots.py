"""Dots and whiskers on one axis, a line for each: a league, who moved, or two beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import State
from site_src.amount import NOT_REACHED
from site_src.charts.fit import cut, width, wrapped
from site_src.charts.sheet import FOOT_LINE
from site_src.scale import PLANE

if TYPE_CHECKING:
    from site_src.charts import Chart, Dot
    from site_src.charts.sheet import Drawing
    from site_src.scale import Mark, Scale

ROW, TWO_LINES, BELOW = 22, 40, 27  # where a line of two has its mark
AXIS, MEDIAN = 20, 18
TALLEST = 36
NAMES, VALUES = 0.36, 0.3  # of the width, at most
GUTTER = 14
BARB = 5
INNER, FEW_LABELS = (25, 75), 360  # a narrow axis names its ends and its middle
LEVEL = 15  # of a text's foot below the top of its line


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where ranks end, names begin, and the plane lies."""

    rank: float
    name: float
    left: float
    right: float

    def x(self, place: float) -> float:
        """Return where a place of the plane stands."""
        return round(self.left + (self.right - self.left) * place / PLANE, 1)


def draw_dots(chart: Chart, drawing: Drawing) -> None:
    """Add the lines to the drawing: what does not fit is counted, and stands in the table."""
    scale = chart.scale
    if scale is None or not chart.dots:
        drawing.say(drawing.size.pad, drawing.top + LEVEL, "No figure to show yet.", "k")
        drawing.top += AXIS
        return
    dots = chart.dots[: _fitting(chart, drawing)]
    columns, row = _columns(dots, drawing), _row(chart, drawing, len(dots))
    _median(chart, scale, drawing, columns)
    is_narrow = drawing.size.is_narrow
    start, foot = drawing.top, drawing.top + row * len(dots)
    _grid(chart, scale, drawing, columns, foot)
    for at, dot in enumerate(dots):
        _line(
            scale, dot, drawing, columns, start + row * at + (0 if is_narrow else (row - ROW) / 2)
        )
    drawing.top = foot
    _after(drawing, len(chart.dots) - len(dots))
    _axis(scale, drawing, columns)
    _undrawn(chart, drawing)


def _fitting(chart: Chart, drawing: Drawing) -> int:
    """Return how many lines there is room for, one at least."""
    size = drawing.size
    return size.most if drawing.floor is None else max(1, int(_room(chart, drawing) // size.row))


def _room(chart: Chart, drawing: Drawing) -> float:
    """Return the height that lines may take, where it is given."""
    median = MEDIAN if chart.median is not None else 0
    return (drawing.floor or 0) - drawing.top - AXIS - median


def _row(chart: Chart, drawing: Drawing, lines: int) -> float:
    """Return the height of a line; where there is room, a few of them share it."""
    if drawing.size.is_narrow:
        return TWO_LINES
    row = drawing.size.row
    return row if drawing.floor is None else max(row, min(TALLEST, _room(chart, drawing) // lines))


def _after(drawing: Drawing, left: int) -> None:
    """Say beside the axis how many more there are."""
    if left > 0:
        drawing.say(drawing.size.pad, drawing.top + LEVEL, f"and {left:,} more")
        drawing.top += AXIS if drawing.size.is_narrow else 0


def _undrawn(chart: Chart, drawing: Drawing) -> None:
    """Say below the lines who cannot be among them."""
    for line in wrapped(chart.undrawn, drawing.size.room, drawing.size.text):
        if drawing.floor is None:
            drawing.top += FOOT_LINE
            drawing.say(drawing.size.pad, drawing.top, line)


def _columns(dots: tuple[Dot, ...], drawing: Drawing) -> Columns:
    """Return the columns: the plane lies between the widest name and the widest figure."""
    size = drawing.size
    if size.is_narrow:
        return Columns(rank=0, name=size.pad, left=size.pad + 4, right=size.width - size.pad - 4)
    ranks = max(width(dot.rank, size.text) for dot in dots)
    names = max(width(dot.name, size.text, is_bold=True) for dot in dots)
    values = max(width(_figure(dot, drawing), size.text) for dot in dots)
    name = size.pad + (ranks + GUTTER if ranks else 0)
    return Columns(
        rank=size.pad + ranks,
        name=name,
        left=name + min(names, NAMES * size.room) + GUTTER + 4,
        right=size.width - size.pad - min(values, VALUES * size.room) - GUTTER - 4,
    )


def _figure(dot: Dot, drawing: Drawing) -> str:
    """Return the figure as it is printed; where there is little room, ranked ones stand alone."""
    is_small = drawing.size.is_narrow or drawing.size.height is not None
    if is_small and dot.text == NOT_REACHED:
        return NOT_REACHED.partition(" within")[0]
    return dot.text if is_small and dot.rank else dot.printed


def _median(chart: Chart, scale: Scale, drawing: Drawing, columns: Columns) -> None:
    if chart.median is None:
        return
    half = width(chart.median_text, drawing.size.text, is_bold=True) / 2
    first, last = drawing.size.pad + half, drawing.size.width - drawing.size.pad - half
    at = min(max(columns.x(scale.place(chart.median)), first), last)
    drawing.say(at, drawing.top + LEVEL - 4, chart.median_text, "k", "middle")
    drawing.top += MEDIAN


def _grid(chart: Chart, scale: Scale, drawing: Drawing, columns: Columns, foot: float) -> None:
    span = f" {drawing.top:g}V{foot:g}"
    drawing.draw("grid", "".join(f"M{columns.x(10 * tick.at):g}{span}" for tick in scale.ticks))
    if scale.bottom < 0:
        drawing.draw("base", f"M{columns.x(scale.place(0)):g}{span}")
    if chart.median is not None:
        drawing.draw("med", f"M{columns.x(scale.place(chart.median)):g}{span}")


def _line(scale: Scale, dot: Dot, drawing: Drawing, columns: Columns, top: float) -> None:
    """Add one line: rank, name and figure as text, the dot and whisker between or below them."""
    size, figure = drawing.size, _figure(dot, drawing)
    edge, level = size.width - size.pad, top + LEVEL
    halo = " halo" if size.is_narrow else ""
    if size.is_narrow:
        name = f"{dot.rank.partition(' ')[0]} {dot.name}".strip()
        room = size.room - width(figure, size.text) - GUTTER
    else:
        name, room = dot.name, columns.left - columns.name - GUTTER
        drawing.say(columns.rank, level, dot.rank, anchor="end")
    drawing.say(columns.name, level, cut(name, room, size.text, is_bold=True), f"k{halo}")
    limit = size.room * (1 if size.is_narrow else VALUES) + 1
    drawing.say(edge, level, cut(figure, limit, size.text), halo.strip(), "end")
    mark = scale.mark(dot.found)
    if mark is not None:
        _mark(mark, dot, drawing, columns, top + (BELOW if size.is_narrow else ROW / 2))


def _mark(mark: Mark, dot: Dot, drawing: Drawing, columns: Columns, y: float) -> None:
    tone = f" {dot.tone}" if dot.tone else ""
    lo, hi = columns.x(mark.lo), columns.x(mark.hi)
    if hi > lo:
        look = "bar" if dot.found.state is State.BOUND else "wh"
        drawing.draw(f"{look}{tone}", f"M{lo:g} {y:g}H{hi:g}")
    if mark.is_beyond:
        back = f"{hi - BARB:g}"
        drawing.draw(f"wh{tone}", f"M{back} {y - BARB:g}L{hi:g} {y:g}L{back} {y + BARB:g}")
    if mark.x is not None:
        point = f"M{columns.x(mark.x):g} {y:g}h0"
        drawing.draw(f"dot{tone}", point)
        drawing.draw("hole", point if dot.tone == "b" else "")


def _axis(scale: Scale, drawing: Drawing, columns: Columns) -> None:
    for tick in scale.ticks:
        if tick.at not in INNER or columns.right - columns.left > FEW_LABELS:
            x, level = columns.x(10 * tick.at), drawing.top + LEVEL
            drawing.say(x, level, tick.text, anchor=tick.anchor)
    drawing.top += AXIS
