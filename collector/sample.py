"""Follow-back with few requests: draw from the list that can be read, stop when precise enough.

The follows are drawn from, never the newest followers: those were up to 77 points wrong
(method 3.5).
"""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

from collector.interval import follow_back_share
from collector.model import FollowBack

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from collections.abc import Set as AbstractSet

HALF_WIDTH = 0.03
BATCH = 30
PAGE = 100
CHECK_ALL = 900
FEWEST = 120
MOST = 2400
NORMAL = 1.959964


def needed(followers: int, following: int, half_width: float = HALF_WIDTH) -> int:
    """Return how many follows must be drawn, at worst, to know the rate to `half_width`."""
    if not followers:
        return following
    ratio = following / followers
    if ratio <= 2 * half_width:
        return 0
    endless = (NORMAL * ratio / half_width) ** 2 / 4
    return min(following, math.ceil(endless / (1 + (endless - 1) / following)))


async def follow_back(
    *,
    followers: int,
    following: int,
    seed: str,
    list_follows: Callable[[], Awaitable[Sequence[str]]],
    check: Callable[[Sequence[str]], Awaitable[int]],
    list_followers: Callable[[], Awaitable[AbstractSet[str]]],
) -> FollowBack:
    """Return how many of its follows follow the account back, by the cheapest honest way.

    `check` is given at most 30 ids and says how many of them follow back. The same list in any
    order gives the same draw from the same seed.
    """
    if not following:
        return FollowBack(listed=0, drawn=0, mutual=0)
    listed = sorted(set(await list_follows()))
    if listed and _is_walk_cheaper(len(listed), followers, following):
        walked = await list_followers()
        mutual = sum(id_ in walked for id_ in listed)
        return FollowBack(
            listed=len(listed), drawn=len(listed), mutual=mutual, followers=len(walked)
        )
    many = len(listed)
    if many > CHECK_ALL:
        random.Random(seed).shuffle(listed)  # noqa: S311 - a draw to be repeated, no secret
        del listed[MOST:]  # nobody else is asked about, and to ask takes long
    return await _draw(listed, many, followers, following, check)


def _is_walk_cheaper(listed: int, followers: int, following: int) -> bool:
    """Return whether paging the followers asks less, where not all follows are checked."""
    if not followers:
        return True
    pages = math.ceil(followers / PAGE)
    return listed > CHECK_ALL and pages < needed(followers, following) / BATCH


async def _draw(
    ids: Sequence[str],
    listed: int,
    followers: int,
    following: int,
    check: Callable[[Sequence[str]], Awaitable[int]],
) -> FollowBack:
    census = listed <= CHECK_ALL
    most = len(ids) if census else min(MOST, len(ids))
    seen = FollowBack(listed=listed, drawn=0, mutual=0)
    while seen.drawn < most:
        batch = ids[seen.drawn : min(seen.drawn + BATCH, most)]
        seen = FollowBack(
            listed=listed,
            drawn=seen.drawn + len(batch),
            mutual=seen.mutual + await check(batch),
        )
        if not census and seen.drawn >= FEWEST and _is_enough(seen, followers, following):
            break
    return seen


def _is_enough(seen: FollowBack, followers: int, following: int) -> bool:
    share = follow_back_share(
        followers=followers,
        following=following,
        listed=seen.listed,
        drawn=seen.drawn,
        mutual=seen.mutual,
    )
    return share.half <= HALF_WIDTH
