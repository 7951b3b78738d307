"""A table of 1,000 rows by the reader's weights: how long until a slider's new order stands."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from collector.night import build_site
from collector.settings import Settings
from tests.bench.table import row, title
from tests.browser.find_browser import found
from tests.nasty import write
from tests.weighed import scored

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

ROWS = 1000
REPEATS = 9
HOST = "http://weigh.test/"
TABLE = "weigh/bluesky-council-borough-1k-10k/"
RANGED = """() => /[0-9]/.test(document.querySelector("#weighed tbody .rk b")?.textContent)"""

# Milliseconds from a slider's input to the new order, layout included, and to the last range.
MOVING = """async times => {
  const slider = document.querySelector("#w1"), body = document.querySelector("#weighed tbody");
  const changed = (node, options) => new Promise(told => new MutationObserver((_, it) => {
    it.disconnect(); told(); }).observe(node, options));
  const sorted = [], ranged = [];
  for (let n = 0; n < times; n++) {
    slider.value = [1, 9, 3, 10, 2][n % 5];
    const from = performance.now(), done = changed(body, { childList: true });
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await done;
    document.body.offsetHeight;
    sorted.push(performance.now() - from);
    await changed(body.rows[0].cells[0], { childList: true, subtree: true, characterData: true });
    ranged.push(performance.now() - from);
  }
  return { sorted, ranged };
}"""


def weigh() -> None:
    """Print the time from a slider's input to the order of 1,000 rows, and to their ranges."""
    title(f"A table of {ROWS:,} rows by weights")
    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name))
        build_site(
            site=folder / "site",
            data=folder / "data",
            watchlist=folder / "watchlist",
            night=None,
            settings=Settings(site_url=HOST),
        )
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found(), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            _serve(page, folder / "site")
            page.goto(f"{HOST}{TABLE}?w=9,5,1,5,0,5")
            page.wait_for_function(RANGED)
            spent = page.evaluate(MOVING, REPEATS)
            browser.close()
    row("a slider moved, until the new order stands", f"{median(spent['sorted']):.0f} ms")
    row("the same, the quickest", f"{min(spent['sorted']):.0f} ms")
    row("until every rank has its range", f"{median(spent['ranged']):.0f} ms")


def _serve(page: Page, site: Path) -> None:
    """Answer the page from a folder; its table has 1,000 rows."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST).partition("?")[0]
        file = site / path / "index.html" if path.endswith("/") else site / path
        if file.name == "weighing.json":
            told = json.loads(file.read_text("utf-8"))
            told["rows"] = scored(told["rows"][0], ROWS)
            route.fulfill(json=told)
        elif file.is_file():
            route.fulfill(path=file)
        else:
            route.fulfill(status=404)

    page.route(f"{HOST}**", answer)
