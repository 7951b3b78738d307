"""A league -> its chart: the ranked as dots with their ranges, the others in the table alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.model import State
from site_src.amount import number
from site_src.charts import Chart, Dot, Form, ranged
from site_src.finding import headline, lead
from site_src.metrics import METRICS
from site_src.page import plural
from site_src.shown import in_a_line, rank, rank_interval, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from collector.model import Organisation
    from site_src.model import League, Place
    from site_src.scale import Scale

HEADS = ("Rank", "Places that fit", "Organisation", "Value", "95% range", "Based on", "Not ranked")
LINES = {"estimate": "line: where the true value very likely lies (95%)", "bound": "bar: bounds"}


def league_chart(
    league: League,
    organisations: Mapping[str, Organisation],
    scale: Scale,
    night: date,
    unnamed: Collection[str] = (),
) -> Chart:
    """Return the chart of a league; its words name none of `unnamed`, who are no picks."""
    metric = METRICS[league.metric]
    names = {slug: organisations[slug].name for slug in league.table.members}
    drawn = [one for one in _drawn(league) if one.value.estimate.state is not State.GAP]
    return Chart(
        id=f"{league.table.id}-{metric.key}",
        form=Form.LEAGUE,
        title=f"{metric.name}: {league.table.title}",
        subtitle=(
            metric.definition,
            f"{metric.window[:1].upper()}{metric.window[1:]}; {_lines(drawn)}.",
        ),
        alt=_told(league, organisations, drawn, unnamed),
        night=night,
        heads=HEADS,
        rows=tuple(_rows(league, names)),
        unit=metric.unit,
        scale=scale,
        dots=tuple(_dot(place, names) for place in drawn),
        median=league.median,
        median_text="" if league.median is None else f"median {number(league.median, metric.unit)}",
        undrawn=_undrawn(len(league.ranked) + len(league.unranked) - len(drawn)),
    )


def _drawn(league: League) -> Sequence[Place]:
    """Return who is drawn: the ranked, or where nobody is, all of whom something is known."""
    return league.ranked or league.unranked


def _lines(drawn: Sequence[Place]) -> str:
    states = {place.value.estimate.state for place in drawn}
    said = ["dot: value"] if states - {State.BOUND} else []
    said += [words for state, words in LINES.items() if state in states]
    return ", ".join(said) or "no figure yet"


def _undrawn(count: int) -> str:
    return (
        f"{plural(count, 'more is', 'more are')} not ranked, and why is in the table."
        if count
        else ""
    )


def _dot(place: Place, names: Mapping[str, str]) -> Dot:
    printed = shown(place.value)
    interval = rank_interval(place)
    return Dot(
        name=names[place.organisation],
        found=place.value.estimate,
        text=printed.text,
        range=ranged(printed),
        rank=f"{rank(place)} ({interval})" if interval else "",
    )


def _rows(league: League, names: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    for place in (*league.ranked, *league.unranked):
        printed = shown(place.value)
        n = place.value.estimate.n
        based = "" if n is None else f"{n:,}"
        who = (rank(place), rank_interval(place), names[place.organisation])
        yield (*who, printed.text, ranged(printed), based, place.unranked or "")


def _told(
    league: League,
    organisations: Mapping[str, Organisation],
    drawn: Sequence[Place],
    unnamed: Collection[str],
) -> str:
    """Return the finding and how sure it is, then how far the figures reach."""
    metric = METRICS[league.metric]
    said = [f"{headline(league, metric)}.", lead(league, organisations, unnamed)]
    if len(drawn) > 1:
        first, last = (in_a_line(shown(place.value)) for place in (drawn[0], drawn[-1]))
        said.append(f"The {len(drawn)} drawn reach from {first} to {last}.")
    return " ".join(said)
