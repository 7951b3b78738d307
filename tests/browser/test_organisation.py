"""An organisation's page in a real browser: whole without a script, narrow, dark, by keyboard."""

from __future__ import annotations

import csv
import gzip
import io
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ORGANISATION = "councils/borough-of-lonmouth/"
HOSTILE = ("script-alert-1-script", "evil-quoted-twice")
MEASURED = ("councils/goodham-1/", "councils/twofold/", "councils/gap-locked/", "councils/fewham/")
PAGES = (*MEASURED, "councils/goodham-1/receipts/", "councils/gap-locked/receipts/")
HTML_AT_MOST = 6_500  # bytes, compressed: the rest of 15 KB is the sheet's and the script's

# What a page makes of a text that is pasted into it, without loading anything.
PARSED = """text => {
  const body = new DOMParser().parseFromString(text, "text/html").body;
  return { tags: [...body.querySelectorAll("*")].map(one => one.tagName),
    alt: body.querySelector("img").alt };
}"""


@contextmanager
def opened(browser: Browser, **options: Any) -> Iterator[Page]:
    """Open a page that fails its test when it complains, opens a dialog or asks another host."""
    context = browser.new_context(**options)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: faults.append(f"a name was run: {dialog.message}"))
    page.on("request", lambda one: None if "//127.0.0.1:" in one.url else faults.append(one.url))
    yield page
    context.close()
    assert faults == []


def test_without_a_script_every_part_is_there(browser: Browser, measured: str) -> None:
    with opened(browser, java_script_enabled=False) as page:
        page.goto(f"{measured}councils/goodham-1/")
        text = page.locator("main").inner_text()
        for heading in (
            "How it talks on Bluesky",
            "The hours of its week",
            "Beside its nearest peers",
            "Also measured",
            "Accounts",
            "Take it with you",
        ):
            assert heading in text, heading
        assert page.locator(".cards > li").count() == 6
        assert page.locator("svg.chart[role=img]").count() == 2
        for chart in page.locator("svg.chart[role=img]").all():
            assert re.search(r"\d", chart.locator("desc").first.text_content() or "")


def test_every_link_into_the_receipts_finds_its_place(browser: Browser, measured: str) -> None:
    with opened(browser, java_script_enabled=False) as page:
        for address in MEASURED:
            page.goto(measured + address)
            links = page.locator('a[href^="receipts/#"]')
            told = {link.get_attribute("href") or "" for link in links.all()}
            page.goto(f"{measured}{address}receipts/")
            for link in told:
                place = link.partition("#")[2]
                assert page.locator(f'[id="{place}"]').count() == 1, (address, link)


@pytest.mark.parametrize("address", PAGES)
def test_no_page_is_wider_than_the_smallest_phone(
    browser: Browser, measured: str, address: str
) -> None:
    with opened(browser, viewport={"width": 320, "height": 700}) as page:
        page.goto(measured + address)
        for details in page.locator("details").all():
            details.evaluate("one => { one.open = true; }")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", [*PAGES, "receipts of who is hostile"])
def test_axe_finds_nothing(
    browser: Browser, measured: str, served: str, address: str, scheme: Any
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    is_hostile = address.startswith("receipts of")
    where = f"{served}councils/{HOSTILE[0]}/receipts/" if is_hostile else measured + address
    with opened(browser, color_scheme=scheme) as page:
        page.goto(where)
        found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("slug", HOSTILE)
def test_a_name_that_is_markup_is_text_on_page_receipts_and_badge(
    browser: Browser, served: str, slug: str
) -> None:
    with opened(browser) as page:
        page.goto(f"{served}councils/{slug}/")
        name = page.locator("h1").inner_text()
        assert any(sign in name for sign in "<\"'")
        assert name in page.title()
        page.goto(f"{served}councils/{slug}/receipts/")
        badge = page.locator("#badge")
        if badge.count():
            assert name in (badge.locator("img").get_attribute("alt") or "")
            parsed = page.evaluate(PARSED, badge.locator("pre").inner_text())
            assert parsed["tags"] == ["A", "IMG"]
            assert name in parsed["alt"]


def test_a_badge_is_a_picture_with_words_beside_it(browser: Browser, served: str) -> None:
    with opened(browser) as page:
        page.goto(f"{served}{ORGANISATION}receipts/#badge")
        picture = page.locator("#badge img")
        picture.scroll_into_view_if_needed()
        page.wait_for_function("document.querySelector('#badge img').naturalWidth > 0")
        assert "Follow-back rate of Borough of Lonmouth" in (picture.get_attribute("alt") or "")
        page.set_content(page.request.get(f"{served}{ORGANISATION}badge.svg").text())
        assert page.evaluate("""() => [...document.querySelectorAll("text")]
            .every(one => one.getBBox().x + one.getBBox().width <= document.querySelector("svg")
                .viewBox.baseVal.width)""")


def test_details_open_by_keyboard(browser: Browser, measured: str) -> None:
    with opened(browser) as page:
        page.goto(f"{measured}councils/goodham-1/receipts/")
        for details in page.locator("main details").all()[:3]:
            details.locator("summary").focus()
            assert details.get_attribute("open") is None
            page.keyboard.press("Enter")
            assert details.get_attribute("open") is not None
            assert details.locator("table").first.is_visible()


def test_no_cell_of_its_csv_is_a_formula(browser: Browser, served: str) -> None:
    with opened(browser) as page:
        for slug in (*HOSTILE, "borough-of-lonmouth"):
            reply = page.request.get(f"{served}councils/{slug}/values.csv")
            rows = list(csv.reader(io.StringIO(reply.text())))
            assert len(rows) > 3
            for cell in (cell for row in rows[1:] for cell in row):
                is_number = re.fullmatch(r"-?[\d.e-]+", cell)
                assert is_number or not cell.startswith(("=", "+", "-", "@")), cell


def test_a_page_is_light_before_anything_is_asked(browser: Browser, measured: str) -> None:
    with opened(browser) as page:
        for address in MEASURED:
            html = page.request.get(measured + address).body()
            assert len(gzip.compress(html, 9)) <= HTML_AT_MOST, address
