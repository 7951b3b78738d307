"""When things are done: weekdays, office hours, waits."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

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


def answer_time(chance: random.Random, habit: Habit, asked: int) -> int:
    """Return when an account answers what was said to it at an instant."""
    wait = round(chance.expovariate(1 / (habit.wait * MINUTE)))
    if not habit.office:
        return asked + wait + 20 * SECOND
    at = _in_office(asked) + round(chance.random() * 40 * MINUTE)
    day, time = divmod(at, DAY)
    if time + wait < _CLOSES:
        return at + wait
    left_over = min(max(0, time + wait - _CLOSES), 6 * HOUR)
    return _in_office((day + 1) * DAY) + left_over


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
