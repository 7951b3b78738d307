"""The replies of twelve weeks by hour of the week -> a grid of 7 x 24, its words and its table.

An hour without a reply has a ring where people wrote in it, and a speck where nobody did; where
that is not known it is hatched, and nobody is said to have been silent.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from collector.model import WEEK_HOURS
from site_src.hours import DAY_HOURS
from site_src.hours_words import DAYS, by_hour, empty, note, opened_by_hour, told, weeks, zone
from site_src.promise import blocks, promised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from collector.model import Facts
    from site_src.hours_words import Empty, Opened
    from site_src.promise import Block, Open

TONES = 4
WROTE = "; 0/2: two people wrote in that hour, and no reply was sent in it"
UNREAD = "; 0/?: no reply was sent, and not everything that people wrote was read"
ROW = 30  # pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """The hours of one shade."""

    tone: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Hours of one day that follow each other."""

    day: int
    first: int
    hours: int

    @property
    def x(self) -> str:
        """Where it starts, as a share of the width."""
        return f"{100 * self.first / DAY_HOURS:.5g}%"

    @property
    def y(self) -> int:
        """Where its day stands, in pixels."""
        return ROW * self.day

    @property
    def width(self) -> str:
        """How wide it is, as a share of the width."""
        return f"{100 * self.hours / DAY_HOURS:.5g}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One line of the key: the marks that it explains, and its words."""

    marks: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """The name of a row, and where it stands."""

    name: str
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HourRow:
    """One line of the table: an hour, and its replies from Monday to Sunday."""

    hour: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The grid, ready for its template; `description` states the finding with its uncertainty."""

    id: str
    title: str
    note: str
    description: str
    counts: tuple[int, ...]  # by hour of the week
    opened: tuple[int | None, ...]  # the same of who wrote; None: not known
    empty: Empty
    steps: tuple[int, ...]  # the most replies of each shade
    tones: tuple[Tone, ...]
    rings: str
    specks: str
    hatch: tuple[Run, ...]
    frame: str
    blocks: tuple[Block, ...]  # the same as first day, days, opening and closing
    days: tuple[DayRow, ...]
    key: tuple[Key, ...]
    heads: tuple[str, ...]
    rows: tuple[HourRow, ...]
    caption: str
    is_framed: bool


def hours_chart(chart_id: str, facts: Facts, *, hours: str | None = None) -> Hours | None:
    """Return the grid of who replied when; None where it replied to nobody or was not read.

    `hours` are those it promises, in its own words: they are framed where its time zone is known.
    """
    counts = by_hour(facts)
    if counts is None or not any(counts):
        return None
    spans = promised(hours) if facts.zone else ()
    steps, opened = shade_ends(max(counts)), opened_by_hour(facts)
    none = empty(counts, opened)
    return Hours(
        id=chart_id,
        title=f"Replies by hour of the week, {weeks(facts)}",
        note=note(facts, hours, spans),
        description=told(facts, counts, spans, hours, opened),
        counts=counts,
        opened=tuple(opened or (None,) * WEEK_HOURS),
        empty=none,
        steps=steps,
        tones=tuple(_tones(counts, steps)),
        rings=_dots(none.wrote),
        specks=_dots(none.silent),
        hatch=tuple(_runs(none.unread)),
        frame=frame(spans),
        blocks=tuple(blocks(spans)),
        days=tuple(DayRow(name=day[:3], y=ROW * at + 21) for at, day in enumerate(DAYS)),
        key=tuple(_key(steps, none, has_frame=bool(spans))),
        heads=("Hour", *(day[:3] for day in DAYS)),
        rows=tuple(_rows(counts, opened)),
        caption=f"Replies in {weeks(facts)}, {zone(facts)}{_caption(none, opened)}",
        is_framed=bool(spans),
    )


def shade_ends(most: int) -> tuple[int, ...]:
    """Return the most replies of each shade: four equal steps, or as many as there are counts."""
    return tuple(sorted({-(-most * step // TONES) for step in range(1, TONES + 1)}))


def shade(count: int, steps: Sequence[int]) -> int:
    """Return the shade of an hour with replies, from 1; the last is the full accent."""
    return next(at for at, end in enumerate(steps) if count <= end) + 1 + TONES - len(steps)


def frame(spans: Sequence[Open]) -> str:
    """Return the outline of the hours promised, 24 wide and 7 high."""
    return "".join(
        f"M{opens:g} {first}h{closes - opens:g}v{days}h{opens - closes:g}z"
        for first, days, opens, closes in blocks(spans)
    )


def _tones(counts: Sequence[int], steps: Sequence[int]) -> Iterator[Tone]:
    shades: dict[int, list[int]] = {}
    for hour, count in enumerate(counts):
        if count:
            shades.setdefault(shade(count, steps), []).append(hour)
    for tone in sorted(shades):
        yield Tone(tone=f"h{tone}", path=_squares(shades[tone]))


def _squares(hours: Iterable[int]) -> str:
    """Return a square for each hour, each step from the last: half as long, compressed."""
    places = [(hour % DAY_HOURS, hour // DAY_HOURS) for hour in hours]
    before = [(0, 0), *places[:-1]]
    steps = zip(places, before, strict=True)
    return "".join(f"m{x - left} {y - top}h1v1h-1z" for (x, y), (left, top) in steps)


def _dots(hours: Iterable[int]) -> str:
    """Return a mark in the middle of each hour, ten units to an hour."""
    return "".join(
        f"M{10 * (hour % DAY_HOURS) + 5} {10 * (hour // DAY_HOURS) + 5}h0" for hour in hours
    )


def _runs(hours: Sequence[int]) -> Iterator[Run]:
    """Yield the runs of hours of one day."""
    for day, some in groupby(hours, lambda hour: hour // DAY_HOURS):
        for _, run in groupby(enumerate(some), lambda pair: pair[1] - pair[0]):
            first, *more = (hour % DAY_HOURS for _, hour in run)
            yield Run(day=day, first=first, hours=1 + len(more))


def _caption(none: Empty, opened: Opened | None) -> str:
    if opened is None:
        return ""
    return f"{WROTE if none.wrote else ''}{UNREAD if none.unread else ''}"


def _key(steps: Sequence[int], none: Empty, *, has_frame: bool) -> Iterator[Key]:
    starts = (1, *(end + 1 for end in steps[:-1]))
    ends = zip(starts, steps, strict=True)
    spans = [f"{first}" if first == last else f"{first}–{last}" for first, last in ends]
    marks = tuple(f"h{TONES - len(steps) + at}" for at in range(1, len(steps) + 1))
    yield Key(marks=marks, words=f"{', '.join(spans)} {'reply' if steps == (1,) else 'replies'}")
    if none.wrote:
        yield Key(marks=("ring",), words="people wrote, no reply in that hour")
    if none.silent:
        yield Key(marks=("speck",), words="nobody wrote, no reply")
    if none.unread:
        yield Key(marks=("hatch",), words="no reply; whether anybody wrote is not known")
    if has_frame:
        yield Key(marks=("hours",), words="hours it promises")


def _rows(counts: Sequence[int], opened: Opened | None) -> Iterator[HourRow]:
    for hour in range(DAY_HOURS):
        cells = tuple(_cell(counts, opened, at) for at in range(hour, WEEK_HOURS, DAY_HOURS))
        yield HourRow(hour=f"{hour:02}:00", cells=cells)
    days = range(0, WEEK_HOURS, DAY_HOURS)
    totals = tuple(f"{sum(counts[day : day + DAY_HOURS]):,}" for day in days)
    yield HourRow(hour="All day", cells=totals)


def _cell(counts: Sequence[int], opened: Opened | None, hour: int) -> str:
    if opened is None or counts[hour] or opened[hour] == 0:
        return f"{counts[hour]:,}"
    wrote = opened[hour]
    return "0/?" if wrote is None else f"0/{wrote:,}"
