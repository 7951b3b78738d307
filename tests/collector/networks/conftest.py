"""A small AT Protocol world behind a mock transport, and repository exports to put in it."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING, Any, ClassVar, cast

import httpx
import pytest
from libipld import encode_dag_cbor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Answer = httpx.Response | Exception


@dataclass
class World:
    """Two kinds of servers with what they hold, what goes wrong, and what was asked of them."""

    appview: ClassVar[str] = "https://appview.test"
    plc: ClassVar[str] = "https://plc.test"
    pds: ClassVar[str] = "https://pds.test"
    second: ClassVar[str] = "https://second.test"

    index: str = ""  # of mentions, where one is asked
    dids: dict[str, str] = field(default_factory=dict)
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    reasons: dict[str, httpx.Response] = field(default_factory=dict)
    documents: dict[str, Any] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    records: dict[tuple[str, str], list[dict[str, Any]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    exports: dict[str, bytes] = field(default_factory=dict)
    feeds: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    threads: dict[str, dict[str, Any]] = field(default_factory=dict)
    relations: dict[str, dict[str, Any]] = field(default_factory=dict)
    followers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    faults: dict[str, Callable[[], Answer]] = field(default_factory=dict)
    asked: list[tuple[str, str, httpx.QueryParams]] = field(default_factory=list)

    @staticmethod
    def said(error: str, message: str = "", status: int = 400) -> httpx.Response:
        return httpx.Response(status, json={"error": error, "message": message})

    def add(self, handle: str, did: str, **counts: Any) -> str:
        """Let an account live on the first server."""
        self.dids[handle] = did
        known = {"followersCount": 10, "followsCount": 0, "postsCount": 3, "labels": []}
        self.views[did] = {"did": did, "handle": handle, **known, **counts}
        self.settle(did, self.pds)
        return did

    def settle(self, did: str, pds: str) -> None:
        self.homes[did] = pds
        service = {"id": "#x", "type": "AtprotoPersonalDataServer", "serviceEndpoint": pds}
        self.documents[did] = {"id": did, "alsoKnownAs": [], "service": [service]}

    def write(self, did: str, collection: str, rkey: str, **value: Any) -> str:
        """Write a record; the newest is written last."""
        uri = f"at://{did}/{collection}/{rkey}"
        self.records[did, collection].insert(0, {"uri": uri, "cid": "bafy", "value": value})
        return uri

    def follow(self, did: str, others: Sequence[str]) -> None:
        for place, other in enumerate(others):
            self.write(did, "app.bsky.graph.follow", f"{place:013}", subject=other)

    def methods(self, host: str | None = None) -> list[str]:
        return [method for at, method, _ in self.asked if host in (None, at)]

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self.answer))

    def answer(self, request: httpx.Request) -> httpx.Response:
        host = f"{request.url.scheme}://{request.url.host}"
        method = request.url.path.rpartition(".")[2] if "/xrpc/" in request.url.path else "document"
        self.asked.append((host, method, request.url.params))
        for key in (f"{host} {method}", method, host):
            if key in self.faults:
                fault = self.faults[key]()
                if isinstance(fault, Exception):
                    raise fault
                return fault
        if method == "document":
            return self._document(request.url.path.removeprefix("/"))
        handler = getattr(self, "_" + re.sub("([A-Z])", r"_\1", method).lower())
        return cast("httpx.Response", handler(host, request.url.params))

    def _document(self, did: str) -> httpx.Response:
        document = self.documents.get(did, 404)
        if isinstance(document, int):
            return httpx.Response(document, json={"message": "DID not registered"})
        return httpx.Response(200, json=document)

    def _resolve_handle(self, _: str, params: httpx.QueryParams) -> httpx.Response:
        did = self.dids.get(params["handle"])
        return (
            httpx.Response(200, json={"did": did})
            if did
            else self.said("InvalidRequest", "Unable to resolve handle")
        )

    def _get_profiles(self, _: str, params: httpx.QueryParams) -> httpx.Response:
        actors = params.get_list("actors")
        assert 1 <= len(actors) <= 25
        shown = [self.views[did] for did in actors if did in self.views and self._is_shown(did)]
        return httpx.Response(200, json={"profiles": shown})

    def _is_shown(self, did: str) -> bool:
        return did not in self.reasons

    def _get_profile(self, _: str, params: httpx.QueryParams) -> httpx.Response:
        did = params["actor"]
        if did in self.reasons:
            return self.reasons[did]
        if did in self.views:
            return httpx.Response(200, json=self.views[did])
        return self.said("InvalidRequest", "Profile not found")

    def _get_relationships(self, _: str, params: httpx.QueryParams) -> httpx.Response:
        others = params.get_list("others")
        assert 1 <= len(others) <= 30
        found = [self.relations.get(other, {"did": other}) for other in others]
        return httpx.Response(200, json={"actor": params["actor"], "relationships": found})

    def _list_records(self, host: str, params: httpx.QueryParams) -> httpx.Response:
        did = params["repo"]
        if self.homes.get(did) != host:
            return self.said("InvalidRequest", f"Could not find repo: {did}")
        listed = self.records[did, params["collection"]]
        page = _page(listed, params)  # every page but an empty one carries a cursor
        end = {"cursor": page[-1]["uri"].rpartition("/")[2]} if page else {}
        return httpx.Response(200, json={"records": page, **end})

    def _get_repo(self, host: str, params: httpx.QueryParams) -> httpx.Response:
        if self.homes.get(params["did"]) != host:
            return self.said("RepoNotFound", f"Could not find repo for DID: {params['did']}")
        return httpx.Response(200, content=self.exports[params["did"]])

    def _get_author_feed(self, _: str, params: httpx.QueryParams) -> httpx.Response:
        assert params["filter"] == "posts_with_replies"
        assert params["includePins"] == "false"
        items = self.feeds[params["actor"]]
        start = int(params.get("cursor", 0))
        end = start + int(params["limit"])
        cursor = {"cursor": str(end)} if end < len(items) else {}
        return httpx.Response(200, json={"feed": items[start:end], **cursor})

    def _get_post_thread(self, _: str, params: httpx.QueryParams) -> httpx.Response:
        if params["uri"] not in self.threads:
            return self.said("NotFound", f"Post not found: {params['uri']}")
        return httpx.Response(200, json={"thread": self.threads[params["uri"]]})

    def _get_follows(self, _: str, params: httpx.QueryParams) -> httpx.Response:
        follows = self.records[params["actor"], "app.bsky.graph.follow"]
        listed = [{"did": record["value"]["subject"]} for record in follows]
        return httpx.Response(200, json={"subject": {}, "follows": listed})

    def _get_followers(self, _: str, params: httpx.QueryParams) -> httpx.Response:
        listed = [{"did": did} for did in self.followers[params["actor"]]]
        return httpx.Response(200, json={"subject": {}, "followers": listed})


def _page(listed: list[dict[str, Any]], params: httpx.QueryParams) -> list[dict[str, Any]]:
    keys = [record["uri"].rpartition("/")[2] for record in listed]
    start = keys.index(params["cursor"]) + 1 if "cursor" in params else 0
    return listed[start : start + int(params["limit"])]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(scope="session")
def new_world() -> type[World]:
    return World


def _varint(number: int) -> bytes:
    low, high = number & 127, number >> 7
    return bytes([low | 128]) + _varint(high) if high else bytes([low])


def link(block: bytes) -> bytes:
    """Return a block's identifier: CIDv1, dag-cbor, SHA-256."""
    return b"\x01\x71\x12\x20" + hashlib.sha256(block).digest()


