"""Values -> places on a chart's plane: integers from 0 to 1000, whatever the measure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from collector.model import State
from site_src.amount import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from site_src.model import Estimate

PLANE = 1000
MARGIN = 180  # a label this near an edge would run over it
# Tops that divide into quarters a reader can say: 0, 15, 30, 45, 60.
TOPS = (1, 1.2, 2, 4, 6, 8, 10)
MINUTES, HOURS, DAYS = 1 / 60, 1, 24
# Steps of an axis of times that a reader can say, in hours: 15 minutes, 3 hours, 2 days.
STEPS = (
    *(MINUTES * step for step in (1, 2, 5, 10, 15, 20)),
    *(HOURS * step for step in (1, 2, 3, 6, 12)),
    *(DAYS * step for step in (1, 2)),
)
QUARTERS = 4
ROUND, SPAN = (1, 2, 5), 20
BEFORE_BEYOND = 3.5  # steps that are times; what is left of an open axis lies beyond all of them
LATER = "later"
ARROW = "M984 36L1000 50L984 64"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One label of an axis, and where it stands."""

    at: int  # per cent of the axis
    text: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One value on a scale. `x` is None for a bound: its line stands without a dot.

    What is not reached has no dot either, and lies beyond the end of its scale.
    """

    x: int | None
    lo: int
    hi: int
    is_bound: bool = False
    is_beyond: bool = False  # its upper end is

    @property
    def arrow(self) -> str:
        """The path of the sign that it goes on beyond the end; empty where it ends before."""
        return ARROW if self.is_beyond else ""

    @property
    def line(self) -> str:
        """The path of its interval; empty where the value is exact."""
        return f"M{self.lo} 50H{self.hi}" if self.hi > self.lo else ""

    @property
    def label(self) -> int:
        """Where its label stands: at the dot, or in the middle of the bar."""
        return self.x if self.x is not None else (self.lo + self.hi) // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text beside a mark, kept within the plane, and whether the ends stay legible."""

    at: str
    text: str
    anchor: str
    clear_of_start: bool
    clear_of_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """An axis that starts at 0, but for one of counts over time; rates end at 100%."""

    top: float
    ticks: tuple[Tick, ...]
    bottom: float = 0

    @property
    def words(self) -> str:
        """The axis in words, for those who do not see it."""
        first, *_, before, last = (tick.text for tick in self.ticks)
        return (
            f"from {first} to {before}, and later" if last == LATER else f"from {first} to {last}"
        )

    def place(self, value: float) -> int:
        """Return where a value stands, from 0 to 1000."""
        return max(0, min(PLANE, round(PLANE * (value - self.bottom) / (self.top - self.bottom))))

    def mark(self, estimate: Estimate) -> Mark | None:
        """Return the dot and whisker of an estimate; None in a gap."""
        if estimate.state is State.GAP:
            return None
        return Mark(
            x=None if estimate.value is None else self.place(estimate.value),
            lo=self._end(estimate.lo),
            hi=self._end(estimate.hi),
            is_bound=estimate.state is State.BOUND,
            is_beyond=estimate.hi is None,
        )

    def _end(self, value: float | None) -> int:
        return PLANE if value is None else self.place(value)


def per_cent(place: int) -> str:
    """Return a place on the plane as a share of the width, for labels outside the plane."""
    return f"{place / 10:g}%"


def edge_label(place: int | None, text: str, margin: int = MARGIN) -> Label | None:
    """Return a label centred on its mark; near an edge it begins or ends there."""
    if place is None:
        return None
    near_start, near_end = place < margin, place > PLANE - margin
    return Label(
        at="0%" if near_start else "100%" if near_end else per_cent(place),
        text=text,
        anchor="start" if near_start else "end" if near_end else "middle",
        clear_of_start=place > 2 * MARGIN,
        clear_of_end=place < PLANE - 2 * MARGIN,
    )


def scale_for(unit: Unit, estimates: Iterable[Estimate]) -> Scale:
    """Return the axis on which all of these estimates can be drawn."""
    if unit is Unit.SHARE:
        return share_scale()
    drawn = [one for one in estimates if one.state is not State.GAP]
    ends = [end for one in drawn for end in (one.lo, one.value, one.hi) if end is not None]
    if unit is Unit.HOURS:
        return time_scale(ends, is_open=any(one.hi is None for one in drawn))
    return open_scale(ends)


def share_scale() -> Scale:
    """Return the axis of every rate: 0 to 100%."""
    return Scale(top=1, ticks=_ticks(("0", "25", "50", "75", "100%")))


def open_scale(values: Iterable[float]) -> Scale:
    """Return an axis from 0 to the first round number at or above all values."""
    top = _round_up(max(values, default=0) or 1)
    return Scale(top=top, ticks=_ticks(tuple(f"{top * n / 4:,.10g}" for n in range(5))))


def stock_scale(values: Sequence[float]) -> Scale:
    """Return an axis of a count over time; one that changes little does not start at 0.

    It spans a twentieth of the count at least, so that a trifle does not look like a leap.
    """
    low, high = min(values), max(values)
    if low <= high / 2:
        return open_scale([max(high, QUARTERS)])
    span = max(high - low, high / SPAN)
    steps = (step * 10**power for power in count() for step in ROUND)
    for step in steps:
        bottom = step * ((low - (span - (high - low)) / 2) // step)
        if bottom + QUARTERS * step >= high and QUARTERS * step >= span:
            break
    texts = tuple(f"{bottom + step * n:,.0f}" for n in range(QUARTERS + 1))
    return Scale(top=bottom + QUARTERS * step, ticks=_ticks(texts), bottom=bottom)


def time_scale(hours: Iterable[float], *, is_open: bool) -> Scale:
    """Return an axis of times; an open one ends beyond the days for which openings are followed."""
    longest = max(hours, default=0)
    room = BEFORE_BEYOND if is_open else QUARTERS
    step = next((step for step in STEPS if room * step >= longest * (1 - 1e-9)), STEPS[-1])
    size, name = next(one for one in _SIZES if step >= one[0])
    texts = [f"{step * n / size:,.3g}" for n in range(QUARTERS)]
    last = f"{step * QUARTERS / size:,.3g} {name}"
    if is_open:
        texts[-1], last = f"{texts[-1]} {name}", LATER
    return Scale(top=QUARTERS * step, ticks=_ticks((*texts, last)))


_SIZES = ((DAYS, "days"), (HOURS, "hours"), (MINUTES, "minutes"))


def _round_up(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return next(top * power for top in TOPS if top * power >= value * (1 - 1e-9))


def _ticks(texts: tuple[str, ...]) -> tuple[Tick, ...]:
    anchors = ("start", "middle", "middle", "middle", "end")
    return tuple(
        Tick(at=25 * number, text=text, anchor=anchor)
        for number, (text, anchor) in enumerate(zip(texts, anchors, strict=True))
    )
