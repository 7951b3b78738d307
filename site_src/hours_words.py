"""What the replies by hour of the week say in words, and how many of them fall outside which hours.

An hour without a reply is one in which people wrote, or nobody did, or it is not known: openings
are read of fewer weeks than replies are, and not everywhere, and not always all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.interval import ALPHA, cluster_sums
from collector.model import MOST_OPENINGS, OPENING_WEEKS, WEEK_HOURS, WEEKS, OpeningKind
from site_src.amount import Unit, number, span
from site_src.evidence import in_clusters
from site_src.hours import CLOSES, DAY_HOURS, OPENS, WORKING_DAYS
from site_src.page import plural
from site_src.promise import Open, whole_hours

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from collector.model import Facts
    from site_src.model import Estimate

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LEAST = 30  # replies, below which a share says little (method 1)
Opened = Sequence[
    int | None
]  # openings by hour of the week; None: whether there were any is unknown
WORKING = tuple(Open(day=day, opens=OPENS, closes=CLOSES) for day in range(WORKING_DAYS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    """The hours of the week in which it did not reply, by whether anybody wrote in them."""

    wrote: tuple[int, ...]
    silent: tuple[int, ...]
    unread: tuple[int, ...]


def by_hour(facts: Facts) -> tuple[int, ...] | None:
    """Return the replies in each hour of the week; None where they were not read."""
    if facts.reply_hours is None or facts.reply_hour_counts is None:
        return None
    return _counted(facts.reply_hours, facts.reply_hour_counts)


def opened_by_hour(facts: Facts) -> Opened | None:
    """Return in which hours of the week people wrote, by their openings; None where unread.

    Where threads were drawn, or one was cut short, an hour without an opening is not known to be
    one in which nobody wrote.
    """
    if facts.opening_hours is None or facts.opening_hour_counts is None:
        return None
    counts = _counted(facts.opening_hours, facts.opening_hour_counts)
    is_whole = facts.threads_drawn == facts.threads_listed and not facts.threads_capped
    return counts if is_whole else tuple(count or None for count in counts)


def _counted(cells: Iterable[int], counts: Iterable[int]) -> tuple[int, ...]:
    by_hour = [0] * WEEK_HOURS
    for cell, count in zip(cells, counts, strict=True):
        by_hour[cell % WEEK_HOURS] += count
    return tuple(by_hour)


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


def empty(counts: Sequence[int], opened: Opened | None) -> Empty:
    """Return the hours without a reply, told apart; all are unread where openings are not known."""
    known = opened or (None,) * WEEK_HOURS
    hours = [hour for hour, replies in enumerate(counts) if not replies]
    return Empty(
        wrote=tuple(hour for hour in hours if known[hour]),
        silent=tuple(hour for hour in hours if known[hour] == 0),
        unread=tuple(hour for hour in hours if known[hour] is None),
    )


def wrote_words(facts: Facts) -> str:
    """Return of which weeks it was read who wrote, and what counts as having written."""
    told = WEEKS if facts.weeks_observed is None else facts.weeks_observed
    lately = plural(min(told, OPENING_WEEKS), "week")
    first = "each person’s first message to it in a thread"
    if facts.openings_kind is not OpeningKind.MENTIONS:
        first = "each person’s first message in a thread under its recent posts"
    return f"Who wrote is known for the last {lately}: {first}{_short(facts)}."


def _short(facts: Facts) -> str:
    """Return in how far not everything was read."""
    words = ""
    drawn, listed = facts.threads_drawn, facts.threads_listed
    if drawn is not None and listed is not None and drawn < listed:
        words += f", in {drawn:,} of {listed:,} threads"
    if facts.threads_capped:
        words += f", of no more than {MOST_OPENINGS} people each"
    return words


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
    if facts.opening_hours is not None:
        parts.append(wrote_words(facts))
    return " ".join(parts)


def told(
    facts: Facts,
    counts: Sequence[int],
    spans: Sequence[Open],
    hours: str | None,
    opened: Opened | None,
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
    parts += [_empty(facts, empty(counts, opened), is_told=opened is not None)]
    return " ".join(part for part in parts if part)


def _empty(facts: Facts, none: Empty, *, is_told: bool) -> str:
    """Return in how many of the hours without a reply people wrote, or nobody did."""
    if not is_told:
        return "In the other hours it did not reply; whether anybody wrote then is not known."
    lots = [
        (none.wrote, "people wrote and no reply was sent"),
        (none.silent, "nobody wrote and no reply was sent"),
        (none.unread, "no reply was sent, and not everything that people wrote was read"),
    ]
    said = [f"in {plural(len(hours), 'hour')} {words}" for hours, words in lots if hours]
    if not said:
        return ""
    return f"{wrote_words(facts)} {'; '.join(said).capitalize()}."


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
