"""Tonight's figures beside the same ones read earlier, from data of another time (method 4.4)."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from collector.interval import ALPHA
from collector.model import State
from site_src.change import NO_FIGURE, Reading, change
from site_src.figures import figures, officials
from site_src.latest import MOST_NIGHTS
from site_src.metrics import METRICS
from site_src.moves import moves

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from collector.model import Observation, Organisation
    from site_src.figures import Figure, OnNetwork, Rows
    from site_src.metrics import Metric
    from site_src.model import Change, League, PeerTable

    Leagues = Mapping[tuple[str, str], League]
    Changes = Mapping[tuple[str, str, str], Change]

MONTH = timedelta(days=28)  # between two readings of lists or counts, and of a league
WEEKLY = {"conversations": "conversations_by_week", "people": "people_by_week"}


def until(rows: Rows, night: date) -> dict[tuple[str, str, str | None], Sequence[Observation]]:
    """Return the rows up to a night, of those that have any; both newest first."""
    cut = {key: mine[_first(mine, night) :] for key, mine in rows.items()}
    return {key: mine for key, mine in cut.items() if mine}


def _first(rows: Sequence[Observation], night: date) -> int:
    return bisect_left(rows, -night.toordinal(), key=lambda row: -row.night.toordinal())


def since(metric: Metric, night: date) -> date:
    """Return the newest night whose reading shares no data with that of the night."""
    apart = timedelta(hours=metric.span.hours) if metric.span else MONTH
    return night - apart


def changes(
    organisations: Mapping[str, Organisation],
    rows: Rows,
    found: Mapping[tuple[str, str], OnNetwork],
    leagues: Leagues,
) -> dict[tuple[str, str, str], Change]:
    """Return how each figure changed, at the level of its league."""
    seats = {
        (slug, one.table.network): one.table
        for one in leagues.values()
        for slug in one.table.members
    }
    levels = {key: _level(one) for key, one in leagues.items()}
    told: dict[tuple[str, str, str], Change] = {}
    for (slug, network), table in seats.items():
        lead = found[slug, network].lead
        earlier = dict(_earlier(organisations[slug], network, lead, rows))
        for key, figure in lead.items():
            told[slug, network, key] = _change(figure, earlier.get(key), levels[table.id, key])
    return told


def _change(figure: Figure, before: Reading | None, alpha: float) -> Change:
    value = figure.value
    if value.estimate.state is State.GAP or value.night is None:
        return NO_FIGURE
    return change(METRICS[value.metric].unit, _reading(figure, value.night), before, alpha)


def _level(league: League) -> float:
    """Return the level at which all of a table's estimates hold together, ranked or not."""
    places = (*league.ranked, *league.unranked)
    return ALPHA / max(1, sum(one.value.estimate.state is State.ESTIMATE for one in places))


def _earlier(
    organisation: Organisation, network: str, lead: Mapping[str, Figure], rows: Rows
) -> Iterator[tuple[str, Reading]]:
    """Yield each figure's newest earlier reading that shares no data with it, if there is one."""
    wanted: defaultdict[date, list[Metric]] = defaultdict(list)
    for key, figure in lead.items():
        if figure.value.night is not None and figure.value.estimate.state is not State.GAP:
            wanted[since(METRICS[key], figure.value.night)].append(METRICS[key])
    mine = {(organisation.slug, network, handle) for handle in _handles(organisation, network)}
    own = {key: rows[key] for key in mine if key in rows}
    for night, metrics in wanted.items():
        past = until(own, night)
        if not past:
            continue
        then = figures(organisation, network, past, night, metrics).lead
        for metric in metrics:
            figure = then[metric.key]
            if figure.value.estimate.state is not State.GAP and figure.value.night is not None:
                weeks = _weeks(organisation, network, metric, past, night)
                yield metric.key, _reading(figure, figure.value.night, weeks)


def _handles(organisation: Organisation, network: str) -> list[str | None]:
    """Return the accounts that speak for it, and where there are several, their pooled row."""
    handles: list[str | None] = [one.handle for one in officials(organisation, network)]
    return [*handles, None] if len(handles) > 1 else handles


def _reading(figure: Figure, night: date, weeks: Sequence[int] = ()) -> Reading:
    value = figure.value
    return Reading(
        night=night,
        again=figure.again,
        method_version=value.method_version,
        kind=value.kind,
        weeks=weeks,
    )


def _weeks(
    organisation: Organisation, network: str, metric: Metric, rows: Rows, night: date
) -> Sequence[int]:
    """Return the weekly counts behind a count, of the newest reading of the weeks by the night."""
    column = WEEKLY.get(metric.key)
    if column is None:
        return ()
    for row in rows.get((organisation.slug, network, _handles(organisation, network)[-1]), ()):
        if (night - row.night).days > MOST_NIGHTS:
            break
        if row.facts is not None and row.facts.weeks_observed:
            weeks: Sequence[int] = getattr(row.facts, column) or ()
            return weeks[-row.facts.weeks_observed :]
    return ()


def all_moves(
    leagues: Leagues, earlier: Leagues, changed: Changes, night: date
) -> dict[tuple[str, str, str], str]:
    """Return why each rank moved since the night on which the earlier leagues stood."""
    return {
        (*key, slug): words
        for key, now in leagues.items()
        if key in earlier and earlier[key].ranked
        for slug, words in moves(
            now,
            earlier[key],
            _of(now.table, now.metric, changed),
            since=night,
            unit=METRICS[now.metric].unit,
        ).items()
    }


def _of(table: PeerTable, metric: str, changed: Changes) -> dict[str, Change]:
    found = ((slug, changed.get((slug, table.network, metric))) for slug in table.members)
    return {slug: one for slug, one in found if one is not None}
