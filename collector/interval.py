"""The intervals: the beta interval, for a simple random sample, and for clusters (method 2.1, 2.2).

The only door to scipy. Both the collector's stop rule and the site's figures stand on it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import pairwise
from operator import mul
from typing import TYPE_CHECKING, overload

import numpy as np
from scipy.special import betaincinv, ndtri, stdtrit

from collector.model import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ALPHA = 0.05
NOTHING = 1e-9  # fewer hits than this are none: scipy gives nan for denormal parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share with its interval and how sure it is."""

    value: float
    lo: float
    hi: float
    state: State

    @property
    def half(self) -> float:
        """Half the width of the interval."""
        return (self.hi - self.lo) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterShare:
    """A share of hits in clusters: its design effect, effective size and interval."""

    p: float
    deff: float
    n_eff: float
    lo: float
    hi: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterSums:
    """All that the interval of a share in unordered clusters needs of them.

    The ledger holds the fields in this order, as whole numbers.
    """

    clusters: int
    size: int
    size_squared: int
    hits: int
    hits_by_size: int
    hits_squared: int
    largest: int

    @classmethod
    def of(cls, flat: Sequence[int]) -> ClusterSums:
        """Return the sums that were laid out flat."""
        return cls(**dict(zip(SUMS, flat, strict=True)))

    @property
    def flat(self) -> tuple[int, ...]:
        """The sums as the ledger holds them."""
        return tuple(getattr(self, name) for name in SUMS)


NO_SHARE = ClusterShare(p=math.nan, deff=1.0, n_eff=0.0, lo=0.0, hi=1.0)
SUMS = tuple(field.name for field in fields(ClusterSums))


@lru_cache
def normal(alpha: float = ALPHA) -> float:
    """Return how many standard errors the interval of a normal value reaches to each side."""
    return float(ndtri(1 - alpha / 2))


@overload
def student(freedom: float, alpha: float = ALPHA) -> float: ...
@overload
def student(freedom: Floats, alpha: float = ALPHA) -> Floats: ...
def student(freedom: float | Floats, alpha: float = ALPHA) -> float | Floats:
    """Return the same where the error was estimated with so many degrees of freedom, or many."""
    found = stdtrit(freedom, 1 - alpha / 2)
    return found if isinstance(freedom, np.ndarray) else float(found)


@overload
def beta_interval(share: float, size: float, alpha: float = ALPHA) -> tuple[float, float]: ...
@overload
def beta_interval(
    share: Floats, size: Floats, alpha: float | Floats = ALPHA
) -> tuple[Floats, Floats]: ...
def beta_interval(
    share: float | Floats, size: float | Floats, alpha: float | Floats = ALPHA
) -> tuple[float, float] | tuple[Floats, Floats]:
    """Return the beta interval of shares on effective sizes, all at once where they are arrays."""
    if isinstance(share, np.ndarray):
        return _beta_intervals(share, np.asarray(size, float), np.asarray(alpha, float))
    hits = float(share * size)
    misses = float(size - hits)
    lo = 0.0 if hits <= NOTHING else float(betaincinv(hits, misses + 1, alpha / 2))
    hi = 1.0 if misses <= NOTHING else float(betaincinv(hits + 1, misses, 1 - alpha / 2))
    return lo, hi


def _beta_intervals(share: Floats, size: Floats, alpha: Floats) -> tuple[Floats, Floats]:
    hits = share * size
    misses = size - hits
    none, full = hits <= NOTHING, misses <= NOTHING
    lo = betaincinv(np.where(none, 1.0, hits), misses + 1, alpha / 2)
    hi = betaincinv(hits + 1, np.where(full, 1.0, misses), 1 - alpha / 2)
    return np.where(none, 0.0, lo), np.where(full, 1.0, hi)


def sample_interval(
    hits: int, drawn: int, listed: int, alpha: float = ALPHA
) -> tuple[float, float]:
    """Return the interval of a share from a simple random sample of a finite list.

    The drawn are known: the interval never claims that they are otherwise. All drawn is exact.
    """
    if not drawn:
        return 0.0, 1.0
    share = hits / drawn
    if drawn >= listed:
        return share, share
    lo, hi = beta_interval(share, drawn * (listed - 1) / (listed - drawn), alpha)
    return max(lo, hits / listed), min(hi, 1 - (drawn - hits) / listed)


