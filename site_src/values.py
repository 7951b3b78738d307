"""An organisation's own numbers as a table: a row for each network and measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collector.model import State
from site_src.metrics import METRICS
from site_src.publish import rounded, table
from site_src.say import printed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collector.model import Organisation
    from site_src.index import Index, Standing
    from site_src.model import Value

VALUES = "values.csv"


def values_csv(index: Index, one: Organisation) -> str:
    """Return an organisation's numbers as CSV, its text cells unable to be formulas."""
    rows = [{"organisation": one.slug, **row} for row in _rows(index, one.slug)]
    return table(rows[0] if rows else (), rows)


def _rows(index: Index, slug: str) -> Iterator[dict[str, Any]]:
    """Yield what is known on each network: the pooled or only account's values alone."""
    for network in index.networks(slug):
        for key in METRICS:
            value = index.value(slug, network, key)
            if value is not None:
                yield _row(value, index.standing(slug, network, key))


def _row(value: Value, standing: Standing | None) -> dict[str, Any]:
    estimate = value.estimate
    reason = estimate.reason
    return {
        "network": value.network,
        "metric": value.metric,
        "unit": str(METRICS[value.metric].unit),
        "state": str(estimate.state),
        "reason": None if reason is None else str(reason),
        "value": rounded(estimate.value),
        "lo": rounded(estimate.lo),
        "hi": rounded(estimate.hi),
        "numerator": estimate.numerator,
        "denominator": estimate.denominator,
        "n": estimate.n,
        "openings": None if value.kind is None else str(value.kind),
        **_standing(standing),
        "printed": printed(value),
        "measured": value.night.isoformat() if value.night else None,
        "method_version": value.method_version,
    }


def _standing(standing: Standing | None) -> dict[str, Any]:
    """Return rank and table, where there is a figure; and why it has no rank, if it has none."""
    if standing is None:
        return dict.fromkeys(("rank", "best", "worst", "of", "peer_table", "median", "unranked"))
    place, league = standing.place, standing.league
    is_gap = place.value.estimate.state is State.GAP
    return {
        "rank": place.rank,
        "best": place.best,
        "worst": place.worst,
        "of": len(league.ranked) if place.rank is not None else None,
        "peer_table": None if is_gap else league.table.id,
        "median": rounded(league.median),
        "unranked": None if is_gap else place.unranked,
    }
