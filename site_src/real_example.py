"""A measure's second example: one organisation of this very site, in the middle of its table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.counted import counted_words, window_words
from site_src.flags import is_pick
from site_src.index import address_of
from site_src.receipt import receipt_id
from site_src.receipt_page import RECEIPTS
from site_src.say import caution, place_words, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_src.index import Index
    from site_src.model import League, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Real:
    """What one organisation is measured at, and what stands behind it."""

    name: str
    address: str
    said: str
    counted: str
    window: str
    place: str
    receipt: str


def real_example(index: Index, metric: str) -> Real | None:
    """Return an organisation that the site has a figure of; one that is ranked, if any is."""
    found = next(_ranked(index, metric), None) or next(_listed(index, metric), None)
    if found is None:
        return None
    league, place = found
    one, value = index.organisations[place.organisation], place.value
    beside = caution(value)
    is_ranked = place.rank is not None
    of = len(league.ranked)
    return Real(
        name=one.name,
        address=address_of(one),
        said=sentence(value) + (f", {beside}" if beside else ""),
        counted=counted_words(value),
        window=window_words(value.window) if value.window else "",
        place=f"{place_words(place, of)}, of {of}" if is_ranked else "",
        receipt=f"{address_of(one)}{RECEIPTS}#{receipt_id(index, value)}",
    )


def _leagues(index: Index, metric: str) -> Iterator[League]:
    for table in index.standings.tables:
        if (table.id, metric) in index.standings.leagues:
            yield index.standings.leagues[table.id, metric]


def _may_be_named(index: Index, place: Place) -> bool:
    """Whether it has a value, and nothing asks us not to pick it."""
    value = place.value
    is_known = value.estimate.value is not None
    return is_known and is_pick(index.standings, place.organisation, value.network)


def _ranked(index: Index, metric: str) -> Iterator[tuple[League, Place]]:
    """Yield the one in the middle of each table, of those that reached a value."""
    for league in _leagues(index, metric):
        known = [one for one in league.ranked if _may_be_named(index, one)]
        if known:
            yield league, known[len(known) // 2]


def _listed(index: Index, metric: str) -> Iterator[tuple[League, Place]]:
    for league in _leagues(index, metric):
        yield from ((league, one) for one in league.unranked if _may_be_named(index, one))
