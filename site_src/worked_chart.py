"""What stands beside a worked example: a table, the hours of a week, or who still waits."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import CHANCE_HOURS, WEEK_HOURS
from site_src.amount import Unit, number
from site_src.scale import PLANE, Scale, time_scale
from site_src.survival import HOUR, waiting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from collector.model import Facts
    from site_src.metrics import Metric

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CELL = 20  # pixels of a row
TONES = 4
LOOKS = (1, 4, 12, 24, 72, CHANCE_HOURS)  # hours after which a queue is looked at
ROOM = 1.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """The hours of one shade."""

    tone: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GridDay:
    """The name of a row."""

    name: str
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The 168 hours of the week, the darker the more replies."""

    label: str
    tones: tuple[Tone, ...]
    days: tuple[GridDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Who still waits, as a falling line, and where it crosses the share that is asked for."""

    label: str
    scale: Scale
    line: str
    level: int
    at: int
    lo: int
    hi: int
    goal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A small table beside the steps."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """An example: its steps in words, and what may be drawn or listed beside them."""

    steps: tuple[str, ...]
    table: Table | None = None
    grid: Grid | None = None
    queue: Queue | None = None


def grid(facts: Facts) -> Grid:
    """Return the hours in which it replied."""
    cells, counts = facts.reply_hours or (), facts.reply_hour_counts or ()
    by_hour: Counter[int] = Counter()
    for cell, count in zip(cells, counts, strict=True):
        by_hour[cell % WEEK_HOURS] += count
    most = max(by_hour.values(), default=1)
    shades: dict[int, list[int]] = {tone: [] for tone in range(1, TONES + 1)}
    for hour in sorted(by_hour):
        shades[-(-TONES * by_hour[hour] // most)].append(hour)
    return Grid(
        label=f"Replies in {len(by_hour)} of the {WEEK_HOURS} hours of the week",
        tones=tuple(Tone(tone=f"h{tone}", path=_squares(h)) for tone, h in shades.items() if h),
        days=tuple(GridDay(name=name, y=CELL * at + 14) for at, name in enumerate(DAYS)),
    )


def _squares(hours: Iterable[int]) -> str:
    return "".join(f"M{hour % 24} {hour // 24}h1v1h-1z" for hour in hours)


def queue(metric: Metric) -> Queue:
    """Return the curve of who still waits, as far as the range of the figure reaches."""
    facts, found = metric.sample, metric.measure(metric.sample)
    last = CHANCE_HOURS if found.hi is None else found.hi * ROOM
    scale = time_scale([last], is_open=False)
    curve = waiting(facts.answer_waits or (), facts.open_waits or ())
    path = "M0 0"
    for seconds, share in zip(curve.times, curve.shares, strict=True):
        if seconds / HOUR > scale.top:
            break
        path += f"H{scale.place(seconds / HOUR)}V{round(PLANE * (1 - share))}"
    left = 0.1 if metric.key.endswith("p90") else 0.5
    return Queue(
        label=f"Share of messages that still wait: {number(left, Unit.SHARE)} after "
        f"{number(found.value or 0, Unit.HOURS)}",
        scale=scale,
        line=f"{path}H{PLANE}",
        level=round(PLANE * (1 - left)),
        at=scale.place(found.value or 0),
        lo=scale.place(found.lo or 0),
        hi=PLANE if found.hi is None else scale.place(found.hi),
        goal=f"{number(left, Unit.SHARE)} wait",
    )


def queue_rows(facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Yield after how long how many are answered, and which share of all still waits."""
    waits = sorted(facts.answer_waits or ())
    curve = waiting(waits, facts.open_waits or ())
    for hours in LOOKS:
        at = bisect_right(curve.times, hours * HOUR) - 1
        share = curve.shares[at] if at >= 0 else 1.0
        answered = bisect_right(waits, hours * HOUR)
        yield number(hours, Unit.HOURS), f"{answered}", number(share, Unit.SHARE)
