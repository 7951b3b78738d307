"""A small ledger in which everything that can be missing is missing, and a few zeros are true."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from collector.interval import cluster_sums
from collector.model import (
    OPENING_WEEKS,
    WEEK_HOURS,
    WEEKS,
    Facts,
    Gap,
    Observation,
    OpeningKind,
)
from collector.store import Ledger
from collector.store.report import AccountReport, RunReport

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NIGHT = date(2026, 11, 21)
READINGS = 10  # one a week
GOOD = range(1, 13)
FILE = "old-counts.csv"
ENTRY = """\
name: {name}
kind: council
sector: borough
country: GB
website: https://{slug}.test
accounts:
"""
ACCOUNT = """\
  - network: bluesky
    handle: {handle}.test
    role: {role}
    source: https://{slug}.test/contact
"""
# What is truly nothing where somebody follows nobody and answers nobody.
ZEROS = frozenset(
    {
        "follow-back-rate",
        "following-per-follower",
        "reply-share",
        "conversations",
        "people",
        "self-promotion-share",
        "answered-24h",
        "acknowledged",
        "any-response",
        "consistency",
    }
)
ZERO, TWO = "zeroton", "twofold"

_SIZES = (1, 4, 2, 10, 3, 1, 6, 1, 2, 2) * 2
_HOURS = tuple(
    WEEK_HOURS * week + 24 * day + hour
    for week in range(WEEKS)
    for day in range(7)
    for hour in (8, 10, 13, 15, 19)
    if (day + hour + week) % 3
)
_OPENED = tuple(
    WEEK_HOURS * week + 24 * day + hour
    for week in range(WEEKS - OPENING_WEEKS, WEEKS)
    for day in range(7)
    for hour in (3, 8, 15, 21)
)


def _sums(*hits: int) -> tuple[int, ...]:
    return cluster_sums(hits * 2, _SIZES).flat


def _days(*counts: int) -> tuple[int, ...]:
    return counts * (30 // len(counts))


def _good(number: int, week: int) -> Facts:
    """Return a full reading of which no figure, and no end of one, is a zero."""
    followers, more = 2000 + 37 * number, number + week
    touched = cluster_sums((2, 3, 1, 4, 1, 2, 3, 3, 1, 5), (6, 5, 4, 8, 3, 5, 7, 6, 4, 9)).flat
    return Facts(
        followers=followers,
        following=900 + 11 * more,
        posts=1000 + more,
        listed=900 + 11 * more,
        drawn=390,
        mutual=200 + 3 * more,
        days_observed=30,
        replies_by_day=_days(6, 4, 2),
        originals_by_day=_days(2, 1, 3),
        reposts_by_day=_days(1, 2, 1),
        self_replies_by_day=_days(1, 1, 1),
        conversations=100 + more,
        people=80 + more,
        clock_faults=1,
        likes_given=5,
        promotions_by_day=_days(1, 1, 2),
        weeks_observed=WEEKS,
        conversations_by_week=(25,) * WEEKS,
        people_by_week=(20, 3) * (WEEKS // 2),
        zone="Europe/London",
        reply_hours=_HOURS,
        reply_hour_counts=(1,) * len(_HOURS),
        languages=("en",),
        signed=touched,
        thanked=touched,
        apologised=touched,
        invited=touched,
        **_opened(number),
    )


def _opened(number: int) -> dict[str, Any]:
    """Return what is known of those who spoke to them, and of its answers."""
    return {
        "openings_kind": OpeningKind.REPLIES,
        "threads_listed": 20,
        "threads_drawn": 20,
        "answered": _sums(1, 3, 1, 8, 2, 1, 5, 1, 1, 2),
        "acknowledged": _sums(1, 2, 1, 3, 1, 1, 2, 1, 1, 1),
        "responded": _sums(1, 4, 1, 9, 2, 1, 6, 1, 1, 2),
        "answer_waits": tuple(900 * (1 + (number + n) % 40) for n in range(40)),
        "open_waits": (3600 * WEEK_HOURS,) * 4,
        "opening_hours": _OPENED,
        "opening_hour_counts": (2,) * len(_OPENED),
        "threads_capped": 0,
    }


def _zero() -> Facts:
    """Return what is known of somebody who follows nobody and answers nobody: true zeros."""
    nothing = _sums(*(0,) * 10)
    silent: dict[str, Any] = {
        "replies_by_day": _days(0),
        "promotions_by_day": _days(0),
        "people": 0,
    }
    silent |= {"people_by_week": (0,) * WEEKS, "conversations_by_week": (0,) * WEEKS}
    silent |= {"reply_hours": (), "reply_hour_counts": (), "languages": (), "conversations": 0}
    silent |= dict.fromkeys(("signed", "thanked", "apologised", "invited"), ())
    silent |= dict.fromkeys(("answered", "acknowledged", "responded"), nothing)
    return replace(
        _good(1, 0),
        following=0,
        listed=0,
        drawn=0,
        mutual=0,
        answer_waits=(),
        open_waits=(3600 * WEEK_HOURS,) * 40,
        **silent,
    )


def _few() -> Facts:
    few = cluster_sums((1, 0, 1), (1, 1, 2)).flat
    return replace(
        _good(2, 0),
        followers=12,
        following=9,
        listed=9,
        drawn=9,
        mutual=4,
        days_observed=6,
        replies_by_day=(*_days(0)[1:], 3),
        originals_by_day=(*_days(0)[1:], 2),
        reposts_by_day=_days(0),
        promotions_by_day=_days(0),
        weeks_observed=2,
        reply_hours=(1, 5),
        reply_hour_counts=(1, 2),
        signed=few,
        thanked=few,
        apologised=few,
        invited=few,
        answered=few,
        acknowledged=few,
        responded=few,
        answer_waits=(60, 70),
        open_waits=(90,),
        opening_hours=(WEEK_HOURS * 11 + 5, WEEK_HOURS * 11 + 7),
        opening_hour_counts=(1, 2),
        threads_capped=1,
    )


def _odd() -> Iterator[tuple[str, Facts]]:
    """Yield facts with something missing, under the name of what is."""
    full = _good(3, 0)
    unread: dict[str, Any] = dict.fromkeys(("listed", "drawn", "mutual"))
    unheard: dict[str, Any] = dict.fromkeys(
        ("answered", "acknowledged", "responded", "answer_waits", "open_waits", "openings_kind")
    )
    unheard |= dict.fromkeys(("opening_hours", "opening_hour_counts", "threads_capped"))
    unposted: dict[str, Any] = dict.fromkeys(
        name
        for name in Facts.__dataclass_fields__
        if name not in ("followers", "following", "timeline_gap")
    )
    yield ZERO, _zero()
    yield "fewham", _few()
    yield "nothingness", Facts()
    yield "countless", replace(full, followers=None, following=None, **unread)
    yield "friendless", replace(full, followers=0, following=0, listed=0, drawn=0, mutual=0)
    yield "hiding", replace(full, follow_back_gap=Gap.HIDDEN, **unread)
    yield (
        "locking",
        Facts(
            followers=2000,
            following=300,
            follow_back_gap=Gap.LOCKED,
            timeline_gap=Gap.LOCKED,
            openings_gap=Gap.LOCKED,
        ),
    )
    yield "unheard", replace(full, openings_gap=Gap.BLOCKED, **unheard)
    yield "likeless", replace(full, acknowledged=None, responded=None)
    yield "zoneless", replace(full, zone=None)
    yield "tongueless", replace(full, languages=("cy",))
    yield "slowton", replace(full, answer_waits=(60,) * 4, open_waits=(3600 * WEEK_HOURS,) * 40)
    yield "unposted", replace(full, timeline_gap=Gap.NOT_OFFERED, **unposted)


GAPS = tuple(gap for gap in Gap if gap not in (Gap.NEW, Gap.STALE))


def slugs() -> tuple[str, ...]:
    """Return everybody, in the order of the watchlist's files."""
    good = [f"goodham-{number}" for number in GOOD]
    odd = [slug for slug, _ in _odd()]
    gaps = [f"gap-{gap.value.replace('_', '-')}" for gap in GAPS]
    return (*good, *odd, *gaps, "stalemere", "newbury", "imported-old", TWO)


