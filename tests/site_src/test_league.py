"""A league orders by the right figure and asks for enough certainty."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.interval import cluster_sums
from collector.model import Facts, Kind, OpeningKind, State
from site_src.evidence import known
from site_src.league import Entrant, league
from site_src.metrics import METRICS
from site_src.model import Estimate, League, PeerTable, Value

TABLE = PeerTable(
    id="bluesky-council",
    title="Councils on Bluesky",
    network="bluesky",
    kind=Kind.COUNCIL,
    sector=None,
    band=None,
    members=(),
)


def entrant(metric: str, number: int, hits: int, size: int, asked: list[float]) -> Entrant:
    share = hits / size

    def again(alpha: float) -> Estimate:
        asked.append(alpha)
        return Estimate(
            state=State.ESTIMATE,
            value=share,
            lo=max(0.0, share - 0.001 / alpha),
            hi=min(1.0, share + 0.001 / alpha),
            numerator=hits,
            denominator=size,
            n=size,
        )

    value = Value(
        organisation=f"o{number:02}",
        network="bluesky",
        account=None,
        metric=metric,
        estimate=again(0.05),
        night=date(2026, 6, 1),
        window=None,
        source="",
        method_version=1,
    )
    return Entrant(name=f"Town {number:02}", value=value, base=1000, again=again)


def test_each_estimate_is_measured_again_so_that_all_ranks_hold_together() -> None:
    asked: list[float] = []
    some = [entrant("follow-back-rate", n, 10 * n, 100, asked) for n in range(10)]
    asked.clear()
    found = league(TABLE, METRICS["follow-back-rate"], some)
    assert asked == [0.005] * 10
    assert [(place.best, place.worst) for place in found.ranked][4] == (1, 9)


def test_reply_shares_are_ordered_by_the_shrunken_value() -> None:
    asked: list[float] = []
    some = [entrant("reply-share", n, 100 + 20 * n, 1000, asked) for n in range(10)]
    lucky = entrant("reply-share", 99, 9, 30, asked)
    found = league(TABLE, METRICS["reply-share"], [*some, lucky])
    order = [place.organisation for place in found.ranked]
    raw = sorted(found.ranked, key=lambda place: -(place.value.estimate.value or 0))
    assert raw[0].organisation == "o99"
    assert order[0] == "o09"
    assert order.index("o99") > 0


def test_equals_share_a_rank_and_stand_by_name() -> None:
    asked: list[float] = []
    some = [entrant("reciprocity", n, 50, 100, asked) for n in reversed(range(10))]
    found = league(TABLE, METRICS["reciprocity"], some)
    assert [place.organisation for place in found.ranked] == [f"o{n:02}" for n in range(10)]
    assert {(place.rank, place.tied) for place in found.ranked} == {(1, True)}


WEEK = 604_800


def measured(metric: str, number: int, facts: Facts, kind: OpeningKind | None = None) -> Entrant:
    one = METRICS[metric]
    value = Value(
        organisation=f"o{number:02}",
        network="bluesky",
        account=None,
        metric=metric,
        estimate=one.measure(facts),
        night=date(2026, 6, 1),
        window=None,
        source="",
        method_version=1,
        kind=kind,
    )
    return Entrant(
        name=f"Town {number:02}",
        value=value,
        base=one.base(facts),
        again=one.evidence(facts),
        thin=one.thin(facts),
    )


def waits(hours: int, answered: int = 40, still_open: int = 0) -> Facts:
    return Facts(answer_waits=(3600 * hours,) * answered, open_waits=(WEEK,) * still_open)


def ranks(found: League) -> dict[str, tuple[int | None, int | None, int | None]]:
    return {one.organisation: (one.rank, one.best, one.worst) for one in found.ranked}


def test_less_time_is_better_and_not_reached_ranks_last_and_tied() -> None:
    some = [measured("time-to-answer", n, waits(20 - n)) for n in range(10)]
    some += [measured("time-to-answer", n, waits(1, 10, 30)) for n in (10, 11)]
    found = league(TABLE, METRICS["time-to-answer"], some)
    assert [one.organisation for one in found.ranked][:2] == ["o09", "o08"]
    assert [one.organisation for one in found.ranked][-2:] == ["o10", "o11"]
    assert [(one.rank, one.tied) for one in found.ranked][-2:] == [(11, True), (11, True)]
    assert ranks(found)["o00"] == (10, 10, 12)
    assert found.median == 16.5


def test_a_time_not_reached_may_still_be_first_if_its_range_begins_early() -> None:
    some = [measured("time-to-answer", n, waits(20 - n)) for n in range(10)]
    early = measured("time-to-answer", 10, waits(1, 19, 21))
    assert early.value.estimate.value is None
    found = ranks(league(TABLE, METRICS["time-to-answer"], [*some, early]))
    assert found["o10"] == (11, 1, 11)
    assert found["o09"] == (1, 1, 2)


def test_where_half_never_get_there_there_is_no_median() -> None:
    some = [measured("time-to-answer", n, waits(5 + n)) for n in range(5)]
    some += [measured("time-to-answer", n, waits(1, 10, 30)) for n in range(5, 11)]
    assert league(TABLE, METRICS["time-to-answer"], some).median is None


def test_times_are_measured_again_at_the_tables_level() -> None:
    seen = Facts(answer_waits=tuple(3600 * hour for hour in range(1, 41)), open_waits=())
    some = [measured("time-to-answer", n, seen) for n in range(10)]
    wide, narrow = some[0].again(0.005), some[0].again(0.05)
    assert (wide.lo or 0) < (narrow.lo or 0)
    found = league(TABLE, METRICS["time-to-answer"], some)
    assert set(ranks(found).values()) == {(1, 1, 10)}


def posted(originals: int) -> Facts:
    days = tuple((originals + day) % 3 for day in range(30))
    return Facts(replies_by_day=(9,) * 30, originals_by_day=days, reposts_by_day=(originals,) * 30)


def test_less_broadcasting_stands_first_by_the_raw_share() -> None:
    some = [measured("broadcast-share", n, posted(n)) for n in range(12)]
    found = league(TABLE, METRICS["broadcast-share"], some)
    assert [one.organisation for one in found.ranked] == [f"o{n:02}" for n in range(12)]
    assert all(one.shrunken is None for one in found.ranked)
    assert found.ranked[0].worst is not None
    assert found.ranked[0].worst < 12


def answered(hits: int, size: int, kind: OpeningKind, number: int, threads: int = 20) -> Entrant:
    sums = cluster_sums([hits] * threads, [size] * threads)
    return measured("answered-24h", number, Facts(answered=sums.flat), kind)


def test_answers_are_ordered_by_the_shrunken_share() -> None:
    some = [answered(n // 2, 10, OpeningKind.REPLIES, n) for n in range(12)]
    found = league(TABLE, METRICS["answered-24h"], some)
    assert all(one.shrunken is not None for one in found.ranked)
    shrunken = [one.shrunken or 0 for one in found.ranked]
    assert shrunken == sorted(shrunken, reverse=True)


def test_two_kinds_of_openings_never_share_a_table() -> None:
    some = [answered(n % 5, 10, OpeningKind.REPLIES, n) for n in range(11)]
    some += [answered(9, 10, OpeningKind.MENTIONS, n) for n in (11, 12)]
    found = league(TABLE, METRICS["answered-24h"], some)
    assert len(found.ranked) == 11
    assert [(one.organisation, one.unranked) for one in found.unranked] == [
        ("o11", "mentions counted too, in a table of replies only"),
        ("o12", "mentions counted too, in a table of replies only"),
    ]


def test_who_is_not_ranked_anyhow_does_not_decide_which_openings_count() -> None:
    some = [answered(n % 5, 10, OpeningKind.MENTIONS, n) for n in range(10)]
    some += [answered(1, 1, OpeningKind.REPLIES, n) for n in range(10, 25)]
    found = league(TABLE, METRICS["answered-24h"], some)
    assert len(found.ranked) == 10
    why = f"too few to rank: ranked from {METRICS['answered-24h'].ranked_from}"
    assert {one.unranked for one in found.unranked} == {why}


def test_a_dominating_conversation_is_shown_and_not_ranked() -> None:
    some = [answered(n % 5, 10, OpeningKind.REPLIES, n) for n in range(10)]
    sums = cluster_sums([9, *[1] * 10], [40, *[2] * 10])
    some.append(measured("answered-24h", 10, Facts(answered=sums.flat), OpeningKind.REPLIES))
    found = league(TABLE, METRICS["answered-24h"], some)
    assert [(one.organisation, one.unranked) for one in found.unranked] == [
        ("o10", "one conversation dominates")
    ]


def counted(number: int, following: int) -> Entrant:
    return measured("follow-back-rate", number, Facts(followers=10_000, following=following))


@pytest.mark.parametrize("step", [50, 700])
def test_a_table_of_bounds_alone_is_sorted_by_upper_ends_without_ranks(step: int) -> None:
    some = [counted(n, step * (1 + n)) for n in range(12)]
    found = league(TABLE, METRICS["follow-back-rate"], some)
    assert (found.ranked, found.median) == ((), None)
    assert [one.organisation for one in found.unranked] == [f"o{n:02}" for n in reversed(range(12))]
    assert all(one.unranked and one.rank is None for one in found.unranked)


def test_who_follows_nobody_makes_no_league_of_a_table_known_from_the_counts() -> None:
    some = [counted(n, 100 * n) for n in range(12)]
    found = league(TABLE, METRICS["follow-back-rate"], some)
    assert found.ranked == ()
    assert [one.organisation for one in found.unranked] == [f"o{n:02}" for n in reversed(range(12))]


def test_the_unranked_with_a_figure_stand_before_those_without() -> None:
    few = Facts(answered=cluster_sums([1] * 5, [1] * 5).flat)
    some = [measured("answered-24h", 0, few), answered(1, 10, OpeningKind.REPLIES, 1)]
    found = league(TABLE, METRICS["answered-24h"], some)
    assert [one.organisation for one in found.unranked] == ["o01", "o00"]


def test_a_narrow_bound_is_ranked_among_figures_and_a_wide_one_is_not() -> None:
    census = Facts(followers=1000, following=500, listed=500, drawn=500, mutual=0)
    some = [measured("follow-back-rate", n, replace(census, mutual=40 * n)) for n in range(10)]
    found = league(TABLE, METRICS["follow-back-rate"], [*some, counted(10, 600), counted(11, 601)])
    assert ranks(found)["o10"] == (9, 9, 11)
    assert [one.organisation for one in found.unranked] == ["o11"]


TIMES = st.lists(
    st.tuples(st.integers(1, 90), st.integers(0, 40), st.integers(0, 40)).filter(
        lambda one: one[1] + one[2] >= 30
    ),
    min_size=10,
    max_size=14,
)


@given(TIMES)
def test_every_rank_by_time_lies_in_its_interval(seen: list[tuple[int, int, int]]) -> None:
    some = [measured("time-to-answer", n, waits(*one)) for n, one in enumerate(seen)]
    found = league(TABLE, METRICS["time-to-answer"], some)
    for place in found.ranked:
        assert place.rank is not None
        assert place.best is not None
        assert place.worst is not None
        assert 1 <= place.best <= place.rank <= place.worst <= len(seen)
    values = [one.value.estimate.value for one in found.ranked]
    times = [math.inf if value is None else value for value in values]
    assert times == sorted(times)


def test_a_shrunken_rank_outside_its_interval_widens_it() -> None:
    sure = Estimate(state=State.EXACT, value=0.9, lo=0.9, hi=0.9, numerator=9, denominator=10)
    some = [answered(n % 5, 10, OpeningKind.REPLIES, n) for n in range(10)]
    odd = answered(9, 10, OpeningKind.REPLIES, 10)
    odd = replace(odd, value=replace(odd.value, estimate=sure), again=known(sure))
    for place in league(TABLE, METRICS["answered-24h"], [*some, odd]).ranked:
        assert (place.best or 0) <= (place.rank or 0) <= (place.worst or 0)
