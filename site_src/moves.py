"""Why an organisation's rank is another than it was: who joined, left, was passed or passed it."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.amount import Unit
from site_src.change import distance
from site_src.page import day, listed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from site_src.model import Change, League, Place

    Ranks = Mapping[str, int]  # of the ranked, by slug

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
NOUNS = {Unit.SHARE: "rate", Unit.RATIO: "ratio", Unit.COUNT: "count", Unit.HOURS: "time"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossings:
    """All that moved a rank: now = then + joined + passed_by - left - passed.

    Above means strictly better; who draws level from above is passed.
    """

    joined: int  # above it, ranked now and not then
    left: int  # above it then, and not ranked now
    passed: int  # above it then, and not now
    passed_by: int  # above it now, and not then


CHANCE = Crossings(joined=0, left=0, passed=0, passed_by=0)


def crossings(
    now: Ranks, then: Ranks, among: Collection[str] | None = None
) -> dict[str, Crossings]:
    """Return what moved the rank of each who is ranked both times.

    `among` counts only those crossings that are with one of these.
    """
    stayed = [slug for slug in now if slug in then]
    others = [slug for slug in stayed if among is None or slug in among]
    joined = sorted(rank for slug, rank in now.items() if slug not in then)
    left = sorted(rank for slug, rank in then.items() if slug not in now)
    above_now = sorted(now[slug] for slug in others)
    above_then = sorted(then[slug] for slug in others)
    both = _both(stayed, others, now, then)
    return {
        slug: Crossings(
            joined=bisect_left(joined, now[slug]),
            left=bisect_left(left, then[slug]),
            passed=bisect_left(above_then, then[slug]) - both[slug],
            passed_by=bisect_left(above_now, now[slug]) - both[slug],
        )
        for slug in stayed
    }


def _both(stayed: Sequence[str], others: Sequence[str], now: Ranks, then: Ranks) -> dict[str, int]:
    """Return how many of the others are above each of the stayed both times."""
    added: defaultdict[int, list[int]] = defaultdict(list)
    asked: defaultdict[int, list[str]] = defaultdict(list)
    for slug in others:
        added[then[slug]].append(now[slug])
    for slug in stayed:
        asked[then[slug]].append(slug)
    above: list[int] = []
    both: dict[str, int] = {}
    for rank in sorted(added.keys() | asked.keys()):
        for slug in asked[rank]:
            both[slug] = bisect_left(above, now[slug])
        for other in added[rank]:
            insort(above, other)
    return both


def moves(
    now: League, then: League, changes: Mapping[str, Change], *, since: date, unit: Unit
) -> dict[str, str]:
    """Return one sentence for each who is ranked now: why its rank is what it is.

    `then` is the same league as it stood on the night `since`.
    """
    places, earlier = _placed(now), _placed(then)
    ranks, old = _ranks(places), _ranks(earlier)
    real = {slug for slug, change in changes.items() if change.is_real}
    found, for_real = crossings(ranks, old), crossings(ranks, old, real)
    told = dict.fromkeys(ranks, f"It was not ranked here on {day(since)}.")
    for slug, move in found.items():
        now_at, then_at, change = places[slug], earlier[slug], changes.get(slug)
        if now_at.value.method_version != then_at.value.method_version:
            told[slug] = (
                f"The method has changed since {day(since)}: no rank is compared across it."
            )
        elif _may_be_chance(change, for_real[slug]) and (words := _by_chance(now_at, then_at)):
            told[slug] = words
        else:
            told[slug] = _sentence(_lead(change, unit), move)
    return told


def _may_be_chance(change: Change | None, crossed: Crossings) -> bool:
    """Whether neither its own figure nor one that crossed it changed, and nobody came or went."""
    is_still = change is not None and change.d is not None and not change.is_real
    return is_still and crossed == CHANCE


def _placed(league: League) -> dict[str, Place]:
    return {place.organisation: place for place in league.ranked}


def _ranks(places: Mapping[str, Place]) -> dict[str, int]:
    return {slug: place.rank for slug, place in places.items() if place.rank is not None}


def _by_chance(now: Place, then: Place) -> str | None:
    """Return that nothing happened, with the ranks that fit both times; None if none does."""
    best = max(now.best or 1, then.best or 1)
    worst = min(now.worst or best, then.worst or best)
    if best > worst:
        return None
    if now.best == now.worst and then.best == then.worst:
        return "Nothing changed."
    fits = f"the ranks {best}–{worst} fit" if best < worst else f"rank {best} fits"
    return f"Nothing changed but chance: {fits} both times."


def _lead(change: Change | None, unit: Unit) -> str:
    """Return what its own figure did, in as many words as are sure."""
    if change is None or change.d is None:
        return ""
    if change.is_real:
        by = "" if unit is Unit.SHARE else "by "
        return f"It {'rose' if change.d > 0 else 'fell'} {by}{distance(change.d, unit)}"
    is_known = change.lo == change.hi and unit is not Unit.COUNT
    return f"Its {NOUNS[unit]} {'is unchanged' if is_known else 'shows no clear change'}"


def _sentence(lead: str, move: Crossings) -> str:
    """Return the lead with everything that moved the rank."""
    is_past = lead.startswith("It ") and move.passed and not move.passed_by
    if is_past:
        lead = f"{lead}, past {_said(move.passed)}"
    parts = [
        "it passed " + _said(move.passed) if move.passed and not is_past else "",
        f"{_said(move.passed_by)} passed it" if move.passed_by else "",
        f"{_said(move.joined)} joined above" if move.joined else "",
        f"{_said(move.left)} left above it" if move.left else "",
    ]
    happened = listed([part for part in parts if part] or [""])
    told = "; ".join(part for part in (lead, happened) if part)
    return f"{told[:1].upper()}{told[1:]}." if told else "Nothing above it changed."


def _said(number: int) -> str:
    return WORDS[number] if number < len(WORDS) else f"{number:,}"
