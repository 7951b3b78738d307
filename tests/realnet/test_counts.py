"""What was recorded and explained of a real network is what is true there: no tolerance."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from collector.model import Facts, Observation

    Account = dict[str, Any]
    FactsOf = Callable[[Account], Facts]
    RowOf = Callable[[str, str | None], Observation]
    Explained = Callable[[str], list[dict[str, Any]]]

pytestmark = pytest.mark.realnet

END = datetime(2026, 6, 1, tzinfo=UTC)
START = END - timedelta(days=30)


def in_window(acts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [act for act in acts if START <= datetime.fromisoformat(act["createdAt"]) < END]


def pairs(replies: Iterable[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(reply["root"], reply["parentAuthor"]) for reply in in_window(replies)}


def people(replies: Iterable[dict[str, Any]]) -> set[str]:
    return {reply["parentAuthor"] for reply in in_window(replies)}


def value(rows: list[dict[str, Any]], account: str | None, metric: str) -> dict[str, Any]:
    (found,) = [one for one in rows if (one["account"], one["metric"]) == (account, metric)]
    return found


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
    measured: list[Account], facts: FactsOf, explained: Explained
) -> None:
    for account in measured:
        found = facts(account)
        followers, follows, mutual = lists(account, found)
        rate = value(explained(account["slug"]), account["handle"], "follow-back-rate")
        back = value(explained(account["slug"]), account["handle"], "reciprocity")
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


def test_following_per_follower_is_the_true_ratio(
    measured: list[Account], facts: FactsOf, explained: Explained
) -> None:
    for account in measured:
        followers, follows, _ = lists(account, facts(account))
        ratio = value(explained(account["slug"]), account["handle"], "following-per-follower")
        if followers:
            assert (ratio["numerator"], ratio["denominator"]) == (follows, followers)
        else:
            assert (ratio["state"], ratio["reason"]) == ("gap", "no_followers")


def test_nobodys_follower_and_nobodys_friend_has_gaps_with_their_reasons(
    explained: Explained,
) -> None:
    rows = explained("still-council")
    rate = value(rows, "council-still.test", "follow-back-rate")
    back = value(rows, "council-still.test", "reciprocity")
    assert (rate["state"], rate["reason"]) == ("gap", "no_followers")
    assert (back["state"], back["reason"]) == ("gap", "follows_nobody")


def test_conversations_and_people_are_the_true_ones(
    measured: list[Account], facts: FactsOf, explained: Explained
) -> None:
    for account in measured:
        conversations, persons = len(pairs(account["replies"])), len(people(account["replies"]))
        found = facts(account)
        assert found.days_observed == 30
        assert (found.conversations, found.people) == (conversations, persons), account["handle"]
        rows = explained(account["slug"])
        assert value(rows, account["handle"], "conversations")["value"] == conversations
        assert value(rows, account["handle"], "people")["value"] == persons


def test_replies_and_originals_of_the_window_are_the_true_ones(
    measured: list[Account], facts: FactsOf, explained: Explained
) -> None:
    for account in measured:
        replies, originals = in_window(account["replies"]), in_window(account["originals"])
        found = facts(account)
        assert sum(found.replies_by_day or ()) == len(replies), account["handle"]
        assert sum(found.originals_by_day or ()) == len(originals), account["handle"]
        share = value(explained(account["slug"]), account["handle"], "reply-share")
        assert share["numerator"] == len(replies)
        assert share["denominator"] == len(replies) + len(originals)


def test_each_reply_stands_on_its_own_day(measured: list[Account], facts: FactsOf) -> None:
    for account in measured:
        days = [0] * 30
        for reply in in_window(account["replies"]):
            days[(datetime.fromisoformat(reply["createdAt"]) - START).days] += 1
        assert facts(account).replies_by_day == tuple(days), account["handle"]


def test_self_replies_and_reposts_are_counted_apart(
    measured: list[Account], facts: FactsOf
) -> None:
    for account in measured:
        own = in_window([*account["selfReplies"], *account["sisterReplies"]])
        found = facts(account)
        assert sum(found.self_replies_by_day or ()) == len(own), account["handle"]
        assert sum(found.reposts_by_day or ()) == len(in_window(account["reposts"]))


def test_likes_given_are_the_true_ones(measured: list[Account], facts: FactsOf) -> None:
    for account in measured:
        liked = {like["subject"] for like in in_window(account["likes"])}
        assert facts(account).likes_given == len(liked), account["handle"]


def test_a_reply_dated_before_its_parent_is_a_clock_fault(
    measured: list[Account], facts: FactsOf
) -> None:
    for account in measured:
        early = [reply for reply in in_window(account["replies"]) if reply["seconds"] < 0]
        assert facts(account).clock_faults == len(early), account["handle"]
    assert any(facts(account).clock_faults for account in measured)


def test_two_official_accounts_pool_their_events(
    measured: list[Account], row: RowOf, explained: Explained
) -> None:
    sisters = [one for one in measured if one["slug"] == "hill-council"]
    assert len(sisters) == 2
    replies = [reply for one in sisters for reply in one["replies"]]
    originals = [post for one in sisters for post in one["originals"]]
    likes = [{like["subject"] for like in in_window(one["likes"])} for one in sisters]
    found = row("hill-council", None).facts
    assert found is not None
    assert found.conversations == len(pairs(replies))
    assert found.people == len(people(replies))
    assert found.likes_given == sum(len(subjects) for subjects in likes)
    rows = explained("hill-council")
    assert rows[0]["account"] is None
    assert value(rows, None, "conversations")["value"] == len(pairs(replies))
    assert value(rows, None, "people")["value"] == len(people(replies))
    share = value(rows, None, "reply-share")
    assert share["numerator"] == len(in_window(replies))
    assert share["denominator"] == len(in_window(replies)) + len(in_window(originals))


def test_the_follow_back_rates_of_two_accounts_pool_as_sums(
    measured: list[Account], facts: FactsOf, explained: Explained
) -> None:
    sisters = [one for one in measured if one["slug"] == "hill-council"]
    true = [lists(one, facts(one)) for one in sisters]
    followers, follows, mutual = (sum(column) for column in zip(*true, strict=True))
    rows = explained("hill-council")
    rate, back = (value(rows, None, metric) for metric in ("follow-back-rate", "reciprocity"))
    assert (rate["numerator"], rate["denominator"]) == (mutual, followers)
    assert (back["numerator"], back["denominator"]) == (mutual, follows)


def test_some_persons_are_met_by_both_sisters(measured: list[Account]) -> None:
    main, help_ = (people(one["replies"]) for one in measured if one["slug"] == "hill-council")
    assert main & help_


@pytest.mark.parametrize(
    ("slug", "reason"),
    [
        ("gone-deactivated", "suspended"),
        ("gone-takendown", "suspended"),
        ("gone-deleted", "gone"),
        ("gone-tombstoned", "gone"),
        ("gone-missing", "gone"),
        ("gone-renamed", "gone"),
        ("shy-teas", "opted_out"),
    ],
)
def test_who_is_gone_or_opted_out_has_a_reason_and_no_number(
    night: object, row: RowOf, explained: Explained, slug: str, reason: str
) -> None:
    del night
    rows = explained(slug)
    (handle,) = {one["account"] for one in rows}
    found = row(slug, handle)
    assert (found.gap, found.facts) == (reason, None)
    for one in rows:
        assert (one["state"], one["reason"]) == ("gap", reason)
        assert one["value"] is one["lo"] is one["hi"] is one["numerator"] is None


def test_a_renamed_account_is_known_by_its_new_handle(row: RowOf, town: Any) -> None:
    (renamed,) = [one for one in town.organisations if "was" in one]
    assert row(renamed["slug"], renamed["handle"]).id == renamed["did"]
