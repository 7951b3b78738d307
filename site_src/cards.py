"""The few measures of an organisation that matter most: a figure, a sentence, a small chart."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from collector.model import Gap, State
from site_src.league_words import COUNTED, moved
from site_src.metrics import METRICS, Unit
from site_src.page import day
from site_src.receipt import receipt_id
from site_src.say import caution, claim, number, rank_words, roughly, sentence
from site_src.scale import edge_label, scale_for
from site_src.shown import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from site_src.index import Index, Standing
    from site_src.league_words import Moved
    from site_src.metrics import Metric
    from site_src.model import Value
    from site_src.scale import Label, Mark, Scale
    from site_src.shown import Shown

CARDS = (
    "follow-back-rate",
    "reply-share",
    "conversations",
    "answered-24h",
    "time-to-answer",
    "hours-coverage",
)
# The figure stands above in full; the sentence says it as one would aloud.
ALOUD = MappingProxyType(
    {
        "follow-back-rate": "follows back {} of those who follow it",
        "reply-share": "of what it writes, {} is said to someone",
        "answered-24h": "of those who write to it, {} have an answer within a day",
        "hours-coverage": "its replies reach {} of the hours that an even spread would",
    }
)
HALF_WITHIN = "half of those who write to it have an answer within {}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One measure of one organisation."""

    metric: Metric
    shown: Shown
    unit: str
    receipt: str
    sentence: str
    small: str
    moved: Moved | None
    scale: Scale
    mark: Mark | None
    median: int | None
    label: Label | None


def card_keys(index: Index, slug: str, network: str) -> tuple[str, ...]:
    """Return the measures that have a card: those of which anybody in its table has a figure.

    What leads its table is always among them.
    """
    lead = index.lead(slug, network)
    if lead is None:
        return CARDS
    table = lead.league.table.id
    keys = tuple(key for key in CARDS if index.has_figures(table, key))
    return keys if lead.league.metric in keys else (lead.league.metric, *keys)


def cards(index: Index, slug: str, network: str) -> Iterator[Card]:
    """Yield the measures that matter most, of those that the organisation has."""
    for key in card_keys(index, slug, network):
        value = index.value(slug, network, key)
        if value is not None:
            yield _card(METRICS[key], value, index.standing(slug, network, key), index)


def _card(metric: Metric, value: Value, standing: Standing | None, index: Index) -> Card:
    scale = scale_of(index, metric, value, standing)
    middle = standing.league.median if standing else None
    median = None if middle is None else scale.place(middle)
    text = "" if middle is None else f"median {number(middle, metric.unit)}"
    return Card(
        metric=metric,
        shown=shown(value),
        unit="in 30 days" if metric.unit is Unit.COUNT else "",
        receipt=receipt_id(index, value),
        sentence=whole(aloud(value)),
        small=_small(value, standing, index.standings.night),
        moved=real_move(index, value),
        scale=scale,
        mark=scale.mark(value.estimate),
        median=median,
        label=edge_label(median, text),
    )


def aloud(value: Value) -> str:
    """Return a value as one would say it, its range left to the figure beside it."""
    found, key = value.estimate, value.metric
    if found.value is None or found.state is State.BOUND:
        return sentence(value)
    if key == "time-to-answer":
        return HALF_WITHIN.format(number(found.value, Unit.HOURS))
    return ALOUD[key].format(roughly(found.value)) if key in ALOUD else sentence(value)


def scale_of(index: Index, metric: Metric, value: Value, standing: Standing | None) -> Scale:
    """Return the scale of the organisation's table, or of its value alone."""
    if standing is not None:
        return index.scale(standing.league.table.id, metric.key)
    return scale_for(metric.unit, [value.estimate])


def real_move(index: Index, value: Value) -> Moved | None:
    """Return what changed since four weeks ago, where that is more than chance explains."""
    change = index.standings.changes.get((value.organisation, value.network, value.metric))
    if change is None or not change.is_real or value.estimate.state is State.GAP:
        return None
    return moved(change, METRICS[value.metric].unit)


def rank_line(standing: Standing | None) -> str:
    """Return a rank with its interval and what may be claimed, or why there is none."""
    if standing is None:
        return ""
    if standing.place.rank is not None:
        of = len(standing.league.ranked)
        claimed = claim(standing.place, of)
        return f"{rank_words(standing.place)} of {of}{f' · {claimed}' if claimed else ''}"
    return f"Not ranked: {_inner(standing.place.unranked)}" if standing.place.unranked else ""


def shown_from(metric: Metric, value: Value) -> str:
    """Return how much would be enough where there is too little; a gap's word says the rest."""
    return f"Shown from {metric.shown_from}" if value.estimate.reason is Gap.TOO_FEW else ""


def _small(value: Value, standing: Standing | None, night: date) -> str:
    if value.estimate.state is State.GAP:
        return shown_from(METRICS[value.metric], value)
    parts = [rank_line(standing), _counted(value), str(value.estimate.state), caution(value)]
    if value.imported:
        parts.append("imported")
    if value.night is not None and value.night != night:
        parts.append(f"measured {day(value.night)}")
    return " · ".join(part for part in parts if part)


def _counted(value: Value) -> str:
    """Return how much was read for a value: 390 follows read."""
    count, noun = value.estimate.n, COUNTED.get(value.metric, "")
    return f"{count:,} {noun.lower()}" if count and noun else ""


def whole(text: str) -> str:
    """Return words as a whole sentence."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _inner(text: str) -> str:
    return (text[:1].lower() + text[1:]).rstrip(".")
