"""Peer tables: who is compared with whom. Network and kind never merge; sectors and bands may.

An organisation stands in exactly one table of each network (method 4.3).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from collector.model import Kind
from site_src.model import PeerTable
from site_src.sectors import sector_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

FEWEST = 10
LIMITS = (1_000, 10_000, 100_000, 1_000_000)
_SHORT = ("1k", "10k", "100k", "1m")
PATIENCE = timedelta(weeks=4)
MARGIN = 0.1
NETWORKS = {
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "activitypub": "ActivityPub",
    "x": "X",
    "instagram": "Instagram",
}
_PLURALS = {Kind.COUNCIL: "councils", Kind.BRAND: "brands", Kind.PUBLIC_BODY: "public bodies"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One organisation on one network; `band` is None where its followers are not known."""

    slug: str
    network: str
    kind: Kind
    sector: str
    band: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    first: int
    last: int
    members: tuple[str, ...]


def band_of(followers: int) -> int:
    """Return the size band of a number of followers, the smallest being 0."""
    return sum(followers >= limit for limit in LIMITS)


def settled_band(history: Iterable[tuple[date, int]]) -> int | None:
    """Return the band after a history of follower counts, oldest first.

    It moves only after four weeks beyond the limit by a tenth, so that nobody flits.
    """
    band: int | None = None
    since: date | None = None
    for night, followers in history:
        if band is None:
            band = band_of(followers)
        elif _is_beyond(followers, band):
            since = since or night
            if night - since >= PATIENCE:
                band, since = band_of(followers), None
        else:
            since = None
    return band


def _is_beyond(followers: int, band: int) -> bool:
    above = band < len(LIMITS) and followers >= LIMITS[band] * (1 + MARGIN)
    below = band > 0 and followers < LIMITS[band - 1] * (1 - MARGIN)
    return above or below


def peer_tables(peers: Iterable[Peer]) -> tuple[PeerTable, ...]:
    """Return the tables that the peers stand in, by id.

    A sector of ten in a band has its own table; what is left of a band is merged across sectors,
    and with the neighbouring band while it is fewer than ten. Where nobody's followers are known
    no table is told by its size.
    """
    rooms: dict[tuple[str, Kind], list[Peer]] = defaultdict(list)
    for peer in peers:
        rooms[peer.network, peer.kind].append(peer)
    tables = [
        table
        for (network, kind), room in sorted(rooms.items())
        for table in _tables(network, kind, room)
    ]
    return tuple(sorted(tables, key=lambda table: table.id))


def _tables(network: str, kind: Kind, room: Sequence[Peer]) -> Iterator[PeerTable]:
    cells: dict[tuple[str, int], list[str]] = defaultdict(list)
    for sector, band, slug in _seated(room):
        cells[sector, band].append(slug)
    left: dict[int, list[str]] = defaultdict(list)
    is_sizeless = all(peer.band is None for peer in room)
    own = 0
    for (sector, band), slugs in sorted(cells.items()):
        if len(slugs) >= FEWEST:
            own += 1
            group = _Group(first=band, last=band, members=tuple(slugs))
            yield _table(network, kind, group, sector=sector, is_whole=is_sizeless)
        else:
            left[band] += slugs
    groups = _merged(left)
    for group in groups:
        is_small = group.first != group.last or len(group.members) < FEWEST
        is_whole = len(groups) == 1 and not own and is_small
        yield _table(network, kind, group, is_whole=is_whole or is_sizeless, is_rest=bool(own))


def _seated(room: Sequence[Peer]) -> Iterator[tuple[str, int, str]]:
    """Yield sector, band and slug; whose followers are unknown sits where most of its sector do."""
    for peer in room:
        band = peer.band
        if band is None:
            known = [p.band for p in room if p.band is not None and p.sector == peer.sector]
            known = known or [p.band for p in room if p.band is not None] or [0]
            band = max(sorted(set(known)), key=known.count)
        yield peer.sector, band, peer.slug


def _merged(left: Mapping[int, Sequence[str]]) -> list[_Group]:
    groups = [
        _Group(first=band, last=band, members=tuple(slugs)) for band, slugs in sorted(left.items())
    ]
    while len(groups) > 1:
        smallest = min(range(len(groups)), key=lambda i: len(groups[i].members))
        if len(groups[smallest].members) >= FEWEST:
            break
        beside = [i for i in (smallest - 1, smallest + 1) if 0 <= i < len(groups)]
        other = min(beside, key=lambda i: len(groups[i].members))
        a, b = sorted((smallest, other))
        joined = _Group(
            first=groups[a].first,
            last=groups[b].last,
            members=groups[a].members + groups[b].members,
        )
        groups[a : b + 1] = [joined]
    return groups


def _table(
    network: str,
    kind: Kind,
    group: _Group,
    *,
    sector: str | None = None,
    is_whole: bool = False,
    is_rest: bool = False,
) -> PeerTable:
    band = None if is_whole else band_slug(group.first, group.last)
    who = _who(kind, sector)
    where = f"{'other ' if is_rest and not sector else ''}{who} on {NETWORKS.get(network, network)}"
    size = f", {_size(group.first, group.last)}" if band else ""
    return PeerTable(
        id="-".join(part for part in (network, kind.value, sector, band) if part),
        title=where[0].upper() + where[1:] + size,
        network=network,
        kind=kind,
        sector=sector,
        band=band,
        members=tuple(sorted(group.members)),
    )


def band_slug(first: int, last: int) -> str | None:
    """Return the slug of a range of bands; None where it has no limit at either end."""
    if first == 0:
        return None if last == len(LIMITS) else f"under-{_SHORT[last]}"
    if last == len(LIMITS):
        return f"over-{_SHORT[first - 1]}"
    return f"{_SHORT[first - 1]}-{_SHORT[last]}"


def _size(first: int, last: int) -> str:
    if first == 0:
        return f"fewer than {LIMITS[last]:,} followers"
    if last == len(LIMITS):
        return f"{LIMITS[first - 1]:,} followers and more"
    return f"{LIMITS[first - 1]:,} to {LIMITS[last] - 1:,} followers"


def _who(kind: Kind, sector: str | None) -> str:
    plural = _PLURALS[kind]
    if not sector:
        return plural
    words = sector_words(sector).removesuffix(kind.value.replace("-", " ")).strip()
    if words.endswith(" authority"):
        return f"{words.removesuffix('y')}ies"
    if words.endswith("s") and not words.endswith("ss"):
        return words  # a plural speaks for itself: museums, shops
    return f"{words} {plural}" if words else plural
