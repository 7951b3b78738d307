"""What a Mastodon account posted: its statuses back to a day, with what its replies answer.

Servers do not tell strangers the thread of a status, but for Akkoma and Pleroma: elsewhere posts
stand without one, so that a conversation is a person on a day (method 1). Their ActivityPub
outboxes tell it, at twice the requests and in fewer modes of a server.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from collector.errors import Gone, Unreadable
from collector.networks.fediverse import ask
from collector.networks.mastodon_nouns import id_time, is_public, post_of
from collector.networks.mastodon_pages import SPARE_PAGES, pages
from collector.networks.mastodon_replies import Statuses
from collector.networks.xrpc import instant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import httpx

    from collector.model import Post
    from collector.networks.mastodon_nouns import People
    from collector.networks.mastodon_replies import Status

PAGE = 40  # https://docs.joinmastodon.org/methods/accounts/#statuses
MOST_PAGES = 300 + SPARE_PAGES
PARENTS_AT_ONCE = 20  # https://docs.joinmastodon.org/methods/statuses/#index: more are refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What was posted, newest first, and the own statuses that it was made of, by their ids."""

    posts: tuple[Post, ...] = ()
    own: Mapping[str, Status] = field(default_factory=dict)


async def timeline(
    people: People, client: httpx.AsyncClient, *, start: datetime, end: datetime
) -> Timeline:
    """Return what was posted from one moment to another; raises a LookUpError."""
    home = people.home
    url = f"{home.origin}/api/v1/accounts/{home.id}/statuses"

    def is_past(page: Sequence[Status]) -> bool:
        last = page[-1]
        arrived = id_time(last.id)
        said = _at(last)
        return (said if arrived is None else max(said, arrived)) < start

    listed: list[Status] = await pages(
        client, url, Statuses, limit=PAGE, most=MOST_PAGES, enough=is_past
    )
    if any(status.account.id != home.id for status in listed):
        raise Unreadable("statuses: account.id is another one's; report it")
    seen = {one.id: one for one in listed if is_public(one)}
    for status in seen.values():
        people.met(status.mentions)
    own = {id_: one for id_, one in seen.items() if one.reblog is None}
    kept = [one for one in seen.values() if start <= _at(one) < end]
    parents = await _parents(_unsure(kept, own, start), people, client)
    posts = [
        post_of(
            one,
            people,
            parents.get(one.in_reply_to_id or ""),
            is_own=one.in_reply_to_id in own,
        )
        for one in kept
    ]
    return Timeline(
        posts=tuple(sorted(posts, key=lambda post: (post.at, post.id), reverse=True)),
        own={one.id: one for one in kept if one.reblog is None},
    )


def _at(status: Status) -> datetime:
    return instant(status.created_at, "statuses: created_at")


def _unsure(kept: Sequence[Status], own: Mapping[str, Status], start: datetime) -> list[str]:
    """Return what replies answer, where their server must be asked who wrote it, and when.

    `in_reply_to_account_id` may name a third person only where the account goes on under a reply
    of its own. All its own statuses since `start` were just read: of what arrived since then, the
    rest is others', and the time stands in the id.
    """
    ids = [
        one.in_reply_to_id
        for one in kept
        if one.reblog is None and one.in_reply_to_id and one.in_reply_to_id not in own
    ]
    return sorted({id_ for id_ in ids if (at := id_time(id_)) is None or at < start})


async def _parents(
    ids: Sequence[str], people: People, client: httpx.AsyncClient
) -> dict[str, Status]:
    """Return statuses by their ids; those that are gone, and all where none are told, are left out.

    Servers before 4.3 have no such list: then the id tells the time, and the reply the person.
    """
    found: dict[str, Status] = {}
    key = "ids[]" if people.home.software in {"akkoma", "pleroma"} else "id[]"
    for start in range(0, len(ids), PARENTS_AT_ONCE):
        batch = ids[start : start + PARENTS_AT_ONCE]
        url = f"{people.home.origin}/api/v1/statuses"
        try:
            some: Sequence[Status] = await ask(client, url, Statuses, [(key, id_) for id_ in batch])
        except (Gone, Unreadable):
            return found
        found |= {one.id: one for one in some if one.id in batch}
    return found
