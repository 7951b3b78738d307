"""Who follows a resident of the practice fediverse, and whom it follows: walked, or by pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.practice.crowd import is_gone
from collector.practice.people import person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collector.practice.fedi_cast import Resident
    from collector.practice.follows import Follows

FOLLOWERS, FOLLOWING = "followers", "following"


class Lists:
    """A resident's two lists, newest first, each entry under a number that only shrinks."""

    def __init__(self, resident: Resident, follows: Follows) -> None:
        self._player = resident.player
        self._follows = follows

    def length(self, which: str, now: int) -> int:
        """Return how long a list is counted."""
        crowd = self._player.crowd
        return crowd.followers.count(now) if which == FOLLOWERS else crowd.follows(now)

    def walked(self, which: str, now: int, *, before: int | None, limit: int) -> list[int]:
        """Return the places of a page: those who left the network are not shown."""
        numbers = range(self.length(which, now) - 1, -1, -1)
        if before is not None:
            numbers = range(min(before, len(numbers)) - 1, -1, -1)
        return _first(limit, (n for n in numbers if not is_gone(self._place(which, n, now))))

    def page(self, which: str, now: int, *, number: int, size: int) -> list[int]:
        """Return who stands on a numbered page, whether they are still there or not."""
        whole = self.length(which, now)
        end = whole - (number - 1) * size
        return [self.person(which, n, now) for n in range(end - 1, max(end - size, 0) - 1, -1)]

    def person(self, which: str, number: int, now: int) -> int:
        """Return who stands under a number."""
        return person(self._player.index, self._place(which, number, now))

    def _place(self, which: str, number: int, now: int) -> int:
        if which == FOLLOWERS:
            return number
        listed, _ = self._follows.until(self._player, now)
        return listed[number][1]


def _first(count: int, numbers: Iterator[int]) -> list[int]:
    return [number for number, _ in zip(numbers, range(count), strict=False)]
