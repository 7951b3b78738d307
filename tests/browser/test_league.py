"""A league in a real browser: ordered, narrowed, trimmed, printed; by hand, and by key."""

from __future__ import annotations

import csv
import io
import re
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest

from site_src.model import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser, Locator, Page

    from site_src.model import Standings

pytestmark = pytest.mark.browser

TABLE, METRIC = "bluesky-council-borough-10k", "follow-back-rate"
LEAGUE = f"leagues/{TABLE}/{METRIC}/"
ODD = ('=HYPERLINK("https://evil.test","here")', "a | b || `c` *d* _e_")
UP = Change(words="up 12 points since 24 October 2026", d=0.12, lo=0.05, hi=0.2, is_real=True)
DOWN = Change(
    words="down 8 points since 24 October 2026", d=-0.08, lo=-0.14, hi=-0.02, is_real=True
)
STILL = Change(words="up 1 point", d=0.01, lo=-0.1, hi=0.1)
PAPER = 718  # pixels of an A4 page between its usual margins


def changed(standings: Standings) -> Standings:
    """Return the standings with regions, sectors, and two changes that are real."""
    places = standings.leagues[TABLE, METRIC].ranked
    told = dict.fromkeys((place.organisation for place in places), STILL)
    told |= {places[4].organisation: UP, places[7].organisation: DOWN}
    everybody = {
        slug: replace(
            one,
            region=("Wales", "Scotland")[at % 2],
            sector=("borough", "unitary", "borough")[at % 3],
        )
        for at, (slug, one) in enumerate(standings.organisations.items())
    }
    changes = {(slug, "bluesky", METRIC): change for slug, change in told.items()}
    return replace(standings, organisations=everybody, changes=changes)


@pytest.fixture(scope="module")
def address(
    tmp_path_factory: pytest.TempPathFactory,
    small_site: Any,
    serving: Callable[..., AbstractContextManager[str]],
) -> Iterator[str]:
    """Return the address of a site whose league has all that can be chosen from."""
    standings = small_site.make_standings(small_site.NAMES + small_site.HOSTILE + ODD)
    folder = small_site.build_site(tmp_path_factory.mktemp("league"), changed(standings))
    with serving(folder) as base:
        yield base


@contextmanager
def opened(browser: Browser, url: str, **options: Any) -> Iterator[Page]:
    """Open a page that must not complain."""
    context = browser.new_context(**options)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(f"a name was run: {dialog.message}"))
    page.goto(url)
    yield page
    context.close()
    assert complaints == []


def names(page: Page) -> list[str]:
    """Return who is ranked and shown, in the order of the rows."""
    shown = page.locator("table.rows:not(.others) tbody tr:not(.mid):visible .nm a:first-child")
    return shown.all_inner_texts()


def said(page: Page) -> str:
    return page.locator("form[data-league] output").inner_text()


def order_by(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name="Order by").get_by_role("button", name=name, exact=True)


def choice(page: Page, name: str) -> Locator:
    return page.get_by_role("combobox", name=name)


def sorted_by(page: Page) -> dict[str, str | None]:
    """Return the columns whose heads say that the rows are in their order."""
    heads = page.locator("table.rows:not(.others) thead th[aria-sort]")
    return {
        str(head.get_attribute("data-by")): head.get_attribute("aria-sort") for head in heads.all()
    }


def test_rows_are_ordered_in_place_and_the_column_says_so(browser: Browser, address: str) -> None:
    with opened(browser, address + LEAGUE) as page:
        by_rank = names(page)
        assert by_rank[0] == "Borough of Ostbury"
        assert sorted_by(page) == {"rank": "ascending"}
        order_by(page, "name").click()
        boroughs = [name for name in names(page) if name.startswith("Borough of")]
        assert boroughs == sorted(boroughs)
        assert len(names(page)) == len(by_rank)
        assert sorted_by(page) == {"name": "ascending"}
        assert order_by(page, "name").get_attribute("aria-pressed") == "true"
        assert order_by(page, "rank").get_attribute("aria-pressed") == "false"
        assert said(page) == "Ordered by name"
        order_by(page, "name").click()
        assert sorted_by(page) == {"name": "descending"}
        assert said(page) == "Ordered by name, the other way round"
        order_by(page, "value").click()
        assert names(page) == by_rank
        order_by(page, "change").click()
        assert (names(page)[0], names(page)[-1]) == (by_rank[4], by_rank[7])


