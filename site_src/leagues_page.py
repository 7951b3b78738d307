"""All tables, by kind and network: those with ranks as strips of dots, the others in a line."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from collector.model import Kind
from site_src.index import table_address
from site_src.page import Page, plural
from site_src.peers import NETWORKS
from site_src.table_lines import TableLine, led_by, shared_scale, table_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from site_src.index import Index
    from site_src.metrics import Metric
    from site_src.model import PeerTable
    from site_src.page import Night
    from site_src.scale import Scale

KINDS = MappingProxyType(
    {Kind.COUNCIL: "Councils", Kind.PUBLIC_BODY: "Public bodies", Kind.BRAND: "Brands"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A table without ranks, and how many are listed in it."""

    name: str
    address: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnNetwork:
    """The ranked tables of a kind on one network."""

    name: str
    tables: tuple[TableLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The tables of one kind."""

    id: str
    name: str
    networks: tuple[OnNetwork, ...]
    others: tuple[Other, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leagues:
    """All that the list of tables shows."""

    night: Night
    counts: str
    measure: str
    scale: Scale | None
    groups: tuple[Group, ...]


def leagues_page(index: Index, night: Night) -> Page:
    """Return the list of all tables: kinds with ranks before those without."""
    standings, metric = index.standings, led_by(index)
    groups = [
        _group(index, kind, tables, metric)
        for kind in KINDS
        if (tables := [table for table in standings.tables if table.kind is kind])
    ]
    ranked = sum(_has_ranks(index, table) for table in standings.tables)
    listed, everybody = len(standings.tables), len(standings.organisations)
    return Page(
        address="leagues/",
        title="Leagues",
        description=f"Every peer table by {metric.name.lower()}, with its median.",
        template="leagues",
        section="Leagues",
        content=Leagues(
            night=night,
            counts=f"{plural(listed, 'table')}, {ranked} with ranks · "
            f"{plural(everybody, 'organisation')}",
            measure=metric.name,
            scale=shared_scale(metric),
            groups=tuple(sorted(groups, key=lambda group: not group.networks)),
        ),
    )


def _group(index: Index, kind: Kind, tables: Sequence[PeerTable], metric: Metric) -> Group:
    ranked = [table for table in tables if _has_ranks(index, table)]
    return Group(
        id=f"k-{kind}",
        name=KINDS[kind],
        networks=tuple(_networks(index, ranked, metric)),
        others=tuple(_other(table) for table in tables if table not in ranked),
    )


def _networks(index: Index, ranked: Sequence[PeerTable], metric: Metric) -> Iterator[OnNetwork]:
    """Yield the ranked tables by network, in the order in which networks are told everywhere."""
    for network in sorted({table.network for table in ranked}, key=_network_key):
        yield OnNetwork(
            name=NETWORKS.get(network, network),
            tables=tuple(
                table_line(index, table, metric) for table in ranked if table.network == network
            ),
        )


def _network_key(network: str) -> tuple[int, str]:
    known = tuple(NETWORKS)
    return (known.index(network) if network in known else len(known), network)


def _has_ranks(index: Index, table: PeerTable) -> bool:
    return any(index.is_ranked(table.id, metric.key) for metric in index.metrics)


def _other(table: PeerTable) -> Other:
    return Other(
        name=table.title,
        address=table_address(table),
        words=plural(len(table.members), "organisation"),
    )
