"""A week of the ledger -> its frozen edition; who was removed since -> tombstones in them all."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from collector.errors import InputError
from collector.store.edition import Edition, days_of, last_day, week_of
from collector.store.editions import Editions
from site_src.book import site_of
from site_src.edition import edition_files
from site_src.measure import standings_of
from site_src.redact import redacted
from site_src.render import Renderer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from collector.model import Observation, Watchlist
    from collector.settings import Settings
    from collector.store import Ledger

FEWEST_NIGHTS = 4  # of seven: an edition of fewer would speak for a week that was not read


def last_whole_week(nights: Sequence[date]) -> str | None:
    """Return the newest week that is over: the one whose last day, or a later one, was read."""
    if not nights:
        return None
    week = week_of(nights[-1])
    if last_day(week) <= nights[-1]:
        return week
    return week_of(last_day(week) - timedelta(days=7))


def last_whole_weeks(nights: Sequence[date], count: int) -> tuple[str, ...]:
    """Return the last weeks that may be frozen, of so many, the oldest first."""
    newest = last_whole_week(nights)
    if newest is None:
        return ()
    ends = (last_day(newest) - timedelta(days=7 * ago) for ago in reversed(range(count)))
    return tuple(week for week in map(week_of, ends) if not why_poor(nights, week))


def why_poor(nights: Sequence[date], week: str) -> str:
    """Return why a week is not frozen: it is not over, or was read too seldom; empty if it is."""
    last, held = last_day(week), [night for night in nights if night in days_of(week)]
    if not nights or nights[-1] < last:
        return f"{week} is not over: freeze it when the night of {last} is in the ledger"
    if len(held) < FEWEST_NIGHTS:
        return f"{week} has {len(held)} of 7 nights, and an edition needs {FEWEST_NIGHTS}"
    return ""


def freeze_weeks(
    ledger: Ledger, watchlist: Watchlist, settings: Settings, weeks: Sequence[str]
) -> list[str]:
    """Freeze weeks, the oldest first, and return those whose editions did not stand already.

    The ledger is read once for them all.
    """
    frozen = Editions(ledger.folder).weeks()
    left = [week for week in weeks if week not in frozen]
    rows = ledger.observations(until=max(map(last_day, left))) if left else []
    return [week for week in left if freeze(ledger, watchlist, settings, week, rows)]


def freeze(
    ledger: Ledger,
    watchlist: Watchlist,
    settings: Settings,
    week: str,
    rows: Sequence[Observation] | None = None,
) -> Edition | None:
    """Freeze a week, as it stood on its last night; None where its edition stands already.

    Without `rows` of the ledger, which may go beyond the week, they are read.
    """
    editions, nights = Editions(ledger.folder), ledger.nights()
    editions.mend()
    before = [one for one in editions.checked() if one.week < week]
    if week in editions.weeks():
        return None
    if why := why_poor(nights, week):
        raise InputError(f"{why}; choose another week")
    night = max(night for night in nights if night in days_of(week))
    standings = standings_of(ledger, watchlist, settings, night=night, rows=rows)
    renderer = Renderer(site_of(standings, settings, ()))
    last = before[-1] if before else None
    edition = Edition(week=week, night=night, method_version=standings.method_version, files={})
    editions.keep(edition, edition_files(standings, settings, week, last, renderer))
    return editions.edition(week)


def redact(editions: Editions, watchlist: Watchlist, slug: str, when: date) -> Iterator[str]:
    """Take a removed organisation out of every edition that names it; yield their weeks.

    Raises InputError where it was not removed.
    """
    if slug not in {one.slug for one in watchlist.removed}:
        raise InputError(
            f'"{slug}" is not in removed.yml; an edition changes for nothing but a removal'
        )
    editions.mend()
    names = tuple(_names(watchlist, slug))
    for edition in editions.checked():
        folder = editions.folder / edition.week
        files = {name: (folder / name).read_bytes() for name in edition.files}
        changed = redacted(files, names)
        if changed:
            editions.redact(edition.week, changed, who=slug, when=when)
            yield edition.week


def _names(watchlist: Watchlist, slug: str) -> Iterator[str]:
    """Yield a slug, and every one that it had before."""
    yield slug
    for one in watchlist.renamed:
        if one.new == slug:
            yield from _names(watchlist, one.old)
