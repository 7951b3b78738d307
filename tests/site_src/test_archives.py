"""Figures of the past on a living site: with their day and file, and never as tonight's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from site_src.archives import MOST, archive
from site_src.historic import historic
from site_src.index import Index
from site_src.model import Historic
from tests.site_src.test_measure import FULL, row

if TYPE_CHECKING:
    from collector.model import Observation
    from site_src.model import Standings

DAY = date(2009, 3, 31)


def past(standings: Standings, number: int, followers: int | None = 870_000) -> Historic:
    slug = sorted(standings.organisations)[number]
    return Historic(
        organisation=slug,
        network="x",
        account=f"a{number}",
        night=DAY,
        file="tables.csv",
        followers=followers,
        following=407_000,
    )


def told(*rows: Observation) -> list[Historic]:
    newest_first = sorted(rows, key=lambda one: one.night, reverse=True)
    key = (rows[0].organisation, rows[0].network, rows[0].account)
    return [*historic({key: newest_first})]


def test_the_newest_imported_counts_of_an_account_are_found_behind_those_we_read() -> None:
    old = [replace(row(FULL, days), imported=f"{days}.csv") for days in (300, 200)]
    [found] = told(row(FULL), *old)
    assert (found.file, found.night) == ("200.csv", old[1].night)
    assert found.followers == FULL.followers


def test_an_account_that_was_only_read_has_no_past() -> None:
    assert told(row(FULL), row(FULL, 200)) == []


def test_each_figure_of_the_past_stands_with_its_day_and_its_file(small: Standings) -> None:
    shown = archive(Index(replace(small, historic=(past(small, 0),))))
    assert shown is not None
    [line] = shown.lines
    assert line.words == "870,000 followers and 407,000 follows on X (@a0)"
    assert (line.day, line.file) == ("31 March 2009", "tables.csv")
    assert "imported from files, not read by us" in shown.note


def test_what_is_not_known_of_the_past_is_no_zero(small: Standings) -> None:
    shown = archive(Index(replace(small, historic=(past(small, 0, followers=None),))))
    assert shown is not None
    assert shown.lines[0].words == "407,000 follows on X (@a0)"


def test_a_handful_is_shown_and_how_many_there_are(small: Standings) -> None:
    many = tuple(past(small, number, followers=number) for number in range(7))
    shown = archive(Index(replace(small, historic=many)))
    assert shown is not None
    assert len(shown.lines) == MOST
    assert shown.note.startswith("5 of 7 accounts")


def test_a_site_without_a_past_says_nothing_of_it(small: Standings) -> None:
    assert archive(Index(small)) is None
