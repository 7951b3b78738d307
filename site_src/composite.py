"""The reader's own index: six parts as percentiles of one peer table, weighed (method 5).

A sorting aid, never the headline: no score without its low and high, no rank without its range.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from site_src.model import League, PeerTable

    Floats = NDArray[np.float64]
    Table = Sequence[Sequence[float | None]]

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
WEIGHTINGS = 1000
BEST, WORST = 0.05, 0.95  # the range of ranks that is printed
DECIMALS = 9  # what arithmetic leaves is rounded away, so that every machine ranks alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """A weighted mean; low counts what is missing as 0, high as 100. None: too much is missing."""

    score: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One organisation in the index; `parts` holds its percentiles in the order of PARTS.

    `best` and `worst` are the ranks that nine of ten weightings keep within.
    """

    organisation: str
    parts: tuple[float | None, ...]
    score: float | None
    low: float
    high: float
    rank: int | None = None
    best: int | None = None
    worst: int | None = None
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
    ranges = _ranges([rows[at] for at in shown], scores, night, is_geometric=is_geometric)
    placed = dict(zip(shown, ranges, strict=True))
    weighed = [
        _weighed(slug, rows[at], found[at], placed.get(at)) for at, slug in enumerate(table.members)
    ]
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
    placed: tuple[int, int, int] | None,
) -> Weighed:
    rank, best, worst = placed or (None, None, None)
    present = sum(part is not None for part in parts)
    return Weighed(
        organisation=slug,
        parts=parts,
        score=found.score,
        low=found.low,
        high=found.high,
        rank=rank,
        best=best,
        worst=worst,
        unranked=None if placed else f"too little is ranked: {present} of {len(PARTS)} parts",
    )


def _gentle(rows: Sequence[Weighed]) -> list[Weighed]:
    """Return the rows without a rank for the lowest quarter, as a gentle site's leagues have it."""
    limit = 3 * sum(one.rank is not None for one in rows) / 4
    return [
        replace(one, rank=None, best=None, worst=None) if (one.rank or 0) > limit else one
        for one in rows
    ]


def _ranges(
    rows: Table, scores: Sequence[float], night: date, *, is_geometric: bool
) -> list[tuple[int, int, int]]:
    """Return each row's rank, with the ranks that nine of ten weightings keep within."""
    if not rows:
        return []
    rank = _ranks(np.round(np.array([scores]), DECIMALS))[0]
    ranks = np.sort(_ranks(_trials(rows, night, is_geometric=is_geometric)), axis=0)
    best = np.minimum(rank, ranks[math.ceil(BEST * WEIGHTINGS) - 1])
    worst = np.maximum(rank, ranks[math.ceil(WORST * WEIGHTINGS) - 1])
    return [(int(r), int(b), int(w)) for r, b, w in zip(rank, best, worst, strict=True)]


def _trials(rows: Table, night: date, *, is_geometric: bool) -> Floats:
    """Return the rows' scores under each of the weightings, of the parts that each row has."""
    marks = np.array(rows, dtype=float)
    present = np.isfinite(marks)
    marks = np.where(present, marks, 0.0)
    if is_geometric:
        marks = np.where(present, np.log(np.maximum(marks, 1.0)), 0.0)
    weights = np.array(weightings(night))
    return np.asarray(np.round(weights @ marks.T / (weights @ present.T), DECIMALS))


def _ranks(scores: Floats) -> NDArray[np.int64]:
    """Return the ranks of each line of scores: 1 and how many are better."""
    lines = [line.size - np.searchsorted(np.sort(line), line, side="right") + 1 for line in scores]
    return np.array(lines)


@cache
def weightings(night: date) -> tuple[tuple[float, ...], ...]:
    """Return a thousand weightings of the parts, all equally likely; a night's are its own.

    Dirichlet(1, ..., 1), from Python's generator: its stream is the same everywhere, for ever.
    """
    draw = random.Random(f"weightings of {night.isoformat()}")  # noqa: S311 - chance, no secret
    drawn = ([-math.log(1.0 - draw.random()) for _ in range(len(PARTS))] for _ in range(WEIGHTINGS))
    return tuple(tuple(one / math.fsum(line) for one in line) for line in drawn)
