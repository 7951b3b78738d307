"""The API: static JSON for programs, each document holding to a schema that is served beside it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from collector.load import watchlist_schema
from collector.load.schema import ADDRESS
from site_src.api_documents import DOCUMENTS, json_schema
from site_src.api_rows import ROOT, changes_file, league_file, organisation_file
from site_src.chart_schema import BESIDE_CHARTS
from site_src.edition_schema import OF_EDITIONS
from site_src.index import table_address
from site_src.league_data import rows_told
from site_src.metrics import METRICS
from site_src.news import told_changes
from site_src.page_schema import BESIDE_PAGES
from site_src.publish import compact, rounded, sparse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collector.model import Organisation
    from site_src.api_rows import Rows
    from site_src.model import League

VERSION = "1.0"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LISTS = ("organisations", "leagues", "metrics", "charts")
# Where each document is; {…} stands for a name from another document.
PATTERNS = MappingProxyType(
    {
        "index": "index.json",
        **{name: f"{name}.json" for name in LISTS},
        "organisation": "organisations/{organisation}.json",
        "league": "leagues/{peer_table}/{metric}.json",
        "changes": "changes/{night}.json",
    }
)


def api_files(
    rows: Rows, *, others: Sequence[str], feeds: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield every document, and its schema: its address from the root of the site, its text.

    `others` and `feeds` are the addresses that the index leads to besides.
    """
    for name, model in {**DOCUMENTS, **BESIDE_PAGES, **BESIDE_CHARTS, **OF_EDITIONS}.items():
        address = f"{ROOT}schema/{name}.json"
        yield address, compact(json_schema(model, rows.home + address))
    yield ADDRESS, compact(watchlist_schema(rows.home))
    yield f"{ROOT}index.json", _index(rows, others, feeds)
    yield from zip((f"{ROOT}{name}.json" for name in LISTS), _lists(rows), strict=True)
    yield changes_file(rows.index), _changes(rows)
    for one in rows.index.organisations.values():
        yield organisation_file(one), _organisation(rows, one)
    for league in rows.index.standings.leagues.values():
        yield league_file(league), _league(rows, league)


def _document(rows: Rows, schema: str, **told: Any) -> str:
    standings = rows.index.standings
    head = {
        "schema_url": f"{rows.home}{ROOT}schema/{schema}.json",
        "site": rows.home,
        "night": standings.night.isoformat(),
        "method_version": standings.method_version,
        "is_practice": standings.is_practice,
        "licence": LICENCE,
    }
    return compact({**head, **told})


def _index(rows: Rows, others: Sequence[str], feeds: Sequence[str]) -> str:
    night = rows.index.standings.night.isoformat()
    documents = [
        {
            "name": name,
            "url": rows.home + ROOT + pattern.replace("{night}", night),
            "schema_url": f"{rows.home}{ROOT}schema/{name}.json",
        }
        for name, pattern in PATTERNS.items()
    ]
    return _document(
        rows,
        "index",
        version=VERSION,
        documents=documents,
        files=[rows.home + file for file in others],
        feeds=[rows.home + feed for feed in feeds],
    )


def _lists(rows: Rows) -> Iterator[str]:
    """Yield the lists, in the order of their names."""
    index = rows.index
    everybody = [rows.who(index.organisations[slug]) for slug in sorted(index.organisations)]
    charts = sorted(rows.charts(), key=lambda chart: chart["id"])
    yield _document(rows, "organisations", organisations=everybody)
    yield _document(rows, "leagues", tables=[rows.table(one) for one in index.standings.tables])
    yield _document(rows, "metrics", metrics=[rows.metric(one) for one in METRICS.values()])
    yield _document(rows, "charts", charts=charts)


def _changes(rows: Rows) -> str:
    every = rows.index.standings.changes.values()
    return _document(
        rows,
        "changes",
        real=sum(change.is_real for change in every),
        changes=[rows.change(*one) for one in told_changes(rows.index)],
    )


def _organisation(rows: Rows, one: Organisation) -> str:
    accounts = [
        {"network": each.network, "handle": each.handle, "role": each.role.value}
        for each in one.accounts
    ]
    return _document(
        rows,
        "organisation",
        **rows.who(one),
        website=one.website,
        accounts=accounts,
        tables=rows.tables(one),
        values=list(rows.printed(one)),
    )


def _league(rows: Rows, league: League) -> str:
    metric = METRICS[league.metric]
    return _document(
        rows,
        "league",
        peer_table=league.table.id,
        title=league.table.title,
        network=league.table.network,
        metric=metric.key,
        unit=metric.unit.value,
        better=metric.better.value,
        ranked=len(league.ranked),
        median=rounded(league.median),
        page=rows.home + table_address(league.table, metric.key),
        places=[sparse(row) for row in rows_told(rows.index, league)],
    )
