"""What an account did in twelve weeks: conversations and people by week, and at which hours."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from collector.model import LONG_DAYS, WEEK_HOURS, WEEKS, Facts
from collector.tally.posts import conversations, people
from collector.tally.window import DAY, by_day, cut_off, posts_within

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from collector.model import Post
    from collector.tally.circle import Circle

WEEK = 7 * DAY


def weekly(timeline: Sequence[Post], circle: Circle, night: date) -> Facts:
    """Return what a full reading's timeline says beyond thirty days, and where it links to."""
    replies = [
        post for post in posts_within(timeline, night, LONG_DAYS) if circle.is_to_others(post)
    ]
    weeks: list[list[Post]] = [[] for _ in range(WEEKS)]
    for post in replies:
        weeks[_week(post.at, night)].append(post)
    cells = hours((post.at for post in replies), circle, night)
    promotions = [post for post in posts_within(timeline, night) if circle.promotes(post)]
    return Facts(
        promotions_by_day=by_day(promotions, night),
        conversations_by_week=tuple(map(conversations, weeks)),
        people_by_week=tuple(map(people, weeks)),
        zone=circle.zone,
        reply_hours=tuple(cells),
        reply_hour_counts=tuple(cells.values()),
    )


def hours(times: Iterable[datetime], circle: Circle, night: date) -> dict[int, int]:
    """Return how many of some times of the twelve weeks fall into each of their local hours."""
    zone = ZoneInfo(circle.zone) if circle.zone else UTC
    return dict(sorted(Counter(_cell(at, night, zone) for at in times).items()))


def _week(at: datetime, night: date) -> int:
    return (at - (cut_off(night) - WEEKS * WEEK)) // WEEK


def _cell(at: datetime, night: date, zone: tzinfo) -> int:
    local = at.astimezone(zone)
    return WEEK_HOURS * _week(at, night) + 24 * local.weekday() + local.hour
