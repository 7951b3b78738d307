"""Which night's facts stand for tonight's figure, and what stands there where none do.

The newest good reading of the last 14 nights stands, unless something lasting came after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from collector.interval import ALPHA
from collector.model import Gap, State
from site_src.evidence import gap, known
from site_src.metrics import Basis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from collector.model import Facts, Observation
    from site_src.evidence import Evidence
    from site_src.metrics import Metric
    from site_src.model import Estimate

MOST_NIGHTS = 14
LASTING = (Gap.NO_FOLLOWERS, Gap.FOLLOWS_NOBODY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A figure, the night that it was measured, and the row and evidence behind it."""

    estimate: Estimate
    night: date | None = None
    row: Observation | None = None
    method_version: int | None = None
    evidence: Evidence | None = None

    @property
    def facts(self) -> Facts | None:
        """The facts that it was measured from."""
        return self.row.facts if self.row else None

    @property
    def again(self) -> Evidence:
        """What measures it again at another level, whatever its least data."""
        return self.evidence or known(self.estimate)


def latest(rows: Sequence[Observation], metric: Metric, night: date) -> Found:
    """Return the figure that stands on the night, from an account's rows, newest first."""
    spare: Found | None = None
    silent: Observation | None = None
    for row in rows:
        if (night - row.night).days > MOST_NIGHTS:
            break
        if _is_silent(row, metric):
            silent = silent or row
            continue
        found = _measured(row, metric)
        if is_read(row, metric) or _is_final(row, metric, found.estimate):
            return found
        spare = _better(spare, found)
    if spare is None and silent is not None:
        spare = _measured(silent, metric)
    if spare is not None and _worth(spare) == _FIGURE:
        return spare
    return _without(rows, metric, night, spare)


def is_read(row: Observation, metric: Metric) -> bool:
    """Return whether the night's row holds all that the metric needs."""
    return row.facts is not None and _HOLDS[metric.basis](row.facts, metric)


def _holds_lists(facts: Facts, _: Metric) -> bool:
    is_walked = facts.drawn is not None or facts.page_sizes is not None
    return is_walked and facts.followers is not None


def _holds_counts(facts: Facts, _: Metric) -> bool:
    return facts.followers is not None and facts.following is not None


def _holds_posts(facts: Facts, _: Metric) -> bool:
    return facts.days_observed is not None


def _holds_openings(facts: Facts, metric: Metric) -> bool:
    return facts.answered is not None and metric.base(facts) is not None


def _holds_weeks(facts: Facts, _: Metric) -> bool:
    return facts.weeks_observed is not None


_HOLDS: MappingProxyType[Basis, Callable[[Facts, Metric], bool]] = MappingProxyType(
    {
        Basis.LISTS: _holds_lists,
        Basis.COUNTS: _holds_counts,
        Basis.POSTS: _holds_posts,
        Basis.OPENINGS: _holds_openings,
        Basis.WEEKS: _holds_weeks,
    }
)


def _is_silent(row: Observation, metric: Metric) -> bool:
    """Return whether no full reading was due, so that the night's row says nothing of this."""
    if metric.basis not in (Basis.OPENINGS, Basis.WEEKS) or row.facts is None:
        return False
    return not is_read(row, metric) and _part(row.facts, metric) is None


def newest_read(rows: Iterable[Observation], metric: Metric) -> Observation | None:
    """Return the first of the rows that holds all that the metric needs."""
    holds = _HOLDS[metric.basis]
    for row in rows:
        if row.facts is not None and holds(row.facts, metric):
            return row
    return None


def _measured(row: Observation, metric: Metric) -> Found:
    facts = row.facts
    if facts is None:
        estimate = gap(row.gap or Gap.UNREADABLE)
        return Found(estimate=estimate, night=row.night, row=row, method_version=row.method_version)
    evidence = metric.evidence(facts)
    return Found(
        estimate=metric.shown(evidence(ALPHA), metric.base(facts)),
        night=row.night,
        row=row,
        method_version=row.method_version,
        evidence=evidence,
    )


def _is_final(row: Observation, metric: Metric, estimate: Estimate) -> bool:
    """Whether nothing older may stand in the row's place."""
    if row.facts is None:
        return row.gap is not None and not row.gap.is_temporary
    if estimate.state is State.EXACT or estimate.reason in LASTING:
        return True
    part = _part(row.facts, metric)
    return part is not None and not part.is_temporary


def _part(facts: Facts, metric: Metric) -> Gap | None:
    """Return why the metric's part of the reading failed, if it did."""
    match metric.basis:
        case Basis.LISTS:
            return facts.follow_back_gap
        case Basis.COUNTS:
            return None
        case Basis.OPENINGS:
            is_without_likes = facts.answered is not None and metric.base(facts) is None
            return (
                facts.openings_gap
                or facts.timeline_gap
                or (facts.likes_gap if is_without_likes else None)
            )
        case Basis.POSTS | Basis.WEEKS:
            return facts.timeline_gap


_FIGURE, _REASON, _SILENT = 2, 1, 0


def _worth(found: Found) -> int:
    """Return how much is said: a figure, a reason, or only that no full reading was due."""
    if found.estimate.state is State.BOUND or found.estimate.reason is Gap.TOO_FEW:
        return _FIGURE
    return _SILENT if found.estimate.reason is Gap.NOT_OFFERED else _REASON


def _better(spare: Found | None, found: Found) -> Found:
    """Return the newer of the two, unless the older one says more."""
    return found if spare is None or _worth(found) > _worth(spare) else spare


def _without(
    rows: Sequence[Observation], metric: Metric, night: date, spare: Found | None
) -> Found:
    limit = night - timedelta(days=MOST_NIGHTS)
    first = next((at for at, row in enumerate(rows) if row.night < limit), len(rows))
    older = rows[first:]
    last = newest_read(older, metric)
    if last is not None:
        return Found(
            estimate=gap(Gap.STALE), night=last.night, row=last, method_version=last.method_version
        )
    if spare is not None:
        return spare
    if older:
        return Found(estimate=gap(Gap.STALE), night=older[0].night)
    return Found(estimate=gap(Gap.NEW))
