"""Real changes -> their chart: how far each moved, up to the right, with its range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import State
from site_src.amount import Unit
from site_src.charts import Chart, Dot, Form
from site_src.league_words import moved
from site_src.metrics import METRICS
from site_src.model import Estimate
from site_src.page import day, listed, plural
from site_src.scale import Scale, Tick, open_scale

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from site_src.model import Change

HEADS = ("Organisation", "Change", "Since")
QUARTERS = (-1.0, -0.5, 0.0, 0.5, 1.0)
ANCHORS = ("start", "middle", "middle", "middle", "end")
NAMED = 3
POINTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """Somebody with a change that chance does not explain."""

    name: str
    change: Change


def movers_chart(key: str, movers: Sequence[Mover], title: str, night: date, where: str) -> Chart:
    """Return the chart of what moved by one measure, the largest rise first."""
    metric = METRICS[key]
    order = sorted(movers, key=lambda one: (-(one.change.d or 0.0), one.name))
    dots = tuple(_dot(one, metric.unit) for one in order)
    told = [f"{dot.name} {dot.text}" for dot in dots]
    some = (
        listed(told[:NAMED]) if 0 < len(told) <= NAMED else f"{'; '.join(told[:NAMED])}; and others"
    )
    said = f" {some}." if told else ""
    return Chart(
        id=f"movers-{key}",
        form=Form.MOVERS,
        title=title,
        subtitle=(
            f"{metric.name}: {metric.definition}",
            f"{where}; only changes that chance does not explain; line: their 95% range.",
        ),
        alt=f"{plural(len(dots), 'change')} that chance does not explain.{said}",
        night=night,
        heads=HEADS,
        rows=tuple(
            (one.name, dot.text, _since(one.change)) for one, dot in zip(order, dots, strict=True)
        ),
        unit=metric.unit,
        scale=change_scale([one.change for one in movers], metric.unit),
        dots=dots,
    )


def change_scale(changes: Sequence[Change], unit: Unit) -> Scale:
    """Return an axis with no change in its middle, as far to the left as to the right."""
    ends = [abs(end) for one in changes for end in (one.d, one.lo, one.hi) if end is not None]
    factor = POINTS if unit is Unit.SHARE else 1
    top = open_scale([factor * end for end in ends]).top
    if unit is Unit.SHARE:
        top = min(top, POINTS)
    words = {Unit.SHARE: " points", Unit.HOURS: " hours"}.get(unit, "")
    texts = [f"{'−' if at < 0 else '+' if at else ''}{abs(at) * top:,.10g}" for at in QUARTERS]
    texts[2], texts[-1] = "no change", f"{texts[-1]}{words}"
    ticks = (
        Tick(at=25 * number, text=text, anchor=anchor)
        for number, (text, anchor) in enumerate(zip(texts, ANCHORS, strict=True))
    )
    return Scale(top=top / factor, bottom=-top / factor, ticks=tuple(ticks))


def _dot(one: Mover, unit: Unit) -> Dot:
    change = one.change
    shown = moved(change, unit, change.since)
    found = Estimate(state=State.ESTIMATE, value=change.d, lo=change.lo, hi=change.hi)
    return Dot(name=one.name, found=found, text=shown.text if shown else change.words)


def _since(change: Change) -> str:
    return "" if change.since is None else day(change.since)
