"""What both networks show of an author's posts, and how it is paged."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.contract.conftest import Net, Watched

METHOD = "app.bsky.feed.getAuthorFeed"
LETTERS = "234567abcdefghijklmnopqrstuvwxyz"


def uris(items: list[dict[str, Any]]) -> list[str]:
    return [item["post"]["uri"] for item in items]


def milliseconds(uri: str) -> int:
    key = 0
    for letter in uri.rsplit("/", 1)[1]:
        key = key * 32 + LETTERS.index(letter)
    return (key >> 10) // 1000


def own(net: Net, account: Watched) -> list[dict[str, Any]]:
    return [item for item in net.feed(account.did) if "reason" not in item]


def parent_author(item: dict[str, Any]) -> str:
    uri: str = item["post"]["record"]["reply"]["parent"]["uri"]
    return uri.split("/")[2]


def test_the_feed_holds_every_reply_once(net: Net) -> None:
    for account in net.watched:
        shown = [
            item["post"]["uri"]
            for item in own(net, account)
            if "reply" in item["post"]["record"]
            and parent_author(item) not in account.own
            and net.is_known(item["post"]["record"]["createdAt"])
        ]
        assert sorted(shown) == sorted(reply["uri"] for reply in account.replies)


def test_a_reply_names_its_thread_its_parent_and_its_time(net: Net) -> None:
    for account in net.watched:
        records = {item["post"]["uri"]: item["post"]["record"] for item in own(net, account)}
        for reply in account.replies:
            record = records[reply["uri"]]
            assert record["createdAt"] == reply["createdAt"]
            assert record["reply"]["root"]["uri"] == reply["root"]
            assert record["reply"]["parent"]["uri"] == reply["parent"]
            assert reply["parent"].split("/")[2] == reply["parentAuthor"]


def test_the_parents_time_stands_in_its_address(net: Net) -> None:
    for account in net.watched:
        for reply in account.replies:
            parent_at = datetime.fromisoformat(reply["parentCreatedAt"])
            assert milliseconds(reply["parent"]) == round(parent_at.timestamp() * 1000)


def test_the_feed_runs_newest_first(net: Net) -> None:
    items = net.feed(net.watched[0].did)
    times = [one["reason"] if "reason" in one else one["post"] for one in items]
    assert [one["indexedAt"] for one in times] == sorted(
        (one["indexedAt"] for one in times), reverse=True
    )


def test_self_replies_are_shown_among_the_replies(net: Net) -> None:
    items = own(net, net.watched[0])
    replies = [item for item in items if "reply" in item["post"]["record"]]
    assert any(parent_author(item) == net.watched[0].did for item in replies)


def test_a_repost_says_so_and_shows_the_others_post(net: Net) -> None:
    account = net.watched[0]
    reposts = [item for item in net.feed(account.did) if "reason" in item]
    for item in reposts:
        assert item["reason"]["$type"] == "app.bsky.feed.defs#reasonRepost"
        assert item["reason"]["by"]["did"] == account.did
        assert item["reason"]["uri"].startswith(f"at://{account.did}/app.bsky.feed.repost/")
    assert any(item["post"]["author"]["did"] != account.did for item in reposts)


def test_a_repost_of_a_reply_carries_a_reply(net: Net) -> None:
    reposts = [one for who in net.watched for one in net.feed(who.did) if "reason" in one]
    of_replies = [one for one in reposts if "reply" in one["post"]["record"]]
    assert of_replies
    assert all("reply" in one for one in of_replies)


def test_what_a_gone_or_blocking_person_wrote_is_not_shown(net: Net) -> None:
    kinds = set()
    for account in net.watched:
        items = {item["post"]["uri"]: item for item in own(net, account)}
        for reply in account.replies:
            parent = items[reply["uri"]]["reply"]["parent"]
            assert parent["uri"] == reply["parent"]
            kinds.add(parent["$type"].rsplit("#", 1)[1])
            if not reply["parentHidden"]:
                assert parent["$type"] == "app.bsky.feed.defs#postView"
                assert parent["author"]["did"] == reply["parentAuthor"]
            elif account.hidden.get(reply["parentAuthor"]) == "blocking":
                assert parent["$type"] == "app.bsky.feed.defs#blockedPost"
                assert parent["blocked"] is True
            else:
                assert parent["$type"] == "app.bsky.feed.defs#notFoundPost"
                assert parent["notFound"] is True
    assert {"postView", "notFoundPost"} <= kinds


def test_pages_join_without_gaps_or_repeats(net: Net) -> None:
    did = net.watched[0].did
    whole = uris(net.feed(did))
    pages = net.pages(net.view, "feed", METHOD, actor=did, limit=7)
    assert [uri for page in pages for uri in uris(page)] == whole


def test_a_page_that_is_not_full_carries_no_cursor(net: Net) -> None:
    for account in net.watched:
        reply = net.view(METHOD, actor=account.did, limit=100).json()
        assert ("cursor" in reply) == (len(net.feed(account.did)) > 100)


def test_an_unknown_filter_is_the_default_one(net: Net) -> None:
    did = net.watched[0].did
    plain = net.view(METHOD, actor=did, limit=50).json()
    assert net.view(METHOD, actor=did, limit=50, filter="nonsense").json() == plain
    assert net.view(METHOD, actor=did, limit=50, filter="posts_with_replies").json() == plain


def test_fifty_is_the_default_page(net: Net) -> None:
    busy = next(one for one in net.watched if len(net.feed(one.did)) > 50)
    assert len(net.view(METHOD, actor=busy.did).json()["feed"]) == 50


@pytest.mark.parametrize("limit", ["0", "101", "many"])
def test_an_impossible_limit_is_an_invalid_request(net: Net, limit: str) -> None:
    reply = net.view(METHOD, actor=net.watched[0].did, limit=limit)
    assert reply.status_code == 400
    assert reply.json()["error"] == "InvalidRequest"


@pytest.mark.parametrize("state", ["deactivated", "takendown", "deleted", "tombstoned", "missing"])
def test_who_is_gone_has_no_feed(net: Net, state: str) -> None:
    for name in net.lost(state):
        reply = net.view(METHOD, actor=name)
        assert reply.status_code == 400
        assert reply.json() == {"error": "InvalidRequest", "message": "Profile not found"}
