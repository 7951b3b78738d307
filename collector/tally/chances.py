"""Openings become cluster sums and waits, each within its window (method 1 and 2.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from collector.interval import ClusterSums, cluster_sums
from collector.model import CHANCE_HOURS, WINDOW_DAYS
from collector.tally.window import DAY, cut_off

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from collector.model import Opening

CHANCE = timedelta(hours=CHANCE_HOURS)
SECOND = timedelta(seconds=1)
NOW = timedelta()
WINDOW = WINDOW_DAYS * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """What came of the openings: three shares as cluster sums by thread, and the waits."""

    answered: ClusterSums
    acknowledged: ClusterSums
    responded: ClusterSums
    answer_waits: tuple[int, ...]
    open_waits: tuple[int, ...]


def windowed(threads: Iterable[Sequence[Opening]], night: date) -> Chances:
    """Return what came of the openings of these threads until the night's cut-off."""
    end = cut_off(night)
    clusters = [[one for one in thread if one.at < end] for thread in threads]
    day_ago, week_ago = end - DAY, end - CHANCE
    chances = [_within(thread, week_ago - WINDOW, week_ago) for thread in clusters]
    waits = sorted(
        _wait(one, end) for thread in clusters for one in thread if one.at >= end - WINDOW
    )
    return Chances(
        answered=_sums(
            [_within(t, day_ago - WINDOW, day_ago) for t in clusters], _is_answered_in_a_day
        ),
        acknowledged=_sums(chances, _is_acknowledged),
        responded=_sums(chances, lambda one: _is_answered(one) or _is_acknowledged(one)),
        answer_waits=tuple(_seconds(wait) for _, is_open, wait in waits if not is_open),
        open_waits=tuple(_seconds(wait) for _, is_open, wait in waits if is_open),
    )


def _within(thread: Iterable[Opening], start: datetime, end: datetime) -> list[Opening]:
    return [one for one in thread if start <= one.at < end]


def _sums(threads: Iterable[Sequence[Opening]], is_hit: Callable[[Opening], bool]) -> ClusterSums:
    there = [thread for thread in threads if thread]
    hits = [sum(is_hit(one) for one in thread) for thread in there]
    return cluster_sums(hits, [len(thread) for thread in there])


def _is_answered_in_a_day(one: Opening) -> bool:
    return _came(one, one.answered_at, DAY)


def _is_answered(one: Opening) -> bool:
    return _came(one, one.answered_at, CHANCE)


def _is_acknowledged(one: Opening) -> bool:
    return _came(one, one.acknowledged_at, CHANCE)


def _came(one: Opening, at: datetime | None, within: timedelta) -> bool:
    """Whether something came in time: what is dated before its opening is a fault of clocks."""
    return at is not None and NOW <= at - one.at <= within


def _wait(one: Opening, end: datetime) -> tuple[datetime, bool, timedelta]:
    """Return when it came, whether it stayed open, and how long it was followed."""
    if _is_answered(one) and one.answered_at is not None and one.answered_at < end:
        return one.at, False, one.answered_at - one.at
    return one.at, True, min(end - one.at, CHANCE)


def _seconds(wait: timedelta) -> int:
    return (wait + SECOND / 2) // SECOND
