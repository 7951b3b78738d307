"""The ids of charts: the last part of an address that is kept for ever and given to no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collector.model import Organisation

MOVERS = "movers"  # of the week


def league_chart_id(table: str, metric: str) -> str:
    """Return the id of the chart of a peer table by one measure."""
    return f"{table}--{metric}"


def history_chart_id(one: Organisation, network: str) -> str:
    """Return the id of the chart of an organisation's weeks on a network."""
    return f"{one.kind}-{one.slug}--{network}"


def chart_address(chart_id: str) -> str:
    """Return the address of a chart's page, from the root of the site."""
    return f"charts/{chart_id}/"
