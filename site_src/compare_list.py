"""Where a reader chooses whom to compare: everybody by table, and the index that a script reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.list_page import Letter, by_name, entry
from site_src.metrics import Family
from site_src.page import Page
from site_src.publish import compact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collector.model import Organisation
    from site_src.index import Index
    from site_src.metrics import Metric

INDEX = "organisations.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """The measures of one family, to choose from."""

    name: str
    metrics: tuple[Metric, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chooser:
    """All that the page shows: everybody by table, and the measures."""

    groups: tuple[Letter, ...]
    families: tuple[Measures, ...]


def compare_list_page(index: Index) -> Page:
    """Return everybody who may be set beside peers, by table."""
    return Page(
        address="compare/",
        title="Compare",
        description="Set an organisation beside its nearest peers and the median of its table.",
        template="compare",
        section="Compare",
        content=Chooser(groups=tuple(_by_table(index)), families=tuple(_families(index))),
        scripts=("compare.js",),
        beside={INDEX: _index(index)},
    )


def _by_table(index: Index) -> Iterator[Letter]:
    for table in index.standings.tables:
        members = sorted((index.organisations[slug] for slug in table.members), key=by_name)
        yield Letter(
            id=f"t-{table.id}",
            letter="",
            name=table.title,
            members=tuple(entry(one, f"compare/{one.slug}/") for one in members),
        )


def _families(index: Index) -> Iterator[Measures]:
    for family in Family:
        mine = tuple(metric for metric in index.metrics if metric.family is family)
        if mine:
            yield Measures(name=family.heading, metrics=mine)


def _index(index: Index) -> str:
    """Return everybody by slug, folder and name, with the titles of the tables."""
    everybody = sorted(index.organisations.values(), key=by_name)
    return compact(
        {
            "organisations": [_line(one) for one in everybody],
            "tables": {table.id: table.title for table in index.standings.tables},
        }
    )


def _line(one: Organisation) -> list[str]:
    return [one.slug, one.kind.folder, one.name]
