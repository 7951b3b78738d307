"""The known truth about the practice world on one night, counted by other ways than the servers'.

Keys are those of the real network's ground truth (tests/realnet) where it has them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collector.practice.codes import DAY, SECOND, iso, midnight
from collector.practice.diary import Post, since, until
from collector.practice.fedi_truth import fediverse_truth
from collector.practice.gatherings import is_hidden, openings
from collector.practice.habits import Fate
from collector.practice.people import PLAYERS

if TYPE_CHECKING:
    from datetime import date

    from collector.practice.diary import Act
    from collector.practice.players import Player
    from collector.practice.world import World

WINDOW = 30
LONG_WINDOW = 90


def truth(world: World, night: date) -> dict[str, Any]:
    """Return the truth about every account; windows end at the night's cut-off, 00:00 UTC."""
    now = world.at(night)
    return {
        "night": night.isoformat(),
        "organisations": [
            about(world, player, night)
            for player in world.players
            if player.created <= now and player.fate(now) is Fate.LIVES
        ],
        "gone": departed(world, night),
        "fediverse": fediverse_truth(world, night),
    }


def departed(world: World, night: date) -> dict[str, list[dict[str, str]]]:
    """Return the accounts that have gone, by what became of them."""
    now = world.at(night)
    fates: dict[str, list[dict[str, str]]] = {fate: [] for fate in Fate if fate is not Fate.LIVES}
    for player in world.players:
        if player.fate(now) is not Fate.LIVES:
            fates[player.fate(now)].append({"handle": player.handle(now), "did": player.did})
    return fates


def about(world: World, player: Player, night: date) -> dict[str, Any]:
    """Return the truth about one account that lives."""
    now, end = world.at(night), midnight(night)
    company = world.company(player.index)
    shelf = world.diary(company.number).shelf(player.index, now)
    ours = {one.index for one in company.players}
    posts = _between(shelf.posts, end - LONG_WINDOW * DAY, end)
    likes = _between(shelf.likes, end - LONG_WINDOW * DAY, end)
    replies = [_reply(world, post) for post in posts if post.parent and not _ours(post, ours)]
    lately = iso(end - WINDOW * DAY)
    recent = [reply for reply in replies if reply["createdAt"] >= lately]
    return {
        "slug": company.slug,
        "role": str(player.role),
        "listed": player.listed_as,
        "did": player.did,
        "handle": player.handle(now),
        "followers": player.crowd.followers.count(now),
        "follows": player.crowd.follows(now),
        "mutuals": player.crowd.mutuals(now),
        "postsCount": until(shelf.posts, now),
        **_received(world, player, end),
        "openings": openings(world, player, end),
        "replies": replies,
        "conversations": len({(reply["root"], reply["parentAuthor"]) for reply in recent}),
        "people": len({reply["parentAuthor"] for reply in recent}),
        "likes": [_like(like) for like in likes if like.subject.author not in ours],
        "likesGiven": sum(
            like.subject.author not in ours and like.at >= end - WINDOW * DAY for like in likes
        ),
        **_by_day(shelf.posts, shelf.reposts, ours, end),
    }


def _received(world: World, player: Player, end: int) -> dict[str, list[dict[str, str]]]:
    """Return what people said to an account: by its name, or directly under a post of its own."""
    told: dict[str, list[dict[str, str]]] = {"mentions": [], "comments": []}
    for post in world.diary(world.company(player.index).number).posts(end - 1):
        if post.at < end - LONG_WINDOW * DAY or post.author < PLAYERS:
            continue
        if is_hidden(world, post.author):
            continue
        if post.parent and post.parent.author == player.index:
            told["comments"].append(_brief(world, post))
        elif post.mention == player.index:
            told["mentions"].append(_brief(world, post))
    return told


def _brief(world: World, post: Post) -> dict[str, str]:
    return {"uri": post.uri, "author": world.dids.did(post.author), "createdAt": iso(post.at)}


def _by_day(
    posts: list[Post], reposts: list[Act], ours: set[int], end: int
) -> dict[str, list[int]]:
    start = end - WINDOW * DAY
    days = {name: [0] * WINDOW for name in ("replies", "originals", "selfReplies", "reposts")}
    for post in _between(posts, start, end):
        name = "originals" if not post.parent else "selfReplies" if _ours(post, ours) else "replies"
        days[name][(post.at - start) // DAY] += 1
    for repost in _between(reposts, start, end):
        days["reposts"][(repost.at - start) // DAY] += 1
    return {f"{name}ByDay": counts for name, counts in days.items()}


def _ours(post: Post, ours: set[int]) -> bool:
    return post.parent is not None and post.parent.author in ours


def _reply(world: World, post: Post) -> dict[str, Any]:
    parent, root = post.parent, post.root
    if parent is None or root is None:
        raise ValueError(f"{post.uri} is no reply; ask for replies only")
    return {
        "uri": post.uri,
        "createdAt": iso(post.at),
        "root": root.uri,
        "parent": parent.uri,
        "parentAuthor": world.dids.did(parent.author),
        "parentCreatedAt": iso(parent.at),
        "seconds": (post.at - parent.at) / SECOND,
        "parentHidden": is_hidden(world, parent.author),
    }


def _like(like: Act) -> dict[str, str]:
    return {"uri": like.uri, "subject": like.subject.uri, "createdAt": iso(like.at)}


def _between(entries: list[Any], start: int, end: int) -> list[Any]:
    return entries[since(entries, start) : since(entries, end)]
