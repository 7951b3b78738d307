"""What both networks show of a thread: whole, from its root, or from a post inside it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.contract.conftest import Net, Watched

METHOD = "app.bsky.feed.getPostThread"
DEFS = "app.bsky.feed.defs#"
DEEP = {"depth": 200, "parentHeight": 0}


def thread(net: Net, uri: str, **how: int) -> dict[str, Any]:
    reply = net.view(METHOD, uri=uri, **how)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()["thread"]
    return found


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("replies", ()):
        yield from nodes(below)


def shown(node: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the posts in a thread; there is nothing else below its top."""
    found = list(nodes(node))
    assert all(one["$type"] == f"{DEFS}threadViewPost" for one in found)
    return [one["post"] for one in found]


def lately(net: Net) -> list[tuple[Watched, dict[str, Any]]]:
    """Return own originals of the last weeks that were answered."""
    return [
        (account, item["post"])
        for account in net.watched
        for item in net.feed(account.did)
        if "reason" not in item
        and "reply" not in item["post"]["record"]
        and item["post"]["replyCount"] > 0
        and net.end - timedelta(days=40)
        <= datetime.fromisoformat(item["post"]["record"]["createdAt"])
        < net.end
    ]


def parent_of(post: dict[str, Any]) -> str | None:
    reply = post["record"].get("reply")
    return str(reply["parent"]["uri"]) if reply else None


def test_a_thread_holds_everybody_who_was_answered_in_it(net: Net) -> None:
    read = 0
    for account, post in lately(net):
        found = {one["uri"] for one in shown(thread(net, post["uri"], **DEEP))}
        for reply in account.replies:
            if reply["root"] == post["uri"] and not reply["parentHidden"]:
                read += 1
                assert {reply["uri"], reply["parent"]} <= found
    assert read > 10


def test_every_answer_stands_below_what_it_answers(net: Net) -> None:
    for _, post in lately(net):
        for node in nodes(thread(net, post["uri"], **DEEP)):
            for below in node["replies"]:
                assert parent_of(below["post"]) == node["post"]["uri"]
                assert below["post"]["record"]["reply"]["root"]["uri"] == post["uri"]


def test_the_count_of_answers_is_that_of_the_thread_or_more_where_some_are_hidden(
    net: Net,
) -> None:
    for _, post in lately(net):
        found = thread(net, post["uri"], **DEEP)
        assert found["post"]["replyCount"] == post["replyCount"]
        assert len(found["replies"]) <= post["replyCount"]
    assert any(
        len(thread(net, p["uri"], **DEEP)["replies"]) == p["replyCount"] for _, p in lately(net)
    )


def test_what_stands_in_a_thread_is_whole(net: Net) -> None:
    for _, post in lately(net)[:20]:
        for one in shown(thread(net, post["uri"], **DEEP)):
            assert one["uri"].split("/")[2] == one["author"]["did"]
            assert {"text", "createdAt", "langs"} <= one["record"].keys()
            assert datetime.fromisoformat(one["indexedAt"]).tzinfo is not None
            assert isinstance(one["replyCount"], int)


def test_as_many_levels_are_shown_as_were_asked_for(net: Net) -> None:
    wholes = [thread(net, post["uri"], **DEEP) for _, post in lately(net)]
    whole = next(one for one in wholes if any(below["replies"] for below in one["replies"]))
    post = whole["post"]
    none = thread(net, post["uri"], depth=0, parentHeight=0)
    assert none["post"]["uri"] == post["uri"]
    assert not none.get("replies")
    one = thread(net, post["uri"], depth=1, parentHeight=0)
    assert [n["post"]["uri"] for n in one["replies"]] == [
        n["post"]["uri"] for n in whole["replies"]
    ]
    assert not any(below.get("replies") for below in one["replies"])


