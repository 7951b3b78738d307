"""The known truth about the practice fediverse on one night, counted from the diaries themselves.

What strangers cannot see is left out: those who left the network stand in no list that is walked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collector.practice.codes import DAY, midnight
from collector.practice.crowd import is_gone
from collector.practice.diary import since, until
from collector.practice.habits import Fate

if TYPE_CHECKING:
    from datetime import date

    from collector.practice.diary import Post
    from collector.practice.fedi_cast import Resident
    from collector.practice.world import World

WINDOW = 30


def fediverse_truth(world: World, night: date) -> list[dict[str, Any]]:
    """Return the truth about every account that is there, whether it can be read or not."""
    now = world.at(night)
    return [
        _about(world, resident, night)
        for resident in world.residents
        if resident.player.fate(now) is Fate.LIVES
    ]


def _about(world: World, resident: Resident, night: date) -> dict[str, Any]:
    now, end = world.at(night), midnight(night)
    player = resident.player
    shelf = world.diary(resident.company.number).shelf(player.index, now)
    followers = player.crowd.followers.count(now)
    start = end - WINDOW * DAY
    posts = shelf.posts[since(shelf.posts, start) : since(shelf.posts, end)]
    reposts = shelf.reposts[since(shelf.reposts, start) : since(shelf.reposts, end)]
    replies = [post for post in posts if _whom(post) not in (None, player.index)]
    own = [post for post in posts if _whom(post) == player.index]
    originals = [post for post in posts if post.parent is None]
    days: dict[str, list[Any]] = {
        "replies": replies,
        "selfReplies": own,
        "originals": originals,
        "reposts": reposts,
    }
    return {
        "slug": resident.company.slug,
        "network": resident.network,
        "listed": resident.listed_as,
        "name": resident.name,
        "followers": followers,
        "follows": player.crowd.follows(now),
        "mutuals": player.crowd.mutuals(now),
        "walkedFollowers": sum(not is_gone(place) for place in range(followers)),
        "statuses": until(shelf.feed, now),
        "people": len({_whom(post) for post in replies}),
        # Strangers are not told a status's thread: a conversation is a person on a day (method 1).
        "conversations": len({(_whom(post), post.at // DAY) for post in replies}),
        **{f"{name}ByDay": _by_day(some, start) for name, some in days.items()},
    }


def _whom(post: Post) -> int | None:
    return post.parent.author if post.parent else None


def _by_day(entries: list[Any], start: int) -> list[int]:
    days = [0] * WINDOW
    for entry in entries:
        days[(entry.at - start) // DAY] += 1
    return days
