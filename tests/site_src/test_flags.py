"""What accounts ask is honoured: words withheld, nobody picked against their wish, and marks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from collector.model import Account, Facts, Flag, Gap, Kind, Observation, Role, Watchlist
from collector.settings import Settings
from site_src.book import pages_of, site_of
from site_src.explain import receipts, told
from site_src.finding import lead
from site_src.flags import HELD, LISTS_DIFFER, WORDS, flags_of
from site_src.index import Index
from site_src.league_data import rows_told
from site_src.measure import standings
from site_src.metrics import METRICS
from site_src.model import Change
from site_src.news import news
from site_src.real_example import real_example
from site_src.render import Renderer
from site_src.table_lines import table_line
from tests.site_src.conftest import organisation

if TYPE_CHECKING:
    from collector.model import Organisation
    from site_src.model import Standings

NIGHT = date(2026, 11, 21)
SLUG, RATE = "borough-of-lonmouth", "follow-back-rate"
FIRST = "borough-of-ostbury"


def flagged(small: Standings, slug: str, *flags: Flag) -> Standings:
    """Return the standings with flags of an organisation's main account."""
    main = small.organisations[slug].accounts[0].handle
    return replace(small, flags={(slug, "bluesky", main): frozenset(flags)})


def html_of(found: Standings, address: str) -> str:
    site = site_of(found, Settings(), ())
    pages = {page.address: page for page in pages_of(found, site)}
    return Renderer(site).render(pages[address])


def row(back: int, *flags: str, **facts: object) -> Observation:
    return Observation(
        night=NIGHT - timedelta(days=back),
        organisation=SLUG,
        network="bluesky",
        account="main.test",
        facts=Facts(flags=flags, **facts),  # type: ignore[arg-type]
    )


def town() -> Organisation:
    account = Account(network="bluesky", handle="main.test", role=Role.MAIN)
    return replace(organisation("Borough of Lonmouth", Kind.COUNCIL, 1), accounts=(account,))


def standing(*rows: Observation) -> set[Flag]:
    found = flags_of([town()], {(SLUG, "bluesky", "main.test"): rows})
    return {flag for flags in found.values() for flag in flags}


def test_the_newest_rows_flags_stand() -> None:
    assert standing(row(0, "bot"), row(1, "held")) == {Flag.BOT}
    assert standing(row(0), row(1, "held")) == set()
    assert standing() == set()


def test_a_night_that_told_nothing_withdraws_nothing() -> None:
    gap = Observation(
        night=NIGHT, organisation=SLUG, network="bluesky", account="main.test", gap=Gap.BUSY
    )
    assert standing(gap, row(1, "held")) == {Flag.HELD}


def test_what_is_looked_for_once_a_week_stands_until_it_is_looked_for_again() -> None:
    full = row(5, "unfeatured", "list_incomplete", drawn=10)
    assert standing(row(0), row(1), full) == {Flag.UNFEATURED, Flag.LIST_INCOMPLETE}
    assert standing(row(0), row(1, drawn=10), full) == set()
    assert standing(row(0, follow_back_gap=Gap.HIDDEN), full) == set()
    busy = row(0, follow_back_gap=Gap.BUSY)
    assert standing(busy, full) == {Flag.UNFEATURED, Flag.LIST_INCOMPLETE}


def test_a_flag_that_nobody_knows_yet_is_passed_over() -> None:
    assert standing(row(0, "bot", "sparkling")) == {Flag.BOT}


def test_every_flag_has_words() -> None:
    assert set(WORDS) == set(Flag)


@pytest.mark.heavy
def test_of_who_is_held_no_own_word_is_shown(small: Standings) -> None:
    address = f"councils/{SLUG}/"
    own = ("News from your council", "We read this.", "Mon-Fri 09:00-17:00", 'id="reply"')
    before = html_of(small, address)
    assert all(words in before for words in own)
    assert HELD not in before
    held = html_of(flagged(small, SLUG, Flag.HELD), address)
    assert not [words for words in own if words in held]
    assert HELD in held
    assert "· held for review</small>" in held
    assert "43%" in held


@pytest.mark.heavy
def test_a_persons_label_does_not_silence_the_organisation(small: Standings) -> None:
    one = small.organisations[SLUG]
    leader = Account(network="bluesky", handle="leader.test", role=Role.LEADER)
    wider = replace(one, accounts=(*one.accounts, leader))
    told_of = replace(
        small,
        organisations={**small.organisations, SLUG: wider},
        flags={(SLUG, "bluesky", "leader.test"): frozenset({Flag.HELD, Flag.UNINDEXED})},
    )
    html = html_of(told_of, f"councils/{SLUG}/")
    assert HELD not in html
    assert "noindex" not in html


@pytest.mark.heavy
def test_a_robot_is_called_automated_beside_its_account(small: Standings) -> None:
    address = f"councils/{SLUG}/"
    assert "automated" not in html_of(small, address)
    assert "· automated</small>" in html_of(flagged(small, SLUG, Flag.BOT), address)


