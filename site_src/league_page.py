"""One page for each peer table and measure: who stands where, how surely, and who is not ranked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from site_src.chart import league_figure
from site_src.finding import count_words, headline, lead
from site_src.index import HEADLINE, table_address
from site_src.league_rows import Row, Unranked, rows_of, unranked_of
from site_src.metrics import Unit
from site_src.page import Link, Page, Tab
from site_src.publish import compact, league_csv, league_json
from site_src.say import number
from site_src.scale import edge_label
from site_src.shown import rank, rank_interval
from site_src.spark import span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from site_src.index import Index
    from site_src.metrics import Metric
    from site_src.model import League, PeerTable, Point
    from site_src.page import Night
    from site_src.scale import Label, Scale

KINDS = {"council": "Council", "brand": "Brand", "public-body": "Public body"}
COUNTED = {
    "follow-back-rate": "Follows read",
    "reciprocity": "Follows read",
    "following-per-follower": "Followers",
    "conversations": "Counted",
    "people": "Counted",
    "reply-share": "Posts read",
}

SHRUNKEN = (
    "Where little was read an extreme share is mostly chance. So the order is by a value drawn "
    "towards the middle of the table, the more so the less was read; the share itself is printed."
)
GENTLE = (
    "This site ranks nobody in the lowest quarter: those in it stand last, in alphabetical order."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """How a rank of this table is read."""

    rank: str
    interval: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeagueView:
    """All that a league's page shows."""

    crumbs: tuple[Link, ...]
    table_title: str
    headline: str
    lead: str
    night: Night
    counts: str
    order: str
    metric: Metric
    tabs: tuple[Tab, ...]
    key: Key | None
    caption: str
    axis_name: str
    kind_name: str
    counted: str
    span: str
    scale: Scale
    median: int | None
    median_label: Label | None
    has_estimates: bool
    has_history: bool
    ranked: tuple[Row, ...]
    unranked: tuple[Unranked, ...]
    unranked_title: str


def league_pages(index: Index, night: Night) -> Iterator[Page]:
    """Yield a page for each table and measure; the follow-back rate is the table's front too."""
    for table in index.standings.tables:
        for metric in index.metrics:
            league = index.standings.leagues.get((table.id, metric.key))
            if league is not None:
                page = _page(index, league, metric, night)
                yield page
                if metric.key == HEADLINE:
                    yield replace(page, address=table_address(table), canonical=page.address)


def _page(index: Index, league: League, metric: Metric, night: Night) -> Page:
    view = _view(index, league, metric, night)
    names = {slug: index.organisations[slug].name for slug in league.table.members}
    drawn = league_figure(league, names, metric.name, is_share=metric.unit is Unit.SHARE)
    return Page(
        address=table_address(league.table, metric.key),
        title=f"{metric.name}: {league.table.title}",
        description=f"{metric.definition} {view.counts}, with rank intervals.",
        template="league",
        section="Leagues",
        content=view,
        beside={
            "chart.json": compact({metric.key: drawn}),
            "league.csv": league_csv(league, names),
            "league.json": league_json(league, names),
        },
    )


def _view(index: Index, league: League, metric: Metric, night: Night) -> LeagueView:
    table, scale = league.table, index.scale(league.table.id, metric.key)
    rows = tuple(rows_of(index, league, scale))
    median = None if league.median is None else scale.place(league.median)
    text = "" if league.median is None else f"median {number(league.median, metric.unit)}"
    return LeagueView(
        crumbs=(Link(name="Leagues", address="leagues/"),),
        table_title=table.title,
        headline=headline(league, metric),
        lead=lead(league, index.organisations),
        night=night,
        counts=count_words(league),
        order=_order(league, metric),
        metric=metric,
        tabs=tuple(_tabs(index, table, metric.key)),
        key=_key(league),
        caption=f"{table.title} by {metric.name.lower()}, with ranks and their intervals.",
        axis_name=f"Scale from {scale.ticks[0].text} to {scale.ticks[-1].text}",
        kind_name=KINDS[table.kind],
        counted=COUNTED.get(metric.key, "Counted"),
        span=span(_histories(index, league), index.standings.night),
        scale=scale,
        median=median,
        median_label=edge_label(median, text),
        has_estimates=any(row.mark and row.mark.line for row in rows),
        has_history=any(row.spark for row in rows),
        ranked=rows,
        unranked=tuple(unranked_of(index, place, scale) for place in league.unranked),
        unranked_title="Not ranked, and why" if rows else "Listed, and not ranked",
    )


def _order(league: League, metric: Metric) -> str:
    """Return what is unusual about the order of the rows."""
    said = [SHRUNKEN] if metric.is_shrunken and league.ranked else []
    if any(place.rank is None for place in league.ranked):
        said.append(GENTLE)
    return " ".join(said)


def _histories(index: Index, league: League) -> Iterator[Sequence[Point]]:
    for place in league.ranked:
        key = (place.organisation, league.table.network, league.metric)
        yield index.standings.histories.get(key, ())


def _tabs(index: Index, table: PeerTable, here: str) -> Iterator[Tab]:
    for metric in index.metrics:
        if (table.id, metric.key) in index.standings.leagues:
            address = table_address(table, metric.key)
            yield Tab(name=metric.name, address=address, is_here=metric.key == here)


def _key(league: League) -> Key | None:
    """Return how a rank is read, told on a row of this very table."""
    if not league.ranked:
        return None
    widest = max(league.ranked, key=lambda place: (place.worst or 0) - (place.best or 0))
    words = f"any place from {widest.best} to {widest.worst} would fit"
    if widest.best == widest.worst:
        words = "no other place would fit"
    return Key(rank=rank(widest), interval=rank_interval(widest), words=words)
