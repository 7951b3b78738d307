"""The nouns: what a watchlist lists, what a network shows, what a night records.

A `Sighting` holds other people's ids and lives in memory only; `tally` forgets them.
An `Observation` is what is written, and holds counts about the watched account alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from pathlib import PurePosixPath

METHOD_VERSION = 1
WINDOW_DAYS = 30


class Kind(StrEnum):
    """What sort of organisation it is; kinds never share a table."""

    COUNCIL = "council"
    BRAND = "brand"
    PUBLIC_BODY = "public-body"

    @property
    def folder(self) -> str:
        """The plural: the watchlist's folder and the site's address."""
        return "public-bodies" if self is Kind.PUBLIC_BODY else f"{self.value}s"


class Role(StrEnum):
    """What an account is for."""

    MAIN = "main"
    HELP = "help"
    ALERTS = "alerts"
    LEADER = "leader"
    TEAM = "team"

    @property
    def is_official(self) -> bool:
        """Whether it speaks for the organisation; a person's account is counted by itself."""
        return self not in (Role.LEADER, Role.TEAM)


class State(StrEnum):
    """How sure a value is (method 0)."""

    EXACT = "exact"
    ESTIMATE = "estimate"
    BOUND = "bound"
    GAP = "gap"


class Gap(StrEnum):
    """Why there is no number."""

    NO_FOLLOWERS = "no_followers"
    FOLLOWS_NOBODY = "follows_nobody"
    HIDDEN = "hidden"
    LOCKED = "locked"
    TOO_FEW = "too_few"
    NOT_OFFERED = "not_offered"
    NEEDS_TOKEN = "needs_token"  # noqa: S105 - a reason, no secret
    OVER_BUDGET = "over_budget"
    BLOCKED = "blocked"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    UNREADABLE = "unreadable"
    SUSPENDED = "suspended"
    GONE = "gone"
    MOVED = "moved"
    OPTED_OUT = "opted_out"
    STALE = "stale"
    NEW = "new"

    @property
    def is_temporary(self) -> bool:
        """Whether the next night may well succeed, so that the last good value stands a while."""
        return self in (
            Gap.OVER_BUDGET,
            Gap.BLOCKED,
            Gap.BUSY,
            Gap.UNREACHABLE,
            Gap.UNREADABLE,
        )


class Flag(StrEnum):
    """What an account says of itself, or its network of it."""

    LOCKED = "locked"
    BOT = "bot"
    HELD = "held"  # a moderation label: show no avatar and no text
    UNFEATURED = "unfeatured"  # asks not to be recommended: never a pick
    LIST_INCOMPLETE = "list_incomplete"  # walked list and printed count differ by over 5%


class PostKind(StrEnum):
    """What sort of item stands in a timeline."""

    ORIGINAL = "original"
    REPLY = "reply"
    REPOST = "repost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in the input: where, what, and what to write instead."""

    file: str
    line: int
    column: int
    message: str
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account of an organisation on one network, as the watchlist lists it."""

    network: str
    handle: str
    role: Role
    language: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The organisation's own answer to its figures, with proof that it is its own."""

    text: str
    date: date
    proof: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """One watchlist file; the file's name is the organisation's identity."""

    slug: str
    name: str
    kind: Kind
    sector: str
    country: str
    website: str
    accounts: tuple[Account, ...]
    file: PurePosixPath
    region: str | None = None
    purpose: str | None = None
    hours: str | None = None
    timezone: str | None = None
    languages: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    policy: str | None = None
    reply: Reply | None = None
    since: date | None = None

    @property
    def is_fictional(self) -> bool:
        """Whether its website or an account lives under .test."""
        host = self.website.partition("://")[2].partition("/")[0].partition(":")[0]
        return any(name.endswith(".test") for name in (host, *(a.handle for a in self.accounts)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """Everybody who is measured, by slug, with what their files were warned of."""

    organisations: tuple[Organisation, ...]
    warnings: tuple[Problem, ...] = ()

    @property
    def is_practice(self) -> bool:
        """Whether anybody in it lives under .test, where nobody real can live (RFC 2606)."""
        return any(organisation.is_fictional for organisation in self.organisations)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a network prints about one account."""

    id: str
    handle: str
    followers: int | None = None
    following: int | None = None
    posts: int | None = None
    created_at: datetime | None = None
    flags: frozenset[Flag] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One item of a timeline; the parent's author and the thread are other people's ids."""

    id: str
    at: datetime
    kind: PostKind
    thread: str | None = None
    parent: str | None = None
    parent_author: str | None = None
    parent_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowBack:
    """How many of the accounts it follows were looked at, and how many follow back.

    `drawn == listed` is a census. `followers` is set where the followers were walked too.
    """

    listed: int
    drawn: int
    mutual: int
    followers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What to look up on one night: the cut-off's date, and whether the lists are due."""

    night: date
    lists_due: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """All that was seen of one account on one night. It holds people: never write it.

    `follow_back` is None where the lists were not due. `timeline` reaches back to the window's
    start or to the account's first post, newest first.
    """

    profile: Profile
    follow_back: FollowBack | Gap | None
    timeline: tuple[Post, ...] | Gap
    likes_given: int | Gap


def fact(definition: str) -> Any:
    """Declare one recorded number. Its default is None: not offered is not zero."""
    return field(default=None, metadata={"definition": definition})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The sufficient statistics of one account on one night: the ledger's columns."""

    followers: int | None = fact("Accounts that follow this account.")
    following: int | None = fact("Accounts that this account follows.")
    posts: int | None = fact("Posts since the account opened, as its network counts them.")
    flags: tuple[str, ...] | None = fact("What the account, or its network, says of it.")
    listed: int | None = fact("Distinct accounts on its list of follows, when the list was read.")
    drawn: int | None = fact("How many of the listed were looked at; equal to listed: all.")
    mutual: int | None = fact("How many of the drawn follow it back.")
    walked_followers: int | None = fact("Followers counted one by one, where they were walked.")
    follow_back_gap: Gap | None = fact("Why the lists, though due, gave no follow-back.")
    days_observed: int | None = fact("Whole days of the 30-day window for which posts were read.")
    replies_by_day: tuple[int, ...] | None = fact("Replies to others on each of the 30 days.")
    originals_by_day: tuple[int, ...] | None = fact("Posts that are neither reply nor repost.")
    reposts_by_day: tuple[int, ...] | None = fact("Reposts on each of the 30 days.")
    self_replies_by_day: tuple[int, ...] | None = fact("Replies to itself or its own team.")
    conversations: int | None = fact("Distinct pairs of thread and person it replied to, 30 days.")
    people: int | None = fact("Distinct persons it replied to, 30 days.")
    clock_faults: int | None = fact("Replies dated before what they answer: no time is taken.")
    timeline_gap: Gap | None = fact("Why there are no figures from posts.")
    likes_given: int | None = fact("Likes of others' posts that still stand, 30 days.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One row of the ledger: facts, or the reason why there are none.

    `account` is None in the pooled row of an organisation with several official accounts on one
    network: its events are pooled before they are counted (method 2.6).
    """

    night: date
    organisation: str
    network: str
    account: str | None
    id: str | None = None
    gap: Gap | None = None
    facts: Facts | None = None
    method_version: int = METHOD_VERSION
    collector_version: str = ""
