"""A timeline of posts becomes sufficient statistics; here people are forgotten.

Reads other people's ids, and returns counts: nothing that leaves this module names anybody.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from collector.model import WINDOW_DAYS, Facts, Flag, FollowBack, Gap, PostKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

    from collector.model import Post, Sighting

DAY = timedelta(days=1)
TOLERATED = 0.05  # method 1: lists that differ more from the printed count are incomplete


def cut_off(night: date) -> datetime:
    """Return T, the moment at which every window of the night ends."""
    return datetime.combine(night, time(), UTC)


def tally(
    timeline: Sequence[Post], *, own: AbstractSet[str], night: date, created_at: datetime | None
) -> Facts:
    """Return the facts that are built on posts; `own` are the ids of the organisation and its team.

    A reply counts as one to others only if its parent's author is known and not their own.
    """
    posts = list(_window(timeline, night))
    replies = [post for post in posts if _is_to_others(post, own)]
    return Facts(
        days_observed=_days_observed(timeline, night, created_at),
        replies_by_day=_by_day(replies, night),
        originals_by_day=_by_day(_of(posts, PostKind.ORIGINAL), night),
        reposts_by_day=_by_day(_of(posts, PostKind.REPOST), night),
        self_replies_by_day=_by_day(
            (post for post in _of(posts, PostKind.REPLY) if post.parent_author in own), night
        ),
        conversations=len(
            {(post.thread or post.at.date(), post.parent_author) for post in replies}
        ),
        people=len({post.parent_author for post in replies}),
        clock_faults=sum(_delay(post) < 0 for post in replies if post.parent_at),
    )


def facts(sighting: Sighting, *, own: AbstractSet[str], night: date) -> Facts:
    """Return the facts of one account on one night."""
    profile, lists = sighting.profile, sighting.follow_back
    own = {*own, profile.id}
    if isinstance(sighting.timeline, Gap):
        counted = Facts(timeline_gap=sighting.timeline)
    else:
        counted = tally(sighting.timeline, own=own, night=night, created_at=profile.created_at)
    counted = replace(
        counted,
        followers=profile.followers,
        following=profile.following,
        posts=profile.posts,
        flags=_flags(sighting),
        likes_given=None if isinstance(sighting.likes_given, Gap) else sighting.likes_given,
    )
    if isinstance(lists, Gap):
        return replace(counted, follow_back_gap=lists)
    if lists is None:
        return counted
    return replace(
        counted,
        listed=lists.listed,
        drawn=lists.drawn,
        mutual=lists.mutual,
        walked_followers=lists.followers,
    )


def pooled(sightings: Iterable[Sighting], *, own: AbstractSet[str], night: date) -> Facts:
    """Return the facts of an organisation's official accounts: events first, then counts.

    Holds nothing of followers, since one person may follow several of the accounts. An account
    that was not read for tonight alone leaves a gap: without it the figures would be too low.
    """
    met = list(sightings)
    gaps = [one.timeline for one in met if isinstance(one.timeline, Gap)]
    passing = [gap for gap in gaps if gap.is_temporary]
    timelines = [one.timeline for one in met if not isinstance(one.timeline, Gap)]
    if passing or not timelines:
        return Facts(timeline_gap=(passing or gaps)[0])
    everybody = {*own, *(one.profile.id for one in met)}
    events = [post for timeline in timelines for post in timeline]
    days = [
        _days_observed(one.timeline, night, one.profile.created_at)
        for one in met
        if not isinstance(one.timeline, Gap)
    ]
    likes = [one.likes_given for one in met if not isinstance(one.likes_given, Gap)]
    return replace(
        tally(events, own=everybody, night=night, created_at=None),
        days_observed=max(days),
        likes_given=sum(likes) if len(likes) == len(met) else None,
    )


def reply_delays(
    timeline: Sequence[Post], own: AbstractSet[str], night: date, *, days: int = WINDOW_DAYS
) -> tuple[float, ...]:
    """Return the seconds from parent to reply, of replies to others, in the order of the replies.

    A negative delay is a clock's fault, and left out.
    """
    replies = [post for post in _window(timeline, night, days) if _is_to_others(post, own)]
    replies.sort(key=lambda post: (post.at, post.id))
    delays = (_delay(post) for post in replies if post.parent_at)
    return tuple(delay for delay in delays if delay >= 0)


def _window(timeline: Sequence[Post], night: date, days: int = WINDOW_DAYS) -> Iterator[Post]:
    end = cut_off(night)
    start = end - days * DAY
    distinct = {(post.id, post.kind): post for post in timeline}
    return (post for post in distinct.values() if start <= post.at < end)


def _of(posts: Iterable[Post], kind: PostKind) -> Iterator[Post]:
    return (post for post in posts if post.kind is kind)


def _is_to_others(post: Post, own: AbstractSet[str]) -> bool:
    return (
        post.kind is PostKind.REPLY
        and post.parent_author is not None
        and post.parent_author not in own
    )


def _by_day(posts: Iterable[Post], night: date) -> tuple[int, ...]:
    start = cut_off(night) - WINDOW_DAYS * DAY
    days = [0] * WINDOW_DAYS
    for post in posts:
        days[(post.at - start) // DAY] += 1
    return tuple(days)


def _delay(post: Post) -> float:
    return (post.at - post.parent_at).total_seconds() if post.parent_at else 0.0


def _days_observed(timeline: Sequence[Post], night: date, created_at: datetime | None) -> int:
    """Return the whole days of the window since which the account is known to have existed."""
    end = cut_off(night)
    start = end - WINDOW_DAYS * DAY
    known = [post.at for post in timeline if post.at < end]
    if created_at is not None and created_at < end:
        known.append(created_at)
    if not known:
        return WINDOW_DAYS if created_at is None else 0
    return (end - max(start, min(known))) // DAY


def _flags(sighting: Sighting) -> tuple[str, ...]:
    profile, lists = sighting.profile, sighting.follow_back
    flags = set(profile.flags)
    if isinstance(lists, FollowBack):
        pairs = ((lists.listed, profile.following), (lists.followers, profile.followers))
        if any(_is_incomplete(walked, printed) for walked, printed in pairs):
            flags.add(Flag.LIST_INCOMPLETE)
    return tuple(sorted(flag.value for flag in flags))


def _is_incomplete(walked: int | None, printed: int | None) -> bool:
    if walked is None or printed is None:
        return False
    return abs(walked - printed) > TOLERATED * printed
