"""Charts -> plotly's figures for who explores them: the only door to plotly.

Figures are plain dicts: plotly's own Figure is forty times slower to make, so a test validates
each kind. Its script is copied from its package once, and fetched when a reader asks. Of colours
they bear the names of the page's own, in `meta` and in the names of shapes.
"""

from __future__ import annotations

from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collector.model import CHANCE_HOURS, State
from site_src.amount import NOT_REACHED, Unit
from site_src.line import NIGHTS_APART, stretches
from site_src.scale import scale_for, stock_scale

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from site_src.history import History
    from site_src.model import Estimate, League, Point
    from site_src.scale import Scale

    Rows = Sequence[tuple[str, Estimate]]

LINE, MARGIN = 26, 110  # pixels
LONGEST = 40
ROOM = 0.02  # of an axis of dots, so that those at its ends are whole


def history_figure(chart: History, unit: Unit) -> dict[str, Any]:
    """Return plotly's figure of a history: a band and a line, broken where the print's are.

    A time that was not reached is no number: it is marked above all that are.
    """
    version = chart.points[-1].method_version
    runs = list(stretches(chart.points))
    traces: list[dict[str, Any]] = []
    for is_old in (True, False):
        mine = [run for run in runs if (run[-1].method_version != version) is is_old]
        traces += _lines(chart.title, mine, "--ink3" if is_old else "--a")
    traces += _not_reached(chart)
    axis = _value_axis(chart.scale, unit)
    axis |= {"tick0": chart.scale.bottom, "dtick": (chart.scale.top - chart.scale.bottom) / 4}
    shapes = [_blank(gap.since.isoformat(), gap.until.isoformat()) for gap in chart.gaps]
    notes = [_not_read(gap.since.isoformat()) for gap in chart.gaps]
    if chart.peers is not None:
        shapes.append(_median("y", chart.peers))
        notes.append(_note(1, chart.peers, chart.median_text, xref="paper", xanchor="right"))
    layout = _layout({"type": "date"}, axis) | {"shapes": shapes, "annotations": notes}
    return {"data": traces, "layout": layout}


def _lines(title: str, runs: Sequence[Sequence[Point]], colour: str) -> list[dict[str, Any]]:
    """Return the line of some stretches, and under it their band where there is any."""
    if not runs:
        return []
    x: list[str | None] = []
    y: list[float | None] = []
    edge: list[str | None] = []
    band: list[float | None] = []
    for run in runs:
        x += [*(point.night.isoformat() for point in run), None]
        y += [*(_short(point.value) if point.is_reached else None for point in run), None]
        reached = [point for point in run if point.is_reached]
        nights = [point.night.isoformat() for point in reached]
        edge += [*nights, *reversed(nights), None]
        band += [*(_short(point.hi) for point in reached)]
        band += [*(_short(point.lo) for point in reversed(reached)), None]
    line = _trace(title, x, y, colour, mode="lines+markers")
    if all(point.lo == point.hi for run in runs for point in run):
        return [line]
    filled = {"fill": "toself", "line": {"width": 0}, "hoverinfo": "skip"}
    return [_trace("95% interval", edge, band, colour, **filled), line]


def nights_figure(title: str, nightly: Sequence[tuple[date, int, float | None]]) -> dict[str, Any]:
    """Return plotly's figure of a nightly count: each night faint, and the medians as a line.

    The line breaks where more than a week was not read.
    """
    x: list[str | None] = []
    y: list[float | None] = []
    last: date | None = None
    for night, _, middle in nightly:
        if last is not None and (night - last).days > NIGHTS_APART:
            x.append(None)
            y.append(None)
        x.append(night.isoformat())
        y.append(middle)
        last = night
    nights = [night.isoformat() for night, *_ in nightly]
    numbers = [number for _, number, _ in nightly]
    dots = _trace("each night", nights, numbers, "--mark", mode="markers")
    line = _trace(f"{title}, median of 7 nights", x, y, "--a")
    data, axis = [dots | {"opacity": 0.6}, line], _value_axis(stock_scale(numbers), Unit.COUNT)
    if (nightly[-1][0] - nightly[0][0]).days == len(nightly) - 1:
        on_end = {"x0": nights[0], "dx": 86_400_000}  # milliseconds
        data = [{key: one[key] for key in one if key != "x"} | on_end for one in data]
    return {"data": data, "layout": _layout({"type": "date"}, axis)}


def _not_reached(chart: History) -> list[dict[str, Any]]:
    """Return the marks of weeks in which a time was not reached; most charts have none."""
    nights = [point.night.isoformat() for point in chart.points if not point.is_reached]
    if not nights:
        return []
    top = [chart.scale.top] * len(nights)
    trace = _trace(NOT_REACHED, nights, top, "--a", mode="markers")
    marks = {"marker": {"symbol": "circle-open"}, "hovertemplate": f"%{{x}}: {NOT_REACHED}"}
    return [trace | marks | {"cliponaxis": False}]


def league_figure(
    league: League, names: Mapping[str, str], title: str, unit: Unit
) -> dict[str, Any]:
    """Return plotly's figure of a league: dots with their intervals, the first at the top."""
    drawn = [one for one in league.ranked if one.value.estimate.state is not State.BOUND]
    rows = [(names[one.organisation], one.value.estimate) for one in drawn]
    places = (*league.ranked, *league.unranked)
    scale = scale_for(unit, [one.value.estimate for one in places])
    return dots_figure(title, rows, scale, unit, league.median)


