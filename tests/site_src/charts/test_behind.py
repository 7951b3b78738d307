"""The table behind a chart, as HTML: every cell as itself."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from site_src.render import TEMPLATES

if TYPE_CHECKING:
    from site_src.charts import Chart


def behind(chart: Chart) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    return str(environment.get_template("charts/behind.html.j2").module.behind(chart))  # type: ignore[attr-defined]


def test_every_cell_of_the_table_is_on_the_page(charts: dict[str, Chart]) -> None:
    for chart in charts.values():
        cells = re.findall(r"<td>(.*?)</td>", behind(chart))
        assert [unescape(cell) for cell in cells] == [cell for row in chart.rows for cell in row]


def test_a_name_in_the_table_is_text(charts: dict[str, Chart]) -> None:
    chart = replace(charts["movers"], rows=(("<script>alert(1)</script>", "", ""),))
    assert "<script" not in behind(chart)
