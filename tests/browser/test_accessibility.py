"""Every kind of page by axe, by the keyboard alone, still as it opens, and with no dead link."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Route

pytestmark = pytest.mark.browser

KINDS = (
    "",
    "search/",
    "all/",
    "leagues/",
    "leagues/{table}/",
    "councils/goodham-1/",
    "councils/goodham-1/receipts/",
    "councils/gap-locked/",
    "compare/",
    "compare/goodham-1/",
    "weigh/",
    "metrics/",
    "metrics/time-to-answer/",
    "method/",
    "charts/",
    "charts/movers/",
    "charts/{table}--follow-back-rate/",
    "charts/council-goodham-1--bluesky/",
    "embed/{table}--follow-back-rate/",
    "data/",
    "data/dictionary/",
    "status/",
    "about/",
    "about/collector/",
    "operate/",
    "about/style/",
    "corrections/",
    "404.html",
)
# What is asked for in the address, as readers send it to each other.
ASKED = (
    "search/?q=goodham",
    "all/?q=goodham",
    "leagues/{table}/?q=goodham&order=-value",
    "leagues/{table}/?q=nobody",
    "leagues/{table}/?show=ranked&without=plot+chg",
    "compare/?o=goodham-1,goodham-2",
    "compare/?o=nobody",
    "weigh/{table}/?w=9,5,1,5,0,5",
    "weigh/{table}/?w=0,0,0,0,0,0",
    "weigh/{table}/?w=wrong",
    "weigh/{table}/?mean=geometric",
)
LATE = re.compile(r"/(?!asked)[^/]+\.(js|json)$")
SLOW = 0.15  # seconds until a script or its numbers come: the page has been drawn by then
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"}
# 1280 px at 200% are 640 px of the sheet's.
ZOOMED: dict[str, Any] = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}
SHIFTS = """() => new Promise(told => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => sum += one.value))
    .observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => setTimeout(() => told(sum), 60));
})"""
# Whether the focus is seen: a painted outline on what stands within the window.
SEEN = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  return {
    name: one === document.body ? "BODY" : (
      one.innerText || one.id || one.className.baseVal || one.tagName
    ).trim().slice(0, 40),
    isPainted: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isWithin: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    place: [...document.querySelectorAll("*")].indexOf(one),
  };
}"""


@pytest.fixture(scope="module")
def table(measured_folder: Path) -> str:
    """Return a peer table of the site."""
    found = sorted((measured_folder / "leagues").glob("bluesky-council*/index.html"))
    return found[0].parent.name


@pytest.fixture(scope="module")
def kinds(table: str) -> tuple[str, ...]:
    """Return one page of each kind, a league of the site's own among them."""
    return tuple(kind.format(table=table) for kind in KINDS)


def _later(route: Route) -> None:
    time.sleep(SLOW)
    route.continue_()


@pytest.mark.parametrize("options", [WIDE, NARROW], ids=["wide-light", "narrow-dark"])
def test_axe_finds_nothing(
    browser: Browser, measured: str, kinds: tuple[str, ...], options: dict[str, Any]
) -> None:
    context = browser.new_context(**options)
    page, axe = context.new_page(), Axe()
    found = []
    for kind in kinds:
        page.goto(measured + kind)
        told = axe.run(page).response["violations"]
        found += [(kind, one["id"], one["nodes"][0]["html"][:120]) for one in told]
    context.close()
    assert found == []


@pytest.mark.parametrize("options", [WIDE, NARROW, ZOOMED], ids=["wide", "narrow", "zoomed"])
def test_nothing_moves_as_a_page_opens_and_nothing_leaves_the_window(
    browser: Browser, measured: str, table: str, kinds: tuple[str, ...], options: dict[str, Any]
) -> None:
    context = browser.new_context(**options)
    page = context.new_page()
    page.route(LATE, _later)
    shifts, wide = [], []
    for kind in (*kinds, *(one.format(table=table) for one in ASKED)):
        page.goto(measured + kind)
        page.wait_for_function("!document.documentElement.className")
        if shift := page.evaluate(SHIFTS):
            shifts.append((kind, shift))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(kind)
    context.close()
    assert shifts == []
    assert wide == []


def test_a_script_that_never_comes_leaves_the_page_to_be_read(
    browser: Browser, measured: str, table: str
) -> None:
    page = browser.new_page()
    page.route(LATE, lambda route: route.abort())
    for kind in ASKED:
        page.goto(measured + kind.format(table=table))
        page.wait_for_function("!document.documentElement.className")
        assert page.get_by_role("heading", level=1).is_visible(), kind
        assert page.get_by_role("contentinfo").is_visible(), kind
    page.close()


