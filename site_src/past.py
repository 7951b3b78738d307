"""An organisation's figures week by week: what a chart of its history draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.model import Gap, State
from site_src.figures import officials
from site_src.latest import newest_read
from site_src.metrics import METRICS, Basis
from site_src.model import Point
from site_src.pool import pooled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from collector.model import Observation, Organisation
    from site_src.figures import Rows
    from site_src.metrics import Metric

    Weeks = Mapping[int, Sequence[Observation]]

WEEK = 7


def histories(
    organisation: Organisation, network: str, rows: Rows, night: date
) -> Iterator[tuple[str, tuple[Point, ...]]]:
    """Yield each metric with the organisation's points: at most one a week, oldest first.

    A week counts back from the night; in each, the newest reading stands. Where accounts are
    pooled, a week without one of them has no point. Who has opted out has no history to show.
    """
    handles: list[str | None] = [one.handle for one in officials(organisation, network)]
    if not handles:
        return
    key = organisation.slug, network
    if any(_has_left(rows.get((*key, handle), ())) for handle in handles):
        return
    weeks = [_weeks(rows.get((*key, handle), ()), night) for handle in handles]
    together = _weeks(rows.get((*key, None), ()), night) if len(handles) > 1 else None
    for metric in METRICS.values():
        members = [together] if together is not None and metric.basis is Basis.POSTS else weeks
        points = (_point(metric, [one.get(week, ()) for one in members]) for week in _all(members))
        yield metric.key, tuple(point for point in points if point is not None)


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
    if found.state not in (State.EXACT, State.ESTIMATE):
        return None
    return Point(
        night=max(row.night for row in read),
        value=found.value or 0.0,
        lo=found.lo or 0.0,
        hi=found.hi or 0.0,
        method_version=max(row.method_version for row in read),
    )