def test_the_median_keeps_its_place_where_there_is_one(browser: Browser, address: str) -> None:
    with opened(browser, address + LEAGUE) as page:
        rows = page.locator("table.rows:not(.others) tbody tr")
        count = rows.count() - 1
        at = (count + 1) // 2
        assert "Median of the table" in rows.nth(at).inner_text()
        order_by(page, "rank").click()
        assert "Median of the table" in rows.nth(count - at).inner_text()
        order_by(page, "name").click()
        assert page.get_by_text("Median of the table", exact=True).is_hidden()
        order_by(page, "rank").click()
        assert "Median of the table" in rows.nth(at).inner_text()


def test_rows_are_narrowed_by_name_state_region_and_type(browser: Browser, address: str) -> None:
    with opened(browser, address + LEAGUE) as page:
        everybody = names(page)
        page.get_by_label("Name").fill("mer")
        assert names(page) == ["Borough of Fallowmere"]
        assert said(page) == f"1 of {len(everybody)} ranked shown, 0 of 2 not ranked"
        page.get_by_role("button", name="Show all again").click()
        assert (names(page), said(page)) == (everybody, "")
        choice(page, "Show").select_option("only the ranked")
        assert page.locator("#unranked").is_hidden()
        choice(page, "Show").select_option("only real changes")
        assert names(page) == [everybody[4], everybody[7]]
        choice(page, "Show").select_option("all")
        choice(page, "Region").select_option("Wales")
        assert names(page) == everybody[::2]
        choice(page, "Type").select_option("unitary")
        assert 0 < len(names(page)) < len(everybody) / 2
        page.get_by_label("Name").fill("nobody is called this")
        assert names(page) == []
        assert page.locator("#unranked").is_hidden()


def test_columns_are_put_away_and_come_back(browser: Browser, address: str) -> None:
    with opened(browser, address + LEAGUE) as page:
        plots = page.locator("td.plot:visible, th.plot:visible")
        assert plots.count() > 0
        page.get_by_label("dot and line").uncheck()
        page.get_by_label("change", exact=True).uncheck()
        assert plots.count() == 0
        assert said(page) == "2 columns put away"
        assert page.locator("table.rows:not(.others) td.chg:visible").count() == 0
        page.get_by_label("dot and line").check()
        assert plots.count() > 0


def test_the_address_says_what_is_chosen_and_brings_it_back(browser: Browser, address: str) -> None:
    with opened(browser, address + LEAGUE) as page:
        choice(page, "Region").select_option("Scotland")
        page.get_by_label("Name").fill("borough")
        order_by(page, "name").click()
        order_by(page, "name").click()
        page.get_by_label("dot and line").uncheck()
        shown, told, url = names(page), said(page), page.url
        assert url.endswith("?q=borough&region=0&order=-name&without=plot")
        assert page.evaluate("history.length") <= 2
        page.goto(url)
        assert (names(page), said(page), page.url) == (shown, told, url)
        assert page.get_by_label("Name").input_value() == "borough"
        assert not page.get_by_label("dot and line").is_checked()
        assert sorted_by(page) == {"name": "descending"}
        page.get_by_role("button", name="Show all again").click()
        assert page.url == address + LEAGUE


def test_an_address_that_makes_no_sense_shows_the_whole_league(
    browser: Browser, address: str
) -> None:
    odd = "?order=<b>&region=99&show=x&without=rk,nm&q="
    with opened(browser, address + LEAGUE) as page:
        everybody = names(page)
        page.goto(address + LEAGUE + odd)
        assert names(page) == everybody
        assert sorted_by(page) == {"rank": "ascending"}


def test_the_keyboard_alone_does_all_of_it(browser: Browser, address: str) -> None:
    with opened(browser, address + LEAGUE) as page:
        by_rank = names(page)
        page.get_by_label("Name").focus()
        page.keyboard.type("borough of")
        assert all("Borough" in name for name in names(page))
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
        assert page.locator("#unranked").is_hidden()
        while page.evaluate("document.activeElement.dataset.sort") != "n":
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        assert sorted_by(page) == {"n": "descending"}
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        assert page.locator("td.plot:visible").count() == 0
        while page.evaluate("document.activeElement.type") != "reset":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_function("document.activeElement.name === 'q'")
        assert names(page) == by_rank


