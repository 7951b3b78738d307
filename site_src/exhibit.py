"""Every chart that has a page of its own, with all that stands beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from collector.model import State
from site_src.chart_ids import MOVERS, chart_address, history_chart_id, league_chart_id
from site_src.charts.history import history_chart
from site_src.charts.league import league_chart
from site_src.charts.movers import Mover, movers_chart
from site_src.course import leading
from site_src.exhibit_csv import moved_csv, points_csv
from site_src.finding import count_words, in_sentence
from site_src.flags import is_pick, is_unindexed
from site_src.index import HEADLINE, address_of, table_address
from site_src.league_data import LEAGUE_CSV, csv_told
from site_src.may_say import history_sayings, league_sayings, movers_sayings
from site_src.metrics import METRICS
from site_src.news import told_changes
from site_src.page import Line, Link, listed
from site_src.peers import NETWORKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from collector.model import Organisation
    from site_src.charts import Chart
    from site_src.index import Index
    from site_src.may_say import Sayings
    from site_src.metrics import Metric
    from site_src.model import League, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A chart with what stands beside it: where it belongs, what it lets a reader say, its data.

    `everything` returns its figures as CSV, with states and intervals; `data` is where the same
    stands already, from the root of the site. `selection` tells what it was chosen by, beside its
    measure and its night.
    """

    id: str
    chart: Chart
    metric: Metric
    home: Link  # the page whose chart it is
    name: str  # as a list of charts names it
    group: str  # under what it stands in that list
    sayings: Sayings
    selection: tuple[Line, ...]
    sources: tuple[str, ...]
    everything: Callable[[], str]
    data: str = ""
    is_indexed: bool = True

    @property
    def address(self) -> str:
        """The address of its page."""
        return chart_address(self.id)


def exhibits(index: Index) -> Iterator[Exhibit]:
    """Yield the charts: every league's with something measured, the movers', and every history."""
    yield from league_exhibits(index)
    yield _of_movers(index)
    for one in index.organisations.values():
        for network in index.networks(one.slug):
            found = _of_history(index, one, network)
            if found is not None:
                yield found


def league_exhibits(index: Index) -> Iterator[Exhibit]:
    """Yield the charts of the leagues in which somebody has a figure."""
    for table in index.standings.tables:
        for metric in index.metrics:
            league = index.standings.leagues.get((table.id, metric.key))
            if league is not None and index.has_figures(table.id, metric.key):
                yield _of_league(index, league)


def _of_league(index: Index, league: League) -> Exhibit:
    standings, table, metric = index.standings, league.table, METRICS[league.metric]
    unnamed = {slug for slug in table.members if not is_pick(standings, slug, table.network)}
    scale = index.scale(table.id, metric.key)
    chart = league_chart(league, index.organisations, scale, standings.night, unnamed)
    key = league_chart_id(table.id, metric.key)
    places = (*league.ranked, *league.unranked)
    return Exhibit(
        id=key,
        chart=replace(chart, id=key),
        metric=metric,
        home=Link(name=table.title, address=table_address(table, metric.key)),
        name=metric.name,
        group=table.title,
        sayings=league_sayings(league, index.organisations, unnamed),
        selection=(
            Line(name="Peer table", text=f"{table.title} ({table.id})"),
            Line(name="Drawn", text=f"{count_words(league)}; none left out of the table"),
        ),
        sources=_sources(places),
        everything=partial(csv_told, index, league),
        data=f"{table_address(table, metric.key)}{LEAGUE_CSV}",
    )


def _of_history(index: Index, one: Organisation, network: str) -> Exhibit | None:
    """Return the weeks of what leads its table, or of the first that has any; None without."""
    lead = index.lead(one.slug, network)
    course = leading(index, one.slug, network, lead.league.metric) if lead else None
    if lead is None or course is None:
        return None
    standing = index.standing(one.slug, network, course.key) or lead
    metric, place = METRICS[course.key], NETWORKS.get(network, network)
    key = history_chart_id(one, network)
    chart = history_chart(course.svg, metric.key, one.name, index.standings.night, f"On {place}")
    change = index.standings.changes.get((one.slug, network, metric.key))
    return Exhibit(
        id=key,
        chart=replace(chart, id=key),
        metric=metric,
        home=Link(name=one.name, address=address_of(one)),
        name=f"{one.name} on {place}: {in_sentence(metric.name)}",
        group="Organisations, week by week",
        sayings=history_sayings(course.svg, standing, change, one.name),
        selection=(
            Line(name="Account", text=f"of {one.name} ({one.slug}) on {place}"),
            Line(name="Beside it", text=f"the median of {standing.league.table.title}"),
            Line(name="Drawn", text="about one point a week, the newest always"),
        ),
        sources=_sources([standing.place]),
        everything=partial(points_csv, course.svg.points),
        is_indexed=not is_unindexed(index.standings, one.slug),
    )


def _of_movers(index: Index) -> Exhibit:
    """Return who moved for real by the measure by which most did; nobody may have."""
    real = sorted(key for key, _ in told_changes(index))
    counts = Counter(metric for _, _, metric in real)
    metric = max(index.metrics, key=lambda one: counts[one.key], default=METRICS[HEADLINE])
    mine = [key for key in real if key[2] == metric.key]
    networks = list(dict.fromkeys(NETWORKS.get(key[1], key[1]) for key in mine))
    movers = [
        Mover(
            name=index.organisations[key[0]].name
            + (f", {NETWORKS.get(key[1], key[1])}" * (len(networks) > 1)),
            change=index.standings.changes[key],
        )
        for key in mine
    ]
    where = f"On {listed(networks)}" if networks else "On every network"
    title = f"What moved: {in_sentence(metric.name)}"
    chart = movers_chart(metric.key, movers, title, index.standings.night, where)
    return Exhibit(
        id=MOVERS,
        chart=replace(chart, id=MOVERS),
        metric=metric,
        home=Link(name="What moved", address=""),
        name=title,
        group="The week",
        sayings=movers_sayings(metric.key, movers),
        selection=(
            Line(name="Chosen", text="the measure by which most changed for real this week"),
            Line(
                name="Drawn", text="only changes that chance does not explain, of who may be named"
            ),
        ),
        sources=(),
        everything=partial(moved_csv, index.standings.changes, mine),
    )


def _sources(places: Iterable[Place]) -> tuple[str, ...]:
    """Return what was asked, without of whom: the receipts say that, account by account."""
    known = (one.value.source for one in places if one.value.estimate.state is not State.GAP)
    said = {one.removesuffix(", all official accounts") for one in known}
    return tuple(sorted({one.rpartition(" of ")[0] or one for one in said if one}))
