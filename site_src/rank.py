"""Ranks with their rank intervals, shrinkage, and what is a real difference (method 4).

A rank is never given alone: `places` gives the places that would fit as well.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_CHANGE = 0.01
TOLERANCE = 1e-12  # what arithmetic leaves: 0.06 - 0.05 is a hundredth


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrunken:
    """Shares drawn towards their table's mean; `strength` is endless where all are alike."""

    mean: float
    strength: float
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The rank of each entry, and the first and last place that would fit it."""

    rank: tuple[int, ...]
    best: tuple[int, ...]
    worst: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How far apart two values are, and whether that is real."""

    d: float
    lo: float
    hi: float
    is_real: bool


def shrink(hits: Sequence[float], sizes: Sequence[float]) -> Shrunken:
    """Return shares shrunken towards their common mean by beta-binomial moments (method 4.1).

    Of whom nothing is known stands at the mean; where that is so of all, there is no mean.
    """
    total = sum(sizes)
    if not total:
        return Shrunken(mean=math.nan, strength=math.inf, values=(math.nan,) * len(sizes))
    weights = [n / total for n in sizes]
    shares = [x / n if n else 0.0 for x, n in zip(hits, sizes, strict=True)]
    mean = sum(hits) / total
    rho = _correlation(weights, shares, sizes, mean) if 0 < mean < 1 else 0.0
    if rho <= 0:
        return Shrunken(mean=mean, strength=math.inf, values=(mean,) * len(shares))
    strength = 1 / rho - 1
    values = tuple(
        (x + strength * mean) / (n + strength) if n else mean
        for x, n in zip(hits, sizes, strict=True)
    )
    return Shrunken(mean=mean, strength=strength, values=values)


def _correlation(
    weights: Sequence[float], shares: Sequence[float], sizes: Sequence[float], mean: float
) -> float:
    spread = [w * (1 - w) for w in weights]
    scale = sum(b * (n - 1) / n for b, n in zip(spread, sizes, strict=True) if n)
    if scale <= 0:
        return 0.0
    between = sum(w * (p - mean) ** 2 for w, p in zip(weights, shares, strict=True))
    chance = sum(b / n for b, n in zip(spread, sizes, strict=True) if n)
    return min(1.0, max(0.0, (between / (mean * (1 - mean)) - chance) / scale))


def places(values: Sequence[float], lows: Sequence[float], highs: Sequence[float]) -> Places:
    """Return ranks and rank intervals, more being better: two sorts and binary searches.

    Intervals are those of level 1 - 0.05/q, so that all statements hold together (method 4.2).
    """
    n = len(values)
    up, low, high = sorted(values), sorted(lows), sorted(highs)
    rank = tuple(1 + n - bisect_right(up, value) for value in values)
    best = (1 + n - bisect_right(low, high_i) for high_i in highs)
    worst = (n - bisect_left(high, low_i) for low_i in lows)
    return Places(
        rank=rank,
        best=tuple(min(place, r) for place, r in zip(best, rank, strict=True)),
        worst=tuple(max(place, r) for place, r in zip(worst, rank, strict=True)),
    )


def difference(new: tuple[float, float, float], old: tuple[float, float, float]) -> Difference:
    """Return the difference of two values, each with its interval, and whether it is real.

    Values less than a hundredth apart never differ really (method 4.4).
    """
    (p1, lo1, hi1), (p0, lo0, hi0) = new, old
    d = p1 - p0
    lo = d - math.hypot(p1 - lo1, hi0 - p0)
    hi = d + math.hypot(hi1 - p1, p0 - lo0)
    is_clear = lo > TOLERANCE or hi < -TOLERANCE
    is_real = is_clear and abs(d) >= LEAST_CHANGE - TOLERANCE
    return Difference(d=d, lo=lo, hi=hi, is_real=is_real)