class Repo:
    """A repository in the making, small enough to be wrong on purpose."""

    def __init__(self, did: str = "did:plc:orgorgorgorgorgorgorgorg") -> None:
        self.did = did
        self.blocks: dict[bytes, bytes] = {}

    def put(self, value: object) -> bytes:
        block = encode_dag_cbor(value)
        self.blocks[link(block)] = block
        return link(block)

    def tree(self, keys: Sequence[tuple[str, bytes]]) -> bytes | None:
        """Put sorted entries into a tree of nodes with three entries and four subtrees."""
        if not keys:
            return None
        size = len(keys)
        marks = sorted({size // 4, size // 2, size * 3 // 4})
        left = self.tree(keys[: marks[0]])
        entries: list[dict[str, Any]] = []
        before = b""
        for mark, until in zip(marks, [*marks[1:], size], strict=True):
            key = keys[mark][0].encode()
            alike = takewhile(lambda pair: pair[0] == pair[1], zip(before, key, strict=False))
            shared = len(list(alike))
            right = self.tree(keys[mark + 1 : until])
            entries.append({"k": key[shared:], "p": shared, "v": keys[mark][1], "t": right})
            before = key
        return self.node(left, entries)

    def node(self, left: bytes | None, entries: Sequence[Mapping[str, Any]]) -> bytes:
        return self.put({"l": left, "e": list(entries)})

    def commit(self, data: bytes) -> bytes:
        made = {"did": self.did, "version": 3, "rev": "3k", "prev": None, "sig": b"", "data": data}
        return self.put(made)

    def car(self, root: bytes) -> bytes:
        header = encode_dag_cbor({"roots": [root], "version": 1})
        parts = [_varint(len(header)), header]
        for cid, block in self.blocks.items():
            parts += [_varint(len(cid) + len(block)), cid, block]
        return b"".join(parts)

    def export(self, records: Mapping[str, Mapping[str, Any]]) -> bytes:
        """Return the CAR file of records by `collection/rkey`."""
        entries = [(key, self.put(value)) for key, value in sorted(records.items())]
        tree = self.tree(entries) or self.node(None, [])
        return self.car(self.commit(tree))


@pytest.fixture(scope="session")
def new_repo() -> type[Repo]:
    return Repo
