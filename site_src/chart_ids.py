"""The names of charts in addresses: made once, kept for ever, never given to another chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collector.model import Kind

MOVERS = "movers"  # the week's


def league_id(table: str, metric: str) -> str:
    """Return the id of a league's chart; a peer table's own id begins with its network."""
    return f"{table}--{metric}"


def history_id(kind: Kind, slug: str, network: str) -> str:
    """Return the id of the chart of an organisation's weeks on a network."""
    return f"{kind.value}-{slug}--{network}"


def chart_address(chart: str) -> str:
    """Return the address of a chart's page, from the root of the site."""
    return f"charts/{chart}/"
