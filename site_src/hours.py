"""The hours of the week in which it replies: how widely spread, and how many out of hours.

The plain share of hours with a reply measures volume; coverage compares at equal volume.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache, partial
from statistics import fmean
from typing import TYPE_CHECKING

from collector.interval import cluster_sums, student
from collector.model import WEEK_HOURS, WEEKS, Gap, State
from site_src.evidence import gap, in_clusters, known, nothing
from site_src.model import Estimate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from collector.model import Facts
    from site_src.evidence import Evidence

EQUAL_VOLUME = 100  # replies at which everybody's hours are compared
DAY_HOURS = 24
WORKING_DAYS = 5  # of the week, from Monday
OPENS, CLOSES = 9, 17
_OUT_OF_HOURS = tuple(
    day >= WORKING_DAYS or not OPENS <= hour < CLOSES
    for day in range(WEEK_HOURS // DAY_HOURS)
    for hour in range(DAY_HOURS)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The distinct hours expected in so many replies drawn at random, and beside an even spread."""

    hours: float
    ratio: float

    @property
    def share(self) -> float:
        """The coverage: never more than an even spread's."""
        return min(1.0, self.ratio)


def coverage(counts: Sequence[int], volume: int = EQUAL_VOLUME) -> Coverage | None:
    """Return the coverage of replies by hour of week; None where there are fewer than `volume`."""
    return _coverage(_hours_by_count(counts), sum(counts), volume)


@lru_cache
def even_hours(volume: int) -> float:
    """Return the distinct hours expected in replies that are spread evenly over the week."""
    return WEEK_HOURS * -math.expm1(volume * math.log1p(-1 / WEEK_HOURS))


def hours_coverage(facts: Facts) -> Evidence:
    """Return how widely its replies are spread over the week, at equal volume (method 2.5)."""
    cells, counts = facts.reply_hours, facts.reply_hour_counts
    if cells is None or counts is None or facts.weeks_observed is None:
        return nothing(facts.timeline_gap)
    by_hour = [0] * WEEK_HOURS
    by_week: dict[int, list[tuple[int, int]]] = {
        week: [] for week in range(WEEKS - facts.weeks_observed, WEEKS)
    }
    for cell, count in zip(cells, counts, strict=True):
        hour = cell % WEEK_HOURS
        by_hour[hour] += count
        by_week.setdefault(cell // WEEK_HOURS, []).append((hour, count))
    found, replies = coverage(by_hour), sum(counts)
    if found is None:
        touched = WEEK_HOURS - by_hour.count(0)
        return known(gap(Gap.TOO_FEW, numerator=touched, denominator=WEEK_HOURS, n=replies))
    without = list(_without_each(by_hour, by_week.values(), found))
    return partial(_jackknifed, found, without, replies)


def out_of_hours_share(facts: Facts) -> Evidence:
    """Return the share of replies outside working hours, local time; days are clusters."""
    cells, counts = facts.reply_hours, facts.reply_hour_counts
    if cells is None or counts is None:
        return nothing(facts.timeline_gap)
    if facts.zone is None:
        return known(gap(Gap.NOT_OFFERED))
    days = max(cells, default=0) // DAY_HOURS + 1
    out, size = [0] * days, [0] * days
    for cell, count in zip(cells, counts, strict=True):
        day = cell // DAY_HOURS
        size[day] += count
        if _OUT_OF_HOURS[cell % WEEK_HOURS]:
            out[day] += count
    kept = [(hits, replies) for hits, replies in zip(out, size, strict=True) if replies]
    return in_clusters(cluster_sums([h for h, _ in kept], [m for _, m in kept]))


def is_out_of_hours(cell: int) -> bool:
    """Return whether an hour of some week lies outside Monday to Friday, 09:00 to 17:00."""
    return _OUT_OF_HOURS[cell % WEEK_HOURS]


def replies_by_hour(facts: Facts) -> int | None:
    """Return the replies of the twelve weeks."""
    return None if facts.reply_hour_counts is None else sum(facts.reply_hour_counts)


def _hours_by_count(counts: Sequence[int]) -> list[int]:
    """Return how many hours have 0, 1, 2, ... replies."""
    hours = [0] * (max(counts, default=0) + 1)
    for count in counts:
        hours[count] += 1
    return hours


def _coverage(hours_by_count: Sequence[int], replies: int, volume: int) -> Coverage | None:
    """Return the coverage from how many hours have 0, 1, 2, ... replies.

    The chance to miss an hour of r replies is that of one of r - 1, times that of missing the
    last: a product in place of two binomials.
    """
    if not 0 < volume <= replies:
        return None
    missed, expected, unread = 1.0, 0.0, replies - volume
    for fewer, hours in enumerate(hours_by_count[1:]):
        missed *= max(0, unread - fewer) / (replies - fewer) if missed else 0.0
        expected += hours * (1 - missed)
    return Coverage(hours=expected, ratio=expected / even_hours(volume))


def _without_each(
    by_hour: Sequence[int], weeks: Iterable[Sequence[tuple[int, int]]], whole: Coverage
) -> Iterator[float]:
    """Yield the ratio without each of the weeks; at what volume is left, where that is less."""
    hours_by_count = _hours_by_count(by_hour)
    replies = sum(by_hour)
    for week in weeks:
        if not week:
            yield whole.ratio
            continue
        left, rest = hours_by_count.copy(), replies
        for hour, count in week:
            before = by_hour[hour]
            left[before] -= 1
            left[before - count] += 1
            rest -= count
        found = _coverage(left, rest, min(EQUAL_VOLUME, rest))
        yield found.ratio if found else 0.0


def _jackknifed(whole: Coverage, without: Sequence[float], replies: int, alpha: float) -> Estimate:
    """Return the coverage with its interval, one week left out at a time (method 2.5).

    Where fewer than twelve weeks were observed, these are left out one by one.
    """
    share, weeks = whole.share, len(without)
    lo, hi = 0.0, 1.0
    if weeks > 1:
        mean = fmean(without)
        squares = sum((one - mean) ** 2 for one in without)
        half = student(weeks - 1, alpha) * math.sqrt((weeks - 1) / weeks * squares)
        lo, hi = max(0.0, share - half), min(1.0, share + half)
    return Estimate(
        state=State.ESTIMATE,
        value=share,
        lo=lo,
        hi=hi,
        numerator=whole.hours,
        denominator=even_hours(EQUAL_VOLUME),
        n=replies,
    )
