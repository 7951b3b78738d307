"""Who named a Bluesky account lately: an index says which posts do, and the AppView shows them."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.networks.atproto import at_uri
from collector.networks.bluesky_nouns import message_of
from collector.networks.bluesky_replies import Posts
from collector.networks.xrpc import ask

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    import httpx

    from collector.model import Message
    from collector.networks.constellation import Constellation

MOST_MENTIONS = 2000
# https://docs.bsky.app/docs/api/app-bsky-feed-get-posts
AT_ONCE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """The messages that name an account, by thread.

    Above 2,000 of them persons are drawn by a hash, and with each of them all that they say.
    """

    did: str
    share: float  # of all persons
    threads: Mapping[str, tuple[Message, ...]]

    @property
    def is_whole(self) -> bool:
        """Whether nobody was left to chance."""
        return self.share >= 1

    def mark(self, root: str, mark: str) -> str:
        """Return what changes when a thread may hold something new, a mention included."""
        theirs = self.threads.get(root, ())
        newest = max((one.at for one in theirs), default=None)
        told = f"{mark} {len(theirs)} {newest} {self.share}"
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def joined(self, root: str, read: Iterable[Message]) -> tuple[Message, ...]:
        """Return what was read of a thread together with its mentions, by the persons drawn.

        A mention that the index does not know was met because the account answered there; to
        count it would miss those that were not answered: whoever made it is left out (method 1).
        """
        theirs = {one.id: one for one in self.threads.get(root, ())}
        said = {one.id: one for one in read}
        unlisted = {
            (one.thread, one.author)
            for one in said.values()
            if one.mentions and one.id not in theirs
        }
        return tuple(
            one
            for one in (said | theirs).values()
            if (one.thread, one.author) not in unlisted and place(self.did, one.author) < self.share
        )


def place(did: str, what: str) -> float:
    """Return where a hash puts somebody, or something, between 0 and 1: the same every week."""
    digest = hashlib.sha256(f"{did} {what}".encode()).digest()
    return int.from_bytes(digest[:6]) / 2**48


def share_of(did: str, uris: Iterable[str]) -> float:
    """Return the share of persons whose mentions are no more than may be read."""
    counts = Counter(_author(uri) for uri in uris)
    total = 0
    for spot, person in sorted((place(did, person), person) for person in counts):
        total += counts[person]
        if total > MOST_MENTIONS:
            return spot
    return 1.0


async def mentions(
    did: str,
    since: datetime,
    *,
    constellation: Constellation,
    appview: str,
    client: httpx.AsyncClient,
) -> Mentions:
    """Return who named an account since a time; raises a LookUpError where a part of it fails."""
    uris = await constellation.mentions(did, since, client)
    share = share_of(did, uris)
    chosen = [uri for uri in uris if place(did, _author(uri)) < share]
    threads: dict[str, list[Message]] = defaultdict(list)
    for start in range(0, len(chosen), AT_ONCE):
        for one in await _shown(did, chosen[start : start + AT_ONCE], appview, client):
            threads[one.thread or one.id].append(one)
    told = {root: tuple(some) for root, some in threads.items()}
    return Mentions(did=did, share=share, threads=told)


async def _shown(
    did: str, uris: Sequence[str], appview: str, client: httpx.AsyncClient
) -> list[Message]:
    """Return those of some posts that stand and name the account."""
    reply = await ask(client, appview, "app.bsky.feed.getPosts", Posts, uris=uris)
    told = [message_of(said, did) for said in reply.posts if not said.author.is_left_out]
    return [one for one in told if one.id in uris and one.mentions]


def _author(uri: str) -> str:
    parts = at_uri(uri)
    return parts.authority if parts else ""
