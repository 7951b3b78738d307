"""How often what a table claims is wrong: ranks, arrows, and flags in a count's course."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from statistics import fmean
from typing import TYPE_CHECKING

from collector.interval import ALPHA
from collector.model import Kind
from site_src.amount import Unit
from site_src.change import Reading, change, count_change
from site_src.league import Entrant, league
from site_src.metrics import METRICS
from site_src.model import PeerTable, Value
from site_src.trend import leaps, swelling
from tests.bench.populations import answered, bunched_weeks, generator, threads_sums, waits
from tests.bench.table import row, title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.random import Generator

    from site_src.evidence import Evidence
    from site_src.model import League
    from site_src.trend import Counts

NIGHT = date(2026, 11, 1)
TABLE = 200
WEEK, YEAR = 7, 365


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


def course(chance: Generator, *, leap: float = 0.0, slow: float = 0.0) -> Counts:
    """Return a calm account's followers over a year; it leaps, or swells, in the last month."""
    followers = 10 ** chance.uniform(3.3, 5)
    daily = chance.poisson(0.0005 * followers, YEAR).cumsum()
    late = [max(0, at - YEAR + 21) for at in range(YEAR)]  # the nights of the last three weeks
    return [
        (
            NIGHT - timedelta(days=YEAR - 1 - at),
            round(
                (followers + grown) * (1 + leap * (late[at] > 10) + slow * min(1, late[at] / 20))
            ),
        )
        for at, grown in enumerate(daily)
    ]


def leapt(runs: int, *, leap: float = 0.0) -> float:
    """Return the flagged nights of an account and year."""
    chance = generator(10)
    courses = (course(chance, leap=leap) for _ in range(runs))
    return fmean(len(list(leaps(one, one, one[0][0]))) for one in courses)


def swollen(runs: int, *, slow: float = 0.0) -> float:
    """Return the share of accounts that are said to swell."""
    chance = generator(11)
    found = (swelling(course(chance, slow=slow)) for _ in range(runs))
    return fmean(one is not None and one.flag for one in found)


def claims() -> None:
    """Print how often ranks, arrows and flags are right."""
    title(f"Tables of {TABLE}: all rank intervals at once, and false arrows")
    for spread in ("spread", "tied", "nearly tied"):
        row(f"joint coverage of rank intervals, {spread}", f"{ranks(spread, 150):.3f}", ">= 0.95")
    row("false arrows per table and week, a share", f"{arrows(100):.2f}", "<= 0.1")
    row("the same by plain 95% intervals", f"{arrows(20, level=ALPHA):.1f}", "why not those")
    row("false arrows per table and week, a time", f"{slower(50):.2f}", "<= 0.1")
    row("changes of 15 points that get their arrow", f"{arrows(20, moved=0.15) / TABLE:.0%}")
    row("counts said to change that did not", f"{counts(4000):.3%}", "<= 0.15%")
    title("Flags in followers, calm accounts")
    row("false leaps an account and year", f"{leapt(300):.2f}", "0")
    row("leaps of 5% in one night that are flagged", f"{leapt(300, leap=0.05):.0%}", "99%")
    row("accounts falsely said to swell", f"{swollen(300):.0%}", "0%")
    row("swellings of 10% in 20 nights that are flagged", f"{swollen(300, slow=0.1):.0%}", "99%")