def bounds(whole: int, part: int) -> tuple[float, float]:
    """Return what two counts alone say of the share of `whole` that is in `part` (method 3.1).

    Of the followers and the followed these are the bounds of the follow-back rate; of the followed
    and the followers, those of reciprocity.
    """
    return 0.0, min(1.0, part / whole) if whole else 1.0


def follow_back_share(
    *,
    followers: int,
    following: int,
    listed: int,
    drawn: int,
    mutual: int,
    alpha: float = ALPHA,
) -> Share:
    """Return the share of followers followed back, from a sample of the follows (method 3.1)."""
    if drawn >= listed:
        value = min(1.0, mutual / followers)
        return Share(value=value, lo=value, hi=value, state=State.EXACT)
    ratio = following / followers
    lo, hi = sample_interval(mutual, drawn, listed, alpha)
    return Share(
        value=min(1.0, ratio * mutual / drawn),
        lo=min(1.0, ratio * lo),
        hi=min(1.0, ratio * hi),
        state=State.ESTIMATE,
    )


def cluster_sums(hits: Sequence[int], sizes: Sequence[int]) -> ClusterSums:
    """Return the sums that stand for these clusters."""
    return ClusterSums(
        clusters=len(sizes),
        size=sum(sizes),
        size_squared=_dot(sizes, sizes),
        hits=sum(hits),
        hits_by_size=_dot(hits, sizes),
        hits_squared=_dot(hits, hits),
        largest=max(sizes, default=0),
    )


def _dot(one: Sequence[int], other: Sequence[int]) -> int:
    if len(one) != len(other):
        raise ValueError(f"{len(one)} counts of hits for {len(other)} clusters")
    return sum(map(mul, one, other))


def sums_interval(
    sums: ClusterSums, alpha: float = ALPHA, *, total: int | None = None
) -> ClusterShare:
    """Return the share of hits in unordered clusters known by their sums (method 2.2).

    In clusters of nothing there is no share, and it may be anything.
    """
    n, k = sums.size, sums.clusters
    if not n:
        return NO_SHARE
    share = sums.hits / n
    deff = 1.0
    if k > 1 and 0 < share < 1:
        squares = sums.hits_squared - 2 * share * sums.hits_by_size + share**2 * sums.size_squared
        deff = max(1.0, squares / (k - 1) * k / (share * (1 - share) * n))
    return _interval_of(share, deff, sums, total, alpha)


def cluster_interval(
    hits: Sequence[int],
    sizes: Sequence[int],
    *,
    total: int | None = None,
    ordered: bool = False,
    alpha: float = ALPHA,
) -> ClusterShare:
    """Return the share of hits in clusters of these sizes, with its interval (method 2.2).

    `total` is how many clusters exist (None: behaviour over time, no end); `ordered` says that
    each was drawn from its own stratum, in order.
    """
    sums = cluster_sums(hits, sizes)
    if not ordered or not sums.size:
        return sums_interval(sums, alpha, total=total)
    share, k = sums.hits / sums.size, len(sizes)
    deff = 1.0
    if k > 1 and 0 < share < 1:
        errors = [h - share * m for h, m in zip(hits, sizes, strict=True)]
        squares = sum((after - e) ** 2 for e, after in pairwise(errors)) / 2
        deff = max(1.0, squares / (k - 1) * k / (share * (1 - share) * sums.size))
    return _interval_of(share, deff, sums, total, alpha)


def _interval_of(
    share: float, deff: float, sums: ClusterSums, total: int | None, alpha: float
) -> ClusterShare:
    unread = 1 - sums.clusters / total if total else 1.0
    if unread <= 0:
        return ClusterShare(p=share, deff=deff, n_eff=math.inf, lo=share, hi=share)
    size = _cluster_size(share, deff, sums, alpha) / unread
    lo, hi = beta_interval(share, size, alpha)
    return ClusterShare(p=share, deff=deff, n_eff=size, lo=lo, hi=hi)


def _cluster_size(share: float, deff: float, sums: ClusterSums, alpha: float) -> float:
    clusters = sums.size**2 / sums.size_squared
    if share in (0.0, 1.0):
        return clusters
    shrink = normal(alpha) / student(max(1.0, clusters - 1), alpha)
    return sums.size / deff * shrink**2
