"""What others say around a Bluesky account's own posts: its threads, drawn where they are many.

Read are threads with an own post of the last 44 days, a week more than any opening that counts:
somebody who first speaks under an older post is rare, and missed. Where mentions are known, the
threads that hold nothing but mentions stand beside them, drawn alike.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from pydantic import ValidationError

from collector.errors import Gone, Unreadable
from collector.model import Heard, Message, OpeningKind, Thread
from collector.networks.bluesky_mentions import place
from collector.networks.bluesky_nouns import message_of, within
from collector.networks.bluesky_replies import Said
from collector.networks.xrpc import content, field_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    import httpx

    from collector.model import Post
    from collector.networks.bluesky_mentions import Mentions

RECENT = timedelta(days=44)
MOST_THREADS = 100
MOST_BRANCHES = 10  # asked for one by one where the root does not lead to them
# A reply is two levels of JSON, of which Python's own reader bears some 900; servers give fewer.
DEPTH = "200"
METHOD = "app.bsky.feed.getPostThread"
PROFILE = "app.bsky.actor.getProfile"


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One thread as the feed shows it: own posts, oldest first, with how often each is answered.

    A count that the AppView leaves out is None: the post may have answers.
    """

    root: str
    own: tuple[str, ...]
    answers: tuple[int | None, ...]

    @property
    def key(self) -> str:
        """The address of the account's first post in it."""
        return self.own[0]

    @property
    def mark(self) -> str:
        """What changes when the account writes in it again, or is answered again."""
        told = " ".join(f"{uri} {count}" for uri, count in zip(self.own, self.answers, strict=True))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def answered(self) -> list[str]:
        """The own posts that somebody may have answered."""
        pairs = zip(self.own, self.answers, strict=True)
        return [uri for uri, count in pairs if count != 0]

    def is_as(self, settled: Mapping[str, str], mark: str) -> bool:
        """Return whether it is known to hold nothing new."""
        return None not in self.answers and settled.get(self.key) == mark


def talks(posts: Iterable[Post], answers: Mapping[str, int | None], end: datetime) -> list[Talk]:
    """Return the threads in which somebody may have spoken to the account; `answers` names own."""
    own: dict[str, list[Post]] = defaultdict(list)
    for post in sorted(posts, key=lambda post: (post.at, post.id)):
        if post.id in answers:
            own[post.thread or post.id].append(post)
    found = [
        Talk(
            root=root,
            own=tuple(post.id for post in mine),
            answers=tuple(answers[post.id] for post in mine),
        )
        for root, mine in own.items()
        if mine[-1].at >= end - RECENT
    ]
    return [talk for talk in found if talk.answered]


def bar(found: Iterable[Talk], did: str) -> float:
    """Return the place below which a hash draws the threads to read, the same ones every week."""
    places = sorted(place(did, talk.key) for talk in found)
    return places[MOST_THREADS] if len(places) > MOST_THREADS else 1.0


class Threads:
    """Reads one account's threads; people's words live no longer than this."""

    def __init__(self, did: str, *, appview: str, client: httpx.AsyncClient) -> None:
        self._did = did
        self._appview = appview
        self._client = client
        self._is_missing = False  # whether an own post that was just shown is gone

    async def heard(
        self, found: list[Talk], settled: Mapping[str, str], named: Mentions | None = None
    ) -> Heard:
        """Return what others said in these threads; raises a LookUpError where one fails.

        `named` are the mentions, where they are known: without them replies alone are heard.
        """
        below = bar(found, self._did)
        chosen = [talk for talk in found if place(self._did, talk.key) < below]
        threads = [await self._thread(talk, settled, named) for talk in chosen]
        if self._is_missing:  # alone, or its account with it: then the reason is raised
            await content(self._client, self._appview, PROFILE, actor=self._did)
        if named is None:
            return Heard(kind=OpeningKind.REPLIES, threads=tuple(threads), listed=len(found))
        elsewhere = named.threads.keys() - {talk.root for talk in found}
        threads += [
            Thread(key="", mark="", messages=named.joined(root, ()))
            for root in sorted(elsewhere)
            if place(self._did, root) < below
        ]
        listed = len(found) + len(elsewhere)
        if not named.is_whole:  # as many as would hold the openings of all persons
            listed = max(listed, ceil(listed / max(named.share, 1e-6)))
        return Heard(kind=OpeningKind.MENTIONS, threads=tuple(threads), listed=listed)

    async def _thread(
        self, talk: Talk, settled: Mapping[str, str], named: Mentions | None
    ) -> Thread:
        mark = named.mark(talk.root, talk.mark) if named else talk.mark
        if talk.is_as(settled, mark):
            return Thread(key=talk.key, mark=mark, messages=None)
        messages = await self._read(talk)
        if named:
            messages = named.joined(talk.root, messages)
        return Thread(key=talk.key, mark=mark, messages=messages)

    async def _read(self, talk: Talk) -> tuple[Message, ...]:
        """Return a thread's messages, from its root, and from own posts that it does not lead to.

        A root may be gone or blocked, and a server shows so many levels only.
        """
        met: set[str] = set()
        messages: dict[str, Message] = {}
        for uri in dict.fromkeys((talk.root, *talk.answered[:MOST_BRANCHES])):
            if uri not in met:
                for said in await self._below(uri):
                    met.add(said.uri)
                    if said.author.did != self._did and not said.author.is_left_out:
                        messages[said.uri] = message_of(said, self._did)
        return tuple(messages.values())

    async def _below(self, uri: str) -> list[Said]:
        question = {"uri": uri, "depth": DEPTH, "parentHeight": "0"}
        try:
            reply = await content(self._client, self._appview, METHOD, **question)
        except Gone:
            self._is_missing |= uri.startswith(f"at://{self._did}/")
            return []
        return list(_said(reply))


def _said(reply: bytes) -> Iterator[Said]:
    """Yield the posts of a thread, however deep it is; what is no post is passed over."""
    try:
        nodes: list[object] = [json.loads(reply)["thread"]]  # without it, nobody would be heard
        while nodes:
            node = nodes.pop()
            if post := within(node, "post"):
                yield Said.model_validate(post)
                below = within(node, "replies")
                nodes += below if isinstance(below, list) else []
    except (LookupError, TypeError, ValueError, RecursionError) as error:
        raise Unreadable(
            f"getPostThread: {_where(error)} is not as documented; report it"
        ) from None


def _where(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "post." + field_path(error.errors(include_url=False, include_input=False)[0]["loc"])
    return "the reply"
