"""Synthetic populations whose truth is known, read as the product reads real ones.

Each function draws once from a generator and returns the truth beside the product's own estimate.
"""

from __future__ import annotations

import math
from functools import cache
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from collector.interval import cluster_sums
from collector.model import CHANCE_HOURS, MOST_OPENINGS, WEEK_HOURS, WEEKS, Facts
from collector.sample import follow_back
from site_src.hours import EQUAL_VOLUME, even_hours
from site_src.metrics import METRICS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator
    from numpy.typing import NDArray

    from site_src.evidence import Evidence
    from site_src.model import Estimate

    Numbers = NDArray[Any]

HOUR = 3600
PAGE = 12
STRATA = 120
OFFICE = tuple(24 * day + hour for day in range(5) for hour in range(9, 17))
LONG_DAYS = tuple(24 * day + hour for day in range(7) for hour in range(7, 22))
ALWAYS = tuple(range(WEEK_HOURS))


def generator(*seed: int) -> Generator:
    """Return chance that is the same every time."""
    return np.random.Generator(np.random.PCG64(list(seed)))


@cache
def _follows(following: int, mutual: int) -> tuple[str, ...]:
    return tuple(f"{'mutual' if one < mutual else 'other'} {one}" for one in range(following))


async def drawn_follows(
    chance: Generator, *, followers: int, following: int, share: float
) -> tuple[float, Estimate]:
    """Return a follow-back rate that was found by the collector's own draw, with its stop rule."""
    mutual = round(share * min(following, followers))
    ids = _follows(following, mutual)

    async def listed() -> tuple[str, ...]:
        return ids

    async def check(batch: Sequence[str]) -> int:
        return sum(one.startswith("mutual") for one in batch)

    async def nobody() -> frozenset[str]:
        return frozenset(ids[:mutual])

    seen = await follow_back(
        followers=followers,
        following=following,
        seed=str(chance.integers(2**62)),
        list_follows=listed,
        check=check,
        list_followers=nobody,
    )
    facts = Facts(
        followers=followers,
        following=following,
        listed=seen.listed,
        drawn=seen.drawn,
        mutual=seen.mutual,
    )
    return mutual / followers, METRICS["follow-back-rate"].measure(facts)


def follower_list(chance: Generator, *, pages: int, clustering: float, trend: str) -> Numbers:
    """Return how many of each page's followers are followed back, the newest page first.

    Who came together is alike: the share of a page wanders about its trend.
    """
    age = np.linspace(0, 1, pages)
    level = {
        "none": np.full(pages, 0.5),
        "low": np.full(pages, 0.05),
        "stopped": np.where(age < 0.4, 0.02, 0.9),
        "began": np.where(age < 0.1, 0.9, 0.02),
        "decline": 0.15 + 0.7 * age,
    }[trend]
    if clustering:
        strength = 1 / clustering - 1
        level = chance.beta(level * strength, (1 - level) * strength)
    return chance.binomial(PAGE, level)


def drawn_pages(chance: Generator, hits: Numbers) -> tuple[float, Estimate]:
    """Return a follow-back rate from one page in each of 120 equal strata."""
    pages = len(hits)
    edges = np.arange(STRATA + 1) * pages / STRATA
    at = np.floor(chance.uniform(edges[:-1], edges[1:])).astype(int)
    facts = Facts(
        followers=PAGE * pages,
        following=PAGE * pages,
        follower_pages=pages,
        page_sizes=(PAGE,) * STRATA,
        page_hits=tuple(hits[at].tolist()),
    )
    return float(hits.sum() / (PAGE * pages)), METRICS["follow-back-rate"].measure(facts)


def threads_sums(chance: Generator, *, threads: int, share: float, alike: float) -> tuple[int, ...]:
    """Return the cluster sums of openings, most threads small, ten of a viral one counting.

    `alike` is how much the openings of a thread share their fate: 0 not at all, 1 in full.
    """
    sizes = np.minimum(MOST_OPENINGS, np.ceil(chance.pareto(1.2, threads) + 0.5)).astype(int)
    shares: Numbers | float = share
    if 0 < share < 1 and alike:
        strength = 1 / alike - 1
        shares = chance.beta(share * strength, (1 - share) * strength, threads)
    hits = chance.binomial(sizes, shares)
    return cluster_sums(hits.tolist(), sizes.tolist()).flat


def answered(sums: tuple[int, ...]) -> Evidence:
    """Return the evidence of openings answered within 24 hours."""
    return METRICS["answered-24h"].evidence(Facts(answered=sums))


def waits(chance: Generator, *, openings: int, median: float, spread: float, never: float) -> Facts:
    """Return the waits of openings over 30 days: lognormal, some never answered, all cut off.

    Each is followed to its answer, to the night, or for 168 hours.
    """
    hours = median * np.exp(spread * chance.standard_normal(openings))
    hours = np.where(chance.random(openings) < never, np.inf, hours)
    followed = np.minimum(chance.uniform(0, 720, openings), CHANCE_HOURS)
    is_answered = hours <= followed
    seconds = np.rint(HOUR * np.minimum(hours, followed)).astype(int)
    return Facts(
        answer_waits=tuple(seconds[is_answered].tolist()),
        open_waits=tuple(seconds[~is_answered].tolist()),
    )


def half_answered(*, median: float, spread: float, never: float) -> float:
    """Return the true time by which half of all openings have an answer."""
    return median * math.exp(spread * NormalDist().inv_cdf(0.5 / (1 - never)))


def weekly_hours(chance: Generator, *, hours: Sequence[int], a_week: float, uneven: float) -> Facts:
    """Return twelve weeks of replies in some hours of the week, weeks and hours uneven."""
    weeks = chance.gamma(1 / uneven, uneven, WEEKS) if uneven else np.ones(WEEKS)
    counts = chance.poisson(a_week / len(hours) * np.outer(weeks, np.ones(len(hours))))
    cells = {
        WEEK_HOURS * week + hour: int(counts[week, at])
        for week in range(WEEKS)
        for at, hour in enumerate(sorted(hours))
        if counts[week, at]
    }
    return Facts(
        weeks_observed=WEEKS,
        reply_hours=tuple(cells),
        reply_hour_counts=tuple(cells.values()),
        zone="Europe/London",
    )


def true_coverage(hours: Sequence[int]) -> float:
    """Return the coverage of replies that fall in these hours alike, were they endless."""
    distinct = len(hours) * -math.expm1(EQUAL_VOLUME * math.log1p(-1 / len(hours)))
    return min(1.0, distinct / even_hours(EQUAL_VOLUME))


def bunched_weeks(chance: Generator, *, weekly: float, phi: float, weeks: int) -> list[int]:
    """Return weekly counts whose variance is `phi` times their mean."""
    if phi <= 1:
        return [int(one) for one in chance.poisson(weekly, weeks)]
    return [int(one) for one in chance.negative_binomial(weekly / (phi - 1), 1 / phi, weeks)]
