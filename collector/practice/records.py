"""Records as they stand in a repository: value, dag-cbor block, CID, JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from collector.practice.codes import CID_LENGTH, DID_LENGTH, block_cid, cid_text, dag_cbor, iso, tid
from collector.practice.habits import Mark

if TYPE_CHECKING:
    from collector.practice.diary import Act, Post
    from collector.practice.players import Player
    from collector.practice.world import World

POST = "app.bsky.feed.post"
LIKE = "app.bsky.feed.like"
REPOST = "app.bsky.feed.repost"
FOLLOW = "app.bsky.graph.follow"
PROFILE = "app.bsky.actor.profile"
VISIBILITY = "app.bsky.actor.contentVisibilityDeclaration"

_LINK = re.compile(r"https://\S+")
# {"$type": "app.bsky.graph.follow", "subject": a DID, "createdAt": a time} in dag-cbor: all lengths
# are the same in every follow, so that only the DID and the time change.
_FOLLOW_HEAD = b"\xa3e$typeuapp.bsky.graph.followgsubjectx "
_FOLLOW_MIDDLE = b"icreatedAtx\x18"
_FOLLOW_START = f'{{"$type":"{FOLLOW}","subject":"'
_SUBJECT = slice(len(_FOLLOW_START), len(_FOLLOW_START) + DID_LENGTH)
_CREATED = slice(-26, -2)
_KEPT = 500_000
_AROUND = len('{"uri":"","cid":"","value":') + CID_LENGTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record: its address, its CID, and itself as listRecords and getRecord print it."""

    uri: str
    cid: bytes
    listed: str

    @property
    def value(self) -> str:
        """Its value as JSON."""
        return self.listed[len(self.uri) + _AROUND : -1]

    @property
    def key(self) -> bytes:
        """Its key in the repository: collection and record key."""
        return self.uri.split("/", 3)[3].encode()

    @property
    def block(self) -> bytes:
        """The record as dag-cbor."""
        value = self.value
        if value.startswith(_FOLLOW_START):
            return _follow_block(value[_SUBJECT], value[_CREATED])
        return dag_cbor(json.loads(value))

    @property
    def cid_text(self) -> str:
        """The CID as it is written."""
        return cid_text(self.cid)


def compact(value: Any) -> str:
    """Return JSON as the servers write it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def record(uri: str, value: dict[str, Any]) -> Record:
    """Return a record made from its value."""
    return _printed(uri, block_cid(dag_cbor(value)), compact(value))


def _printed(uri: str, cid: bytes, value: str) -> Record:
    listed = f'{{"uri":"{uri}","cid":"{cid_text(cid)}","value":{value}}}'
    return Record(uri=uri, cid=cid, listed=listed)


class Records:
    """Every record of the world, each made once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.post = lru_cache(_KEPT)(self._post)
        self.act = lru_cache(_KEPT)(self._act)
        self.follow = lru_cache(_KEPT if world.remembers else 1)(self._follow)
        self.profile = lru_cache(_KEPT)(self._profile)

    def _post(self, post: Post) -> Record:
        value: dict[str, Any] = {"text": post.text, "$type": POST, "langs": [post.language]}
        if post.parent and post.root:
            value["reply"] = {"root": self._ref(post.root), "parent": self._ref(post.parent)}
        if facets := self._facets(post):
            value["facets"] = facets
        value["createdAt"] = iso(post.at)
        return record(post.uri, value)

    def _act(self, act: Act, collection: str) -> Record:
        value = {"$type": collection, "subject": self._ref(act.subject), "createdAt": iso(act.at)}
        return record(act.uri, value)

    def _follow(self, author: str, number: int, subject: int) -> Record:
        did, created = self._world.dids.did(subject), iso((number >> 10) // 1000)
        cid = block_cid(_follow_block(did, created))
        value = f'{_FOLLOW_START}{did}","createdAt":"{created}"}}'
        return _printed(f"at://{author}/{FOLLOW}/{tid(number)}", cid, value)

    def _profile(self, player: Player) -> Record:
        value: dict[str, Any] = {"$type": PROFILE}
        if player.has(Mark.OPTED_OUT):
            labels = [{"val": "!no-unauthenticated"}]
            value["labels"] = {"$type": "com.atproto.label.defs#selfLabels", "values": labels}
        value["createdAt"] = iso(player.created)
        value["description"] = f"{player.name}, on the practice network"
        value["displayName"] = player.name
        return record(f"at://{player.did}/{PROFILE}/self", value)

    def visibility(self, player: Player) -> Record:
        """Return an account's wish not to be recommended."""
        uri = f"at://{player.did}/{VISIBILITY}/self"
        value = {"$type": VISIBILITY, "hideFromAlgorithmicRecommendations": True}
        return record(uri, value)

    def _ref(self, post: Post) -> dict[str, str]:
        return {"cid": self.post(post).cid_text, "uri": post.uri}

    def _facets(self, post: Post) -> list[dict[str, Any]]:
        facets = []
        if post.mention is not None:
            end = len(post.text.split(" ", 1)[0])
            did = self._world.dids.did(post.mention)
            facets.append(_facet(0, end, {"did": did, "$type": "app.bsky.richtext.facet#mention"}))
        for link in _LINK.finditer(post.text):
            start = len(post.text[: link.start()].encode())
            feature = {"uri": link[0], "$type": "app.bsky.richtext.facet#link"}
            facets.append(_facet(start, start + len(link[0]), feature))
        return facets


def _facet(start: int, end: int, feature: dict[str, str]) -> dict[str, Any]:
    return {"index": {"byteEnd": end, "byteStart": start}, "features": [feature]}


def _follow_block(subject: str, created: str) -> bytes:
    return _FOLLOW_HEAD + subject.encode() + _FOLLOW_MIDDLE + created.encode()
