"""Several accounts of one organisation on one network -> one figure (method 2.6)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from collector.model import Gap, State
from site_src.evidence import gap
from site_src.model import Estimate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Accounts that are no more, or want no part: the organisation is measured by its others.
ABSENT = (Gap.GONE, Gap.SUSPENDED, Gap.OPTED_OUT, Gap.MOVED, Gap.NEW, Gap.NEEDS_TOKEN)
NO_SHARE = (Gap.NO_FOLLOWERS, Gap.FOLLOWS_NOBODY)


def pooled(members: Sequence[tuple[float, Estimate]]) -> Estimate:
    """Return the sum of numerators by the sum of denominators, of members with their denominators.

    One bound makes it a bound. One member without a figure makes it a gap: without it the figure
    would be another organisation's. Those who are gone, or nobody's denominator, do not count.
    """
    present = [one for one in members if one[1].reason not in ABSENT or one[1].lo is not None]
    missing = [e for _, e in present if e.state is State.GAP and e.reason not in NO_SHARE]
    counted = [(base, e) for base, e in present if e.state is not State.GAP and base > 0]
    if missing or not counted:
        return gap(_reason(missing, [e for _, e in present] or [e for _, e in members]))
    total = sum(base for base, _ in counted)
    weighted = [(base / total, estimate) for base, estimate in counted]
    if any(estimate.state is State.BOUND for _, estimate in counted):
        return _bound(weighted, counted, total)
    value, lo, hi = pooled_interval(
        [base for base, _ in counted],
        [estimate.value or 0.0 for _, estimate in counted],
        [estimate.lo or 0.0 for _, estimate in counted],
        [estimate.hi or 0.0 for _, estimate in counted],
    )
    is_exact = all(estimate.state is State.EXACT for _, estimate in counted)
    return Estimate(
        state=State.EXACT if is_exact else State.ESTIMATE,
        value=value,
        lo=value if is_exact else lo,
        hi=value if is_exact else hi,
        numerator=_sum(estimate.numerator for _, estimate in counted)
        if is_exact
        else value * total,
        denominator=total,
        n=int(_sum(estimate.n for _, estimate in counted)),
    )


def pooled_interval(
    bases: Sequence[float], values: Sequence[float], lows: Sequence[float], highs: Sequence[float]
) -> tuple[float, float, float]:
    """Return the weighted mean of values, with the interval of independent errors.

    Where nothing weighs anything there is none, and no number is one.
    """
    total = sum(bases)
    if not total:
        return math.nan, math.nan, math.nan
    weights = [base / total for base in bases]
    value = math.fsum(base * v for base, v in zip(bases, values, strict=True)) / total
    below = math.hypot(*(w * (v - lo) for w, v, lo in zip(weights, values, lows, strict=True)))
    above = math.hypot(*(w * (hi - v) for w, v, hi in zip(weights, values, highs, strict=True)))
    return value, max(min(lows), value - below), min(max(highs), value + above)


def unweighted_mean(values: Sequence[float]) -> float:
    """Return the plain mean, shown on request; of nothing it is no number."""
    return sum(values) / len(values) if values else math.nan


def _bound(
    weighted: Sequence[tuple[float, Estimate]],
    counted: Sequence[tuple[float, Estimate]],
    total: float,
) -> Estimate:
    reasons = [estimate.reason for _, estimate in counted if estimate.reason]
    return Estimate(
        state=State.BOUND,
        reason=reasons[0] if reasons else None,
        lo=sum(weight * (estimate.lo or 0.0) for weight, estimate in weighted),
        hi=sum(
            weight * (1.0 if estimate.hi is None else estimate.hi) for weight, estimate in weighted
        ),
        denominator=total,
    )


def _sum(numbers: Iterable[float | None]) -> float:
    return sum(number for number in numbers if number is not None)


def _reason(missing: Sequence[Estimate], others: Sequence[Estimate]) -> Gap:
    reasons = [one.reason for one in (missing or others) if one.reason is not None]
    return reasons[0] if reasons else Gap.NOT_OFFERED
