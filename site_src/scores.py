"""An organisation in the reader's index: on each network a score, and over several their mean.

A sorting aid, low on its page: no score without its limits, no rank without its range, and no
rank at all over networks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.composite import Composite, across
from site_src.page import listed
from site_src.peers import NETWORKS
from site_src.scale import open_scale
from site_src.weigh_rows import FULL, mark_of, row_of, weigh_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from site_src.composite import Weighed, Weighing
    from site_src.index import Index
    from site_src.scale import Mark, Scale

OPENINGS = "answered-24h"  # whose denominator they are
SEVERAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """An organisation's score in one table, or why it has none."""

    network: str
    score: str
    range: str
    mark: Mark | None
    rank: str
    why: str
    table: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """The mean of an organisation's scores over its networks; it has no rank anywhere."""

    score: str
    range: str
    mark: Mark | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """All that an organisation's page shows of the index."""

    scale: Scale
    lines: tuple[ScoreLine, ...]
    together: Together | None


@dataclass(frozen=True, slots=True)
class _Seat:
    network: str
    one: Weighed
    openings: float | None
    line: ScoreLine


def scores(index: Index, slug: str) -> Scores | None:
    """Return an organisation's index on each network; None where its tables have no scores."""
    seats = tuple(_seats(index, slug))
    if not seats:
        return None
    return Scores(
        scale=open_scale([FULL]),
        lines=tuple(seat.line for seat in seats),
        together=_together([seat for seat in seats if seat.one.score is not None]),
    )


def _seats(index: Index, slug: str) -> Iterator[_Seat]:
    for network in index.networks(slug):
        lead = index.lead(slug, network)
        if lead is None:
            continue
        found = index.weighing(lead.league.table.id)
        if found.scored:
            one = index.weighed(found.table.id, slug)
            value = index.value(slug, network, OPENINGS)
            openings = value.estimate.denominator if value else None
            line = _line(index, found, one)
            yield _Seat(line.network, one, openings, line)


def _line(index: Index, found: Weighing, one: Weighed) -> ScoreLine:
    table, row = found.table, row_of(index, one, found)
    return ScoreLine(
        network=NETWORKS.get(table.network, table.network),
        score=row.score,
        range=row.range if row.score else "",
        mark=row.mark,
        rank=f"rank {row.rank} ({row.interval}) of {found.scored}" if row.rank else "",
        why=row.why,
        table=table.title,
        address=weigh_address(table),
    )


def _together(seats: Sequence[_Seat]) -> Together | None:
    """Return the mean over networks; None where only one has a score."""
    if len(seats) < SEVERAL:
        return None
    names = listed([seat.network for seat in seats])
    known = [seat.openings for seat in seats if seat.openings is not None]
    each = [Composite(score=s.one.score, low=s.one.low, high=s.one.high) for s in seats]
    mean = across(each, known) if len(known) == len(seats) else None
    if mean is None or mean.score is None:
        return Together(
            score="",
            range="",
            mark=None,
            words=f"No mean of {names}: the first messages to it that would weigh them were not "
            "counted on each of them, or there were none.",
        )
    counted = listed([f"{openings:,.0f}" for openings in known])
    return Together(
        score=f"{mean.score:.0f}",
        range=f"{mean.low:.0f}–{mean.high:.0f}" if mean.high > mean.low else "nothing missing",
        mark=mark_of(mean.score, mean.low, mean.high),
        words=f"The mean of {names}, each weighing as many as first messages to it were counted: "
        f"{counted}. Who is better than whom over networks is not said: it has no rank.",
    )
