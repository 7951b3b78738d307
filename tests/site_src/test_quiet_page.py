"""Charts and tables that an edition froze, and that tonight are not there: no link to them dies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from collector.settings import Settings
from collector.store.edition import Edition, Frozen
from site_src.book import pages_of, site_of
from site_src.quiet_page import NO_CHART
from site_src.render import Renderer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_src.model import Standings
    from site_src.page import Page

TABLE = "bluesky-council-borough-10k"
MERGED = "bluesky-council-borough-99k"


def edition(week: str, *charts: str) -> Edition:
    files = {f"charts/{chart}/index.html": Frozen(sha256="", bytes=1) for chart in charts}
    return Edition(week=week, night=date(2026, 11, 15), method_version=1, files=files)


def pages(standings: Standings, *editions: Edition) -> dict[str, Page]:
    site = site_of(standings, Settings(), ())
    return {page.address: page for page in pages_of(standings, site, editions=editions)}


@pytest.fixture(scope="module")
def found(small: Standings) -> dict[str, Page]:
    """Return the pages of a night after an edition of a chart of each kind."""
    charts = (f"{TABLE}--reply-share", f"{MERGED}--reply-share", "odd--unheard-of")
    return pages(small, edition("2026-W46", *charts))


def without(standings: Standings, metric: str) -> Standings:
    leagues = {key: one for key, one in standings.leagues.items() if key[1] != metric}
    return replace(standings, leagues=leagues)


def named(page: Page) -> Iterator[str]:
    return (link.address for link in page.content.links)


def test_a_chart_of_which_nobody_has_a_figure_keeps_its_page_and_its_frame(
    small: Standings,
) -> None:
    chart = f"{TABLE}--reply-share"
    frozen = (edition("2026-W45", chart), edition("2026-W46", chart))
    found = pages(without(small, "reply-share"), *frozen)
    for address in (f"charts/{chart}/", f"embed/{chart}/"):
        page = found[address]
        assert page.content.lead == NO_CHART
        assert [*named(page)] == [
            f"editions/2026-W46/charts/{chart}/",
            f"editions/2026-W45/charts/{chart}/",
        ]
        assert not page.is_indexed


def test_a_chart_that_is_drawn_tonight_is_what_it_was(found: dict[str, Page]) -> None:
    assert found[f"charts/{TABLE}--reply-share/"].template == "chart"


def test_a_table_that_merged_away_leads_to_where_its_members_are_now(
    found: dict[str, Page],
) -> None:
    for address in (f"leagues/{MERGED}/", f"leagues/{MERGED}/reply-share/"):
        links = [*named(found[address])]
        assert f"leagues/{TABLE}/" in links
        assert all(link.startswith("leagues/bluesky-council") for link in links)


def test_what_is_not_a_league_of_ours_gets_no_page(found: dict[str, Page]) -> None:
    assert "leagues/odd/" not in found


def test_both_pages_are_written_out(small: Standings, found: dict[str, Page]) -> None:
    chart = f"{MERGED}--reply-share"
    renderer = Renderer(site_of(small, Settings(), ()))
    for address in (f"charts/{chart}/", f"embed/{chart}/", f"leagues/{MERGED}/"):
        assert found[address].content.lead in renderer.render(found[address])
