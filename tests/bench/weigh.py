"""A table of 1,000 rows by the reader's weights: how long until a slider's new order stands."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from collector.night import build_site
from collector.settings import Settings
from tests.bench.league import busy
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
RANGED = """() => document.querySelector("#weighed").ariaBusy === "false"
  && /[0-9]/.test(document.querySelector("#weighed tbody .rk b")?.textContent)"""
# A row of the page as it is made: it ends where the next one begins.
ROW = r'(<tr[^>]* (?:data-slug|id)="?)(goodham-\d+)("?[ >].*?(?=<tr|$))'

# Milliseconds from a slider's input to the new order, layout included, and to the last range.
MOVING = """async times => {
  const slider = document.querySelector("#w1"), table = document.querySelector("#weighed");
  const changed = (node, options) => new Promise(told => new MutationObserver((_, it) => {
    it.disconnect(); told(); }).observe(node, options));
  const ranks = () => new Promise(told => new MutationObserver((_, it) => {
    if (table.ariaBusy === "false") { it.disconnect(); told(); } })
    .observe(table, { attributeFilter: ["aria-busy"] }));
  const sorted = [], ranged = [];
  for (let n = 0; n < times; n++) {
    slider.value = [1, 9, 3, 10, 2][n % 5];
    await new Promise(requestAnimationFrame);
    const from = performance.now(), done = changed(table.tBodies[0], { childList: true });
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await done;
    document.body.offsetHeight;
    sorted.push(performance.now() - from);
    await ranks();
    ranged.push(performance.now() - from);
  }
  return { sorted, ranged };
}"""
# The same, until the page has been drawn, and no further.
DRAWN = """async times => {
  const slider = document.querySelector("#w1");
  for (let n = 0; n < times; n++) {
    slider.value = [1, 9, 3, 10, 2][n % 5];
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  }
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
            watch = page.context.new_cdp_session(page)
            watch.send("Performance.enable", {"timeDomain": "threadTicks"})
            before = busy(watch)
            page.evaluate(DRAWN, REPEATS)
            own = (busy(watch) - before) / REPEATS
            browser.close()
    row("a slider moved, until the new order stands", f"{median(spent['sorted']):.0f} ms", "< 50")
    row("the same, the quickest", f"{min(spent['sorted']):.0f} ms")
    row("a step and its drawing, the browser's own time", f"{1000 * own:.0f} ms", "< 50")
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
        elif path == TABLE:
            route.fulfill(body=_thousand(file.read_text("utf-8")), content_type="text/html")
        elif file.is_file():
            route.fulfill(path=file)
        else:
            route.fulfill(status=404)

    page.route(f"{HOST}**", answer)


def _thousand(html: str) -> str:
    """Return a page whose tables have as many rows, as one of so many would be made."""
    shown = html.replace('class="league rows"', 'class="league rows long"')
    shown = shown.replace('aria-labelledby="h-parts"', 'aria-labelledby="h-parts" class="far"')
    for first in ('id="weighed"', 'id="parts"'):
        start = shown.index("<tbody", shown.index(first))
        end = shown.index("</table>", start)
        match = re.search(ROW, shown[start:end], re.DOTALL)
        if not match:
            raise ValueError(first)
        opening, _, rest = match.groups()
        rows = "".join(f"{opening}o-{n:04}{rest}" for n in range(1, ROWS + 1))
        shown = shown[:start] + '<tbody role="rowgroup">' + rows + shown[end:]
    return shown
