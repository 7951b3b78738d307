"""The table of verdicts: an organisation beside all of its nearest peers, measure by measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import State
from site_src.index import address_of
from site_src.metrics import Family
from site_src.say import number, printed
from site_src.verdict import UNCERTAIN, judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collector.model import Organisation
    from site_src.index import Index
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

    text: str
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
    index: Index,
    one: Organisation,
    peers: Sequence[Organisation],
    table: PeerTable,
    *,
    has_median: bool,
) -> Iterator[MatrixGroup]:
    """Yield each family's measures, those aside that nobody compared has a figure of."""
    row = (one, *peers)
    for family in Family:
        lines = tuple(
            line
            for metric in index.metrics
            if metric.family is family
            for line in _matrix_line(index, metric, row, table, has_median=has_median)
        )
        if lines:
            yield MatrixGroup(name=family.heading, lines=lines)


def _matrix_line(
    index: Index,
    metric: Metric,
    row: Sequence[Organisation],
    table: PeerTable,
    *,
    has_median: bool,
) -> Iterator[MatrixLine]:
    own, *theirs = (index.value(one.slug, table.network, metric.key) for one in row)
    league = index.standings.leagues.get((table.id, metric.key))
    if own is None or league is None:
        return
    known = [value for value in (own, *theirs) if value is not None]
    if theirs and all(value.estimate.state is State.GAP for value in known):
        return
    cells = [Cell(text=_short(own))]
    if has_median:
        middle = "no median" if league.median is None else number(league.median, metric.unit)
        cells.append(Cell(text=middle))
    cells += [_cell(own, value) for value in theirs]
    yield MatrixLine(metric=metric, cells=tuple(cells))


def _cell(own: Value, other: Value | None) -> Cell:
    """Return a value with its verdict; where the two cannot be told apart there is none."""
    if other is None:
        return Cell(text="not measured")
    if State.GAP in (own.estimate.state, other.estimate.state):  # which says so itself
        return Cell(text=_short(other))
    judged = judge(own, other)
    return Cell(text=_short(other), verdict="" if judged.told == UNCERTAIN else judged.of_second)


def _short(value: Value) -> str:
    return printed(value).removesuffix(" exact")
