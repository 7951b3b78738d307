"""The table behind a chart, as it is displayed."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from site_src.publish import defused

if TYPE_CHECKING:
    from site_src.charts import Chart


def chart_csv(chart: Chart) -> str:
    """Return the chart's table as CSV, its cells as they are printed and none of them a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(chart.heads)
    writer.writerows([defused(cell) for cell in row] for row in chart.rows)
    return text.getvalue()
