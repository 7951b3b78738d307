"""How both networks say who follows whom, for accounts of every standing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.contract.conftest import Net

METHOD = "app.bsky.graph.getRelationships"


def test_the_mutual_follows_are_the_true_ones(net: Net) -> None:
    for organisation in net.organisations:
        found = net.relationships(organisation["did"], organisation["follows"])
        blocked = [one for one in found if "blockedBy" in one]
        mutual = [one for one in found if "following" in one and "followedBy" in one]
        hidden = organisation.get("hiddenMutuals", 0)
        assert len(mutual) - len(blocked) == organisation["mutuals"] + hidden


def test_relationships_name_the_follow_records(net: Net) -> None:
    organisation = net.organisations[0]
    both = set(organisation["follows"]) & set(organisation["followers"])
    other = min(both)
    reply = net.view(METHOD, actor=organisation["did"], others=[other]).json()
    (one,) = reply["relationships"]
    assert reply["actor"] == organisation["did"]
    assert one["did"] == other
    assert one["following"].startswith(f"at://{organisation['did']}/app.bsky.graph.follow/")
    assert one["followedBy"].startswith(f"at://{other}/app.bsky.graph.follow/")


def test_relationships_come_in_the_order_asked(net: Net) -> None:
    others = [account["did"] for account in net.truth["accounts"][:30]][::-1]
    found = net.relationships(net.organisations[0]["did"], others)
    assert [one["did"] for one in found] == others


def test_thirty_others_are_taken_and_no_more(net: Net) -> None:
    others = [account["did"] for account in net.truth["accounts"][:31]]
    actor = net.organisations[0]["did"]
    assert len(net.view(METHOD, actor=actor, others=others[:30]).json()["relationships"]) == 30
    reply = net.view(METHOD, actor=actor, others=others)
    assert reply.status_code == 400
    assert reply.json()["error"] == "InvalidRequest"


def test_a_handle_among_the_others_is_not_resolved(net: Net) -> None:
    handle = net.truth["accounts"][0]["handle"]
    (one,) = net.relationships(net.organisations[0]["did"], [handle])
    assert one["actor"] == handle
    assert one["notFound"] is True
    assert "did" not in one


def test_a_malformed_other_is_an_invalid_request(net: Net) -> None:
    reply = net.view(METHOD, actor=net.organisations[0]["did"], others=["not a did"])
    assert reply.status_code == 400
    assert reply.json()["error"] == "InvalidRequest"


def test_an_unknown_other_stands_in_no_relation(net: Net) -> None:
    missing = net.truth["missing"]["did"]
    (one,) = net.relationships(net.organisations[0]["did"], [missing])
    assert {key: value for key, value in one.items() if key != "$type"} == {"did": missing}


def test_an_unknown_did_as_actor_has_plain_relations(net: Net) -> None:
    missing, other = net.truth["missing"]["did"], net.organisations[0]["did"]
    reply = net.view(METHOD, actor=missing, others=[other])
    (one,) = reply.json()["relationships"]
    assert (reply.status_code, reply.json()["actor"]) == (200, missing)
    assert {key: value for key, value in one.items() if key != "$type"} == {"did": other}


def test_an_unknown_handle_as_actor_finds_nobody(net: Net) -> None:
    other = net.organisations[0]["did"]
    reply = net.view(METHOD, actor=net.truth["missing"]["handle"], others=[other])
    (one,) = reply.json()["relationships"]
    assert (reply.status_code, "actor" in reply.json()) == (200, False)
    assert (one["actor"], one["notFound"]) == (other, True)


def test_the_follow_of_a_paused_account_shows_and_that_of_a_deleted_one_does_not(net: Net) -> None:
    gone = net.truth["gone"]
    found = dict(
        zip(
            gone,
            net.relationships(
                net.organisations[0]["did"], [account["did"] for account in gone.values()]
            ),
            strict=True,
        )
    )
    assert {state for state, one in found.items() if "followedBy" in one} == {
        "deactivated",
        "takendown",
    }


def test_a_block_shows_beside_the_follow(net: Net) -> None:
    blocker = net.truth["blocker"]["did"]
    (one,) = net.relationships(net.organisations[0]["did"], [blocker])
    assert one["blockedBy"].startswith(f"at://{blocker}/app.bsky.graph.block/")
    assert one["followedBy"].startswith(f"at://{blocker}/app.bsky.graph.follow/")
