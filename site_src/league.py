"""One peer table by one metric: who is ranked where, and why the others are not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

from collector.interval import ALPHA
from collector.model import Gap, State
from site_src.gaps import GAPS
from site_src.model import League, Place
from site_src.peers import FEWEST
from site_src.rank import places, shrink

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from site_src.metrics import Metric
    from site_src.model import Estimate, PeerTable, Value

WIDEST_BOUND = 0.06


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """One organisation's figure, and how to measure it again at another level.

    `base` is what the least data are counted in; `ranked_on` is set while it is too new to rank.
    """

    name: str
    value: Value
    base: float | None
    again: Callable[[float], Estimate]
    ranked_on: date | None = None


def league(table: PeerTable, metric: Metric, entrants: Sequence[Entrant]) -> League:
    """Return the table's places by the metric, the ranked in order and the others by name."""
    by_name = sorted(entrants, key=lambda one: (one.name.casefold(), one.value.organisation))
    reasons = [_why_unranked(one, metric) for one in by_name]
    fit = [one for one, why in zip(by_name, reasons, strict=True) if why is None]
    too_few = "fewer than ten to compare with" if len(fit) < FEWEST else None
    ranked = () if too_few else _ranked(fit, metric)
    unranked = [
        Place(organisation=one.value.organisation, value=one.value, unranked=why or too_few)
        for one, why in zip(by_name, reasons, strict=True)
        if why or too_few
    ]
    values = [_shown(place.value.estimate) for place in ranked]
    return League(
        table=table,
        metric=metric.key,
        ranked=ranked,
        unranked=tuple(unranked),
        median=median(values) if values else None,
    )


def gentle(found: League, names: Mapping[str, str]) -> League:
    """Return the league without a rank for its lowest quarter, which stands last, by name."""
    limit = 3 * len(found.ranked) / 4
    above = [place for place in found.ranked if (place.rank or 0) <= limit]
    below = {place.organisation: place for place in found.ranked if (place.rank or 0) > limit}
    quiet = [
        replace(below[slug], rank=None, best=None, worst=None, tied=False, shrunken=None)
        for slug in sorted(below, key=lambda slug: (names[slug].casefold(), slug))
    ]
    return replace(found, ranked=(*above, *quiet))


def _why_unranked(one: Entrant, metric: Metric) -> str | None:
    found = one.value.estimate
    if found.reason is Gap.TOO_FEW:
        return f"too few: shown from {metric.shown_from}"
    if found.state is State.GAP:
        return GAPS[found.reason or Gap.NOT_OFFERED].word
    if one.ranked_on is not None:
        return f"new: ranked from {one.ranked_on.day} {one.ranked_on:%B %Y}"
    if one.base is not None and one.base < metric.ranked_at:
        return f"too few to rank: ranked from {metric.ranked_from}"
    if found.state is State.BOUND and _width(found) > WIDEST_BOUND:
        return "known only within bounds too wide to rank"
    return None


def _ranked(fit: Sequence[Entrant], metric: Metric) -> tuple[Place, ...]:
    found = [one.value.estimate for one in fit]
    guesses = sum(estimate.state is State.ESTIMATE for estimate in found)
    sure = [
        one.again(ALPHA / guesses) if one.value.estimate.state is State.ESTIMATE else estimate
        for one, estimate in zip(fit, found, strict=True)
    ]
    shrunken = _shrunken(found) if metric.is_shrunken else None
    placed = places(
        [_key(one) for one in shrunken or map(_shown, found)],
        [_key(estimate.lo or 0.0) for estimate in sure],
        [_key(estimate.hi or 0.0) for estimate in sure],
    )
    shared = Counter(placed.rank)
    table = [
        Place(
            organisation=one.value.organisation,
            value=one.value,
            rank=placed.rank[i],
            best=placed.best[i],
            worst=placed.worst[i],
            tied=shared[placed.rank[i]] > 1,
            shrunken=shrunken[i] if shrunken else None,
        )
        for i, one in enumerate(fit)
    ]
    return tuple(sorted(table, key=lambda place: place.rank or 0))


def _shrunken(found: Sequence[Estimate]) -> tuple[float, ...]:
    hits = [estimate.numerator or 0.0 for estimate in found]
    return shrink(hits, [estimate.denominator or 1.0 for estimate in found]).values


def _key(value: float) -> float:
    """Round away what arithmetic leaves, so that equals tie."""
    return round(value, 12)


def _shown(estimate: Estimate) -> float:
    """Return what an entry is ordered by: a bound by its upper end (method 3.4)."""
    return (estimate.hi or 0.0) if estimate.value is None else estimate.value


def _width(estimate: Estimate) -> float:
    return (estimate.hi or 0.0) - (estimate.lo or 0.0)