def dots_figure(
    title: str, given: Rows, scale: Scale, unit: Unit, median: float | None = None
) -> dict[str, Any]:
    """Return plotly's figure of dots with their intervals, the first at the top.

    A time that was not reached is an arrow where following ends, and says so.
    """
    # Numbered lines, because two organisations may bear one name.
    lines = list(range(len(given)))
    labels = [_label(name) for name, _ in given]
    rows = list(zip(lines, labels, (found for _, found in given), strict=True))
    traces = [_dots(title, [row for row in rows if row[2].value is not None])]
    if late := [row for row in rows if row[2].value is None]:
        traces.append(_arrows(late))
    names = {"range": [len(rows) - 0.5, -0.5], "tickvals": lines, "ticktext": labels}
    axis = _value_axis(scale, unit)
    low, high = axis["range"]
    room = ROOM * (high - low)
    layout = _layout(
        axis | {"range": [low - room, high + room]}, names | {"automargin": True, "zeroline": False}
    )
    if median is not None:
        layout["shapes"] = [_median("x", median)]
    return {"data": traces, "layout": layout | {"height": MARGIN + LINE * max(5, len(rows))}}


def _dots(title: str, rows: Sequence[tuple[int, str, Estimate]]) -> dict[str, Any]:
    """Return the values with their intervals; an open end reaches as far as is followed."""
    whiskers: dict[str, Any] = {
        "type": "data",
        "symmetric": False,
        "array": [_up(CHANCE_HOURS if e.hi is None else e.hi, e.value) for *_, e in rows],
        "arrayminus": [_up(e.value, e.lo) for *_, e in rows],
    }
    values, lines = [e.value or 0 for *_, e in rows], [line for line, *_ in rows]
    trace = _trace(title, values, lines, "--ink", mode="markers", error_x=whiskers)
    text = {"text": [name for _, name, _ in rows]}
    return trace | text | {"hovertemplate": "%{text}: %{x}<extra></extra>"}


def _arrows(rows: Sequence[tuple[int, str, Estimate]]) -> dict[str, Any]:
    places = [CHANCE_HOURS] * len(rows)
    trace = _trace(NOT_REACHED, places, [line for line, *_ in rows], "--ink")
    marker = {"mode": "markers", "marker": {"symbol": "triangle-right"}}
    text = {"text": [f"{name}: {NOT_REACHED}" for _, name, _ in rows]}
    return trace | marker | text | {"hovertemplate": "%{text}<extra></extra>"}


def _label(name: str) -> str:
    """Return a name as plotly shows it: it takes <b> and its like in any text for markup."""
    short = name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
    return escape(short, quote=False)


def _up(one: float | None, two: float | None) -> float:
    return _short((one or 0) - (two or 0))


def _short(value: float) -> float:
    return round(value, 4)


def _trace(
    name: str, x: Sequence[Any], y: Sequence[Any], colour: str, **more: Any
) -> dict[str, Any]:
    """Return one series; `meta` tells the page's script which of its own colours to give it.

    What all have in common the script adds: files of them lie beside every organisation's page.
    """
    where = {"name": name, "x": list(x), "y": list(y), "meta": {"colour": colour}}
    return where | {"mode": "lines"} | more


def _median(axis: str, value: float) -> dict[str, Any]:
    """Return the dotted line of the peers' median, across the whole of the other axis."""
    other = "x" if axis == "y" else "y"
    ends: dict[str, Any] = {f"{axis}{at}": _short(value) for at in (0, 1)}
    ends |= {f"{other}0": 0, f"{other}1": 1, f"{other}ref": "paper"}
    return {"type": "line", "name": "--ink", "line": {"dash": "dot", "width": 1.5}} | ends


def _blank(since: str, until: str) -> dict[str, Any]:
    """Return the ground of a stretch that was not read."""
    ends = {"x0": since, "x1": until, "y0": 0, "y1": 1, "yref": "paper"}
    look = {"line": {"width": 0}, "opacity": 0.5, "layer": "below"}
    return {"type": "rect", "name": "--rule"} | ends | look


def _not_read(since: str) -> dict[str, Any]:
    return _note(since, 1, "not read", yref="paper", xanchor="left")


def _note(x: Any, y: float, text: str, **more: str) -> dict[str, Any]:
    place = {"x": x, "y": y if isinstance(x, str) else _short(y), "text": escape(text, quote=False)}
    return place | {"showarrow": False, "yanchor": "bottom"} | more


def _value_axis(scale: Scale, unit: Unit) -> dict[str, Any]:
    """Return the axis of the printed chart: the same range, and words for the same unit."""
    axis: dict[str, Any] = {"range": [scale.bottom, scale.top], "zeroline": scale.bottom < 0}
    if unit is Unit.SHARE:
        axis["tickformat"] = "+.0%" if scale.bottom < 0 else ".0%"
    elif unit is Unit.HOURS:
        axis["title"] = {"text": "hours"}
    else:
        axis["tickformat"] = ","
    return axis


def _layout(x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    return {"xaxis": x, "yaxis": y}


def plotly_script() -> Path:
    """Return plotly.js as its Python package carries it, without importing the package."""
    spec = find_spec("plotly")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("plotly is not installed; pip install 'followback[site]'")
    return Path(spec.submodule_search_locations[0]) / "package_data" / "plotly.min.js"
