"""The collections of an account's repository, each in order of its record keys."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from collector.practice.codes import tid, tid_value
from collector.practice.diary import Act, Post, until
from collector.practice.habits import Mark
from collector.practice.people import person
from collector.practice.records import FOLLOW, LIKE, POST, PROFILE, REPOST, VISIBILITY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from collector.practice.follows import Follow, Follows
    from collector.practice.params import Params
    from collector.practice.players import Player
    from collector.practice.records import Record, Records
    from collector.practice.world import World

SELF = "self"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawer:
    """One collection: its entries, oldest first, of which the first `end` exist by now."""

    entries: Sequence[Any]
    end: int
    number: Callable[[Any], int]
    record: Callable[[Any], Record]

    def __iter__(self) -> Iterator[Record]:
        return (self.record(entry) for entry in self.entries[: self.end])

    def find(self, key: str) -> Record | None:
        """Return the record under this key."""
        number = tid_value(key)
        if number is None:
            return None
        place = bisect_left(self.entries, number, hi=self.end, key=self.number)
        if place < self.end and self.number(self.entries[place]) == number:
            return self.record(self.entries[place])
        return None

    def page(self, params: Params) -> tuple[list[Record], str | None]:
        """Return the records that a listRecords request asks for, and the last one's key."""
        limit, number = params.number("limit"), self._cursor(params)
        if params.holds("reverse"):
            start = 0 if number is None else bisect_right(self.entries, number, key=self.number)
            chosen = list(self.entries[start : min(self.end, start + limit)])
        else:
            end = self.end
            if number is not None:
                end = bisect_left(self.entries, number, hi=self.end, key=self.number)
            chosen = list(reversed(self.entries[max(0, end - limit) : end]))
        last = tid(self.number(chosen[-1])) if chosen else None
        return [self.record(entry) for entry in chosen], last

    @staticmethod
    def _cursor(params: Params) -> int | None:
        cursor = params.optional("cursor")
        return None if cursor is None else tid_value(cursor) or 0


class Drawers:
    """Opens the collections of the watched accounts."""

    def __init__(self, world: World, records: Records, follows: Follows) -> None:
        self._world = world
        self._records = records
        self._follows = follows

    def open(self, player: Player, collection: str, now: int) -> Drawer:
        """Return a collection whose records have TIDs for keys."""
        if collection == FOLLOW:
            return self._follow(player, now)
        shelf = self._world.diary(self._world.company(player.index).number).shelf(player.index, now)
        kept: dict[str, Sequence[Post | Act]] = {
            POST: shelf.posts,
            LIKE: shelf.likes,
            REPOST: shelf.reposts,
        }
        entries = kept.get(collection, ())
        return Drawer(
            entries=entries,
            end=until(entries, now),
            number=_number,
            record=lambda entry: (
                self._records.post(entry)
                if isinstance(entry, Post)
                else self._records.act(entry, collection)
            ),
        )

    def alone(self, player: Player, collection: str) -> Record | None:
        """Return the record that is the only one of its collection, under the key `self`."""
        if collection == PROFILE:
            return self._records.profile(player)
        if collection == VISIBILITY and player.has(Mark.UNFEATURED):
            return self._records.visibility(player)
        return None

    def _follow(self, player: Player, now: int) -> Drawer:
        listed, end = self._follows.until(player, now)

        def record(follow: Follow) -> Record:
            return self._records.follow(player.did, follow[0], person(player.index, follow[1]))

        return Drawer(entries=listed, end=end, number=_first, record=record)


def _number(entry: Post | Act) -> int:
    return entry.number


def _first(follow: Follow) -> int:
    return follow[0]
