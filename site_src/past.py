"""An organisation's figures week by week: what a chart of its history draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import CHANCE_HOURS, Gap, State
from site_src.figures import networks_of, officials
from site_src.latest import newest_read
from site_src.metrics import METRICS
from site_src.model import Point
from site_src.pool import pooled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from collector.model import Observation, Organisation
    from site_src.figures import Rows
    from site_src.metrics import Metric

    Weeks = Mapping[int, Sequence[Observation]]

WEEK = 7


class Histories(Mapping[tuple[str, str, str], tuple[Point, ...]]):
    """The points of everybody by every metric: reckoned when they are asked for, and kept.

    Most pages draw a few metrics alone, and a year of all of them takes longer than the rest.
    """

    def __init__(self, organisations: Iterable[Organisation], rows: Rows, night: date) -> None:
        self._rows, self._night = rows, night
        self._weeks: dict[tuple[str, str], _Weeks] = {}
        self._known: dict[tuple[str, str, str], tuple[Point, ...]] = {}
        self._organisations = {
            (one.slug, network): one
            for one in organisations
            for network in networks_of(one)
            if is_told(one, network, rows)
        }

    def __getitem__(self, key: tuple[str, str, str]) -> tuple[Point, ...]:
        """Return an organisation's points by a metric on a network."""
        if key not in self._known:
            slug, network, metric = key
            self._known[key] = self._of(slug, network).points(METRICS[metric])
        return self._known[key]

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        """Yield the keys of all who have a history to show."""
        return ((*one, metric) for one in self._organisations for metric in METRICS)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._organisations) * len(METRICS)

    def _of(self, slug: str, network: str) -> _Weeks:
        if (slug, network) not in self._weeks:
            one = self._organisations[slug, network]
            self._weeks[slug, network] = _weeks_of(one, network, self._rows, self._night)
        return self._weeks[slug, network]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weeks:
    """An organisation's readings by the week before the night: each account's, and pooled."""

    each: Sequence[Weeks]
    together: Weeks | None

    def points(self, metric: Metric) -> tuple[Point, ...]:
        """Return at most one point a week, oldest first: the newest reading of the week stands.

        Where accounts are pooled, a week without one of them has no point.
        """
        is_pooled = self.together is not None and metric.basis.is_of_events
        members = [self.together or {}] if is_pooled else self.each
        points = (_point(metric, [one[week] for one in members]) for week in _all(members))
        return tuple(point for point in points if point is not None)


def is_told(organisation: Organisation, network: str, rows: Rows) -> bool:
    """Whether it has a history to show: who has opted out has none."""
    handles = [one.handle for one in officials(organisation, network)]
    return bool(handles) and not any(
        _has_left(rows.get((organisation.slug, network, handle), ())) for handle in handles
    )


def _weeks_of(organisation: Organisation, network: str, rows: Rows, night: date) -> _Weeks:
    key = organisation.slug, network
    handles = [one.handle for one in officials(organisation, network)]
    return _Weeks(
        each=[_weeks(rows.get((*key, handle), ()), night) for handle in handles],
        together=_weeks(rows.get((*key, None), ()), night) if len(handles) > 1 else None,
    )


def _has_left(rows: Sequence[Observation]) -> bool:
    """Whether an account, by its newest row, asks to be left out."""
    return bool(rows) and rows[0].gap is Gap.OPTED_OUT


def _weeks(rows: Sequence[Observation], night: date) -> Weeks:
    weeks: dict[int, list[Observation]] = {}
    for row in rows:
        weeks.setdefault((night - row.night).days // WEEK, []).append(row)
    return weeks


def _all(members: Sequence[Weeks]) -> list[int]:
    """Return the weeks that every member has, oldest first."""
    return sorted(set.intersection(*(set(member) for member in members)), reverse=True)


def _point(metric: Metric, weeks: Sequence[Sequence[Observation]]) -> Point | None:
    read = [row for row in (newest_read(week, metric) for week in weeks) if row is not None]
    facts = [row.facts for row in read if row.facts is not None]
    if len(facts) < len(weeks):
        return None
    if len(facts) == 1:
        found = metric.measure(facts[0])
    else:
        bases = [metric.base(one) or 0 for one in facts]
        members = [(b, metric.estimator(one)) for b, one in zip(bases, facts, strict=True)]
        found = metric.shown(pooled(members), sum(bases))
    if found.state in (State.BOUND, State.GAP):
        return None
    end = float(CHANCE_HOURS)  # as far as openings are followed
    return Point(
        night=max(row.night for row in read),
        value=end if found.value is None else found.value,
        lo=end if found.lo is None else found.lo,
        hi=end if found.hi is None else found.hi,
        method_version=max(row.method_version for row in read),
        is_reached=found.value is not None,
        state=found.state,
    )
