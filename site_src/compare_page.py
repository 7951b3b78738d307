"""One page for each organisation beside its nearest peers and their median, with verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import State
from site_src.duel import Duel, Side, duel, outcome
from site_src.index import HEADLINE, address_of, table_address
from site_src.page import Link, Page, listed, plural
from site_src.say import number, rank_words, verdict
from site_src.shown import Shown, in_a_line, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collector.model import Organisation
    from site_src.index import Index, Standing
    from site_src.metrics import Metric
    from site_src.model import PeerTable, Place, Value
    from site_src.page import Night

NEIGHBOURS = 4  # itself, the nearest, and two more


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
class Comparison:
    """All that a comparison shows."""

    crumbs: tuple[Link, ...]
    name: str
    address: str
    headline: str
    lead: str
    night: Night
    pair: tuple[Side, ...]
    duels: tuple[Duel, ...]
    heads: tuple[Head, ...]
    matrix: tuple[MatrixLine, ...]
    matrix_title: str
    matrix_note: str
    table: str
    table_address: str


def compare_pages(index: Index, night: Night) -> Iterator[Page]:
    """Yield a comparison for every member of a table."""
    for one in index.organisations.values():
        for network in index.networks(one.slug)[:1]:
            standing = index.standing(one.slug, network, HEADLINE)
            if standing is not None:
                yield _page(index, one, standing, night)


def _page(index: Index, one: Organisation, standing: Standing, night: Night) -> Page:
    peers = _peers(index, one.slug, standing)
    duels = tuple(_duels(index, one, peers[0], standing)) if peers else ()
    table = standing.league.table
    beside = f"beside {peers[0].name}" if peers else "beside its peers"
    content = Comparison(
        crumbs=(Link(name="Compare", address="compare/"),),
        name=one.name,
        address=address_of(one),
        headline=f"{one.name} {beside}",
        lead=_lead(duels, peers),
        night=night,
        pair=_pair(index, one, peers[0], table.network) if peers else (),
        duels=duels,
        heads=tuple(_heads(one, peers, has_median=_has_median(index, peers, table))),
        matrix=tuple(_matrix(index, one, peers, standing)),
        matrix_title="Beside all of its nearest peers"
        if peers
        else "Beside the median of its table",
        matrix_note="Nearest: next to it by follow-back rate. Each verdict is about the two alone."
        if peers
        else "The median is that of its ranked peers, where there are ten.",
        table=table.title,
        table_address=table_address(table),
    )
    return Page(
        address=f"compare/{one.slug}/",
        title=f"{one.name} compared with its peers",
        description=content.lead,
        template="comparison",
        section="Compare",
        content=content,
    )


def _peers(index: Index, slug: str, standing: Standing) -> tuple[Organisation, ...]:
    """Return the nearest peers by follow-back rate, the very nearest first."""
    near = index.near(slug, standing.league.table.network, NEIGHBOURS)
    own = standing.place.value.estimate.value or 0
    others = [place for place in near if place.organisation != slug]
    others.sort(key=lambda place: _distance(place, own))
    return tuple(index.organisations[place.organisation] for place in others)


def _distance(place: Place, own: float) -> tuple[float, str]:
    return abs((place.value.estimate.value or 0) - own), place.organisation


def _duels(
    index: Index, one: Organisation, other: Organisation, standing: Standing
) -> Iterator[Duel]:
    table = standing.league.table
    for metric in index.metrics:
        a = index.value(one.slug, table.network, metric.key)
        b = index.value(other.slug, table.network, metric.key)
        league = index.standings.leagues.get((table.id, metric.key))
        if a is not None and b is not None and league is not None:
            scale = index.scale(table.id, metric.key)
            yield duel(metric, (one.name, a), (other.name, b), scale, league.median)


def _pair(index: Index, one: Organisation, other: Organisation, network: str) -> tuple[Side, ...]:
    return tuple(
        Side(
            name=side.name,
            address=address_of(side),
            words=f"{_rank(index, side, network)} · {'open' if is_open else 'filled'} dot",
            tone="b" if is_open else "a",
            is_open=is_open,
        )
        for side, is_open in ((one, False), (other, True))
    )


def _rank(index: Index, one: Organisation, network: str) -> str:
    standing = index.standing(one.slug, network, HEADLINE)
    if standing is None:
        return "not ranked"
    words = f"follows back {in_a_line(shown(standing.place.value))}"
    return words if standing.place.rank is None else f"{words} · {rank_words(standing.place)}"


def _has_median(index: Index, peers: Sequence[Organisation], table: PeerTable) -> bool:
    """Whether the medians have a column: always for those who have no peer beside them."""
    leagues = index.standings.leagues
    found = (leagues.get((table.id, metric.key)) for metric in index.metrics)
    return not peers or any(league and league.median is not None for league in found)


def _heads(one: Organisation, peers: Sequence[Organisation], *, has_median: bool) -> Iterator[Head]:
    yield Head(name=one.name, address=address_of(one))
    if has_median:
        yield Head(name="Median of the table", address="")
    for peer in peers:
        yield Head(name=peer.name, address=address_of(peer))


def _matrix(
    index: Index, one: Organisation, peers: Sequence[Organisation], standing: Standing
) -> Iterator[MatrixLine]:
    table = standing.league.table
    has_median = _has_median(index, peers, table)
    for metric in index.metrics:
        own = index.value(one.slug, table.network, metric.key)
        league = index.standings.leagues.get((table.id, metric.key))
        if own is None or league is None:
            continue
        middle = "no median" if league.median is None else number(league.median, metric.unit)
        cells = [Cell(shown=shown(own)), *([Cell(text=middle)] if has_median else [])]
        cells += [
            _cell(one.name, own, peer.name, index.value(peer.slug, table.network, metric.key))
            for peer in peers
        ]
        yield MatrixLine(metric=metric, cells=tuple(cells))


def _cell(name: str, own: Value, other_name: str, other: Value | None) -> Cell:
    if other is None:
        return Cell(text="not measured")
    is_gap = State.GAP in (own.estimate.state, other.estimate.state)
    told = "no comparison" if is_gap else verdict(own, other, name, other_name)
    return Cell(shown=shown(other), verdict=told)


def _lead(duels: Sequence[Duel], peers: Sequence[Organisation]) -> str:
    """Return how many measures tell the two apart, and how many do not."""
    if not peers:
        return "Its follow-back rate is not known, so no peer is nearest: only the median is given."
    outcomes = [outcome(one) for one in duels]
    apart, alike, unknown = (outcomes.count(kind) for kind in ("apart", "alike", "none"))
    said = [f"differ on {apart} of {plural(len(duels), 'measure')}"]
    if alike:
        said.append(f"cannot be told apart, or are nearly the same, on {alike}")
    if unknown:
        said.append(f"cannot be compared on {unknown}")
    return f"The two {listed(said)}. {peers[0].name} is its nearest peer by follow-back rate."
