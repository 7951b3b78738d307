"""The hours of a week -> their chart: the same numbers as the grid's, by day and hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_src.charts import Chart, Form

if TYPE_CHECKING:
    from datetime import date

    from site_src.chart_hours import Hours


def week_chart(drawn: Hours, name: str, night: date, where: str) -> Chart:
    """Return the chart of an organisation's hours; `where` names its network."""
    return Chart(
        id=drawn.id,
        form=Form.HOURS,
        title=f"{name}: when it replies",
        subtitle=(drawn.note, f"{where}; each square is an hour of the week."),
        alt=f"{name}: {drawn.description}",
        night=night,
        heads=drawn.heads,
        rows=tuple((row.hour, *row.cells) for row in drawn.rows),
        hours=drawn,
    )
