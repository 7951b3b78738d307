"""The front page and the list of tables: strips of dots with their medians, and last night."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.finding import noun
from site_src.index import HEADLINE
from site_src.metrics import Family
from site_src.news import news
from site_src.page import Page, plural
from site_src.scale import share_scale
from site_src.table_lines import median_of, table_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_src.coverage import Coverage
    from site_src.index import Index
    from site_src.metrics import Metric
    from site_src.model import League, PeerTable
    from site_src.news import News
    from site_src.page import Night
    from site_src.scale import Scale
    from site_src.table_lines import TableLine

KINDS = {"council": "Councils", "brand": "Brands", "public-body": "Public bodies"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StateWords:
    """How a state is printed, and what it means."""

    glyph: str
    name: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyOf:
    """The measures of one family."""

    name: str
    metrics: tuple[Metric, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """All that the front page shows."""

    lead: str
    night: Night
    coverage: Coverage
    names: tuple[str, ...]
    scale: Scale
    tables: tuple[TableLine, ...]
    all_tables: str
    more_measures: str
    states: tuple[StateWords, ...]
    news: News
    families: tuple[FamilyOf, ...]
    measures_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The tables of one kind."""

    id: str
    name: str
    tables: tuple[TableLine, ...]

    @property
    def is_drawn(self) -> bool:
        """Whether any of its tables has dots to show."""
        return any(table.strip for table in self.tables)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leagues:
    """All that the list of tables shows."""

    night: Night
    counts: str
    scale: Scale
    groups: tuple[Group, ...]


STATES = (
    StateWords(glyph="=", name="exact", words="Everything was read."),
    StateWords(
        glyph="≈",
        name="estimate",
        words="A sample was read; the range in brackets very likely holds the true value (95%).",
    ),
    StateWords(glyph="≤", name="bound", words="Only the limits are known, from two counts."),
    StateWords(glyph="∅", name="gap", words="Not measured, and a word says why. Never a zero."),
)


def home_page(index: Index, night: Night, coverage: Coverage) -> Page:
    """Return the front page."""
    standings = index.standings
    metrics = index.metrics
    count = len(standings.tables)
    home = Home(
        lead=_lead(index, is_archive=night.is_archive),
        night=night,
        coverage=coverage,
        names=tuple(sorted(one.name for one in standings.organisations.values())),
        scale=share_scale(),
        tables=tuple(table_line(index, table) for table in standings.tables),
        all_tables="The table" if count == 1 else f"All {count} tables",
        more_measures=plural(len(metrics) - 1, "more measure"),
        states=STATES,
        news=news(index),
        families=tuple(_families(metrics)),
        measures_title=f"{_count_word(len(metrics))} measures, each a question",
    )
    return Page(
        address="",
        title="Do they talk with people, or at them?",
        description="Which brands and councils talk with people on social networks, and how sure "
        "we are.",
        template="home",
        content=home,
    )


def leagues_page(index: Index, night: Night) -> Page:
    """Return the list of all tables, by kind."""
    standings = index.standings
    kinds = dict.fromkeys(table.kind for table in standings.tables)
    groups = tuple(
        Group(
            id=f"k-{kind}",
            name=KINDS[kind],
            tables=tuple(
                table_line(index, table) for table in standings.tables if table.kind is kind
            ),
        )
        for kind in kinds
    )
    organisations = plural(len(standings.organisations), "organisation")
    return Page(
        address="leagues/",
        title="Leagues",
        description="Every peer table, with its follow-back rates and their median.",
        template="leagues",
        section="Leagues",
        content=Leagues(
            night=night,
            counts=f"{plural(len(standings.tables), 'table')}, {organisations}",
            scale=share_scale(),
            groups=groups,
        ),
    )


def _families(metrics: tuple[Metric, ...]) -> Iterator[FamilyOf]:
    for family in Family:
        mine = tuple(metric for metric in metrics if metric.family is family)
        if mine:
            yield FamilyOf(name=family.heading, metrics=mine)


def _lead(index: Index, *, is_archive: bool) -> str:
    """Return the front page's finding: the highest and the lowest middle of all tables."""
    leagues = [index.standings.leagues.get((t.id, HEADLINE)) for t in index.standings.tables]
    known = [league for league in leagues if league is not None and league.median is not None]
    known.sort(key=lambda league: league.median or 0)
    said = ["A follow says: we are no more important than you are."]
    if known:
        said.append(f"{_half(known[-1])}.")
    if len(known) > 1:
        said[-1] = (
            f"{_half(known[-1])}; of the {_whole_noun(known[0].table)}, {median_of(known[0])}."
        )
    count = plural(len(index.organisations), "organisation")
    when = "counted that once" if is_archive else "counts that every night"
    said.append(f"Followback {when} for {count}, and says how sure it is.")
    return " ".join(said)


def _half(league: League) -> str:
    who = _whole_noun(league.table)
    return f"Half of the {who} here follow back {median_of(league)} of their followers or fewer"


def _whole_noun(table: PeerTable) -> str:
    size = table.title.partition(", ")[2]
    return f"{noun(table)} with {size}" if size else noun(table)


def _count_word(number: int) -> str:
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
    return words[number] if number < len(words) else str(number)
