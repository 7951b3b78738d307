"""A repository as a CAR file: commit, Merkle search tree, records.

As https://atproto.com/specs/repository says, a key's layer in the tree is half the number of
leading zero bits of its SHA-256, and each key in a node gives only how it differs from the last.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from collector.practice.codes import block_cid, car, dag_cbor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from collector.practice.records import Record

_LIKELY = 20
Block = tuple[bytes, bytes]
Leaf = tuple[bytes, bytes, int]  # key, CID of the record, layer


def repository(did: str, rev: str, records: Iterable[Record]) -> bytes:
    """Return a whole repository; the commit's signature is of no real key."""
    held = sorted((record.key, record) for record in records)
    root, nodes = tree([(key, record.cid, layer(key)) for key, record in held])
    commit = dag_cbor(
        {"did": did, "rev": rev, "sig": bytes(64), "data": root, "prev": None, "version": 3}
    )
    head = (block_cid(commit), commit)
    return car(head[0], [head, *nodes, *((record.cid, record.block) for _, record in held)])


def layer(key: bytes) -> int:
    """Return the tree's layer that a key belongs to."""
    digest = int.from_bytes(hashlib.sha256(key).digest())
    return (256 - digest.bit_length()) // 2


def tree(leaves: list[Leaf]) -> tuple[bytes, list[Block]]:
    """Return the root's CID and every node, of leaves sorted by key."""
    blocks: list[Block] = []
    under: list[bytes | None] = [None] * (len(leaves) + 1)  # the subtree left of each leaf
    level = 0
    while leaves:
        above: list[Leaf] = []
        gaps: list[bytes | None] = []
        start = 0
        for place, leaf in enumerate(leaves):
            if leaf[2] > level:
                gaps.append(_node(leaves[start:place], under[start : place + 1], blocks))
                above.append(leaf)
                start = place + 1
        gaps.append(_node(leaves[start:], under[start:], blocks))
        leaves, under, level = above, gaps, level + 1
    root = under[0] or _keep({"e": [], "l": None}, blocks)
    blocks.reverse()
    return root, blocks


def _node(leaves: list[Leaf], under: list[bytes | None], blocks: list[Block]) -> bytes | None:
    if not leaves and under[0] is None:
        return None
    entries: list[dict[str, Any]] = []
    previous = b""
    for (key, cid, _), subtree in zip(leaves, under[1:], strict=True):
        shared = _shared(previous, key)
        entries.append({"k": key[shared:], "p": shared, "t": subtree, "v": cid})
        previous = key
    return _keep({"e": entries, "l": under[0]}, blocks)


def _keep(node: dict[str, Any], blocks: list[Block]) -> bytes:
    block = dag_cbor(node)
    cid = block_cid(block)
    blocks.append((cid, block))
    return cid


def _shared(previous: bytes, key: bytes) -> int:
    """Return how many bytes two keys share; neighbours mostly share the collection's name."""
    place = _LIKELY if previous[:_LIKELY] == key[:_LIKELY] else 0
    for mine, other in zip(previous[place:], key[place:], strict=False):
        if mine != other:
            break
        place += 1
    return place
