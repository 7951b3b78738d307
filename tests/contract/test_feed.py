"""What both networks show of an author's posts, and how it is paged."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.contract.conftest import Net

METHOD = "app.bsky.feed.getAuthorFeed"
LETTERS = "234567abcdefghijklmnopqrstuvwxyz"


def uris(items: list[dict[str, Any]]) -> list[str]:
    return [item["post"]["uri"] for item in items]


def milliseconds(uri: str) -> int:
    key = 0
    for letter in uri.rsplit("/", 1)[1]:
        key = key * 32 + LETTERS.index(letter)
    return (key >> 10) // 1000


def own(net: Net, organisation: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for item in net.feed(organisation["did"]) if "reason" not in item]


def test_the_feed_holds_every_reply_once(net: Net) -> None:
    for organisation in net.organisations:
        shown = [item for item in own(net, organisation) if "reply" in item["post"]["record"]]
        others = [
            item["post"]["uri"]
            for item in shown
            if f"at://{organisation['did']}/"
            not in item["post"]["record"]["reply"]["parent"]["uri"]
        ]
        sisters = {one["uri"] for one in organisation.get("sisterReplies", [])}
        true = [reply["uri"] for reply in organisation["replies"]]
        assert sorted(set(others) - sisters) == sorted(true)
        assert len(others) == len(set(others))


def test_a_reply_names_its_thread_and_its_parent(net: Net) -> None:
    for organisation in net.organisations:
        records = {item["post"]["uri"]: item["post"]["record"] for item in own(net, organisation)}
        for reply in organisation["replies"]:
            named = records[reply["uri"]]["reply"]
            assert named["root"]["uri"] == reply["root"]
            assert named["parent"]["uri"] == reply["parent"]
            assert named["parent"]["uri"].split("/")[2] == reply["parentAuthor"]


def test_the_parents_time_stands_in_its_address(net: Net) -> None:
    for organisation in net.organisations:
        for reply in organisation["replies"]:
            parent_at = datetime.fromisoformat(reply["parentCreatedAt"])
            assert milliseconds(reply["parent"]) == round(parent_at.timestamp() * 1000)


def test_posts_carry_their_own_times(net: Net) -> None:
    organisation = net.organisations[0]
    created = {one["uri"]: one["createdAt"] for one in organisation["replies"]}
    for item in own(net, organisation):
        post = item["post"]
        if post["uri"] in created:
            assert post["record"]["createdAt"] == created[post["uri"]]
        assert "indexedAt" in post


def test_the_feed_runs_newest_first(net: Net) -> None:
    times = [
        item["reason"]["indexedAt"] if "reason" in item else item["post"]["record"]["createdAt"]
        for item in net.feed(net.organisations[0]["did"])
    ]
    assert times == sorted(times, reverse=True)


def test_a_self_reply_is_shown_among_the_replies(net: Net) -> None:
    organisation = net.organisations[0]
    (item,) = [
        one for one in own(net, organisation) if one["post"]["uri"] == organisation["selfReply"]
    ]
    parent = item["post"]["record"]["reply"]["parent"]["uri"]
    assert parent.split("/")[2] == organisation["did"]


def test_a_repost_says_so_and_shows_the_others_post(net: Net) -> None:
    organisation = net.organisations[0]
    reposts = [item for item in net.feed(organisation["did"]) if "reason" in item]
    assert reposts
    for item in reposts:
        assert item["reason"]["$type"] == "app.bsky.feed.defs#reasonRepost"
        assert item["reason"]["by"]["did"] == organisation["did"]
    assert any(item["post"]["author"]["did"] != organisation["did"] for item in reposts)


def test_a_repost_of_a_reply_carries_a_reply(net: Net) -> None:
    organisation = net.organisations[0]
    assert any(
        "reason" in item and "reply" in item and "reply" in item["post"]["record"]
        for item in net.feed(organisation["did"])
    )


def test_what_a_gone_or_blocking_person_wrote_is_not_shown(net: Net) -> None:
    organisation = net.organisations[0]
    items = {item["post"]["uri"]: item for item in own(net, organisation)}
    blocker = net.truth["blocker"]["did"]
    for reply in organisation["replies"]:
        parent = items[reply["uri"]]["reply"]["parent"]
        if not reply["parentHidden"]:
            assert parent["$type"] == "app.bsky.feed.defs#postView"
            assert parent["author"]["did"] == reply["parentAuthor"]
        elif reply["parentAuthor"] == blocker:
            assert parent["$type"] == "app.bsky.feed.defs#blockedPost"
            assert parent["blocked"] is True
        else:
            assert parent["$type"] == "app.bsky.feed.defs#notFoundPost"
            assert parent["notFound"] is True
        assert parent["uri"] == reply["parent"]


def test_pages_join_without_gaps_or_repeats(net: Net) -> None:
    did = net.organisations[0]["did"]
    whole = uris(net.feed(did))
    pages = net.pages(net.view, "feed", METHOD, actor=did, limit=7)
    assert [uri for page in pages for uri in uris(page)] == whole


def test_the_last_page_carries_no_cursor(net: Net) -> None:
    did = min(net.organisations, key=lambda one: one["printed"]["posts"])["did"]
    reply = net.view(METHOD, actor=did, limit=100).json()
    assert "cursor" not in reply


def test_an_unknown_filter_is_the_default_one(net: Net) -> None:
    did = net.organisations[0]["did"]
    plain = net.view(METHOD, actor=did, limit=50).json()
    assert net.view(METHOD, actor=did, limit=50, filter="nonsense").json() == plain
    assert net.view(METHOD, actor=did, limit=50, filter="posts_with_replies").json() == plain


def test_replies_can_be_left_out(net: Net) -> None:
    did = net.organisations[0]["did"]
    feed = net.view(METHOD, actor=did, limit=100, filter="posts_no_replies").json()["feed"]
    assert feed
    assert not [one for one in feed if "reason" not in one and "reply" in one["post"]["record"]]


def test_fifty_is_the_default_page(net: Net) -> None:
    longest = max(net.organisations, key=lambda one: one["printed"]["posts"])
    assert len(net.view(METHOD, actor=longest["did"]).json()["feed"]) == 50


@pytest.mark.parametrize("limit", ["0", "101", "many"])
def test_an_impossible_limit_is_an_invalid_request(net: Net, limit: str) -> None:
    reply = net.view(METHOD, actor=net.organisations[0]["did"], limit=limit)
    assert reply.status_code == 400
    assert reply.json()["error"] == "InvalidRequest"


@pytest.mark.parametrize("state", ["deactivated", "takendown", "deleted", "tombstoned", "missing"])
def test_who_is_gone_has_no_feed(net: Net, state: str) -> None:
    account = {**net.truth["gone"], "missing": net.truth["missing"]}[state]
    reply = net.view(METHOD, actor=account["did"])
    assert reply.status_code == 400
    assert reply.json() == {"error": "InvalidRequest", "message": "Profile not found"}
