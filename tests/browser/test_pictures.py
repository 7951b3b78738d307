"""Pictures to carry away in a reader's own browser: whole, legible, asking for nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from site_src.charts.sheet import CARD, NARROW, WIDE
from site_src.charts.svg import sheet, svg_file
from tests.bench.pictures import CREDIT, history_of_a_year, league_of

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from site_src.charts import Chart
    from site_src.charts.sheet import Size

pytestmark = pytest.mark.browser

NAMES = ("<script>alert(1)</script>", "\u202eevil\u202c", "Wm" * 150, "委員会" * 20, "شرکت ملی")
# The edges of every text, and its size, in the picture's own pixels.
TEXTS = """() => [...document.querySelectorAll("text")].map(text => {
  const { x, y, width, height } = text.getBBox();
  const size = parseFloat(getComputedStyle(text).fontSize);
  return [text.textContent, x, y, x + width, y + height, size];
})"""


def nasty() -> Chart:
    chart = league_of(45)
    dots = [replace(dot, name=name) for dot, name in zip(chart.dots, NAMES, strict=False)]
    return replace(chart, dots=(*dots, *chart.dots[len(dots) :]))


@pytest.mark.parametrize("size", [WIDE, NARROW, CARD], ids=lambda size: size.name)
@pytest.mark.parametrize("chart", [nasty(), history_of_a_year()], ids=lambda chart: chart.form)
def test_every_text_is_inside_the_picture_and_large_enough(
    browser: Browser, tmp_path: Path, chart: Chart, size: Size
) -> None:
    file = tmp_path / "chart.svg"
    drawn = sheet(chart, CREDIT, size)
    file.write_text(svg_file(drawn), encoding="utf-8")
    page = browser.new_page(viewport={"width": drawn.width, "height": drawn.height})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail(f"a name was run: {dialog.message}"))
    page.goto(file.as_uri())
    texts: list[list[Any]] = page.evaluate(TEXTS)
    page.close()
    assert len(texts) > 10
    assert asked == [file.as_uri()]
    for words, left, top, right, foot, pixels in texts:
        assert pixels >= 13, words
        assert 0 <= left < right <= drawn.width, words
        assert 0 <= top < foot <= drawn.height, words
