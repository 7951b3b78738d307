"""A table by the reader's own weights: re-sorted at once, by the arithmetic of the site itself."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from site_src.composite import PARTS, composite
from site_src.sensitivity import HALF, WEIGHTINGS, ranges
from tests.weighed import scored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

TABLE = "weigh/bluesky-council-borough-1k-10k/"
SPAN = re.compile(r"(\d+)=? ?\((\d+)(?:–(\d+))?\)")
ROWS = """() => [...document.querySelectorAll("#weighed tbody tr")].map(tr => ({
  slug: tr.id, rank: tr.cells[0].textContent, score: tr.cells[3].querySelector("b").textContent,
  range: tr.cells[3].querySelector("span").textContent }))"""
RANGED = """isOwn => document.querySelector("#order [data-own]").hidden !== isOwn
  && document.querySelector("#weighed").ariaBusy !== "true"
  && /[0-9]/.test(document.querySelector("#weighed tbody .rk b")?.textContent)"""
SHIFTS = """() => new Promise(told => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => sum += one.value))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => told(sum), 100);
})"""
MANY = 1000
REST = 700  # ms, more than the page waits until a slider is taken to rest
# A slider moved, and what stands there two frames later: whether in the rows that were there.
MOVES = """async () => {
  const slider = document.querySelector("#w1"), body = document.querySelector("#weighed tbody");
  const before = new Set(body.rows), frame = () => new Promise(requestAnimationFrame), told = [];
  for (const value of [1, 9, 3]) {
    slider.value = value;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await frame();
    await frame();
    const rows = [...body.rows];
    told.push({ scores: rows.map(row => Number(row.cells[3].querySelector("b").textContent)),
      same: rows.every(row => before.has(row)),
      bare: rows.some(row => row.cells[0].querySelector("b").checkVisibility(
        { visibilityProperty: true })) });
  }
  return told;
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page that fails its test when it complains or asks another host."""
    context = browser.new_context()
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda one: None if "//127.0.0.1:" in one.url else faults.append(one.url))
    yield page
    context.close()
    assert faults == []


def weighed(page: Page, site: str, query: str = "", *, is_own: bool | None = None) -> None:
    """Open a table by weights and wait until its ranks have their ranges."""
    page.goto(f"{site}{TABLE}{query}")
    page.wait_for_function(RANGED, arg=bool(query) if is_own is None else is_own)


def drawer(seed: int) -> Callable[[], float]:
    """Return the script's generator of chance, mulberry32."""
    state = seed

    def multiplied(a: int, b: int) -> int:
        return (a * b) & 0xFFFFFFFF

    def draw() -> float:
        nonlocal state
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = multiplied(state ^ (state >> 15), 1 | state)
        t = ((t + multiplied(t ^ (t >> 7), 61 | t)) & 0xFFFFFFFF) ^ t
        return (t ^ (t >> 14)) / 2**32

    return draw


def expected(
    told: dict[str, Any], weights: Sequence[float], *, is_geometric: bool
) -> dict[str, Any]:
    """Return score, limits, rank and its range of everybody who has one, by Python."""
    marks = {row["organisation"]: [row[key] for key in PARTS] for row in told["rows"]}
    found = {
        slug: composite(row, weights, is_geometric=is_geometric) for slug, row in marks.items()
    }
    shown = [slug for slug, one in found.items() if one.score is not None]
    draw = drawer(int(told["night"].replace("-", "")))
    drawn = tuple(
        tuple(weight * (1 - HALF + 2 * HALF * draw()) for weight in weights)
        for _ in range(WEIGHTINGS)
    )
    placed = ranges(
        [marks[slug] for slug in shown],
        [found[slug].score or 0.0 for slug in shown],
        drawn,
        is_geometric=is_geometric,
    )
    return {
        slug: (
            f"{found[slug].score:.0f}",
            f"{found[slug].low:.0f}–{found[slug].high:.0f}"
            if found[slug].high > found[slug].low
            else "complete",
            (one.rank, one.best, one.worst),
        )
        for slug, one in zip(shown, placed, strict=True)
    }


def read(rows: list[dict[str, str]]) -> dict[str, Any]:
    """Return what the page shows, in the same form."""
    found = {}
    for row in rows:
        match = SPAN.search(row["rank"])
        assert match, f"a rank without its range: {row}"
        rank, best, worst = match.groups()
        found[row["slug"]] = (
            row["score"],
            row["range"],
            (int(rank), int(best), int(worst or best)),
        )
    return found


@pytest.mark.parametrize(
    "weights",
    [
        (9, 5, 1, 5, 0, 5),
        (10, 0, 0, 0, 0, 0),
        (1, 2, 3, 4, 5, 6),
        (0, 0, 0, 0, 10, 3),
        (0, 10, 0, 0, 0, 9),
    ],
)
@pytest.mark.parametrize("is_geometric", [False, True])
def test_scores_ranks_and_ranges_are_those_of_python(
    page: Page, measured: str, weights: tuple[int, ...], *, is_geometric: bool
) -> None:
    told = page.request.get(f"{measured}{TABLE}weighing.json").json()
    mean = "&mean=geometric" if is_geometric else ""
    weighed(page, measured, f"?w={','.join(str(one) for one in weights)}{mean}")
    rows = page.evaluate(ROWS)
    found = read(rows)
    assert found == expected(told, weights, is_geometric=is_geometric)
    ranks = [found[row["slug"]][2][0] for row in rows]
    assert ranks == sorted(ranks)
    without = page.locator("#without li").evaluate_all("all => all.map(one => one.id)")
    assert {*found, *without} == {row["organisation"] for row in told["rows"]}
    assert len(found) + len(without) == len(told["rows"])


@pytest.mark.parametrize("is_geometric", [False, True])
def test_the_ranges_of_many_rows_are_those_of_python(
    page: Page, measured: str, *, is_geometric: bool
) -> None:
    told = page.request.get(f"{measured}{TABLE}weighing.json").json()
    told["rows"] = scored(told["rows"][0], 150)
    page.route("**/weighing.json", lambda route: route.fulfill(json=told))
    mean = "&mean=geometric" if is_geometric else ""
    weighed(page, measured, f"?w=1,2,3,4,5,6{mean}")
    found = read(page.evaluate(ROWS))
    assert found == expected(told, (1, 2, 3, 4, 5, 6), is_geometric=is_geometric)
    assert any(worst - best > 20 for _, _, (_, best, worst) in found.values())


def test_equal_weights_are_the_page_as_it_was_made(page: Page, measured: str) -> None:
    weighed(page, measured)
    before = page.evaluate(ROWS)
    page.get_by_label("Reply share", exact=True).fill("10")
    page.wait_for_function("location.search === '?w=5,10,5,5,5,5'")
    page.wait_for_function(RANGED, arg=True)
    assert page.evaluate(ROWS) != before
    page.get_by_role("button", name="Equal weights").click()
    page.wait_for_function("location.search === ''")
    assert page.evaluate(ROWS) == before
    assert page.get_by_text("weights near equal: ").count() == len(before)


def test_all_of_it_works_by_keyboard_and_is_told(page: Page, measured: str) -> None:
    weighed(page, measured)
    page.get_by_label("Follow-back rate", exact=True).focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("location.search === '?w=8,5,5,5,5,5'")
    assert page.get_by_label("Follow-back rate, as a number").input_value() == "8"
    told = page.locator("#weights [role=status]")
    page.wait_for_function(
        "document.querySelector('#weights [role=status]').textContent[0] === 'B'"
    )
    first = [row["slug"] for row in page.evaluate(ROWS)][:3]
    names = [page.locator(f"#{slug} th").inner_text() for slug in first]
    assert told.inner_text().startswith(f"By your weights: first {names[0]}, {names[1]} and")
    assert re.search(r"\d+ of 19 ha(s|ve) another rank|Nobody’s rank", told.inner_text())
    page.keyboard.press("Tab")
    page.keyboard.type("0")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.type("2")
    page.wait_for_function("location.search === '?w=2,5,5,5,5,5'")
    assert page.get_by_label("Follow-back rate", exact=True).input_value() == "2"


def test_nothing_is_told_while_a_slider_is_held(page: Page, measured: str) -> None:
    weighed(page, measured)
    told = page.locator("#weights [role=status]")
    before = told.inner_text()
    held = page.get_by_label("Reply share", exact=True)
    held.scroll_into_view_if_needed()
    box = held.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    for share in (0.6, 0.7, 0.8, 0.9):
        page.mouse.move(box["x"] + share * box["width"], middle)
        page.wait_for_timeout(200)
    page.wait_for_function("location.search !== ''")
    page.wait_for_timeout(REST)
    assert told.inner_text() == before
    page.mouse.up()
    page.get_by_text("By your weights: first").wait_for()


def test_a_copied_address_shows_the_same_weights_and_rows(page: Page, measured: str) -> None:
    weighed(page, measured, "?w=9,5,1,5,0,5&mean=geometric")
    rows = page.evaluate(ROWS)
    weighed(page, measured, "?mean=geometric&w=9,5,1,5,0,5")
    assert page.evaluate(ROWS) == rows
    assert page.get_by_label("Answered within 24 hours", exact=True).input_value() == "1"
    assert page.get_by_role("checkbox").is_checked()


@pytest.mark.parametrize(
    "query", ["?w=11,5,5,5,5,5", "?w=1,2", "?w=<script>", "?w=", "?w=1e1,,,,,"]
)
def test_a_wrong_address_is_answered_in_a_sentence(page: Page, measured: str, query: str) -> None:
    weighed(page, measured, query, is_own=False)
    page.get_by_text("The address holds no 6 weights from 0 to 10").wait_for()
    assert page.get_by_text("weights near equal: ").count() == 19


def test_no_weight_at_all_scores_nobody(page: Page, measured: str) -> None:
    page.goto(f"{measured}{TABLE}?w=0,0,0,0,0,0")
    page.get_by_text("All weights are 0, so nobody has a score.").wait_for()
    assert page.locator("#weighed:visible").count() == 0
    assert page.locator("#without li:visible").count() > 19


def test_scores_that_cannot_be_read_leave_the_page_as_it_was(page: Page, measured: str) -> None:
    page.route("**/weighing.json", lambda route: route.abort())
    weighed(page, measured, "?w=9,5,1,5,0,5", is_own=False)
    page.get_by_text("The scores could not be read").wait_for()
    assert page.get_by_text("weights near equal: ").count() == 19


def test_nothing_is_fetched_before_the_reader_moves_a_weight(page: Page, measured: str) -> None:
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    weighed(page, measured)
    assert not any("weighing.json" in url for url in asked)


def test_a_thousand_rows_stand_in_their_new_order_before_their_ranges_are_known(
    page: Page, measured: str
) -> None:
    told = page.request.get(f"{measured}{TABLE}weighing.json").json()
    told["rows"] = scored(told["rows"][0], MANY)
    page.route("**/weighing.json", lambda route: route.fulfill(body=json.dumps(told)))
    weighed(page, measured, "?w=9,5,1,5,0,5")
    assert page.locator("#weighed tbody tr").count() == MANY
    orders = page.evaluate(MOVES)
    assert len({tuple(one["scores"]) for one in orders}) == len(orders)
    for one in orders:
        assert one["scores"] == sorted(one["scores"], reverse=True)
        assert (len(one["scores"]), one["same"], one["bare"]) == (MANY, True, False)
    page.wait_for_function(RANGED, arg=True)
    assert page.locator("#weighed tbody tr").first.inner_text().startswith("1")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_is_no_wider_than_its_screen(page: Page, measured: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    weighed(page, measured, "?w=9,5,1,5,0,5")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_weighed_table(page: Page, measured: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    weighed(page, measured, "?w=9,5,1,5,0,5")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_nothing_moves_as_the_page_opens(page: Page, measured: str) -> None:
    weighed(page, measured)
    assert page.evaluate(SHIFTS) == 0


def test_without_a_script_equal_weights_are_complete(browser: Browser, measured: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{measured}{TABLE}")
    assert page.locator("#weights:visible").count() == 0
    assert page.locator("#weighed tbody tr:visible").count() == 19
    assert page.get_by_text("equal weights").first.is_visible()
    assert page.get_by_text("your weights").first.is_hidden()
    context.close()
