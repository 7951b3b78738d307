"""What facts say before a level is chosen: ask it for a level, and it answers with a figure.

Everything that does not hang on the level is reckoned once: a league asks again at its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from collector.interval import sums_interval
from collector.model import Gap, State
from site_src.model import Estimate

if TYPE_CHECKING:
    from collector.interval import ClusterSums

Evidence = Callable[[float], Estimate]


def known(found: Estimate) -> Evidence:
    """Return the evidence of what is the same at any level."""
    return partial(_always, found)


def nothing(reason: Gap | None) -> Evidence:
    """Return the evidence of what was not read; where nothing failed, it is not offered."""
    return known(unread(reason))


def in_clusters(sums: ClusterSums) -> Evidence:
    """Return the evidence of hits in unordered clusters: of threads, or of days."""
    if not sums.size:
        return known(gap(Gap.TOO_FEW, numerator=0, denominator=0, n=0))
    return partial(_clustered, sums)


def gap(
    reason: Gap,
    *,
    numerator: float | None = None,
    denominator: float | None = None,
    n: int | None = None,
) -> Estimate:
    """Return a gap, with the counts that stay."""
    return Estimate(
        state=State.GAP, reason=reason, numerator=numerator, denominator=denominator, n=n
    )


def exact(value: float, *, numerator: float, denominator: float, n: int | None) -> Estimate:
    """Return a value that is known."""
    return Estimate(
        state=State.EXACT,
        value=value,
        lo=value,
        hi=value,
        numerator=numerator,
        denominator=denominator,
        n=n,
    )


def unread(reason: Gap | None) -> Estimate:
    """Return the gap of what was not read; where nothing failed, the network does not offer it."""
    return gap(reason or Gap.NOT_OFFERED)


def _always(found: Estimate, _: float) -> Estimate:
    return found


def _clustered(sums: ClusterSums, alpha: float) -> Estimate:
    found = sums_interval(sums, alpha)
    return Estimate(
        state=State.ESTIMATE,
        value=found.p,
        lo=found.lo,
        hi=found.hi,
        numerator=sums.hits,
        denominator=sums.size,
        n=sums.size,
    )
