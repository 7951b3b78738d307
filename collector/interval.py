"""The intervals: the beta interval, for a simple random sample, and for clusters (method 2.1, 2.2).

The only door to scipy. Both the collector's stop rule and the site's figures stand on it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
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
    share = sum(hits) / sum(sizes)
    unread = 1 - len(sizes) / total if total else 1.0
    deff = _design_effect(hits, sizes, ordered=ordered)
    if unread <= 0:
        return ClusterShare(p=share, deff=deff, n_eff=math.inf, lo=share, hi=share)
    size = cluster_size(sizes, deff, share, alpha) / unread
    lo, hi = beta_interval(share, size, alpha)
    return ClusterShare(p=share, deff=deff, n_eff=size, lo=lo, hi=hi)


def cluster_size(sizes: Sequence[int], deff: float, share: float, alpha: float = ALPHA) -> float:
    """Return the effective size of clusters, before the correction for a finite number of them."""
    n = sum(sizes)
    clusters = n * n / sum(m * m for m in sizes)
    if share in (0.0, 1.0):
        return clusters
    normal = float(ndtri(1 - alpha / 2))
    student = float(stdtrit(max(1.0, clusters - 1), 1 - alpha / 2))
    return n / deff * (normal / student) ** 2


def _design_effect(hits: Sequence[int], sizes: Sequence[int], *, ordered: bool) -> float:
    k, n = len(sizes), sum(sizes)
    share = sum(hits) / n
    if k == 1 or share in (0.0, 1.0):
        return 1.0
    errors = [h - share * m for h, m in zip(hits, sizes, strict=True)]
    if ordered:
        squares = sum((after - e) ** 2 for e, after in pairwise(errors)) / 2
    else:
        squares = sum(e * e for e in errors)
    return max(1.0, squares / (k - 1) * k / (share * (1 - share) * n))
