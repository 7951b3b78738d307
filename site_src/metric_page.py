"""The measures, each from its declaration: definition, worked example, what it does not mean."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from collector.model import MOST_OPENINGS, Gap, State
from site_src.finding import count_words
from site_src.gaps import GAPS
from site_src.index import table_address
from site_src.metrics import METRICS, Basis, Better, Family
from site_src.offers import offered_by
from site_src.page import Line, Link, Page, listed, plural
from site_src.peers import NETWORKS
from site_src.real_example import Real, real_example
from site_src.say import number
from site_src.touch_rules import FLOOR, RuleSet, rule_sets
from site_src.worked import worked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_src.index import Index
    from site_src.metrics import Metric
    from site_src.worked_chart import Worked

DIRECTIONS = MappingProxyType(
    {
        Better.UP: "More stands first.",
        Better.DOWN: "Less stands first.",
        Better.NEUTRAL: "Neither more nor less is better: it is ranked so that it can be found.",
    }
)
OPENING = (
    "The first message of a person to it in a conversation. Of any conversation the first "
    f"{MOST_OPENINGS} count."
)
DRAWN = "towards the middle of its table, the more so the less was read"
GAPS_OF = MappingProxyType(
    {
        Basis.LISTS: (Gap.NO_FOLLOWERS, Gap.HIDDEN),
        Basis.COUNTS: (Gap.NO_FOLLOWERS,),
        Basis.POSTS: (Gap.TOO_FEW, Gap.LOCKED),
        Basis.OPENINGS: (Gap.TOO_FEW, Gap.LOCKED, Gap.NOT_OFFERED),
        Basis.WEEKS: (Gap.TOO_FEW, Gap.LOCKED, Gap.NOT_OFFERED),
    }
)
SAID = MappingProxyType(
    {
        State.EXACT: "“exact”, where all of it was read",
        State.ESTIMATE: "an estimate with its range (95%)",
        State.BOUND: "a bound, where only the counts are known",
    }
)


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
    worked: Worked
    real: Real | None
    rules: tuple[RuleSet, ...]
    floor: str
    tables: tuple[TableEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyGroup:
    """The measures of one family."""

    id: str
    name: str
    metrics: tuple[Metric, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """All that the list of measures shows."""

    title: str
    families: tuple[FamilyGroup, ...]


def metric_pages(index: Index) -> Iterator[Page]:
    """Yield the list of measures, and a page for each, the site having figures of it or not."""
    yield Page(
        address="metrics/",
        title="Measures",
        description="What is measured, and what each measure does not mean.",
        template="metrics",
        section="Measures",
        content=Measures(
            title="What is measured, and what it does not mean",
            families=tuple(family_groups(tuple(METRICS.values()))),
        ),
    )
    for metric in METRICS.values():
        yield Page(
            address=f"metrics/{metric.key}/",
            title=metric.name,
            description=f"{metric.definition} {metric.is_not}",
            template="metric",
            section="Measures",
            content=_measure(index, metric),
        )


def family_groups(metrics: tuple[Metric, ...]) -> Iterator[FamilyGroup]:
    """Yield the measures family by family."""
    for family in Family:
        mine = tuple(metric for metric in metrics if metric.family is family)
        if mine:
            yield FamilyGroup(id=family.id, name=family.heading, metrics=mine)


def _measure(index: Index, metric: Metric) -> Measure:
    return Measure(
        crumbs=(Link(name="Measures", address="metrics/"),),
        metric=metric,
        lines=tuple(_lines(index, metric)),
        worked=worked(metric),
        real=real_example(index, metric.key),
        rules=rule_sets(metric),
        floor=FLOOR,
        tables=tuple(_tables(index, metric)),
    )


def _lines(index: Index, metric: Metric) -> Iterator[Line]:
    if metric.basis is Basis.OPENINGS:
        yield Line(name="An opening", text=OPENING)
    yield Line(name="How it is reckoned", text=metric.reckoned)
    yield Line(name="In the ledger’s columns", text=metric.formula, is_code=True)
    yield Line(name="Window", text=f"{_sentence(metric.window)}.")
    yield Line(name="Shown from", text=f"{metric.shown_from}.")
    yield Line(name="Ranked from", text=f"{metric.ranked_from}.")
    yield Line(name="Order", text=DIRECTIONS[metric.better])
    if metric.is_shrunken:
        yield Line(name="Ordered by", text=f"The share drawn {DRAWN}; the share itself is printed.")
    yield Line(name="Shown by", text=f"{offered_by(metric)}.")
    yield Line(name="Printed as", text=f"{_sentence(_states(metric))}.")
    yield Line(name="A word instead", text=_gap_words(metric))
    if offered := tuple(_offered(index, metric)):
        yield Line(name="Measured for", text=f"{listed(offered)}.")


def _states(metric: Metric) -> str:
    """Return the states in which its figure can be, a gap aside."""
    if metric.basis is Basis.LISTS:
        states = (State.EXACT, State.ESTIMATE, State.BOUND)
        return listed([SAID[state] for state in states], "or")
    return SAID[metric.measure(metric.sample).state]


def _gap_words(metric: Metric) -> str:
    words = [f"“{GAPS[gap].word}”" for gap in GAPS_OF[metric.basis]]
    return (
        f"{_sentence(listed(words, 'or'))}, or why the account was not read at all. "
        "Never a zero that was not counted."
    )


def _offered(index: Index, metric: Metric) -> Iterator[str]:
    """Yield on which networks how many of the organisations here have a figure."""
    slugs = index.organisations
    networks = dict.fromkeys(network for slug in slugs for network in index.networks(slug))
    for network in networks:
        found = [index.value(slug, network, metric.key) for slug in slugs]
        known = [value for value in found if value is not None]
        if not known:
            continue
        count = sum(value.estimate.state is not State.GAP for value in known)
        name = NETWORKS.get(network, network)
        yield f"{count:,} of {plural(len(known), 'organisation')} on {name}"


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
