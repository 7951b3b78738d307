"""The lists of a real network, recorded and explained as they truly are."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from collector.model import Facts

    Account = dict[str, Any]
    FactsOf = Callable[[Account], Facts]
    Figure = Callable[[str, str | None, str], dict[str, Any]]

pytestmark = pytest.mark.realnet


def lists(account: Account, facts: Facts) -> tuple[int, int, int]:
    """Return the true followers, follows and mutual follows, counted as the collector counted."""
    if facts.walked_followers is not None:
        return len(account["followers"]), len(account["follows"]), account["mutuals"]
    printed = account["printed"]
    mutual = account["mutuals"] + account["hiddenMutuals"]
    return printed["followers"], printed["follows"], mutual


def test_the_printed_counts_are_the_true_ones(measured: list[Account], facts: FactsOf) -> None:
    for account in measured:
        found = facts(account)
        printed = account["printed"]
        assert (found.followers, found.following, found.posts) == (
            printed["followers"],
            printed["follows"],
            printed["posts"],
        ), account["handle"]


def test_the_list_of_follows_is_the_true_one(measured: list[Account], facts: FactsOf) -> None:
    for account in measured:
        assert facts(account).listed == len(account["follows"]), account["handle"]


def test_a_census_finds_every_mutual_follow(measured: list[Account], facts: FactsOf) -> None:
    looked_at_all = 0
    for account in measured:
        found = facts(account)
        if found.drawn == found.listed:
            looked_at_all += 1
            assert found.mutual == lists(account, found)[2], account["handle"]
    assert looked_at_all >= 6


def test_a_large_list_is_drawn_from_and_the_draw_is_the_true_one(
    measured: list[Account], facts: FactsOf
) -> None:
    (agency,) = [one for one in measured if one["handle"] == "agency-fen.test"]
    found = facts(agency)
    assert found.listed is not None
    assert found.drawn is not None
    assert 120 <= found.drawn < found.listed == 2100
    ids = sorted(agency["follows"])
    random.Random(f"{agency['did']}:2026-W23").shuffle(ids)  # noqa: S311 - the same draw
    assert found.mutual == len(set(ids[: found.drawn]) & set(agency["followers"]))


def test_a_large_list_with_few_followers_is_walked(measured: list[Account], facts: FactsOf) -> None:
    (shop,) = [one for one in measured if one["handle"] == "brand-wide.test"]
    found = facts(shop)
    assert found.walked_followers == len(shop["followers"])
    assert found.drawn == found.listed == len(shop["follows"]) > 2000


def test_walked_followers_are_those_that_the_network_still_shows(
    measured: list[Account], facts: FactsOf
) -> None:
    walked = [(one, facts(one).walked_followers) for one in measured]
    for account, count in walked:
        assert count in (None, len(account["followers"])), account["handle"]


def test_follow_back_rate_and_reciprocity_are_explained_by_the_true_counts(
    measured: list[Account], facts: FactsOf, figure: Figure
) -> None:
    for account in measured:
        found = facts(account)
        followers, follows, mutual = lists(account, found)
        rate = figure(account["slug"], account["handle"], "follow-back-rate")
        back = figure(account["slug"], account["handle"], "reciprocity")
        if found.drawn != found.listed:
            assert rate["state"] == back["state"] == "estimate"
            assert (rate["numerator"], rate["denominator"]) == (found.mutual, found.drawn)
            share = (found.mutual or 0) / (found.drawn or 1)
            assert back["value"] == pytest.approx(share, rel=1e-12)
            assert rate["value"] == pytest.approx(share * follows / followers, rel=1e-12)
            assert rate["hi"] - rate["lo"] <= 0.06
            # The width is about four deviations, and no draw of any run lands six away.
            assert abs(rate["value"] - mutual / followers) <= 1.5 * (rate["hi"] - rate["lo"])
        elif rate["state"] != "gap" or rate["reason"] == "too_few":
            assert (rate["numerator"], rate["denominator"]) == (mutual, followers)
        if back["state"] == "exact":
            assert (back["numerator"], back["denominator"]) == (mutual, follows)
            assert back["value"] == pytest.approx(mutual / follows, rel=1e-12)
        if rate["state"] == "exact":
            assert rate["value"] == pytest.approx(mutual / followers, rel=1e-12)


def test_following_per_follower_is_the_ratio_of_the_printed_counts(
    measured: list[Account], figure: Figure
) -> None:
    for account in measured:
        followers, follows = account["printed"]["followers"], account["printed"]["follows"]
        ratio = figure(account["slug"], account["handle"], "following-per-follower")
        if followers:
            assert (ratio["numerator"], ratio["denominator"]) == (follows, followers)
        else:
            assert (ratio["state"], ratio["reason"]) == ("gap", "no_followers")


def test_nobodys_follower_and_nobodys_friend_has_gaps_with_their_reasons(
    figure: Figure,
) -> None:
    rate = figure("still-council", "council-still.test", "follow-back-rate")
    back = figure("still-council", "council-still.test", "reciprocity")
    assert (rate["state"], rate["reason"]) == ("gap", "no_followers")
    assert (back["state"], back["reason"]) == ("gap", "follows_nobody")


def test_the_follow_back_rates_of_two_accounts_pool_as_sums(
    measured: list[Account], facts: FactsOf, figure: Figure
) -> None:
    sisters = [one for one in measured if one["slug"] == "hill-council"]
    true = [lists(one, facts(one)) for one in sisters]
    followers, follows, mutual = (sum(column) for column in zip(*true, strict=True))
    rate, back = (
        figure("hill-council", None, metric) for metric in ("follow-back-rate", "reciprocity")
    )
    assert (rate["numerator"], rate["denominator"]) == (mutual, followers)
    assert (back["numerator"], back["denominator"]) == (mutual, follows)
