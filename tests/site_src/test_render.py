"""Pages as HTML: whole, escaped, honest about practice and about gaps."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

import pytest
from html5lib import HTMLParser
from jinja2 import UndefinedError

from collector.settings import Settings
from site_src.book import pages_of, site_of
from site_src.page import Link, Page
from site_src.render import Renderer

if TYPE_CHECKING:
    from collections.abc import Callable

    from site_src.model import Standings

LEAGUE = "leagues/bluesky-council-borough-10k/follow-back-rate/"
ORGANISATION = "councils/borough-of-lonmouth/"
COMPARISON = "compare/borough-of-lonmouth/"
HOSTILE = (
    "<script>alert(1)</script>",
    "\u202eevil\u202c \"quoted\" 'twice'",
    "🦜" * 3 + "x" * 300,
    "Tom & Sons",
)


@dataclass(frozen=True)
class Rendered:
    """The generated pages of some standings, by address."""

    pages: dict[str, Page]
    renderer: Renderer

    def __getitem__(self, address: str) -> str:
        return self.renderer.render(self.pages[address])


def rendered(standings: Standings) -> Rendered:
    nav = (Link(name="Leagues", address="leagues/"),)
    settings = Settings(repository="https://github.com/someone/league")
    site = site_of(standings, settings, nav)
    pages = {page.address: page for page in pages_of(standings, site)}
    return Rendered(pages=pages, renderer=Renderer(site, base_url="https://a.example/league/"))


@pytest.fixture(scope="module")
def pages(small: Standings) -> Rendered:
    return rendered(small)


@pytest.fixture(scope="module")
def real(small: Standings) -> Rendered:
    return rendered(replace(small, is_practice=False))


KINDS = (
    "",
    "all/",
    "leagues/",
    LEAGUE,
    "leagues/bluesky-brand/conversations/",
    ORGANISATION,
    f"{ORGANISATION}receipts/",
    "compare/",
    COMPARISON,
    "metrics/",
    "metrics/follow-back-rate/",
    "method/",
    "weigh/",
    "weigh/bluesky-council-borough-10k/",
    "weigh/bluesky-brand/",
    "data/",
    "data/dictionary/",
    "status/",
)


@pytest.mark.parametrize("address", KINDS)
def test_every_kind_of_page_is_valid_html(pages: Rendered, address: str) -> None:
    HTMLParser(strict=True).parse(pages[address])


@pytest.mark.parametrize("address", KINDS)
def test_no_page_needs_inline_styles_or_scripts(pages: Rendered, address: str) -> None:
    html = pages[address]
    assert not re.search(r"<[^>]+\s(style|on\w+)=", html)
    # A block of data is no script: browsers run none of it.
    assert re.findall(r'<script(?! type="application/ld\+json">)[^>]*>[^<]', html) == []


@pytest.mark.heavy
@pytest.mark.parametrize("address", KINDS)
def test_practice_data_say_so_and_real_data_do_not(
    pages: Rendered, real: Rendered, address: str
) -> None:
    assert "<b>Practice data.</b>" in pages[address]
    assert "Practice data" not in real[address]


@pytest.mark.heavy
def test_only_real_data_are_watched_for_their_age(pages: Rendered, real: Rendered) -> None:
    assert "data-night" not in pages[ORGANISATION]
    assert '<time datetime="2026-11-21" data-night>' in real[ORGANISATION]


def test_only_a_real_entry_can_be_edited(pages: Rendered, real: Rendered) -> None:
    address = "github.com/someone/league/edit/main/collector/watchlist/councils/"
    assert address not in pages[ORGANISATION]
    assert f"https://{address}borough-of-lonmouth.yml" in real[ORGANISATION]


@pytest.mark.heavy
def test_the_same_standings_give_the_same_pages(small: Standings, pages: Rendered) -> None:
    again = rendered(small)
    assert list(again.pages) == list(pages.pages)
    assert again[ORGANISATION] == pages[ORGANISATION]


@pytest.mark.heavy
def test_names_of_others_appear_as_themselves(made: Callable[..., Standings]) -> None:
    hostile = rendered(made(HOSTILE + tuple(f"Borough {n}" for n in range(9)), nights=30))
    assert "<script>alert" not in hostile[""]
    for address in ("all/", LEAGUE, "compare/"):
        html = hostile[address]
        assert "<script>alert" not in html
        for name in HOSTILE:
            assert escape(name, quote=False) in html.replace("&#34;", '"').replace("&#39;", "'")


@pytest.mark.heavy
def test_only_links_to_the_web_are_links(small: Standings) -> None:
    slug = "borough-of-lonmouth"
    one = replace(small.organisations[slug], policy="javascript:alert(1)", website="data:x")
    named = {**small.organisations, slug: one}
    html = rendered(replace(small, organisations=named, is_practice=False))[ORGANISATION]
    assert "javascript:" not in html
    assert "data:x" not in html


def test_a_name_that_the_template_does_not_know_is_an_error(pages: Rendered) -> None:
    page = replace(pages.pages["status/"], content=object())
    with pytest.raises(UndefinedError):
        pages.renderer.render(page)


def test_the_fronts_of_a_table_name_one_lasting_address(pages: Rendered) -> None:
    front = pages["leagues/bluesky-council-borough-10k/"]
    assert f'<link rel="canonical" href="https://a.example/league/{LEAGUE}">' in front


def test_every_member_of_a_table_is_listed_with_rank_or_reason(
    pages: Rendered, small: Standings
) -> None:
    html = pages[LEAGUE]
    for slug in small.tables[0].members:
        assert f'councils/{slug}/">' in html
    assert "Too little was read." in html


def test_a_rank_is_never_printed_without_its_interval(pages: Rendered) -> None:
    rows = re.findall(
        r'<td role="cell" class="rk"><b>[^<]+</b>(<span>\([\d–]+\)</span>)?', pages[LEAGUE]
    )
    assert len(rows) == 10
    assert all(rows)


def test_a_gap_is_a_word_and_no_zero(pages: Rendered) -> None:
    html = pages["councils/borough-of-nunhollow/"]
    card = html[html.index("metrics/follow-back-rate/") :][:400]
    assert "too few" in card
    assert "0%" not in card


def test_an_organisation_is_shown_with_what_it_says_of_itself(pages: Rendered) -> None:
    html = pages[ORGANISATION]
    for said in (
        "News from your council, and answers when you ask.",
        "Mon-Fri 09:00-17:00, Europe/London",
        "https://lonmouth.test/policy",
        "We read this.",
        "3 November 2026",
        "@roads.borough-of-lonmouth.test",
    ):
        assert said in html


def test_every_figure_of_an_organisation_leads_to_its_receipt(pages: Rendered) -> None:
    told = set(re.findall(r'href="receipts/#([^"]+)"', pages[ORGANISATION]))
    receipts = pages[f"{ORGANISATION}receipts/"]
    figures = set(re.findall(r'<article class="receipt" id="([^"]+)"', receipts))
    assert figures <= told <= set(re.findall(r' id="([^"]+)"', receipts))
    assert "followback explain borough-of-lonmouth --night 2026-11-21" in receipts
    assert "22 October 2026 to 20 November 2026, whole days UTC" in receipts


def test_figures_stand_beside_every_organisation(pages: Rendered) -> None:
    for address, page in pages.pages.items():
        if page.template == "organisation":
            assert "values.csv" in page.beside, address


def test_a_comparison_counts_its_verdicts(pages: Rendered) -> None:
    html = pages[COMPARISON]
    assert html.count('<p class="verdict') == 6
    assert re.search(r"The two differ on \d of 6 measures", html)


def test_who_has_no_rank_is_compared_with_the_median_alone(pages: Rendered) -> None:
    html = pages["compare/borough-of-nunhollow/"]
    assert '<p class="verdict' not in html
    assert "Median of the table" in html


def test_a_table_without_ranks_has_nearest_peers_all_the_same(pages: Rendered) -> None:
    html = pages["compare/button-daughters/"]
    assert "Button &amp; Daughters beside Acme Kettles" in html
    assert html.count('<p class="verdict') == 6


def test_a_table_without_ranks_has_no_column_of_missing_medians(pages: Rendered) -> None:
    assert "Median of the table" not in pages["compare/acme-kettles/"]
    assert "no median" not in pages["compare/acme-kettles/"]
    assert "Median of the table" in pages[COMPARISON]


def test_a_gap_is_not_ranked_twice(pages: Rendered) -> None:
    assert "There is no figure to show" not in pages["councils/borough-of-nunhollow/"]
    assert "Not ranked: too few" not in pages["councils/borough-of-nunhollow/"]


def test_the_list_is_found_by_letter(pages: Rendered) -> None:
    html = pages["all/"]
    assert html.index(">Acme Kettles<") < html.index(">Borough of Fallowmere<")
    assert html.count("<li data-name=") == 15


@pytest.mark.heavy
def test_a_line_beside_a_row_is_as_long_as_what_was_read(made: Callable[..., Standings]) -> None:
    young = rendered(made(nights=50))
    league = young[LEAGUE.replace("follow-back-rate", "conversations")]
    assert 'class="sp">7 weeks<' in league
