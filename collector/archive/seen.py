"""The events of a file -> a sighting of each account, as if a network had shown them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from collector.model import (
    Gap,
    Heard,
    Message,
    OpeningKind,
    Post,
    PostKind,
    Profile,
    Sighting,
    Thread,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from collector.archive.event import Event
    from collector.archive.events import Events
    from collector.archive.roll import Roll
    from collector.model import Account, Organisation


class Group(NamedTuple):
    """An organisation's accounts on one network, as they were seen on a night."""

    organisation: Organisation
    network: str
    seen: tuple[tuple[Account, Sighting | Gap], ...]


def seen_in(events: Events, roll: Roll, until: datetime) -> Iterator[Group]:
    """Yield every organisation whose accounts the file concerns, as seen at a moment.

    A sister account that the file does not concern, but that speaks in it, is seen by what it says
    there: its answers are the organisation's.
    """
    for network in sorted(events.posts):
        view = _View(events, network, roll, until)
        for organisation in view.organisations():
            accounts = [one for one in organisation.accounts if view.knows(one)]
            seen = tuple((account, view.sighting(account)) for account in accounts)
            yield Group(organisation=organisation, network=network, seen=seen)


class _View:
    """What a file shows of one network until a moment."""

    def __init__(self, events: Events, network: str, roll: Roll, until: datetime) -> None:
        self._events = events
        self._network = network
        self._posts = events.posts[network]
        self._threads = events.threads[network]
        self._said: dict[str, list[str]] = defaultdict(list)  # by listed account
        self._heard: dict[str, list[str]] = defaultdict(list)  # of what is meant for it
        for post, event in self._posts.items():
            if event.at < until:
                self._sort(post, event, roll)

    def _sort(self, post: str, event: Event, roll: Roll) -> None:
        if roll.named(self._network, event.author):
            self._said[event.author].append(post)
        if event.kind is PostKind.REPOST:
            return
        answered = self._answered(event)
        is_direct = answered is not None and roll.named(self._network, answered.author)
        for handle in event.mentions | ({answered.author} if answered and is_direct else set()):
            self._heard[handle].append(post)

    def organisations(self) -> list[Organisation]:
        """Return the organisations that the file concerns, by slug."""
        found = {
            member.organisation.slug: member.organisation
            for (network, _), member in self._events.concerned.items()
            if network == self._network
        }
        return [found[slug] for slug in sorted(found)]

    def knows(self, account: Account) -> bool:
        """Whether the file concerns the account, or has a post of its own."""
        if account.network != self._network:
            return False
        is_concerned = (self._network, account.handle) in self._events.concerned
        return is_concerned or account.handle in self._said

    def sighting(self, account: Account) -> Sighting:
        """Return what is seen of an account: its own posts, and what others said to it.

        It is taken to exist since the first event of the whole file.
        """
        handle = account.handle
        own = [self._post(post, self._posts[post]) for post in self._said.get(handle, ())]
        return Sighting(
            profile=Profile(id=handle, handle=handle, created_at=self._events.first),
            follow_back=Gap.NOT_OFFERED,
            timeline=tuple(sorted(own, key=lambda one: (one.at, one.id), reverse=True)),
            likes=Gap.NOT_OFFERED,
            heard=self._heard_by(handle),
        )

    def _heard_by(self, handle: str) -> Heard:
        threads: dict[str, list[Message]] = defaultdict(list)
        for post in self._heard.get(handle, ()):
            threads[self._threads[post]].append(self._message(post, self._posts[post]))
        return Heard(
            kind=OpeningKind.MENTIONS,
            threads=tuple(
                Thread(
                    key=key,
                    mark="",
                    messages=tuple(sorted(threads[key], key=lambda one: (one.at, one.id))),
                )
                for key in sorted(threads)
            ),
            listed=len(threads),
        )

    def _post(self, post: str, event: Event) -> Post:
        answered = self._answered(event)
        is_repost = event.kind is PostKind.REPOST
        sort = event.kind or (PostKind.REPLY if event.parent else PostKind.ORIGINAL)
        return Post(
            id=post,
            at=event.at,
            kind=sort,
            thread=None if is_repost else self._threads[post],
            parent=event.parent if sort is PostKind.REPLY else None,
            parent_author=answered.author if answered else None,
            parent_at=answered.at if answered else None,
            subject=event.parent if is_repost else None,
        )

    def _message(self, post: str, event: Event) -> Message:
        answered = self._answered(event)
        return Message(
            id=post,
            at=event.at,
            author=event.author,
            thread=self._threads[post],
            parent_author=answered.author if answered else None,
            mentions=event.mentions,
        )

    def _answered(self, event: Event) -> Event | None:
        """Return what the event replies to; None for a post, a repost or a quote."""
        return self._posts.get(event.parent) if event.parent and event.kind is None else None
