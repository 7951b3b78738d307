"""How both networks walk the lists of followers and follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.contract.conftest import Net

FOLLOWERS = "app.bsky.graph.getFollowers"
FOLLOWS = "app.bsky.graph.getFollows"


def walked(net: Net, method: str, did: str) -> list[str]:
    key = method.rsplit("get", 1)[1].lower()
    pages = net.pages(net.view, key, method, actor=did, limit=100)
    return [person["did"] for page in pages for person in page]


def test_the_followers_are_the_true_ones(net: Net) -> None:
    for organisation in net.organisations:
        did = organisation["did"]
        hidden = set(organisation.get("hiddenFollowers", ())) | {did}
        found = walked(net, FOLLOWERS, did)
        assert set(found) - hidden == set(organisation["followers"])
        assert len(found) == len(set(found))


def test_the_first_organisations_hidden_followers_are_in_no_list(net: Net) -> None:
    organisation = net.organisations[0]
    assert sorted(walked(net, FOLLOWERS, organisation["did"])) == sorted(organisation["followers"])


def test_a_walk_leaves_out_followers_that_the_profile_still_counts(net: Net) -> None:
    organisation = net.organisations[0]
    printed = net.view("app.bsky.actor.getProfile", actor=organisation["did"]).json()
    missing = len(net.truth["gone"]) + 1
    assert printed["followersCount"] == len(organisation["followers"]) + missing


@pytest.mark.parametrize("method", [FOLLOWERS, FOLLOWS])
@pytest.mark.parametrize("state", ["deactivated", "takendown", "deleted", "tombstoned", "missing"])
def test_who_is_gone_has_no_lists(net: Net, method: str, state: str) -> None:
    did = {**net.truth["gone"], "missing": net.truth["missing"]}[state]["did"]
    reply = net.view(method, actor=did)
    assert reply.status_code == 400
    assert reply.json() == {"error": "InvalidRequest", "message": f"Actor not found: {did}"}


@pytest.mark.parametrize("method", [FOLLOWERS, FOLLOWS])
def test_a_page_holds_at_most_a_hundred(net: Net, method: str) -> None:
    reply = net.view(method, actor=net.organisations[0]["did"], limit=101)
    assert (reply.status_code, reply.json()["error"]) == (400, "InvalidRequest")


@pytest.mark.parametrize("method", [FOLLOWERS, FOLLOWS])
def test_a_malformed_cursor_breaks_the_server(net: Net, method: str) -> None:
    reply = net.view(method, actor=net.organisations[0]["did"], cursor="nonsense")
    assert (reply.status_code, reply.json()["error"]) == (500, "InternalServerError")
