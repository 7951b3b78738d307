"""The collection log: what was read of each of the last nights, in full, in part or not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from collector.model import (
    Account,
    Facts,
    Gap,
    Kind,
    Observation,
    Organisation,
    Role,
    Watchlist,
)
from site_src.log import NIGHTS, log
from site_src.model import Extent, Read
from site_src.nights import calendar, missing_words, night_lines, nights_of
from site_src.signs import IN_FULL, IN_PART, NOT_READ

if TYPE_CHECKING:
    from site_src.model import NightLog

NIGHT = date(2026, 6, 1)
READ = Facts(followers=10, days_observed=30)
FULL = Read(extent=Extent.FULL)


def row(back: int, facts: Facts | Gap = READ, handle: str = "one.test") -> Observation:
    gap = facts if isinstance(facts, Gap) else None
    return Observation(
        night=NIGHT - timedelta(days=back),
        organisation="one",
        network="bluesky",
        account=handle,
        gap=gap,
        facts=None if isinstance(facts, Gap) else facts,
    )


def logged(*rows: Observation, handles: tuple[str, ...] = ("one.test",)) -> tuple[NightLog, ...]:
    one = Organisation(
        slug="one",
        name="One",
        kind=Kind.BRAND,
        sector="boots",
        country="GB",
        website="https://one.test",
        accounts=tuple(Account(network="bluesky", handle=h, role=Role.MAIN) for h in handles),
        file=PurePosixPath("brands/one.yml"),
    )
    by_key: dict[tuple[str, str, str | None], list[Observation]] = defaultdict(list)
    for found in sorted(rows, key=lambda found: found.night, reverse=True):
        by_key[found.organisation, found.network, found.account].append(found)
    return log(Watchlist(organisations=(one,)), by_key, NIGHT)


def test_the_log_is_of_thirty_dates_and_no_older_than_the_ledger() -> None:
    assert [one.night for one in logged(row(0), row(2))] == [
        NIGHT - timedelta(days=back) for back in (2, 1, 0)
    ]
    assert len(logged(row(0), row(400))) == NIGHTS


def test_a_night_that_the_ledger_does_not_hold_is_missing() -> None:
    nights = logged(row(0), row(2))
    assert [one.is_kept for one in nights] == [True, False, True]
    assert [(one.read, one.listed) for one in nights] == [(1, 1), (0, 0), (1, 1)]
    assert [line.words for line in night_lines(nights)][1] == "Missing: no night was kept."
    assert missing_words(nights).startswith("Missing: 31 May 2026.")
    assert missing_words(logged(row(0))) == "None of them is missing."


@pytest.mark.parametrize(
    ("facts", "read"),
    [
        (READ, FULL),
        (replace(READ, timeline_gap=Gap.NOT_OFFERED), FULL),
        (replace(READ, timeline_gap=Gap.BUSY), Read(extent=Extent.PART, reason=Gap.BUSY)),
        (replace(READ, follow_back_gap=Gap.HIDDEN), Read(extent=Extent.PART, reason=Gap.HIDDEN)),
        (Gap.GONE, Read(extent=Extent.NONE, reason=Gap.GONE)),
    ],
)
def test_a_night_is_read_in_full_in_part_or_not(facts: Facts | Gap, read: Read) -> None:
    [night] = logged(row(0, facts))
    assert night.organisations == {"one": read}


def test_one_of_two_accounts_is_a_part() -> None:
    [night] = logged(row(0), row(0, Gap.BUSY, "two.test"), handles=("one.test", "two.test"))
    assert night.organisations == {"one": Read(extent=Extent.PART, reason=Gap.BUSY)}
    assert (night.read, night.listed, night.gaps) == (1, 2, {"busy": 1})


def test_an_organisations_nights_begin_when_it_was_listed() -> None:
    others = [row(back, handle="another.test") for back in range(10)]
    nights = nights_of(logged(*others, row(0), row(1, Gap.BUSY), row(2)), "one")
    assert nights is not None
    assert nights.title == "The last 3 nights"
    assert [mark.glyph for mark in nights.marks] == ["●", "◌", "●"]
    assert nights.runs == (
        "30 May 2026: read in full",
        "31 May 2026: not read, busy",
        "1 June 2026: read in full",
    )
    assert [one.words for one in nights.tallies] == ["2 read in full", "1 not read (busy)"]
    assert nights_of(logged(*others), "one") is None


def test_nights_that_went_alike_are_told_as_one() -> None:
    nights = logged(row(0), row(1), row(3))
    assert [(line.days, line.read) for line in night_lines(nights)] == [
        ("31 May to 1 June 2026", "1 of 1"),
        ("30 May 2026", "none"),
        ("29 May 2026", "1 of 1"),
    ]


def test_a_calendar_has_whole_weeks_and_a_sign_for_each_night() -> None:
    weeks = calendar(logged(row(0), row(2, Gap.BUSY), row(3)))
    assert [len(week.cells) for week in weeks] == [7, 7]
    assert [week.name for week in weeks] == ["25 May", "1 Jun"]
    signs = [cell.glyph for week in weeks for cell in week.cells if cell]
    assert signs == [IN_FULL.glyph, IN_PART.glyph, NOT_READ.glyph, IN_FULL.glyph]


def test_a_night_is_counted_by_network_too() -> None:
    newest = logged(row(0), row(0, Gap.BUSY, "two.test"), handles=("one.test", "two.test"))[-1]
    found = newest.networks["bluesky"]
    assert (found.read, found.listed, found.gaps) == (1, 2, {"busy": 1})
