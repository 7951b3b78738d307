"""The geometry of a count over the nights: where its line runs, is dotted, breaks and is marked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from site_src.history import HEIGHT
from site_src.line import NIGHTS_APART, WIDE, Blank
from site_src.model import CautionKind
from site_src.scale import PLANE, per_cent
from site_src.trend import MONTH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from site_src.line import Plane
    from site_src.model import Caution

    Nightly = Sequence[tuple[date, int, float | None]]  # the count, and its week's median


SIDE, MIDDLE_OF_TEXT = 11, 5  # pixels beside a ring, and below its middle


@dataclass(frozen=True, slots=True, kw_only=True)
class Leapt:
    """The mark of what is asked about: a ring around the night, and the sign beside it."""

    x: str
    y: int
    dx: int
    anchor: str
    ring: str


def dots(plane: Plane, nightly: Nightly) -> str:
    """Return the path of a dot for each night that was counted."""
    return _path([(plane.x(when), plane.y(number)) for when, number, _ in nightly], "m", "h0")


def _path(places: Sequence[tuple[int, int]], step: str, dot: str) -> str:
    """Return a path by its steps: a year of them is half as long, compressed, as its places."""
    x, y = places[0]
    steps = [f"{step}{b[0] - a[0]} {b[1] - a[1]}{dot}" for a, b in pairwise(places)]
    return f"M{x} {y}{dot}{''.join(steps)}"


def _pieces(nightly: Nightly) -> Iterator[list[tuple[date, float]]]:
    """Yield the stretches of nights on end that have a median."""
    piece: list[tuple[date, float]] = []
    for when, _, middle in nightly:
        if piece and (middle is None or (when - piece[-1][0]).days > 1):
            yield piece
            piece = []
        if middle is not None:
            piece.append((when, middle))
    if piece:
        yield piece


def lines(plane: Plane, nightly: Nightly) -> Iterator[str]:
    """Yield the medians as lines; what runs level needs no points between."""
    for piece in _pieces(nightly):
        places = [(plane.x(when), plane.y(value)) for when, value in piece]
        inner = zip(places, places[1:], places[2:], strict=False)
        turns = [here for before, here, after in inner if not before[1] == here[1] == after[1]]
        kept = [places[0], *turns, places[-1]] if len(places) > 1 else [places[0], places[0]]
        yield _path(kept, "l", "")


def dashes(plane: Plane, nightly: Nightly) -> Iterator[str]:
    """Yield the pieces between medians over nights that were not read, up to a week of them."""
    nights = [when for when, *_ in nightly]
    wide = {after for before, after in pairwise(nights) if (after - before).days > NIGHTS_APART}
    for one, two in pairwise(_pieces(nightly)):
        (start, before), (end, after) = one[-1], two[0]
        if not any(start < when <= end for when in wide):
            yield f"{plane.at(start, before)}L{plane.at(end, after)[1:]}"


def gaps(plane: Plane, nightly: Nightly) -> Iterator[Blank]:
    """Yield the blanks of more than a week in which nothing was read."""
    for before, after in pairwise(when for when, *_ in nightly):
        if (after - before).days > NIGHTS_APART:
            x, end = plane.x(before), plane.x(after)
            yield Blank(
                x=per_cent(x),
                width=per_cent(end - x),
                middle=per_cent((x + end) // 2),
                is_wide=end - x > 2 * WIDE,
                since=before + timedelta(days=1),
                until=after - timedelta(days=1),
            )


def leaps(plane: Plane, nightly: Nightly, told: Sequence[Caution]) -> Iterator[Leapt]:
    """Yield the marks of the nights that are asked about, of those that are drawn."""
    read = {when: number for when, number, _ in nightly}
    for one in told:
        if one.kind is CautionKind.JUMP and one.night in read:
            at = plane.at(one.night, read[one.night])
            x, y = plane.x(one.night), HEIGHT * plane.y(read[one.night]) // PLANE
            is_first = x < WIDE
            yield Leapt(
                x=per_cent(x),
                y=max(MIDDLE_OF_TEXT, y) + MIDDLE_OF_TEXT,
                dx=SIDE if is_first else -SIDE,
                anchor="start" if is_first else "end",
                ring=f"{at}h0",
            )


def swelling(plane: Plane, told: Sequence[Caution]) -> str:
    """Return the path of the four weeks whose growth is asked about; empty where none is."""
    for one in told:
        if one.kind is CautionKind.SWELLING:
            first = max(plane.first, one.night - MONTH)
            return f"M{plane.x(first)} {PLANE}H{min(PLANE, plane.x(one.night))}"
    return ""