def test_who_has_no_figure_is_found_by_name_under_its_reason(
    browser: Browser, address: str
) -> None:
    with opened(browser, address + LEAGUE) as page:
        group = page.locator("#unranked .why")
        name = group.locator("li a").first.inner_text()
        page.get_by_label("Name").fill(name)
        assert group.locator("li:visible").all_inner_texts() == [name]
        assert page.locator("#unranked tbody tr:visible").count() == 0
        page.get_by_label("Name").fill("zzz")
        assert page.locator("#unranked").is_hidden()
        page.get_by_label("Name").fill("")
        assert group.is_visible()


def test_without_javascript_the_league_is_whole_and_offers_nothing(
    browser: Browser, address: str
) -> None:
    with opened(browser, address + LEAGUE, java_script_enabled=False) as page:
        assert len(names(page)) == 15
        assert page.locator("#unranked tbody tr:visible").count() == 1
        assert page.locator("#unranked .why li:visible").count() == 1
        assert page.locator("form[data-league] :visible").count() == 0
        assert page.locator("button:visible").count() == 0
        assert page.get_by_text("Median of the table", exact=True).is_visible()


@pytest.mark.parametrize("width", [320, 640, 1000])
def test_no_league_is_wider_than_its_screen(browser: Browser, address: str, width: int) -> None:
    size = {"width": width, "height": 740}
    with opened(browser, address + LEAGUE, viewport=size) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        fold = page.get_by_role("button", name="Filter, order, columns")
        if fold.is_visible():
            assert page.get_by_label("Name").is_hidden()
            fold.click()
        assert page.get_by_label("Name").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_league_is_printed_within_its_page(browser: Browser, address: str) -> None:
    size = {"width": PAPER, "height": 1000}
    with opened(browser, address + LEAGUE, viewport=size) as page:
        page.emulate_media(media="print")
        assert page.evaluate("document.documentElement.scrollWidth") <= PAPER
        assert page.locator("form[data-league]").is_hidden()
        assert page.locator("table.rows thead").first.evaluate(
            "one => getComputedStyle(one).display"
        ) == ("table-header-group")
        cut = page.evaluate(
            """() => [...document.querySelectorAll(".rows td:not(.plot), .rows th:not(.plot)")]
            .filter(one => one.offsetParent && one.scrollWidth > one.clientWidth + 1)
            .map(one => one.textContent)"""
        )
        assert cut == []


def test_forced_colours_leave_every_dot_to_be_seen(browser: Browser, address: str) -> None:
    with opened(browser, address + LEAGUE, forced_colors="active") as page:
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        dots = page.locator("td.plot .dot").evaluate_all(
            "all => all.map(one => getComputedStyle(one).stroke)"
        )
        assert dots
        assert ground not in dots


def test_names_appear_as_themselves_and_nothing_of_them_is_run(
    browser: Browser, address: str, small_site: Any
) -> None:
    with opened(browser, address + LEAGUE) as page:
        shown = page.locator("table.rows .nm a").all_text_contents()
        for name in (*small_site.HOSTILE, *ODD):
            assert name in shown
        page.get_by_label("Name").fill("<script>")
        assert names(page) == ["<script>alert(1)</script>"]
        page.goto(f"{page.url.split('?')[0]}?q=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E")
        assert names(page) == []


def test_the_files_hold_the_rows_of_the_page_and_no_formula(browser: Browser, address: str) -> None:
    with opened(browser, address + LEAGUE) as page:
        rows = "table.rows tbody tr:not(.mid) .nm a:first-child, .why li a:first-child"
        shown = page.locator(rows).all_text_contents()
        told = page.request.get(f"{address}{LEAGUE}league.csv").text()
        lines = list(csv.DictReader(io.StringIO(told)))
        assert [line["name"].removeprefix("'") for line in lines] == shown
        assert not any(re.match(r"[=+@-]", line["name"]) for line in lines)
        beside = page.get_by_role("link", name="JSON", exact=True).get_attribute("href")
        places = page.request.get(urljoin(address + LEAGUE, beside)).json()["places"]
        assert [place["name"] for place in places] == shown


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(browser: Browser, address: str, scheme: Any, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    size = {"width": width, "height": 740}
    with opened(browser, address + LEAGUE, color_scheme=scheme, viewport=size) as page:
        for kind in (LEAGUE, f"{LEAGUE}?q=borough&order=-name&without=plot", "leagues/"):
            page.goto(address + kind)
            found = axe.run(page)
            assert found.violations_count == 0, found.generate_report()
