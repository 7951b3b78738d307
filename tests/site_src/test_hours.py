"""Hours of the week: spread at equal volume, and out of hours in its own time."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.model import WEEK_HOURS, Facts, Gap, State
from site_src.hours import coverage, even_hours, is_out_of_hours
from site_src.metrics import METRICS

SPREAD, LATE = METRICS["hours-coverage"], METRICS["out-of-hours-share"]
OFFICE = [5 if day < 5 and 9 <= hour < 17 else 0 for day in range(7) for hour in range(24)]
CELLS = st.dictionaries(st.integers(0, 2015), st.integers(1, 9), max_size=60)


def facts(cells: dict[int, int], weeks: int = 12, zone: str | None = "Europe/London") -> Facts:
    return Facts(
        weeks_observed=weeks,
        zone=zone,
        reply_hours=tuple(sorted(cells)),
        reply_hour_counts=tuple(cells[cell] for cell in sorted(cells)),
    )


def weekly(*hours: int, count: int = 1, weeks: range = range(12)) -> dict[int, int]:
    return {WEEK_HOURS * week + hour: count for week in weeks for hour in hours}


def test_office_hours_are_those_of_the_methods_example() -> None:
    found = coverage(OFFICE)
    assert found is not None
    assert (found.hours, found.share) == pytest.approx((38.8123, 0.5139), abs=6e-5)
    assert even_hours(100) == pytest.approx(75.5242, abs=6e-5)


def test_at_equal_volume_more_replies_are_no_more_coverage() -> None:
    some, many = coverage([4 * count for count in OFFICE]), coverage([40 * c for c in OFFICE])
    assert some is not None
    assert many is not None
    assert some.share == pytest.approx(many.share, abs=0.02)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=168), st.integers(1, 200))
def test_coverage_is_the_rarefaction_of_the_method(counts: list[int], volume: int) -> None:
    replies, found = sum(counts), coverage(counts, volume)
    if replies < volume:
        assert found is None
        return
    all_ = math.comb(replies, volume)
    expected = sum(1 - math.comb(replies - count, volume) / all_ for count in counts)
    assert found is not None
    assert found.hours == pytest.approx(expected)
    assert 0 < found.share <= 1


@given(CELLS, st.integers(0, 12), st.sampled_from([0.05, 0.0005]))
def test_the_interval_is_that_of_leaving_out_one_week_at_a_time(
    cells: dict[int, int], observed: int, alpha: float
) -> None:
    dense = {cell: 10 * count for cell, count in cells.items()}
    found = SPREAD.estimator(facts(dense, observed), alpha)
    if sum(dense.values()) < 100:
        assert found.reason is Gap.TOO_FEW
        return
    assert found.state is State.ESTIMATE
    assert found.lo is not None
    assert found.hi is not None
    assert found.value is not None
    assert 0 <= found.lo <= found.value <= found.hi <= 1


def test_the_same_hours_every_week_are_known_well_and_one_odd_week_is_not() -> None:
    steady = SPREAD.measure(facts(weekly(*range(9, 17), *range(33, 41))))
    odd = SPREAD.measure(
        facts(weekly(*range(9, 17), *range(33, 41)) | weekly(*range(100, 160), weeks=range(3, 4)))
    )
    assert steady.half is not None
    assert odd.half is not None
    assert steady.half < 0.02 < odd.half


def test_the_jackknife_is_the_textbooks() -> None:
    cells = {
        168 * week + (7 * week * hour) % 168: 1 + hour % 3
        for week in range(12)
        for hour in range(20)
    }
    ratios = []
    for out in range(12):
        by_hour = [0] * 168
        for cell, count in cells.items():
            if cell // 168 != out:
                by_hour[cell % 168] += count
        found = coverage(by_hour)
        assert found is not None
        ratios.append(found.ratio)
    mean = sum(ratios) / 12
    error = math.sqrt(11 / 12 * sum((one - mean) ** 2 for one in ratios))
    told = SPREAD.measure(facts(cells))
    assert told.half == pytest.approx(2.200985 * error, rel=1e-6)  # t(11)


def test_fewer_weeks_observed_leave_fewer_to_leave_out() -> None:
    cells = weekly(*range(9, 29), weeks=range(4, 12))
    assert SPREAD.measure(facts(cells, 8)).half != SPREAD.measure(facts(cells, 12)).half


def test_one_week_says_nothing_of_the_others() -> None:
    cells = weekly(*range(168), weeks=range(11, 12))
    found = SPREAD.measure(facts(cells, 1))
    assert (found.value, found.lo, found.hi) == (1, 0, 1)


@pytest.mark.parametrize(
    ("cell", "is_out"),
    [(8, True), (9, False), (16, False), (17, True), (4 * 24 + 12, False), (5 * 24 + 12, True)],
)
def test_office_hours_are_monday_to_friday_nine_to_five(cell: int, is_out: bool) -> None:  # noqa: FBT001
    assert is_out_of_hours(cell) is is_out
    assert is_out_of_hours(cell + 5 * WEEK_HOURS) is is_out


def test_an_even_spread_is_mostly_out_of_hours() -> None:
    found = LATE.measure(facts(weekly(*range(168))))
    assert found.value == pytest.approx(128 / 168)
    assert found.value == pytest.approx(0.7619, abs=6e-5)


def test_out_of_hours_is_not_told_where_its_time_is_not_known() -> None:
    unknown = facts(weekly(*range(20)), zone=None)
    assert LATE.measure(unknown).reason is Gap.NOT_OFFERED
    assert SPREAD.measure(unknown).value is not None


def test_days_are_clusters_so_one_night_of_trouble_widens_the_range() -> None:
    workdays = [day for day in range(80) if day % 7 < 5]
    even = {24 * day + hour: 1 for day in workdays for hour in (10, 20)}
    lumpy = {24 * day + 10: 1 for day in workdays} | {20: len(workdays)}
    narrow, wide = LATE.measure(facts(even)), LATE.measure(facts(lumpy))
    assert narrow.half is not None
    assert wide.half is not None
    assert narrow.value == wide.value == 0.5
    assert wide.half > 3 * narrow.half


@given(CELLS)
def test_every_reply_is_in_hours_or_out(cells: dict[int, int]) -> None:
    found = LATE.estimator(facts(cells))
    assert found.denominator == sum(cells.values())
    assert found.numerator == sum(n for cell, n in cells.items() if is_out_of_hours(cell))


def test_who_never_replied_has_too_few() -> None:
    for metric in (SPREAD, LATE):
        found = metric.measure(facts({}))
        assert (found.reason, found.numerator) == (Gap.TOO_FEW, 0)


def test_unread_weeks_say_why() -> None:
    for metric in (SPREAD, LATE, METRICS["consistency"]):
        assert metric.measure(Facts(timeline_gap=Gap.LOCKED)).reason is Gap.LOCKED


STEADY = METRICS["consistency"]
WEEKS = Facts(weeks_observed=12, people_by_week=(12, 15, 9, 4, 14, 11, 13, 3, 12, 16, 10, 12))


def test_steady_weeks_have_half_the_usual_people() -> None:
    found = STEADY.measure(WEEKS)
    assert (found.value, found.numerator, found.denominator) == (10 / 12, 10, 12)
    assert (found.state, found.lo, found.hi) == (State.EXACT, found.value, found.value)


def test_a_week_with_nobody_is_never_steady() -> None:
    quiet = replace(WEEKS, people_by_week=(0,) * 10 + (1, 2))
    assert STEADY.measure(quiet).value == 2 / 12


def test_a_young_account_is_measured_by_its_own_weeks() -> None:
    young = replace(WEEKS, weeks_observed=8, people_by_week=(0, 0, 0, 9, *[10] * 7, 4))
    assert (STEADY.measure(young).numerator, STEADY.measure(young).denominator) == (7, 8)
    assert STEADY.measure(replace(young, weeks_observed=7)).reason is Gap.TOO_FEW
    assert STEADY.measure(replace(young, weeks_observed=0)).denominator == 0
