"""Two values of one measure on one scale, each in its lane, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.amount import number
from site_src.say import printed
from site_src.verdict import Outcome, judge

if TYPE_CHECKING:
    from site_src.metrics import Metric
    from site_src.model import Value
    from site_src.scale import Scale

LANES = (1, 3)  # of a plane of four; the text of each stands level with its lane
BARB = 0.6  # of the arrow of what is not reached
SERIES = ("a", "b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two, as the head of the page names it."""

    name: str
    address: str
    words: str
    tone: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """One of the two: its figure in words, and its dot and line in its lane."""

    name: str
    text: str
    tone: str
    dot: str
    line: str
    stroke: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dumbbell:
    """Both on one scale, between the words of its ends."""

    first: str
    last: str
    median: int | None
    tie: str
    ends: tuple[End, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duel:
    """One measure of two, drawn and judged."""

    metric: Metric
    verdict: str
    more: str
    median: str
    chart: Dumbbell
    outcome: Outcome

    @property
    def name(self) -> str:
        """The measure's name."""
        return self.metric.name


def duel(
    metric: Metric,
    one: tuple[str, Value],
    two: tuple[str, Value],
    scale: Scale,
    median: float | None,
) -> Duel:
    """Return the two on the measure's scale, with what may be said of them."""
    (name_a, a), (name_b, b) = one, two
    judged, names = judge(a, b), (name_a, name_b)
    more = judged.more(names)
    ends = tuple(_end(value, name, scale, at) for at, (name, value) in enumerate((one, two)))
    tie = f"{ends[0].dot[:-2]}L{ends[1].dot[1:-2]}" if ends[0].dot and ends[1].dot else ""
    return Duel(
        metric=metric,
        verdict=_whole(judged.head(names)),
        more=f"{_whole(more)}." if more else "",
        median="" if median is None else f"Median {number(median, metric.unit)}",
        chart=Dumbbell(
            first=scale.ticks[0].text,
            last=scale.ticks[-1].text,
            median=None if median is None else scale.place(median),
            tie=tie,
            ends=ends,
        ),
        outcome=judged.outcome,
    )


def _end(value: Value, name: str, scale: Scale, at: int) -> End:
    mark, height = scale.mark(value.estimate), LANES[at]
    line = f"M{mark.lo} {height}H{mark.hi}" if mark and mark.hi > mark.lo else ""
    if mark and mark.is_beyond:
        line += f"M984 {height - BARB}L1000 {height}L984 {height + BARB}"
    return End(
        name=name,
        text=printed(value),
        tone=SERIES[at],
        dot=f"M{mark.x} {height}h0" if mark and mark.x is not None else "",
        line=line,
        stroke="bar" if mark and mark.is_bound else "wh",
    )


def _whole(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
