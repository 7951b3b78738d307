"""When things are done: weekdays, office hours by the clock of the place, waits."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from collector.practice.codes import DAY, HOUR, MINUTE, SECOND

if TYPE_CHECKING:
    import random

    from collector.practice.habits import Habit

BUSY, QUIET = 1.2, 0.35  # weekdays and weekends, of the usual rate
_OPENS, _CLOSES = 9 * HOUR, 17 * HOUR
_SATURDAY = 5  # Monday is 0


def is_weekend(at: int) -> bool:
    """Return whether an instant lies on a Saturday or Sunday."""
    return (at // DAY + 3) % 7 >= _SATURDAY  # 1970 began on a Thursday


def answer_time(chance: random.Random, habit: Habit, asked: int, zone: str | None = None) -> int:
    """Return when an account answers what was said to it at an instant."""
    wait = round(chance.expovariate(1 / (habit.wait * MINUTE)))
    if not habit.office:
        return asked + wait + 20 * SECOND
    ahead = ahead_of_utc(zone, asked // DAY)
    at = _in_office(asked + ahead) + round(chance.random() * 40 * MINUTE)
    day, time = divmod(at, DAY)
    if time + wait < _CLOSES:
        return at + wait - ahead
    left_over = min(max(0, time + wait - _CLOSES), 6 * HOUR)
    return _in_office((day + 1) * DAY) + left_over - ahead


@lru_cache(maxsize=4096)
def ahead_of_utc(zone: str | None, day: int) -> int:
    """Return how far a place's clocks are ahead of UTC at noon of a day."""
    if zone is None:
        return 0
    try:
        clock = ZoneInfo(zone)
    except ZoneInfoNotFoundError:  # a machine without the time zone database
        return 0
    noon = datetime.fromtimestamp((day * DAY + 12 * HOUR) // SECOND, UTC)
    ahead = noon.astimezone(clock).utcoffset()
    return 0 if ahead is None else round(ahead.total_seconds()) * SECOND


def poisson(chance: random.Random, mean: float) -> int:
    """Draw how many of something happen (Knuth's method)."""
    limit, count, product = math.exp(-mean), 0, chance.random()
    while product > limit:
        count += 1
        product *= chance.random()
    return count


def _in_office(at: int) -> int:
    day, time = divmod(at, DAY)
    if time >= _CLOSES:
        day, time = day + 1, 0
    while is_weekend(day * DAY):
        day, time = day + 1, 0
    return day * DAY + max(time, _OPENS)
