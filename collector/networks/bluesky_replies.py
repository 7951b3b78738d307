"""What Bluesky's AppView and its records say: the fields that we read, strictly.

What a reply holds many of is a dataclass, which takes less time and room than a model: it is read
by the rules of the reply around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from collector.networks.atproto import DID, Records, Value
from collector.networks.xrpc import Page, Reply

Count = Annotated[int, Field(ge=0, lt=2**53)]
Did = Annotated[str, Field(pattern=rf"^{DID.pattern}$")]

# https://docs.bsky.app/docs/advanced-guides/moderation: what accounts say of themselves
BOT = "bot"
OPTED_OUT = "!no-unauthenticated"


class Label(Reply):
    """One label: what somebody says of the account."""

    src: str
    val: str
    neg: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One account in a list of follows or followers."""

    did: Did


class View(Reply):
    """An account's profile, with its counts."""

    did: Did
    handle: str
    followers_count: Count
    follows_count: Count
    posts_count: Count
    created_at: str | None = None
    labels: tuple[Label, ...] = ()


class Views(Reply):
    """What getProfiles answers: those it will not show are left out."""

    profiles: tuple[View, ...]


class Follows(Page):
    """One page of getFollows."""

    follows: tuple[Actor, ...]


class Followers(Page):
    """One page of getFollowers."""

    followers: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """How one account stands to another; an unknown one has nothing but `not_found`."""

    followed_by: str | None = None
    blocking: str | None = None
    blocked_by: str | None = None
    blocking_by_list: str | None = None
    blocked_by_list: str | None = None

    @property
    def follows_back(self) -> bool:
        """Whether it follows the account, and no block parts the two."""
        blocks = (self.blocking, self.blocked_by, self.blocking_by_list, self.blocked_by_list)
        return self.followed_by is not None and not any(blocks)


class Relationships(Reply):
    """What getRelationships answers: one entry for each account asked about."""

    relationships: tuple[Relationship, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """A pointer to another record."""

    uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRefs:
    """Where a reply stands: its thread and what it answers."""

    root: Ref
    parent: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated(Value):
    """A record with the time that its author's client gave it."""

    created_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostValue(Dated):
    """A post, as its author wrote it; what its client got wrong of the ornaments is passed over."""

    reply: ReplyRefs | None = None
    text: object = ""
    langs: object = None
    facets: object = None
    embed: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostView:
    """A post, as the AppView shows it; it may leave out how often it was answered."""

    uri: str
    author: Actor
    record: PostValue
    indexed_at: str
    reply_count: Count | None = None


class Speaker(Reply):
    """Somebody who wrote a post, with what they say of themselves."""

    did: Did
    labels: list[Label] = Field(default_factory=list)

    @property
    def is_left_out(self) -> bool:
        """Whether it is a robot by its own word, or asks the public web to leave it out."""
        own = {one.val for one in self.labels if one.src == self.did and not one.neg}
        return not own.isdisjoint({BOT, OPTED_OUT})


class Said(Reply):
    """A post in a thread: what the AppView vouches for, and the record that anybody may write."""

    uri: str
    author: Speaker
    record: object
    indexed_at: str


class Posts(Reply):
    """What getPosts answers: those that are gone are left out."""

    posts: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParentValue:
    """What a reply answers, as its author wrote it."""

    created_at: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """What a reply answers: a post, or a note that it is gone or blocked."""

    record: ParentValue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hydrated:
    """What a reply answers, as far as the AppView shows it."""

    parent: Parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why somebody's post stands in this account's feed."""

    type: Annotated[str, Field(alias="$type")]
    indexed_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a feed."""

    post: PostView
    reason: Reason | None = None


class Feed(Page):
    """One page of getAuthorFeed; what is shown of parents is long, and seldom needed."""

    feed: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemWithParent(Item):
    """One item of a feed, with what is shown of its parent."""

    reply: Hydrated | None = None


class FeedWithParents(Page):
    """The same page, read whole."""

    feed: tuple[ItemWithParent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowValue(Value):
    """A follow record."""

    subject: Did


@dataclass(frozen=True, slots=True, kw_only=True)
class LikeValue(Dated):
    """A like, or a repost."""

    subject: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibilityValue(Value):
    """How the account wishes to be shown."""

    hide_from_algorithmic_recommendations: bool = False


FollowRecords = Records[FollowValue]
LikeRecords = Records[LikeValue]
PostRecords = Records[PostValue]
VisibilityRecords = Records[VisibilityValue]
