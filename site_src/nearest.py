"""An organisation among its nearest peers, by the measure that most of its page is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.index import address_of, table_address
from site_src.metrics import METRICS
from site_src.say import number
from site_src.shown import rank, rank_interval, shown

if TYPE_CHECKING:
    from collector.model import Organisation
    from site_src.index import Index
    from site_src.model import Place
    from site_src.scale import Mark, Scale

NEIGHBOURS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerRow:
    """One of the nearest peers, or the organisation among them."""

    is_me: bool
    rank: str
    interval: str
    name: str
    address: str
    mark: Mark | None
    text: str
    range: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers:
    """The organisation among its nearest peers."""

    measure: str
    note: str
    rows: tuple[PeerRow, ...]
    median: int | None
    address: str
    table: str


def peers(index: Index, one: Organisation, network: str) -> Peers | None:
    """Return the nearest peers by what leads their table; None where there are none to be near."""
    standing = index.lead(one.slug, network)
    near = index.near(one.slug, network, NEIGHBOURS)
    if standing is None or len(near) < 2:  # noqa: PLR2004 - alone, it has no peers
        return None
    league = standing.league
    metric, scale = METRICS[league.metric], index.scale(league.table.id, league.metric)
    middle = (
        "" if league.median is None else f" Dotted: median {number(league.median, metric.unit)}."
    )
    first, last = scale.ticks[0].text, scale.ticks[-1].text
    return Peers(
        measure=metric.name,
        note=f"{metric.name}, {first} to {last}.{middle} "
        "Lines that overlap much cannot be told apart.",
        rows=tuple(_peer(index, place, one.slug, scale) for place in near),
        median=None if league.median is None else scale.place(league.median),
        address=table_address(league.table),
        table=f"All of the table: {league.table.title}",
    )


def _peer(index: Index, place: Place, me: str, scale: Scale) -> PeerRow:
    peer, printed = index.organisations[place.organisation], shown(place.value)
    return PeerRow(
        is_me=peer.slug == me,
        rank=rank(place),
        interval=rank_interval(place),
        name=peer.name,
        address=address_of(peer),
        mark=scale.mark(place.value.estimate),
        text=printed.text,
        range=printed.range or printed.state,
    )
