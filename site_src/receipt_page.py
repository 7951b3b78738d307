"""One page of receipts for each organisation: what stands behind every figure it is shown with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.api_rows import organisation_file
from site_src.flags import is_unindexed
from site_src.index import address_of
from site_src.page import Link, Page
from site_src.peers import NETWORKS
from site_src.receipt import receipts_on

if TYPE_CHECKING:
    from collections.abc import Mapping

    from collector.model import Organisation
    from site_src.badge import Badge
    from site_src.foremost import Drawn
    from site_src.index import Index
    from site_src.page import Night
    from site_src.receipt import NetworkReceipts

RECEIPTS = "receipts/"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnNetwork:
    """The receipts of one network, and its charts."""

    id: str
    name: str
    told: NetworkReceipts
    drawn: Drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptsView:
    """All that a page of receipts shows."""

    crumbs: tuple[Link, ...]
    name: str
    night: Night
    networks: tuple[OnNetwork, ...]
    as_json: str
    has_gaps: bool
    badge: Badge | None
    drawn_before: str  # the chart that stands on the organisation's page

    @staticmethod
    def home(canonical: str | None) -> str:
        """Return the organisation's own address, from that of its receipts."""
        return (canonical or RECEIPTS).removesuffix(RECEIPTS)


def receipts_address(one: Organisation) -> str:
    """Return the address of an organisation's receipts."""
    return f"{address_of(one)}{RECEIPTS}"


def receipts_page(
    index: Index,
    one: Organisation,
    night: Night,
    drawn: Mapping[str, Drawn],
    badge: Badge | None,
    drawn_before: str,
) -> Page:
    """Return an organisation's receipts, and its charts as tables, by network.

    The chart that its page shows is not drawn again.
    """
    networks = tuple(
        OnNetwork(
            id=network,
            name=NETWORKS.get(network, network),
            told=receipts_on(index, one, network),
            drawn=drawn[network],
        )
        for network in drawn
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
            as_json=organisation_file(one),
            badge=badge,
            drawn_before=drawn_before,
            has_gaps=any(each.has_gaps for each in drawn.values()),
        ),
    )
