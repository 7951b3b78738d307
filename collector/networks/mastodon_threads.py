"""What others say around a Mastodon account's own posts: their contexts, drawn where they are many.

A post that goes on under another own one is read with it. A reply to somebody else may stand in a
thread that another own post began, and only its context tells: so it is read every time, and a
settled thread is read again where it turns out to hold such a reply.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from collector.errors import Gone
from collector.model import Heard, OpeningKind, Thread
from collector.networks.fediverse import ask
from collector.networks.mastodon_nouns import (
    answers_somebody,
    conversation_of,
    is_public,
    message_of,
)
from collector.networks.mastodon_replies import Context, View
from collector.networks.xrpc import instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    import httpx

    from collector.model import Message
    from collector.networks.mastodon_nouns import People
    from collector.networks.mastodon_replies import Status

RECENT = timedelta(days=44)  # a week more than any opening that counts
MOST_THREADS = 60
# https://docs.joinmastodon.org/methods/statuses/#context: what strangers are shown
MOST_DESCENDANTS = 60
MOST_BRANCHES = 5  # asked for one by one where the first own post does not lead to them


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """Own posts of one thread, each going on under the one before, oldest first."""

    own: tuple[Status, ...]

    @property
    def key(self) -> str:
        """The id of the first."""
        return self.own[0].id

    @property
    def mark(self) -> str:
        """What changes when the account writes in it again, or is answered again."""
        told = " ".join(f"{status.id} {status.replies_count}" for status in self.own)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def answered(self) -> list[Status]:
        """The own posts that somebody else may have answered."""
        ids = {status.id for status in self.own}
        within = [status.in_reply_to_id for status in self.own if status.in_reply_to_id in ids]
        return [
            status
            for status in self.own
            if status.replies_count is None or status.replies_count > within.count(status.id)
        ]

    def is_as(self, settled: Mapping[str, str], key: str) -> bool:
        """Return whether it is known to hold nothing new, whatever the account wrote elsewhere."""
        is_told = all(status.replies_count is not None for status in self.own)
        begins = not answers_somebody(self.own[0])
        return is_told and begins and settled.get(key) == self.mark


def talks(own: Mapping[str, Status], end: datetime) -> list[Talk]:
    """Return the threads in which somebody may have spoken to the account."""
    grouped: dict[str, list[Status]] = defaultdict(list)
    first: dict[str, str] = {}
    for status in sorted(own.values(), key=lambda one: (_at(one), len(one.id), one.id)):
        above = status.in_reply_to_id or ""
        first[status.id] = first.get(above, status.id)
        grouped[first[status.id]].append(status)
    found = [Talk(own=tuple(some)) for some in grouped.values() if _at(some[-1]) >= end - RECENT]
    return [talk for talk in found if talk.answered]


def _at(status: Status) -> datetime:
    return instant(status.created_at, "statuses: created_at")


def drawn(found: list[Talk], name: str) -> list[Talk]:
    """Return the threads to read: all, or those that a hash draws, the same ones every week."""

    def place(talk: Talk) -> bytes:
        return hashlib.sha256(f"{name} {talk.key}".encode()).digest()

    return found if len(found) <= MOST_THREADS else sorted(found, key=place)[:MOST_THREADS]


class Threads:
    """Reads one account's threads; people's words live no longer than this."""

    def __init__(self, people: People, client: httpx.AsyncClient) -> None:
        self._people = people
        self._client = client
        self._met: dict[str, Status] = {}
        self._below: set[str] = set()  # what stands under an own post, and not only above one
        self._root: dict[str, str] = {}
        self._is_missing = False  # whether a post that was just shown is gone
        self._whole: set[str] = set()  # what has all its replies beside it: cuts are not told

    async def heard(self, found: list[Talk], settled: Mapping[str, str]) -> Heard:
        """Return what others said in these threads; raises a LookUpError where one fails."""
        some = drawn(found, self._people.home.name)
        kept = {talk.key for talk in some if talk.is_as(settled, self._key(talk))}
        left = [talk for talk in some if talk.key not in kept]
        while left:
            for talk in left:
                await self._read(talk)
            left = [
                talk
                for talk in some
                if talk.key in kept and any(one.id in self._met for one in talk.own)
            ]
            kept -= {talk.key for talk in left}
        if self._is_missing:
            await self._refuse_gone()
        threads = tuple(
            Thread(
                key=self._key(talk),
                mark=talk.mark,
                messages=None if talk.key in kept else self._messages(talk),
            )
            for talk in some
        )
        return Heard(kind=OpeningKind.REPLIES, threads=threads, listed=len(found))

    async def _refuse_gone(self) -> None:
        """Raise Gone where not a post alone went since it was listed, but the account with it."""
        home = self._people.home
        await ask(self._client, f"{home.origin}/api/v1/accounts/{home.id}", View)

    def _key(self, talk: Talk) -> str:
        return self._people.post_id(talk.key)

    async def _read(self, talk: Talk) -> None:
        """Read what stands around a thread's own posts, as far as it is not known already."""
        asked = 0
        for status in talk.answered:
            if status.id not in self._whole and asked < MOST_BRANCHES:
                asked += 1
                await self._read_around(status)

    async def _read_around(self, own: Status) -> None:
        url = f"{self._people.home.origin}/api/v1/statuses/{own.id}/context"
        try:
            around: Context = await ask(self._client, url, Context)
        except Gone:
            self._is_missing = True
            return
        above = [one for one in around.ancestors if is_public(one)]
        below = [one for one in around.descendants if is_public(one)]
        told = (*above, own, *below)
        root = conversation_of(own, self._people) or self._people.post_id(told[0].id)
        for one in told:
            self._met[one.id] = one
            self._root.setdefault(one.id, root)
            self._people.met([one.account, *one.mentions])
        self._below |= {one.id for one in below}
        shown = Counter(one.in_reply_to_id for one in around.descendants)
        is_cut = len(around.descendants) >= MOST_DESCENDANTS
        self._whole |= {
            one.id
            for one in below
            if (not is_cut if one.replies_count is None else shown[one.id] >= one.replies_count)
        }

    def _messages(self, talk: Talk) -> tuple[Message, ...]:
        """Return what others said in a thread: below its own posts, and above them.

        Robots say nothing, nor does whoever asks robots to stay away (networks 10.1).
        """
        roots = {self._root[one.id] for one in talk.own if one.id in self._root}
        return tuple(self._said(one) for one in self._others() if self._root[one.id] in roots)

    def _others(self) -> Iterable[Status]:
        own = self._people.home.id
        met = (one for one in self._met.values() if one.account.id != own)
        return (one for one in met if not one.account.is_left_out)

    def _said(self, status: Status) -> Message:
        """Return somebody's message; what only led to an own post opens nothing.

        It is met because the account answered it: to count it would count the answered alone.
        """
        parent = self._met.get(status.in_reply_to_id or "")
        whom = self._people.name_of(parent.account) if parent else None
        return message_of(
            status,
            self._people,
            thread=self._root[status.id],
            parent_author=whom if status.id in self._below else None,
        )
