"""What one organisation and those around it did: posts, likes and reposts, in order.

A diary is written from the world's first day on, each day from its own seed, so that it reads the
same whatever was asked first.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from collector.practice.codes import DAY, tid_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_CHUNK = 7  # days written ahead at a time


class Dated(Protocol):
    """Whatever stands in a timeline under a TID."""

    @property
    def number(self) -> int:
        """The TID's number, by which a timeline is ordered."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Post:
    """One post."""

    number: int
    at: int
    author: int
    uri: str
    text: str
    root: Post | None = None
    parent: Post | None = None
    mention: int | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Act:
    """A like or a repost of a post."""

    number: int
    at: int
    author: int
    uri: str
    subject: Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What began on one day, with all that followed from it."""

    posts: Sequence[Post] = ()
    likes: Sequence[Act] = ()
    reposts: Sequence[Act] = ()


@dataclass(frozen=True, slots=True)
class Shelf:
    """One account's own entries, oldest first."""

    posts: list[Post] = field(default_factory=list)
    likes: list[Act] = field(default_factory=list)
    reposts: list[Act] = field(default_factory=list)
    feed: list[Post | Act] = field(default_factory=list)

    def sort(self) -> None:
        """Put every list in order."""
        for entries in (self.posts, self.likes, self.reposts, self.feed):
            entries.sort(key=_number)


class Diary:
    """The days of one organisation, written as they are asked for."""

    def __init__(self, *, first: int, through: int, write: Callable[[int], Day]) -> None:
        self._next = first
        self._least = through
        self._write = write
        self._posts: dict[str, Post] = {}
        self._numbered: dict[int, Post] = {}
        self._answers: dict[str, list[Post]] = defaultdict(list)
        self._likes: dict[str, list[int]] = defaultdict(list)
        self._reposts: dict[str, list[int]] = defaultdict(list)
        self._quiet: dict[str, int] = {}
        self._shelves: dict[int, Shelf] = defaultdict(Shelf)

    def post(self, uri: str, now: int) -> Post | None:
        """Return the post of this address, if it had been written."""
        self._read(now)
        post = self._posts.get(uri)
        return post if post and post.at <= now else None

    def numbered(self, number: int, now: int) -> Post | None:
        """Return the post with this TID's number, if it had been written."""
        self._read(now)
        if len(self._numbered) != len(self._posts):  # made only where somebody asks so
            self._numbered = {post.number: post for post in self._posts.values()}
        post = self._numbered.get(number)
        return post if post and post.at <= now else None

    def answers(self, uri: str, now: int) -> list[Post]:
        """Return the replies to a post, newest first."""
        return [post for post in reversed(self._answers.get(uri, ())) if post.at <= now]

    def counts(self, uri: str, now: int) -> tuple[int, int, int]:
        """Return how often a post was answered, reposted and liked."""
        answers = self._answers.get(uri, ())
        return (
            sum(post.at <= now for post in answers),
            bisect_right(self._reposts.get(uri, ()), now),
            bisect_right(self._likes.get(uri, ()), now),
        )

    def quiet(self, post: Post) -> int:
        """Return the instant of the last thing that happens in the thread of a post."""
        return self._quiet[(post.root or post).uri]

    def shelf(self, author: int, now: int) -> Shelf:
        """Return all that an account ever does; cut it with `until` and `since`."""
        self._read(now)
        return self._shelves[author]

    def posts(self, now: int) -> list[Post]:
        """Return everybody's posts, those of the account and those around it."""
        self._read(now)
        return [post for post in self._posts.values() if post.at <= now]

    def _read(self, now: int) -> None:
        today = now // DAY
        if today < self._next:
            return
        for day in range(self._next, max(today + _CHUNK, self._least) + 1):
            self._enter(self._write(day))
            self._next = day + 1
        for shelf in self._shelves.values():
            shelf.sort()
        for lists in (self._likes, self._reposts):
            for moments in lists.values():
                moments.sort()
        for answers in self._answers.values():
            answers.sort(key=_number)

    def _enter(self, day: Day) -> None:
        for post in day.posts:
            self._posts[post.uri] = post
            self._stir(post, post.at)
            shelf = self._shelves[post.author]
            shelf.posts.append(post)
            shelf.feed.append(post)
            if post.parent:
                self._answers[post.parent.uri].append(post)
        for like in day.likes:
            self._stir(like.subject, like.at)
            self._likes[like.subject.uri].append(like.at)
            self._shelves[like.author].likes.append(like)
        for repost in day.reposts:
            self._stir(repost.subject, repost.at)
            self._reposts[repost.subject.uri].append(repost.at)
            shelf = self._shelves[repost.author]
            shelf.reposts.append(repost)
            shelf.feed.append(repost)

    def _stir(self, post: Post, at: int) -> None:
        root = (post.root or post).uri
        self._quiet[root] = max(at, self._quiet.get(root, 0))


def until(entries: Sequence[Dated], now: int) -> int:
    """Return how many of the entries stand at or before an instant."""
    return bisect_right(entries, tid_number(now, noise=999, clock=1023), key=_number)


def since(entries: Sequence[Dated], start: int) -> int:
    """Return how many of the entries stand before an instant."""
    return before(entries, tid_number(start, noise=0, clock=0))


def before(entries: Sequence[Dated], number: int) -> int:
    """Return how many of the entries stand before a TID's number."""
    return bisect_left(entries, number, key=_number)


def _number(entry: Dated) -> int:
    return entry.number
