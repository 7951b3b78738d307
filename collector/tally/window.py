"""The windows of a night: what falls into them, by day and by week, and how much was observed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from collector.model import WINDOW_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from collector.model import Post

DAY = timedelta(days=1)


def cut_off(night: date) -> datetime:
    """Return T, the moment at which every window of the night ends."""
    return datetime.combine(night, time(), UTC)


def posts_within(timeline: Iterable[Post], night: date, days: int = WINDOW_DAYS) -> list[Post]:
    """Return the posts of the days before the cut-off, each once."""
    end = cut_off(night)
    start = end - days * DAY
    distinct = {(post.id, post.kind): post for post in timeline}
    return [post for post in distinct.values() if start <= post.at < end]


def day_of(post: Post, night: date) -> int:
    """Return the post's place among the days of the window, of which the oldest is 0."""
    return (post.at - (cut_off(night) - WINDOW_DAYS * DAY)) // DAY


def by_day(posts: Iterable[Post], night: date) -> tuple[int, ...]:
    """Return how many posts there are on each day of the window, the oldest day first."""
    days = [0] * WINDOW_DAYS
    for post in posts:
        days[day_of(post, night)] += 1
    return tuple(days)


def days_observed(
    timeline: Sequence[Post], night: date, created_at: datetime | None, days: int = WINDOW_DAYS
) -> int:
    """Return the whole days of a window since which the account is known to have existed."""
    end = cut_off(night)
    known = [post.at for post in timeline if post.at < end]
    if created_at is not None and created_at < end:
        known.append(created_at)
    if not known:
        return days if created_at is None else 0
    return (end - max(end - days * DAY, min(known))) // DAY
