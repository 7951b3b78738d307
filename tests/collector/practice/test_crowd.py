from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from collector.practice.codes import DAY, HOUR
from collector.practice.crowd import SIZE, Crowd, Curve, is_blocking, is_gone

WAKING = Crowd(
    followers=Curve(knots=((0, 0), (50 * DAY, 1100), (60 * DAY, 1250), (400 * DAY, 1400))),
    others=Curve(knots=((0, 0), (400 * DAY, 60))),
    back=120,
    risen=480,
    campaign=70 * DAY,
)
NIGHTS = st.integers(1, 390).map(lambda day: day * DAY + 3 * HOUR)


@given(NIGHTS)
def test_the_counts_are_the_lengths_of_the_lists(at: int) -> None:
    listed = WAKING.listed(at)
    assert len({place for _, place in listed}) == len(listed) == WAKING.follows(at)
    mutual = [place for _, place in listed if WAKING.follower_since(place, at) is not None]
    assert len(mutual) == WAKING.mutuals(at)


def test_what_the_list_says_of_a_person_the_relationship_says_too() -> None:
    for at in (20 * DAY, 75 * DAY + 3 * HOUR, 390 * DAY):
        listed = {place: number for number, place in WAKING.listed(at)}
        for place in (*range(1500), *range(SIZE - 70, SIZE)):
            assert WAKING.followed_since(place, at) == listed.get(place)


@given(NIGHTS)
def test_a_follow_is_never_taken_back(at: int) -> None:
    assert set(WAKING.listed(at)) <= set(WAKING.listed(at + DAY))


@given(NIGHTS)
def test_the_last_follower_came_before_the_instant_and_the_next_comes_after(at: int) -> None:
    count = WAKING.followers.count(at)
    assert WAKING.followers.at(count - 1) <= at < WAKING.followers.at(count)


def test_nobody_who_is_gone_or_blocks_is_followed() -> None:
    places = [place for _, place in WAKING.listed(390 * DAY)]
    assert not any(is_gone(place) or is_blocking(place) for place in places)
