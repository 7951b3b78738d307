"""The replies of twelve weeks by hour of the week -> a grid of 7 x 24, its words and its table.

The ledger tells in which hours it replied, not in which hours people wrote: unless these are given
too, an empty hour is left blank, and nobody is said to have been silent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import WEEK_HOURS
from site_src.hours import DAY_HOURS
from site_src.hours_words import DAYS, by_hour, empty, note, told, weeks, zone
from site_src.promise import blocks, promised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from collector.model import Facts
    from site_src.promise import Block, Open

TONES = 4
IN_VAIN = "; 0/2: two wrote and it did not reply"
ROW = 30  # pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """The hours of one shade."""

    tone: str
    path: str


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
    steps: tuple[int, ...]  # the most replies of each shade
    tones: tuple[Tone, ...]
    rings: str
    specks: str
    frame: str
    blocks: tuple[Block, ...]  # the same as first day, days, opening and closing
    days: tuple[DayRow, ...]
    key: tuple[Key, ...]
    heads: tuple[str, ...]
    rows: tuple[HourRow, ...]
    caption: str
    is_framed: bool


def hours_chart(
    chart_id: str,
    facts: Facts,
    *,
    hours: str | None = None,
    opened: Sequence[int] | None = None,
) -> Hours | None:
    """Return the grid of who replied when; None where it replied to nobody or was not read.

    `hours` are those it promises, in its own words: they are framed where its time zone is known.
    `opened` counts those who wrote, by hour of the week.
    """
    counts = by_hour(facts)
    if counts is None or not any(counts):
        return None
    spans = promised(hours) if facts.zone else ()
    steps = shade_ends(max(counts))
    return Hours(
        id=chart_id,
        title=f"Replies by hour of the week, {weeks(facts)}",
        note=note(facts, hours, spans),
        description=told(facts, counts, spans, hours, opened),
        counts=counts,
        steps=steps,
        tones=tuple(_tones(counts, steps)),
        rings=_dots(empty(counts, opened, wrote=True)),
        specks=_dots(empty(counts, opened, wrote=False)),
        frame=frame(spans),
        blocks=tuple(blocks(spans)),
        days=tuple(DayRow(name=day[:3], y=ROW * at + 21) for at, day in enumerate(DAYS)),
        key=tuple(_key(steps, has_frame=bool(spans), is_told=opened is not None)),
        heads=("Hour", *(day[:3] for day in DAYS)),
        rows=tuple(_rows(counts, opened)),
        caption=f"Replies in {weeks(facts)}, {zone(facts)}{'' if opened is None else IN_VAIN}",
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


def _key(steps: Sequence[int], *, has_frame: bool, is_told: bool) -> Iterator[Key]:
    starts = (1, *(end + 1 for end in steps[:-1]))
    ends = zip(starts, steps, strict=True)
    spans = [f"{first}" if first == last else f"{first}–{last}" for first, last in ends]
    marks = tuple(f"h{TONES - len(steps) + at}" for at in range(1, len(steps) + 1))
    yield Key(marks=marks, words=f"{', '.join(spans)} {'reply' if steps == (1,) else 'replies'}")
    if is_told:
        yield Key(marks=("ring",), words="people wrote, no reply")
        yield Key(marks=("speck",), words="nobody wrote, no reply")
    else:
        yield Key(marks=("blank",), words="no reply; whether anybody wrote is not kept by hour")
    if has_frame:
        yield Key(marks=("hours",), words="hours it promises")


def _rows(counts: Sequence[int], opened: Sequence[int] | None) -> Iterator[HourRow]:
    for hour in range(DAY_HOURS):
        cells = tuple(_cell(counts, opened, at) for at in range(hour, WEEK_HOURS, DAY_HOURS))
        yield HourRow(hour=f"{hour:02}:00", cells=cells)
    days = range(0, WEEK_HOURS, DAY_HOURS)
    totals = tuple(f"{sum(counts[day : day + DAY_HOURS]):,}" for day in days)
    yield HourRow(hour="All day", cells=totals)


def _cell(counts: Sequence[int], opened: Sequence[int] | None, hour: int) -> str:
    if opened is None or counts[hour] or not opened[hour]:
        return f"{counts[hour]:,}"
    return f"0/{opened[hour]:,}"
