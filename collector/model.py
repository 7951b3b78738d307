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
WEEKS = 12  # of seven days each, the last of them ending at the cut-off
LONG_DAYS = 7 * WEEKS
WEEK_HOURS = 168
CHANCE_HOURS = 168  # an opening has so long to be answered, liked or reposted
MOST_OPENINGS = 10  # of one thread count (method 1)
OPENING_WEEKS = 5  # the last of the twelve: threads are read a week further back


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
    UNINDEXED = "unindexed"  # asks search engines to stay away
    LIST_INCOMPLETE = "list_incomplete"  # walked list and printed count differ by over 5%


class PostKind(StrEnum):
    """What sort of item stands in a timeline."""

    ORIGINAL = "original"
    REPLY = "reply"
    REPOST = "repost"


class OpeningKind(StrEnum):
    """Which openings could be collected; the two kinds never share a table (method 1)."""

    REPLIES = "replies"
    MENTIONS = "mentions"  # mentions and replies


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
class Historic:
    """What somebody published of a listed account in the past: quoted, never measured by us.

    `date` is as exact as its source: a year, a month or a day, as in 2008, 2008-05, 2008-05-12.
    """

    network: str
    handle: str
    date: str
    source: str
    followers: int | None = None
    following: int | None = None
    posts: int | None = None
    by: str | None = None
    note: str | None = None


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
    historic: tuple[Historic, ...] = ()
    since: date | None = None

    @property
    def is_fictional(self) -> bool:
        """Whether its website or an account lives under .test."""
        host = self.website.partition("://")[2].partition("/")[0].partition(":")[0]
        return any(name.endswith(".test") for name in (host, *(a.handle for a in self.accounts)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """Who is off the list for good: its address keeps a stone, and nothing else of it is known."""

    kind: Kind
    slug: str
    date: date
    is_own_request: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Renaming:
    """An address that leads on to another; that may lead on in turn."""

    kind: Kind
    old: str
    new: str
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """Everybody who is measured, by slug, with what their files were warned of."""

    organisations: tuple[Organisation, ...]
    warnings: tuple[Problem, ...] = ()
    removed: tuple[Removal, ...] = ()
    renamed: tuple[Renaming, ...] = ()

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
    """One item of a watched account's timeline; parent and thread are other people's ids.

    `subject` is what a repost repeats. `text`, `language` and `links` are the account's own words,
    read for their signs and written nowhere.
    """

    id: str
    at: datetime
    kind: PostKind
    thread: str | None = None
    parent: str | None = None
    parent_author: str | None = None
    parent_at: datetime | None = None
    subject: str | None = None
    text: str = ""
    language: str | None = None
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What somebody else wrote around a watched account's posts: never write it.

    `mentions` holds the ids of the watched accounts that it names; `parent_author` is whom it
    answers.
    """

    id: str
    at: datetime
    author: str
    thread: str | None = None
    parent_author: str | None = None
    mentions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Like:
    """A like that a watched account gave: the liked post's id, and when."""

    subject: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One opening with what came of it, and nobody's name; None: nothing came of it yet."""

    at: datetime
    answered_at: datetime | None = None
    acknowledged_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One thread around an account's posts, known by the id of the account's first post in it.

    The key of a thread without one is empty: nothing of it is kept between nights. `mark` changes
    whenever the thread may hold something new. `messages` is None where the thread
    was not read again, because `Reading.settled` held the same mark.
    """

    key: str
    mark: str
    messages: tuple[Message, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What others said to an account: of which kind, and how many threads were drawn for it."""

    kind: OpeningKind
    threads: tuple[Thread, ...]
    listed: int  # threads that could have been read


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
class FollowerPages:
    """Follower pages, one drawn from each stratum in order: how many on each are followed back."""

    hits: tuple[int, ...]
    sizes: tuple[int, ...]
    pages: int  # that exist


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What to look up on one night.

    A full reading, once a week, takes the lists, twelve weeks of posts, and the threads besides
    what every night takes. `settled` holds the marks of threads that need no second reading.
    """

    night: date
    is_full: bool = True
    settled: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """All that was seen of one account on one night. It holds people: never write it.

    `follow_back` and `heard` are None where no full reading was due. `timeline` reaches back to
    the start of the window (of twelve weeks in a full reading) or to the account's first post,
    newest first. `likes` are those given in the last 37 days.
    """

    profile: Profile
    follow_back: FollowBack | FollowerPages | Gap | None
    timeline: tuple[Post, ...] | Gap
    likes: tuple[Like, ...] | Gap
    heard: Heard | Gap | None = None


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
    likes_gap: Gap | None = fact(
        "Why likes are not known: its own, or those that a sister account may have given openings."
    )
    follower_pages: int | None = fact("Pages of followers that exist, where some were drawn.")
    page_sizes: tuple[int, ...] | None = fact("Followers on each page drawn, in their order.")
    page_hits: tuple[int, ...] | None = fact("How many of them it follows back.")
    promotions_by_day: tuple[int, ...] | None = fact(
        "Originals that link to the organisation's own sites, on each of the 30 days."
    )
    weeks_observed: int | None = fact("Whole weeks of the last twelve for which posts were read.")
    conversations_by_week: tuple[int, ...] | None = fact(
        "Distinct pairs of thread and person it replied to, in each of the last twelve weeks."
    )
    people_by_week: tuple[int, ...] | None = fact(
        "Distinct persons it replied to, in each of the last twelve weeks."
    )
    zone: str | None = fact("The time zone that its hours are told in; none: UTC, its own unknown.")
    reply_hours: tuple[int, ...] | None = fact(
        "The hours of the last twelve weeks in which it replied to others, ascending: 168 times "
        "the week, the oldest being 0, plus the hour of the local week, Monday 00:00 being 0. A "
        "Parquet file holds the first of them and the steps from each to the next."
    )
    reply_hour_counts: tuple[int, ...] | None = fact("Its replies in each of those hours.")
    languages: tuple[str, ...] | None = fact("Languages with rules that it replied in, 30 days.")
    signed: tuple[int, ...] | None = fact("Signed replies, by language: cluster sums by day.")
    thanked: tuple[int, ...] | None = fact("Replies that thank, by language: cluster sums by day.")
    apologised: tuple[int, ...] | None = fact(
        "Replies that apologise, by language: cluster sums by day."
    )
    invited: tuple[int, ...] | None = fact(
        "Replies that ask for a private message, by language: cluster sums by day."
    )
    openings_kind: OpeningKind | None = fact("Which openings could be collected.")
    openings_gap: Gap | None = fact("Why there are no figures from openings.")
    threads_listed: int | None = fact(
        "Threads around its posts, or with mentions of it where those are known, that could have "
        "been read; where persons were drawn too, as many as would hold what all of them said."
    )
    threads_drawn: int | None = fact("How many of them were drawn; equal to listed: all.")
    answered: tuple[int, ...] | None = fact(
        "Openings answered within 24 hours, from 31 days before the night to one day: cluster "
        "sums by thread."
    )
    acknowledged: tuple[int, ...] | None = fact(
        "Openings liked or reposted within 7 days, from 37 days before the night to 7: cluster "
        "sums by thread; nothing where likes are not shown."
    )
    responded: tuple[int, ...] | None = fact(
        "Openings answered, liked or reposted within 7 days, in the same days: the same sums."
    )
    answer_waits: tuple[int, ...] | None = fact(
        "Seconds from opening to answer, 30 days, of those answered within 7 days, by opening."
    )
    open_waits: tuple[int, ...] | None = fact(
        "Seconds that the other openings were followed without an answer, 7 days at most."
    )
    opening_hours: tuple[int, ...] | None = fact(
        "The hours of the last five weeks in which an opening came, answered or not, in the same "
        "zone and numbered and stored as reply_hours are: the five weeks are 7 to 11."
    )
    opening_hour_counts: tuple[int, ...] | None = fact("The openings in each of those hours.")
    threads_capped: int | None = fact(
        "Threads of which ten openings are counted: of these, what came later is not."
    )


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
    imported: str | None = None  # the file it came from; it was never seen by a reading
    method_version: int = METHOD_VERSION
    collector_version: str = ""
