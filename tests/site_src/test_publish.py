"""The same figures for programs."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from site_src.publish import COLUMNS, defused, league_csv, league_json

if TYPE_CHECKING:
    from site_src.model import Standings

KEY = ("bluesky-council-borough-10k", "follow-back-rate")


@pytest.fixture(scope="module")
def names(small: Standings) -> dict[str, str]:
    return {slug: one.name for slug, one in small.organisations.items()}


def test_csv_and_json_hold_every_member(small: Standings, names: dict[str, str]) -> None:
    league = small.leagues[KEY]
    rows = list(csv.DictReader(io.StringIO(league_csv(league, names))))
    told = json.loads(league_json(league, names))["places"]
    assert [row["organisation"] for row in rows] == [row["organisation"] for row in told]
    assert {row["organisation"] for row in rows} == set(league.table.members)
    assert tuple(rows[0]) == tuple(told[0]) == COLUMNS


def test_a_gap_is_empty_and_never_a_zero(small: Standings, names: dict[str, str]) -> None:
    rows = csv.DictReader(io.StringIO(league_csv(small.leagues[KEY], names)))
    gap = next(row for row in rows if row["state"] == "gap")
    assert (gap["value"], gap["rank"], gap["reason"]) == ("", "", "too_few")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_a_name_cannot_be_a_formula(cell: str) -> None:
    assert defused(cell) == f"'{cell}"


def test_numbers_and_plain_names_stay_as_they_are() -> None:
    assert [defused(cell) for cell in (-0.5, None, "Lonmouth")] == [-0.5, None, "Lonmouth"]
