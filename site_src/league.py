"""One peer table by one metric: who is ranked where, and why the others are not."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from statistics import median
from types import MappingProxyType
from typing import TYPE_CHECKING

from collector.interval import ALPHA
from collector.model import Gap, OpeningKind, State
from site_src.gaps import GAPS
from site_src.metrics import Better
from site_src.model import League, Place
from site_src.peers import FEWEST
from site_src.rank import places, shrink

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from site_src.evidence import Evidence
    from site_src.metrics import Metric
    from site_src.model import Estimate, PeerTable, Value

WIDEST_BOUND = 0.06
ONLY_BOUNDS = "known only from the counts: no rank"
MINORITY = MappingProxyType(
    {
        OpeningKind.REPLIES: "replies only, in a table that counts mentions too",
        OpeningKind.MENTIONS: "mentions counted too, in a table of replies only",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """One organisation's figure, and how to measure it again at another level.

    `base` is what the least data are counted in, and `thin` why it is not ranked though there is
    enough of it; `ranked_on` is set while it is too new to rank.
    """

    name: str
    value: Value
    base: float | None
    again: Evidence
    thin: str | None = None
    ranked_on: date | None = None


def league(table: PeerTable, metric: Metric, entrants: Sequence[Entrant]) -> League:
    """Return the table's places by the metric: the ranked in order, then those with a figure."""
    by_name = sorted(entrants, key=lambda one: (one.name.casefold(), one.value.organisation))
    reasons = _reasons(by_name, metric)
    fit = [one for one, why in zip(by_name, reasons, strict=True) if why is None]
    is_counted = _are_bounds(one.value.estimate for one in fit or by_name)
    nobody = _nobody(len(fit), is_counted=is_counted)
    ranked = () if nobody else _ranked(fit, metric)
    unranked = [
        Place(organisation=one.value.organisation, value=one.value, unranked=why or nobody)
        for one, why in zip(by_name, reasons, strict=True)
        if why or nobody
    ]
    if is_counted:
        unranked.sort(key=lambda place: _bound_first(place, metric))
    else:
        unranked.sort(key=lambda place: place.value.estimate.state is State.GAP)
    return League(
        table=table,
        metric=metric.key,
        ranked=ranked,
        unranked=tuple(unranked),
        is_counted=is_counted,
        median=_median([_shown(place.value.estimate, metric) for place in ranked]),
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


def _nobody(count: int, *, is_counted: bool) -> str | None:
    """Return why nobody is ranked, if that is so (method 3.4 and 4.3)."""
    if is_counted:
        return ONLY_BOUNDS
    return "fewer than ten to compare with" if count < FEWEST else None


def _are_bounds(found: Iterable[Estimate]) -> bool:
    """Return whether all that is known comes from the counts: bounds, and true zeros."""
    known = [one for one in found if one.state is not State.GAP]
    read = [one for one in known if one.state is not State.BOUND and one.n != 0]
    return not read and any(one.state is State.BOUND for one in known)


def _reasons(entrants: Sequence[Entrant], metric: Metric) -> list[str | None]:
    """Return why each is unranked; openings of two kinds never share a table (method 1)."""
    reasons = [_why_unranked(one, metric) for one in entrants]
    kinds = Counter(
        one.value.kind
        for one, why in zip(entrants, reasons, strict=True)
        if why is None and one.value.kind is not None
    )
    if len(kinds) < len(OpeningKind):
        return reasons
    minor = min(kinds, key=lambda kind: (kinds[kind], kind is OpeningKind.MENTIONS))
    return [
        MINORITY[minor] if why is None and one.value.kind is minor else why
        for one, why in zip(entrants, reasons, strict=True)
    ]


def _why_unranked(one: Entrant, metric: Metric) -> str | None:
    found = one.value.estimate
    if found.reason is Gap.TOO_FEW:
        counted = f"{one.base:,.0f}, and " if one.base else ""
        return f"too few: {counted}shown from {metric.shown_from}"
    if found.state is State.GAP:
        return GAPS[found.reason or Gap.NOT_OFFERED].word
    if one.ranked_on is not None:
        return f"new: ranked from {one.ranked_on.day} {one.ranked_on:%B %Y}"
    if one.base is not None and one.base < metric.ranked_at:
        return f"too few to rank: ranked from {metric.ranked_from}"
    is_wide = found.state is State.BOUND and _width(found) > WIDEST_BOUND
    return "known only within bounds too wide to rank" if is_wide else one.thin


def _bound_first(place: Place, metric: Metric) -> float:
    """Return the order of who is unranked: bounds by their upper end, then all others by name."""
    found = place.value.estimate
    if found.state is State.GAP or found.hi is None:
        return math.inf
    return found.hi if metric.better is Better.DOWN else -found.hi


def _ranked(fit: Sequence[Entrant], metric: Metric) -> tuple[Place, ...]:
    found = [one.value.estimate for one in fit]
    guesses = sum(estimate.state is State.ESTIMATE for estimate in found)
    sure = [
        one.again(ALPHA / guesses) if one.value.estimate.state is State.ESTIMATE else estimate
        for one, estimate in zip(fit, found, strict=True)
    ]
    shrunken = _shrunken(found) if metric.is_shrunken else None
    shown = shrunken or [_shown(one, metric) for one in found]
    ends = [_ends(one, metric) for one in sure]
    placed = places(
        [_key(one, metric) for one in shown],
        [_rounded(low) for low, _ in ends],
        [_rounded(high) for _, high in ends],
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
    """Return the shares shrunken; a corrected share is its own, not the counts' beside it."""
    sizes = [estimate.denominator or 1.0 for estimate in found]
    hits = [(one.value or 0.0) * size for one, size in zip(found, sizes, strict=True)]
    return shrink(hits, sizes).values


def _key(value: float, metric: Metric) -> float:
    """Return a value so that more is better, if less is."""
    return _rounded(-value if metric.better is Better.DOWN else value)


def _ends(found: Estimate, metric: Metric) -> tuple[float, float]:
    """Return the ends of an interval, more being better; what is not reached has no end."""
    if metric.better is not Better.DOWN:
        return found.lo or 0.0, found.hi or 0.0
    lo, hi = (math.inf if end is None else end for end in (found.lo, found.hi))
    return -hi, -lo


def _rounded(value: float) -> float:
    """Round away what arithmetic leaves, so that equals tie."""
    return round(value, 12) if math.isfinite(value) else value


def _shown(estimate: Estimate, metric: Metric) -> float:
    """Return what an entry is ordered by: a bound by its upper end (method 3.4).

    A time that is not reached is without end.
    """
    if estimate.value is not None:
        return estimate.value
    if estimate.state is State.BOUND or metric.better is not Better.DOWN:
        return estimate.hi or 0.0
    return math.inf


def _median(values: Sequence[float]) -> float | None:
    """Return the median; none where it lies among those who never get there."""
    middle = median(values) if values else math.inf
    return middle if math.isfinite(middle) else None


def _width(estimate: Estimate) -> float:
    return (estimate.hi or 0.0) - (estimate.lo or 0.0)
