"""Week by week: in how many of them it talked with at least half as many people as usual."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from collector.model import Gap
from site_src.evidence import exact, gap, known, nothing

if TYPE_CHECKING:
    from collector.model import Facts
    from site_src.evidence import Evidence


def consistency(facts: Facts) -> Evidence:
    """Return the share of weeks with at least half the median week's people, and one at least."""
    people, observed = facts.people_by_week, facts.weeks_observed
    if people is None or observed is None:
        return nothing(facts.timeline_gap)
    weeks = people[len(people) - observed :]
    if not weeks:
        return known(gap(Gap.TOO_FEW, numerator=0, denominator=0, n=0))
    enough = max(1, median(weeks) / 2)
    steady = sum(count >= enough for count in weeks)
    return known(exact(steady / observed, numerator=steady, denominator=observed, n=observed))


def weeks_observed(facts: Facts) -> int | None:
    """Return the whole weeks that were read."""
    return facts.weeks_observed
