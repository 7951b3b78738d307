"""The reader's own index: six parts as percentiles of one peer table, weighed (method 5).

A sorting aid, never the headline: no score without its low and high, no rank without its range.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from site_src.sensitivity import near_equal, ranges, weightings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from site_src.model import League, PeerTable
    from site_src.sensitivity import Range

PARTS = (
    "follow-back-rate",
    "reply-share",
    "answered-24h",
    "time-to-answer",
    "hours-coverage",
    "acknowledged",
)
WEIGHT = 5.0  # of each part, until the reader says otherwise
ENOUGH = 0.6  # of the weight must be present for a score


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """A weighted mean; low counts what is missing as 0, high as 100. None: too much is missing."""

    score: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One organisation in the index; `parts` holds its percentiles in the order of PARTS.

    `best` and `worst` are the ranks that nine of ten weightings keep within, `near_best` and
    `near_worst` those that nine of ten do whose weights are within half of equal.
    """

    organisation: str
    parts: tuple[float | None, ...]
    score: float | None
    low: float
    high: float
    rank: int | None = None
    best: int | None = None
    worst: int | None = None
    near_best: int | None = None
    near_worst: int | None = None
    is_tied: bool = False
    unranked: str | None = None  # why no score is shown, in a few words


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """One peer table weighed: those with a rank in order, then the others by slug.

    `offered` are the parts that anybody in the table has; the others are missing for all.
    """

    table: PeerTable
    night: date
    offered: tuple[str, ...]
    rows: tuple[Weighed, ...]
    scored: int  # how many have a score


def percentiles(values: Sequence[float | None]) -> list[float | None]:
    """Return each value's percentile among those present, itself counted among its equals."""
    up = sorted(value for value in values if value is not None)

    def percentile(value: float) -> float:
        return 50 * (bisect_left(up, value) + bisect_right(up, value)) / len(up)

    return [None if value is None else percentile(value) for value in values]


def composite(
    scores: Sequence[float | None], weights: Sequence[float], *, is_geometric: bool = False
) -> Composite:
    """Return the weighted mean of the scores present, with what the missing could make of it.

    A geometric mean lets no strength offset a weakness; scores below 1 count as 1 in it.
    """
    pairs = list(zip(scores, weights, strict=True))
    total = math.fsum(weights)
    known = [(score, weight) for score, weight in pairs if score is not None]
    weight = math.fsum(weight for _, weight in known)
    is_shown = total > 0 and weight >= ENOUGH * total - 1e-12 * total
    return Composite(
        score=_mean(known, is_geometric=is_geometric) if is_shown else None,
        low=_mean(_filled(pairs, 0.0), is_geometric=is_geometric) if total > 0 else 0.0,
        high=_mean(_filled(pairs, 100.0), is_geometric=is_geometric) if total > 0 else 100.0,
    )


def across(networks: Sequence[Composite], openings: Sequence[float]) -> Composite:
    """Return an organisation's networks as one: their mean, each weighing what its openings do.

    Each holds percentiles of its own table, and people are never added up over networks. One
    that has no score leaves none for all.
    """
    total = math.fsum(openings)
    if total <= 0 or any(one.score is None for one in networks):
        return Composite(score=None, low=0.0, high=100.0)

    def mean(values: Sequence[float]) -> float:
        return math.fsum(w * value for w, value in zip(openings, values, strict=True)) / total

    return Composite(
        score=mean([one.score or 0.0 for one in networks]),
        low=mean([one.low for one in networks]),
        high=mean([one.high for one in networks]),
    )


def _filled(
    pairs: Sequence[tuple[float | None, float]], missing: float
) -> list[tuple[float, float]]:
    return [(missing if score is None else score, weight) for score, weight in pairs]


def _mean(pairs: Sequence[tuple[float, float]], *, is_geometric: bool) -> float:
    total = math.fsum(weight for _, weight in pairs)
    if is_geometric:
        return math.exp(math.fsum(w * math.log(max(s, 1.0)) for s, w in pairs) / total)
    return math.fsum(weight * score for score, weight in pairs) / total


def weighing(
    table: PeerTable,
    leagues: Mapping[tuple[str, str], League],
    night: date,
    *,
    weights: Sequence[float] = (WEIGHT,) * len(PARTS),
    is_geometric: bool = False,
) -> Weighing:
    """Return one peer table weighed, from its own leagues alone: tables are never mixed."""
    mine = [leagues.get((table.id, part)) for part in PARTS]
    columns = [_column(table, one) for one in mine]
    rows = list(zip(*columns, strict=True))
    found = [composite(row, weights, is_geometric=is_geometric) for row in rows]
    shown = [at for at, one in enumerate(found) if one.score is not None]
    scores = [found[at].score or 0.0 for at in shown]
    marks = [rows[at] for at in shown]
    free, near = (
        ranges(marks, scores, drawn(night, len(PARTS)), is_geometric=is_geometric)
        for drawn in (weightings, near_equal)
    )
    placed = {at: (one, other) for at, one, other in zip(shown, free, near, strict=True)}
    weighed = [
        _weighed(slug, rows[at], found[at], placed.get(at)) for at, slug in enumerate(table.members)
    ]
    shared = Counter(one.rank for one in weighed)
    weighed = [replace(one, is_tied=True) if shared[one.rank] > 1 else one for one in weighed]
    if any(place.rank is None for one in mine if one for place in one.ranked):
        weighed = _gentle(weighed)
    weighed.sort(key=lambda one: (one.score is None, one.rank or math.inf, one.organisation))
    return Weighing(
        table=table,
        night=night,
        offered=tuple(
            part
            for part, column in zip(PARTS, columns, strict=True)
            if any(percentile is not None for percentile in column)
        ),
        rows=tuple(weighed),
        scored=len(shown),
    )


def _column(table: PeerTable, league: League | None) -> list[float | None]:
    """Return the members' percentiles in one league; None for those it does not rank.

    Taken from the ranks: so a time that was not reached stands last, and shrinkage holds. Those
    to whom a gentle site gives no rank share the last one.
    """
    if league is None:
        return [None] * len(table.members)
    ranks = {place.organisation: place.rank or math.inf for place in league.ranked}
    return percentiles([-ranks[slug] if slug in ranks else None for slug in table.members])


def _weighed(
    slug: str,
    parts: tuple[float | None, ...],
    found: Composite,
    placed: tuple[Range, Range] | None,
) -> Weighed:
    free, near = placed or (None, None)
    present = sum(part is not None for part in parts)
    return Weighed(
        organisation=slug,
        parts=parts,
        score=found.score,
        low=found.low,
        high=found.high,
        rank=free.rank if free else None,
        best=free.best if free else None,
        worst=free.worst if free else None,
        near_best=near.best if near else None,
        near_worst=near.worst if near else None,
        unranked=None if placed else f"too little is ranked: {present} of {len(PARTS)} parts",
    )


def _gentle(rows: Sequence[Weighed]) -> list[Weighed]:
    """Return the rows without a rank for the lowest quarter, as a gentle site's leagues have it."""
    limit = 3 * sum(one.rank is not None for one in rows) / 4
    return [_without_rank(one) if (one.rank or 0) > limit else one for one in rows]


def _without_rank(one: Weighed) -> Weighed:
    return replace(one, rank=None, best=None, worst=None, near_best=None, near_worst=None)
