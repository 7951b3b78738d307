"""What the replies by hour of the week say in words, and how many of them fall outside which hours.

The ledger tells in which hours it replied, not in which hours people wrote.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from collector.interval import ALPHA, cluster_sums
from collector.model import WEEK_HOURS, WEEKS
from site_src.amount import Unit, number, span
from site_src.evidence import in_clusters
from site_src.hours import CLOSES, DAY_HOURS, OPENS, WORKING_DAYS
from site_src.page import plural
from site_src.promise import Open, whole_hours

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from collector.model import Facts
    from site_src.model import Estimate

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LEAST = 30  # replies, below which a share says little (method 1)
WORKING = tuple(Open(day=day, opens=OPENS, closes=CLOSES) for day in range(WORKING_DAYS))


def by_hour(facts: Facts) -> tuple[int, ...] | None:
    """Return the replies in each hour of the week; None where they were not read."""
    if facts.reply_hours is None or facts.reply_hour_counts is None:
        return None
    counts = [0] * WEEK_HOURS
    for cell, count in zip(facts.reply_hours, facts.reply_hour_counts, strict=True):
        counts[cell % WEEK_HOURS] += count
    return tuple(counts)


def outside(facts: Facts, inside: Collection[int]) -> Estimate | None:
    """Return the share of replies outside some hours of the week; days are clusters.

    None where there are too few to say.
    """
    size: Counter[int] = Counter()
    out: Counter[int] = Counter()
    cells = zip(facts.reply_hours or (), facts.reply_hour_counts or (), strict=True)
    for cell, count in cells:
        size[cell // DAY_HOURS] += count
        out[cell // DAY_HOURS] += count * (cell % WEEK_HOURS not in inside)
    if size.total() < LEAST:
        return None
    return in_clusters(cluster_sums([out[day] for day in size], list(size.values())))(ALPHA)


def empty(counts: Sequence[int], opened: Sequence[int] | None, *, wrote: bool) -> list[int]:
    """Return the hours without a reply in which people wrote, or nobody did, where it is known."""
    if opened is None:
        return []
    both = enumerate(zip(counts, opened, strict=True))
    return [hour for hour, (replies, people) in both if not replies and bool(people) is wrote]


def weeks(facts: Facts) -> str:
    """Return for how many weeks it was read."""
    return plural(WEEKS if facts.weeks_observed is None else facts.weeks_observed, "week")


def zone(facts: Facts) -> str:
    """Return by which clock its hours are told."""
    return f"local time ({facts.zone})" if facts.zone else "UTC, its own time zone not known"


def note(facts: Facts, hours: str | None, spans: Sequence[Open]) -> str:
    """Return what stands above the grid."""
    parts = [f"Its replies of {weeks(facts)} by hour of the week, {zone(facts)}."]
    if said := _outside(facts, spans, hours):
        parts.append(said)
    return " ".join(parts)


def told(
    facts: Facts,
    counts: Sequence[int],
    spans: Sequence[Open],
    hours: str | None,
    opened: Sequence[int] | None,
) -> str:
    """Return the grid in words, from its own numbers."""
    most = counts.index(max(counts))
    day, hour = DAYS[most // DAY_HOURS], most % DAY_HOURS
    parts = [
        f"{plural(sum(counts), 'reply', 'replies')} in {weeks(facts)}, {zone(facts)}.",
        f"They fall in {plural(sum(map(bool, counts)), 'hour')} of the {WEEK_HOURS} of a week;",
        f"the busiest is {day} from {hour} to {hour + 1}, with {counts[most]:,}.",
        _outside(facts, spans, hours),
    ]
    if opened is None:
        parts.append("In the other hours it did not reply; whether anybody wrote then is not kept.")
    else:
        silent = empty(counts, opened, wrote=True)
        parts.append(f"In {plural(len(silent), 'hour')} people wrote and it did not reply.")
    return " ".join(part for part in parts if part)


def _outside(facts: Facts, spans: Sequence[Open], hours: str | None) -> str:
    """Return how many of its replies fall outside the hours it promises, or working hours."""
    whole = whole_hours(spans or WORKING)
    if not facts.zone or whole is None:
        return ""
    found = outside(facts, whole)
    if found is None or found.value is None:
        return ""
    said = f"{number(found.value, Unit.SHARE)} ({span(found.lo, found.hi, Unit.SHARE)})"
    when = f"the hours it promises, {hours}" if spans else "Monday to Friday, 09:00 to 17:00"
    return f"{said} fall outside {when}."
