"""The table of verdicts: an organisation beside all of its nearest peers, measure by measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import State
from site_src.index import address_of
from site_src.metrics import Family
from site_src.say import number
from site_src.shown import Shown, shown
from site_src.verdict import judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collector.model import Organisation
    from site_src.index import Index, Standing
    from site_src.metrics import Metric
    from site_src.model import PeerTable, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A column of the table of verdicts."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value beside the organisation's own, and what may be said of the two."""

    text: str = ""
    shown: Shown | None = None
    verdict: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixLine:
    """One measure of everybody compared."""

    metric: Metric
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixGroup:
    """The measures of one family, of everybody compared."""

    name: str
    lines: tuple[MatrixLine, ...]


def has_median(index: Index, peers: Sequence[Organisation], table: PeerTable) -> bool:
    """Whether the medians have a column: always for those who have no peer beside them."""
    leagues = index.standings.leagues
    found = (leagues.get((table.id, metric.key)) for metric in index.metrics)
    return not peers or any(league and league.median is not None for league in found)


def heads_of(
    one: Organisation, peers: Sequence[Organisation], *, has_median: bool
) -> Iterator[Head]:
    """Yield the columns: itself, the median where there is one, and its peers."""
    yield Head(name=one.name, address=address_of(one))
    if has_median:
        yield Head(name="Median of the table", address="")
    for peer in peers:
        yield Head(name=peer.name, address=address_of(peer))


def matrix(
    index: Index, one: Organisation, peers: Sequence[Organisation], standing: Standing
) -> Iterator[MatrixGroup]:
    """Yield each family's measures, those aside that nobody compared has a figure of."""
    for family in Family:
        lines = tuple(
            line
            for metric in index.metrics
            if metric.family is family
            for line in _matrix_line(index, metric, one, peers, standing)
        )
        if lines:
            yield MatrixGroup(name=family.heading, lines=lines)


def _matrix_line(
    index: Index,
    metric: Metric,
    one: Organisation,
    peers: Sequence[Organisation],
    standing: Standing,
) -> Iterator[MatrixLine]:
    table = standing.league.table
    own = index.value(one.slug, table.network, metric.key)
    league = index.standings.leagues.get((table.id, metric.key))
    if own is None or league is None:
        return
    theirs = [index.value(peer.slug, table.network, metric.key) for peer in peers]
    known = [value for value in (own, *theirs) if value is not None]
    if peers and all(value.estimate.state is State.GAP for value in known):
        return
    middle = "no median" if league.median is None else number(league.median, metric.unit)
    with_median = has_median(index, peers, table)
    cells = [Cell(shown=shown(own)), *([Cell(text=middle)] if with_median else [])]
    cells += [_cell(own, value) for value in theirs]
    yield MatrixLine(metric=metric, cells=tuple(cells))


def _cell(own: Value, other: Value | None) -> Cell:
    if other is None:
        return Cell(text="not measured")
    judged = judge(own, other)
    is_told = judged.lacks is None  # a gap says so itself
    return Cell(shown=shown(other), verdict=judged.of_second if is_told else "")
