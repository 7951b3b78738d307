"""Looking one Bluesky account up in the small world, and what its servers hold."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from collector.model import Account, Gap, Post, Profile, Reading, Role, Sighting
from collector.networks.atproto import Identity
from collector.networks.bluesky import Bluesky
from collector.settings import BlueskySettings

if TYPE_CHECKING:
    from tests.collector.networks.conftest import World

ORG = "did:plc:orgorgorgorgorgorgorgorg"
HANDLE = "council.test"
NIGHT = date(2026, 6, 1)
END = datetime(2026, 6, 1, tzinfo=UTC)
START = END - timedelta(days=30)
NOON = datetime(2026, 5, 20, 12, 0, 0, 123456, tzinfo=UTC)
POST = "app.bsky.feed.post"
LIKE = "app.bsky.feed.like"


def someone(place: int) -> str:
    return f"did:plc:{place:024}"


def text(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def look_up(
    world: World,
    *,
    following: int | None = None,
    followers: int = 10,
    role: Role = Role.MAIN,
    is_full: bool = True,
    settled: dict[str, str] | None = None,
    night: date = NIGHT,
    identities: dict[str, Identity] | None = None,
) -> Sighting:
    if ORG not in world.homes:
        world.add(HANDLE, ORG)
    listed = len(world.records[ORG, "app.bsky.graph.follow"])
    settings = BlueskySettings(appview=world.appview, plc=world.plc, constellation=world.index)
    known = {HANDLE: Identity(did=ORG, handle=HANDLE, pds=world.pds)}
    network = Bluesky(settings, known if identities is None else identities)
    profile = Profile(
        id=ORG,
        handle=HANDLE,
        followers=followers,
        following=listed if following is None else following,
    )

    async def look() -> Sighting:
        async with world.client() as client:
            return await network.look_up(
                Account(network="bluesky", handle=HANDLE, role=role),
                profile,
                client,
                Reading(night=night, is_full=is_full, settled=settled or {}),
            )

    return asyncio.run(look())


def item(rkey: str, at: datetime, **more: Any) -> dict[str, Any]:
    """Return an own post as the feed shows it."""
    record = {"$type": POST, "text": "", "createdAt": text(at)} | more.pop("record", {})
    uri = f"at://{ORG}/{POST}/{rkey}"
    post = {"uri": uri, "author": {"did": ORG}, "record": record, "indexedAt": text(at)}
    return {"post": post | more.pop("post", {}), **more}


def answering(parent: str, root: str | None = None) -> dict[str, Any]:
    return {"reply": {"root": {"uri": root or parent}, "parent": {"uri": parent}}}


def said(
    uri: str, at: datetime = NOON, *, to: str | None = None, root: str | None = None, **more: Any
) -> dict[str, Any]:
    """Return somebody's post as a thread shows it, with the answers to it."""
    record = {"createdAt": text(at)} | (answering(to, root) if to else {})
    view = {"uri": uri, "author": {"did": uri.split("/")[2]}, "record": record}
    return {"post": view | {"indexedAt": text(at)} | more.pop("post", {}), **more}


def only(sighting: Sighting) -> Post:
    assert not isinstance(sighting.timeline, Gap), sighting.timeline
    (post,) = sighting.timeline
    return post


def ids(sighting: Sighting) -> list[str]:
    assert not isinstance(sighting.timeline, Gap), sighting.timeline
    return [post.id.rpartition("/")[2] for post in sighting.timeline]
