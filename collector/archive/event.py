"""One post of an archive's file, as its rows tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from collector.model import PostKind


class Event(NamedTuple):
    """One post of a file. An author who is listed is known by the handle, as the mentioned are."""

    at: datetime
    author: str
    parent: str | None
    thread: str | None
    kind: PostKind | None
    mentions: frozenset[str]
    under: tuple[str, ...]
    line: int
