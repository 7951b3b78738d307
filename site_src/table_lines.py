"""Tables in a list of tables: each with its dots, its median, and who may be first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.finding import noun, ranked_count
from site_src.flags import is_pick
from site_src.index import table_address
from site_src.metrics import METRICS, Unit
from site_src.page import Tab, listed, plural
from site_src.say import number, rank_words
from site_src.scale import share_scale
from site_src.shown import in_a_line, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_src.index import Index
    from site_src.metrics import Metric
    from site_src.model import League, PeerTable, Place
    from site_src.scale import Scale

NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A table as a crowd of dots, and the same in words."""

    label: str
    median: int | None
    crowds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLine:
    """One table in a list of tables."""

    name: str
    head: str  # the name without the size
    size: str
    address: str
    median_text: str
    measure: str  # where it is another than that of the page
    strip: Strip | None
    axis: Scale | None  # where the strip does not stand on the page's own
    note: str
    tabs: tuple[Tab, ...]


def table_line(index: Index, table: PeerTable, page: Metric) -> TableLine:
    """Return a table as a line, by the page's measure if it ranks by it, else by its own."""
    key = page.key if index.is_ranked(table.id, page.key) else index.headline(table.id)
    league = index.standings.leagues.get((table.id, key))
    is_drawn = index.is_ranked(table.id, key)
    is_apart = is_drawn and key != page.key
    has_own_axis = is_apart or page.unit is not Unit.SHARE
    head, _, size = table.title.partition(", ")
    return TableLine(
        name=table.title,
        head=head,
        size=size,
        address=table_address(table),
        median_text=median_of(league) if league else "",
        measure=METRICS[key].name if is_apart else "",
        strip=_strip(league, index.scale(table.id, key)) if league and is_drawn else None,
        axis=index.scale(table.id, key) if is_drawn and has_own_axis else None,
        note=_note(index, table, league),
        tabs=tuple(_tabs(index, table)),
    )


def _strip(league: League, scale: Scale) -> Strip:
    values = [place.value.estimate.value for place in league.ranked]
    known = [value for value in values if value is not None]
    dots = [f"M{scale.place(value)} 50h0" for value in known]
    ends = [number(value, METRICS[league.metric].unit) for value in (min(known), max(known))]
    return Strip(
        label=f"{len(known)} {noun(league.table)} from {ends[0]} to {ends[1]}, "
        f"median {median_of(league)}",
        median=None if league.median is None else scale.place(league.median),
        crowds=tuple("".join(dots[turn::2]) for turn in (0, 1) if dots[turn::2]),
    )


def _note(index: Index, table: PeerTable, league: League | None) -> str:
    ranked = league.ranked if league else ()
    first = [place for place in ranked if place.best == 1]
    if league is None or not ranked:
        return f"{plural(len(table.members), 'organisation')}, listed and not ranked"
    count = ranked_count(league)
    if all(place.best == place.worst == 1 for place in ranked):
        return f"{count} ranked · all share the first place"
    if len(first) > NAMED:
        return f"{count} ranked · any of {len(first)} may be first"
    if any(not is_pick(index.standings, one.organisation, table.network) for one in first):
        return f"{count} ranked"
    is_sure = all(place.worst == 1 for place in first)
    names = [_leader(index, place) for place in first]
    return f"{count} ranked · {'first' if is_sure else 'may be first'}: {listed(names)}"


def _leader(index: Index, place: Place) -> str:
    """Return who stands first: the name, the figure with its range, the rank with its own."""
    figure = in_a_line(shown(place.value))
    return f"{index.organisations[place.organisation].name}, {figure}, {_of_ranks(place)}"


def _of_ranks(place: Place) -> str:
    words = rank_words(place)
    return words[:1].lower() + words[1:]


def _tabs(index: Index, table: PeerTable) -> Iterator[Tab]:
    for metric in index.metrics:
        if index.has_figures(table.id, metric.key):
            address = table_address(table, metric.key)
            yield Tab(name=metric.name, address=address, is_here=False)


def median_of(league: League) -> str:
    """Return the middle of a league in its unit; nothing where there is none."""
    return "" if league.median is None else number(league.median, METRICS[league.metric].unit)


def led_by(index: Index) -> Metric:
    """Return the measure that leads the site: the first by which anybody is ranked."""
    return METRICS[index.headline(*(table.id for table in index.standings.tables))]


def shared_scale(metric: Metric) -> Scale | None:
    """Return the axis that all tables share; amounts have one for each table."""
    return share_scale() if metric.unit is Unit.SHARE else None
