"""Values made by hand: an estimate, an exact figure, a bound, a gap."""

from __future__ import annotations

from datetime import date

from collector.model import Gap, State
from site_src.model import Estimate, Value


def value(found: Estimate, metric: str = "follow-back-rate") -> Value:
    return Value(
        organisation="one",
        network="bluesky",
        account="one.test",
        metric=metric,
        estimate=found,
        night=date(2026, 5, 3),
        window=None,
        source="",
        method_version=1,
    )


def guess(share: float, lo: float, hi: float) -> Value:
    return value(Estimate(state=State.ESTIMATE, value=share, lo=lo, hi=hi))


def exact(share: float, metric: str = "follow-back-rate") -> Value:
    return value(Estimate(state=State.EXACT, value=share, lo=share, hi=share), metric)


def bound(lo: float, hi: float) -> Value:
    return value(Estimate(state=State.BOUND, lo=lo, hi=hi))


def gap(reason: Gap) -> Value:
    return value(Estimate(state=State.GAP, reason=reason))
