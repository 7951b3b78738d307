"""What a profile and the lists of follows say: counts, flags, and the sample of the follow-back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collector.model import Flag, FollowBack, FollowerPages, Gap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from collector.model import Sighting

TOLERATED = 0.05  # method 1: lists that differ more from the printed count are incomplete


def printed(sighting: Sighting) -> Mapping[str, Any]:
    """Return the columns that its network prints of an account."""
    profile = sighting.profile
    return {
        "followers": profile.followers,
        "following": profile.following,
        "posts": profile.posts,
        "flags": _flags(sighting),
    }


def followed_back(lists: FollowBack | FollowerPages | Gap | None) -> Mapping[str, Any]:
    """Return the columns of the follow-back: a sample, some pages, a gap, or nothing."""
    match lists:
        case None:
            return {}
        case Gap():
            return {"follow_back_gap": lists}
        case FollowerPages():
            pages = {"page_sizes": lists.sizes, "page_hits": lists.hits}
            return pages | {"follower_pages": lists.pages}
    return {
        "listed": lists.listed,
        "drawn": lists.drawn,
        "mutual": lists.mutual,
        "walked_followers": lists.followers,
    }


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
