"""The dictionary explains what the files hold, from the declarations."""

from __future__ import annotations

from dataclasses import fields

import pytest

from collector.model import Facts, Gap
from site_src.dictionary_page import Dictionary, dictionary_page
from site_src.metrics import METRICS
from site_src.publish import COLUMNS


@pytest.fixture(scope="module")
def told() -> Dictionary:
    content = dictionary_page().content
    assert isinstance(content, Dictionary)
    return content


def test_every_column_of_the_ledger_is_explained(told: Dictionary) -> None:
    assert [column.name for column in told.fields] == [field.name for field in fields(Facts)]
    assert all(column.text for column in told.fields)


def test_every_column_of_a_league_is_explained(told: Dictionary) -> None:
    assert {column.name: column.text for column in told.columns} == dict(COLUMNS)


def test_every_measure_is_explained_with_its_formula_and_floors(told: Dictionary) -> None:
    assert [one.key for one in told.metrics] == list(METRICS)
    times = next(one for one in told.metrics if one.key == "time-to-answer")
    assert times.unit == "hours"
    assert times.floors.startswith("shown from 30 openings, ranked from 30 openings, in at least")


def test_every_reason_for_an_empty_cell_is_explained(told: Dictionary) -> None:
    assert [reason.code for reason in told.gaps] == [str(gap) for gap in Gap]