@pytest.mark.parametrize("kind", ["", "leagues/{table}/", "councils/goodham-1/", "weigh/"])
def test_the_keyboard_walks_a_page_in_order_and_shows_where_it_is(
    browser: Browser, measured: str, kinds: tuple[str, ...], kind: str
) -> None:
    page = browser.new_page(reduced_motion="reduce")  # else the window still glides when asked
    page.goto(measured + kinds[KINDS.index(kind)])
    page.keyboard.press("Tab")
    assert page.evaluate(SEEN)["name"] == "Skip to the content"
    places = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen = page.evaluate(SEEN)
        if seen["name"] == "BODY" or seen["place"] in places:
            break
        assert seen["isPainted"], seen
        assert seen["isWithin"], seen
        places.append(seen["place"])
    page.close()
    assert len(places) > 10
    assert places == sorted(places), "the focus jumps back"


def test_the_first_key_leads_past_the_masthead(browser: Browser, measured: str) -> None:
    page = browser.new_page()
    page.goto(measured)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")
    page.close()


def test_the_search_is_asked_and_answered_by_keys_alone(browser: Browser, measured: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{measured}method/")
    page.keyboard.press("/")
    page.wait_for_url("**/search/")
    assert not any("pagefind" in url for url in asked)
    page.keyboard.press("/")
    page.keyboard.type("goodham")
    page.locator(".found a").first.wait_for()
    assert page.locator("[role=status]").inner_text()
    page.keyboard.press("ArrowDown")
    first = page.evaluate("document.activeElement.href")
    page.keyboard.press("Enter")
    page.wait_for_url(first)
    assert "Goodham" in page.locator("h1").inner_text()
    assert [url for url in asked if not url.startswith(measured)] == []
    page.close()


@pytest.mark.parametrize(("word", "address"), [("reciprocity", "metrics/"), ("Clopper", "method/")])
def test_measures_and_the_method_are_found_too(
    browser: Browser, measured: str, word: str, address: str
) -> None:
    page = browser.new_page()
    page.goto(f"{measured}search/?q={word}")
    page.locator(".found a").first.wait_for()
    links = page.locator(".found a").evaluate_all("all => all.map(one => one.href)")
    assert any(link.startswith(measured + address) for link in links)
    page.close()


def test_the_key_of_the_search_can_be_turned_off(browser: Browser, measured: str) -> None:
    page = browser.new_page()
    page.goto(f"{measured}search/")
    page.get_by_role("checkbox").uncheck()
    page.goto(f"{measured}method/")
    page.keyboard.press("/")
    assert page.url == f"{measured}method/"
    page.close()


def test_without_a_script_the_search_leads_to_the_whole_list(
    browser: Browser, measured: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{measured}search/")
    page.get_by_label("Name or word").fill("Goodham")
    page.get_by_role("button", name="Find").click()
    assert page.url == f"{measured}all/?q=Goodham"
    assert page.locator(".roll li:visible").count() > 5
    context.close()


@pytest.mark.parametrize(("ago", "said"), [(2, ""), (5, ": 5 nights old")])
def test_a_reader_is_told_that_a_page_is_old(
    browser: Browser, live: str, ago: int, said: str
) -> None:
    page = browser.new_page()
    page.clock.set_fixed_time(datetime(2026, 11, 21, 1, tzinfo=UTC) + timedelta(days=ago))
    page.goto(live)
    bar = page.get_by_role("complementary", name="Date of the figures")
    assert bar.inner_text() == f"Figures of 21 November 2026{said}"
    page.close()


def test_a_practice_page_is_never_old(browser: Browser, measured: str) -> None:
    page = browser.new_page()
    page.clock.set_fixed_time(datetime(2036, 1, 1, tzinfo=UTC))
    page.goto(measured)
    assert "nights old" not in page.locator("body").inner_text()
    page.close()


def test_what_is_drawn_stays_visible_in_forced_colours(browser: Browser, measured: str) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(f"{measured}about/style/")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for part in (".dot", ".wh", ".crowd", ".base", ".grid"):
        drawn = page.locator(part).last.evaluate("one => getComputedStyle(one).stroke")
        assert drawn not in (ground, "none"), part
    context.close()


class Links(HTMLParser):
    """Gathers where a page leads and what may be led to on it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, text in attrs:
            if name in ("href", "src", "action") and "://" not in (text or ""):
                self.links.add(text or "")
            if name == "id":
                self.ids.add(text or "")


def _dead(folder: Path, base: str) -> Iterator[str]:
    pages = {file: Links(file.read_text("utf-8")) for file in folder.rglob("*.html")}
    for file, page in pages.items():
        here = base + file.relative_to(folder).as_posix()
        for link in page.links:
            url, part = urldefrag(urljoin(here, link))
            path = unquote(url.partition("?")[0].removeprefix(base))
            there = (
                folder / path / "index.html" if path.endswith("/") or not path else folder / path
            )
            is_there = url.startswith(("mailto:", base)) and (url[0] == "m" or there.is_file())
            if not is_there or (part and there in pages and unquote(part) not in pages[there].ids):
                yield f"{here}: {link}"


@pytest.mark.parametrize("base", ["http://127.0.0.1/", "http://127.0.0.1/some-repository/"])
def test_every_link_of_every_page_leads_somewhere(measured_folder: Path, base: str) -> None:
    # The page of a wrong address is shown at any depth: its links begin at the site's own root.
    dead = [one for one in _dead(measured_folder, base) if f"{base}404.html" not in one]
    assert dead == []
