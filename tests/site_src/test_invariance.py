"""What may not change a conclusion: another order, a missing night, a row twice, a silence."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from functools import cache
from pathlib import PurePosixPath
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.interval import cluster_sums
from collector.model import (
    Account,
    Facts,
    Gap,
    Kind,
    Observation,
    OpeningKind,
    Organisation,
    Role,
    State,
    Watchlist,
)
from collector.settings import Settings
from site_src.measure import standings
from site_src.metrics import METRICS, Basis

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from site_src.model import League, Standings, Value

pytestmark = pytest.mark.slow

NIGHT = date(2026, 6, 1)
NIGHTS = 40  # enough for an earlier reading to compare with
SLUGS = tuple(f"town-{number:02}" for number in range(11))
ONE, SILENT = SLUGS[0], "silent"
# What is read every night, so that the last night alone decides it.
NIGHTLY = tuple(key for key, one in METRICS.items() if one.basis in (Basis.COUNTS, Basis.POSTS))


def organisation(slug: str, *more: str) -> Organisation:
    return Organisation(
        slug=slug,
        name=slug.title(),
        kind=Kind.COUNCIL,
        sector="unitary",
        country="GB",
        website=f"https://{slug}.test",
        accounts=tuple(
            Account(network="bluesky", handle=f"{name}.test", role=Role.MAIN)
            for name in (slug, *more)
        ),
        file=PurePosixPath(f"councils/{slug}.yml"),
    )


def everybody() -> tuple[Organisation, ...]:
    return tuple(map(organisation, SLUGS))


def posts_of(chance: Random) -> dict[str, Any]:
    """Return the columns of every night."""
    replies = tuple(chance.randrange(1, 9) for _ in range(30))
    return {
        "days_observed": 30,
        "replies_by_day": replies,
        "originals_by_day": tuple(chance.randrange(1, 9) for _ in range(30)),
        "reposts_by_day": tuple(chance.randrange(3) for _ in range(30)),
        "conversations": sum(replies) - chance.randrange(20),
        "people": sum(replies) // 2,
    }


def weeks_of(chance: Random) -> dict[str, Any]:
    """Return the columns that a full reading has besides."""
    sizes = [chance.randrange(3, 7) for _ in range(20)]
    hits = [chance.randrange(size + 1) for size in sizes]
    sums = cluster_sums(hits, sizes).flat
    cells = tuple(sorted(chance.sample(range(2016), 200)))
    return {
        "promotions_by_day": (1,) * 30,
        "weeks_observed": 12,
        "conversations_by_week": tuple(chance.randrange(20, 40) for _ in range(12)),
        "people_by_week": tuple(chance.randrange(9, 20) for _ in range(12)),
        "zone": "Europe/London",
        "reply_hours": cells,
        "reply_hour_counts": (1,) * len(cells),
        "languages": ("en",),
        "signed": sums,
        "thanked": sums,
        "apologised": sums,
        "invited": sums,
        "openings_kind": OpeningKind.MENTIONS,
        "threads_listed": 20,
        "threads_drawn": 20,
        "answered": sums,
        "acknowledged": sums,
        "responded": sums,
        "answer_waits": tuple(chance.randrange(60, 90_000) for _ in range(40)),
        "open_waits": (604_800,) * chance.randrange(9),
    }


def facts_of(slug: str, nights: int) -> Facts:
    """Return what one night says of a town: a full reading once a week."""
    chance = Random(f"{slug} {nights}")  # noqa: S311 - an example, no secret
    followers = 5000 + 10 * chance.randrange(9) - nights
    facts = Facts(followers=followers, following=900, **posts_of(chance))
    if nights % 7 != sum(map(ord, slug)) % 7:
        return facts
    mutual = 300 + chance.randrange(300)
    return replace(facts, listed=900, drawn=900, mutual=mutual, **weeks_of(chance))


def row(slug: str, nights: int, facts: Facts | Gap, account: str | None = "") -> Observation:
    return Observation(
        night=NIGHT - timedelta(days=nights),
        organisation=slug,
        network="bluesky",
        account=f"{slug}.test" if account == "" else account,
        gap=facts if isinstance(facts, Gap) else None,
        facts=None if isinstance(facts, Gap) else facts,
    )


def concluded(rows: Iterable[Observation], organisations: Sequence[Organisation]) -> Standings:
    return standings(
        rows,
        Watchlist(organisations=tuple(organisations)),
        NIGHT,
        Settings(embargo_days=0),
        is_practice=True,
        collected_at={},
    )


ROWS = tuple(
    row(slug, nights, facts_of(slug, nights)) for slug in SLUGS for nights in range(NIGHTS)
)


def differing(one: Standings, other: Standings) -> list[str]:
    """Return which conclusions differ, by name: whole standings are too much to print."""
    names = [field.name for field in fields(one) if field.name != "histories"]
    found = [name for name in names if getattr(one, name) != getattr(other, name)]
    return found if dict(one.histories) == dict(other.histories) else [*found, "histories"]


@cache
def whole() -> Standings:
    """Return what is concluded of all rows, in which somebody is ranked by every metric."""
    found = concluded(ROWS, everybody())
    assert {key for (_, key), one in found.leagues.items() if one.ranked} == set(METRICS)
    return found


@given(st.integers(0, 999))
def test_the_order_of_the_rows_changes_nothing(seed: int) -> None:
    rows = list(ROWS)
    Random(seed).shuffle(rows)  # noqa: S311 - an example, no secret
    assert differing(concluded(rows, everybody()), whole()) == []


def test_the_order_of_the_watchlist_changes_nothing_but_the_order_of_its_pages() -> None:
    found = concluded(ROWS, everybody()[::-1])
    assert differing(found, whole()) == []


def test_rows_told_twice_change_nothing() -> None:
    assert differing(concluded((*ROWS, *ROWS), everybody()), whole()) == []


def by_metric(values: Iterable[Value], account: str | None) -> dict[str, Value]:
    return {one.metric: one for one in values if one.account == account}


@given(st.sets(st.integers(1, NIGHTS - 1), min_size=1, max_size=6))
def test_a_missing_night_changes_only_what_was_read_on_it(missing: set[int]) -> None:
    gone = {NIGHT - timedelta(days=nights) for nights in missing}
    found = concluded([one for one in ROWS if one.night not in gone], everybody())
    for slug in SLUGS:
        before = by_metric(whole().values[slug], f"{slug}.test")
        for key, value in by_metric(found.values[slug], f"{slug}.test").items():
            if before[key].night not in gone:
                assert value == before[key]
            else:
                assert key not in NIGHTLY
                assert stands_instead(value, before[key])


def stands_instead(value: Value, before: Value) -> bool:
    """Return whether a value says what stands where the one before was not read.

    That is an older reading, which says its night; that it is too old; or tonight's counts alone.
    """
    assert value.night is not None
    assert before.night is not None
    if value.estimate.state is State.BOUND:
        return value.night == NIGHT
    is_old = (NIGHT - value.night).days > 14
    return value.night < before.night and is_old == (value.estimate.reason is Gap.STALE)


@given(st.sets(st.integers(1, NIGHTS - 1), min_size=1, max_size=6))
def test_a_missing_night_moves_nobody_by_what_is_read_every_night(missing: set[int]) -> None:
    gone = {NIGHT - timedelta(days=nights) for nights in missing}
    found = concluded([one for one in ROWS if one.night not in gone], everybody())
    for (table, key), league in found.leagues.items():
        if key in NIGHTLY and METRICS[key].basis is Basis.COUNTS:
            assert league == whole().leagues[table, key]
        if key in ("conversations", "people", "reply-share", "broadcast-share"):
            assert league == whole().leagues[table, key]


def seats(league: League) -> dict[str, tuple[int | None, int | None, int | None]]:
    return {
        one.organisation: (one.rank, one.best, one.worst)
        for one in (*league.ranked, *league.unranked)
        if one.organisation != SILENT
    }


def silence(nights: int) -> Facts:
    """Return what is read of an account that talks to nobody, and to which nobody talks."""
    facts = Facts(
        followers=5000,
        following=0,
        days_observed=30,
        replies_by_day=(0,) * 30,
        originals_by_day=(0,) * 30,
        reposts_by_day=(0,) * 30,
        conversations=0,
        people=0,
    )
    if nights % 7:
        return facts
    empty = cluster_sums((), ()).flat
    return replace(
        facts,
        listed=0,
        drawn=0,
        mutual=0,
        promotions_by_day=(0,) * 30,
        weeks_observed=12,
        conversations_by_week=(0,) * 12,
        people_by_week=(0,) * 12,
        reply_hours=(),
        reply_hour_counts=(),
        languages=(),
        openings_kind=OpeningKind.MENTIONS,
        answered=empty,
        acknowledged=empty,
        responded=empty,
        answer_waits=(),
        open_waits=(),
    )


def test_an_organisation_that_talks_to_nobody_changes_no_others_figure() -> None:
    rows = (*ROWS, *(row(SILENT, nights, silence(nights)) for nights in range(NIGHTS)))
    found = concluded(rows, (*everybody(), organisation(SILENT)))
    for slug in SLUGS:
        assert found.values[slug] == whole().values[slug]
    for (table, key), league in found.leagues.items():
        mine = [one for one in league.ranked if one.organisation == SILENT]
        if not mine:
            assert seats(league) == seats(whole().leagues[table, key])


def test_who_talks_to_nobody_is_measured_by_what_it_does_and_no_more() -> None:
    rows = (*ROWS, *(row(SILENT, nights, silence(nights)) for nights in range(NIGHTS)))
    found = concluded(rows, (*everybody(), organisation(SILENT)))
    values = by_metric(found.values[SILENT], f"{SILENT}.test")
    zeros = {key for key, one in values.items() if one.estimate.value == 0}
    assert zeros == {
        "follow-back-rate",
        "following-per-follower",
        "conversations",
        "people",
        "consistency",
    }
    for key, one in values.items():
        assert (one.estimate.state is State.GAP) == (key not in zeros)


def test_a_second_account_that_talks_to_nobody_changes_no_figure_of_events() -> None:
    mine = [one for one in ROWS if one.organisation == ONE]
    rows = [
        *ROWS,
        *(replace(one, account=None) for one in mine),  # its events together are its one account's
        *(row(ONE, nights, silence(nights), "quiet.test") for nights in range(NIGHTS)),
    ]
    two = organisation(ONE, "quiet")
    found = concluded(rows, (two, *everybody()[1:]))
    alone = by_metric(whole().values[ONE], f"{ONE}.test")
    together = by_metric(found.values[ONE], None)
    for key, value in together.items():
        if METRICS[key].basis.is_of_events:
            assert value.estimate == alone[key].estimate
            assert (value.night, value.window) == (alone[key].night, alone[key].window)
    for slug in SLUGS[1:]:
        assert found.values[slug] == whole().values[slug]
