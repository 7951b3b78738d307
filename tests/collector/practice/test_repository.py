from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import libipld
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.networks import car
from collector.practice.codes import block_cid, dag_cbor
from collector.practice.records import Record, record
from collector.practice.repository import repository

if TYPE_CHECKING:
    from collector.practice.players import Player
    from collector.practice.world import World
    from tests.collector.practice.conftest import Reader

DID = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
LIKE = "app.bsky.feed.like"


def made(keys: set[str]) -> list[Record]:
    return [record(f"at://{DID}/{LIKE}/{key}", {"$type": LIKE, "n": key}) for key in keys]


def layer(key: bytes) -> int:
    bits = "".join(f"{byte:08b}" for byte in hashlib.sha256(key).digest())
    return (len(bits) - len(bits.lstrip("0"))) // 2


def check(blocks: dict[bytes, Any], cid: bytes) -> tuple[list[bytes], int | None]:
    """Return a node's keys in order, and its layer, having checked what the format demands."""
    node = blocks[cid]
    keys: list[bytes] = []
    own: list[int] = []
    below: list[int | None] = []
    if node["l"]:
        under, depth = check(blocks, node["l"])
        keys += under
        below.append(depth)
    previous = b""
    for entry in node["e"]:
        key = previous[: entry["p"]] + entry["k"]
        longest = next(
            (i for i, (a, b) in enumerate(zip(previous, key, strict=False)) if a != b),
            len(previous),
        )
        assert entry["p"] == (longest if previous else 0)
        own.append(layer(key))
        keys.append(key)
        previous = key
        if entry["t"]:
            under, depth = check(blocks, entry["t"])
            keys += under
            below.append(depth)
    assert len(set(own)) <= 1
    height = own[0] if own else (below[0] or 0) + 1
    assert all(depth == height - 1 for depth in below)
    return keys, height


@given(st.sets(st.text("abcdefghij234567", min_size=1, max_size=6), min_size=1, max_size=25))
def test_the_tree_is_the_one_that_its_keys_demand(keys: set[str]) -> None:
    header, blocks = libipld.decode_car(repository(DID, "3l25zusnsfctk", made(keys)))
    commit = blocks[header["roots"][0]]
    found, _ = check(blocks, commit["data"])
    assert found == sorted(f"{LIKE}/{key}".encode() for key in keys)


@given(st.sets(st.text("abcdefghij234567", min_size=1, max_size=6), max_size=8))
def test_every_block_is_the_one_that_its_link_names(keys: set[str]) -> None:
    _, blocks = libipld.decode_car(repository(DID, "3l25zusnsfctk", made(keys)))
    assert all(block_cid(dag_cbor(block)) == cid for cid, block in blocks.items())


@pytest.mark.heavy
def test_a_repository_holds_what_listing_its_records_gives(reader: Reader, shop: Player) -> None:
    download = reader.pds(shop.did, "com.atproto.sync.getRepo", did=shop.did)
    assert download.headers["content-type"] == "application/vnd.ipld.car"
    wanted = ["app.bsky.graph.follow", LIKE, "app.bsky.feed.post", "app.bsky.actor.profile"]
    held = {
        f"at://{shop.did}/{collection}/{key}": value
        for collection, key, value in car.records(
            download.content, did=shop.did, collections=wanted
        )
    }
    listed = {
        one["uri"]: one["value"]
        for collection in wanted
        for one in reader.records(shop.did, collection)
    }
    assert held == listed


def test_a_listed_record_has_the_cid_of_its_value(reader: Reader, shop: Player) -> None:
    for collection in ("app.bsky.graph.follow", LIKE, "app.bsky.feed.post"):
        for one in reader.records(shop.did, collection)[:5]:
            assert libipld.encode_cid(block_cid(dag_cbor(one["value"]))) == one["cid"]


@pytest.mark.heavy
def test_a_record_alone_is_the_record_of_the_list(reader: Reader, world: World) -> None:
    player = world.players[0]
    one = reader.records(player.did, LIKE)[3]
    key = one["uri"].rpartition("/")[2]
    get = "com.atproto.repo.getRecord"
    alone = reader.pds(player.did, get, repo=player.did, collection=LIKE, rkey=key)
    assert alone.json() == one
    missing = reader.pds(player.did, get, repo=player.did, collection=LIKE, rkey="self")
    assert (missing.status_code, missing.json()["error"]) == (400, "RecordNotFound")
