"""From what X shows to our own nouns: profiles, posts, and why there is neither."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from collector.errors import Gone, Locked, LookUpError, Refused, Suspended, Unreadable
from collector.model import Post, PostKind, Profile
from collector.networks.xrpc import instant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collector.networks.x_replies import Problem, User, Written

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Ids encode time: https://docs.x.com/fundamentals/x-ids; the constant is the well-known one.
FIRST_MILLISECOND = 1_288_834_974_657
CLOCK_SHIFT = 22
FIRST_SNOWFLAKE = 29_700_859_247  # smaller ids were counted one by one, until November 2010

# https://docs.x.com/x-api/fundamentals/response-codes-and-errors
BY_TYPE: dict[str, type[LookUpError]] = {
    "resource-not-found": Gone,
    "not-authorized-for-resource": Locked,
    "resource-unavailable": Refused,  # withheld
}


def profile_of(user: User) -> Profile:
    """Return a profile under its name of today; raises Locked where its posts are protected."""
    if user.protected:
        raise Locked("x: the account shows its posts to its followers only; respect it")
    counts = user.public_metrics
    created = user.created_at
    return Profile(
        id=user.id,
        handle=user.username.lower(),
        followers=counts.followers_count if counts else None,
        following=counts.following_count if counts else None,
        posts=counts.post_count if counts else None,
        created_at=instant(created, "users: data[].created_at") if created else None,
    )


def reason_of(problem: Problem) -> LookUpError:
    """Return why one account is missing from a reply."""
    kind = BY_TYPE.get(problem.type.rpartition("/")[2], Unreadable)
    if "suspended" in problem.detail.lower():
        kind = Suspended
    remedy = "report it" if kind is Unreadable else "look at the account"
    return kind(f"x: {kind.gap}; {remedy}")


def id_time(id_: str) -> datetime | None:
    """Return when a post was made, to the second as X's own dates are; None: before ids told it."""
    number = int(id_)
    if number < FIRST_SNOWFLAKE:
        return None
    at = EPOCH + timedelta(milliseconds=(number >> CLOCK_SHIFT) + FIRST_MILLISECOND)
    return at.replace(microsecond=0)


def post_of(written: Written) -> Post:
    """Return a post of the account, with the time of what it answers.

    A post in another's conversation is a reply, even where X does not say to what.
    """
    at = _written_at(written)
    ends = {reference.type: reference.id for reference in written.references}
    if "retweeted" in ends:
        return Post(id=written.id, at=at, kind=PostKind.REPOST, subject=ends["retweeted"])
    parent, thread = ends.get("replied_to"), written.conversation_id
    is_reply = parent is not None or thread not in (None, written.id)
    return Post(
        id=written.id,
        at=at,
        kind=PostKind.REPLY if is_reply else PostKind.ORIGINAL,
        thread=thread if is_reply else None,
        parent=parent,
        parent_author=written.in_reply_to_user_id if is_reply else None,
        parent_at=id_time(parent) if parent else None,
        text=written.text,
        language=written.lang,
        links=tuple(dict.fromkeys(_links(written.entities))),
    )


def refuse_blind(written: Sequence[Written]) -> None:
    """Raise Unreadable where a timeline hides what its posts answer or repeat.

    The newer spelling may take these for expansions, which cost money: then nothing may be counted.
    """
    posts = [post_of(one) for one in written]
    replies = [post for post in posts if post.kind is PostKind.REPLY]
    if replies and not any(reply.parent_author for reply in replies):
        raise Unreadable("tweets: data[].in_reply_to_user_id is missing; report it")
    is_referring = any(one.references for one in written)
    if not is_referring and any(one.text.startswith("RT @") for one in written):
        raise Unreadable("tweets: data[].referenced_tweets is missing; report it")


def _written_at(written: Written) -> datetime:
    if written.created_at:
        return instant(written.created_at, "tweets: data[].created_at")
    at = id_time(written.id)
    if at is None:
        raise Unreadable("tweets: data[].created_at is missing; report it")
    return at


def _links(entities: object) -> Iterator[str]:
    """Yield the addresses in a post's words, as they were before X shortened them."""
    urls = entities.get("urls") if isinstance(entities, dict) else None
    for url in urls if isinstance(urls, list) else []:
        link = url.get("expanded_url") if isinstance(url, dict) else None
        if isinstance(link, str):
            yield link
