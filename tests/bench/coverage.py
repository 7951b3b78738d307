"""How often the intervals hold the truth, on synthetic populations: through the product itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from statistics import fmean
from typing import TYPE_CHECKING

from collector.interval import ALPHA
from collector.model import Kind, State
from site_src.amount import Unit
from site_src.change import Reading, change, count_change
from site_src.league import Entrant, league
from site_src.metrics import METRICS
from site_src.model import PeerTable, Value
from tests.bench.populations import (
    ALWAYS,
    LONG_DAYS,
    OFFICE,
    answered,
    bunched_weeks,
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
    from collections.abc import Callable, Iterable, Iterator

    from numpy.random import Generator

    from site_src.evidence import Evidence
    from site_src.model import Estimate, League

NIGHT = date(2026, 11, 1)
TABLE = 200
WEEK = 7
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


def truths(spread: str, chance: Generator, size: int = TABLE) -> list[float]:
    """Return the true shares of a table: spread out, tied, or nearly tied."""
    if spread == "tied":
        return [0.5] * size
    low, high = (0.05, 0.95) if spread == "spread" else (0.49, 0.51)
    return [float(one) for one in chance.uniform(low, high, size)]


def openings(chance: Generator, share: float, alike: float) -> Evidence:
    """Return one organisation's month: from forty to four hundred threads."""
    threads = int(chance.integers(40, 400))
    return answered(threads_sums(chance, threads=threads, share=share, alike=alike))


def ranks(spread: str, tables: int, *, alike: float = 0.2) -> float:
    """Return in how many tables every rank interval held every true rank at once."""
    chance = generator(6)
    held = 0
    for _ in range(tables):
        shares = truths(spread, chance)
        found = _league([openings(chance, share, alike) for share in shares])
        held += all(_all_ranks_held(found, shares))
    return held / tables


def _league(evidence: list[Evidence]) -> League:
    slugs = [f"o{at:03}" for at in range(len(evidence))]
    table = PeerTable(
        id="bluesky-council",
        title="",
        network="bluesky",
        kind=Kind.COUNCIL,
        sector=None,
        band=None,
        members=tuple(slugs),
    )
    value = Value(
        organisation="",
        network="bluesky",
        account=None,
        metric="answered-24h",
        estimate=evidence[0](ALPHA),
        night=NIGHT,
        window=None,
        source="",
        method_version=1,
    )
    entrants = [
        Entrant(
            name=slug,
            value=replace(value, organisation=slug, estimate=again(ALPHA)),
            base=None,
            again=again,
        )
        for slug, again in zip(slugs, evidence, strict=True)
    ]
    return league(table, METRICS["answered-24h"], entrants)


def _all_ranks_held(found: League, shares: list[float]) -> Iterator[bool]:
    for place in found.ranked:
        mine = shares[int(place.organisation[1:])]
        first = 1 + sum(share > mine for share in shares)
        last = sum(share >= mine for share in shares)
        yield (place.best or 0) <= first and last <= (place.worst or 0)


def arrows(tables: int, *, level: float = ALPHA / TABLE, moved: float = 0.0) -> float:
    """Return the arrows drawn per table and week, if every true share moved by so much."""
    chance = generator(7)
    drawn = 0
    for _ in range(tables):
        for share in truths("spread", chance):
            start = min(share, 1 - moved)
            two = [_reading(openings(chance, p, 0.2)) for p in (start, start + moved)]
            drawn += change(Unit.SHARE, two[1], two[0], level).is_real
    return drawn / tables


def slower(tables: int) -> float:
    """Return the false arrows of the time to answer per table and week."""
    chance = generator(8)
    metric = METRICS["time-to-answer"]
    drawn = 0
    for at in range(tables * TABLE):
        number, median = (40, 100, 300)[at % 3], (1.0, 6.0, 20.0)[at // 3 % 3]
        months = (
            waits(chance, openings=number, median=median, spread=1.5, never=0.2) for _ in range(2)
        )
        two = [_reading(metric.evidence(one)) for one in months]
        drawn += change(Unit.HOURS, two[1], two[0], ALPHA / TABLE).is_real
    return drawn / tables


def counts(runs: int) -> float:
    """Return how often a count that did not change is said to have, its weeks coming in bunches."""
    chance = generator(9)
    drawn = 0
    kinds = list(product((10.0, 40.0, 200.0), (1.0, 2.0, 4.0)))
    for weekly, phi in kinds * runs:
        before, now = (
            sum(bunched_weeks(chance, weekly=weekly * 30 / WEEK / 4, phi=phi, weeks=4))
            for _ in range(2)
        )
        weeks = bunched_weeks(chance, weekly=weekly, phi=phi, weeks=12)
        drawn += count_change(before, now, weeks).is_real
    return drawn / (len(kinds) * runs)


def _reading(again: Evidence) -> Reading:
    return Reading(night=NIGHT, again=again, method_version=1)


def coverage() -> None:
    """Print how often the intervals hold the truth, and how often an arrow lies."""
    title("Coverage of 95% intervals on synthetic populations: mean (least)")
    _told("follow-back rate, follows drawn until +-3 points", follow_back, 150, "0.94 to 0.99")
    _told("follow-back rate, one follower page in each stratum", pages, 1000, "0.93 to 1.00")
    _told("answered within 24 hours, threads alike", clusters, 1000, "0.94 or more")
    _told("time to answer, the unanswered followed", times, 400, "0.94 or more")
    _told("hours-of-week coverage, jackknifed", hours, 150, "0.94 or more")
    title(f"Tables of {TABLE}: all rank intervals at once, and false arrows")
    for spread in ("spread", "tied", "nearly tied"):
        row(f"joint coverage of rank intervals, {spread}", f"{ranks(spread, 150):.3f}", ">= 0.95")
    row("false arrows per table and week, a share", f"{arrows(100):.2f}", "<= 0.1")
    row("the same by plain 95% intervals", f"{arrows(20, level=ALPHA):.1f}", "why we do not")
    row("false arrows per table and week, a time", f"{slower(50):.2f}", "<= 0.1")
    row("arrows at changes of 15 points", f"{arrows(20, moved=0.15) / TABLE:.0%}")
    row("counts said to change that did not", f"{counts(4000):.3%}", "<= 0.15%")


def _told(what: str, task: Callable[[int], Cover], runs: int, limit: str) -> None:
    found = task(runs)
    row(what, f"{found.mean:.3f} ({found.least:.3f})", limit)
