"""The reader's index: six measures of one table weighed into a score, with all that makes it up.

A sorting aid and never a verdict: no score without its low and high, no rank without its range.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.composite import BEST, ENOUGH, PARTS, WEIGHT, WEIGHTINGS, WORST, weighing
from site_src.index import address_of, table_address
from site_src.metrics import METRICS, Better
from site_src.page import Link, Page, listed, plural
from site_src.publish import weighing_csv, weighing_json
from site_src.scale import Mark, Scale, open_scale

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_src.composite import Weighed, Weighing
    from site_src.index import Index
    from site_src.metrics import Metric
    from site_src.model import PeerTable
    from site_src.page import Night

FULL = 100.0


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
class Cell:
    """An organisation's percentile in one part, or why it has none."""

    text: str
    is_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """One organisation's score with all that it is made of."""

    slug: str
    name: str
    address: str
    rank: str
    interval: str
    score: str
    range: str
    mark: Mark | None
    cells: tuple[Cell, ...]
    why: str


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
    rows: tuple[ScoreRow, ...]
    others: tuple[ScoreRow, ...]


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


def weigh_pages(index: Index, night: Night) -> Iterator[Page]:
    """Yield the list of weighed tables, and a page for each."""
    standings, lines = index.standings, []
    for table in standings.tables:
        found = weighing(table, standings.leagues, standings.night)
        lines.append(_line(found))
        yield _page(index, found, night)
    yield Page(
        address="weigh/",
        title="Weigh for yourself",
        description="Six measures in one score, with all that makes it up: a sorting aid.",
        template="weigh",
        section="Leagues",
        content=WeighList(night=night, rules=RULES, tables=tuple(lines)),
    )


def _line(found: Weighing) -> WeighLine:
    count = sum(one.rank is not None for one in found.rows)
    words = f"{plural(count, 'organisation')} with a score" if count else "nobody has a score"
    parts = f"{len(found.offered)} of {len(PARTS)} measures ranked"
    return WeighLine(
        name=found.table.title, address=address(found.table), words=f"{words} · {parts}"
    )


def address(table: PeerTable) -> str:
    """Return where a table's index stands."""
    return f"weigh/{table.id}/"


def _page(index: Index, found: Weighing, night: Night) -> Page:
    table = found.table
    names = {slug: index.organisations[slug].name for slug in table.members}
    shares = Counter(one.rank for one in found.rows)
    heads = tuple(part for part in RULES.parts if part.metric.key in found.offered)
    rows = [_row(index, one, found, is_tied=shares[one.rank] > 1) for one in found.rows]
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
        rows=tuple(row for row in rows if row.score),
        others=tuple(row for row in rows if not row.score),
    )
    return Page(
        address=address(table),
        title=f"{table.title}, weighed",
        description="Six measures in one score at equal weights, with its range and its parts.",
        template="weighing",
        section="Leagues",
        content=view,
        beside={
            "weighing.csv": weighing_csv(found, names),
            "weighing.json": weighing_json(found, names),
        },
    )


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


def _row(index: Index, one: Weighed, found: Weighing, *, is_tied: bool) -> ScoreRow:
    organisation = index.organisations[one.organisation]
    parts = dict(zip(PARTS, one.parts, strict=True))
    has_score = one.score is not None
    is_sure = one.best == one.worst
    return ScoreRow(
        slug=one.organisation,
        name=organisation.name,
        address=address_of(organisation),
        rank="" if one.rank is None else f"{one.rank}{'=' if is_tied else ''}",
        interval=""
        if one.rank is None
        else f"{one.best}"
        if is_sure
        else f"{one.best}–{one.worst}",
        score="" if one.score is None else f"{one.score:.0f}",
        range=f"{one.low:.0f}–{one.high:.0f}" if one.high > one.low else "nothing missing",
        mark=_mark(one) if has_score else None,
        cells=tuple(
            _cell(index, found.table, one.organisation, key, parts[key]) for key in found.offered
        ),
        why=one.unranked or "",
    )


def _mark(one: Weighed) -> Mark:
    scale = open_scale([FULL])
    return Mark(x=scale.place(one.score or 0), lo=scale.place(one.low), hi=scale.place(one.high))


def _cell(index: Index, table: PeerTable, slug: str, key: str, percentile: float | None) -> Cell:
    if percentile is not None:
        return Cell(text=f"{percentile:.0f}", is_number=True)
    standing = index.standing(slug, table.network, key)
    why = standing.place.unranked if standing else None
    return Cell(text=(why or "not measured").partition(":")[0], is_number=False)


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
