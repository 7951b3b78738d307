"""What is published beside the pages, of hostile names and of nobody at all."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from collector.model import Kind
from site_src.api_rows import Rows
from site_src.api_schema import Latest, Past
from site_src.chart_ids import chart_address, history_chart_id, league_chart_id
from site_src.dataset import Block, dataset
from site_src.dictionary import HISTORY_COLUMNS, LATEST_COLUMNS
from site_src.history_table import history_parquet
from site_src.index import Index
from site_src.package import latest_csv
from site_src.published import published

if TYPE_CHECKING:
    from collections.abc import Callable

    from site_src.model import Standings

HOME = "https://league.test/here/"
DRAWN = {"bluesky-council-borough-10k--follow-back-rate": "Follow-back rate: boroughs"}


def files(standings: Standings) -> dict[str, bytes]:
    return dict(published(Index(standings), HOME, (), DRAWN))


@pytest.mark.heavy
def test_every_file_stands_once_and_the_same_standings_are_the_same_bytes(small: Standings) -> None:
    addresses = [address for address, _ in published(Index(small), HOME, (), DRAWN)]
    assert len(set(addresses)) == len(addresses)
    assert files(small) == files(small)


@pytest.mark.heavy
def test_an_organisation_and_its_league_say_the_same(small: Standings) -> None:
    found = files(small)
    league = json.loads(found["api/v1/leagues/bluesky-council-borough-10k/follow-back-rate.json"])
    place = next(one for one in league["places"] if one["organisation"] == "borough-of-lonmouth")
    one = json.loads(found["api/v1/organisations/borough-of-lonmouth.json"])
    figure = next(each for each in one["values"] if each["metric"] == "follow-back-rate")
    same = set(figure) & set(place)
    assert {"value", "lo", "hi", "state", "rank", "best", "worst", "n"} <= same
    assert {name: place[name] for name in same} == {name: figure[name] for name in same}
    assert figure["rank"] is not None


@pytest.mark.heavy
def test_charts_are_listed_that_have_a_page_and_no_others(small: Standings) -> None:
    told = json.loads(files(small)["api/v1/charts.json"])["charts"]
    assert [(one["id"], one["about"], one["title"]) for one in told] == [
        (*DRAWN, "league", *DRAWN.values())
    ]
    assert told[0]["page"] == f"{HOME}charts/{told[0]['id']}/"


def test_a_name_in_latest_cannot_be_a_formula(made: Callable[..., Standings]) -> None:
    standings = made(("=1+1", "@x", "Plain"))
    text = latest_csv(Rows(index=Index(standings), home=HOME, drawn={}))
    names = {row["name"] for row in csv.DictReader(io.StringIO(text))}
    assert {"'=1+1", "'@x", "Plain"} <= names


def test_a_gap_in_latest_is_empty_and_never_a_zero(small: Standings) -> None:
    text = latest_csv(Rows(index=Index(small), home=HOME, drawn={}))
    gaps = [row for row in csv.DictReader(io.StringIO(text)) if row["state"] == "gap"]
    assert gaps
    assert {row[name] for row in gaps for name in ("value", "lo", "hi", "rank")} == {""}


@pytest.mark.heavy
def test_the_history_holds_a_year_by_organisation_and_night(made: Callable[..., Standings]) -> None:
    standings = made(nights=800)
    frame = pl.read_parquet(io.BytesIO(history_parquet(standings)))
    keys = frame.select("organisation", "network", pl.col("metric").to_physical(), "night").rows()
    assert keys == sorted(keys)
    nights = frame["night"].to_list()
    assert (standings.night - min(nights)).days < 53 * 7
    assert max(nights) == standings.night


def test_standings_without_any_history_make_a_table_without_rows(small: Standings) -> None:
    frame = pl.read_parquet(io.BytesIO(history_parquet(replace(small, histories={}))))
    assert frame.height == 0
    assert frame.columns == [column.name for column in HISTORY_COLUMNS]


def test_the_dictionary_has_every_declared_column_with_type_and_words() -> None:
    assert {one.name for one in LATEST_COLUMNS} == set(Latest.model_fields) - {"source"}
    assert [one.name for one in HISTORY_COLUMNS] == list(Past.model_fields)
    types = {one.name: one.type for one in LATEST_COLUMNS}
    assert (types["value"], types["n"], types["tied"]) == ("number", "integer", "boolean")
    assert (types["measured"], types["collected_at"]) == ("date", "datetime")
    state = next(one for one in LATEST_COLUMNS if one.name == "state")
    assert state.field["constraints"] == {
        "required": True,
        "enum": ["exact", "estimate", "bound", "gap"],
    }
    assert all(one.text for one in (*LATEST_COLUMNS, *HISTORY_COLUMNS))


def test_structured_data_cannot_end_its_own_element(small: Standings) -> None:
    assert Block('{"name": "</script><!-- &"}').__html__() == (
        '{"name": "\\u003c/script\\u003e\\u003c!-- \\u0026"}'
    )
    told = json.loads(dataset(Index(small), HOME).__html__())
    assert told["@type"] == "Dataset"
    assert told["description"].endswith("every organisation and every figure is invented.")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(Kind.COUNCIL, "council-ham--x"), (Kind.PUBLIC_BODY, "public-body-ham--x")],
)
def test_ids_of_charts_last(small: Standings, kind: Kind, expected: str) -> None:
    one = replace(next(iter(small.organisations.values())), slug="ham", kind=kind)
    assert history_chart_id(one, "x") == expected
    assert league_chart_id("x-council", "people") == "x-council--people"
    assert chart_address("x-council--people") == "charts/x-council--people/"
