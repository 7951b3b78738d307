"""Two values of one measure on one scale, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import State
from site_src.say import ALIKE, printed, verdict
from site_src.scale import edge_label

if TYPE_CHECKING:
    from site_src.metrics import Metric
    from site_src.model import Value
    from site_src.scale import Scale

UPPER, LOWER = 30, 63  # the two lines of the plane
BARB = 9  # of the arrow of what is not reached
FITS, FITS_PHONE = 60, 32  # the letters of a label that fit; a name keeps eight of them
LEAST = 8
SMALL = ("of", "and", "the", "for")
MARGIN = 420  # a label is nearly half the plane: it is centred in the middle only


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
    """One of the two on the scale: dot, line and label."""

    dot: str
    line: str
    stroke: str
    at: str
    anchor: str
    name: str
    short: str  # the name as it fits a phone
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dumbbell:
    """Both on one scale."""

    label: str
    scale: Scale
    median: int | None
    tie: str
    one: End
    two: End


@dataclass(frozen=True, slots=True, kw_only=True)
class Duel:
    """One measure of two, drawn and judged."""

    name: str
    verdict: str
    more: str
    chart: Dumbbell
    is_known: bool
    is_drawn: bool  # at least one of the two has a figure


def duel(
    metric: Metric,
    one: tuple[str, Value],
    two: tuple[str, Value],
    scale: Scale,
    median: float | None,
) -> Duel:
    """Return the two on the measure's scale, with what may be said of them."""
    (name_a, a), (name_b, b) = one, two
    told = verdict(a, b, name_a, name_b)
    head, _, more = told.partition(": " if told.startswith("no comparison") else ", ")
    first, second = _end(a, name_a, scale, UPPER), _end(b, name_b, scale, LOWER)
    tie = f"{first.dot[:-2]}L{second.dot[1:-2]}" if first.dot and second.dot else ""
    return Duel(
        name=metric.name,
        verdict=_whole(head),
        more=f"{_whole(more)}." if more else "",
        chart=Dumbbell(
            label=f"{name_a} {printed(a)}; {name_b} {printed(b)}",
            scale=scale,
            median=None if median is None else scale.place(median),
            tie=tie,
            one=first,
            two=second,
        ),
        is_known=State.GAP not in (a.estimate.state, b.estimate.state),
        is_drawn={a.estimate.state, b.estimate.state} != {State.GAP},
    )


def outcome(one: Duel) -> str:
    """Return whether the two are apart, alike or not to be compared."""
    if not one.is_known:
        return "none"
    return "alike" if one.verdict.lower() in ALIKE else "apart"


def _end(value: Value, name: str, scale: Scale, height: int) -> End:
    mark = scale.mark(value.estimate)
    figure = printed(value)
    label = edge_label(mark.label if mark else 0, figure, MARGIN)
    line = f"M{mark.lo} {height}H{mark.hi}" if mark and mark.hi > mark.lo else ""
    if mark and mark.is_beyond:
        line += f"M984 {height - BARB}L1000 {height}L984 {height + BARB}"
    return End(
        dot=f"M{mark.x} {height}h0" if mark and mark.x is not None else "",
        line=line,
        stroke="bar" if mark and mark.is_bound else "wh",
        at=label.at if label else "0%",
        anchor=label.anchor if label else "start",
        name=fitted(name, FITS - len(figure)),
        short=fitted(name, FITS_PHONE - len(figure)),
        text=figure,
    )


def fitted(name: str, room: int) -> str:
    """Return as many whole words of a name as fit; of a word that does not, its beginning."""
    room = max(LEAST, room)
    if len(name) <= room:
        return name
    kept = name[: room + 1].rpartition(" ")[0].rstrip(" ,&-")
    last = kept.rpartition(" ")[2].lower()
    if last in SMALL:
        kept = kept[: -len(last)].rstrip()
    return kept or f"{name[: room - 1].rstrip()}…"


def _whole(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
