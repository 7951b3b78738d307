"""One page for each peer table and measure: who stands where, how surely, and who is not ranked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from site_src.api_rows import league_file
from site_src.chart import league_figure
from site_src.chart_ids import chart_address, league_chart_id
from site_src.finding import count_words, headline, lead
from site_src.flags import is_pick
from site_src.index import table_address
from site_src.league_choices import choices_of
from site_src.league_data import LEAGUE_CSV, csv_told
from site_src.league_moves import moves_of, real_words
from site_src.league_others import unranked_of
from site_src.league_rows import per_row, rows_of, usual_since
from site_src.league_tools import tools_of
from site_src.league_view import Key, LeagueView, Tabs
from site_src.league_ways import ways
from site_src.league_words import (
    change_words,
    has_estimates,
    kind_words,
    order_words,
    unranked_words,
)
from site_src.metrics import Family
from site_src.page import Page, Tab, day
from site_src.publish import compact
from site_src.say import number
from site_src.scale import edge_label
from site_src.shown import rank, rank_interval
from site_src.spark import pace, span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from site_src.index import Index
    from site_src.metrics import Metric
    from site_src.model import League, PeerTable, Point
    from site_src.page import Night
    from site_src.scale import Label, Scale

KINDS = {"council": "Council", "brand": "Brand", "public-body": "Public body"}


def league_pages(index: Index, night: Night) -> Iterator[Page]:
    """Yield a page for each table and measure; what leads the table is its front too."""
    for table in index.standings.tables:
        for metric in index.metrics:
            league = index.standings.leagues.get((table.id, metric.key))
            if league is not None:
                page = _page(index, league, metric, night)
                yield page
                if metric.key == index.headline(table.id):
                    front, files = table_address(table), {**page.beside, **page.content.ways.files}
                    yield replace(page, address=front, canonical=page.address, beside=files)


def _page(index: Index, league: League, metric: Metric, night: Night) -> Page:
    view = _view(index, league, metric, night)
    names = {slug: index.organisations[slug].name for slug in league.table.members}
    drawn = league_figure(league, names, metric.name, metric.unit)
    return Page(
        address=table_address(league.table, metric.key),
        title=f"{metric.name}: {league.table.title}",
        description=f"{metric.definition} {view.counts}, with rank intervals.",
        template="league",
        section="Leagues",
        content=view,
        beside={
            "chart.json": compact({metric.key: drawn}),
            LEAGUE_CSV: csv_told(index, league),
        },
        scripts=("league.js",) if league.ranked else (),
    )


def _median(league: League, metric: Metric, scale: Scale) -> tuple[int | None, Label | None]:
    """Return where the table's median lies on the scale, and what is written beside it."""
    if league.median is None:
        return None, None
    place = scale.place(league.median)
    return place, edge_label(place, f"median {number(league.median, metric.unit)}")


def _view(index: Index, league: League, metric: Metric, night: Night) -> LeagueView:
    table, scale = league.table, index.scale(league.table.id, metric.key)
    choices = choices_of(index.organisations[slug] for slug in table.members)
    rows = tuple(rows_of(index, league, scale, choices))
    weeks = span(_histories(index, league), index.standings.night, pace(len(rows)))
    since = usual_since(index, league)
    median, label = _median(league, metric, scale)
    unnamed = {s for s in table.members if not is_pick(index.standings, s, table.network)}
    return LeagueView(
        table_title=table.title,
        headline=headline(league, metric),
        lead=lead(league, index.organisations, unnamed),
        night=night,
        counts=count_words(league),
        order=order_words(league, metric, index.organisations, unnamed),
        kind_words=kind_words(league),
        change_words=change_words([row.change for row in rows]),
        metric=metric,
        families=tuple(_families(index, table, metric.key)),
        key=_key(league),
        kind_name=KINDS[table.kind],
        span=weeks,
        scale=scale,
        median=None if median is None else per_row(median),
        median_label=label,
        has_estimates=has_estimates(league),
        ranked=rows,
        others=unranked_of(index, league, scale, choices),
        unranked_title=_unranked_title(league),
        unranked_words=unranked_words(league),
        moves=moves_of(index, league),
        real=real_words(league, rows, since, unnamed),
        tools=tools_of(metric, choices, span=weeks, rows=rows),
        median_text="" if league.median is None else number(league.median, metric.unit),
        since=day(since) if since else "",
        ways=ways(index, league),
        chart_address=_chart(index, league),
        as_json=league_file(league),
    )


def _chart(index: Index, league: League) -> str:
    table, metric = league.table.id, league.metric
    if not index.has_figures(table, metric):
        return ""
    return chart_address(league_chart_id(table, metric))


def _unranked_title(league: League) -> str:
    if league.ranked:
        return "Not ranked, and why"
    return "Known within bounds, and not ranked" if league.is_counted else "Listed, and not ranked"


def _histories(index: Index, league: League) -> Iterator[Sequence[Point]]:
    for place in league.ranked:
        key = (place.organisation, league.table.network, league.metric)
        yield index.standings.histories.get(key, ())


def _families(index: Index, table: PeerTable, here: str) -> Iterator[Tabs]:
    for family in Family:
        tabs = tuple(
            Tab(
                name=metric.name,
                address=table_address(table, metric.key),
                is_here=metric.key == here,
            )
            for metric in index.metrics
            if metric.family is family
            and (metric.key == here or index.has_figures(table.id, metric.key))
        )
        if tabs:
            yield Tabs(name=family.heading, tabs=tabs)


def _key(league: League) -> Key | None:
    """Return how a rank is read, told on a row of this very table."""
    if not league.ranked:
        return None
    widest = max(league.ranked, key=lambda place: (place.worst or 0) - (place.best or 0))
    words = f"any place from {widest.best} to {widest.worst} would fit"
    if widest.best == widest.worst:
        words = "no other place would fit"
    return Key(rank=rank(widest), interval=rank_interval(widest), words=words)
