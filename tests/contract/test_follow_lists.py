"""How both networks walk the lists of followers and follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.contract.conftest import Net

FOLLOWERS = "app.bsky.graph.getFollowers"
FOLLOWS = "app.bsky.graph.getFollows"
LONGEST = 5000


def walked(net: Net, method: str, did: str) -> list[str]:
    key = method.rsplit("get", 1)[1].lower()
    pages = net.pages(net.view, key, method, actor=did, limit=100)
    return [person["did"] for page in pages for person in page]


def test_the_followers_are_the_true_ones_less_those_who_are_hidden(net: Net) -> None:
    for account in net.watched:
        if account.printed_followers < LONGEST:
            found = [did for did in walked(net, FOLLOWERS, account.did) if did != account.did]
            assert sorted(found) == sorted(account.followers - account.hidden.keys())


def test_the_follows_are_true_ones(net: Net) -> None:
    for account in net.watched:
        found = set(walked(net, FOLLOWS, account.did)) - {account.did}
        assert found <= account.follows
        assert account.follows & account.followers <= found


def test_a_profile_still_counts_followers_that_a_walk_leaves_out(net: Net) -> None:
    account = net.watched[0]
    assert account.hidden
    found = walked(net, FOLLOWERS, account.did)
    assert account.printed_followers == len(found) + len(account.hidden)


@pytest.mark.parametrize("method", [FOLLOWERS, FOLLOWS])
@pytest.mark.parametrize("state", ["deactivated", "takendown", "deleted", "tombstoned", "missing"])
def test_who_is_gone_has_no_lists(net: Net, method: str, state: str) -> None:
    for name in net.lost(state):
        reply = net.view(method, actor=name)
        assert reply.status_code == 400
        assert reply.json() == {"error": "InvalidRequest", "message": f"Actor not found: {name}"}


@pytest.mark.parametrize("method", [FOLLOWERS, FOLLOWS])
def test_a_page_holds_at_most_a_hundred(net: Net, method: str) -> None:
    reply = net.view(method, actor=net.watched[0].did, limit=101)
    assert (reply.status_code, reply.json()["error"]) == (400, "InvalidRequest")


@pytest.mark.parametrize("method", [FOLLOWERS, FOLLOWS])
def test_a_malformed_cursor_breaks_the_server(net: Net, method: str) -> None:
    reply = net.view(method, actor=net.watched[0].did, cursor="nonsense")
    assert (reply.status_code, reply.json()["error"]) == (500, "InternalServerError")
