"""A file of events -> what was seen of each organisation: other people are in it, in memory only.

A post is known by its network and id, and may stand in several rows: one for each account that it
concerns. All rows of a network are read together, so that an answer counts wherever it stands.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.archive import cell
from collector.archive.event import Event
from collector.archive.rows import Rows
from collector.archive.table import Table
from collector.archive.threads import roots
from collector.store.row import uncollected

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from collector.archive.roll import Member, Roll

    Posts = Mapping[str, Mapping[str, Event]]  # by network and id
    Concerned = Mapping[tuple[str, str], Member]  # by network and handle

COLUMNS = (
    "network",
    "account",
    "post",
    "author",
    "created_at",
    "in_reply_to",
    "thread",
    "mentions",
    "kind",
)
SAME = {  # in every row of one post: by column, the event's field
    "author": "author",
    "created_at": "at",
    "in_reply_to": "parent",
    "thread": "thread",
    "kind": "kind",
}
AT_ODDS = "differs from line {line}, which is of the same post; write one post alike everywhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """All posts of a file by network and id, the threads of each network, and who is concerned."""

    posts: Posts
    threads: Mapping[str, Mapping[str, str]]
    concerned: Concerned
    first: datetime
    last: datetime
    rows: int


def read_events(path: Path, roll: Roll) -> Events:
    """Return the events of a file; raises ArchiveError with all that is wrong in it."""
    table = Table(path, COLUMNS)
    with uncollected():
        concerned, posts = _read(table, roll)
        threads = {network: roots(some) for network, some in posts.items()}
    for network, (_, circular) in threads.items():
        for post in circular:
            sentence = "in_reply_to leads back to the post itself; write what it really answers"
            table.tell_of_line(posts[network][post].line, sentence)
    table.refuse_wrong()
    return Events(
        posts=posts,
        threads={network: found for network, (found, _) in threads.items()},
        concerned=concerned,
        first=min(_times(posts)),
        last=max(_times(posts)),
        rows=table.rows,
    )


def _read(table: Table, roll: Roll) -> tuple[Concerned, Posts]:
    reader = _Reader(table, roll)
    for cells in table.cells():
        reader.add(cells)
    return reader.concerned, reader.posts


def _times(posts: Posts) -> Iterator[datetime]:
    return (event.at for some in posts.values() for event in some.values())


class _Reader(Rows):
    """Reads rows into posts."""

    def __init__(self, table: Table, roll: Roll) -> None:
        super().__init__(table, roll)
        self.posts: dict[str, dict[str, Event]] = defaultdict(dict)
        self._ids: dict[str, str] = {}  # one string for each id, however often it is named
        self._groups: dict[frozenset[str], frozenset[str]] = {}  # of accounts, the same way
        self._under: dict[str, tuple[str, ...]] = {}

    def add(self, cells: list[str]) -> None:
        """Add the post of a row, or tell what is wrong with the row."""
        self._is_right = True
        network, handle, post, author, created_at, parent, thread, mentions, kind = cells
        network = network.lower()
        member = self._member(network, handle)
        for column, words in (("post", post), ("author", author)):
            if not words:
                self._tell(column, f"the {column} is empty; write an id")
        at = self._parsed("created_at", cell.moment, created_at)
        sort = self._parsed("kind", cell.kind, kind)
        if parent and parent == post and sort is None:
            self._tell("in_reply_to", "the post answers itself; write what it really answers")
        if member is None or at is None or not self._is_right:
            return
        event = Event(
            at=at,
            author=self._person(network, author),
            parent=self._id(parent),
            thread=self._id(thread),
            kind=sort,
            mentions=self._mentioned(network, mentions),
            under=self._under.setdefault(member.id, (member.id,)),
            line=self._table.line,
        )
        self._keep(network, self._ids.setdefault(post, post), event)

    def _keep(self, network: str, post: str, event: Event) -> None:
        before = self.posts[network].setdefault(post, event)
        if before is event:
            return
        if event.under[0] in before.under:
            self._tell("post", f"this row repeats line {before.line}; take one of them out")
            return
        for column, name in SAME.items():
            if getattr(before, name) != getattr(event, name):
                self._tell(column, f"{column} {AT_ODDS.format(line=before.line)}")
        self.posts[network][post] = before._replace(
            under=before.under + event.under, mentions=before.mentions | event.mentions
        )

    def _person(self, network: str, author: str) -> str:
        member = self._roll.named(network, author)
        return member.id if member else self._ids.setdefault(author, author)

    def _mentioned(self, network: str, words: str) -> frozenset[str]:
        """Return the listed accounts among those mentioned; the others are nobody's business."""
        found = (self._roll.named(network, word) for word in words.split())
        group = frozenset(member.id for member in found if member)
        return self._groups.setdefault(group, group)

    def _id(self, text: str) -> str | None:
        return self._ids.setdefault(text, text) if text else None
