"""What stands at an address that somebody has left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from collector.model import Kind, Removal, Renaming
from collector.settings import Settings
from site_src.book import site_of
from site_src.gone_page import gone_pages
from site_src.index import Index
from site_src.render import Renderer

if TYPE_CHECKING:
    from site_src.model import Standings

SLUG = "borough-of-lonmouth"
LEFT = date(2026, 5, 2)


def moved(old: str, new: str) -> Renaming:
    return Renaming(kind=Kind.COUNCIL, old=old, new=new, date=LEFT)


def html_of(standings: Standings) -> dict[str, str]:
    site = site_of(standings, Settings(), ())
    renderer = Renderer(site, base_url="https://league.test/")
    return {page.address: renderer.render(page) for page in gone_pages(Index(standings))}


@pytest.mark.parametrize("is_own", [True, False])
def test_a_stone_says_since_when_and_nothing_else(small: Standings, *, is_own: bool) -> None:
    gone = Removal(kind=Kind.BRAND, slug="acme-ltd", date=LEFT, is_own_request=is_own)
    (page,) = html_of(replace(small, removed=(gone,))).items()
    address, html = page
    main = html[html.index("<main") : html.index("</main>")]
    assert address == "brands/acme-ltd/"
    assert "2 May 2026" in main
    assert ("asked to be left out" in main) is is_own
    assert "acme" not in main
    assert '<meta name="robots" content="noindex">' in html


def test_a_way_leads_on_at_once_and_by_a_link(small: Standings) -> None:
    html = html_of(replace(small, renamed=(moved("lonmouth-old", SLUG),)))["councils/lonmouth-old/"]
    assert f'http-equiv="refresh" content="0; url=../../councils/{SLUG}/"' in html
    assert f'<link rel="canonical" href="https://league.test/councils/{SLUG}/">' in html
    assert f'<a href="../../councils/{SLUG}/">Borough of Lonmouth</a>' in html
    assert '<meta name="robots" content="noindex">' in html


def test_names_that_followed_one_another_lead_to_the_last(small: Standings) -> None:
    chain = (moved("first", "second"), moved("second", SLUG))
    found = html_of(replace(small, renamed=chain))
    assert f"url=../../councils/{SLUG}/" in found["councils/first/"]


def test_a_way_to_a_stone_names_nobody(small: Standings) -> None:
    gone = Removal(kind=Kind.COUNCIL, slug="second", date=LEFT)
    both = replace(small, removed=(gone,), renamed=(moved("first", "second"),))
    html = html_of(both)["councils/first/"]
    assert '<a href="../../councils/second/">Removed from the list</a>' in html


def test_who_left_nobody_leaves_no_page(small: Standings) -> None:
    assert html_of(small) == {}
