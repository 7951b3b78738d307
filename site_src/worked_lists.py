"""The worked examples of what is read off lists and counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from collector.interval import sample_interval
from collector.model import Facts
from site_src.amount import Unit, exactly, number
from site_src.worked_chart import Table, Worked
from site_src.worked_share import ends, range_of, share

if TYPE_CHECKING:
    from site_src.metrics import Metric

DRAWS = (120, 390, 900, 2400)
FROM_COUNTS = Facts(followers=104_250, following=1_043)


def follow_back(metric: Metric) -> Worked:
    """Return how a rate is reckoned from a draw, and how wide the draw leaves it."""
    facts = metric.sample
    followers, following, listed = facts.followers or 0, facts.following or 0, facts.listed or 0
    drawn, mutual = facts.drawn or 0, facts.mutual or 0
    each, found = following / followers, metric.measure(facts)
    lo, hi = sample_interval(mutual, drawn, listed)
    bound = metric.measure(FROM_COUNTS)
    steps = (
        (
            f"It follows {following:,} accounts. To ask about each would take long, so {drawn} of "
            f"them are drawn at random: {mutual} of these follow it, which is "
            f"{share(mutual / drawn)}."
        ),
        (
            f"For each of its {followers:,} followers it follows {each:.3f} accounts "
            f"({following:,} / {followers:,})."
        ),
        (
            f"So it follows back {share(mutual / drawn)} × {each:.3f} = {share(found.value)} of "
            "its followers."
        ),
        (
            f"Another {drawn} would have given a slightly other share: the "
            f"{share(mutual / drawn)} may "
            f"well be anything from {ends(lo, hi)}. Times {each:.3f}, the rate is "
            f"{range_of(found)}."
        ),
        (
            "The more are drawn, the narrower the range; its width depends on how many were drawn, "
            "and hardly at all on how many there are."
        ),
        (
            f"Where the lists are hidden there is nothing to draw. With {FROM_COUNTS.followers:,} "
            f"followers and {FROM_COUNTS.following:,} follows, though, the counts alone say: at "
            f"most {exactly(bound.hi or 0, Unit.SHARE)}."
        ),
    )
    return Worked(steps=steps, table=_draws(metric))


def _draws(metric: Metric) -> Table:
    rows = tuple(_draw(metric, draws) for draws in DRAWS)
    heads = ("Drawn", "Of these follow it", "Rate", "Range")
    return Table(caption="How wide, and why", heads=heads, rows=rows)


def _draw(metric: Metric, draws: int) -> tuple[str, ...]:
    facts = metric.sample
    mutual = round(draws * (facts.mutual or 0) / (facts.drawn or 1))
    found = metric.measure(replace(facts, drawn=draws, mutual=mutual))
    return f"{draws:,}", f"{mutual:,}", share(found.value), range_of(found)


def reciprocity(metric: Metric) -> Worked:
    """Return a share of which everything was read."""
    facts, found = metric.sample, metric.measure(metric.sample)
    return Worked(
        steps=(
            (
                f"It follows {facts.following} accounts, few enough to ask about each: "
                f"{facts.mutual} of them follow it."
            ),
            (
                f"{facts.mutual} / {facts.following} = {share(found.value)}. All were read, so "
                "this is exact: there is no range."
            ),
        )
    )


def ratio(metric: Metric) -> Worked:
    """Return a ratio of two counts."""
    facts, found = metric.sample, metric.measure(metric.sample)
    return Worked(
        steps=(
            f"It follows {facts.following:,}, and {facts.followers:,} follow it.",
            (
                f"{facts.following:,} / {facts.followers:,} = "
                f"{number(found.value or 0, metric.unit)}. "
                "Both are the network’s own counts: there is no range."
            ),
        )
    )
