"""A history -> its chart, with a line of its table for each week and each stretch not read."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from site_src.charts import Chart, Form
from site_src.line import WEEK
from site_src.metrics import METRICS
from site_src.page import day
from site_src.shown import point_figure, printed_point

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from site_src.amount import Unit
    from site_src.history import History
    from site_src.model import Point

HEADS = ("Week to", "Value", "Value with its 95% range", "Method")


def history_chart(drawn: History, key: str, name: str, night: date, where: str) -> Chart:
    """Return the chart of an organisation's history; `where` names its network or its table."""
    metric = METRICS[key]
    has_band = any(point.lo != point.hi for point in drawn.points)
    band = "; band: where the true value very likely lies (95%)" if has_band else ""
    return Chart(
        id=drawn.id,
        form=Form.HISTORY,
        title=f"{name}: {drawn.title}",
        subtitle=(metric.definition, f"{where}; each point covers {metric.window}{band}."),
        alt=f"{name}: {drawn.description}",
        night=night,
        heads=HEADS,
        rows=tuple(_rows(drawn.points, metric.unit)),
        unit=metric.unit,
        scale=drawn.scale,
        history=drawn,
        median=drawn.peers,
        median_text=drawn.median_text,
    )


def _rows(points: Sequence[Point], unit: Unit) -> Iterator[tuple[str, ...]]:
    """Yield the weeks, oldest first; a blank is a line of its own, and no number."""
    yield _row(points[0], unit)
    for before, after in pairwise(points):
        if (after.night - before.night).days > 2 * WEEK:
            yield (f"{day(before.night)} to {day(after.night)}", "not read", "not read", "")
        yield _row(after, unit)


def _row(point: Point, unit: Unit) -> tuple[str, ...]:
    figure, printed = point_figure(point, unit), printed_point(point, unit)
    return day(point.night), figure, printed, f"{point.method_version}"
