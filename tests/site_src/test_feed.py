"""Feeds tell real changes and corrections, with ids that last and names that break nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from collector.model import Flag
from site_src.corrections import Correction
from site_src.feed import feeds
from site_src.index import Index
from site_src.model import Change

if TYPE_CHECKING:
    from collections.abc import Callable

    from site_src.model import Standings

HOME = "https://league.test/here/"
ATOM = "{http://www.w3.org/2005/Atom}"
SLUG = "borough-of-lonmouth"
KEY = (SLUG, "bluesky", "follow-back-rate")
UP = Change(words="up 12 points since 24 October 2026", d=0.12, lo=0.02, hi=0.22, is_real=True)
MISTAKE = Correction(
    date=date(2026, 11, 20),
    page=f"councils/{SLUG}/",
    name="Borough of Lonmouth",
    wrong="It answers nobody.",
    right="It answers 4 of 10.",
)


def read(standings: Standings, *corrections: Correction) -> dict[str, ET.Element]:
    """Return every feed as a reader of XML takes it, which refuses what is malformed."""
    told = feeds(Index(standings), HOME, corrections)
    return {address: ET.fromstring(text) for address, text in told}  # noqa: S314 - written here


def texts(feed: ET.Element, name: str) -> list[str]:
    return [one.findtext(f"{ATOM}{name}") or "" for one in feed.iter(f"{ATOM}entry")]


def told(standings: Standings, **kept: Any) -> list[str]:
    """Return the ids of the site's feed once Lonmouth has changed."""
    return texts(read(replace(standings, changes={KEY: UP}, **kept))["feed.xml"], "id")


def test_a_real_change_is_told_by_the_site_its_table_and_its_organisation(small: Standings) -> None:
    found = read(replace(small, changes={KEY: UP}))
    telling = [address for address, feed in found.items() if texts(feed, "id")]
    assert telling == [
        "feed.xml",
        f"leagues/{small.tables[0].id}/feed.xml",
        f"councils/{SLUG}/feed.xml",
    ]
    entry = next(found["feed.xml"].iter(f"{ATOM}entry"))
    assert entry.findtext(f"{ATOM}title") == (
        "Borough of Lonmouth, follow-back rate on Bluesky: up 12 points since 24 October 2026"
    )
    assert "follows back 43% of its followers (38–48%)" in (entry.findtext(f"{ATOM}summary") or "")
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"{HOME}councils/{SLUG}/receipts/#bluesky-follow-back-rate"


def test_a_change_is_told_once_a_week_under_one_id_and_dated_from_the_data(
    small: Standings,
) -> None:
    feed = read(replace(small, changes={KEY: UP}))["feed.xml"]
    assert texts(feed, "id") == [f"{HOME}councils/{SLUG}/#bluesky-follow-back-rate-2026-W47"]
    assert texts(feed, "published") == ["2026-11-16T00:00:00Z"]
    assert texts(feed, "updated") == ["2026-11-21T00:00:00Z"]
    assert feed.findtext(f"{ATOM}updated") == "2026-11-21T00:00:00Z"


def test_what_chance_explains_is_not_told(small: Standings) -> None:
    assert (
        texts(read(replace(small, changes={KEY: replace(UP, is_real=False)}))["feed.xml"], "id")
        == []
    )


@pytest.mark.parametrize("flag", [Flag.HELD, Flag.UNFEATURED, Flag.UNINDEXED])
def test_whoever_is_held_or_asks_for_silence_is_in_no_feed(small: Standings, flag: Flag) -> None:
    assert len(told(small)) == 1
    assert told(small, flags={(SLUG, "bluesky", f"{SLUG}.test"): frozenset({flag})}) == []


def test_a_gentle_site_names_nobody_without_a_rank(small: Standings) -> None:
    key = small.tables[0].id, KEY[2]
    quiet = tuple(
        replace(one, rank=None, best=None, worst=None) for one in small.leagues[key].ranked
    )
    leagues = {**small.leagues, key: replace(small.leagues[key], ranked=quiet)}
    assert told(small, leagues=leagues) == []


def test_a_correction_is_told_by_the_site_and_by_whoever_it_is_about(small: Standings) -> None:
    found = read(small, MISTAKE, replace(MISTAKE, wrong="It follows nobody."))
    for address in ("feed.xml", f"councils/{SLUG}/feed.xml"):
        ids = texts(found[address], "id")
        assert len(set(ids)) == 2
        assert all(one.startswith(f"{HOME}corrections/#2026-11-20-") for one in ids)
        summaries = texts(found[address], "summary")
        assert any(one.startswith("It said: It answers nobody. It is:") for one in summaries)
    assert texts(found["councils/borough-of-ostbury/feed.xml"], "id") == []


def test_practice_says_that_it_is(small: Standings) -> None:
    assert "(practice data)" in (read(small)["feed.xml"].findtext(f"{ATOM}title") or "")
    real = read(replace(small, is_practice=False))["feed.xml"]
    assert real.findtext(f"{ATOM}title") == "Followback"


def test_names_of_any_signs_leave_a_feed_whole(made: Callable[..., Standings]) -> None:
    names = ("<b>&\"'", "]]><x/>", "\x00\x08\x0b\ufffe lost", "\u202eevil\u202c")
    standings = made(names)
    changes = {(slug, "bluesky", "follow-back-rate"): UP for slug in standings.tables[0].members}
    titles = texts(read(replace(standings, changes=changes))["feed.xml"], "title")
    assert any(title.startswith("<b>&\"'") for title in titles)
    assert any(title.startswith("]]><x/>") for title in titles)
    assert any(title.startswith(" lost") for title in titles)
