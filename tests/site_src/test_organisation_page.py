"""An organisation's page: a few cards, the rest by family, questions with their numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from collector.model import Gap, State
from collector.settings import Settings
from site_src.abreast import abreast, silent
from site_src.book import pages_of, site_of
from site_src.cards import CARDS, cards
from site_src.family import families
from site_src.index import Index
from site_src.metrics import METRICS
from site_src.model import Caution, CautionKind, Change, Estimate
from site_src.render import Renderer
from site_src.similar import MOST, Sizes

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


@pytest.mark.heavy
def test_a_rank_that_moved_says_why_on_its_receipt(small: Standings) -> None:
    why = "Its rate is unchanged; two joined above."
    told = replace(small, moves={(TABLE, "follow-back-rate", SLUG): why})
    assert why in html_of(told, f"councils/{SLUG}/receipts/")


@pytest.mark.heavy
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


@pytest.mark.heavy
def test_who_raises_no_question_has_no_section_of_them(small: Standings) -> None:
    assert 'id="asked"' not in html_of(small, f"councils/{SLUG}/")


def imported(small: Standings, file: str | None) -> Standings:
    values = {
        slug: tuple(replace(one, imported=file) for one in mine)
        for slug, mine in small.values.items()
    }
    return replace(small, values=values, is_practice=False)


@pytest.mark.heavy
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


@pytest.mark.heavy
def test_a_site_of_which_a_part_was_imported_is_no_archive(small: Standings) -> None:
    values = {**small.values, SLUG: imported(small, "old.csv").values[SLUG]}
    assert "Archive of" not in html_of(replace(small, values=values, is_practice=False), "")


def on_two(small: Standings, *, is_gap: bool = False) -> Standings:
    """Return standings in which one organisation is on a second network as well."""
    gap = Estimate(state=State.GAP, reason=Gap.NEEDS_TOKEN)
    far = tuple(
        replace(value, network="mastodon", estimate=gap if is_gap else value.estimate)
        for value in small.values[SLUG]
        if value.account is None
    )
    return replace(small, values={**small.values, SLUG: small.values[SLUG] + far})


@pytest.mark.heavy
def test_networks_stand_side_by_side_and_cards_stand_once(small: Standings) -> None:
    html = html_of(on_two(small), f"councils/{SLUG}/")
    assert html.count('<ul class="cards">') == 1
    table = html[html.index('<table class="also nets">') :].partition("</table>")[0]
    assert '<th scope="col">Bluesky<th scope="col">Mastodon<' in table
    for metric in Index(small).metrics:
        assert f'href="receipts/#bluesky-{metric.key}"' in table
        assert f'href="receipts/#mastodon-{metric.key}"' in table


@pytest.mark.heavy
def test_a_network_that_says_nothing_has_its_reason_once_and_no_column(small: Standings) -> None:
    mute = on_two(small, is_gap=True)
    assert abreast(Index(mute), SLUG, ["bluesky"]) is None
    (one,) = silent(Index(mute), SLUG, ["bluesky", "mastodon"])
    assert one.network == "Mastodon"
    html = html_of(mute, f"councils/{SLUG}/")
    assert "needs a key <span>on Mastodon</span>" in html
    assert html.count("never printed as a zero") == 1
    assert '<table class="also nets">' not in html


def test_the_nearest_in_size_are_of_its_kind_and_sector_and_never_itself(small: Standings) -> None:
    sizes = Sizes(Index(small))
    near = sizes.near(small.organisations[SLUG])
    assert 0 < len(near) <= MOST
    for one in near:
        other = next(o for o in small.organisations.values() if o.name == one.name)
        mine = small.organisations[SLUG]
        assert (other.kind, other.sector) == (mine.kind, mine.sector)
        assert other.slug != SLUG


@pytest.mark.heavy
def test_figures_receipts_and_badge_can_be_taken_along(small: Standings) -> None:
    html = html_of(small, f"councils/{SLUG}/")
    told = f"../../api/v1/organisations/{SLUG}.json"
    for address in ("values.csv", told, "receipts/", "receipts/#badge"):
        assert f'href="{address}"' in html
    receipts = html_of(small, f"councils/{SLUG}/receipts/")
    assert '<img src="../badge.svg" alt="Follow-back rate of Borough of Lonmouth' in receipts
    assert "&lt;a href=&#34;" in receipts


@pytest.mark.heavy
def test_the_entry_is_edited_where_the_repository_is(small: Standings) -> None:
    site = site_of(
        replace(small, is_practice=False), Settings(repository="https://git.test/them/league/"), ()
    )
    pages = pages_of(replace(small, is_practice=False), site)
    page = next(one for one in pages if one.address == f"councils/{SLUG}/")
    file = f"collector/watchlist/councils/{SLUG}.yml"
    assert f'href="https://git.test/them/league/edit/main/{file}"' in Renderer(site).render(page)
