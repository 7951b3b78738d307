"""Every account's list of follows, made once and cut at the instant that is asked about."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from collector.practice.almanac import LAST_NIGHT
from collector.practice.codes import DAY, midnight, tid_number
from collector.practice.crowd import SIZE

if TYPE_CHECKING:
    from collector.practice.players import Player

Follow = tuple[int, int]  # the TID's number, the place in the crowd
_LARGE = 30_000


class Follows:
    """The lists, oldest first; follows are never taken back, so that a later list begins alike."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[int, list[Follow]]] = {}
        self._large: tuple[int, int, list[Follow]] = (-1, 0, [])

    def until(self, player: Player, now: int) -> tuple[list[Follow], int]:
        """Return an account's list, and how many of it stand at an instant."""
        listed = self._listed(player, now)
        return listed, bisect_right(listed, (tid_number(now, noise=999, clock=1023), SIZE))

    def _listed(self, player: Player, now: int) -> list[Follow]:
        if player.crowd.follows(now) > _LARGE:  # too much to keep for everybody
            if self._large[:2] != (player.index, now):
                self._large = (player.index, now, player.crowd.listed(now))
            return self._large[2]
        through, listed = self._made.get(player.index, (-1, []))
        if now > through:
            through = max(now, midnight(LAST_NIGHT)) + 7 * DAY
            listed = player.crowd.listed(through)
            self._made[player.index] = (through, listed)
        return listed
