"""The site as mkdocs builds it: strict, whole, the same every time, at home under any path."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from site_src.model import Standings

BASE = "http://127.0.0.1:8000/league/"


class Links(HTMLParser):
    """Gathers a page's links and the places they may lead to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, text in attrs:
            if name in ("href", "src", "action", "data-explore") and tag != "base":
                self.links.append(text or "")
            if name == "id":
                self.ids.add(text or "")


@pytest.fixture(scope="module")
def read(site: Path) -> dict[str, Links]:
    return {
        str(file.relative_to(site)): Links(file.read_text("utf-8")) for file in site.rglob("*.html")
    }


def _file(path: str) -> str:
    return f"{path}index.html" if not path or path.endswith("/") else path


def test_every_link_within_the_site_leads_somewhere(site: Path, read: dict[str, Links]) -> None:
    for name, page in read.items():
        for link in page.links:
            there = urlsplit(urljoin(BASE + name, link))
            if f"{there.scheme}://{there.netloc}/" != "http://127.0.0.1:8000/":
                continue
            assert there.path.startswith("/league/"), f"{name}: {link} leaves the site"
            file = _file(unquote(there.path.removeprefix("/league/")))
            assert (site / file).is_file(), f"{name}: {link} leads nowhere"
            if there.fragment:
                assert unquote(there.fragment) in read[file].ids, f"{name}: {link}"


def test_links_are_relative_so_that_the_site_may_be_moved(read: dict[str, Links]) -> None:
    for name, page in read.items():
        if name != "404.html":
            assert [link for link in page.links if link.startswith("/")] == [], name


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    for file in site.rglob("*.html"):
        html = file.read_text("utf-8")
        assert ' src="http' not in html
        assert '<link rel="stylesheet" href="http' not in html


def test_the_page_of_a_wrong_address_is_at_home_at_any_depth(read: dict[str, Links]) -> None:
    within = [link for link in read["404.html"].links if "://" not in link and link != "#main"]
    assert all(link.startswith("/league/") for link in within)


def test_two_builds_give_the_same_bytes(
    site: Path, tmp_path: Path, small: Standings, built: Callable[..., Path]
) -> None:
    again = built(tmp_path / "again", small)
    first = {str(p.relative_to(site)): p.read_bytes() for p in site.rglob("*") if p.is_file()}
    second = {str(p.relative_to(again)): p.read_bytes() for p in again.rglob("*") if p.is_file()}
    assert first == second


def test_no_page_knows_the_day_it_was_built(site: Path) -> None:
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert "lastmod" not in (site / "sitemap.xml").read_text("utf-8")
    stamp = (site / "sitemap.xml.gz").read_bytes()[4:8]
    dated = datetime.fromtimestamp(int.from_bytes(stamp, "little"), UTC)
    assert dated.date().isoformat() == "2026-11-21"
    assert today == "2026-11-21" or today not in (site / "index.html").read_text("utf-8")


def test_the_sitemap_names_every_page_once(site: Path) -> None:
    packed = gzip.decompress((site / "sitemap.xml.gz").read_bytes()).decode("utf-8")
    assert packed == (site / "sitemap.xml").read_text("utf-8")
    pages = list(site.rglob("index.html"))
    assert packed.count("<loc>") == len(pages)
    assert f"<loc>{BASE}councils/borough-of-lonmouth/</loc>" in packed


def test_hand_written_pages_stand_in_the_same_frame(site: Path) -> None:
    html = (site / "method" / "index.html").read_text("utf-8")
    assert "<title>Method | Followback</title>" in html
    assert '<a href="../method/" aria-current="page">Method</a>' in html
    assert "Practice data." in html


def test_the_data_stand_beside_the_pages(site: Path) -> None:
    folder = site / "councils" / "borough-of-lonmouth"
    receipts = json.loads((folder / "receipts.json").read_text("utf-8"))
    assert receipts["organisation"] == "borough-of-lonmouth"
    assert set(json.loads((folder / "history.json").read_text("utf-8"))) == {
        "follow-back-rate",
        "conversations",
        "reply-share",
    }


def test_plotly_is_served_from_the_site_and_named_by_no_page(site: Path) -> None:
    assert (site / "assets" / "plotly.min.js").stat().st_size > 1_000_000
    assert not any("plotly" in file.read_text("utf-8") for file in site.rglob("*.html"))
