"""Which thread each post of a file stands in: the one it names, or the topmost that it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from collector.archive.event import Event


def roots(posts: Mapping[str, Event]) -> tuple[dict[str, str], list[str]]:
    """Return the thread of every post, and the posts that answer themselves in a circle.

    A post that is answered but not in the file is a thread's root all the same, and its own thread.
    """
    found: dict[str, str] = {}
    circular: list[str] = []
    for post in posts:
        path: dict[str, None] = {}
        at = post
        while at not in found and at not in path and (above := _above(at, posts)) is not None:
            path[at] = None
            at = above
        if at in path:
            below = list(path)
            circular += below[below.index(at) :]
        root = found.get(at) or _named(at, posts)
        for one in (*path, at):
            found[one] = root
    return found, circular


def _above(post: str, posts: Mapping[str, Event]) -> str | None:
    """Return what the post answers; None where its thread is known without that."""
    event = posts.get(post)
    if event is None or event.thread or event.kind is not None:
        return None
    return event.parent


def _named(post: str, posts: Mapping[str, Event]) -> str:
    event = posts.get(post)
    return (event.thread if event else None) or post
