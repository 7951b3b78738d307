"""An organisation's networks side by side: a line for each measure, a column for each network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import State
from site_src.cards import real_move
from site_src.family import is_absent
from site_src.metrics import METRICS, Family
from site_src.peers import NETWORKS
from site_src.receipt import one_gap, receipt_id
from site_src.say import rank_words
from site_src.shown import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from site_src.gaps import GapWords
    from site_src.index import Index, Standing
    from site_src.league_words import Moved
    from site_src.metrics import Metric
    from site_src.shown import Shown

SEVERAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One measure on one network, with its receipt."""

    shown: Shown
    receipt: str
    rank: str
    moved: Moved | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measure on every network; None where a network has no value of it at all."""

    metric: Metric
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The measures of one family."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """A network of which one reason leaves every measure without a figure."""

    id: str
    network: str
    gap: GapWords


@dataclass(frozen=True, slots=True, kw_only=True)
class Abreast:
    """All measures on the networks that have figures."""

    networks: tuple[str, ...]
    groups: tuple[Group, ...]


def silent(index: Index, slug: str, networks: Sequence[str]) -> tuple[Silent, ...]:
    """Return the networks that have no figure at all, each with its one reason."""
    told = ((network, one_gap(index, slug, network)) for network in networks)
    return tuple(
        Silent(id=network, network=NETWORKS.get(network, network), gap=gap)
        for network, gap in told
        if gap
    )


def abreast(index: Index, slug: str, networks: Sequence[str]) -> Abreast | None:
    """Return an organisation's networks side by side; None where there are not two of them."""
    if len(networks) < SEVERAL:
        return None
    rows = [
        Row(metric=metric, cells=tuple(_cell(index, slug, one, metric.key) for one in networks))
        for metric in METRICS.values()
    ]
    known = [row for row in rows if any(row.cells)]
    groups = (
        Group(name=family.heading, rows=tuple(row for row in known if row.metric.family is family))
        for family in Family
    )
    return Abreast(
        networks=tuple(NETWORKS.get(one, one) for one in networks),
        groups=tuple(group for group in groups if group.rows),
    )


def _cell(index: Index, slug: str, network: str, key: str) -> Cell | None:
    value = index.value(slug, network, key)
    if value is None or is_absent(index, value):
        return None
    is_gap = value.estimate.state is State.GAP
    return Cell(
        shown=shown(value),
        receipt=receipt_id(index, value),
        rank="" if is_gap else _rank(index.standing(slug, network, key)),
        moved=real_move(index, value),
    )


def _rank(standing: Standing | None) -> str:
    if standing is None or standing.place.rank is None:
        return ""
    return f"{rank_words(standing.place)} of {len(standing.league.ranked)}"
