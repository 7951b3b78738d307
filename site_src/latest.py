"""Which night's facts stand for tonight's figure, and what stands there where none do.

The newest good reading of the last 14 nights stands, unless something lasting came after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import Gap, State
from site_src.estimate import gap
from site_src.metrics import Basis

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from collector.model import Facts, Observation
    from site_src.metrics import Metric
    from site_src.model import Estimate

MOST_NIGHTS = 14
LASTING = (Gap.NO_FOLLOWERS, Gap.FOLLOWS_NOBODY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A figure, the night that it was measured, and the facts behind it."""

    estimate: Estimate
    night: date | None = None
    facts: Facts | None = None
    method_version: int | None = None


def latest(rows: Sequence[Observation], metric: Metric, night: date) -> Found:
    """Return the figure that stands on the night, from an account's rows, newest first."""
    spare: Found | None = None
    for row in rows:
        if (night - row.night).days > MOST_NIGHTS:
            break
        found = _measured(row, metric)
        if is_read(row, metric) or _is_final(row, metric, found.estimate):
            return found
        spare = _better(spare, found)
    if spare is not None and _is_figure(spare):
        return spare
    return _without(rows, metric, night, spare)


def is_read(row: Observation, metric: Metric) -> bool:
    """Return whether the night's row holds all that the metric needs."""
    if row.facts is None:
        return False
    if metric.basis is Basis.LISTS:
        return row.facts.drawn is not None and row.facts.followers is not None
    if metric.basis is Basis.COUNTS:
        return row.facts.followers is not None and row.facts.following is not None
    return row.facts.days_observed is not None


def newest_read(rows: Iterable[Observation], metric: Metric) -> Observation | None:
    """Return the first of the rows that holds all that the metric needs."""
    return next((row for row in rows if is_read(row, metric)), None)


def _measured(row: Observation, metric: Metric) -> Found:
    facts = row.facts
    estimate = metric.measure(facts) if facts else gap(row.gap or Gap.UNREADABLE)
    return Found(estimate=estimate, night=row.night, facts=facts, method_version=row.method_version)


def _is_final(row: Observation, metric: Metric, estimate: Estimate) -> bool:
    """Whether nothing older may stand in the row's place."""
    if row.facts is None:
        return row.gap is not None and not row.gap.is_temporary
    if estimate.state is State.EXACT or estimate.reason in LASTING:
        return True
    part = {
        Basis.LISTS: row.facts.follow_back_gap,
        Basis.POSTS: row.facts.timeline_gap,
        Basis.COUNTS: None,
    }[metric.basis]
    return part is not None and not part.is_temporary


def _is_figure(found: Found) -> bool:
    return found.estimate.state is State.BOUND or found.estimate.reason is Gap.TOO_FEW


def _better(spare: Found | None, found: Found) -> Found:
    """Return the newer of the two, unless only the older one says something."""
    if spare is None or (_is_figure(found) and not _is_figure(spare)):
        return found
    return spare


def _without(
    rows: Sequence[Observation], metric: Metric, night: date, spare: Found | None
) -> Found:
    older = [row for row in rows if (night - row.night).days > MOST_NIGHTS]
    last = newest_read(older, metric)
    if last is not None:
        return Found(estimate=gap(Gap.STALE), night=last.night, method_version=last.method_version)
    if spare is not None:
        return spare
    if older:
        return Found(estimate=gap(Gap.STALE), night=older[0].night)
    return Found(estimate=gap(Gap.NEW))
