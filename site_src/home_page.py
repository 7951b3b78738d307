"""The front page and the list of tables: strips of dots with their medians, and last night."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.finding import half_of, noun
from site_src.index import HEADLINE
from site_src.metrics import METRICS, Family, Unit
from site_src.news import news
from site_src.page import Page, plural
from site_src.scale import share_scale
from site_src.table_lines import median_of, table_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_src.coverage import Coverage
    from site_src.index import Index
    from site_src.metrics import Metric
    from site_src.model import PeerTable
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
    tables_title: str
    scale: Scale | None  # where all of the strips stand on one
    tables: tuple[TableLine, ...]
    all_tables: str
    more_measures: str
    states: tuple[StateWords, ...]
    news: News
    families: tuple[FamilyOf, ...]
    measures_title: str

    @property
    def is_drawn(self) -> bool:
        """Whether any of the tables has dots to show."""
        return any(table.strip for table in self.tables)


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
    measure: str
    scale: Scale | None
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
    metric = _led_by(index)
    home = Home(
        lead=_lead(index, is_archive=night.is_archive),
        night=night,
        coverage=coverage,
        names=tuple(sorted(one.name for one in standings.organisations.values())),
        tables_title="Who follows back" if metric.key == HEADLINE else metric.name,
        scale=_scale(metric),
        tables=tuple(table_line(index, table, metric) for table in standings.tables),
        all_tables="The table" if count == 1 else f"All {count} tables",
        more_measures=_more(index),
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
    standings, metric = index.standings, _led_by(index)
    kinds = dict.fromkeys(table.kind for table in standings.tables)
    groups = tuple(
        Group(
            id=f"k-{kind}",
            name=KINDS[kind],
            tables=tuple(
                table_line(index, table, metric) for table in standings.tables if table.kind is kind
            ),
        )
        for kind in kinds
    )
    organisations = plural(len(standings.organisations), "organisation")
    return Page(
        address="leagues/",
        title="Leagues",
        description=f"Every peer table by {metric.name.lower()}, with its median.",
        template="leagues",
        section="Leagues",
        content=Leagues(
            night=night,
            counts=f"{plural(len(standings.tables), 'table')}, {organisations}",
            measure=metric.name,
            scale=_scale(metric),
            groups=groups,
        ),
    )


def _led_by(index: Index) -> Metric:
    """Return the measure that leads the site: the first by which anybody is ranked."""
    return METRICS[index.headline(*(table.id for table in index.standings.tables))]


def _scale(metric: Metric) -> Scale | None:
    """Return the axis that all tables share; amounts have one for each table."""
    return share_scale() if metric.unit is Unit.SHARE else None


def _more(index: Index) -> str:
    """Return how many measures more a table has figures of."""
    tables = index.standings.tables
    known = [sum(index.has_figures(t.id, one.key) for one in index.metrics) for t in tables]
    if not any(known):
        return ""
    number = plural(max(known) - 1, "more measure")
    return f"and {'up to ' if min(known) < max(known) else ''}{number} in each"


def _families(metrics: tuple[Metric, ...]) -> Iterator[FamilyOf]:
    for family in Family:
        mine = tuple(metric for metric in metrics if metric.family is family)
        if mine:
            yield FamilyOf(name=family.heading, metrics=mine)


def _lead(index: Index, *, is_archive: bool) -> str:
    """Return the front page's finding: the highest and the lowest middle of all tables."""
    metric = _led_by(index)
    leagues = [index.standings.leagues.get((t.id, metric.key)) for t in index.standings.tables]
    known = [league for league in leagues if league is not None and league.median is not None]
    known.sort(key=lambda league: league.median or 0)
    said = ["A follow says: we are no more important than you are."]
    if known:
        who = f"the {_whole_noun(known[-1].table)} here"
        said.append(f"{half_of(who, known[-1], metric)}.")
    if len(known) > 1:
        said[-1] = f"{said[-1][:-1]}; of the {_whole_noun(known[0].table)}, {median_of(known[0])}."
    if metric.key != HEADLINE:
        del said[0]
    count = plural(len(index.organisations), "organisation")
    what = "counted" if is_archive else "counts"
    when = "once" if is_archive else "every night"
    said.append(
        f"Followback {what} {'that ' if said else ''}{when} for {count}, and says how sure it is."
    )
    return " ".join(said)


def _whole_noun(table: PeerTable) -> str:
    size = table.title.partition(", ")[2]
    return f"{noun(table)} with {size}" if size else noun(table)


def _count_word(number: int) -> str:
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
    return words[number] if number < len(words) else str(number)
