"""Openings in their windows: to the hour, to the second, each in exactly one place."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.interval import ClusterSums
from collector.model import Opening
from collector.tally.chances import Chances, windowed
from collector.tally.window import cut_off

NIGHT = date(2026, 6, 1)
END = cut_off(NIGHT)
MOMENT = timedelta(microseconds=1)


def opening(
    ago: float | timedelta, answered: float | None = None, acknowledged: float | None = None
) -> Opening:
    """Return an opening so many hours before the cut-off, met so many hours later."""
    at = END - (ago if isinstance(ago, timedelta) else timedelta(hours=ago))
    return Opening(
        at=at,
        answered_at=None if answered is None else at + timedelta(hours=answered),
        acknowledged_at=None if acknowledged is None else at + timedelta(hours=acknowledged),
    )


def alone(*some: Opening) -> Chances:
    """Return what came of openings each in a thread of its own."""
    return windowed([(one,) for one in some], NIGHT)


def share(sums: ClusterSums) -> tuple[int, int]:
    return sums.hits, sums.size


def test_the_example_of_the_method() -> None:
    """T10: the cut-off is hour 1000."""
    arrivals = [250, 256, 300, 500, 700, 900, 975.9, 976, 999]
    waits = [1, 24, 24.1, None, 3, 12, 20, 1, 0.5]
    some = [opening(1000 - arrival, wait) for arrival, wait in zip(arrivals, waits, strict=True)]
    assert share(alone(*some).answered) == (4, 6)


@pytest.mark.parametrize(
    ("ago", "is_in"),
    [
        (timedelta(hours=744), True),
        (timedelta(hours=744) + MOMENT, False),
        (timedelta(hours=24) + MOMENT, True),
        (timedelta(hours=24), False),
    ],
)
def test_answers_within_a_day_are_asked_of_openings_from_744_hours_to_24(
    ago: timedelta,
    is_in: bool,  # noqa: FBT001
) -> None:
    assert alone(opening(ago)).answered.size == is_in


@pytest.mark.parametrize(
    ("ago", "is_in"),
    [
        (timedelta(hours=888), True),
        (timedelta(hours=888) + MOMENT, False),
        (timedelta(hours=168) + MOMENT, True),
        (timedelta(hours=168), False),
    ],
)
def test_acknowledgement_is_asked_of_openings_from_888_hours_to_168(
    ago: timedelta,
    is_in: bool,  # noqa: FBT001
) -> None:
    found = alone(opening(ago))
    assert (found.acknowledged.size, found.responded.size) == (is_in, is_in)


@pytest.mark.parametrize(
    ("ago", "is_in"),
    [
        (timedelta(hours=720), True),
        (timedelta(hours=720) + MOMENT, False),
        (MOMENT, True),
        (timedelta(), False),
        (-MOMENT, False),
    ],
)
def test_waits_are_told_of_openings_from_720_hours_to_the_cut_off(
    ago: timedelta,
    is_in: bool,  # noqa: FBT001
) -> None:
    assert len(alone(opening(ago)).open_waits) == is_in


@pytest.mark.parametrize(("hours", "is_hit"), [(0, 1), (24, 1), (24.0001, 0), (None, 0)])
def test_exactly_24_hours_are_within_24_hours(hours: float | None, is_hit: int) -> None:
    assert alone(opening(100, hours)).answered.hits == is_hit


@pytest.mark.parametrize(("hours", "is_hit"), [(0, 1), (168, 1), (168.0001, 0), (None, 0)])
def test_exactly_seven_days_are_within_seven_days(hours: float | None, is_hit: int) -> None:
    found = alone(opening(400, acknowledged=hours), opening(500, answered=hours))
    assert (found.acknowledged.hits, found.responded.hits) == (is_hit, 2 * is_hit)


def test_answered_and_liked_is_one_response() -> None:
    assert share(alone(opening(400, 1, 2)).responded) == (1, 1)


def test_an_opening_is_followed_to_its_answer() -> None:
    assert alone(opening(400, 2.5)).answer_waits == (9000,)


@pytest.mark.parametrize(
    ("ago", "answered", "waits", "left_open"),
    [
        (400, 168, (168 * 3600,), ()),  # answered at the very end of its chance
        (400, 168.001, (), (168 * 3600,)),
        (400, None, (), (168 * 3600,)),
        (10, None, (), (10 * 3600,)),  # to the cut-off, when its chance is not over
        (10, 10, (), (10 * 3600,)),  # an answer at the cut-off is of the next night
        (10, 9.9, (35640,), ()),
        (168, None, (), (168 * 3600,)),
    ],
)
def test_an_opening_is_followed_to_the_cut_off_or_seven_days(
    ago: float, answered: float | None, waits: tuple[int, ...], left_open: tuple[int, ...]
) -> None:
    found = alone(opening(ago, answered))
    assert (found.answer_waits, found.open_waits) == (waits, left_open)


@pytest.mark.parametrize(("milliseconds", "seconds"), [(499, 0), (500, 1), (1499, 1), (1500, 2)])
def test_waits_are_whole_seconds_rounded_half_up(milliseconds: int, seconds: int) -> None:
    one = opening(10, milliseconds / 3_600_000)
    assert alone(one).answer_waits == (seconds,)


def test_waits_stand_in_the_order_of_the_openings() -> None:
    found = alone(opening(300, 3), opening(400, 4), opening(5), opening(350, 2), opening(6))
    assert found.answer_waits == (14400, 7200, 10800)
    assert found.open_waits == (6 * 3600, 5 * 3600)


def test_a_thread_is_a_cluster_and_one_without_openings_in_the_window_is_none() -> None:
    threads = [
        [opening(100, 1), opening(101), opening(900, 1)],
        [opening(100, 2)],
        [opening(2000, 1)],
        [],
    ]
    sums = windowed(threads, NIGHT).answered
    assert (sums.clusters, sums.size, sums.hits, sums.largest) == (2, 3, 2, 2)
    assert (sums.size_squared, sums.hits_squared, sums.hits_by_size) == (5, 2, 3)


def test_without_openings_there_is_nothing_to_sum() -> None:
    found = windowed([], NIGHT)
    assert found.answered == ClusterSums(**dict.fromkeys(ClusterSums.__slots__, 0))
    assert found.answer_waits == found.open_waits == ()


HOURS = st.floats(0, 250).map(lambda hours: round(hours, 3))
OPENINGS = st.builds(
    opening,
    st.floats(-100, 1000).map(lambda hours: round(hours, 3)),
    st.none() | HOURS,
    st.none() | HOURS,
)
THREADS = st.lists(st.lists(OPENINGS, max_size=4), max_size=6)


def between(threads: list[list[Opening]], since: float, until: float) -> list[Opening]:
    return [
        one
        for some in threads
        for one in some
        if since > (END - one.at) / timedelta(hours=1) - 1e-9 and one.at < opening(until).at
    ]


@given(THREADS)
def test_every_opening_in_a_window_is_in_exactly_one_of_hit_and_miss(
    threads: list[list[Opening]],
) -> None:
    found = windowed(threads, NIGHT)
    assert found.answered.size == len(between(threads, 744, 24))
    assert found.acknowledged.size == found.responded.size == len(between(threads, 888, 168))
    followed = len(found.answer_waits) + len(found.open_waits)
    assert followed == len(between(threads, 720, 0))
    for sums in (found.answered, found.acknowledged, found.responded):
        assert 0 <= sums.hits <= sums.size
    assert found.acknowledged.hits <= found.responded.hits


@given(THREADS, st.randoms())
def test_the_order_of_threads_and_openings_means_nothing(
    threads: list[list[Opening]], random: object
) -> None:
    shuffled = [list(some) for some in threads]
    for some in (*shuffled, shuffled):
        random.shuffle(some)  # type: ignore[attr-defined]
    assert windowed(shuffled, NIGHT) == windowed(threads, NIGHT)


@given(THREADS)
def test_no_wait_is_longer_than_the_chance(threads: list[list[Opening]]) -> None:
    found = windowed(threads, NIGHT)
    assert max((*found.answer_waits, *found.open_waits), default=0) <= 168 * 3600


def test_what_is_after_the_cut_off_belongs_to_later_nights() -> None:
    at = datetime(2026, 7, 1, tzinfo=END.tzinfo)
    later = Opening(at=at, answered_at=at)
    assert windowed([[later, opening(100, 1)]], NIGHT) == alone(opening(100, 1))


def test_what_is_dated_before_its_opening_is_no_answer_and_no_acknowledgement() -> None:
    found = alone(opening(200, -1, -1))
    assert (share(found.answered), share(found.responded)) == ((0, 1), (0, 1))
    assert (found.answer_waits, found.open_waits) == ((), (604_800,))
