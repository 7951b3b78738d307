"""The data of one edition: every figure as CSV, and what its charts and measures are, for programs.

No organisation is named but in the figures themselves.
"""

from __future__ import annotations

import csv
import gzip
import io
from typing import TYPE_CHECKING, Any

from site_src.chart_ids import league_chart_id
from site_src.metrics import METRICS
from site_src.publish import COLUMNS, league_csv

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from site_src.exhibit import Exhibit
    from site_src.index import Index
    from site_src.model import League
    from site_src.page import Site

VALUES = "values.csv.gz"
# The next editions say what changed.
FROZEN = tuple(name for name in COLUMNS if not name.startswith(("change", "moved")))


def packed(text: str) -> bytes:
    """Return a text as gzip: the same text at any time is the same bytes."""
    return gzip.compress(text.encode(), 9, mtime=0)


def charts_told(shown: Sequence[Exhibit], site: Site, week: str) -> dict[str, Any]:
    """Return what the charts are, for programs; no organisation is named."""
    return {
        "edition": week,
        "night": None if site.night is None else site.night.isoformat(),
        "method_version": site.method_version,
        "is_practice": site.is_practice,
        "licence": "CC BY 4.0",
        "address": f"{site.base}editions/{week}/charts/",
        "charts": [
            {"id": one.id, "title": one.chart.title, "unit": str(one.metric.unit)} for one in shown
        ],
    }


def declared(key: str, site: Site) -> dict[str, Any]:
    """Return what a measure means, as its declaration says on that night."""
    metric = METRICS[key]
    words = ("key", "name", "question", "definition", "formula", "reckoned", "window", "caveat")
    told = {name: getattr(metric, name) for name in (*words, "is_not", "shown_from", "ranked_from")}
    more = {"unit": str(metric.unit), "better": str(metric.better)}
    return told | more | {"method_version": site.method_version}


def values_told(index: Index, shown: Mapping[str, Exhibit]) -> str:
    """Return every figure of every table: a chart's lines stand together, in its own order."""
    text = io.StringIO()
    writer = csv.DictWriter(text, ["table", "metric", *FROZEN], lineterminator="\n")
    writer.writeheader()
    for (table, metric), league in index.standings.leagues.items():
        one = shown.get(league_chart_id(table, metric))
        told = one.everything() if one else _unseen(index, league)
        for row in csv.DictReader(io.StringIO(told)):
            writer.writerow({"table": table, "metric": metric} | {key: row[key] for key in FROZEN})
    return text.getvalue()


def _unseen(index: Index, league: League) -> str:
    """Return a league in which nobody has a figure: all gaps, each with its reason."""
    names = {slug: index.organisations[slug].name for slug in league.table.members}
    return league_csv(league, names, {})
