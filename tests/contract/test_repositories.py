"""What both networks' directory and data servers hold, and how they refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import libipld
import pytest

if TYPE_CHECKING:
    from tests.contract.conftest import Net

LIST = "com.atproto.repo.listRecords"
REPO = "com.atproto.sync.getRepo"
STATUS = "com.atproto.sync.getRepoStatus"
FOLLOW = "app.bsky.graph.follow"
LIKE = "app.bsky.feed.like"
GONE = ["deactivated", "takendown", "deleted", "tombstoned"]


def server_of(net: Net, did: str) -> str:
    """Return a DID known to the directory on the same data server: the gone may have none."""
    return did if net.directory(did).is_success else net.watched[0].did


def longest(net: Net) -> str:
    """Return who follows most."""
    return max(net.watched, key=lambda account: account.follow_records).did


def test_the_document_names_the_handle_and_the_server(net: Net) -> None:
    for account in net.watched:
        document = net.directory(account.did).json()
        assert document["id"] == account.did
        assert document["alsoKnownAs"][0] == f"at://{account.handle}"
        (service,) = [one for one in document["service"] if one["id"] == "#atproto_pds"]
        assert service["type"] == "AtprotoPersonalDataServer"
        assert service["serviceEndpoint"].startswith("http")


def test_an_unknown_did_is_not_in_the_directory(net: Net) -> None:
    reply = net.directory(net.missing[0])
    assert reply.status_code == 404
    assert "message" in reply.json()


def test_a_tombstoned_did_has_no_document(net: Net) -> None:
    assert net.directory(net.lost("tombstoned")[0]).status_code in (404, 410)


@pytest.mark.parametrize("state", ["deactivated", "takendown", "deleted"])
def test_the_directory_does_not_know_who_is_gone(net: Net, state: str) -> None:
    assert net.directory(net.lost(state)[0]).status_code == 200


def test_the_follow_records_name_the_true_follows(net: Net) -> None:
    for account in net.watched:
        records = net.records(account.did, FOLLOW)
        subjects = {record["value"]["subject"] for record in records}
        assert subjects - {account.did} == account.follows
        assert len(records) == account.follow_records


def test_the_like_records_are_the_true_likes(net: Net) -> None:
    for account in net.watched:
        found = {
            record["uri"]: record["value"]["subject"]["uri"]
            for record in net.records(account.did, LIKE)
            if net.is_known(record["value"]["createdAt"])
        }
        others = {
            uri: subject
            for uri, subject in found.items()
            if subject.split("/")[2] not in account.own
        }
        assert others == account.likes


def test_records_are_listed_newest_first_and_shaped_alike(net: Net) -> None:
    records = net.records(net.watched[0].did, FOLLOW)
    keys = [record["uri"].rsplit("/", 1)[1] for record in records]
    assert keys == sorted(keys, reverse=True)
    for record in records:
        assert record.keys() == {"uri", "cid", "value"}
        assert record["value"].keys() == {"$type", "subject", "createdAt"}


def test_the_last_page_of_records_carries_a_cursor_and_the_empty_one_none(net: Net) -> None:
    did = net.watched[0].did
    pages: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while not pages or pages[-1]["records"]:
        reply = net.pds(LIST, repo=did, collection=FOLLOW, limit=20, **cursor).json()
        pages.append(reply)
        cursor = {"cursor": reply["cursor"]} if "cursor" in reply else {}
    assert all(
        page["cursor"] == page["records"][-1]["uri"].rsplit("/", 1)[1] for page in pages[:-1]
    )
    assert pages[-1] == {"records": []}


def test_records_can_be_listed_oldest_first(net: Net) -> None:
    did = net.watched[0].did
    (oldest,) = net.pds(LIST, repo=did, collection=FOLLOW, limit=1, reverse="true").json()[
        "records"
    ]
    assert oldest == net.records(did, FOLLOW)[-1]


def test_fifty_records_are_the_default_page(net: Net) -> None:
    did = longest(net)
    reply = net.pds(LIST, at=did, repo=did, collection=FOLLOW)
    assert len(reply.json()["records"]) == 50


def test_a_collection_that_is_not_there_is_empty(net: Net) -> None:
    reply = net.pds(LIST, repo=net.watched[0].did, collection="app.bsky.nothing")
    assert (reply.status_code, reply.json()) == (200, {"records": []})


@pytest.mark.parametrize("limit", ["0", "101"])
def test_an_impossible_limit_is_an_invalid_request(net: Net, limit: str) -> None:
    did = net.watched[0].did
    reply = net.pds(LIST, repo=did, collection=FOLLOW, limit=limit)
    assert reply.status_code == 400
    assert reply.json()["error"] == "InvalidRequest"


@pytest.mark.parametrize("state", [*GONE, "missing"])
def test_who_is_gone_has_no_records(net: Net, state: str) -> None:
    did = net.lost(state)[0]
    reply = net.pds(LIST, at=server_of(net, did), repo=did, collection=FOLLOW)
    assert reply.status_code == 400
    assert reply.json() == {"error": "InvalidRequest", "message": f"Could not find repo: {did}"}


@pytest.mark.parametrize(
    ("state", "error"),
    [
        ("deactivated", "RepoDeactivated"),
        ("takendown", "RepoTakendown"),
        ("deleted", "RepoNotFound"),
        ("tombstoned", "RepoNotFound"),
        ("missing", "RepoNotFound"),
    ],
)
def test_who_is_gone_has_no_repository(net: Net, state: str, error: str) -> None:
    did = net.lost(state)[0]
    reply = net.pds(REPO, at=server_of(net, did), did=did)
    assert reply.status_code == 400
    assert reply.json()["error"] == error


def test_the_status_of_a_repository_says_what_became_of_it(net: Net) -> None:
    for state in ("deactivated", "takendown"):
        did = net.lost(state)[0]
        found = net.pds(STATUS, at=did, did=did).json()
        assert found == {"did": did, "active": False, "status": state}
    did = net.watched[0].did
    found = net.pds(STATUS, did=did).json()
    assert (found["did"], found["active"]) == (did, True)
    deleted = net.lost("deleted")[0]
    reply = net.pds(STATUS, at=deleted, did=deleted)
    assert (reply.status_code, reply.json()["error"]) == (400, "RepoNotFound")


def test_a_repository_download_holds_the_listed_records(net: Net) -> None:
    did = longest(net)
    reply = net.pds(REPO, at=did, did=did)
    assert reply.headers["content-type"] == "application/vnd.ipld.car"
    header, blocks = libipld.decode_car(reply.content)
    contents = {bytes(key): value for key, value in blocks.items()}
    commit = contents[bytes(header["roots"][0])]
    assert commit["did"] == did
    listed = {
        record["uri"].split("/", 3)[3]: record["value"]["subject"]
        for record in net.records(did, FOLLOW)
    }
    held = {
        path: contents[cid]["subject"]
        for path, cid in walked(contents, bytes(commit["data"]))
        if path.startswith(f"{FOLLOW}/")
    }
    assert held == listed


def walked(contents: dict[bytes, Any], node: bytes) -> list[tuple[str, bytes]]:
    """Return the paths and blocks of a repository's tree, in order.

    https://atproto.com/specs/repository#mst-structure
    """
    tree = contents[node]
    found = walked(contents, bytes(tree["l"])) if tree["l"] else []
    path = b""
    for entry in tree["e"]:
        path = path[: entry["p"]] + entry["k"]
        found.append((path.decode(), bytes(entry["v"])))
        if entry["t"]:
            found += walked(contents, bytes(entry["t"]))
    return found


def test_each_server_refuses_what_the_other_answers(net: Net) -> None:
    did = net.watched[0].did
    at_pds = net.pds("app.bsky.actor.getProfile", actor=did)
    assert (at_pds.status_code, at_pds.json()["error"]) == (401, "AuthMissing")
    for method, params in ((LIST, {"repo": did, "collection": FOLLOW}), (REPO, {"did": did})):
        at_view = net.view(method, **params)
        assert (at_view.status_code, at_view.json()["error"]) == (501, "MethodNotImplemented")


def test_an_unknown_method_is_not_implemented(net: Net) -> None:
    reply = net.view("app.bsky.nothing")
    assert (reply.status_code, reply.json()["error"]) == (501, "MethodNotImplemented")
