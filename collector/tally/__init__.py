"""What was seen becomes sufficient statistics; here people are forgotten.

Reads other people's ids, and returns counts: nothing that leaves this room names anybody.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from collector.model import LONG_DAYS, WINDOW_DAYS, Facts, Gap
from collector.tally.chances import windowed
from collector.tally.circle import Circle
from collector.tally.lists import followed_back, printed
from collector.tally.manner import manner
from collector.tally.openings import first_gap
from collector.tally.posts import liked, posted
from collector.tally.weeks import weekly
from collector.tally.window import DAY, cut_off, days_observed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from collector.model import Post, Sighting

__all__ = ["cut_off", "facts", "joined", "pooled", "tally", "windowed"]


def tally(
    timeline: Sequence[Post], *, own: AbstractSet[str], night: date, created_at: datetime | None
) -> Facts:
    """Return what every night counts of posts; `own` are the ids of the organisation and its team.

    A reply counts as one to others only if its parent's author is known and not their own.
    """
    observed = days_observed(timeline, night, created_at)
    return replace(posted(timeline, Circle(own=frozenset(own)), night), days_observed=observed)


def facts(sighting: Sighting, *, circle: Circle, night: date, is_full: bool = True) -> Facts:
    """Return the facts of one account on one night, but those of openings."""
    circle = replace(circle, own=circle.own | {sighting.profile.id})
    counted = _counted([sighting], circle, night, is_full=is_full)
    return replace(counted, **printed(sighting), **followed_back(sighting.follow_back))


def pooled(
    sightings: Sequence[Sighting], *, circle: Circle, night: date, is_full: bool = True
) -> Facts:
    """Return the facts of an organisation's official accounts: events first, then counts.

    Holds nothing of followers, since one person may follow several of the accounts. An account
    that was not read for tonight alone leaves a gap: without it the figures would be too low.
    """
    everybody = circle.own | {one.profile.id for one in sightings}
    return _counted(sightings, replace(circle, own=everybody), night, is_full=is_full)


def _counted(sightings: Sequence[Sighting], circle: Circle, night: date, *, is_full: bool) -> Facts:
    gaps = [one.timeline for one in sightings if isinstance(one.timeline, Gap)]
    passing = [gap for gap in gaps if gap.is_temporary]
    timelines = [one.timeline for one in sightings if not isinstance(one.timeline, Gap)]
    likes = _likes(sightings, night)
    if passing or not timelines:
        return replace(likes, timeline_gap=(passing or gaps)[0])
    events = [post for timeline in timelines for post in timeline]
    observed = Facts(days_observed=_observed(sightings, night, WINDOW_DAYS))
    counted = joined(posted(events, circle, night), observed, likes)
    if not is_full:
        return counted
    weeks = _observed(sightings, night, LONG_DAYS) // 7
    return joined(
        replace(counted, weeks_observed=weeks),
        weekly(events, circle, night),
        manner(events, circle, night),
    )


def joined(*parts: Facts) -> Facts:
    """Return the facts of several parts, each of which fills other columns."""
    told = {
        field.name: value
        for part in parts
        for field in fields(part)
        if (value := getattr(part, field.name)) is not None
    }
    return Facts(**told)


def _observed(sightings: Sequence[Sighting], night: date, days: int) -> int:
    """Return the days of a window since which the oldest of the accounts is known."""
    return max(
        days_observed(one.timeline, night, one.profile.created_at, days)
        for one in sightings
        if not isinstance(one.timeline, Gap)
    )


def _likes(sightings: Sequence[Sighting], night: date) -> Facts:
    """Return how many likes were given, or why that is not known of one of the accounts."""
    end = cut_off(night)
    start = end - WINDOW_DAYS * DAY
    if (gap := first_gap(one.likes for one in sightings)) is not None:
        return Facts(likes_gap=gap)
    return Facts(
        likes_given=sum(
            liked(one.likes, start, end) for one in sightings if not isinstance(one.likes, Gap)
        )
    )
