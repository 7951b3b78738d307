"""A league or a history -> the plotly figure for who explores it: the only door to plotly.

Figures are plain dicts: plotly's own Figure is forty times slower to make, so a test validates
each kind. Its script is copied from its package once, and fetched when a reader asks.
"""

from __future__ import annotations

from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collector.model import CHANCE_HOURS, State
from site_src.amount import NOT_REACHED, Unit
from site_src.line import NIGHTS_APART, stretches

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from site_src.history import History
    from site_src.model import Estimate, League

LINE, MARGIN = 26, 110  # pixels
LONGEST = 40


def history_figure(chart: History, unit: Unit) -> dict[str, Any]:
    """Return plotly's figure of a history: a band and a line, broken where the print's are.

    A time that was not reached is no number: it is marked above all that are.
    """
    x: list[str | None] = []
    y: list[float | None] = []
    edge: list[str | None] = []
    band: list[float | None] = []
    for run in stretches(chart.points):
        x += [*(point.night.isoformat() for point in run), None]
        y += [*(_short(point.value) if point.is_reached else None for point in run), None]
        reached = [point for point in run if point.is_reached]
        nights = [point.night.isoformat() for point in reached]
        edge += [*nights, *reversed(nights), None]
        band += [*(_short(point.hi) for point in reached)]
        band += [*(_short(point.lo) for point in reversed(reached)), None]
    traces = [_trace(chart.title, x, y, mode="lines+markers")]
    if any(point.lo != point.hi for point in chart.points):
        traces.insert(0, _trace("95% interval", edge, band, fill="toself", line={"width": 0}))
    traces += _not_reached(chart)
    axis = _value_axis(is_share=unit is Unit.SHARE)
    if unit is Unit.HOURS:
        axis |= {"title": {"text": "hours"}}
    return {"data": traces, "layout": _layout({"type": "date"}, axis)}


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
    dots = _trace("each night", nights, [number for _, number, _ in nightly], mode="markers")
    line = _trace(f"{title}, median of 7 nights", x, y)
    axis = {"tickformat": ","}
    return {"data": [dots | {"opacity": 0.4}, line], "layout": _layout({"type": "date"}, axis)}


def _not_reached(chart: History) -> list[dict[str, Any]]:
    """Return the marks of weeks in which a time was not reached; most charts have none."""
    nights = [point.night.isoformat() for point in chart.points if not point.is_reached]
    if not nights:
        return []
    top = max((point.value for point in chart.points if point.is_reached), default=1.0)
    trace = _trace(NOT_REACHED, nights, [_short(1.1 * top)] * len(nights), mode="markers")
    marks = {"marker": {"symbol": "circle-open"}, "hovertemplate": f"%{{x}}: {NOT_REACHED}"}
    return [trace | marks]


def league_figure(
    league: League, names: Mapping[str, str], title: str, unit: Unit
) -> dict[str, Any]:
    """Return plotly's figure of a league: dots with their intervals, the first at the top.

    A time that was not reached is an arrow where following ends, and says so.
    """
    drawn = [one for one in league.ranked if one.value.estimate.state is not State.BOUND]
    # Numbered lines, because two organisations may bear one name.
    labels, lines = [_label(names[one.organisation]) for one in drawn], list(range(len(drawn)))
    rows = list(zip(lines, labels, (one.value.estimate for one in drawn), strict=True))
    traces = [_dots(title, [row for row in rows if row[2].value is not None])]
    if late := [row for row in rows if row[2].value is None]:
        traces.append(_arrows(late))
    axis = {"autorange": "reversed", "tickvals": lines, "ticktext": labels, "automargin": True}
    values = _value_axis(is_share=unit is Unit.SHARE)
    layout = _layout(values | ({"title": "hours"} if unit is Unit.HOURS else {}), axis)
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
    trace = _trace(title, values, lines, mode="markers", error_x=whiskers)
    text = {"text": [name for _, name, _ in rows]}
    return trace | text | {"hovertemplate": "%{text}: %{x}<extra></extra>"}


def _arrows(rows: Sequence[tuple[int, str, Estimate]]) -> dict[str, Any]:
    trace = _trace(NOT_REACHED, [CHANCE_HOURS] * len(rows), [line for line, *_ in rows])
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


def _trace(name: str, x: Sequence[Any], y: Sequence[Any], **more: Any) -> dict[str, Any]:
    """Return one series; `meta` tells the page's script which of its own colours to give it."""
    look: dict[str, Any] = {"mode": "lines", "line": {}, "marker": {}, "showlegend": False}
    where = {"type": "scatter", "name": name, "x": list(x), "y": list(y)}
    return where | {"meta": {"colour": "--a"}} | look | more


def _value_axis(*, is_share: bool) -> dict[str, Any]:
    if is_share:
        return {"range": [0, 1], "tickformat": ".0%"}
    return {"rangemode": "tozero"}


def _layout(x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    margin = {"l": 48, "r": 16, "t": 40, "b": 40}
    return {
        "xaxis": x,
        "yaxis": y,
        "margin": margin,
        "hovermode": "closest",
    }


def plotly_script() -> Path:
    """Return plotly.js as its Python package carries it, without importing the package."""
    spec = find_spec("plotly")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("plotly is not installed; pip install 'followback[site]'")
    return Path(spec.submodule_search_locations[0]) / "package_data" / "plotly.min.js"
