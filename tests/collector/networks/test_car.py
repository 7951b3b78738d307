from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import Unreadable
from collector.networks.car import opened, records

if TYPE_CHECKING:
    from pathlib import Path

    from tests.collector.networks.conftest import Repo

FOLLOW = "app.bsky.graph.follow"
KINDS = st.sampled_from([FOLLOW, "app.bsky.feed.like", "app.bsky.graph.followed"])
RKEYS = st.text("234567abcdefghij", min_size=1, max_size=13)


def asked(car: bytes, did: str) -> list[tuple[str, str, object]]:
    return [
        (collection, rkey, value["n"])
        for collection, rkey, value in records(car, did=did, collections={FOLLOW})
    ]


def refused(car: bytes, did: str) -> str:
    with pytest.raises(Unreadable) as error:
        asked(car, did)
    return str(error.value)


def test_records_of_the_asked_collection_come_in_the_order_of_their_keys(
    new_repo: type[Repo],
) -> None:
    repo = new_repo()
    written = {f"{FOLLOW}/{n:05}": {"n": n} for n in range(200)}
    written |= {f"app.bsky.feed.like/{n:05}": {"n": -n} for n in range(200)}
    assert asked(repo.export(written), repo.did) == [(FOLLOW, f"{n:05}", n) for n in range(200)]


def test_an_empty_repository_has_no_records(new_repo: type[Repo]) -> None:
    repo = new_repo()
    assert asked(repo.export({}), repo.did) == []


@given(written=st.dictionaries(st.tuples(KINDS, RKEYS), st.integers(0, 99), max_size=40))
def test_whatever_was_written_is_read(
    new_repo: type[Repo], written: dict[tuple[str, str], int]
) -> None:
    repo = new_repo()
    car = repo.export({f"{kind}/{rkey}": {"n": n} for (kind, rkey), n in written.items()})
    wanted = sorted((kind, rkey, n) for (kind, rkey), n in written.items() if kind == FOLLOW)
    assert asked(car, repo.did) == wanted


def test_another_accounts_repository_is_refused(new_repo: type[Repo]) -> None:
    car = new_repo().export({})
    assert "commit.did" in refused(car, "did:plc:somebodyelsesomebodyelse")


def test_a_missing_block_is_refused(new_repo: type[Repo]) -> None:
    repo = new_repo()
    repo.export({f"{FOLLOW}/{n}": {"n": n} for n in range(9)})
    *_, tree, commit = repo.blocks
    del repo.blocks[tree]
    assert "tree node" in refused(repo.car(commit), repo.did)


def test_a_node_that_stands_in_the_tree_twice_is_no_endless_walk(new_repo: type[Repo]) -> None:
    repo = new_repo()
    bomb = repo.node(None, [])
    for place in range(64):
        entry = {"k": b"a/%02d" % place, "p": 0, "v": bomb, "t": bomb}
        bomb = repo.node(bomb, [entry])
    assert "twice" in refused(repo.car(repo.commit(bomb)), repo.did)


GOOD = {"k": b"a/b", "p": 0, "v": b"\x01", "t": None}


@pytest.mark.parametrize(
    ("node", "path"),
    [
        ({"l": None}, "tree node.e "),
        ({"l": 3, "e": []}, "tree node.l"),
        ({"l": None, "e": ["x"]}, "tree node.e[] "),
        ({"l": None, "e": [GOOD | {"p": 1}]}, "tree node.e[].p"),
        ({"l": None, "e": [GOOD | {"p": "0"}]}, "tree node.e[].p"),
        ({"l": None, "e": [GOOD | {"k": "a/b"}]}, "tree node.e[].k"),
        ({"l": None, "e": [GOOD | {"v": None}]}, "tree node.e[].v"),
        ({"l": None, "e": [GOOD | {"t": 7}]}, "tree node.e[].t"),
        ({"l": None, "e": [GOOD, GOOD]}, "order of its keys"),
        ({"l": None, "e": [GOOD | {"k": f"{FOLLOW}/b".encode()}]}, "record"),
        ({"l": None, "e": [GOOD | {"k": f"{FOLLOW}/é".encode()}]}, "letters"),
        (["no", "map"], "tree node "),
    ],
)
def test_a_tree_of_another_shape_is_refused_by_its_path(
    new_repo: type[Repo], node: Any, path: str
) -> None:
    repo = new_repo()
    assert path in refused(repo.car(repo.commit(repo.put(node))), repo.did)


@pytest.mark.parametrize("car", [b"", b"<html>", b"\x01", b"\xff" * 40])
def test_what_is_no_export_is_refused(car: bytes) -> None:
    assert "getRepo: file" in refused(car, "did:plc:a")


@given(place=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_a_damaged_export_raises_unreadable_or_nothing(
    new_repo: type[Repo], place: int, byte: int
) -> None:
    repo = new_repo()
    car = bytearray(repo.export({f"{FOLLOW}/{n}": {"n": n} for n in range(9)}))
    car[place % len(car)] = byte
    try:
        list(records(bytes(car), did=repo.did, collections={FOLLOW}))
    except Unreadable as error:
        assert str(error).startswith("getRepo: ")  # noqa: PT017  not raising is right too


def test_a_recorded_export_is_read(shared: Path) -> None:
    car = (shared / "data/recorded/bluesky/getRepo--indigo-greenground.car").read_bytes()
    did = "did:plc:kzcqyc3unb33eh5sxzsfs25z"
    found = list(records(car, did=did, collections={FOLLOW}))
    assert [rkey for _, rkey, _ in found] == ["3k5rgfiifs42u", "3k5vze25v5a26"]
    assert all(value["$type"] == FOLLOW for _, _, value in found)


def test_a_recorded_export_of_the_old_version_is_read(shared: Path) -> None:
    car = (shared / "data/recorded/bluesky/getRepo--indigo-paul-staging.car").read_bytes()
    did = "did:plc:cmpvykrzb2l22kj4ojlv3ox4"
    found = list(records(car, did=did, collections={FOLLOW, "app.bsky.feed.like"}))
    assert {collection for collection, _, _ in found} == {FOLLOW, "app.bsky.feed.like"}
    assert all(value["$type"] == collection for collection, _, value in found)


def test_a_recorded_file_without_a_repository_opens_but_has_no_tree(shared: Path) -> None:
    file = shared / "data/recorded/bluesky/car-file-fixtures--atproto.json"
    for case in json.loads(file.read_text(encoding="utf-8")):
        car = base64.b64decode(case["car"] + "==")
        assert len(opened(car)[1]) == len(case["blocks"])
        assert "commit.did" in refused(car, "did:plc:a")
