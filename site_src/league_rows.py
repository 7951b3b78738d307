"""The rows of a league: who is ranked, with what may be said of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import State
from site_src.amount import NOT_REACHED
from site_src.index import address_of
from site_src.league_words import asked, moved
from site_src.line import WEEK
from site_src.metrics import METRICS
from site_src.page import day
from site_src.say import caution, claim
from site_src.scale import PLANE as CHART
from site_src.shown import rank, rank_interval, shown
from site_src.spark import pace, spark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from site_src.index import Index
    from site_src.league_choices import Choices
    from site_src.league_words import Asked, Moved
    from site_src.model import League, Place
    from site_src.scale import Mark, Scale


PLANE, MIDDLE = 200, 5  # a row's own plane: fine enough for its width, and short to write
MANY = 10
BEYOND = "M193 3.4L200 5L193 6.6"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A value as a row draws it: the path of its interval, that of its dot, either may be empty."""

    line: str
    dot: str
    is_bound: bool
    is_beyond: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A ranked organisation's line in a league."""

    name: str
    address: str
    region: int | None  # its number among those that the table may be narrowed to
    sector: int | None
    rank: str
    interval: str
    words: str
    stroke: Stroke | None
    text: str
    range: str
    n_text: str
    change: Moved | None
    asked: Asked | None
    spark: str


def rows_of(index: Index, league: League, scale: Scale, choices: Choices) -> Iterator[Row]:
    """Yield the ranked, in order."""
    standings, network = index.standings, league.table.network
    since = usual_since(index, league)
    of, unit = len(league.ranked), METRICS[league.metric].unit
    firsts = sum(place.best == 1 for place in league.ranked)
    crowd = firsts > min(of / 2, MANY)
    for place in league.ranked:
        one = index.organisations[place.organisation]
        text, range_ = _figure(place)
        key = (one.slug, network, league.metric)
        n = place.value.estimate.n
        yield Row(
            name=one.name,
            address=address_of(one),
            region=choices.region(one),
            sector=choices.sector(one),
            rank=rank(place),
            interval=rank_interval(place),
            words=_words(place, of, standings.night, is_crowd=crowd),
            stroke=stroke_of(scale.mark(place.value.estimate)),
            text=text,
            range=range_,
            n_text="" if n is None else f"{n:,}",
            change=moved(standings.changes.get(key), unit, since),
            asked=asked(standings.warnings.get((one.slug, network), ())),
            spark=spark(standings.histories.get(key, ()), standings.night, pace(of)),
        )


def usual_since(index: Index, league: League) -> date | None:
    """Return the night that most of the league's changes are counted from."""
    changes, network = index.standings.changes, league.table.network
    found = (changes.get((p.organisation, network, league.metric)) for p in league.ranked)
    nights = Counter(one.since for one in found if one and one.d is not None and one.since)
    return max(nights, key=lambda night: (nights[night], night), default=None)


def stroke_of(mark: Mark | None) -> Stroke | None:
    """Return a mark on the plane of a row; None where there is nothing to draw."""
    if mark is None:
        return None
    lo, hi = per_row(mark.lo), per_row(mark.hi)
    line = f"M{lo} {MIDDLE}h{max(hi - lo, 1)}" if mark.line else ""
    return Stroke(
        line=line + (BEYOND if mark.is_beyond else ""),
        dot="" if mark.x is None else f"M{per_row(mark.x)} {MIDDLE}h0",
        is_bound=mark.is_bound,
        is_beyond=mark.is_beyond,
    )


def per_row(place: int) -> int:
    """Return a place of the chart's plane on the plane of a row."""
    return round(place * PLANE / CHART)


def _figure(place: Place) -> tuple[str, str]:
    """Return a figure and its range; of a time that was not reached, within what it was not."""
    printed = shown(place.value)
    if not printed.is_number and place.value.estimate.state is State.ESTIMATE:
        head, _, tail = NOT_REACHED.partition(" within ")
        return head, f"within {tail}"
    is_bound = place.value.estimate.state is State.BOUND
    return printed.text, printed.range or ("" if is_bound else printed.state)


def _words(place: Place, of: int, night: date, *, is_crowd: bool) -> str:
    """Return what the rank lets us claim, and the value's night where it is over a week old.

    Where many may be first the page's lead says so, and saying it of each would be noise.
    """
    is_said = place.best == place.worst or (is_crowd and place.best == 1)
    parts = [] if is_said else [claim(place, of)]
    parts += [caution(place.value)] if place.value.list_incomplete else []
    measured = place.value.night
    if measured is not None and (night - measured).days > WEEK:
        parts.append(f"measured {day(measured)}")
    return " · ".join(part for part in parts if part)
