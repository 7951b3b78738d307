"""How both networks say who follows whom, for accounts of every standing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.contract.conftest import Net

METHOD = "app.bsky.graph.getRelationships"
DELETED = ("deleted", "tombstoned")


def test_the_mutual_follows_are_the_true_ones(net: Net) -> None:
    for account in net.watched:
        others = sorted(account.follows)[:900]
        found = net.relationships(account.did, others)
        mutual = {one["did"] for one in found if "following" in one and "followedBy" in one}
        paused = {did for did, why in account.hidden.items() if why not in DELETED}
        assert mutual == set(others) & (account.followers | paused)


def test_relationships_name_the_follow_records(net: Net) -> None:
    account = net.watched[0]
    other = min(account.follows & account.followers)
    reply = net.view(METHOD, actor=account.did, others=[other]).json()
    (one,) = reply["relationships"]
    assert reply["actor"] == account.did
    assert one["did"] == other
    assert one["following"].startswith(f"at://{account.did}/app.bsky.graph.follow/")
    assert one["followedBy"].startswith(f"at://{other}/app.bsky.graph.follow/")


def test_relationships_come_in_the_order_asked(net: Net) -> None:
    others = [did for did, _ in net.people[:30]][::-1]
    found = net.relationships(net.watched[0].did, others)
    assert [one["did"] for one in found] == others


def test_thirty_others_are_taken_and_no_more(net: Net) -> None:
    others = [did for did, _ in net.people[:31]]
    actor = net.watched[0].did
    assert len(net.view(METHOD, actor=actor, others=others[:30]).json()["relationships"]) == 30
    reply = net.view(METHOD, actor=actor, others=others)
    assert reply.status_code == 400
    assert reply.json()["error"] == "InvalidRequest"


def test_a_handle_among_the_others_is_not_resolved(net: Net) -> None:
    handle = net.people[0][1]
    (one,) = net.relationships(net.watched[0].did, [handle])
    assert one["actor"] == handle
    assert one["notFound"] is True
    assert "did" not in one


def test_a_malformed_other_is_an_invalid_request(net: Net) -> None:
    reply = net.view(METHOD, actor=net.watched[0].did, others=["not a did"])
    assert reply.status_code == 400
    assert reply.json()["error"] == "InvalidRequest"


def test_an_unknown_other_stands_in_no_relation(net: Net) -> None:
    missing = net.missing[0]
    (one,) = net.relationships(net.watched[0].did, [missing])
    assert {key: value for key, value in one.items() if key != "$type"} == {"did": missing}


def test_an_unknown_did_as_actor_has_plain_relations(net: Net) -> None:
    missing, other = net.missing[0], net.watched[0].did
    reply = net.view(METHOD, actor=missing, others=[other])
    (one,) = reply.json()["relationships"]
    assert (reply.status_code, reply.json()["actor"]) == (200, missing)
    assert {key: value for key, value in one.items() if key != "$type"} == {"did": other}


def test_an_unknown_handle_as_actor_finds_nobody(net: Net) -> None:
    other = net.watched[0].did
    reply = net.view(METHOD, actor=net.missing[1], others=[other])
    (one,) = reply.json()["relationships"]
    assert (reply.status_code, "actor" in reply.json()) == (200, False)
    assert (one["actor"], one["notFound"]) == (other, True)


def test_the_follow_of_a_paused_account_shows_and_that_of_a_deleted_one_does_not(net: Net) -> None:
    account = net.watched[0]
    assert account.hidden
    for one in net.relationships(account.did, sorted(account.hidden)):
        assert ("followedBy" in one) == (account.hidden[one["did"]] not in DELETED)


def test_a_block_shows_beside_the_follow(net: Net) -> None:
    account = net.watched[0]
    blocker = next(did for did, why in account.hidden.items() if why == "blocking")
    (one,) = net.relationships(account.did, [blocker])
    assert one["blockedBy"].startswith(f"at://{blocker}/app.bsky.graph.block/")
    assert one["followedBy"].startswith(f"at://{blocker}/app.bsky.graph.follow/")
