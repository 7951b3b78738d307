"""The last 30 nights as pages show them: a line for each, and a mark for each organisation's."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING

from collector.model import Gap
from site_src.gaps import GAPS
from site_src.model import Extent
from site_src.page import day, listed
from site_src.signs import IN_FULL, IN_PART, NOT_READ

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from site_src.model import NightLog, Read

EVERY = 7  # nights between two printed dates
SIGNS = MappingProxyType({Extent.FULL: IN_FULL, Extent.PART: IN_PART, Extent.NONE: NOT_READ})
MISSING = "no night was kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class NightLine:
    """Nights of the whole list that went alike: how many accounts were read, and why not all."""

    days: str
    is_kept: bool
    read: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NightCell:
    """One night in a calendar."""

    day: str
    glyph: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Seven days of a calendar, from Monday; None where the log does not reach."""

    name: str
    cells: tuple[NightCell | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NightMark:
    """One night of an organisation, as a sign."""

    glyph: str
    label: str  # the day of the month, under every seventh mark
    is_read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many nights bear a sign, and why."""

    glyph: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Nights:
    """An organisation's last nights."""

    title: str
    tallies: tuple[Tally, ...]
    marks: tuple[NightMark, ...]
    runs: tuple[str, ...]  # the same for who cannot see them: nights that went alike as one


def night_lines(log: Sequence[NightLog]) -> Iterator[NightLine]:
    """Yield the last nights of the whole list, the newest first; those that went alike as one."""
    for (count, words), nights in groupby(reversed(log), key=_told):
        newest, *others = nights
        oldest = others[-1] if others else newest
        days = day(newest.night)
        if others:
            days = f"{_short(oldest.night, newest.night)} to {days}"
        yield NightLine(days=days, is_kept=newest.is_kept, read=count, words=words)


def _told(one: NightLog) -> tuple[str, str]:
    if not one.is_kept:
        return "none", f"Missing: {MISSING}."
    return f"{one.read:,} of {one.listed:,}", gap_words(one.gaps)


def _short(night: date, until: date) -> str:
    """Return a date without what it shares with the later one."""
    if night.year != until.year:
        return day(night)
    return f"{night.day}" if night.month == until.month else f"{night.day} {night:%B}"


def calendar(log: Sequence[NightLog]) -> tuple[Week, ...]:
    """Return the last nights week by week, each with its sign and its words."""
    if not log:
        return ()
    known = {one.night: one for one in log}
    monday = log[0].night - timedelta(days=log[0].night.weekday())
    weeks = []
    while monday <= log[-1].night:
        dates = [monday + timedelta(days=n) for n in range(7)]
        cells = tuple(_cell(known[one]) if one in known else None for one in dates)
        weeks.append(Week(name=f"{monday.day} {monday:%b}", cells=cells))
        monday += timedelta(days=7)
    return tuple(weeks)


def _cell(one: NightLog) -> NightCell:
    is_full = one.is_kept and one.read == one.listed
    extent = Extent.FULL if is_full else Extent.PART if one.is_kept else Extent.NONE
    words = f"{one.read:,} of {one.listed:,} read" if one.is_kept else MISSING
    return NightCell(day=f"{one.night.day}", glyph=SIGNS[extent].glyph, words=words)


def missing_words(log: Sequence[NightLog]) -> str:
    """Return which of the last nights the ledger does not hold."""
    missing = [day(one.night) for one in log if not one.is_kept]
    if not missing:
        return "None of them is missing."
    return f"Missing: {listed(missing)}. Nothing is filled in for a missing night."


def nights_of(log: Sequence[NightLog], slug: str) -> Nights | None:
    """Return the organisation's nights since it is on the list; None where it was never read."""
    first = next((at for at, one in enumerate(log) if slug in one.organisations), None)
    if first is None:
        return None
    return _nights(tuple((one.night, _said(one, slug)) for one in log[first:]))


def _said(one: NightLog, slug: str) -> tuple[Extent, str]:
    """Return how much was read of an organisation on a night, and why not all."""
    found: Read | None = one.organisations.get(slug)
    if found is None:
        return Extent.NONE, "" if one.is_kept else MISSING
    return found.extent, GAPS[found.reason].word if found.reason else ""


@cache
def _nights(nights: tuple[tuple[date, tuple[Extent, str]], ...]) -> Nights:
    """Return the marks; most organisations of a list share theirs with many."""
    count = len(nights)
    return Nights(
        title=f"The last {count} nights" if count > 1 else "The last night",
        tallies=tuple(_tallies([said for _, said in nights])),
        marks=tuple(
            NightMark(
                glyph=SIGNS[extent].glyph,
                label=str(night.day) if (count - 1 - at) % EVERY == 0 else "",
                is_read=extent is not Extent.NONE,
            )
            for at, (night, (extent, _)) in enumerate(nights)
        ),
        runs=tuple(_runs(nights)),
    )


def _runs(nights: Sequence[tuple[date, tuple[Extent, str]]]) -> Iterator[str]:
    for said, alike in groupby(nights, key=itemgetter(1)):
        first, *others = (night for night, _ in alike)
        until = others[-1] if others else first
        days = f"{_short(first, until)} to {day(until)}" if others else day(first)
        yield f"{days}: {_words(*said)}"


def _tallies(said: Sequence[tuple[Extent, str]]) -> Iterator[Tally]:
    for extent in Extent:
        reasons = Counter(why for found, why in said if found is extent)
        if reasons:
            why = listed([reason for reason in sorted(reasons) if reason] or [""])
            words = f"{reasons.total()} {SIGNS[extent].word}"
            yield Tally(glyph=SIGNS[extent].glyph, words=f"{words} ({why})" if why else words)


def _words(extent: Extent, why: str) -> str:
    return f"{SIGNS[extent].word}, {why}" if why else SIGNS[extent].word


def gap_words(gaps: Mapping[str, int]) -> str:
    """Return the reasons in words: 2 suspended, 1 gone."""
    ordered = sorted(gaps.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count:,} {GAPS[Gap(reason)].word}" for reason, count in ordered if count)
