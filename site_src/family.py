"""All other measures of an organisation on a network: family by family, a line each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import Gap, State
from site_src.cards import card_keys, rank_line, shown_from
from site_src.counted import counted_briefly
from site_src.league_words import moved
from site_src.metrics import METRICS, Family
from site_src.page import Link
from site_src.receipt import receipt_id
from site_src.say import caution
from site_src.shown import shown

if TYPE_CHECKING:
    from site_src.index import Index
    from site_src.league_words import Moved
    from site_src.metrics import Metric
    from site_src.model import Value
    from site_src.shown import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyRow:
    """One measure in one line."""

    metric: Metric
    shown: Shown
    beside: str  # what must stand beside the figure
    counted: str
    receipt: str
    rank: str
    moved: Moved | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyRows:
    """The measures of one family."""

    name: str
    rows: tuple[FamilyRow, ...]


def families(index: Index, slug: str, network: str) -> tuple[FamilyRows, ...]:
    """Return the measures that have no card, of those that the organisation has."""
    on_cards = card_keys(index, slug, network)
    values = [index.value(slug, network, key) for key in METRICS if key not in on_cards]
    known = [value for value in values if value is not None and not is_absent(index, value)]
    told = (
        FamilyRows(
            name=family.heading,
            rows=tuple(
                _row(index, value) for value in known if METRICS[value.metric].family is family
            ),
        )
        for family in Family
    )
    return tuple(one for one in told if one.rows)


def absent(index: Index, slug: str, network: str) -> tuple[Link, ...]:
    """Return the measures that its network offers of nobody in its table, with their receipts."""
    values = [index.value(slug, network, key) for key in METRICS]
    return tuple(
        Link(name=METRICS[value.metric].name, address=receipt_id(index, value))
        for value in values
        if value is not None and is_absent(index, value)
    )


def is_absent(index: Index, value: Value) -> bool:
    """Return whether its network offers a measure of nobody in the table."""
    standing = index.standing(value.organisation, value.network, value.metric)
    return (
        value.estimate.reason is Gap.NOT_OFFERED
        and value.estimate.state is State.GAP
        and standing is not None
        and not index.has_figures(standing.league.table.id, value.metric)
    )


def _row(index: Index, value: Value) -> FamilyRow:
    metric = METRICS[value.metric]
    is_gap = value.estimate.state is State.GAP
    key = (value.organisation, value.network, metric.key)
    beside = [caution(value), "imported" if value.imported and not is_gap else ""]
    return FamilyRow(
        metric=metric,
        shown=shown(value),
        beside=", ".join(one for one in beside if one),
        counted=counted_briefly(value),
        receipt=receipt_id(index, value),
        rank=shown_from(metric, value) if is_gap else rank_line(index.standing(*key)),
        moved=None if is_gap else moved(index.standings.changes.get(key), metric.unit),
    )
