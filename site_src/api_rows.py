"""The rows of the API's documents: what is told of an organisation, a table, a league, a chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from site_src.chart_ids import MOVERS, chart_address, history_chart_id, league_chart_id
from site_src.explain import receipt_of
from site_src.figures import networks_of
from site_src.index import address_of, table_address
from site_src.metrics import METRICS
from site_src.publish import rounded, sparse
from site_src.say import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from collector.model import Organisation
    from site_src.index import Index, Standing
    from site_src.metrics import Metric
    from site_src.model import Change, League, PeerTable, Value

ROOT = "api/v1/"


def organisation_file(one: Organisation) -> str:
    """Return the address of an organisation's document."""
    return f"{ROOT}organisations/{one.slug}.json"


def league_file(league: League) -> str:
    """Return the address of a league's document."""
    return f"{ROOT}leagues/{league.table.id}/{league.metric}.json"


def changes_file(index: Index) -> str:
    """Return the address of the document of the night's changes."""
    return f"{ROOT}changes/{index.standings.night.isoformat()}.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of one night's documents.

    `home` is the address of the site, `drawn` the charts with a page of their own: id -> title.
    """

    index: Index
    home: str
    drawn: Mapping[str, str]

    def figures(self, one: Organisation) -> Iterator[dict[str, Any]]:
        """Yield what is known of an organisation: its own figures, then those of its accounts."""
        for value in self.index.standings.values[one.slug]:
            yield self._figure(value, self._found(value))

    def printed(self, one: Organisation) -> Iterator[dict[str, Any]]:
        """Yield the same as its page prints them, beside their peers; what is empty is left out."""
        for value in self.index.standings.values[one.slug]:
            found = self._found(value)
            is_placed = found is not None and found.place.value == value
            median = found.league.median if found and is_placed else None
            figure = self._figure(value, found)
            yield sparse({**figure, "printed": printed(value), "median": rounded(median)})

    def tables(self, one: Organisation) -> dict[str, str]:
        """Return the table of an organisation by network, whether it is ranked there or not."""
        known = {network: self.index.lead(one.slug, network) for network in networks_of(one)}
        return {network: found.league.table.id for network, found in known.items() if found}

    def _found(self, value: Value) -> Standing | None:
        return self.index.standing(value.organisation, value.network, value.metric)

    def _figure(self, value: Value, found: Standing | None) -> dict[str, Any]:
        """Return one figure, and the place that it stands for, if it does."""
        place = None if found is None else (found.league, found.place)
        told = receipt_of(self.index.standings, value, place)
        ends = {name: rounded(told[name]) for name in ("value", "lo", "hi")}
        return {**told, **ends, "unit": METRICS[value.metric].unit.value}

    def who(self, one: Organisation) -> dict[str, Any]:
        """Return who an organisation is."""
        return {
            "organisation": one.slug,
            "name": one.name,
            "organisation_kind": one.kind.value,
            "sector": one.sector,
            "country": one.country,
            "region": one.region,
            "networks": list(networks_of(one)),
            "page": self.home + address_of(one),
            "url": self.home + organisation_file(one),
        }

    def table(self, table: PeerTable) -> dict[str, Any]:
        """Return a peer table with its leagues."""
        leagues = self.index.standings.leagues
        mine = [leagues[table.id, key] for key in METRICS if (table.id, key) in leagues]
        return {
            "peer_table": table.id,
            "title": table.title,
            "network": table.network,
            "organisation_kind": table.kind.value,
            "sector": table.sector,
            "band": table.band,
            "members": len(table.members),
            "page": self.home + table_address(table),
            "leagues": [
                {
                    "metric": league.metric,
                    "ranked": len(league.ranked),
                    "unranked": len(league.unranked),
                    "median": rounded(league.median),
                    "page": self.home + table_address(table, league.metric),
                    "url": self.home + league_file(league),
                }
                for league in mine
            ],
        }

    def metric(self, one: Metric) -> dict[str, Any]:
        """Return a measure as it is declared."""
        told = ("name", "question", "definition", "formula", "reckoned", "caveat", "is_not")
        return {
            "metric": one.key,
            **{name: getattr(one, name) for name in told},
            "family": one.family.value,
            "unit": one.unit.value,
            "better": one.better.value,
            "window": one.window,
            "shown_from": one.shown_from,
            "ranked_from": one.ranked_from,
            "page": f"{self.home}metrics/{one.key}/",
        }

    def charts(self) -> Iterator[dict[str, str]]:
        """Yield every chart that has a page of its own."""
        for chart_id, about, data in self._every_chart():
            if chart_id in self.drawn:
                yield {
                    "id": chart_id,
                    "about": about,
                    "title": self.drawn[chart_id],
                    "page": self.home + chart_address(chart_id),
                    "data": self.home + data,
                }

    def _every_chart(self) -> Iterator[tuple[str, str, str]]:
        """Yield what may be drawn: its id, what it is about, and the document of its figures."""
        for league in self.index.standings.leagues.values():
            chart_id = league_chart_id(league.table.id, league.metric)
            yield chart_id, "league", league_file(league)
        for one in self.index.organisations.values():
            for network in self.index.networks(one.slug):
                yield history_chart_id(one, network), "history", organisation_file(one)
        yield MOVERS, "movers", changes_file(self.index)

    def change(self, key: tuple[str, str, str], change: Change) -> dict[str, Any]:
        """Return how a figure changed."""
        one, value = self.index.organisations[key[0]], self.index.value(*key)
        return {
            "organisation": one.slug,
            "name": one.name,
            "network": key[1],
            "metric": key[2],
            "value": value.estimate.value if value else None,
            "change": change.d,
            "change_lo": change.lo,
            "change_hi": change.hi,
            "change_since": change.since.isoformat() if change.since else None,
            "measured": value.night.isoformat() if value and value.night else None,
            "words": change.words,
            "page": self.home + address_of(one),
        }