def test_above_a_post_stand_as_many_as_were_asked_for(net: Net) -> None:
    account, reply = next(
        (account, reply)
        for account in net.watched
        for reply in account.replies
        if not reply["parentHidden"] and reply["parent"] != reply["root"]
    )
    del account
    assert "parent" not in thread(net, reply["uri"], **DEEP)
    above = thread(net, reply["uri"], depth=0, parentHeight=1)["parent"]
    assert above["post"]["uri"] == reply["parent"]
    assert "parent" not in above
    whole = thread(net, reply["uri"], depth=0)
    while "parent" in whole:
        whole = whole["parent"]
    assert whole.get("post", whole).get("uri") == reply["root"]


def test_a_post_inside_a_thread_leads_to_what_is_below_it_alone(net: Net) -> None:
    inside = [
        one["uri"]
        for _, post in lately(net)
        for one in shown(thread(net, post["uri"], **DEEP))
        if parent_of(one) and one["replyCount"]
    ]
    assert inside
    for uri in inside[:10]:
        posts = shown(thread(net, uri, **DEEP))
        assert posts[0]["uri"] == uri
        known = {uri}
        for one in posts[1:]:
            assert parent_of(one) in known
            known.add(one["uri"])


def test_the_gone_and_the_blocking_are_left_out_and_what_is_below_them_too(net: Net) -> None:
    met = 0
    for account in net.watched:
        for reply in account.replies:
            if reply["parentHidden"] and reply["root"] != reply["parent"]:
                answer = net.view(METHOD, uri=reply["root"], **DEEP)
                if answer.status_code == 200:
                    met += 1
                    posts = {one["uri"] for one in shown(answer.json()["thread"])}
                    assert reply["parent"] not in posts
                    assert reply["uri"] not in posts
    if not met:
        pytest.skip("nobody who answered an own post is gone or blocking on this network")


def test_an_answer_to_somebody_who_is_gone_is_shown_by_itself(net: Net) -> None:
    hidden = [r for account in net.watched for r in account.replies if r["parentHidden"]]
    assert hidden
    for reply in hidden:
        assert thread(net, reply["uri"], **DEEP)["post"]["uri"] == reply["uri"]
        above = thread(net, reply["uri"], depth=0, parentHeight=1)["parent"]
        assert above["uri"] == reply["parent"]
        assert above["$type"] in (f"{DEFS}notFoundPost", f"{DEFS}blockedPost")


def test_a_root_that_is_gone_is_not_found(net: Net) -> None:
    gone = [
        reply["parent"]
        for account in net.watched
        for reply in account.replies
        if reply["parentHidden"] and account.hidden.get(reply["parentAuthor"]) != "blocking"
    ]
    for uri in [*gone[:5], f"at://{net.watched[0].did}/app.bsky.feed.post/3aaaaaaaaaaaa"]:
        reply = net.view(METHOD, uri=uri, **DEEP)
        assert reply.status_code == 400
        assert reply.json() == {"error": "NotFound", "message": f"Post not found: {uri}"}


def test_an_impossible_depth_is_an_invalid_request(net: Net) -> None:
    uri = lately(net)[0][1]["uri"]
    for depth in (-1, 1001, "deep"):
        reply = net.view(METHOD, uri=uri, depth=depth)
        assert reply.status_code == 400
        assert reply.json()["error"] == "InvalidRequest"


def test_posts_say_their_language_and_where_links_and_mentions_stand(net: Net) -> None:
    kinds = set()
    for account in net.watched:
        for item in net.feed(account.did):
            record = item["post"]["record"]
            text = record["text"].encode()
            assert all(isinstance(language, str) for language in record["langs"])
            for facet in record.get("facets", ()):
                start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
                assert text[start:end].decode()
                for feature in facet["features"]:
                    kinds.add(feature["$type"])
                    if feature["$type"].endswith("#link"):
                        assert text[start:end].decode() == feature["uri"]
    assert kinds <= {"app.bsky.richtext.facet#link", "app.bsky.richtext.facet#mention"}
