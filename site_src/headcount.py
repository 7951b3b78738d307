"""The charts of an organisation's followers and follows: each night faint, their middle as a line.

Smoothed for the eye alone (method 6); nothing is put in between, and what leapt is marked.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from site_src.course import since_words
from site_src.history import HEIGHT, Label, levels, months, weekly
from site_src.latest import MOST_NIGHTS
from site_src.line import Blank, Plane
from site_src.night_line import Leapt, dashes, dots, gaps, leaps, lines, swelling
from site_src.page import day
from site_src.scale import PLANE, stock_scale
from site_src.trend import LEAST_OF_A_WEEK, weekly_medians

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from site_src.index import Index
    from site_src.model import Caution, Headcount
    from site_src.night_line import Nightly

NAMES = {"followers": "Followers", "follows": "Follows"}
UNSMOOTHED = "too few nights"


@dataclass(frozen=True, slots=True, kw_only=True)
class NightChart:
    """A count over the nights, ready for its template."""

    id: str
    key: str
    name: str
    title: str
    note: str
    description: str
    dots: str
    lines: tuple[str, ...]
    dashes: tuple[str, ...]
    gaps: tuple[Blank, ...]
    leaps: tuple[Leapt, ...]
    swelling: str  # the nights of a growth that is asked about
    levels: tuple[Label, ...]
    months: tuple[Label, ...]
    last: str
    last_y: int
    last_text: str
    nightly: Nightly


@dataclass(frozen=True, slots=True, kw_only=True)
class NightRow:
    """One line of the charts' table."""

    day: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Headcounts:
    """An organisation's followers and follows on one network: drawn, and a row a week as a table.

    Of the two, those that were counted.
    """

    id: str
    title: str
    note: str
    charts: tuple[NightChart, ...]
    rows: tuple[NightRow, ...]

    @property
    def told(self) -> dict[str, list[Any]]:
        """The counts of every night for programs, in columns."""
        each = {
            chart.key: {night: number for night, number, _ in chart.nightly}
            for chart in self.charts
        }
        nights = sorted(set().union(*each.values()))
        told: dict[str, list[Any]] = {"night": [night.isoformat() for night in nights]}
        return told | {key: [known.get(night) for night in nights] for key, known in each.items()}


def headcounts(index: Index, slug: str, network: str) -> Headcounts | None:
    """Return the charts of what was counted night by night; None before there is a week of it."""
    counts = index.standings.headcounts.get((slug, network), ())
    both = {
        "followers": _nightly([(one.night, one.followers) for one in counts]),
        "follows": _nightly([(one.night, one.following) for one in counts]),
    }
    both = {key: nightly for key, nightly in both.items() if len(nightly) >= LEAST_OF_A_WEEK}
    if not both:
        return None
    told = index.standings.warnings.get((slug, network), ())
    charts = tuple(
        _chart(network, key, nightly, told, index.standings.night) for key, nightly in both.items()
    )
    return Headcounts(
        id=nights_id(network),
        title=f"{' and '.join(both).capitalize()}{_since(counts, index.standings.night)}",
        note=_note(charts),
        charts=charts,
        rows=tuple(_rows(weekly(counts, index.standings.night), list(both.values()))),
    )


def nights_id(network: str) -> str:
    """Return what the charts of a network's nights are called on a page."""
    return f"{network}-nights"


def has_headcounts(index: Index, slug: str, network: str) -> bool:
    """Return whether there is a week of nightly counts to draw."""
    counts = index.standings.headcounts.get((slug, network), ())
    return any(
        sum(1 for _ in islice((one for one in row if one is not None), LEAST_OF_A_WEEK))
        == LEAST_OF_A_WEEK
        for row in ((one.followers for one in counts), (one.following for one in counts))
    )


def _nightly(counts: Sequence[tuple[date, int | None]]) -> Nightly:
    known = [(night, number) for night, number in counts if number is not None]
    middles = weekly_medians([night.toordinal() for night, _ in known], [n for _, n in known])
    return [(night, number, m) for (night, number), m in zip(known, middles, strict=True)]


def _since(counts: Sequence[Headcount], night: date) -> str:
    is_current = (night - counts[-1].night).days <= MOST_NIGHTS
    return since_words(counts[0].night, counts[-1].night, is_current=is_current)


def _note(charts: Sequence[NightChart]) -> str:
    """Return how the charts are to be read: only what is in them."""
    is_line = any(chart.lines for chart in charts)
    parts = [f"{'Faint dots' if is_line else 'Dots'}: each night that was counted."]
    if is_line:
        parts.append("Line: the median of the last seven nights, where four or more were read.")
    if any(chart.dashes for chart in charts):
        parts.append("A dotted piece spans up to seven nights that were not read.")
    if any(chart.gaps for chart in charts):
        parts.append("Nothing is drawn where nothing was read for longer.")
    if any(chart.leaps for chart in charts):
        parts.append("A ring with a question mark: what is asked about above.")
    if any(chart.swelling for chart in charts):
        parts.append("The bar at the foot: the growth that is asked about above.")
    return " ".join(parts)


def _chart(
    network: str, key: str, nightly: Nightly, told: Sequence[Caution], night: date
) -> NightChart:
    scale = stock_scale([number for _, number, _ in nightly])
    plane = Plane(nightly[0][0], nightly[-1][0], scale)
    end, last, _ = nightly[-1]
    is_current = (night - end).days <= MOST_NIGHTS
    mine = [one for one in told if one.count == key]
    drawn = tuple(lines(plane, nightly))
    blanks = tuple(gaps(plane, nightly)) if drawn else ()
    y = HEIGHT * plane.y(last) // PLANE
    return NightChart(
        id=f"{network}-{key}",
        key=key,
        name=NAMES[key],
        title=NAMES[key],
        note=_begins(scale.bottom),
        description=_told(nightly, blanks),
        dots=dots(plane, nightly),
        lines=drawn,
        dashes=tuple(dashes(plane, nightly)),
        gaps=blanks,
        leaps=tuple(leaps(plane, nightly, mine)),
        swelling=swelling(plane, mine),
        levels=levels(scale),
        months=tuple(months(plane)),
        last=plane.at(end, last),
        last_y=y - 14 if y >= HEIGHT // 4 else y + 28,
        last_text=f"{'now' if is_current else f'{end.day} {end:%b}:'} {last:,}",
        nightly=nightly,
    )


def _begins(bottom: float) -> str:
    return (
        f"The scale begins at {bottom:,.0f}, not at zero."
        if bottom
        else "The scale begins at zero."
    )


def _rows(weeks: Sequence[Headcount], both: Sequence[Nightly]) -> Iterator[NightRow]:
    each = [{night: (number, middle) for night, number, middle in one} for one in both]
    for week in reversed(weeks):
        cells = [text for one in each for text in _cells(one.get(week.night))]
        yield NightRow(day=day(week.night), cells=tuple(cells))


def _cells(counted: tuple[int, float | None] | None) -> tuple[str, str]:
    if counted is None:
        return "not counted", UNSMOOTHED
    number, middle = counted
    return f"{number:,}", UNSMOOTHED if middle is None else f"{middle:,.10g}"


def _told(nightly: Nightly, gaps: Sequence[Blank]) -> str:
    """Return the chart in words, from its own numbers."""
    (first, before, _), (last, now, _) = nightly[0], nightly[-1]
    parts = [
        f"From {before:,} on {day(first)} to {now:,} on {day(last)}, in {len(nightly)} nights."
    ]
    parts += [f"Not read from {day(gap.since)} to {day(gap.until)}." for gap in gaps]
    return " ".join(parts)
