"""A measure's worked example, step by step, each number from the functions that measure it."""

from __future__ import annotations

from dataclasses import replace
from statistics import median
from types import MappingProxyType
from typing import TYPE_CHECKING

from site_src.amount import Unit, number
from site_src.metrics import Family
from site_src.page import plural
from site_src.worked_chart import Table, Worked, grid, queue, queue_rows
from site_src.worked_lists import follow_back, ratio, reciprocity
from site_src.worked_share import CLUSTERS, cluster_steps, range_of, share, touch_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from site_src.metrics import Metric
    from site_src.model import Estimate

# Who was replied to: thread and person. The sample's counts are theirs.
REPLIES = (("a flood warning", "Ann"), ("a flood warning", "Ann"), ("a flood warning", "Bob"))
LATER = ("bin days", "Ann")


def worked(metric: Metric) -> Worked:
    """Return a measure's worked example."""
    if metric.family is Family.MANNER:
        return Worked(steps=tuple(touch_steps(metric)))
    if metric.key in CLUSTERS:
        drawn = grid(metric.sample) if metric.sample.reply_hours else None
        return Worked(steps=tuple(cluster_steps(metric, CLUSTERS[metric.key])), grid=drawn)
    return _WORKED[metric.key](metric)


def _counted(metric: Metric) -> Worked:
    """Return how conversations, or people, are counted off a few replies."""
    is_people = metric.key == "people"
    keys = [person if is_people else (thread, person) for thread, person in (*REPLIES, LATER)]
    new = [key not in keys[:at] for at, key in enumerate(keys)]
    found, fewer = metric.measure(metric.sample), replace(metric.sample, days_observed=25)
    rows = tuple(
        (f"under “{thread}”", person, "yes" if is_new else "no, counted already")
        for (thread, person), is_new in zip((*REPLIES, LATER), new, strict=True)
    )
    noun = "person" if is_people else "conversation"
    in_all = plural(sum(new), noun, "people" if is_people else None)
    scaled = metric.measure(fewer).value or 0
    return Worked(
        steps=(
            f"Four replies in 30 days; the table says which of them open a new {noun}: {in_all}.",
            (
                f"All 30 days were read, so the figure is "
                f"{number(found.value or 0, metric.unit)}, and "
                "exact."
            ),
            (
                f"Had only 25 of the days been read, it would be {sum(new)} × 30 / 25 = "
                f"{scaled:.1f}: brought to 30 days, so that all are compared alike."
            ),
        ),
        table=Table(
            caption="The replies, one by one", heads=("Reply", "To", f"A new {noun}?"), rows=rows
        ),
    )


def _timed(metric: Metric) -> Worked:
    """Return how a time to answer is read off the curve of who still waits."""
    facts, found = metric.sample, metric.measure(metric.sample)
    waits = [seconds / 3600 for seconds in facts.answer_waits or ()]
    number_of, flattered = found.n or 0, number(median(waits), Unit.HOURS)
    goal = "nine in ten have" if metric.key.endswith("p90") else "half have"
    return Worked(
        steps=(
            (
                f"{number_of} first messages are followed, each for seven days at most. In the end "
                f"{len(waits)} have an answer; {number_of - len(waits)} never had one, and count "
                "as waiting all the time."
            ),
            (
                "Each answer lowers the share that still waits. The figure is the first time at "
                f"which {goal} their answer: {number(found.value or 0, Unit.HOURS)}."
            ),
            (
                "Other messages would have given a slightly other curve. Its band crosses the "
                f"same line from {number(found.lo or 0, Unit.HOURS)} {_upper(found)}. "
                "That is the range."
            ),
            (
                f"Looking at the {len(waits)} that were answered alone would flatter: half of "
                f"these had their answer within {flattered}, and the worse an account is at "
                "answering, the more it would gain by it."
            ),
        ),
        table=Table(
            caption="How many still wait",
            heads=("After", "Answered", "Still waiting"),
            rows=tuple(queue_rows(facts)),
        ),
        queue=queue(metric),
    )


def _upper(found: Estimate) -> str:
    """Return where the range of a time ends, if anywhere."""
    if found.hi is None:
        return "on; within seven days too few are left to tell where it ends"
    return f"to {number(found.hi, Unit.HOURS)}"


def _covered(metric: Metric) -> Worked:
    facts, found = metric.sample, metric.measure(metric.sample)
    hours = {cell % 168 for cell in facts.reply_hours or ()}
    touched, even = found.numerator or 0, found.denominator or 0
    return Worked(
        steps=(
            (
                f"In twelve weeks it sent {found.n} replies, in {len(hours)} of the 168 hours of "
                "the week: office hours, as drawn."
            ),
            (
                "Who sends more replies touches more hours by chance alone. So 100 replies are "
                f"drawn, in thought, of everybody’s: of these they touch {touched:.1f} hours on "
                "average."
            ),
            (
                f"100 replies spread evenly over all 168 hours would touch {even:.1f}, since some "
                "fall into the same hour."
            ),
            (
                f"{touched:.1f} / {even:.1f} = {share(found.value)}. One week after the other is "
                f"left out to see how much hangs on it: {range_of(found)}."
            ),
        ),
        grid=grid(facts),
    )


def _steady(metric: Metric) -> Worked:
    facts, found = metric.sample, metric.measure(metric.sample)
    weeks = facts.people_by_week or ()
    middle = median(weeks)
    least = max(1.0, middle / 2)
    rows = tuple(
        (f"{at}", f"{people}", "yes" if people >= least else "no")
        for at, people in enumerate(weeks, 1)
    )
    return Worked(
        steps=(
            f"In its median week it talked with {middle:g} people; half of that is {least:g}.",
            (
                f"{found.numerator:.0f} of {found.denominator:.0f} weeks reach {least:g} or more: "
                f"{share(found.value)}. Every week was read, so there is no range."
            ),
        ),
        table=Table(
            caption="Week by week", heads=("Week", "People", f"{least:g} or more?"), rows=rows
        ),
    )


_WORKED: Mapping[str, Callable[[Metric], Worked]] = MappingProxyType(
    {
        "follow-back-rate": follow_back,
        "reciprocity": reciprocity,
        "following-per-follower": ratio,
        "conversations": _counted,
        "people": _counted,
        "time-to-answer": _timed,
        "time-to-answer-p90": _timed,
        "hours-coverage": _covered,
        "consistency": _steady,
    }
)
