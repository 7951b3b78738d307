"""Every kind of page in a real browser: quiet, whole, narrow, dark, and without JavaScript."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from site_src.metrics import METRICS, Family

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

LEAGUE = "leagues/bluesky-council-borough-10k/"
ORGANISATION = "councils/borough-of-lonmouth/"
KINDS = (
    "",
    "all/",
    "leagues/",
    LEAGUE,
    f"{LEAGUE}conversations/",
    "leagues/bluesky-brand/",
    ORGANISATION,
    f"{ORGANISATION}receipts/",
    "compare/",
    "compare/borough-of-lonmouth/",
    "metrics/",
    "metrics/follow-back-rate/",
    "method/",
    "contribute/",
    "keys/",
    "charts/",
    "charts/movers/",
    "charts/bluesky-council-borough-10k--follow-back-rate/",
    "charts/council-borough-of-lonmouth--bluesky/",
    "data/",
    "data/dictionary/",
    "status/",
    "about/",
    "corrections/",
)
MEASURED = (
    "",
    "leagues/",
    "councils/goodham-1/",
    "councils/goodham-1/receipts/",
    "councils/zeroton/",
    "councils/slowton/",
    "councils/fewham/",
    "councils/gap-locked/",
    "councils/gap-locked/receipts/",
    "councils/twofold/",
    "councils/twofold/receipts/",
    "compare/goodham-1/",
    "metrics/",
    *(f"metrics/{key}/" for key in METRICS),
    "method/",
    "weigh/",
    "status/",
)
LEAST_CONTRAST = 4.5  # https://www.w3.org/TR/WCAG22/#contrast-minimum

# The contrast of every text with the nearest painted ground behind it.
CONTRASTS = """() => {
  const read = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = node => {
    for (let n = node; n; n = n.parentElement) {
      const [r, g, b, a = 1] = read(getComputedStyle(n).backgroundColor);
      if (a > 0) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const node of document.querySelectorAll("p, a, h1, h2, h3, td, th, dt, dd, li, small, b")) {
    const style = getComputedStyle(node);
    if (!node.innerText?.trim() || style.visibility === "hidden") continue;
    const [one, two] = [light(read(style.color)), light(ground(node))].sort((a, b) => b - a);
    found.push([(one + .05) / (two + .05), node.innerText.slice(0, 40)]);
  }
  return found;
}"""


@contextmanager
def opened(browser: Browser, **options: Any) -> Iterator[tuple[Page, list[str], list[str]]]:
    """Open a page; yield it with what it complains of and what it asks for."""
    context = browser.new_context(**options)
    page = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    yield page, complaints, asked
    context.close()


def test_no_page_complains_or_asks_another_host(browser: Browser, served: str) -> None:
    with opened(browser) as (page, complaints, asked):
        for kind in KINDS:
            answer = page.goto(served + kind)
            assert answer is not None
            assert answer.status == 200, kind
            assert page.locator("h1").count() == 1, kind
        assert complaints == []
        assert [url for url in asked if not url.startswith(served)] == []
        assert not any("plotly" in url for url in asked)


@pytest.mark.parametrize("width", [320, 360])
def test_no_page_is_wider_than_a_phone(browser: Browser, served: str, width: int) -> None:
    with opened(browser, viewport={"width": width, "height": 740}) as (page, _, _):
        for kind in (
            *KINDS,
            "councils/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/",
        ):
            page.goto(served + kind)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{kind} is {wide} px wide"


def test_no_page_of_any_metric_complains(browser: Browser, measured: str) -> None:
    with opened(browser) as (page, complaints, asked):
        for kind in (*MEASURED, *tables(page, measured)):
            answer = page.goto(measured + kind)
            assert answer is not None
            assert answer.status == 200, kind
            assert page.locator("h1").count() == 1, kind
        assert complaints == []
        assert [url for url in asked if not url.startswith(measured)] == []


@pytest.mark.parametrize("width", [320, 360])
def test_no_page_of_any_metric_is_wider_than_a_phone(
    browser: Browser, measured: str, width: int
) -> None:
    with opened(browser, viewport={"width": width, "height": 740}) as (page, _, _):
        for kind in (*MEASURED, *tables(page, measured)):
            page.goto(measured + kind)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{kind} is {wide} px wide"


def tables(page: Page, measured: str) -> list[str]:
    """Return the addresses of a table's leagues by every metric, and of its weighing."""
    page.goto(f"{measured}leagues/")
    found = page.evaluate("[...document.querySelectorAll('main a[href]')].map(a => a.href)")
    within = sorted({url.partition("#")[0].removeprefix(measured) for url in found})
    [table] = [
        url for url in within if re.fullmatch(r"leagues/bluesky-council-borough-\w+-\w+/", url)
    ]
    return [url for url in within if url.startswith(table)]


def test_every_family_of_measures_stands_on_an_organisations_page(
    browser: Browser, measured: str
) -> None:
    with opened(browser) as (page, _, _):
        page.goto(f"{measured}councils/goodham-1/")
        names = {a.partition("/metrics/")[2].strip("/") for a in _links(page, "h3 a, .also th a")}
        assert names == set(METRICS)
        heads = page.locator(".also tbody th[scope=rowgroup]").all_inner_texts()
        assert heads == [family.heading for family in Family]


def test_the_keyboard_reaches_every_receipt(browser: Browser, measured: str) -> None:
    with opened(browser) as (page, _, _):
        page.goto(f"{measured}councils/goodham-1/")
        receipts = _links(page, ".fig a, .also .f a")
        assert len(receipts) == len(METRICS)
        reached: list[str] = []
        while len(reached) < len(receipts):
            page.keyboard.press("Tab")
            here = page.evaluate("document.activeElement.href || ''")
            assert page.evaluate("document.activeElement !== document.body")
            reached += [here] if here in receipts and here not in reached else []
        page.keyboard.press("Enter")
        page.wait_for_url(reached[-1])
        counted = page.locator("article:target dd").first
        assert counted.is_visible()
        assert "replies" in counted.inner_text()


def _links(page: Page, where: str) -> list[str]:
    found: list[str] = page.locator(where).evaluate_all("all => all.map(a => a.href)")
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out(browser: Browser, served: str, scheme: Any) -> None:
    with opened(browser, color_scheme=scheme) as (page, _, _):
        for kind in ("", LEAGUE, ORGANISATION, "compare/borough-of-lonmouth/", "method/"):
            page.goto(served + kind)
            faint = [one for one in page.evaluate(CONTRASTS) if one[0] < LEAST_CONTRAST]
            assert faint == [], kind
            ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert (int(re.findall(r"\d+", ground)[0]) < 60) is (scheme == "dark")


def test_without_javascript_nothing_is_missing(browser: Browser, served: str) -> None:
    with opened(browser, java_script_enabled=False) as (page, _, _):
        page.goto(served + LEAGUE)
        rows = page.locator("table.league tbody tr:not(.mid):visible, .why li:visible")
        assert rows.count() == 15
        assert page.locator("button:visible").count() == 0
        page.goto(served)
        page.get_by_label("Name of an organisation").fill("Lonmouth")
        page.get_by_role("button", name="Find").click()
        assert page.url == f"{served}all/?q=Lonmouth"
        assert page.locator(".roll li:visible").count() == 18
        page.get_by_role("link", name="Borough of Lonmouth").click()
        assert page.url == served + ORGANISATION
        page.get_by_role("link", name="As a table").first.click()
        assert page.url.startswith(f"{served}{ORGANISATION}receipts/#weeks-")
        page.locator("article:target summary").click()
        assert page.locator("article table td:visible").count() > 20


def test_every_link_of_a_page_is_answered(browser: Browser, served: str) -> None:
    with opened(browser) as (page, _, _):
        page.goto(served)
        found = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)")
        within = {url.partition("#")[0] for url in found if url.startswith(served)}
        assert len(within) > 15
        for url in sorted(within):
            assert page.request.get(url).status == 200, url


def test_who_is_looked_for_is_found(browser: Browser, served: str) -> None:
    with opened(browser) as (page, _, _):
        page.goto(f"{served}all/?q=kettle")
        assert page.locator(".roll li:visible").all_inner_texts() == ["Acme Kettles\nbrand, shop"]


@pytest.mark.parametrize("kind", [LEAGUE, ORGANISATION])
def test_a_chart_is_explored_on_request_and_from_here_alone(
    browser: Browser, served: str, kind: str
) -> None:
    with opened(browser) as (page, complaints, asked):
        page.goto(served + kind)
        assert not any("plotly" in url for url in asked)
        page.get_by_role("button", name="Explore this chart").first.click()
        page.locator(".stage .main-svg").first.wait_for()
        assert sum("plotly" in url for url in asked) == 1
        assert [url for url in asked if not url.startswith(served)] == []
        assert complaints == []


def test_a_name_that_is_markup_is_text(browser: Browser, served: str) -> None:
    with opened(browser) as (page, complaints, _):
        page.on("dialog", lambda dialog: pytest.fail(f"a name was run: {dialog.message}"))
        page.goto(served + "councils/script-alert-1-script/")
        assert page.locator("h1").inner_text() == "<script>alert(1)</script>"
        assert complaints == []
