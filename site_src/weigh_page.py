"""The reader's index: six measures of one table weighed into a score, with all that makes it up.

A sorting aid and never a verdict: no score without its low and high, no rank without its range.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.composite import ENOUGH, PARTS, WEIGHT
from site_src.index import table_address
from site_src.metrics import METRICS, Better
from site_src.page import Link, Page, listed, plural
from site_src.publish import weighing_csv, weighing_json
from site_src.scale import Scale, open_scale
from site_src.sensitivity import BEST, WEIGHTINGS, WORST
from site_src.weigh_rows import FULL, ScoreRow, row_of, weigh_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from site_src.composite import Weighing
    from site_src.index import Index
    from site_src.metrics import Metric
    from site_src.page import Night

LONG = 100  # rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the measures that are weighed."""

    metric: Metric
    weight: str
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How the index is made, in the numbers that make it."""

    parts: tuple[Part, ...]
    enough: str
    weightings: str
    nine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StrictRow:
    """One organisation by the geometric mean, beside its rank by the other one."""

    row: ScoreRow
    other_rank: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighView:
    """All that the index of a table shows."""

    crumbs: tuple[Link, ...]
    table_title: str
    table_address: str
    headline: str
    lead: str
    night: Night
    rules: Rules
    scale: Scale
    heads: tuple[Part, ...]
    absent: str
    missing: tuple[str, ...]  # the measures that are missing for all
    share: float  # of the weight, that a score takes
    rows: tuple[ScoreRow, ...]
    strict: tuple[StrictRow, ...]
    others: tuple[ScoreRow, ...]

    @property
    def is_long(self) -> bool:
        """Whether it is too long to lay out what is not on the screen."""
        return len(self.rows) + len(self.others) > LONG


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighLine:
    """One table in the list of tables that are weighed."""

    name: str
    address: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighList:
    """All that the list of weighed tables shows."""

    night: Night
    rules: Rules
    tables: tuple[WeighLine, ...]
    others: tuple[WeighLine, ...]  # where nobody has a score
    others_title: str


def weigh_pages(index: Index, night: Night) -> Iterator[Page]:
    """Yield the list of weighed tables, and a page for each."""
    scored: list[WeighLine] = []
    others: list[WeighLine] = []
    for table in index.standings.tables:
        found = index.weighing(table.id)
        (scored if found.scored else others).append(_line(found))
        yield _page(index, found, index.weighing(table.id, is_geometric=True), night)
    yield Page(
        address="weigh/",
        title="Weigh for yourself",
        description="Six measures in one score, with all that makes it up: a sorting aid.",
        template="weigh",
        section="Leagues",
        content=WeighList(
            night=night,
            rules=RULES,
            tables=tuple(scored),
            others=tuple(others),
            others_title=f"{plural(len(others), 'table')} in which nobody has a score",
        ),
    )


def _line(found: Weighing) -> WeighLine:
    ranked = f"{len(found.offered)} of {len(PARTS)} measures ranked"
    words = f"{plural(found.scored, 'organisation')} with a score · {ranked}"
    return WeighLine(
        name=found.table.title,
        address=weigh_address(found.table),
        words=words if found.scored else _why_nobody(found),
    )


def _why_nobody(found: Weighing) -> str:
    """Return why nobody in a table has a score."""
    members = len(found.table.members)
    if not found.offered:
        return f"{plural(members, 'member')}, ranked by none of the measures"
    names = listed([METRICS[key].name.lower() for key in found.offered])
    return f"{plural(members, 'member')}, ranked by {names} alone"


def _page(index: Index, found: Weighing, geometric: Weighing, night: Night) -> Page:
    table = found.table
    names = {slug: index.organisations[slug].name for slug in table.members}
    heads = tuple(part for part in RULES.parts if part.metric.key in found.offered)
    rows = _rows(index, found)
    view = WeighView(
        crumbs=(Link(name="Leagues", address="leagues/"), Link(name="Weigh", address="weigh/")),
        table_title=table.title,
        table_address=table_address(table),
        headline=f"{table.title}, weighed",
        lead=_lead(found),
        night=night,
        rules=RULES,
        scale=open_scale([FULL]),
        heads=heads,
        absent=_absent(found),
        missing=tuple(key for key in PARTS if key not in found.offered),
        share=ENOUGH,
        rows=tuple(row for row in rows if row.score),
        strict=tuple(_strict(rows, _rows(index, geometric))),
        others=tuple(row for row in rows if not row.score),
    )
    return Page(
        address=weigh_address(table),
        title=f"{table.title}, weighed",
        description="Six measures in one score at equal weights, with its range and its parts.",
        template="weighing",
        section="Leagues",
        content=view,
        scripts=("weigh.js",) if heads else (),
        beside={
            "weighing.csv": weighing_csv(found, geometric, names),
            "weighing.json": weighing_json(found, geometric, names),
        },
    )


def _rows(index: Index, found: Weighing) -> list[ScoreRow]:
    return [row_of(index, one, found) for one in found.rows]


def _strict(rows: Sequence[ScoreRow], geometric: Sequence[ScoreRow]) -> Iterator[StrictRow]:
    """Yield who has a score, in the order in which no strength makes up for a weakness."""
    ranks = {row.slug: row.rank for row in rows}
    for row in geometric:
        if row.score:
            yield StrictRow(row=row, other_rank=ranks[row.slug])


def _lead(found: Weighing) -> str:
    ranked = [one for one in found.rows if one.best is not None and one.worst is not None]
    if not ranked:
        return (
            f"Nobody has a score: for one, measures with {ENOUGH:.0%} of the weight must be ranked."
        )
    widest = max((one.worst or 0) - (one.best or 0) for one in ranked)
    return (
        f"A sorting aid, and no verdict: with other weights a rank here moves by up to "
        f"{plural(widest, 'place')}."
    )


def _absent(found: Weighing) -> str:
    """Return which of the measures nobody here is ranked by."""
    names = [METRICS[key].name for key in PARTS if key not in found.offered]
    if not names:
        return ""
    verb = "is" if len(names) == 1 else "are"
    return f"{listed(names)} {verb} missing for all: nobody in this table is ranked by it."


def _part(key: str) -> Part:
    metric = METRICS[key]
    return Part(
        metric=metric,
        weight=f"{WEIGHT:g}",
        order="less stands higher" if metric.better is Better.DOWN else "more stands higher",
    )


RULES = Rules(
    parts=tuple(_part(key) for key in PARTS),
    enough=f"{ENOUGH:.0%}",
    weightings=f"{WEIGHTINGS:,}",
    nine=f"{WORST - BEST:.0%}",
)
