"""A value in parts, as a page sets them: the figure large, its range small, its glyph beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import CHANCE_HOURS, State
from site_src.amount import NOT_REACHED, Unit, exactly, number, span
from site_src.metrics import METRICS
from site_src.say import glyph, words

if TYPE_CHECKING:
    from site_src.model import Place, Point, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a reader sees of one value; a gap, or a time not reached, is a word and no number."""

    text: str
    range: str
    glyph: str
    state: str
    is_number: bool


def shown(value: Value) -> Shown:
    """Return a value in parts."""
    estimate, unit = value.estimate, METRICS[value.metric].unit
    text, range_ = words(value), ""
    is_number = estimate.value is not None or estimate.state is State.BOUND
    if estimate.value is not None:
        is_exact = estimate.state is State.EXACT
        text = (exactly if is_exact else number)(estimate.value, unit)
        if estimate.state is State.ESTIMATE:
            range_ = span(estimate.lo, estimate.hi, unit)
    return Shown(
        text=text,
        range=range_,
        glyph=glyph(value),
        state=str(estimate.state),
        is_number=is_number,
    )


def in_a_line(one: Shown) -> str:
    """Return a figure in one line: 62% (57–67%)."""
    return f"{one.text} ({one.range})" if one.range else one.text


def printed_point(point: Point, unit: Unit) -> str:
    """Return one night of a history as it is printed."""
    text = point_figure(point, unit)
    if point.lo == point.hi or not point.is_reached:
        return text
    is_open = unit is Unit.HOURS and point.hi >= CHANCE_HOURS
    return f"{text} ({span(point.lo, None if is_open else point.hi, unit)})"


def point_figure(point: Point, unit: Unit) -> str:
    """Return the figure of one night of a history, without its range."""
    if not point.is_reached:
        return NOT_REACHED
    return (exactly if point.lo == point.hi else number)(point.value, unit)


def rank(place: Place) -> str:
    """Return a rank: 3, or 3= where it is shared; nothing where there is none."""
    return "" if place.rank is None else f"{place.rank}{'=' if place.tied else ''}"


def rank_interval(place: Place) -> str:
    """Return the range of places that would fit."""
    if place.rank is None:
        return ""
    return f"{place.best}" if place.best == place.worst else f"{place.best}–{place.worst}"
