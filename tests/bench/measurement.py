"""What measuring costs: intervals, ranks, and all that is concluded of a night of 10,000."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import numpy as np

from collector.interval import beta_interval, cluster_sums
from collector.model import (
    Account,
    Facts,
    Kind,
    Observation,
    OpeningKind,
    Organisation,
    Role,
    Watchlist,
)
from collector.settings import Settings
from site_src.measure import standings
from site_src.rank import places
from tests.bench.table import row, title

if TYPE_CHECKING:
    from collections.abc import Callable

    from site_src.model import Standings

MANY = 10_000
NIGHT = date(2026, 11, 1)
SECTORS = ("borough", "unitary", "district", "county")
TIMES = 3  # the quickest of so many is told: the machine has other things to do
REPLIES, OPENINGS, THREADS = 300, 80, 25
WEEK = 604_800  # seconds


def measurement() -> None:
    """Print the CPU time of intervals, of ranks, and of a whole night."""
    title(f"Measuring {MANY:,}, in CPU time")
    row("beta intervals", _milliseconds(_intervals()), "<= 100 ms")
    row("rank intervals from given intervals", _milliseconds(_ranks()), "<= 100 ms")
    rows = [_observed(number) for number in range(MANY)]
    watchlist = Watchlist(organisations=tuple(_organisation(number) for number in range(MANY)))
    began = time.process_time()
    found = standings(rows, watchlist, NIGHT, Settings(), is_practice=True, collected_at={})
    spent = time.process_time() - began
    row("a night: all metrics, states, intervals and ranks", f"{spent:.1f} s", "<= 20 s")
    row("of which figures / ranked", f"{_figures(found):,} / {_ranked(found):,}")


def _milliseconds(task: Callable[[], object]) -> str:
    best = min(_timed(task) for _ in range(TIMES))
    return f"{1000 * best:.0f} ms"


def _timed(task: Callable[[], object]) -> float:
    began = time.process_time()
    task()
    return time.process_time() - began


def _intervals() -> Callable[[], object]:
    generator = np.random.default_rng(1)
    shares, sizes = generator.beta(2, 3, MANY), generator.uniform(5, 2000, MANY)
    return lambda: beta_interval(shares, sizes, 0.05 / MANY)


def _ranks() -> Callable[[], object]:
    chance = random.Random(1)  # noqa: S311 - figures, no secret
    values = [chance.random() for _ in range(MANY)]
    lows = [value - 0.1 * chance.random() for value in values]
    highs = [value + 0.1 * chance.random() for value in values]
    return lambda: places(values, lows, highs)


def _organisation(number: int) -> Organisation:
    return Organisation(
        slug=f"number-{number}",
        name=f"Borough of Number {number}",
        kind=Kind.COUNCIL,
        sector=SECTORS[number % len(SECTORS)],
        country="XX",
        website=f"https://number-{number}.test",
        accounts=(Account(network="bluesky", handle=f"number-{number}.test", role=Role.MAIN),),
        file=PurePosixPath(f"councils/number-{number}.yml"),
    )


def _observed(number: int) -> Observation:
    return Observation(
        night=NIGHT,
        organisation=f"number-{number}",
        network="bluesky",
        account=f"number-{number}.test",
        facts=_facts(random.Random(number)),  # noqa: S311 - the same
    )


def _facts(chance: random.Random) -> Facts:
    followers = round(10 ** chance.uniform(2.5, 6))
    following = round(followers * chance.uniform(0.01, 1.2))
    drawn = min(following, 390)
    threads = [min(10, chance.randrange(1, 7)) for _ in range(THREADS)]
    shares = sorted(chance.random() for _ in range(2))
    answered, liked = (
        [sum(chance.random() < p for _ in range(m)) for m in threads] for p in shares
    )
    either = [max(pair) for pair in zip(answered, liked, strict=True)]
    waits = [round(chance.expovariate(1 / 20_000)) for _ in range(OPENINGS)]
    facts = Facts(
        followers=followers,
        following=following,
        listed=following,
        drawn=drawn,
        mutual=round(drawn * chance.random()),
        days_observed=30,
        originals_by_day=tuple(2 + chance.randrange(5) for _ in range(30)),
        reposts_by_day=tuple(chance.randrange(3) for _ in range(30)),
        promotions_by_day=(1, 0, 2) * 10,
        weeks_observed=12,
        people_by_week=tuple(chance.randrange(40) for _ in range(12)),
        zone="Europe/London",
        languages=("en",),
        openings_kind=OpeningKind.REPLIES,
        answered=cluster_sums(answered, threads).flat,
        acknowledged=cluster_sums(liked, threads).flat,
        responded=cluster_sums(either, threads).flat,
        answer_waits=tuple(wait for wait in waits if wait < WEEK),
        open_waits=tuple(WEEK for wait in waits if wait >= WEEK) + (WEEK,) * 5,
    )
    return _replying(facts, chance)


def _replying(facts: Facts, chance: random.Random) -> Facts:
    replies = [chance.randrange(9) for _ in range(30)]
    signs = cluster_sums([min(r, 2) for r in replies if r], [r for r in replies if r]).flat
    cells = chance.choices(range(2016), k=round(REPLIES * chance.uniform(0.5, 2)))
    hours = sorted(set(cells))
    return replace(
        facts,
        replies_by_day=tuple(replies),
        conversations=sum(replies),
        people=sum(replies) // 2,
        reply_hours=tuple(hours),
        reply_hour_counts=tuple(map(cells.count, hours)),
        signed=signs,
        thanked=signs,
        apologised=signs,
        invited=signs,
    )


def _figures(found: Standings) -> int:
    return sum(
        value.estimate.value is not None for values in found.values.values() for value in values
    )


def _ranked(found: Standings) -> int:
    return sum(len(league.ranked) for league in found.leagues.values())
