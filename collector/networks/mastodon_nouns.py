"""From what Mastodon's API shows to our own nouns: profiles, posts, messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from collector.errors import OptedOut, Suspended
from collector.model import Flag, Message, Post, PostKind, Profile
from collector.networks.fediverse_text import opts_out, words_of
from collector.networks.xrpc import instant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from collector.networks.fediverse_home import Home
    from collector.networks.mastodon_replies import Mention, Status, View, Who

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# https://github.com/mastodon/mastodon/blob/main/lib/mastodon/snowflake.rb: 48 bits of time
SEQUENCE_BITS = 16
FEWEST_DIGITS, MOST_DIGITS = 16, 20
TOLERATED = timedelta(seconds=1)  # between a status's own time and the one inside its id
PUBLIC = frozenset(["public", "unlisted", "local"])


def id_time(id_: str) -> datetime | None:
    """Return the time inside a status's id, to the millisecond; None where it holds none.

    It is when the status arrived on this server. Numbers before Mastodon 2.0 hold none, and
    neither do other software's ids.
    """
    if not (id_.isascii() and id_.isdecimal() and FEWEST_DIGITS <= len(id_) <= MOST_DIGITS):
        return None
    return EPOCH + timedelta(milliseconds=int(id_) >> SEQUENCE_BITS)


def profile_of(view: View, home: Home) -> Profile:
    """Return a profile; raises the reason why there is to be none."""
    if view.suspended or view.pleroma.deactivated:
        raise Suspended("its server has suspended the account; look at it there")
    if view.memorial:
        raise Suspended("the account is kept in memory of its owner; take it off the watchlist")
    if opts_out(view.note):
        raise OptedOut("the account's words ask robots to stay away; respect it")
    hidden = view.pleroma
    return Profile(
        id=home.name,
        handle=home.name,
        followers=None if hidden.hide_followers_count else view.followers_count,
        following=None if hidden.hide_follows_count else view.following_count,
        posts=view.statuses_count,
        created_at=instant(view.created_at, "account: created_at") if view.created_at else None,
        flags=frozenset(_flags(view)),
    )


def _flags(view: View) -> Iterable[Flag]:
    signs = {
        Flag.BOT: view.bot or view.group,  # a group repeats by itself what is sent to it
        Flag.LOCKED: view.locked,
        Flag.HELD: view.limited,
        Flag.UNFEATURED: view.discoverable is False,
        Flag.UNINDEXED: view.noindex is True or view.indexable is False,
    }
    return [flag for flag, is_set in signs.items() if is_set]


@dataclass(slots=True, kw_only=True)
class People:
    """Who is who on one server: whole names by the server's own ids; they live in memory only."""

    home: Home
    _names: dict[str, str] = field(default_factory=dict)

    def met(self, whos: Iterable[Who | Mention]) -> None:
        """Remember their names."""
        for who in whos:
            self._names[who.id] = self.name_of(who)

    def name_of(self, who: Who | Mention) -> str:
        """Return somebody's whole name."""
        if who.id == self.home.id:
            return self.home.name
        acct = who.acct.lower()
        return acct if "@" in acct else f"{acct}@{self.home.domain}"

    def named(self, id_: str) -> str:
        """Return the whole name behind an id; where nobody told it, one that nobody else has."""
        known = self.home.name if id_ == self.home.id else self._names.get(id_)
        return known or f"{self.home.origin}#{id_}"

    def post_id(self, id_: str) -> str:
        """Return a status's id as it is known beside those of other servers."""
        return f"{self.home.origin}/{id_}"


def is_public(status: Status) -> bool:
    """Return whether everybody may read it."""
    return status.visibility in PUBLIC


def said_at(status: Status) -> datetime:
    """Return when a status was written; a clock ahead of its server's arrival is not believed."""
    at = instant(status.created_at, "status: created_at")
    arrived = id_time(status.id)
    return arrived if arrived is not None and at > arrived + TOLERATED else at


def conversation_of(status: Status, people: People) -> str | None:
    """Return a status's thread where its server tells one."""
    number = status.pleroma.conversation_id if status.pleroma else None
    return None if number is None else f"{people.home.origin}#thread-{number}"


def post_of(status: Status, people: People, parent: Status | None, *, is_own: bool) -> Post:
    """Return an item of the account's timeline.

    `parent` is what it answers, where that was read; `is_own` says that it is known to be own.
    """
    id_, at = people.post_id(status.id), instant(status.created_at, "status: created_at")
    if status.reblog is not None:
        subject = people.post_id(status.reblog.id)
        return Post(id=id_, at=at, kind=PostKind.REPOST, subject=subject)
    text, links = words_of(status.content if isinstance(status.content, str) else "")
    language = status.language if isinstance(status.language, str) else None
    thread = conversation_of(status, people)
    if not answers_somebody(status):
        kind = PostKind.ORIGINAL
        return Post(
            id=id_, at=at, kind=kind, thread=thread, text=text, language=language, links=links
        )
    return Post(
        id=id_,
        at=at,
        kind=PostKind.REPLY,
        thread=thread,
        parent=people.post_id(status.in_reply_to_id) if status.in_reply_to_id else None,
        parent_author=people.home.name if is_own else _parent_author(status, people, parent),
        parent_at=_parent_time(status, parent),
        text=text,
        language=language,
        links=links,
    )


def answers_somebody(status: Status) -> bool:
    """Return whether it is a reply, also where what it answers is gone."""
    return bool(status.in_reply_to_id or status.in_reply_to_account_id)


def _parent_author(status: Status, people: People, parent: Status | None) -> str | None:
    if parent is not None:
        return people.name_of(parent.account)
    whom = status.in_reply_to_account_id
    return people.named(whom) if whom else None


def _parent_time(status: Status, parent: Status | None) -> datetime | None:
    if parent is not None:
        return instant(parent.created_at, "status: created_at")
    return id_time(status.in_reply_to_id) if status.in_reply_to_id else None


def message_of(
    status: Status, people: People, *, thread: str, parent_author: str | None
) -> Message:
    """Return what somebody else wrote around an own post."""
    return Message(
        id=people.post_id(status.id),
        at=said_at(status),
        author=people.name_of(status.account),
        thread=thread,
        parent_author=parent_author,
    )
