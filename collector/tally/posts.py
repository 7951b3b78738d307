"""What an account did in thirty days: replies, originals and reposts by day, conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.model import Facts, PostKind
from collector.tally.window import by_day, posts_within

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from collector.model import Like, Post
    from collector.tally.circle import Circle


def posted(timeline: Iterable[Post], circle: Circle, night: date) -> Facts:
    """Return what was posted in the window; it says nothing of how much of it was observed."""
    posts = posts_within(timeline, night)
    replies = [post for post in posts if circle.is_to_others(post)]
    to_itself = [p for p in posts if p.kind is PostKind.REPLY and p.parent_author in circle.own]
    return Facts(
        replies_by_day=by_day(replies, night),
        originals_by_day=by_day((p for p in posts if p.kind is PostKind.ORIGINAL), night),
        reposts_by_day=by_day((p for p in posts if p.kind is PostKind.REPOST), night),
        self_replies_by_day=by_day(to_itself, night),
        conversations=conversations(replies),
        people=people(replies),
        clock_faults=sum(p.at < p.parent_at for p in replies if p.parent_at),
    )


def conversations(replies: Iterable[Post]) -> int:
    """Return the distinct pairs of thread and person; of day and person where no root is public."""
    return len({(post.thread or post.at.date(), post.parent_author) for post in replies})


def people(replies: Iterable[Post]) -> int:
    """Return the distinct persons replied to."""
    return len({post.parent_author for post in replies})


def liked(likes: Iterable[Like], start: datetime, end: datetime) -> int:
    """Return how many distinct posts were liked from one moment to another."""
    return len({like.subject for like in likes if start <= like.at < end})
