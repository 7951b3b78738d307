"""An account's counts over the nights, with what is flagged in them (method 6)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from collector.model import WINDOW_DAYS, Gap
from site_src.latest import MOST_NIGHTS
from site_src.trend import leaps, swelling

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from collector.model import Observation
    from site_src.trend import Counts, Leap, Swelling

SHOWN = timedelta(days=WINDOW_DAYS)  # a leap is told of for so long
REMEMBERED = timedelta(days=180)  # what leaps and swelling are judged by
EVENT, LEAST_AT_ONCE = 0.10, 2  # more accounts at once than this: the network's own doing


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """What is flagged of one account: in its followers, in what it follows, and over four weeks."""

    leaps: tuple[Leap, ...] = ()
    strides: tuple[Leap, ...] = ()
    swelling: Swelling | None = None
    read: frozenset[date] = frozenset()  # the nights shown on which its counts were read

    @property
    def has_more_followers(self) -> bool:
        """Whether it gained followers in a way that is flagged."""
        return self.swelling is not None or any(leap.change > 0 for leap in self.leaps)


def growth(rows: Sequence[Observation], night: date) -> Growth:
    """Return what is flagged up to the night, from an account's rows, newest first.

    Whoever held the name before was somebody else; of who has opted out, nothing is.
    """
    if rows and rows[0].gap is Gap.OPTED_OUT:
        return Growth()
    held = next((row.id for row in rows if row.id), None)
    followers: list[tuple[date, int]] = []
    following: list[tuple[date, int]] = []
    for row in takewhile(lambda row: night - row.night <= REMEMBERED, rows):
        facts = row.facts
        if facts is None or facts.followers is None or facts.following is None:
            continue
        if row.id in (held, None):
            followers.append((row.night, facts.followers))
            following.append((row.night, facts.following))
    followers.reverse()
    following.reverse()
    since = night - SHOWN
    return Growth(
        leaps=tuple(leaps(followers, followers, since)),
        strides=tuple(leaps(following, followers, since)),
        swelling=_swollen(followers, night),
        read=frozenset(when for when, _ in followers if when > since),
    )


def _swollen(followers: Counts, night: date) -> Swelling | None:
    """Return the swelling that the newest reading tells of, unless that reading is old."""
    if not followers or (night - followers[-1][0]).days > MOST_NIGHTS:
        return None
    found = swelling(followers)
    return found if found and found.flag else None


def calmed(found: Sequence[Growth]) -> Iterator[Growth]:
    """Yield a network's accounts without the flags that more than a tenth of them share.

    What happens to so many on one night is the network's own doing.
    """
    flagged = Counter(night for one in found for night in _flagged(one))
    read = Counter(night for one in found for night in one.read)
    events = {night for night, many in flagged.items() if _is_event(many, read[night])}
    swollen = sum(one.swelling is not None for one in found)
    is_tide = _is_event(swollen, sum(bool(one.read) for one in found))
    for one in found:
        yield replace(
            one,
            leaps=tuple(leap for leap in one.leaps if leap.night not in events),
            strides=tuple(leap for leap in one.strides if leap.night not in events),
            swelling=None if is_tide else one.swelling,
        )


def _flagged(one: Growth) -> set[date]:
    return {leap.night for leap in (*one.leaps, *one.strides)}


def _is_event(many: int, of: int) -> bool:
    return many >= LEAST_AT_ONCE and many > EVENT * of
