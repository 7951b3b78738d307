"""The charts of an organisation's page: its weeks, by the measures that are worth following."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from collector.model import CHANCE_HOURS
from site_src.amount import NOT_REACHED
from site_src.chart import history_figure
from site_src.history import Words, history, weekly
from site_src.latest import MOST_NIGHTS
from site_src.metrics import METRICS, Unit
from site_src.page import day, plural
from site_src.say import number
from site_src.scale import open_scale, share_scale, time_scale
from site_src.shown import point_figure, printed_point

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from site_src.history import History
    from site_src.index import Index
    from site_src.metrics import Metric
    from site_src.model import Point
    from site_src.scale import Scale

DRAWN = ("follow-back-rate", "conversations", "reply-share", "answered-24h", "time-to-answer")
LEAST = 2  # weeks: a line has two ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One line of the chart's table."""

    day: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A history's chart with its note and its table."""

    key: str
    name: str
    note: str
    count: str
    svg: History

    @property
    def rows(self) -> tuple[Week, ...]:
        """The chart as a table, the newest week first."""
        unit = METRICS[self.key].unit
        return tuple(_week(point, unit) for point in reversed(self.svg.points))


def charted(index: Index, slug: str, network: str) -> dict[str, tuple[Point, ...]]:
    """Return the weeks of what has been read for two weeks at least, by measure."""
    each = {key: _weeks(index, slug, network, key) for key in DRAWN}
    return {key: weeks for key, weeks in each.items() if weeks}


def courses(index: Index, slug: str, network: str) -> Iterator[Course]:
    """Yield the charts of what has been read for two weeks at least."""
    for key, weeks in charted(index, slug, network).items():
        yield course(index, slug, network, key, weeks)


def leading(index: Index, slug: str, network: str, key: str) -> Course | None:
    """Return the chart of a measure, or of the first that has been read for two weeks at least."""
    for one in (key, *DRAWN) if key in DRAWN else DRAWN:
        weeks = _weeks(index, slug, network, one)
        if weeks:
            return course(index, slug, network, one, weeks)
    return None


def _weeks(index: Index, slug: str, network: str, key: str) -> tuple[Point, ...]:
    """Return the weeks of a measure; none where there are not two of them."""
    standings = index.standings
    weeks = weekly(standings.histories.get((slug, network, key), ()), standings.night)
    return weeks if len(weeks) >= LEAST else ()


def course(index: Index, slug: str, network: str, key: str, weeks: Sequence[Point]) -> Course:
    """Return the chart of an organisation's weeks by a measure."""
    standing = index.standing(slug, network, key)
    median = standing.league.median if standing else None
    return _course(
        METRICS[key], _drawn(network, METRICS[key], weeks, median, index.standings.night)
    )


def course_figures(courses: Sequence[Course]) -> dict[str, Any]:
    """Return plotly's figures of the charts, by network and measure."""
    return {one.svg.id: history_figure(one.svg, METRICS[one.key].unit) for one in courses}


def _drawn(
    network: str, metric: Metric, weeks: Sequence[Point], median: float | None, night: date
) -> History:
    is_current = (night - weeks[-1].night).days <= MOST_NIGHTS
    words = Words(
        title=f"{metric.name}{since_words(weeks[0].night, weeks[-1].night, is_current=is_current)}",
        name="now" if is_current else f"{weeks[-1].night.day} {weeks[-1].night:%b}:",
        say=partial(number, unit=metric.unit),
        say_point=partial(printed_point, unit=metric.unit),
        say_last=partial(point_figure, unit=metric.unit),
    )
    ceiling = float(CHANCE_HOURS) if metric.unit is Unit.HOURS else None
    scale = _scale(metric.unit, weeks, median)
    return history(f"{network}-{metric.key}", weeks, scale, words, median, ceiling=ceiling)


def _scale(unit: Unit, weeks: Sequence[Point], median: float | None) -> Scale:
    """Return the axis on which all weeks can be drawn; times without an end need no room."""
    if unit is Unit.SHARE:
        return share_scale()
    ends = [end for point in weeks for end in (point.value, point.hi)] + [median or 0]
    if unit is Unit.COUNT:
        return open_scale(ends)
    known = [end for end in ends if end < CHANCE_HOURS]
    return time_scale(known, is_open=len(known) < len(ends))


def since_words(start: date, end: date, *, is_current: bool) -> str:
    """Return which months a history covers: what has ended is not said to go on."""
    first, last = (f"{night:%B %Y}" for night in (start, end))
    if is_current:
        return f" since {first}"
    if first == last:
        return f", {first}"
    return f", {first.partition(' ')[0] if start.year == end.year else first} to {last}"


def _course(metric: Metric, drawn: History) -> Course:
    is_exact = all(point.lo == point.hi for point in drawn.points)
    band = "" if is_exact else ", with its 95% band"
    parts = [f"One point a week{band}."]
    if drawn.median is not None:
        parts.append("Dotted: the median of its peers at the end.")
    if drawn.dashes:
        parts.append("A dotted piece spans up to a week that was not read.")
    if drawn.beyond:
        parts.append(f"Rings at the top: {NOT_REACHED}.")
    if metric.unit is Unit.HOURS and any(point.hi >= CHANCE_HOURS for point in drawn.points):
        parts.append("Where the band leaves the top, it has no upper end within that time.")
    if drawn.gaps:
        parts.append("Nothing is drawn where nothing was read for longer.")
    return Course(
        key=metric.key,
        name=metric.name,
        note=" ".join(parts),
        count=plural(len(drawn.points), "week"),
        svg=drawn,
    )


def _week(point: Point, unit: Unit) -> Week:
    return Week(day=day(point.night), value=printed_point(point, unit))
