"""What was recorded and explained of a real network is what is true there: no tolerance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from collector.model import Facts, Observation

    Account = dict[str, Any]
    FactsOf = Callable[[Account], Facts]
    RowOf = Callable[[str, str | None], Observation]
    Figure = Callable[[str, str | None, str], dict[str, Any]]
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


def test_conversations_and_people_are_the_true_ones(
    measured: list[Account], facts: FactsOf, figure: Figure
) -> None:
    for account in measured:
        conversations, persons = len(pairs(account["replies"])), len(people(account["replies"]))
        found = facts(account)
        assert found.days_observed == 30
        assert (found.conversations, found.people) == (conversations, persons), account["handle"]
        assert figure(account["slug"], account["handle"], "conversations")["value"] == conversations
        assert figure(account["slug"], account["handle"], "people")["value"] == persons


def test_replies_and_originals_of_the_window_are_the_true_ones(
    measured: list[Account], facts: FactsOf, figure: Figure
) -> None:
    for account in measured:
        replies, originals = in_window(account["replies"]), in_window(account["originals"])
        found = facts(account)
        assert sum(found.replies_by_day or ()) == len(replies), account["handle"]
        assert sum(found.originals_by_day or ()) == len(originals), account["handle"]
        share = figure(account["slug"], account["handle"], "reply-share")
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
    measured: list[Account], row: RowOf, explained: Explained, figure: Figure
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
    assert figure("hill-council", None, "conversations")["value"] == len(pairs(replies))
    assert figure("hill-council", None, "people")["value"] == len(people(replies))
    share = figure("hill-council", None, "reply-share")
    assert share["numerator"] == len(in_window(replies))
    assert share["denominator"] == len(in_window(replies)) + len(in_window(originals))


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
