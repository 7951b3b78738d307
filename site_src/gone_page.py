"""What stands at an address that somebody has left: a stone, or the way to the new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.index import address_of
from site_src.page import Page, day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from collector.model import Removal, Renaming
    from site_src.index import Index

REMOVED = "Removed from the list"
AT_ITS_REQUEST = "It asked to be left out. "


@dataclass(frozen=True, slots=True, kw_only=True)
class StoneView:
    """All that is said of who was removed."""

    title: str
    lead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WayView:
    """Where somebody is now."""

    name: str
    address: str
    lead: str


def gone_pages(index: Index) -> Iterator[Page]:
    """Yield a page for every address that was left; search engines are asked to forget them."""
    standings = index.standings
    for one in standings.removed:
        yield _stone(one)
    ways = {one.old: one for one in standings.renamed}
    for renaming in standings.renamed:
        yield _way(index, renaming, _end(renaming, ways))


def _stone(one: Removal) -> Page:
    own = AT_ITS_REQUEST if one.is_own_request else ""
    lead = f"Whoever stood here is off the list since {day(one.date)}. {own}No figure is shown."
    return Page(
        address=f"{one.kind.folder}/{one.slug}/",
        title=REMOVED,
        description=lead,
        template="stone",
        section="Leagues",
        content=StoneView(title=REMOVED, lead=lead),
        is_indexed=False,
    )


def _end(one: Renaming, ways: Mapping[str, Renaming]) -> Renaming:
    """Return the last of the renamings that follow one another."""
    while one.new in ways:
        one = ways[one.new]
    return one


def _way(index: Index, one: Renaming, last: Renaming) -> Page:
    """Return the page that leads on; of who was removed since it names nobody."""
    found = index.organisations.get(last.new)
    address = address_of(found) if found else f"{last.kind.folder}/{last.new}/"
    name = found.name if found else REMOVED
    lead = f"This page has another address since {day(one.date)}."
    return Page(
        address=f"{one.kind.folder}/{one.old}/",
        title=f"Moved: {name}",
        description=lead,
        template="way",
        section="Leagues",
        content=WayView(name=name, address=address, lead=lead),
        canonical=address,
        is_indexed=False,
    )
