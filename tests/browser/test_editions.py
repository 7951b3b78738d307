"""Frozen pages in a real browser: whole from the disk alone, on a phone, and in the dark."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from collector.settings import Settings
from site_src.book import site_of
from site_src.corrections import corrections_of
from site_src.edition import edition_files
from site_src.editions_page import notice
from site_src.redact import redacted
from site_src.render import Renderer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

CHART = "charts/bluesky-council-borough-10k--reply-share/index.html"
SIZES = [(1280, "light"), (1280, "dark"), (360, "light"), (320, "dark")]
DRAWN = """() => [...document.images].filter(one => one.src.endsWith("chart.svg"))
  .map(one => [one.complete && one.naturalWidth, one.getBoundingClientRect().width])"""


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory, small_site: Any) -> Path:
    """Return a frozen week, hostile names included, alone in a folder."""
    standings = small_site.make_standings(small_site.NAMES + small_site.HOSTILE)
    settings = Settings(site_url="https://league.test/")
    renderer = Renderer(site_of(standings, settings, ()))
    folder: Path = tmp_path_factory.mktemp("editions") / "2026-W47"
    for name, data in edition_files(standings, settings, "2026-W47", None, renderer).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}-{size[1]}")
def page(browser: Browser, request: pytest.FixtureRequest, asked: list[str]) -> Iterator[Page]:
    width, scheme = request.param
    found = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    found.on("request", lambda one: asked.append(one.url))
    found.on("dialog", lambda one: pytest.fail(f"a name was run: {one.message}"))
    found.on("pageerror", lambda error: pytest.fail(str(error)))
    yield found
    found.close()


def test_a_chart_and_its_table_are_there_from_the_folder_alone(
    edition: Path, page: Page, asked: list[str]
) -> None:
    page.goto((edition / CHART).as_uri())
    assert all(url.startswith((edition.as_uri(), "data:,")) for url in asked)
    assert page.locator("table tr").count() == 16
    assert page.locator("th", has_text="Borough of Ostbury").is_visible()
    size = page.viewport_size
    assert size is not None
    is_narrow = size["width"] < 640
    ((natural, width),) = page.evaluate(DRAWN)
    assert natural == 900
    assert (width == 0) is is_narrow
    assert page.locator("svg.phone").is_visible() is is_narrow
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_the_first_page_leads_to_every_chart(edition: Path, page: Page) -> None:
    page.goto((edition / "index.html").as_uri())
    links = page.eval_on_selector_all(".row a", "all => all.map(one => one.href)")
    assert len(links) == 12
    assert all((edition / link.split("2026-W47/")[1] / "index.html").is_file() for link in links)


def test_a_notice_stands_beside_and_its_absence_is_a_link(
    edition: Path, page: Page, tmp_path: Path
) -> None:
    copy = tmp_path / "2026-W47"
    shutil.copytree(edition, copy)
    page.goto((copy / CHART).as_uri())
    link = page.locator('a[href$="corrections/"]')
    assert link.is_visible()
    told = {"date": date(2026, 11, 24), "page": "editions/2026-W47/"}
    words = {"name": "Edition <2026-W47>", "wrong": "It was.", "right": "It is."}
    (copy / "notice.svg").write_text(notice(corrections_of([told | words], "corrections.md")))
    page.reload()
    box = link.locator("img").bounding_box()
    assert box is not None
    assert box["width"] >= 280
    assert box["height"] >= 40


def test_frozen_pages_are_accessible(edition: Path, page: Page) -> None:
    for name in (CHART, "index.html"):
        page.goto((edition / name).as_uri())
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_a_redacted_chart_is_whole_but_for_who_left(
    edition: Path, page: Page, tmp_path: Path
) -> None:
    copy = tmp_path / "2026-W47"
    shutil.copytree(edition, copy)
    files = {
        path.relative_to(edition).as_posix(): path.read_bytes()
        for path in edition.rglob("*")
        if path.is_file()
    }
    for name, data in redacted(files, ["borough-of-ostbury"]).items():
        (copy / name).write_bytes(data)
    page.goto((copy / CHART).as_uri())
    assert "Ostbury" not in page.content()
    assert page.locator("th", has_text="Removed").is_visible()
    assert page.locator("table tr").count() == 16
