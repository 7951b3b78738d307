"""From what Bluesky shows to our own nouns: profiles, posts, follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collector.errors import OptedOut, Unreadable
from collector.model import Flag, Message, Post, PostKind, Profile
from collector.networks.atproto import DID, at_uri, holds_time, tid_time
from collector.networks.bluesky_replies import BOT, OPTED_OUT, ItemWithParent
from collector.networks.xrpc import instant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from collector.networks.bluesky_replies import Hydrated, Item, PostValue, Said, View


def profile_of(view: View, listed: str) -> Profile:
    """Return a profile under its handle of today; raises OptedOut where it asks to be left out."""
    own = {one.val for one in view.labels if one.src == view.did and not one.neg}
    others = {one.val for one in view.labels if one.src != view.did and not one.neg}
    if OPTED_OUT in own:
        raise OptedOut("the account asks the public web to leave it out; respect it")
    flags = {Flag.BOT} if BOT in own else set()
    flags |= {Flag.HELD} if others & {"!hide", "!warn"} else set()
    return Profile(
        id=view.did,
        handle=listed if view.handle == "handle.invalid" else view.handle,
        followers=view.followers_count,
        following=view.follows_count,
        posts=view.posts_count,
        created_at=instant(view.created_at, "profile: createdAt") if view.created_at else None,
        flags=frozenset(flags),
    )


def post_of(item: Item, did: str) -> Post | None:
    """Return an item of an account's feed, or None where it is no act of this account."""
    post, reason = item.post, item.reason
    if reason is not None:
        if reason.type != "app.bsky.feed.defs#reasonRepost":
            return None
        at = instant(reason.indexed_at or "", "getAuthorFeed: feed[].reason.indexedAt")
        return repost(post.uri, at)
    if post.author.did != did:
        return None
    # https://docs.bsky.app/docs/advanced-guides/timestamps
    first_seen = instant(post.indexed_at, "getAuthorFeed: feed[].post.indexedAt")
    said = instant(post.record.created_at, "getAuthorFeed: feed[].post.record.createdAt")
    shown = item.reply if isinstance(item, ItemWithParent) else None
    return own_post(post.uri, post.record, min(said, first_seen), shown)


def tells_parents_time(item: Item) -> bool:
    """Return whether the time of what an item answers stands in its address, if it is a reply."""
    refs = item.post.record.reply
    return refs is None or holds_time(refs.parent.uri.rpartition("/")[2])


def repost(uri: str, at: datetime) -> Post:
    """Return a repost; its id differs from the post's, which may be the account's own."""
    return Post(id=f"{uri}#repost", at=at, kind=PostKind.REPOST, subject=uri)


def own_post(uri: str, record: PostValue, at: datetime, shown: Hydrated | None = None) -> Post:
    """Return a post or a reply, with its parent's time where it is known."""
    text = record.text if isinstance(record.text, str) else ""
    language, links = _language(record.langs), _links(record)
    if record.reply is None:
        kind = PostKind.ORIGINAL
        return Post(id=uri, at=at, kind=kind, text=text, language=language, links=links)
    parent = at_uri(record.reply.parent.uri)
    if parent is None:
        raise Unreadable("record.reply.parent.uri is no address of a record; report it")
    return Post(
        id=uri,
        at=at,
        kind=PostKind.REPLY,
        thread=record.reply.root.uri,
        parent=record.reply.parent.uri,
        parent_author=parent.authority,
        parent_at=_parent_time(parent.rkey, shown),
        text=text,
        language=language,
        links=links,
    )


def _language(langs: object) -> str | None:
    first = langs[0] if isinstance(langs, list) and langs else None
    return first if isinstance(first, str) else None


def _links(record: PostValue) -> tuple[str, ...]:
    """Return the addresses that a post's words or its card lead to."""
    if not (record.facets or record.embed):
        return ()
    return tuple(dict.fromkeys(_each_link(record)))


def _each_link(record: PostValue) -> Iterator[str]:
    for feature in _features(record.facets):
        if within(feature, "$type") == "app.bsky.richtext.facet#link":
            yield from _text(within(feature, "uri"))
    yield from _text(within(record.embed, "external", "uri"))
    yield from _text(within(record.embed, "media", "external", "uri"))


def _features(facets: object) -> Iterator[object]:
    for facet in facets if isinstance(facets, list) else []:
        features = within(facet, "features")
        yield from features if isinstance(features, list) else []


def _names(record: object, did: str) -> bool:
    """Return whether somebody's post mentions an account; its words are not read."""
    return any(
        within(feature, "$type") == "app.bsky.richtext.facet#mention"
        and within(feature, "did") == did
        for feature in _features(within(record, "facets"))
    )


def within(value: object, *path: str) -> object:
    """Return what stands at a path in what anybody may have written; None where nothing does."""
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _text(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value


def message_of(said: Said, did: str) -> Message:
    """Return what somebody wrote, to or around an account; an odd clock is not believed."""
    first_seen = instant(said.indexed_at, "getPostThread: post.indexedAt")
    at = min(first_seen, _instant_or(within(said.record, "createdAt"), first_seen))
    root, parent = (within(said.record, "reply", end, "uri") for end in ("root", "parent"))
    whom = at_uri(parent) if isinstance(parent, str) else None
    return Message(
        id=said.uri,
        at=_in_milliseconds(at),
        author=said.author.did,
        thread=root if isinstance(root, str) else said.uri,
        parent_author=whom.authority if whom else None,
        mentions=frozenset({did} if _names(said.record, did) else ()),
    )


def _instant_or(text: object, otherwise: datetime) -> datetime:
    try:
        return instant(text, "createdAt") if isinstance(text, str) else otherwise
    except Unreadable:
        return otherwise


def _in_milliseconds(at: datetime) -> datetime:
    """Return a time to the millisecond, as posts' own dates are."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _parent_time(rkey: str, shown: Hydrated | None) -> datetime | None:
    at = tid_time(rkey)
    return _shown_time(shown) if at is None else _in_milliseconds(at)


def _shown_time(shown: Hydrated | None) -> datetime | None:
    text = shown.parent.record.created_at if shown and shown.parent.record else None
    try:
        return instant(text, "parent") if isinstance(text, str) else None
    except Unreadable:  # a stranger's odd clock is not this account's fault
        return None


def followed(value: Mapping[str, Any]) -> str:
    """Return whom an exported follow record names; raises Unreadable where it names nobody."""
    subject = value.get("subject")
    if not isinstance(subject, str) or not DID.fullmatch(subject):
        raise Unreadable("getRepo: record.subject is no DID; report it")
    return subject


def is_others_post(uri: str, did: str) -> bool:
    """Return whether an address is a post's by anybody but this account."""
    parts = at_uri(uri)
    if parts is None:
        raise Unreadable("listRecords: records[].value.subject.uri is no address; report it")
    return parts.authority != did and parts.collection == "app.bsky.feed.post"
