"""The rows of a league: who is ranked, and who is not and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import Gap, State
from site_src.amount import NOT_REACHED
from site_src.gaps import GAPS
from site_src.index import address_of
from site_src.league_words import asked, moved
from site_src.line import WEEK
from site_src.metrics import METRICS
from site_src.page import day
from site_src.say import caution, claim
from site_src.shown import rank, rank_interval, shown
from site_src.spark import spark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from site_src.index import Index
    from site_src.league_words import Asked, Moved
    from site_src.model import League, Place
    from site_src.scale import Mark, Scale
    from site_src.spark import Spark


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A ranked organisation's line in a league."""

    slug: str
    sort_name: str
    name: str
    address: str
    order: int
    rank: str
    interval: str
    words: str
    mark: Mark | None
    text: str
    range: str
    n: int
    n_text: str
    change: Moved | None
    asked: Asked | None
    spark: Spark | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unranked:
    """A member without a rank, with its value where it has one, and the reason."""

    slug: str
    sort_name: str
    name: str
    address: str
    glyph: str
    state: str
    mark: Mark | None
    is_number: bool
    text: str
    range: str
    asked: Asked | None
    reason: str


def rows_of(index: Index, league: League, scale: Scale) -> Iterator[Row]:
    """Yield the ranked, in order."""
    standings, network = index.standings, league.table.network
    of, unit = len(league.ranked), METRICS[league.metric].unit
    crowd = sum(place.best == 1 for place in league.ranked) > of / 2
    for order, place in enumerate(league.ranked):
        one = index.organisations[place.organisation]
        text, range_ = _figure(place)
        key = (one.slug, network, league.metric)
        n = place.value.estimate.n
        yield Row(
            slug=one.slug,
            sort_name=one.name.lower(),
            name=one.name,
            address=address_of(one),
            order=order,
            rank=rank(place),
            interval=rank_interval(place),
            words=_words(place, of, standings.night, is_crowd=crowd),
            mark=scale.mark(place.value.estimate),
            text=text,
            range=range_,
            n=n or 0,
            n_text="" if n is None else f"{n:,}",
            change=moved(standings.changes.get(key), unit),
            asked=asked(standings.warnings.get((one.slug, network), ())),
            spark=spark(standings.histories.get(key, ()), standings.night),
        )


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

    Where most may be first the page's lead says so, and saying it of each would be noise.
    """
    is_said = place.best == place.worst or (is_crowd and place.best == 1)
    parts = [] if is_said else [claim(place, of)]
    parts += [caution(place.value)] if place.value.list_incomplete else []
    measured = place.value.night
    if measured is not None and (night - measured).days > WEEK:
        parts.append(f"measured {day(measured)}")
    return " · ".join(part for part in parts if part)


def unranked_of(index: Index, place: Place, scale: Scale) -> Unranked:
    """Return a member without a rank."""
    one, estimate = index.organisations[place.organisation], place.value.estimate
    seat = (one.slug, place.value.network)
    printed = shown(place.value)
    is_gap = estimate.state is State.GAP
    reason = place.unranked or ""
    if is_gap and estimate.reason is not Gap.TOO_FEW:
        reason = GAPS[estimate.reason or Gap.NOT_OFFERED].sentence.rstrip(".")
    if place.value.list_incomplete:
        reason = f"{reason.rstrip('.')}; {caution(place.value)}"
    return Unranked(
        slug=one.slug,
        sort_name=one.name.lower(),
        name=one.name,
        address=address_of(one),
        glyph=printed.glyph,
        state=printed.state,
        mark=scale.mark(estimate),
        is_number=printed.is_number,
        text=printed.text,
        range=printed.range or ("" if is_gap else printed.state),
        asked=asked(index.standings.warnings.get(seat, ())),
        reason=f"{reason[:1].upper()}{reason[1:].rstrip('.')}.",
    )