@pytest.mark.heavy
@pytest.mark.parametrize("flag", [Flag.HELD, Flag.UNFEATURED])
class TestNoPick:
    """Who is held, or asks not to be recommended."""

    def test_is_no_news(self, small: Standings, flag: Flag) -> None:
        change = Change(words="up", d=0.1, lo=0.1, hi=0.1, since=NIGHT, is_real=True)
        moved = {(slug, "bluesky", RATE): change for slug in (SLUG, FIRST)}
        found = replace(flagged(small, SLUG, flag), changes=moved)
        told_of = news(Index(found))
        assert [item.name for item in told_of.items] == ["Borough of Ostbury"]
        alone = replace(found, changes={(SLUG, "bluesky", RATE): change})
        assert news(Index(alone)).items == ()
        assert "Nothing moved" not in news(Index(alone)).note

    @pytest.mark.heavy
    def test_is_not_named_as_first(self, small: Standings, flag: Flag) -> None:
        table, name = small.tables[0], "Borough of Ostbury"
        page = f"leagues/{table.id}/{RATE}/"
        assert name in html_of(small, page).partition('class="lead"')[2].partition("</p>")[0]
        assert name in table_line(Index(small), table, METRICS[RATE]).note
        found = flagged(small, FIRST, flag)
        html = html_of(found, page)
        assert name not in html.partition('class="lead"')[2].partition("</p>")[0]
        assert name in html
        assert name not in table_line(Index(found), table, METRICS[RATE]).note

    def test_is_no_example_of_this_site(self, small: Standings, flag: Flag) -> None:
        picked = real_example(Index(small), RATE)
        assert picked is not None
        slug = picked.address.split("/")[1]
        other = real_example(Index(flagged(small, slug, flag)), RATE)
        assert other is not None
        assert other.name != picked.name

    def test_keeps_its_rank(self, small: Standings, flag: Flag) -> None:
        found = flagged(small, FIRST, flag)
        assert f'councils/{FIRST}/">' in html_of(found, f"leagues/{small.tables[0].id}/{RATE}/")


def test_of_those_unnamed_the_lead_still_says_how_sure_the_first_place_is(
    small: Standings,
) -> None:
    league = small.leagues[small.tables[0].id, RATE]
    sure = (replace(league.ranked[0], best=1, worst=1), *league.ranked[4:])
    told_of = lead(replace(league, ranked=sure), small.organisations, {FIRST})
    assert told_of.startswith("The first stands alone: no other place would fit.")


@pytest.mark.heavy
def test_search_engines_are_asked_to_stay_away_from_whoever_asks_for_it(small: Standings) -> None:
    robots = '<meta name="robots" content="noindex">'
    found = flagged(small, SLUG, Flag.UNINDEXED)
    for address in (f"councils/{SLUG}/", f"councils/{SLUG}/receipts/", f"compare/{SLUG}/"):
        assert robots in html_of(found, address)
        assert robots not in html_of(small, address)
    for address in ("", f"councils/{FIRST}/", "all/"):
        assert robots not in html_of(found, address)


def incomplete(*flags: str) -> Standings:
    facts = Facts(
        followers=2000, following=500, posts=9, flags=flags, listed=400, drawn=400, mutual=40
    )
    seen = Observation(
        night=NIGHT, organisation=SLUG, network="bluesky", account="main.test", facts=facts
    )
    return standings(
        [seen],
        Watchlist(organisations=(town(),)),
        NIGHT,
        Settings(),
        is_practice=True,
        collected_at={},
    )


@pytest.mark.heavy
def test_lists_that_differ_from_the_counts_are_marked_beside_the_rate_and_in_its_receipt() -> None:
    found = incomplete("list_incomplete")
    for address in (f"councils/{SLUG}/", f"councils/{SLUG}/receipts/"):
        assert "list incomplete" in html_of(found, address), address
        assert "list incomplete" not in html_of(incomplete(), address), address
    assert LISTS_DIFFER in html_of(found, f"councils/{SLUG}/receipts/")
    lines = told(receipts(found, SLUG, RATE)).splitlines()
    assert f"  lists: {LISTS_DIFFER}" in lines
    assert "  flags: list incomplete" in lines
    assert "list incomplete" not in told(receipts(found, SLUG, "following-per-follower"))


def test_explain_prints_the_flags_of_whose_figure_it_is(small: Standings) -> None:
    found = flagged(small, SLUG, Flag.BOT, Flag.UNFEATURED)
    rows = receipts(found, SLUG, RATE)
    assert {tuple(one["flags"]) for one in rows["values"]} == {("bot", "unfeatured"), ()}
    assert "  flags: automated, asks not to be recommended" in told(rows).splitlines()
    assert "flags" not in told(receipts(found, FIRST, RATE))


@pytest.mark.heavy
def test_a_leagues_files_hold_the_flags_of_each_figure(small: Standings) -> None:
    found = flagged(small, FIRST, Flag.UNFEATURED)
    address = f"leagues/{small.tables[0].id}/{RATE}/"
    (page,) = (
        one for one in pages_of(found, site_of(found, Settings(), ())) if one.address == address
    )
    rows = rows_told(Index(found), found.leagues[small.tables[0].id, RATE])
    assert {one["organisation"] for one in rows if one["flags"]} == {FIRST}
    assert ",unfeatured," in str(page.beside["league.csv"])
