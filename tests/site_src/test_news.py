"""News is what chance does not explain, a handful of it, and nothing where nothing moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from site_src.index import Index
from site_src.model import Change
from site_src.news import MOST, NOTHING_YET, news

if TYPE_CHECKING:
    from site_src.model import Standings

SINCE = date(2026, 10, 24)
TABLE = "bluesky-council-borough-10k"
RATE = "follow-back-rate"


def change(d: float, *, is_real: bool = True) -> Change:
    words = "up 12 points since 24 October 2026" if is_real else "no clear change since then"
    return Change(words=words, d=d, lo=d, hi=d, since=SINCE, is_real=is_real)


def changed(small: Standings, *changes: tuple[str, str, Change]) -> Index:
    told = {(slug, "bluesky", metric): one for slug, metric, one in changes}
    return Index(replace(small, changes=told))


def test_a_real_change_is_told_with_its_sentence_and_its_receipt(small: Standings) -> None:
    [item] = news(changed(small, ("borough-of-lonmouth", RATE, change(0.12)))).items
    assert item.name == "Borough of Lonmouth"
    assert item.words == "follows back 43% of its followers (38–48%)"
    assert (item.glyph, item.change) == ("▲", "up 12 points since 24 October 2026")
    assert item.receipt == "councils/borough-of-lonmouth/receipts/#bluesky-follow-back-rate"


def test_where_nothing_moved_for_real_that_is_the_news(small: Standings) -> None:
    told = news(changed(small, ("borough-of-lonmouth", RATE, change(0.12, is_real=False))))
    assert told.items == ()
    assert told.note.startswith("Nothing moved for real since 24 October 2026:")


def test_before_there_is_anything_to_compare_nothing_is_said_to_have_stood_still(
    small: Standings,
) -> None:
    assert news(changed(small)).note == NOTHING_YET


def test_it_is_a_handful_the_largest_first_and_nobody_twice(small: Standings) -> None:
    slugs = small.tables[0].members[:8]
    rates = [(slug, RATE, change(0.02 * n)) for n, slug in enumerate(slugs, 1)]
    shares = [(slug, "reply-share", change(0.02 * n)) for n, slug in enumerate(slugs, 1)]
    told = news(changed(small, *rates, *shares))
    names = [small.organisations[slug].name for slug in reversed(slugs)]
    assert [item.name for item in told.items] == names[:MOST]
    assert told.note.startswith(f"{MOST} of 16 changes")


def test_whom_a_gentle_site_does_not_rank_it_does_not_name(small: Standings) -> None:
    league = small.leagues[TABLE, RATE]
    quiet = tuple(replace(place, rank=None, best=None, worst=None) for place in league.ranked)
    leagues = {**small.leagues, (TABLE, RATE): replace(league, ranked=quiet)}
    index = changed(replace(small, leagues=leagues), ("borough-of-lonmouth", RATE, change(-0.2)))
    assert news(index).items == ()
