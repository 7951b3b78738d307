"""The truth about who spoke to an account first, and what came of it, from the diary itself."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from collector.practice.codes import DAY, SECOND, iso
from collector.practice.habits import Fate
from collector.practice.people import PLAYERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from collector.practice.diary import Act, Diary, Post
    from collector.practice.players import Player
    from collector.practice.world import World

WINDOW = 44  # days
_MOST = 10  # of one thread count


def openings(world: World, player: Player, end: int) -> list[dict[str, Any]]:
    """Return the openings of the last 44 days, with the seconds until each was met with something.

    Counted are the first ten of each thread: a person's first words in it, if they answer the
    account directly.
    """
    company = world.company(player.index)
    diary = world.diary(company.number)
    official = [one.index for one in company.players if one.role.is_official]
    praise = _praise(diary, official, end)
    found = []
    for thread in _threads(diary.posts(end - 1)):
        firsts = [post for post in _firsts(world, thread) if _answers(post, player.index)]
        for post in firsts[:_MOST]:
            if post.at >= end - WINDOW * DAY:
                met = _seconds(post, _replies(thread, post, official))
                liked = _seconds(post, praise.get(post.uri, ()))
                told = {"uri": post.uri, "root": thread[0].uri, "createdAt": iso(post.at)}
                found.append(told | {"answered": met, "acknowledged": liked})
    return found


def _threads(posts: Iterable[Post]) -> Iterator[list[Post]]:
    threads: dict[Post, list[Post]] = defaultdict(list)
    for post in sorted(posts, key=lambda post: (post.at, post.uri)):
        threads[post.root or post].append(post)
    yield from threads.values()


def _firsts(world: World, thread: list[Post]) -> Iterator[Post]:
    """Yield the first words of everybody who is to be seen, in order."""
    met: set[int] = set()
    for post in thread:
        if post.author < PLAYERS or post.author in met:
            continue
        met.add(post.author)
        if not is_hidden(world, post.author):
            yield post


def is_hidden(world: World, author: int) -> bool:
    """Return whether a person is gone, or blocks the account."""
    is_person = author >= PLAYERS
    return is_person and (world.is_blocking(author) or world.fate(author, 0) is not Fate.LIVES)


def _answers(post: Post, whom: int) -> bool:
    return post.parent is not None and post.parent.author == whom


def _replies(thread: list[Post], opening: Post, official: list[int]) -> list[int]:
    return [
        post.at for post in thread if post.author in official and _answers(post, opening.author)
    ]


def _praise(diary: Diary, official: list[int], end: int) -> dict[str, list[int]]:
    times: dict[str, list[int]] = defaultdict(list)
    for author in official:
        shelf = diary.shelf(author, end)
        acts: list[Act] = [*shelf.likes, *shelf.reposts]
        for act in acts:
            if act.at < end:
                times[act.subject.uri].append(act.at)
    return times


def _seconds(opening: Post, times: Iterable[int]) -> float | None:
    later = [at - opening.at for at in times if at >= opening.at]
    return min(later) / SECOND if later else None
