"""A file of counts -> a sighting of each account on each of its dates; a date is a night."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from collector.archive import cell
from collector.archive.rows import Rows
from collector.archive.seen import Group
from collector.archive.table import Table
from collector.model import Gap, Profile, Sighting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from collector.archive.roll import Member, Roll

COLUMNS = ("network", "account", "date", "followers", "following", "posts")

Key = tuple[str, str]  # network and handle


class Count(NamedTuple):
    """What one row counts; None: not known."""

    followers: int | None
    following: int | None
    posts: int | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """All counts of a file by night, and whose they are."""

    nights: Mapping[date, Mapping[Key, Count]]
    concerned: Mapping[Key, Member]
    rows: int


def read_counts(path: Path, roll: Roll) -> Counts:
    """Return the counts of a file; raises ArchiveError with all that is wrong in it."""
    table = Table(path, COLUMNS)
    reader = _Reader(table, roll)
    for cells in table.cells():
        reader.add(cells)
    table.refuse_wrong()
    return Counts(nights=reader.nights, concerned=reader.concerned, rows=table.rows)


def counted_on(counts: Counts, night: date) -> Iterator[Group]:
    """Yield every organisation that the file counts on a night, with those accounts alone."""
    found = counts.nights[night]
    mine: dict[tuple[str, str], set[str]] = defaultdict(set)
    organisations = {}
    for network, handle in found:
        organisation = counts.concerned[network, handle].organisation
        organisations[organisation.slug] = organisation
        mine[organisation.slug, network].add(handle)
    for (slug, network), handles in sorted(mine.items()):
        yield Group(
            organisation=organisations[slug],
            network=network,
            seen=tuple(
                (account, _sighting(account.handle, found[network, account.handle]))
                for account in organisations[slug].accounts
                if account.network == network and account.handle in handles
            ),
        )


def _sighting(handle: str, count: Count) -> Sighting:
    return Sighting(
        profile=Profile(
            id=handle,
            handle=handle,
            followers=count.followers,
            following=count.following,
            posts=count.posts,
        ),
        follow_back=Gap.NOT_OFFERED,
        timeline=Gap.NOT_OFFERED,
        likes=Gap.NOT_OFFERED,
        heard=Gap.NOT_OFFERED,
    )


class _Reader(Rows):
    """Reads rows into counts."""

    def __init__(self, table: Table, roll: Roll) -> None:
        super().__init__(table, roll)
        self.nights: dict[date, dict[Key, Count]] = defaultdict(dict)

    def add(self, cells: list[str]) -> None:
        """Add the counts of a row, or tell what is wrong with the row."""
        network, handle, day = cells[0].lower(), *cells[1:3]
        member = self._member(network, handle)
        night = self._parsed("date", cell.day, day)
        followers, following, posts = (
            self._parsed(name, partial(cell.count, name), text)
            for name, text in zip(COLUMNS[3:], cells[3:], strict=True)
        )
        if member is None or night is None:
            return
        count = Count(followers, following, posts, self._table.line)
        before = self.nights[night].setdefault((network, member.id), count)
        if before is not count:
            self._tell("date", f"this row repeats line {before.line}; take one of them out")
