"""The front page: strips of dots with their medians, what moved, and last night."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import Gap
from site_src.archives import archive
from site_src.finding import half_of, noun
from site_src.index import HEADLINE
from site_src.metrics import Family
from site_src.news import news
from site_src.page import Page, listed, plural
from site_src.peers import NETWORKS
from site_src.search_page import SCRIPT
from site_src.signs import STATES
from site_src.table_lines import led_by, median_of, shared_scale, table_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_src.archives import Archive
    from site_src.coverage import Coverage
    from site_src.index import Index
    from site_src.metrics import Metric
    from site_src.model import PeerTable
    from site_src.news import News
    from site_src.page import Night
    from site_src.scale import Scale
    from site_src.signs import Sign
    from site_src.table_lines import TableLine


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
    tables_title: str
    scale: Scale | None  # where all of the strips stand on one
    tables: tuple[TableLine, ...]  # those with ranks
    unranked: tuple[TableLine, ...]
    unranked_title: str
    all_tables: str
    more_measures: str
    states: tuple[Sign, ...]
    news: News
    archive: Archive | None  # of a living site; an archive is all past
    families: tuple[FamilyOf, ...]
    measures_title: str

    @property
    def is_drawn(self) -> bool:
        """Whether any of the tables has dots to show."""
        return any(table.strip for table in self.tables)


def home_page(index: Index, night: Night, coverage: Coverage) -> Page:
    """Return the front page."""
    standings = index.standings
    metrics = index.metrics
    count = len(standings.tables)
    metric = led_by(index)
    lines = [table_line(index, table, metric) for table in standings.tables]
    unranked = tuple(line for line in lines if not line.strip)
    home = Home(
        lead=_lead(index, is_archive=night.is_archive),
        night=night,
        coverage=coverage,
        tables_title="Who follows back" if metric.key == HEADLINE else metric.name,
        scale=shared_scale(metric),
        tables=tuple(line for line in lines if line.strip),
        unranked=unranked,
        unranked_title=f"{plural(len(unranked), 'table')} without ranks",
        all_tables="The table" if count == 1 else f"All {count} tables",
        more_measures=_more(index),
        states=tuple(STATES.values()),
        news=news(index),
        archive=None if night.is_archive else archive(index),
        families=tuple(_families(metrics)),
        measures_title=f"{_count_word(len(metrics))} measures, each a question",
    )
    return Page(
        address="",
        title="Do they talk with people, or at them?",
        description="Which brands and councils talk with people on social networks, and how sure "
        "we are.",
        template="home",
        scripts=(SCRIPT,),
        content=home,
    )


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
    metric = led_by(index)
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
    waiting = _waiting(index)
    count = plural(len(index.organisations) - len(waiting), "organisation")
    what = "counted" if is_archive else "counts"
    when = "once" if is_archive else "every night"
    told = (
        f"Followback {what} {'that ' if said else ''}{when} for {count}, and says how sure it is."
    )
    said.append(told)
    if waiting:
        where = listed(sorted({name for names in waiting.values() for name in names}), "or")
        said.append(
            f"It lists {len(waiting):,} more on {where}, which want a key that is not there."
        )
    return " ".join(said)


def _waiting(index: Index) -> dict[str, set[str]]:
    """Return who is only where a key is missing, with the networks: listed, not measured."""
    waiting = {}
    for slug, values in index.standings.values.items():
        if values and all(value.estimate.reason is Gap.NEEDS_TOKEN for value in values):
            waiting[slug] = {NETWORKS.get(value.network, value.network) for value in values}
    return waiting


def _whole_noun(table: PeerTable) -> str:
    size = table.title.partition(", ")[2]
    return f"{noun(table)} with {size}" if size else noun(table)


def _count_word(number: int) -> str:
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
    return words[number] if number < len(words) else str(number)
