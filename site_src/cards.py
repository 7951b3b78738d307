"""An organisation's six measures on one network: each a figure, a sentence and a small chart."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from collector.model import State
from site_src.metrics import Unit
from site_src.page import day
from site_src.say import claim, number, rank_words, roughly, sentence
from site_src.scale import edge_label, open_scale, share_scale
from site_src.shown import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from site_src.index import Index, Standing
    from site_src.metrics import Metric
    from site_src.model import Value
    from site_src.scale import Label, Mark, Scale
    from site_src.shown import Shown

# The figure stands above in full; the sentence says it as one would aloud.
ALOUD = MappingProxyType(
    {
        "follow-back-rate": "follows back {} of those who follow it",
        "reciprocity": "of those it follows, {} follow it",
        "reply-share": "of what it writes, {} is said to someone",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One measure of one organisation."""

    metric: Metric
    shown: Shown
    unit: str
    sentence: str
    small: str
    scale: Scale
    mark: Mark | None
    median: int | None
    label: Label | None


def cards(index: Index, slug: str, network: str) -> Iterator[Card]:
    """Yield the organisation's measures on a network, in the order of their declaration."""
    for metric in index.metrics:
        value = index.value(slug, network, metric.key)
        if value is not None:
            yield _card(metric, value, index.standing(slug, network, metric.key), index)


def _card(metric: Metric, value: Value, standing: Standing | None, index: Index) -> Card:
    scale = scale_of(index, metric, value, standing)
    middle = standing.league.median if standing else None
    median = None if middle is None else scale.place(middle)
    text = "" if middle is None else f"median {number(middle, metric.unit)}"
    estimate = value.estimate
    said = sentence(value)
    if metric.key in ALOUD and estimate.value is not None and estimate.state is not State.BOUND:
        said = ALOUD[metric.key].format(roughly(estimate.value))
    return Card(
        metric=metric,
        shown=shown(value),
        unit="in 30 days" if metric.unit is Unit.COUNT else "",
        sentence=_whole(said),
        small=_small(value, standing, index.standings.night),
        scale=scale,
        mark=scale.mark(value.estimate),
        median=median,
        label=edge_label(median, text),
    )


def scale_of(index: Index, metric: Metric, value: Value, standing: Standing | None) -> Scale:
    """Return the scale of the organisation's table, or of its value alone."""
    if standing is not None:
        return index.scale(standing.league.table.id, metric.key)
    return share_scale() if metric.unit is Unit.SHARE else open_scale([value.estimate.hi or 0])


def _small(value: Value, standing: Standing | None, night: date) -> str:
    parts = []
    if standing is not None and standing.place.rank is not None:
        of = len(standing.league.ranked)
        claimed = claim(standing.place, of)
        parts.append(f"{rank_words(standing.place)} of {of}")
        parts += [claimed] if claimed else []
    elif value.estimate.state is State.GAP:
        return ""
    elif standing is not None and standing.place.unranked:
        parts.append(f"Not ranked: {_inner(standing.place.unranked)}")
    parts.append(str(value.estimate.state))
    if value.night is not None and value.night != night and value.estimate.lo is not None:
        parts.append(f"measured {day(value.night)}")
    return " · ".join(parts)


def _whole(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _inner(text: str) -> str:
    return (text[:1].lower() + text[1:]).rstrip(".")
