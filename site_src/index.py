"""The standings, looked up by who asks: whose table, whose place, on which scale."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from collector.model import State
from site_src.composite import weighing
from site_src.metrics import METRICS, Better
from site_src.scale import scale_for

if TYPE_CHECKING:
    from collector.model import Organisation
    from site_src.composite import Weighed, Weighing
    from site_src.metrics import Metric
    from site_src.model import League, PeerTable, Place, Standings, Value
    from site_src.scale import Scale

HEADLINE = "follow-back-rate"  # where nobody has a figure of anything


@dataclass(frozen=True, slots=True)
class Standing:
    """An organisation's place in one league."""

    league: League
    place: Place
    at: int  # among the ranked, or among the unranked


class Index:
    """Where everybody stands, found by organisation, network and metric."""

    def __init__(self, standings: Standings) -> None:
        self.standings = standings
        self.organisations = standings.organisations
        self._standing: dict[tuple[str, str, str], Standing] = {}
        for league in standings.leagues.values():
            for group in (league.ranked, league.unranked):
                for at, place in enumerate(group):
                    key = (place.organisation, league.table.network, league.metric)
                    self._standing[key] = Standing(league, place, at)
        self._values = {
            (slug, value.network, value.metric): value
            for slug, values in standings.values.items()
            for value in reversed(values)
        }
        self.scale = cache(self._scale)
        self.has_figures = cache(self._has_figures)
        self.headline = cache(self._headline)
        self.weighing = cache(self._weighing)
        self._weighed = cache(self._weighed_by_slug)
        self._by_value = cache(self._everybody)
        self.metrics = _metrics_of(standings)  # those that are there, in their declared order

    def standing(self, slug: str, network: str, metric: str) -> Standing | None:
        """Return the organisation's place by a metric, ranked or not."""
        return self._standing.get((slug, network, metric))

    def value(self, slug: str, network: str, metric: str) -> Value | None:
        """Return the organisation's own value: the pooled or only account of the network."""
        return self._values.get((slug, network, metric))

    def networks(self, slug: str) -> tuple[str, ...]:
        """Return the networks on which the organisation has values, in their order."""
        return tuple(dict.fromkeys(value.network for value in self.standings.values[slug]))

    def table(self, slug: str) -> PeerTable | None:
        """Return the organisation's first table."""
        for network in self.networks(slug):
            found = self.lead(slug, network)
            if found:
                return found.league.table
        return None

    def lead(self, slug: str, network: str) -> Standing | None:
        """Return the organisation's place by the measure that leads its table."""
        known = (self.standing(slug, network, metric.key) for metric in self.metrics)
        first = next((one for one in known if one is not None), None)
        return first and self.standing(slug, network, self.headline(first.league.table.id))

    def _headline(self, *tables: str) -> str:
        """Return the measure that leads these tables: the first that one of them ranks by.

        Where none ranks by any, the first that somebody has a figure of.
        """
        for is_there in (self.is_ranked, self.has_figures):
            for metric in self.metrics:
                if any(is_there(table, metric.key) for table in tables):
                    return metric.key
        return HEADLINE

    def is_ranked(self, table: str, metric: str) -> bool:
        """Return whether a table has ranks by a measure."""
        league = self.standings.leagues.get((table, metric))
        return league is not None and bool(league.ranked)

    def near(self, slug: str, network: str, count: int) -> tuple[Place, ...]:
        """Return the places around the organisation's own by its table's leading measure.

        Itself is among them. Who has no rank but a value stands among all who have one.
        """
        found = self.lead(slug, network)
        if found is None or found.place.value.estimate.value is None:
            return ()
        row, at = found.league.ranked, found.at
        if found.place.rank is None:
            row = self._by_value(found.league.table.id, found.league.metric)
            at = row.index(found.place)
        first = max(0, min(at - count // 2, len(row) - count))
        return row[first : first + count]

    def _everybody(self, table: str, metric: str) -> tuple[Place, ...]:
        """Return all of a table with a value of a measure, the best first."""
        league = self.standings.leagues[table, metric]
        sign = 1 if METRICS[metric].better is Better.DOWN else -1
        known = [
            (sign * place.value.estimate.value, place.organisation, place)
            for place in (*league.ranked, *league.unranked)
            if place.value.estimate.value is not None
        ]
        return tuple(place for *_, place in sorted(known, key=lambda one: one[:2]))

    def _has_figures(self, table: str, metric: str) -> bool:
        """Return whether anybody in a table has a figure of a metric."""
        league = self.standings.leagues.get((table, metric))
        places = (*league.ranked, *league.unranked) if league else ()
        return any(place.value.estimate.state is not State.GAP for place in places)

    def _weighing(self, table: str, *, is_geometric: bool = False) -> Weighing:
        """Return a table by the reader's index at equal weights."""
        standings = self.standings
        mine = next(one for one in standings.tables if one.id == table)
        return weighing(mine, standings.leagues, standings.night, is_geometric=is_geometric)

    def weighed(self, table: str, slug: str) -> Weighed:
        """Return a member of a table by the reader's index at equal weights."""
        return self._weighed(table)[slug]

    def _weighed_by_slug(self, table: str) -> dict[str, Weighed]:
        return {one.organisation: one for one in self.weighing(table).rows}

    def _scale(self, table: str, metric: str) -> Scale:
        league = self.standings.leagues[table, metric]
        places = (*league.ranked, *league.unranked)
        return scale_for(METRICS[metric].unit, (place.value.estimate for place in places))


def address_of(organisation: Organisation) -> str:
    """Return the address of an organisation's page."""
    return f"{organisation.kind.folder}/{organisation.slug}/"


def _metrics_of(standings: Standings) -> tuple[Metric, ...]:
    there = {metric for _, metric in standings.leagues}
    there |= {value.metric for values in standings.values.values() for value in values}
    return tuple(metric for key, metric in METRICS.items() if key in there)


def table_address(table: PeerTable, metric: str | None = None) -> str:
    """Return the address of a table, or of its league by one measure."""
    return f"leagues/{table.id}/{metric}/" if metric else f"leagues/{table.id}/"
