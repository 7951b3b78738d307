"""The follow-back is found exactly where that is cheap, and sampled where it is not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import Busy
from collector.interval import follow_back_share
from collector.sample import follow_back, needed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collector.model import FollowBack


@dataclass
class World:
    """An account, whom it follows, and which of those follow it."""

    follows: list[str]
    followers: set[str]
    batches: list[list[str]] = field(default_factory=list)
    walks: int = 0
    lists: int = 0

    async def list_follows(self) -> Sequence[str]:
        self.lists += 1
        return self.follows

    async def check(self, ids: Sequence[str]) -> int:
        self.batches.append(list(ids))
        return sum(one in self.followers for one in ids)

    async def list_followers(self) -> set[str]:
        self.walks += 1
        return self.followers

    def find(self, *, followers: int | None = None, seed: str = "did, 2026-W01") -> FollowBack:
        return asyncio.run(
            follow_back(
                followers=len(self.followers) if followers is None else followers,
                following=len(self.follows),
                seed=seed,
                list_follows=self.list_follows,
                check=self.check,
                list_followers=self.list_followers,
            )
        )


def world(following: int, mutual: int, others: int = 0) -> World:
    follows = [f"f{number}" for number in range(following)]
    follows.sort(key=lambda name: name[::-1])
    return World(follows, {*follows[:mutual], *(f"o{number}" for number in range(others))})


def test_who_follows_nobody_is_asked_nothing() -> None:
    nobody = world(0, 0, others=50)
    found = nobody.find()
    assert (found.listed, found.drawn, found.mutual) == (0, 0, 0)
    assert (nobody.lists, nobody.walks, nobody.batches) == (0, 0, [])


@pytest.mark.parametrize(("following", "mutual"), [(1, 0), (30, 30), (31, 4), (900, 450)])
def test_up_to_nine_hundred_follows_are_all_looked_at(following: int, mutual: int) -> None:
    some = world(following, mutual)
    found = some.find(followers=100_000)
    assert (found.listed, found.drawn, found.mutual) == (following, following, mutual)
    assert found.followers is None
    assert all(len(batch) <= 30 for batch in some.batches)
    assert sorted(one for batch in some.batches for one in batch) == sorted(some.follows)


def test_a_few_followers_are_walked_instead_of_many_follows() -> None:
    famous = world(5000, 80, others=20)
    found = famous.find()
    assert (found.listed, found.drawn, found.mutual, found.followers) == (5000, 5000, 80, 100)
    assert (famous.walks, famous.batches) == (1, [])


def test_who_has_no_followers_is_walked_too() -> None:
    assert world(40, 0).find().followers == 0


def test_drawing_stops_as_soon_as_it_is_precise_enough() -> None:
    many = world(9500, 9000, others=1000)
    found = many.find()
    assert 120 <= found.drawn < 700
    share = follow_back_share(
        followers=10_000, following=9500, listed=9500, drawn=found.drawn, mutual=found.mutual
    )
    assert share.half <= 0.03


def test_drawing_never_stops_before_the_least_number() -> None:
    assert world(1000, 0, others=5).find(followers=10**6).drawn == 120


@pytest.mark.heavy
def test_drawing_stops_at_the_greatest_number() -> None:
    found = world(60_000, 15_000, others=15_000).find()
    assert (found.listed, found.drawn) == (60_000, 2400)


def test_the_same_list_in_another_order_gives_the_same_draw() -> None:
    one, other = world(3000, 1500, others=20_000), world(3000, 1500, others=20_000)
    other.follows.reverse()
    assert one.find() == other.find()
    assert one.batches == other.batches


def test_another_week_draws_others() -> None:
    one, other = world(3000, 1500, others=20_000), world(3000, 1500, others=20_000)
    one.find(seed="did, 2026-W01")
    other.find(seed="did, 2026-W02")
    assert one.batches != other.batches


def test_nobody_is_drawn_twice() -> None:
    some = world(3000, 1500, others=3000)
    some.follows += some.follows[:500]
    some.find()
    drawn = [one for batch in some.batches for one in batch]
    assert len(drawn) == len(set(drawn))


def test_a_failing_look_up_passes_through() -> None:
    async def fail(_: Sequence[str]) -> int:
        raise Busy("come back later")

    some = world(50, 10)
    with pytest.raises(Busy):
        asyncio.run(
            follow_back(
                followers=100_000,
                following=50,
                seed="s",
                list_follows=some.list_follows,
                check=fail,
                list_followers=some.list_followers,
            )
        )


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_needed_is_never_more_than_there_are(followers: int, following: int) -> None:
    assert 0 <= needed(followers, following) <= following


@given(st.integers(1, 10**6), st.data())
def test_none_is_needed_where_the_counts_suffice(followers: int, data: st.DataObject) -> None:
    following = data.draw(st.integers(0, int(0.06 * followers)))
    assert needed(followers, following) == 0


@given(st.integers(1, 10**5), st.integers(1, 10**5))
def test_more_precision_needs_no_fewer(followers: int, following: int) -> None:
    assert needed(followers, following, 0.01) >= needed(followers, following, 0.03)
