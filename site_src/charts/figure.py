"""A chart -> plotly's figure of the same numbers, on the same axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from site_src.amount import Unit
from site_src.chart import dots_figure, history_figure
from site_src.chart_hours import TONES, shade
from site_src.hours import DAY_HOURS
from site_src.scale import share_scale

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_src.chart_hours import Hours
    from site_src.charts import Chart


# Of hours without a reply: colour, mark, its pixels, and its words.
LOOKS = (
    ("--ink", "circle-open", 8, "no reply in that hour; people wrote: %{customdata}"),
    ("--mark", "circle", 3, "no reply; nobody wrote"),
    ("--mark", "line-ne-open", 8, "no reply; whether anybody wrote is not known"),
)


def figure(chart: Chart) -> dict[str, Any]:
    """Return plotly's figure of a chart, as a plain dict."""
    unit = chart.unit or Unit.COUNT
    if chart.history is not None:
        return history_figure(chart.history, unit)
    if chart.hours is not None:
        return week_figure(chart.hours)
    rows = [(dot.name, dot.found) for dot in chart.dots]
    return dots_figure(chart.title, rows, chart.scale or share_scale(), unit, chart.median)


def week_figure(chart: Hours) -> dict[str, Any]:
    """Return the grid as a heat map of its four shades; what is counted is told on each hour."""
    days = range(0, len(chart.counts), DAY_HOURS)
    rows = [chart.counts[day : day + DAY_HOURS] for day in days]
    cells = {
        "type": "heatmap",
        "name": "replies",
        "meta": {"colour": "--a"},
        "x": list(range(DAY_HOURS)),
        "y": [day.name for day in chart.days],
        "z": [[shade(n, chart.steps) if n else None for n in row] for row in rows],
        "customdata": [list(row) for row in rows],
        "zmin": 0.5,
        "zmax": TONES + 0.5,
        "showscale": False,
        "hoverongaps": False,
        "xgap": 2,
        "ygap": 2,
        "hovertemplate": "%{y} %{x}:00: %{customdata} replies<extra></extra>",
    }
    hours = {"dtick": 6, "range": [-0.5, DAY_HOURS - 0.5], "zeroline": False}
    days_axis = {"autorange": "reversed"}
    margin = {"l": 48, "r": 16, "t": 40, "b": 40}
    axes = {"xaxis": hours, "yaxis": days_axis, "showlegend": False}
    layout = {**axes, "margin": margin, "shapes": _frames(chart)}
    return {"data": [cells, *_empty(chart)], "layout": layout}


def _empty(chart: Hours) -> Iterator[dict[str, Any]]:
    """Yield the hours without a reply, told apart as they are in the grid."""
    none = chart.empty
    for hours, (colour, symbol, size, words) in zip(
        (none.wrote, none.silent, none.unread), LOOKS, strict=True
    ):
        if hours:
            yield {
                "type": "scatter",
                "mode": "markers",
                "name": words.partition(":")[0],
                "meta": {"colour": colour},
                "x": [hour % DAY_HOURS for hour in hours],
                "y": [chart.days[hour // DAY_HOURS].name for hour in hours],
                "customdata": [chart.opened[hour] for hour in hours],
                "marker": {"symbol": symbol, "size": size},
                "hovertemplate": f"%{{y}} %{{x}}:00: {words}<extra></extra>",
            }


def _frames(chart: Hours) -> list[dict[str, Any]]:
    return [
        {
            "type": "rect",
            "name": "--ink",
            "x0": opens - 0.5,
            "x1": closes - 0.5,
            "y0": first - 0.5,
            "y1": first + days - 0.5,
            "line": {"width": 2},
        }
        for first, days, opens, closes in chart.blocks
    ]
