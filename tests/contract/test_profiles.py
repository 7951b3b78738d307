"""What both networks print about accounts, and how they say that there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.contract.conftest import Net

ONE = "app.bsky.actor.getProfile"
MANY = "app.bsky.actor.getProfiles"
RESOLVE = "com.atproto.identity.resolveHandle"

NOT_FOUND = {"error": "InvalidRequest", "message": "Profile not found"}
WHY = {
    "deactivated": {"error": "AccountDeactivated", "message": "Account is deactivated"},
    "takendown": {"error": "AccountTakedown", "message": "Account has been suspended"},
    "deleted": NOT_FOUND,
    "tombstoned": NOT_FOUND,
}


def test_a_profile_prints_the_true_counts(net: Net) -> None:
    for account in net.watched:
        profile = net.view(ONE, actor=account.did).json()
        assert profile["handle"] == account.handle
        assert profile["followersCount"] == account.printed_followers
        assert profile["followsCount"] == account.printed_follows


def test_a_profile_counts_every_post_that_its_repository_holds(net: Net) -> None:
    for account in net.watched[:2]:
        profile = net.view(ONE, actor=account.did).json()
        assert profile["postsCount"] == len(net.records(account.did, "app.bsky.feed.post"))


def test_a_profile_holds_what_the_adapter_reads(net: Net) -> None:
    profile = net.view(ONE, actor=net.watched[0].handle).json()
    assert profile["did"] == net.watched[0].did
    assert isinstance(profile["labels"], list)
    assert profile["createdAt"].endswith("Z")


def test_a_batch_of_profiles_leaves_out_who_is_not_there_and_keeps_the_order(net: Net) -> None:
    first, second, *_ = net.watched
    gone = [did for did, _ in net.gone.values()]
    asked = [gone[0], second.handle, net.missing[0], first.did, *gone[1:]]
    profiles = net.view(MANY, actors=asked).json()["profiles"]
    assert [profile["did"] for profile in profiles] == [second.did, first.did]


def test_a_batch_prints_what_a_single_profile_prints(net: Net) -> None:
    did = net.watched[1].did
    single = net.view(ONE, actor=did).json()
    (batched,) = net.view(MANY, actors=[did]).json()["profiles"]
    counts = ("did", "handle", "followersCount", "followsCount", "postsCount", "labels")
    assert [batched[name] for name in counts] == [single[name] for name in counts]


def test_a_batch_takes_twenty_five_profiles_and_no_more(net: Net) -> None:
    dids = [did for did, _ in net.people[:26]]
    assert len(net.view(MANY, actors=dids[:25]).json()["profiles"]) == 25
    reply = net.view(MANY, actors=dids)
    assert reply.status_code == 400
    assert reply.json()["error"] == "InvalidRequest"


@pytest.mark.parametrize("state", WHY)
def test_a_single_profile_says_why_it_is_not_there(net: Net, state: str) -> None:
    for name in net.lost(state):
        reply = net.view(ONE, actor=name)
        assert reply.status_code == 400
        assert reply.json() == WHY[state]


def test_who_never_was_has_no_profile(net: Net) -> None:
    for name in net.missing:
        reply = net.view(ONE, actor=name)
        assert reply.status_code == 400
        assert reply.json() == NOT_FOUND


@pytest.mark.parametrize("actor", [None, "", "not a handle!"])
def test_a_malformed_actor_is_an_invalid_request(net: Net, actor: str | None) -> None:
    reply = net.view(ONE, **({} if actor is None else {"actor": actor}))
    assert reply.status_code == 400
    assert reply.json()["error"] == "InvalidRequest"


def test_one_malformed_actor_spoils_a_batch(net: Net) -> None:
    reply = net.view(MANY, actors=[net.watched[0].did, "not a handle!"])
    assert reply.status_code == 400
    assert reply.json()["error"] == "InvalidRequest"


def test_a_handle_resolves_to_its_did(net: Net) -> None:
    account = net.watched[0]
    reply = net.view(RESOLVE, handle=account.handle)
    assert reply.json() == {"did": account.did}


def test_a_handle_that_nobody_has_does_not_resolve(net: Net) -> None:
    reply = net.view(RESOLVE, handle=net.missing[1])
    assert reply.status_code == 400
    assert reply.json() == {"error": "InvalidRequest", "message": "Unable to resolve handle"}


def test_a_deactivated_handle_still_resolves_and_a_deleted_one_does_not(net: Net) -> None:
    for state, status in (("deactivated", 200), ("takendown", 200), ("deleted", 400)):
        assert net.view(RESOLVE, handle=net.gone[state][1]).status_code == status


def test_an_old_handle_leads_nowhere(net: Net) -> None:
    (renamed,) = [account for account in net.watched if account.was]
    assert net.view(ONE, actor=renamed.was).json() == NOT_FOUND
    assert net.view(ONE, actor=renamed.did).json()["handle"] == renamed.handle


def test_an_account_labels_itself(net: Net) -> None:
    (shy,) = [account for account in net.watched if account.opted_out]
    (label,) = net.view(ONE, actor=shy.did).json()["labels"]
    assert (label["src"], label["val"]) == (shy.did, "!no-unauthenticated")
