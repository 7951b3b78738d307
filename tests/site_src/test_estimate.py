"""Facts become figures: the special cases of the method, one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.model import Facts, Gap, State
from site_src.metrics import METRICS

if TYPE_CHECKING:
    from site_src.model import Estimate

LISTS = Facts(followers=20_000, following=18_900, listed=18_900, drawn=390, mutual=366)
CENSUS = Facts(followers=1200, following=300, listed=300, drawn=300, mutual=231)
POSTS = Facts(
    days_observed=30,
    replies_by_day=(1, 2, 3) * 10,
    originals_by_day=(2, 1, 0) * 10,
    conversations=45,
    people=30,
)
DAYS = st.lists(st.integers(0, 9), min_size=5, max_size=5).map(tuple)


def follow_back_rate(facts: Facts, alpha: float = 0.05) -> Estimate:
    return METRICS["follow-back-rate"].estimator(facts, alpha)


def reciprocity(facts: Facts, alpha: float = 0.05) -> Estimate:
    return METRICS["reciprocity"].estimator(facts, alpha)


def following_per_follower(facts: Facts) -> Estimate:
    return METRICS["following-per-follower"].estimator(facts)


def conversations(facts: Facts) -> Estimate:
    return METRICS["conversations"].estimator(facts)


def people(facts: Facts) -> Estimate:
    return METRICS["people"].estimator(facts)


def reply_share(facts: Facts) -> Estimate:
    return METRICS["reply-share"].estimator(facts)


def broadcast_share(facts: Facts) -> Estimate:
    return METRICS["broadcast-share"].estimator(facts)


def self_promotion_share(facts: Facts) -> Estimate:
    return METRICS["self-promotion-share"].estimator(facts)


@st.composite
def facts_of_lists(draw: st.DrawFn) -> Facts:
    listed = draw(st.integers(1, 5000))
    drawn = draw(st.integers(1, listed))
    return Facts(
        followers=draw(st.integers(0, 10**6)),
        following=draw(st.sampled_from([listed, listed + 3])),
        listed=listed,
        drawn=drawn,
        mutual=draw(st.integers(0, drawn)),
    )


def test_a_sampled_rate_counts_the_found_and_the_drawn() -> None:
    found = follow_back_rate(LISTS)
    assert found.state is State.ESTIMATE
    assert (found.numerator, found.denominator, found.n) == (366, 390, 390)
    assert found.value == pytest.approx(0.8868, abs=5e-5)


def test_a_census_counts_the_mutual_and_the_followers() -> None:
    found = follow_back_rate(CENSUS)
    assert (found.state, found.value, found.lo, found.hi) == (State.EXACT, 0.1925, 0.1925, 0.1925)
    assert (found.numerator, found.denominator, found.n) == (231, 1200, 300)


def test_walked_lists_stand_before_printed_counts() -> None:
    walked = replace(CENSUS, walked_followers=1100, following=310)
    assert follow_back_rate(walked).denominator == 1100
    assert reciprocity(walked).denominator == 300


def test_following_per_follower_takes_the_printed_counts_every_night() -> None:
    walked = replace(CENSUS, walked_followers=1100, following=310)
    assert following_per_follower(walked) == following_per_follower(
        replace(walked, listed=None, drawn=None, mutual=None, walked_followers=None)
    )
    assert following_per_follower(walked).denominator == 1200


def test_where_only_the_follows_were_walked_both_printed_counts_stand() -> None:
    printed = replace(CENSUS, following=310)
    assert follow_back_rate(printed).denominator == 1200
    assert reciprocity(printed).denominator == 310


def test_without_followers_there_is_no_rate() -> None:
    nobody = replace(LISTS, followers=0)
    assert follow_back_rate(nobody).reason is Gap.NO_FOLLOWERS
    assert following_per_follower(nobody).reason is Gap.NO_FOLLOWERS
    assert reciprocity(nobody).value == 0


def test_who_follows_nobody_has_a_true_zero_and_no_reciprocity() -> None:
    alone = Facts(followers=500, following=0)
    found = follow_back_rate(alone)
    assert (found.state, found.value, found.denominator) == (State.EXACT, 0, 500)
    assert following_per_follower(alone).value == 0
    assert reciprocity(alone).reason is Gap.FOLLOWS_NOBODY


def test_following_more_than_follow_is_no_error() -> None:
    assert following_per_follower(Facts(followers=61_000, following=64_000)).value == 64 / 61


@pytest.mark.parametrize("reason", [Gap.HIDDEN, Gap.OVER_BUDGET, Gap.LOCKED, None])
def test_lists_unread_leave_bounds_from_the_counts(reason: Gap | None) -> None:
    counts = Facts(followers=20_000, following=900, follow_back_gap=reason)
    rate, share = follow_back_rate(counts), reciprocity(counts)
    assert (rate.state, rate.reason, rate.value) == (State.BOUND, reason, None)
    assert (rate.lo, rate.hi, share.lo, share.hi) == (0, 0.045, 0, 1)


def test_an_empty_list_beside_a_printed_count_invents_no_zero() -> None:
    odd = Facts(followers=1000, following=50, listed=0, drawn=0, mutual=0)
    assert follow_back_rate(odd).state is State.BOUND


@pytest.mark.parametrize(
    ("measure", "reason"),
    [
        (follow_back_rate, Gap.NOT_OFFERED),
        (reciprocity, Gap.NOT_OFFERED),
        (following_per_follower, Gap.NOT_OFFERED),
        (conversations, Gap.LOCKED),
        (people, Gap.LOCKED),
        (reply_share, Gap.LOCKED),
    ],
)
def test_what_was_not_read_is_a_gap(measure: object, reason: Gap) -> None:
    found = measure(Facts(timeline_gap=Gap.LOCKED))  # type: ignore[operator]
    assert (found.state, found.reason, found.value) == (State.GAP, reason, None)


def test_counts_of_a_shorter_time_are_scaled_to_thirty_days() -> None:
    young = replace(POSTS, days_observed=25)
    assert (conversations(young).value, people(young).value) == (54, 36)
    assert conversations(young).numerator == 45


def test_an_account_of_no_days_has_too_few() -> None:
    assert conversations(replace(POSTS, days_observed=0)).reason is Gap.TOO_FEW


def test_reply_share_counts_replies_among_replies_and_originals() -> None:
    found = reply_share(POSTS)
    assert (found.value, found.numerator, found.denominator, found.n) == (60 / 90, 60, 90, 90)


def test_who_never_posted_has_too_few() -> None:
    silent = replace(POSTS, replies_by_day=(0,) * 30, originals_by_day=(0,) * 30)
    found = reply_share(silent)
    assert (found.reason, found.denominator) == (Gap.TOO_FEW, 0)


PAGES = Facts(
    followers=30_000,
    following=90_000,
    follower_pages=2500,
    page_sizes=(12,) * 8,
    page_hits=(3, 5, 2, 6, 4, 1, 7, 3),
)


def test_pages_of_followers_give_the_rate_without_the_follows() -> None:
    found = follow_back_rate(PAGES)
    assert (found.state, found.numerator, found.denominator) == (State.ESTIMATE, 31, 96)
    assert (found.value, found.lo, found.hi) == pytest.approx((0.3229, 0.1541, 0.534), abs=6e-5)


def test_all_pages_read_are_exact() -> None:
    found = follow_back_rate(replace(PAGES, follower_pages=8))
    assert (found.state, found.lo, found.hi) == (State.EXACT, found.value, found.value)


def test_pages_leave_reciprocity_within_the_bounds_of_the_counts() -> None:
    found = reciprocity(PAGES)
    assert (found.state, found.lo) == (State.BOUND, 0)
    assert found.hi == pytest.approx(1 / 3)


def test_empty_pages_invent_no_zero() -> None:
    empty = replace(PAGES, page_sizes=(0, 0), page_hits=(0, 0))
    assert follow_back_rate(empty).state is State.BOUND


def test_broadcasts_are_originals_and_reposts_among_all_that_is_posted() -> None:
    found = broadcast_share(replace(POSTS, reposts_by_day=(0, 0, 1) * 10))
    assert (found.value, found.numerator, found.denominator) == (0.4, 40, 100)


def test_without_reposts_nothing_is_broadcast_but_originals() -> None:
    found = broadcast_share(replace(POSTS, reposts_by_day=(0,) * 30))
    assert found.value == pytest.approx(1 - (reply_share(POSTS).value or 0))


def test_promotions_count_among_originals_alone() -> None:
    found = self_promotion_share(replace(POSTS, promotions_by_day=(1, 0, 0) * 10))
    assert (found.numerator, found.denominator) == (10, 30)
    assert found.value == pytest.approx(1 / 3)


def test_who_posts_nothing_of_its_own_promotes_too_little_to_tell() -> None:
    quiet = replace(POSTS, originals_by_day=(0,) * 30, promotions_by_day=(0,) * 30)
    assert self_promotion_share(quiet).reason is Gap.TOO_FEW


@given(facts_of_lists(), st.sampled_from([0.05, 0.001]))
def test_every_share_lies_in_its_interval_within_zero_and_one(facts: Facts, alpha: float) -> None:
    for found in (follow_back_rate(facts, alpha), reciprocity(facts, alpha)):
        if found.value is not None and found.lo is not None and found.hi is not None:
            assert 0 <= found.lo <= found.value + 1e-9
            assert found.value - 1e-9 <= found.hi <= 1


@given(facts_of_lists())
def test_the_two_shares_are_of_the_same_mutual_follows(facts: Facts) -> None:
    rate, share = follow_back_rate(facts), reciprocity(facts)
    if rate.value is not None and share.value is not None and rate.value < 1 > share.value:
        assert facts.followers is not None
        assert facts.following is not None
        assert rate.value * facts.followers == pytest.approx(share.value * facts.following)


@given(DAYS, DAYS)
def test_quiet_days_change_no_reply_share(
    replies: tuple[int, ...], originals: tuple[int, ...]
) -> None:
    found = reply_share(Facts(replies_by_day=replies, originals_by_day=originals))
    longer = Facts(replies_by_day=(0, *replies), originals_by_day=(0, *originals))
    assert reply_share(longer) == found
