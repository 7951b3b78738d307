"""An organisation's numbers for programs: a row for each measure, safe in any spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from collector.model import State
from site_src.index import Index
from site_src.say import printed
from site_src.values import value_files

if TYPE_CHECKING:
    from site_src.model import Standings

SLUG = "borough-of-lonmouth"


def told(standings: Standings, slug: str = SLUG) -> dict[str, Any]:
    files = value_files(Index(standings), standings.organisations[slug])
    return dict(json.loads(files["values.json"]))


def lines(standings: Standings, slug: str = SLUG) -> list[dict[str, str]]:
    files = value_files(Index(standings), standings.organisations[slug])
    return list(csv.DictReader(io.StringIO(files["values.csv"])))


def test_each_measure_has_one_row_with_its_table_and_its_printed_text(small: Standings) -> None:
    found = told(small)
    assert (found["organisation"], found["night"]) == (SLUG, "2026-11-21")
    keys = [(row["network"], row["metric"]) for row in found["values"]]
    assert len(keys) == len(set(keys)) == len(Index(small).metrics)
    first = found["values"][0]
    value = Index(small).value(SLUG, "bluesky", "follow-back-rate")
    assert value is not None
    assert first["printed"] == printed(value)
    assert first["peer_table"] == "bluesky-council-borough-10k"
    assert (first["rank"], first["best"], first["worst"]) != (None, None, None)
    assert first["median"] is not None


def test_a_gap_is_empty_and_never_a_zero(small: Standings) -> None:
    for slug in small.organisations:
        for row in (*told(small, slug)["values"], *lines(small, slug)):
            if row["state"] == str(State.GAP):
                assert (row["value"] or None, row["lo"] or None, row["rank"] or None) == (None,) * 3
                assert row["reason"]


def test_the_csv_holds_what_the_json_holds(small: Standings) -> None:
    rows = told(small)["values"]
    assert [line["printed"].lstrip("'") for line in lines(small)] == [r["printed"] for r in rows]
    assert list(lines(small)[0]) == ["organisation", *rows[0]]
    assert {line["organisation"] for line in lines(small)} == {SLUG}


def test_no_cell_of_the_csv_is_a_formula(small: Standings) -> None:
    values = tuple(
        replace(value, window='=HYPERLINK("https://evil.test")') for value in small.values[SLUG]
    )
    hostile = replace(small, values={**small.values, SLUG: values})
    cells = [cell for line in lines(hostile) for cell in line.values()]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+"))]


def test_who_has_no_values_has_files_without_rows(small: Standings) -> None:
    silent = replace(small, values={**small.values, SLUG: ()})
    assert told(silent)["values"] == []
    assert lines(silent) == []
