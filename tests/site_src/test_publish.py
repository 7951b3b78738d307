"""The same figures for programs."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

import pytest

from collector.model import Flag
from site_src.model import Change
from site_src.publish import COLUMNS, defused, league_csv, league_rows, sparse

if TYPE_CHECKING:
    from site_src.model import Standings

KEY = ("bluesky-council-borough-10k", "follow-back-rate")


@pytest.fixture(scope="module")
def names(small: Standings) -> dict[str, str]:
    return {slug: one.name for slug, one in small.organisations.items()}


def test_csv_and_json_hold_every_member(small: Standings, names: dict[str, str]) -> None:
    league = small.leagues[KEY]
    rows = list(csv.DictReader(io.StringIO(league_csv(league, names, {}))))
    told = league_rows(league, names, {})
    assert [row["organisation"] for row in rows] == [row["organisation"] for row in told]
    assert {row["organisation"] for row in rows} == set(league.table.members)
    assert tuple(rows[0]) == tuple(told[0]) == tuple(COLUMNS)


def test_a_gap_is_empty_and_never_a_zero(small: Standings, names: dict[str, str]) -> None:
    rows = csv.DictReader(io.StringIO(league_csv(small.leagues[KEY], names, {})))
    gap = next(row for row in rows if row["state"] == "gap")
    assert (gap["value"], gap["rank"], gap["reason"]) == ("", "", "too_few")


def test_a_change_is_told_with_its_range_and_the_night_it_is_from(
    small: Standings, names: dict[str, str]
) -> None:
    league = small.leagues[KEY]
    one, other = (place.organisation for place in league.ranked[:2])
    changes = {
        (one, "bluesky", KEY[1]): Change(
            words="up", d=0.12, lo=0.02, hi=0.22, is_real=True, since=date(2026, 10, 24)
        ),
        (other, "bluesky", KEY[1]): Change(words="no earlier reading to compare"),
    }
    rows = list(csv.DictReader(io.StringIO(league_csv(league, names, changes))))
    told = [[row[key] for key in COLUMNS if key.startswith("change")] for row in rows[:2]]
    assert told == [["0.12", "0.02", "0.22", "True", "2026-10-24"], [""] * 5]


def test_what_accounts_say_of_themselves_stands_beside_their_figures(
    small: Standings, names: dict[str, str]
) -> None:
    league = small.leagues[KEY]
    one, other = (place.organisation for place in league.ranked[:2])
    flags = {one: frozenset({Flag.HELD, Flag.BOT})}
    rows = csv.DictReader(io.StringIO(league_csv(league, names, {}, flags=flags)))
    told = league_rows(league, names, {}, flags=flags)
    assert {row["organisation"]: row["flags"] for row in rows if row["flags"]} == {one: "bot held"}
    assert {row["organisation"]: row["flags"] for row in told}[one] == ["bot", "held"]
    assert {row["organisation"]: row["flags"] for row in told}[other] == []
    assert all(flag in COLUMNS["flags"] for flag in Flag)


def test_a_sparse_row_keeps_every_zero_and_says_where_there_is_no_figure() -> None:
    row = {
        "value": None,
        "lo": None,
        "hi": None,
        "n": 0,
        "numerator": 0.0,
        "reason": "",
        "of": None,
    }
    row |= {"state": "estimate", "source": "asked", "unranked": "too few"}
    assert sparse({**row, "tied": False, "flags": [], "on_pages": True}) == {
        "state": "estimate",
        "source": "asked",
        "unranked": "too few",
        "value": None,
        "n": 0,
        "numerator": 0.0,
        "reason": "",
        "on_pages": True,
    }
    blank = {"state": "gap", "reason": "hidden", "value": None, "numerator": None}
    assert sparse({**blank, "source": "asked", "unranked": "hidden"}) == {
        "state": "gap",
        "reason": "hidden",
        "value": None,
    }


def test_figures_are_told_with_six_decimals(small: Standings, names: dict[str, str]) -> None:
    league = small.leagues[KEY]
    shown = [place.value.estimate for place in (*league.ranked, *league.unranked)]
    told = [row["value"] for row in league_rows(league, names, {})]
    assert any(one.value is not None and one.value != round(one.value, 6) for one in shown)
    assert told == [None if one.value is None else round(one.value, 6) for one in shown]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_a_name_cannot_be_a_formula(cell: str) -> None:
    assert defused(cell) == f"'{cell}"


def test_numbers_and_plain_names_stay_as_they_are() -> None:
    assert [defused(cell) for cell in (-0.5, None, "Lonmouth")] == [-0.5, None, "Lonmouth"]
