"""One organisation in the reader's index: its score and its rank, with all that limits them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.composite import PARTS
from site_src.index import address_of
from site_src.scale import Mark, open_scale

if TYPE_CHECKING:
    from site_src.composite import Weighed, Weighing
    from site_src.index import Index
    from site_src.model import PeerTable

FULL = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """An organisation's percentile in one part, or why it has none."""

    text: str
    is_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """One organisation's score with all that it is made of."""

    slug: str
    name: str
    address: str
    rank: str
    interval: str
    near: str  # the same where all weights are within half of equal
    score: str
    range: str
    mark: Mark | None
    cells: tuple[Cell, ...]
    why: str


def row_of(index: Index, one: Weighed, found: Weighing) -> ScoreRow:
    """Return a score with its limits, and its rank with its ranges."""
    organisation = index.organisations[one.organisation]
    parts = dict(zip(PARTS, one.parts, strict=True))
    return ScoreRow(
        slug=one.organisation,
        name=organisation.name,
        address=address_of(organisation),
        rank="" if one.rank is None else f"{one.rank}{'=' if one.is_tied else ''}",
        interval=_between(one.best, one.worst),
        near=_between(one.near_best, one.near_worst),
        score="" if one.score is None else f"{one.score:.0f}",
        range=f"{one.low:.0f}–{one.high:.0f}" if one.high > one.low else "complete",
        mark=mark_of(one.score, one.low, one.high) if one.score is not None else None,
        cells=tuple(
            _cell(index, found.table, one.organisation, key, parts[key]) for key in found.offered
        ),
        why=one.unranked or "",
    )


def _between(best: int | None, worst: int | None) -> str:
    if best is None or worst is None:
        return ""
    return f"{best}" if best == worst else f"{best}–{worst}"


def mark_of(score: float, low: float, high: float) -> Mark:
    """Return the dot of a score, and the line of what the missing could make of it."""
    scale = open_scale([FULL])
    return Mark(x=scale.place(score), lo=scale.place(low), hi=scale.place(high))


def _cell(index: Index, table: PeerTable, slug: str, key: str, percentile: float | None) -> Cell:
    if percentile is not None:
        return Cell(text=f"{percentile:.0f}", is_number=True)
    standing = index.standing(slug, table.network, key)
    why = standing.place.unranked if standing else None
    return Cell(text=(why or "not measured").partition(":")[0], is_number=False)


def weigh_address(table: PeerTable) -> str:
    """Return where a table's index stands."""
    return f"weigh/{table.id}/"
