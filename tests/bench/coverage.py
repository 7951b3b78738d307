"""How often the intervals hold the truth, on synthetic populations: through the product itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import product
from statistics import fmean
from typing import TYPE_CHECKING

from collector.interval import ALPHA
from collector.model import State
from site_src.metrics import METRICS
from tests.bench.claims import claims
from tests.bench.populations import (
    ALWAYS,
    LONG_DAYS,
    OFFICE,
    answered,
    drawn_follows,
    drawn_pages,
    follower_list,
    generator,
    half_answered,
    threads_sums,
    true_coverage,
    waits,
    weekly_hours,
)
from tests.bench.table import row, title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from site_src.model import Estimate

TRENDS = ("none", "low", "stopped", "began", "decline")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """How often an interval held the truth: on average, and in the population it suits least."""

    mean: float
    least: float


def holds(truth: float, found: Estimate) -> bool:
    """Return whether the interval holds the truth; an end that is not reached lies beyond it."""
    lo = float("inf") if found.lo is None else found.lo
    hi = float("inf") if found.hi is None else found.hi
    return lo - 1e-9 <= truth <= hi + 1e-9


def cover(populations: Iterable[list[bool]]) -> Cover:
    """Return the share of truths held, all populations counting alike."""
    shares = [fmean(held) for held in populations if held]
    return Cover(mean=fmean(shares), least=min(shares))


def follow_back(runs: int) -> Cover:
    """Return the coverage of the follow-back rate by sampling the follows, over 60 graphs."""
    return asyncio.run(_follow_back(runs))


async def _follow_back(runs: int) -> Cover:
    chance = generator(1)
    populations = []
    graphs = product((1_500, 4_000, 9_000), (0.25, 0.5, 0.8, 1.2), (0.03, 0.2, 0.5, 0.8, 0.97))
    for following, ratio, share in graphs:
        size = {"followers": round(following / ratio), "following": following}
        found = [await drawn_follows(chance, share=share, **size) for _ in range(runs)]
        populations.append([holds(*one) for one in found if one[1].state is State.ESTIMATE])
    return cover(populations)


def pages(runs: int) -> Cover:
    """Return the coverage of the follow-back rate by follower pages, one in each stratum."""
    chance = generator(2)
    populations = []
    for clustering, trend in product((0.0, 0.15, 0.6), TRENDS):
        hits = follower_list(chance, pages=2500, clustering=clustering, trend=trend)
        populations.append([holds(*drawn_pages(chance, hits)) for _ in range(runs)])
    return cover(populations)


def clusters(runs: int) -> Cover:
    """Return the coverage of answered within 24 hours, the openings of a thread being alike."""
    chance = generator(3)

    def held(threads: int, share: float, alike: float) -> list[bool]:
        sums = (
            threads_sums(chance, threads=threads, share=share, alike=alike) for _ in range(runs)
        )
        return [holds(share, answered(one)(ALPHA)) for one in sums]

    return cover(held(*one) for one in product((15, 40, 150), (0.1, 0.5, 0.9), (0.0, 0.2, 0.5)))


def times(runs: int) -> Cover:
    """Return the coverage of the time to answer, a fifth never answered, all cut off."""
    chance = generator(4)
    metric = METRICS["time-to-answer"]

    def held(openings: int, median: float, never: float) -> list[bool]:
        kind = {"median": median, "spread": 1.5, "never": never}
        truth = half_answered(**kind)
        facts = (waits(chance, openings=openings, **kind) for _ in range(runs))
        return [holds(truth, metric.estimator(one)) for one in facts]

    return cover(held(*one) for one in product((30, 100, 400), (1.0, 12.0), (0.0, 0.2, 0.35)))


def hours(runs: int) -> Cover:
    """Return the coverage of hours-of-week coverage, one week left out at a time."""
    chance = generator(5)
    metric = METRICS["hours-coverage"]

    def held(open_hours: tuple[int, ...], a_week: float, uneven: float) -> list[bool]:
        kind = {"a_week": a_week, "uneven": uneven}
        facts = (weekly_hours(chance, hours=open_hours, **kind) for _ in range(runs))
        truth = true_coverage(open_hours)
        found = [metric.measure(one) for one in facts]
        return [holds(truth, one) for one in found if one.state is State.ESTIMATE]

    return cover(
        held(*one) for one in product((OFFICE, LONG_DAYS, ALWAYS), (20.0, 60.0, 300.0), (0.0, 0.3))
    )


def coverage() -> None:
    """Print how often the intervals hold the truth, and how often ranks, arrows and flags do."""
    title("Coverage of 95% intervals on synthetic populations: mean (least)")
    _told("follow-back rate, follows drawn until +-3 points", follow_back, 150, "0.94 to 0.99")
    _told("follow-back rate, one follower page in each stratum", pages, 1000, "0.93 to 1.00")
    _told("answered within 24 hours, threads alike", clusters, 1000, "0.94 or more")
    _told("time to answer, the unanswered followed", times, 400, "0.94 or more")
    _told("hours-of-week coverage, jackknifed", hours, 150, "0.94 or more")
    claims()


def _told(what: str, task: Callable[[int], Cover], runs: int, limit: str) -> None:
    found = task(runs)
    row(what, f"{found.mean:.3f} ({found.least:.3f})", limit)
