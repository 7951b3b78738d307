"""Records as they stand in a repository: value, dag-cbor block, CID, JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from collector.practice.codes import block_cid, cid_text, dag_cbor, iso, tid
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record with its address."""

    uri: str
    block: bytes
    cid: bytes
    cid_text: str
    value: str

    @property
    def key(self) -> bytes:
        """Its key in the repository: collection and record key."""
        return self.uri.split("/", 3)[3].encode()

    @property
    def listed(self) -> str:
        """The record as listRecords and getRecord print it."""
        return f'{{"uri":"{self.uri}","cid":"{self.cid_text}","value":{self.value}}}'


def compact(value: Any) -> str:
    """Return JSON as the servers write it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def record(uri: str, value: dict[str, Any]) -> Record:
    """Return a record made from its value."""
    block = dag_cbor(value)
    cid = block_cid(block)
    return Record(uri=uri, block=block, cid=cid, cid_text=cid_text(cid), value=compact(value))


class Records:
    """Every record of the world, each made once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._made: dict[str, Record] = {}

    def post(self, post: Post) -> Record:
        """Return a post's record."""
        if post.uri not in self._made:
            value: dict[str, Any] = {"text": post.text, "$type": POST, "langs": ["en"]}
            if post.parent and post.root:
                value["reply"] = {"root": self._ref(post.root), "parent": self._ref(post.parent)}
            if facets := self._facets(post):
                value["facets"] = facets
            value["createdAt"] = iso(post.at)
            self._made[post.uri] = record(post.uri, value)
        return self._made[post.uri]

    def act(self, act: Act, collection: str) -> Record:
        """Return the record of a like or a repost."""
        if act.uri not in self._made:
            value = {
                "$type": collection,
                "subject": self._ref(act.subject),
                "createdAt": iso(act.at),
            }
            self._made[act.uri] = record(act.uri, value)
        return self._made[act.uri]

    def follow(self, author: str, number: int, subject: int) -> Record:
        """Return the record of a follow."""
        uri = f"at://{author}/{FOLLOW}/{tid(number)}"
        made = self._made.get(uri)
        if made is None:
            made = _follow(uri, self._world.dids.did(subject), (number >> 10) // 1000)
            if self._world.remembers:
                self._made[uri] = made
        return made

    def profile(self, player: Player) -> Record:
        """Return an account's profile."""
        uri = f"at://{player.did}/{PROFILE}/self"
        if uri not in self._made:
            value: dict[str, Any] = {"$type": PROFILE}
            if player.has(Mark.OPTED_OUT):
                labels = [{"val": "!no-unauthenticated"}]
                value["labels"] = {"$type": "com.atproto.label.defs#selfLabels", "values": labels}
            value["createdAt"] = iso(player.created)
            value["description"] = f"{player.name}, on the practice network"
            value["displayName"] = player.name
            self._made[uri] = record(uri, value)
        return self._made[uri]

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
        if link := _LINK.search(post.text):
            start = len(post.text[: link.start()].encode())
            feature = {"uri": link[0], "$type": "app.bsky.richtext.facet#link"}
            facets.append(_facet(start, start + len(link[0]), feature))
        return facets


def _facet(start: int, end: int, feature: dict[str, str]) -> dict[str, Any]:
    return {"index": {"byteEnd": end, "byteStart": start}, "features": [feature]}


def _follow(uri: str, subject: str, at: int) -> Record:
    created = iso(at)
    block = _FOLLOW_HEAD + subject.encode() + _FOLLOW_MIDDLE + created.encode()
    cid = block_cid(block)
    value = f'{{"$type":"{FOLLOW}","subject":"{subject}","createdAt":"{created}"}}'
    return Record(uri=uri, block=block, cid=cid, cid_text=cid_text(cid), value=value)
