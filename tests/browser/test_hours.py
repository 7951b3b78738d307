"""The hours of a week, explored: the same hours, told apart as in the still grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

GRID = "figure[data-figure=bluesky-hours]"
DRAWN = """figure => figure.querySelector(".js-plotly-plot").data.map(
  one => [one.type, one.name, one.marker?.symbol ?? "", one.x.length])"""


@pytest.mark.parametrize(
    ("slug", "marks"),
    [
        ("goodham-3", ["circle-open", "circle"]),
        ("fewham", ["circle-open", "line-ne-open"]),
        ("unheard", ["line-ne-open"]),
    ],
)
def test_hours_without_a_reply_are_told_apart(
    browser: Browser, measured: str, slug: str, marks: list[str]
) -> None:
    page = browser.new_page()
    page.goto(f"{measured}councils/{slug}/receipts/")
    grid = page.locator(GRID)
    assert (grid.locator(".hatch").count() > 0) is ("line-ne-open" in marks)
    grid.get_by_role("button", name="Explore this chart").click()
    grid.get_by_role("button", name="Back to the still chart").wait_for()
    cells, *empty = grid.evaluate(DRAWN)
    assert cells[0] == "heatmap"
    assert [symbol for _, _, symbol, _ in empty] == marks
    replied = page.locator(".by-hour tbody tr:not(:last-child) td").all_text_contents()
    assert sum(count for *_, count in empty) == sum(text.startswith("0") for text in replied)
    page.close()
