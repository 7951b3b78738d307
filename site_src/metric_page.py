"""The measures, each from its declaration: definition, formula, caveat, worked example."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.finding import count_words
from site_src.index import table_address
from site_src.metrics import Better
from site_src.page import Line, Link, Page
from site_src.say import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_src.index import Index
    from site_src.metrics import Metric

DIRECTIONS = {
    Better.UP: "More stands first.",
    Better.DOWN: "Less stands first.",
    Better.NEUTRAL: "Neither more nor less is better: it is ranked so that it can be found.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEntry:
    """One league by a measure."""

    name: str
    address: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """All that a measure's page shows."""

    crumbs: tuple[Link, ...]
    metric: Metric
    lines: tuple[Line, ...]
    tables: tuple[TableEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """All that the list of measures shows."""

    title: str
    metrics: tuple[Metric, ...]


def metric_pages(index: Index) -> Iterator[Page]:
    """Yield the list of measures, and a page for each."""
    metrics = index.metrics
    yield Page(
        address="metrics/",
        title="Measures",
        description="What is measured, and what each measure does not mean.",
        template="metrics",
        section="Measures",
        content=Measures(title="What is measured, and what it does not mean", metrics=metrics),
    )
    for metric in metrics:
        yield Page(
            address=f"metrics/{metric.key}/",
            title=metric.name,
            description=f"{metric.definition} {metric.caveat}",
            template="metric",
            section="Measures",
            content=_measure(index, metric),
        )


def _measure(index: Index, metric: Metric) -> Measure:
    return Measure(
        crumbs=(Link(name="Measures", address="metrics/"),),
        metric=metric,
        lines=(
            Line(name="In a sentence", text=metric.definition),
            Line(name="How it is reckoned", text=metric.reckoned),
            Line(name="In the ledger’s columns", text=metric.formula, is_code=True),
            Line(name="For example", text=metric.example),
            Line(name="Window", text=_sentence(metric.window)),
            Line(name="Shown from", text=metric.shown_from),
            Line(name="Ranked from", text=metric.ranked_from),
            Line(name="Order", text=DIRECTIONS[metric.better]),
        ),
        tables=tuple(_tables(index, metric)),
    )


def _tables(index: Index, metric: Metric) -> Iterator[TableEntry]:
    for table in index.standings.tables:
        league = index.standings.leagues.get((table.id, metric.key))
        if league is None:
            continue
        words = count_words(league)
        if league.median is not None:
            words += f" · median {number(league.median, metric.unit)}"
        address = table_address(table, metric.key)
        yield TableEntry(name=table.title, address=address, words=words)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
