"""An organisation's page: a few cards, the rest by family, questions with their numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from collector.settings import Settings
from site_src.book import pages_of, site_of
from site_src.cards import CARDS, cards
from site_src.family import families
from site_src.index import Index
from site_src.metrics import METRICS
from site_src.model import Caution, CautionKind, Change
from site_src.render import Renderer

if TYPE_CHECKING:
    from site_src.model import Standings

SLUG, TABLE = "borough-of-lonmouth", "bluesky-council-borough-10k"
SINCE = date(2026, 10, 24)
RATE = (SLUG, "bluesky", "follow-back-rate")


def html_of(standings: Standings, address: str, **settings: bool) -> str:
    site = site_of(standings, Settings.model_validate(settings), ())
    pages = {page.address: page for page in pages_of(standings, site)}
    return Renderer(site).render(pages[address])


def changed(d: float, *, is_real: bool) -> Change:
    words = f"{'up' if d > 0 else 'down'} 12 points since 24 October 2026" if is_real else "none"
    return Change(words=words, d=d, lo=d, hi=d, since=SINCE, is_real=is_real)


def test_every_measure_stands_once_on_a_card_or_in_its_family(small: Standings) -> None:
    index = Index(small)
    shown = [card.metric.key for card in cards(index, SLUG, "bluesky")]
    listed = [row.metric.key for one in families(index, SLUG, "bluesky") for row in one.rows]
    assert sorted(shown + listed) == sorted(metric.key for metric in index.metrics)
    assert set(shown) <= set(CARDS) <= set(METRICS)


def test_families_hold_their_own_measures_in_their_order(small: Standings) -> None:
    told = families(Index(small), SLUG, "bluesky")
    assert [one.name for one in told] == ["Following", "Talking"]
    for one in told:
        assert {row.metric.family.heading for row in one.rows} == {one.name}


def test_a_card_tells_a_real_change_and_is_silent_about_chance(small: Standings) -> None:
    for d, is_real, glyph in ((0.12, True, "▲"), (-0.12, True, "▼"), (0.12, False, None)):
        told = replace(small, changes={RATE: changed(d, is_real=is_real)})
        moved = next(cards(Index(told), SLUG, "bluesky")).moved
        assert (moved.glyph if moved else None) == glyph


def test_a_rank_that_moved_says_why_on_its_receipt(small: Standings) -> None:
    why = "Its rate is unchanged; two joined above."
    told = replace(small, moves={(TABLE, "follow-back-rate", SLUG): why})
    assert why in html_of(told, f"councils/{SLUG}/receipts/")


@pytest.mark.parametrize("kind", CautionKind)
def test_what_numbers_ask_is_a_question_with_its_numbers(
    small: Standings, kind: CautionKind
) -> None:
    numbers = "It gained 900 followers in the night to 3 October 2026; +12 a night is usual."
    asked = Caution(kind=kind, night=SINCE, numbers={"change": 900.0}, words=numbers)
    html = html_of(replace(small, warnings={(SLUG, "bluesky"): (asked,)}), f"councils/{SLUG}/")
    section = html[html.index('id="asked"') :].partition("</section>")[0]
    assert "?</b>" in section
    assert numbers in section
    assert "no verdicts" in section


def test_who_raises_no_question_has_no_section_of_them(small: Standings) -> None:
    assert 'id="asked"' not in html_of(small, f"councils/{SLUG}/")


def imported(small: Standings, file: str | None) -> Standings:
    values = {
        slug: tuple(replace(one, imported=file) for one in mine)
        for slug, mine in small.values.items()
    }
    return replace(small, values=values, is_practice=False)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "all/",
        "leagues/",
        f"councils/{SLUG}/",
        f"councils/{SLUG}/receipts/",
        "status/",
        "method/",
    ],
)
def test_an_archive_says_on_every_page_of_when_it_is_and_where_from(
    small: Standings, address: str
) -> None:
    html = html_of(imported(small, "twcs.csv"), address)
    assert "<b>Archive of 21 November 2026.</b>" in html
    assert "imported from twcs.csv" in html
    for said in ("ast night", "Night of", "very night", "onight", "data-night"):
        assert said not in html.partition("</main>")[0], said


def test_a_site_of_which_a_part_was_imported_is_no_archive(small: Standings) -> None:
    values = {**small.values, SLUG: imported(small, "old.csv").values[SLUG]}
    assert "Archive of" not in html_of(replace(small, values=values, is_practice=False), "")
