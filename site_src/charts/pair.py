"""Two values of one measure -> their chart: A above, B below, and what may be said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_src.amount import number
from site_src.charts import Chart, Dot, Form, ranged
from site_src.metrics import METRICS
from site_src.shown import in_a_line, shown

if TYPE_CHECKING:
    from datetime import date

    from site_src.model import Value
    from site_src.scale import Scale

HEADS = ("Organisation", "Value", "95% range", "State")
TONES = ("a", "b")


def pair_chart(
    one: tuple[str, Value],
    two: tuple[str, Value],
    scale: Scale,
    median: float | None,
    verdict: str,
    night: date,
    where: str,
) -> Chart:
    """Return the chart of two by one measure; its finding is the verdict on their difference."""
    metric = METRICS[one[1].metric]
    both = [(name, shown(value)) for name, value in (one, two)]
    figures = "; ".join(f"{name}: {in_a_line(printed)}" for name, printed in both)
    return Chart(
        id=f"{one[1].organisation}-{two[1].organisation}-{metric.key}",
        form=Form.PAIR,
        title=f"{metric.name}: {one[0]} and {two[0]}",
        subtitle=(f"{verdict}.", f"{metric.definition} {where}; {metric.window}."),
        alt=f"{verdict}. {figures}.",
        night=night,
        heads=HEADS,
        rows=tuple((name, printed.text, ranged(printed), printed.state) for name, printed in both),
        unit=metric.unit,
        scale=scale,
        dots=tuple(
            Dot(
                name=name, found=value.estimate, text=printed.text, range=ranged(printed), tone=tone
            )
            for tone, (name, value), (_, printed) in zip(TONES, (one, two), both, strict=True)
        ),
        median=median,
        median_text="" if median is None else f"median {number(median, metric.unit)}",
    )
