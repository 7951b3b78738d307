"""One page of receipts for each organisation: what stands behind every figure it is shown with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.flags import is_unindexed
from site_src.index import address_of
from site_src.page import Link, Page
from site_src.peers import NETWORKS
from site_src.receipt import receipts_on

if TYPE_CHECKING:
    from collections.abc import Mapping

    from collector.model import Organisation
    from site_src.course import Course
    from site_src.headcount import Headcounts
    from site_src.index import Index
    from site_src.page import Night
    from site_src.receipt import Receipts

RECEIPTS = "receipts/"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnNetwork:
    """The receipts of one network, and what its charts draw."""

    id: str
    name: str
    families: tuple[Receipts, ...]
    charts: tuple[Course, ...]
    headcounts: Headcounts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptsView:
    """All that a page of receipts shows."""

    crumbs: tuple[Link, ...]
    name: str
    night: Night
    networks: tuple[OnNetwork, ...]


def receipts_address(one: Organisation) -> str:
    """Return the address of an organisation's receipts."""
    return f"{address_of(one)}{RECEIPTS}"


def receipts_page(
    index: Index,
    one: Organisation,
    night: Night,
    charts: Mapping[str, tuple[Course, ...]],
    nightly: Mapping[str, Headcounts | None],
) -> Page:
    """Return an organisation's receipts, and its charts as tables, by network."""
    networks = tuple(
        OnNetwork(
            id=network,
            name=NETWORKS.get(network, network),
            families=tuple(receipts_on(index, one, network)),
            charts=charts.get(network, ()),
            headcounts=nightly.get(network),
        )
        for network in index.networks(one.slug)
    )
    return Page(
        address=receipts_address(one),
        title=f"{one.name}: receipts",
        description=f"What was counted for each figure of {one.name}, when, and by which method.",
        template="receipts",
        section="Leagues",
        is_indexed=not is_unindexed(index.standings, one.slug),
        content=ReceiptsView(
            crumbs=(Link(name=one.name, address=address_of(one)),),
            name=one.name,
            night=night,
            networks=networks,
        ),
    )
