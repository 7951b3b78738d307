"""What others said becomes openings, each with what came of it and nobody's name (method 1)."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from collector.model import MOST_OPENINGS, Gap, Opening, OpeningKind, PostKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from collector.model import Message, Post, Sighting
    from collector.tally.circle import Circle

Group = str | tuple[str, date]  # a thread; a person and a day, where no root is public
Pair = tuple[Group, str]  # a thread and a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What the official accounts said and liked: all that an opening can meet with.

    `praised` holds when each post was liked or reposted, in order; None: likes are not known, and
    `likes_gap` says why. On a network that never tells them, `tells_likes` is false.
    """

    replies: tuple[Post, ...] = ()
    praised: Mapping[str, Sequence[datetime]] | None = field(default_factory=dict)
    likes_gap: Gap | None = None
    tells_likes: bool = True


def first_gap(parts: Iterable[object]) -> Gap | None:
    """Return the first gap among some parts, those of tonight alone before others."""
    gaps = [part for part in parts if isinstance(part, Gap)]
    return next((gap for gap in gaps if gap.is_temporary), gaps[0] if gaps else None)


def voice(official: Iterable[Sighting | Gap], circle: Circle) -> Voice | Gap:
    """Return what the official accounts said together; a gap where one failed tonight alone."""
    seen = list(official)
    gaps = [one.timeline if not isinstance(one, Gap) else one for one in seen]
    passing = [gap for gap in gaps if isinstance(gap, Gap) and gap.is_temporary]
    if passing:
        return passing[0]
    read = [one for one in seen if not isinstance(one, Gap)]
    posts = {
        (post.id, post.kind): post
        for one in read
        if not isinstance(one.timeline, Gap)
        for post in one.timeline
    }
    likes = [one.likes for one in read if not isinstance(one.timeline, Gap)]
    return Voice(
        replies=tuple(post for post in posts.values() if circle.is_to_others(post)),
        praised=_praised(read, posts.values()),
        likes_gap=first_gap(likes),
        tells_likes=not likes or any(some is not Gap.NOT_OFFERED for some in likes),
    )


def _praised(
    read: Sequence[Sighting], posts: Iterable[Post]
) -> Mapping[str, Sequence[datetime]] | None:
    praised: dict[str, list[datetime]] = defaultdict(list)
    for one in read:
        if isinstance(one.timeline, Gap):
            continue
        if isinstance(one.likes, Gap):
            return None
        for like in one.likes:
            praised[like.subject].append(like.at)
    for post in posts:
        if post.kind is PostKind.REPOST and post.subject:
            praised[post.subject].append(post.at)
    return {subject: sorted(times) for subject, times in praised.items()}


def openings(
    messages: Iterable[Message],
    *,
    kind: OpeningKind,
    targets: AbstractSet[str],
    own: AbstractSet[str],
    said: Voice,
) -> dict[Group, tuple[Opening, ...]]:
    """Return the openings to the target accounts by thread: the first ten of each, in order."""
    known = _known(messages)
    answers = _answers(said.replies, known)
    firsts = _firsts(known.values(), targets, own, kind)
    if kind is OpeningKind.REPLIES:
        unseen = _unseen(said.replies, known)
        firsts = {
            pair: one
            for pair, one in firsts.items()
            if one.parent_author in targets and one.at <= unseen.get(pair, one.at)
        }
    threads: dict[Group, list[Opening]] = defaultdict(list)
    for pair, one in firsts.items():  # in the order of time
        if len(threads[pair[0]]) < MOST_OPENINGS:
            threads[pair[0]].append(_opening(one, answers.get(pair, ()), said.praised))
    return {group: tuple(some) for group, some in threads.items()}


def _known(messages: Iterable[Message]) -> dict[str, Message]:
    """Return each message once, with all whom it mentions: two accounts may have heard it."""
    known: dict[str, Message] = {}
    for one in messages:
        other = known.get(one.id, one)
        known[one.id] = replace(other, mentions=other.mentions | one.mentions)
    return known


def group_of(message: Message) -> Group:
    """Return the thread of a message."""
    return message.thread or (message.author, message.at.date())


def _firsts(
    messages: Iterable[Message],
    targets: AbstractSet[str],
    own: AbstractSet[str],
    kind: OpeningKind,
) -> dict[Pair, Message]:
    """Return each pair's first message; of mentions, the first that is meant for a target."""
    firsts: dict[Pair, Message] = {}
    for one in sorted(messages, key=lambda message: (message.at, message.id)):
        is_meant = one.parent_author in targets or not targets.isdisjoint(one.mentions)
        if one.author not in own and (is_meant or kind is OpeningKind.REPLIES):
            firsts.setdefault((group_of(one), one.author), one)
    return firsts


def _unseen(replies: Iterable[Post], known: Mapping[str, Message]) -> dict[Pair, datetime]:
    """Return when each pair is first known by an answer alone, to what nobody can read."""
    times: dict[Pair, datetime] = {}
    for pair, post in _pairs(replies, known):
        if post.parent not in known:
            at = post.parent_at or post.at
            times[pair] = min(at, times.get(pair, at))
    return times


def _answers(replies: Iterable[Post], known: Mapping[str, Message]) -> dict[Pair, list[datetime]]:
    times: dict[Pair, list[datetime]] = defaultdict(list)
    for pair, post in _pairs(replies, known):
        times[pair].append(post.at)
    return {pair: sorted(some) for pair, some in times.items()}


def _pairs(replies: Iterable[Post], known: Mapping[str, Message]) -> Iterator[tuple[Pair, Post]]:
    for post in replies:
        person = post.parent_author or ""
        parent = known.get(post.parent or "")
        if parent is not None and parent.author == person:
            yield (group_of(parent), person), post
        else:
            day = (post.parent_at or post.at).date()
            yield (post.thread or (person, day), person), post


def _opening(
    message: Message,
    answers: Sequence[datetime],
    praised: Mapping[str, Sequence[datetime]] | None,
) -> Opening:
    return Opening(
        at=message.at,
        answered_at=_first(answers, message.at),
        acknowledged_at=_first((praised or {}).get(message.id, ()), message.at),
    )


def _first(times: Sequence[datetime], since: datetime) -> datetime | None:
    place = bisect_left(times, since)
    return times[place] if place < len(times) else None
