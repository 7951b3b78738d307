"""How much ranks hang on the weights: the same scores under a thousand others (method 5)."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Table = Sequence[Sequence[float | None]]
    Weights = tuple[tuple[float, ...], ...]

WEIGHTINGS = 1000
BEST, WORST = 0.05, 0.95  # the range of ranks that is printed
HALF = 0.5  # near equal: so much more or less than the others
DECIMALS = 9  # what arithmetic leaves is rounded away, so that every machine ranks alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A rank, with those that nine of ten weightings keep within."""

    rank: int
    best: int
    worst: int


def ranges(
    rows: Table, scores: Sequence[float], weights: Weights, *, is_geometric: bool
) -> list[Range]:
    """Return the rank of each row's score, and its range under the weightings."""
    if not rows:
        return []
    rank = _ranks(np.round(np.array([scores]), DECIMALS))[0]
    ranks = np.sort(_ranks(_trials(rows, weights, is_geometric=is_geometric)), axis=0)
    best = np.minimum(rank, ranks[math.ceil(BEST * len(weights)) - 1])
    worst = np.maximum(rank, ranks[math.ceil(WORST * len(weights)) - 1])
    return [
        Range(rank=int(r), best=int(b), worst=int(w))
        for r, b, w in zip(rank, best, worst, strict=True)
    ]


def _trials(rows: Table, drawn: Weights, *, is_geometric: bool) -> Floats:
    """Return the rows' scores under each of the weightings, of the parts that each row has."""
    marks = np.array(rows, dtype=float)
    present = np.isfinite(marks)
    marks = np.where(present, marks, 0.0)
    if is_geometric:
        marks = np.where(present, np.log(np.maximum(marks, 1.0)), 0.0)
    weights = np.array(drawn)
    return np.asarray(np.round(weights @ marks.T / (weights @ present.T), DECIMALS))


def _ranks(scores: Floats) -> NDArray[np.int64]:
    """Return the ranks of each line of scores: 1 and how many are better."""
    lines = [line.size - np.searchsorted(np.sort(line), line, side="right") + 1 for line in scores]
    return np.array(lines)


@cache
def weightings(night: date, parts: int) -> Weights:
    """Return a thousand weightings of the parts, all equally likely; a night's are its own.

    Dirichlet(1, ..., 1), from Python's generator: its stream is the same everywhere, for ever.
    """
    draw = random.Random(f"weightings of {night.isoformat()}")  # noqa: S311 - chance, no secret
    drawn = ([-math.log(1.0 - draw.random()) for _ in range(parts)] for _ in range(WEIGHTINGS))
    return tuple(tuple(one / math.fsum(line) for one in line) for line in drawn)


@cache
def near_equal(night: date, parts: int) -> Weights:
    """Return a thousand weightings whose weights are each within half of equal."""
    draw = random.Random(f"weightings near equal of {night.isoformat()}")  # noqa: S311 - the same
    drawn = ([1 - HALF + 2 * HALF * draw.random() for _ in range(parts)] for _ in range(WEIGHTINGS))
    return tuple(tuple(one / math.fsum(line) for one in line) for line in drawn)