def name_of(slug: str) -> str:
    """Return the name of an organisation, within no other's."""
    return f"Borough of {slug.replace('-', ' ').title()}."


def _rows(week: int) -> Iterator[Observation]:
    """Yield the rows of the reading so many weeks ago."""
    night = NIGHT - timedelta(days=7 * week)

    def row(slug: str, **kept: Any) -> Observation:
        told = {"night": night, "organisation": slug, "network": "bluesky"}
        return Observation(**{**told, "account": f"{slug}.test", **kept})

    for number in GOOD:
        yield row(f"goodham-{number}", facts=_good(number, week))
    for slug, facts in _odd():
        yield row(slug, facts=facts)
    for gap in GAPS:
        yield row(f"gap-{gap.value.replace('_', '-')}", gap=gap)
    yield row("stalemere", **({"gap": Gap.BUSY} if week < 3 else {"facts": _good(5, week)}))
    yield row("imported-old", facts=Facts(followers=3000, following=800), imported=FILE)
    yield row(TWO, account=f"{TWO}.test", facts=_good(6, week))
    yield row(TWO, account=f"help.{TWO}.test", gap=Gap.UNREACHABLE)


def write(folder: Path) -> Path:
    """Write the watchlist and the ledger into a folder, as `watchlist` and `data`."""
    councils = folder / "watchlist" / "councils"
    councils.mkdir(parents=True)
    for slug in slugs():
        entry = ENTRY.format(name=f'"{name_of(slug)}"', slug=slug)
        entry += ACCOUNT.format(slug=slug, handle=slug, role="main")
        if slug == TWO:
            entry += ACCOUNT.format(slug=slug, handle=f"help.{slug}", role="help")
        (councils / f"{slug}.yml").write_text(entry, encoding="utf-8")
    ledger = Ledger(folder / "data")
    for week in reversed(range(READINGS)):
        rows = [one for one in _rows(week) if one.organisation != "newbury"]
        ledger.record(rows[0].night, rows, _report(rows))
    return folder


def _report(rows: list[Observation]) -> RunReport:
    night = rows[0].night
    at = datetime(night.year, night.month, night.day, 2, 30, tzinfo=UTC)
    read = [row for row in rows if row.facts]
    return RunReport(
        night=night,
        started_at=at,
        finished_at=at,
        collector_version="1",
        read=len(read),
        expected=len(rows),
        accounts=tuple(
            AccountReport(
                organisation=row.organisation,
                network=row.network,
                account=row.account or "",
                read_at=at,
                gap=row.gap,
            )
            for row in rows
        ),
    )
