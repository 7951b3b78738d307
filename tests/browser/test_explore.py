"""A chart explored: the same numbers in its place, and back, by whoever can press a button."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page, Route

pytestmark = pytest.mark.browser

ORGANISATION = "councils/borough-of-lonmouth/"
LEAGUE = "leagues/bluesky-council-borough-10k/follow-back-rate/"
CHART = "bluesky-follow-back-rate"
# What a careful host may send: nothing from elsewhere, nothing written into a page.
STRICT = "; ".join(
    ["default-src 'none'", "form-action 'self'"]
    + [f"{part}-src 'self'" for part in ("script", "style", "img", "connect")]
)
SHIFTS = """() => {
  window.shifted = 0;
  const add = list => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifted += one.value;
  };
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
}"""


@contextmanager
def opened(browser: Browser, **options: Any) -> Iterator[tuple[Page, list[str], list[str]]]:
    """Yield a page, what it complains of, and what it asks for."""
    context = browser.new_context(**options)
    page = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda one: complaints.append(one.text) if one.type != "log" else None)
    page.on("request", lambda request: asked.append(request.url))
    yield page, complaints, asked
    context.close()


def chart(page: Page, figure: str = CHART) -> Locator:
    return page.locator(f'[data-figure="{figure}"]')


def explore(page: Page, figure: str = CHART) -> None:
    chart(page, figure).get_by_role("button", name="Explore this chart").click()
    chart(page, figure).locator(".stage .main-svg").first.wait_for()
    page.wait_for_function("document.activeElement.matches('.stage')")


@pytest.mark.parametrize(("kind", "figure"), [(ORGANISATION, CHART), (LEAGUE, "follow-back-rate")])
def test_a_strict_policy_is_kept_and_plotly_is_fetched_once_from_here(
    browser: Browser, served: str, kind: str, figure: str
) -> None:
    def strictly(route: Route) -> None:
        reply = route.fetch()
        route.fulfill(response=reply, headers=reply.headers | {"content-security-policy": STRICT})

    with opened(browser) as (page, complaints, asked):
        page.route("**/*", strictly)
        page.goto(served + kind)
        assert not any("plotly" in url or "explore" in url for url in asked)
        explore(page, figure)
        assert sum("plotly" in url for url in asked) == 1
        assert [url for url in asked if not url.startswith(served)] == []
        # The style of plotly's maps, of which there are none here: blocked, and not missed.
        assert [told for told in complaints if not told.startswith("Applying inline style")] == []
        assert len(complaints) <= 1
        positions = "getComputedStyle(document.querySelector('.stage .main-svg')).position"
        assert page.evaluate(positions) == "absolute"


def test_the_explored_history_has_the_tables_numbers_and_the_prints_range(
    browser: Browser, served: str
) -> None:
    with opened(browser) as (page, _, _):
        page.goto(served + ORGANISATION)
        explore(page)
        drawn = page.evaluate(
            """() => {
              const { data, layout } = document.querySelector(".stage .js-plotly-plot");
              return [data.at(-1).x, data.at(-1).y, layout.yaxis.range];
            }"""
        )
        page.goto(f"{served}{ORGANISATION}receipts/")
        cells = page.locator(f"#weeks-{CHART} tbody td").all_text_contents()
        values = [value for value in drawn[1] if value is not None]
        printed = [int(cell.partition("%")[0]) for cell in cells if "%" in cell]
        assert len(values) == len(printed) > 20
        both = zip(sorted(values), sorted(printed), strict=True)
        assert all(abs(100 * value - shown) <= 0.51 for value, shown in both)
        assert drawn[2] == [0, 1]


def test_an_explored_league_has_a_dot_for_each_who_is_ranked(browser: Browser, served: str) -> None:
    with opened(browser) as (page, _, _):
        page.goto(served + LEAGUE)
        printed = page.locator("table.league tbody tr:not(.mid) .val b").all_inner_texts()
        explore(page, "follow-back-rate")
        values = page.evaluate('document.querySelector(".stage .js-plotly-plot").data[0].x')
        assert [f"{value:.0%}" for value in values] == printed[: len(values)]
        assert len(values) > 5


def test_the_keyboard_opens_moves_and_closes_it_and_keeps_its_place(
    browser: Browser, served: str
) -> None:
    with opened(browser) as (page, _, _):
        page.goto(served + ORGANISATION)
        button = chart(page).locator(".explorer button")
        assert button.get_attribute("aria-expanded") == "false"
        button.focus()
        page.keyboard.press("Enter")
        page.wait_for_function("document.activeElement.matches('.stage')")
        assert button.inner_text() == "Back to the still chart"
        assert button.get_attribute("aria-expanded") == "true"
        controlled = page.locator(f"#{button.get_attribute('aria-controls')}")
        label = controlled.get_attribute("aria-label") or ""
        assert label.startswith("Follow-back rate since")
        whole = page.evaluate("document.querySelector('.js-plotly-plot').layout.xaxis.range")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Zoom in"
        page.keyboard.press("Enter")
        page.wait_for_function(
            "whole => document.querySelector('.js-plotly-plot').layout.xaxis.range[0] > whole[0]",
            arg=whole,
        )
        controlled.get_by_role("button", name="Show all").click()
        page.wait_for_function(
            "whole => document.querySelector('.js-plotly-plot').layout.xaxis.range[0] === whole[0]",
            arg=whole,
        )
        page.keyboard.press("Escape")
        assert button.evaluate("one => one === document.activeElement")
        assert button.inner_text() == "Explore this chart"
        assert chart(page).locator("svg.chart").is_visible()
        assert not controlled.is_visible()


def late(page: Page, route: Route) -> None:
    page.wait_for_timeout(900)
    route.continue_()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(("kind", "figure"), [(ORGANISATION, CHART), (LEAGUE, "follow-back-rate")])
def test_nothing_on_the_page_moves(
    browser: Browser, served: str, kind: str, figure: str, width: int
) -> None:
    with opened(browser, viewport={"width": width, "height": 900}) as (page, _, _):
        page.add_init_script(f"({SHIFTS})()")
        page.goto(served + kind)
        # Slower than the half second in which a browser forgives what follows a press.
        page.route("**/plotly.min.js", lambda route: late(page, route))
        chart(page, figure).locator(".explorer button").scroll_into_view_if_needed()
        before = chart(page, figure).bounding_box()
        explore(page, figure)
        page.wait_for_timeout(300)
        after = chart(page, figure).bounding_box()
        assert before is not None
        assert after is not None
        if kind == ORGANISATION:
            assert abs(before["height"] - after["height"]) < 1
        assert page.evaluate("window.shifted") == 0
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width


def test_a_chart_that_cannot_be_loaded_says_so_in_words_and_may_be_tried_again(
    browser: Browser, served: str
) -> None:
    with opened(browser) as (page, _, _):
        page.goto(served + ORGANISATION)
        page.context.set_offline(offline=True)
        button = chart(page).locator(".explorer button")
        button.click()
        said = chart(page).locator(".explorer output")
        said.filter(has_text="could not be loaded").wait_for()
        assert button.inner_text() == "Explore this chart"
        assert chart(page).locator("svg.chart").is_visible()
        page.context.set_offline(offline=False)
        explore(page)
        assert said.inner_text() == ""


def test_a_part_that_is_missing_leaves_the_still_chart(browser: Browser, served: str) -> None:
    with opened(browser) as (page, _, _):
        page.route("**/history.json", lambda route: route.fulfill(status=404))
        page.goto(served + ORGANISATION)
        chart(page).locator(".explorer button").click()
        chart(page).locator("output").filter(has_text="could not be loaded").wait_for()
        assert chart(page).locator("svg.chart").is_visible()
        assert page.locator(".stage").count() == 0


def test_the_explored_chart_follows_the_scheme(browser: Browser, served: str) -> None:
    ground = "getComputedStyle(document.querySelector('.stage .main-svg')).backgroundColor"
    with opened(browser, color_scheme="dark") as (page, _, _):
        page.goto(served + ORGANISATION)
        explore(page)
        assert page.evaluate(ground) == "rgb(18, 21, 24)"
        page.emulate_media(color_scheme="light")
        page.wait_for_function(f"{ground} === 'rgb(252, 252, 251)'")


def test_without_scripts_no_button_is_promised(browser: Browser, served: str) -> None:
    with opened(browser, java_script_enabled=False) as (page, _, _):
        page.goto(served + ORGANISATION)
        assert page.get_by_role("button", name="Explore this chart").count() == 0
        assert chart(page).locator("svg.chart").is_visible()
