"""What X's API says: the fields that we read, in both of its spellings."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field

from collector.networks.keyed import PlainReply

# An id is text: it does not fit a JavaScript number, and need not fit ours.
# https://docs.x.com/fundamentals/x-ids
Id = Annotated[str, Field(pattern=r"^[0-9]{1,20}$")]
Count = Annotated[int, Field(ge=0, lt=2**53)]


def _listed(value: object) -> object:
    """Return a tuple of what may be a list, one object, or an empty one in a list's place."""
    if isinstance(value, dict):
        return (value,) if value else ()
    return tuple(value) if isinstance(value, list) else value


class Metrics(PlainReply):
    """A user's counts; since August 2026 tweets are posts."""

    followers_count: Count
    following_count: Count
    post_count: Count = Field(validation_alias=AliasChoices("post_count", "tweet_count"))


class User(PlainReply):
    """An account with its counts."""

    id: Id
    username: str
    protected: bool = False
    created_at: str | None = None
    public_metrics: Metrics | None = None


class Problem(PlainReply):
    """Why one object, or the whole question, is not answered; `code` is the old way to say it."""

    type: str = ""
    title: str = ""
    detail: str = ""
    value: Any = None
    resource_id: Any = None
    code: Any = None


Problems = Annotated[tuple[Problem, ...], BeforeValidator(_listed)]


class Trouble(PlainReply):
    """The part of any reply that says what went wrong."""

    type: str = ""
    title: str = ""
    errors: Problems = ()


class Users(PlainReply):
    """What `/2/users` answers; each user is read alone, so that an odd one costs no other."""

    data: Annotated[tuple[dict[str, Any], ...], BeforeValidator(_listed)] = ()
    errors: Problems = ()


class Reference(PlainReply):
    """Another post that a post answers, quotes or repeats."""

    type: str
    id: Id


class Written(PlainReply):
    """One post of an account."""

    id: Id
    text: str = ""
    created_at: str | None = None
    conversation_id: Id | None = None
    in_reply_to_user_id: Id | None = None
    lang: str | None = None
    entities: Any = None
    references: Annotated[tuple[Reference, ...], BeforeValidator(_listed)] = Field(
        default=(), validation_alias=AliasChoices("referenced_posts", "referenced_tweets")
    )


class Meta(PlainReply):
    """Where the next page is."""

    next_token: str | None = None


class Posts(PlainReply):
    """One page of an account's posts, newest first."""

    data: Annotated[tuple[Written, ...], BeforeValidator(_listed)] = ()
    errors: Problems = ()
    meta: Meta = Meta()
