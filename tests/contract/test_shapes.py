"""Which fields both networks send: what one of them lacks, the adapter may not rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.contract.conftest import Net

AUTHOR = {"did", "handle", "associated", "labels", "createdAt"}
PROFILE = AUTHOR | {"indexedAt", "followersCount", "followsCount", "postsCount"}
LIST = {"did", "handle", "associated", "labels", "createdAt"}
POST = {
    "uri", "cid", "author", "record", "replyCount", "repostCount", "likeCount", "quoteCount",
    "bookmarkCount", "indexedAt", "labels",
}  # fmt: skip
SPEAKING = {"displayName", "description", "embed", "langs", "facets"}  # as their owners like


def keys(found: dict[str, Any]) -> set[str]:
    return found.keys() - SPEAKING


def test_a_profile_has_these_fields(net: Net) -> None:
    for name in (net.watched[0].did, net.people[0][0]):
        assert keys(net.view("app.bsky.actor.getProfile", actor=name).json()) == PROFILE


def test_a_post_has_these_fields(net: Net) -> None:
    for item in net.feed(net.watched[0].did):
        post = item["post"]
        assert keys(post) == POST
        assert keys(post["author"]) == AUTHOR
        expected = {"$type", "text", "createdAt"}
        assert keys(post["record"]) - {"reply"} == expected


def test_a_reply_refers_to_its_root_and_parent_by_address_and_hash(net: Net) -> None:
    for item in net.feed(net.watched[0].did):
        if "reply" in item["post"]["record"]:
            references = item["post"]["record"]["reply"]
            assert references.keys() == {"root", "parent"}
            assert all(one.keys() == {"uri", "cid"} for one in references.values())
            assert {"root", "parent"} <= item["reply"].keys()


def test_an_item_holds_a_post_and_what_brought_it(net: Net) -> None:
    found = {frozenset(item) for who in net.watched for item in net.feed(who.did)}
    assert found <= {
        frozenset({"post"}),
        frozenset({"post", "reply"}),
        frozenset({"post", "reason"}),
        frozenset({"post", "reply", "reason"}),
    }


def test_a_relationship_has_none_but_these_fields(net: Net) -> None:
    account = net.watched[0]
    others = sorted(account.follows | account.hidden.keys())
    for one in net.relationships(account.did, others):
        assert one["$type"] == "app.bsky.graph.defs#relationship"
        assert one.keys() <= {"$type", "did", "following", "followedBy", "blockedBy"}


def test_a_person_on_a_list_has_these_fields(net: Net) -> None:
    method = "app.bsky.graph.getFollowers"
    reply = net.view(method, actor=net.watched[0].did).json()
    assert reply.keys() - {"cursor"} == {"followers", "subject"}
    for person in reply["followers"]:
        assert keys(person) >= LIST


def test_a_like_names_its_subject_by_address_and_hash(net: Net) -> None:
    for record in net.records(net.watched[0].did, "app.bsky.feed.like"):
        assert record["value"].keys() == {"$type", "subject", "createdAt"}
        assert record["value"]["subject"].keys() == {"uri", "cid"}


def test_every_answer_is_json_but_the_download(net: Net) -> None:
    did = net.watched[0].did
    assert (
        net.view("app.bsky.actor.getProfile", actor=did)
        .headers["content-type"]
        .startswith("application/json")
    )
    assert net.directory(did).headers["content-type"].startswith("application/did+ld+json")
