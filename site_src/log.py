"""The collection log: how much of each of the last nights was read, and why no more."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from collector.model import Gap
from site_src.model import Extent, NightLog, Reached, Read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from collector.model import Observation, Organisation, Watchlist
    from site_src.figures import Rows

    Night = Mapping[str, list[Observation]]

NIGHTS = 30


def log(watchlist: Watchlist, rows: Rows, night: date) -> tuple[NightLog, ...]:
    """Return the last 30 dates, oldest first, beginning with the ledger's own first night."""
    kept, opened = _kept(rows, night)
    nights = _by_night(watchlist, rows, night)
    dates = [night - timedelta(days=back) for back in reversed(range(NIGHTS))]
    return tuple(
        _night(date, nights.get(date, {}), is_kept=date in kept)
        for date in dates
        if opened is not None and date >= opened
    )


def shortfall(row: Observation) -> Gap | None:
    """Return why an account's night has less than its posts; what nobody is offered is no loss."""
    gap = row.facts.timeline_gap if row.facts else row.gap
    return None if row.facts and gap is Gap.NOT_OFFERED else gap


def _kept(rows: Rows, night: date) -> tuple[frozenset[date], date | None]:
    """Return the last nights that the ledger holds, and its first of all."""
    kept: set[date] = set()
    opened: date | None = None
    for mine in rows.values():
        kept.update(row.night for row in mine[:NIGHTS] if (night - row.night).days < NIGHTS)
        if mine and (opened is None or mine[-1].night < opened):
            opened = mine[-1].night
    return frozenset(kept), opened


def _by_night(watchlist: Watchlist, rows: Rows, night: date) -> Mapping[date, Night]:
    """Return each night's rows of the listed accounts, by organisation."""
    nights: dict[date, dict[str, list[Observation]]] = {}
    for one in watchlist.organisations:
        for row in _recent(one, rows, night):
            nights.setdefault(row.night, {}).setdefault(one.slug, []).append(row)
    return nights


def _recent(organisation: Organisation, rows: Rows, night: date) -> Iterator[Observation]:
    for account in organisation.accounts:
        for row in rows.get((organisation.slug, account.network, account.handle), ()):
            if (night - row.night).days >= NIGHTS:
                break
            yield row


def _night(night: date, organisations: Night, *, is_kept: bool) -> NightLog:
    everything = [row for rows in organisations.values() for row in rows]
    networks: dict[str, list[Observation]] = {}
    for row in everything:
        networks.setdefault(row.network, []).append(row)
    reached = _reached(everything)
    return NightLog(
        night=night,
        is_kept=is_kept,
        read=reached.read,
        listed=reached.listed,
        gaps=reached.gaps,
        organisations={slug: _read(rows) for slug, rows in organisations.items()},
        networks={network: _reached(rows) for network, rows in sorted(networks.items())},
    )


def _reached(rows: Sequence[Observation]) -> Reached:
    """Return how many accounts were read; what nobody can read is no loss of the night's."""
    reasons = [shortfall(row) for row in rows]
    read = reasons.count(None)
    passing = sum(reason is not None and reason.is_temporary for reason in reasons)
    gaps = Counter(reason.value for reason in reasons if reason)
    return Reached(read=read, listed=read + passing, gaps=dict(sorted(gaps.items())))


def _read(rows: list[Observation]) -> Read:
    """Return how much of an organisation's accounts was read, with the first reason why not all."""
    missing = [_missing(row) for row in rows]
    reason = next((gap for gap in missing if gap is not None), None)
    if reason is None:
        return _one(Extent.FULL, None)
    extent = Extent.PART if any(row.facts for row in rows) else Extent.NONE
    return _one(extent, reason)


def _missing(row: Observation) -> Gap | None:
    """Return why something is missing of an account's night: its posts, or its lists."""
    return shortfall(row) or (row.facts.follow_back_gap if row.facts else None)


@cache
def _one(extent: Extent, reason: Gap | None) -> Read:
    return Read(extent=extent, reason=reason)
