"""Which accounts' ledgers begin with an import: the newest counts that a file of the past told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_src.model import Historic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collector.model import Observation
    from site_src.figures import Rows


def historic(rows: Rows) -> Iterator[Historic]:
    """Yield the newest imported counts of each account whose ledger begins with an import."""
    for (slug, network, account), mine in rows.items():
        if account is None or not mine or mine[-1].imported is None:
            continue
        found = next((row for row in mine if row.imported and _counts(row)), None)
        if found is not None and found.facts is not None:
            yield Historic(
                organisation=slug,
                network=network,
                account=account,
                night=found.night,
                file=found.imported or "",
                followers=found.facts.followers,
                following=found.facts.following,
            )


def _counts(row: Observation) -> bool:
    return row.facts is not None and (row.facts.followers or row.facts.following) is not None
