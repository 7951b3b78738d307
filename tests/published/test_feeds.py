"""Feeds, structured data and the map of the site, read by those who would read them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import extruct
import feedparser
import httpx
import pytest
from html5lib import parse as html

from site_src.index import address_of, table_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.published.conftest import Served

pytestmark = pytest.mark.slow
HTML = "{http://www.w3.org/1999/xhtml}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def feeds_named(served: Served, page: str) -> Iterator[str]:
    """Yield the addresses of the feeds that a page names in its head."""
    for link in html(served.text(f"{page}index.html")).iter(f"{HTML}link"):
        if link.get("type") == "application/atom+xml":
            yield urljoin(served.home + page, link.get("href", ""))


def pages(served: Served) -> list[str]:
    table = served.standings.tables[0]
    one = served.standings.organisations[table.members[0]]
    return ["", table_address(table), f"{table_address(table)}follow-back-rate/", address_of(one)]


def test_every_page_names_the_feed_and_tables_and_organisations_their_own(served: Served) -> None:
    home, table, metric, one = pages(served)
    assert list(feeds_named(served, home)) == [f"{served.home}feed.xml"]
    for page, own in ((table, table), (metric, table), (one, one)):
        assert set(feeds_named(served, page)) == {
            f"{served.home}feed.xml",
            f"{served.home}{own}feed.xml",
        }


def test_a_feed_parser_reads_every_feed(served: Served) -> None:
    for file in sorted(served.folder.rglob("feed.xml")):
        address = served.home + file.relative_to(served.folder).as_posix()
        read = feedparser.parse(file.read_bytes())
        assert not read.bozo, (address, read.get("bozo_exception"))
        assert read.version == "atom10"
        assert read.feed.id == address
        assert read.feed.title
        assert read.feed.updated_parsed
        assert [link.href for link in read.feed.links if link.rel == "self"] == [address]
        ids = [entry.id for entry in read.entries]
        assert len(set(ids)) == len(ids)
        assert all(entry.updated_parsed and entry.summary for entry in read.entries)


def test_what_a_feed_leads_to_is_there(served: Served) -> None:
    seen = 0
    for file in served.folder.rglob("feed.xml"):
        read = feedparser.parse(file.read_bytes())
        for link in [*(one.href for one in read.feed.links), *(e.link for e in read.entries)]:
            assert httpx.get(link.partition("#")[0]).status_code == 200
            seen += 1
    assert seen > len(served.standings.organisations)


def test_an_extractor_finds_the_dataset_with_its_files(served: Served) -> None:
    page = served.text("data/index.html")
    (found,) = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    assert found["@type"] == "Dataset"
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["dateModified"] == served.standings.night.isoformat()
    assert 50 <= len(found["description"]) <= 5000  # as search engines for data ask
    for one in found["distribution"]:
        assert httpx.get(one["contentUrl"]).status_code == 200
    assert len(found["variableMeasured"]) == 20


def test_the_map_of_the_site_names_what_may_be_found_and_each_once(served: Served) -> None:
    tree = ET.fromstring(served.text("sitemap.xml"))  # noqa: S314 - it was written here
    named = [one.text or "" for one in tree.iter(f"{SITEMAP}loc")]
    assert len(set(named)) == len(named)
    for address in named:
        page = served.text(f"{address.removeprefix(served.home)}index.html")
        assert 'name="robots" content="noindex"' not in page
        canonical = re.search(r'<link rel="canonical" href="([^"]+)"', page)
        assert canonical
        assert canonical[1] == address
    for address in ("search/", "councils/leftham/", "councils/oldham/"):
        assert (served.folder / address / "index.html").is_file()
        assert f"{served.home}{address}" not in named


def test_robots_are_led_to_the_map(served: Served) -> None:
    assert f"Sitemap: {served.home}sitemap.xml" in served.text("robots.txt").splitlines()
