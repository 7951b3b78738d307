"""An organisation's numbers for programs: a row for each measure, safe in any spreadsheet."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING

from collector.model import State
from site_src.index import Index
from site_src.say import printed
from site_src.values import values_csv

if TYPE_CHECKING:
    from site_src.model import Standings

SLUG = "borough-of-lonmouth"


def lines(standings: Standings, slug: str = SLUG) -> list[dict[str, str]]:
    text = values_csv(Index(standings), standings.organisations[slug])
    return list(csv.DictReader(io.StringIO(text)))


def test_each_measure_has_one_row_with_its_table_and_its_printed_text(small: Standings) -> None:
    found = lines(small)
    keys = [(row["network"], row["metric"]) for row in found]
    assert len(keys) == len(set(keys)) == len(Index(small).metrics)
    assert {row["organisation"] for row in found} == {SLUG}
    first = found[0]
    value = Index(small).value(SLUG, "bluesky", "follow-back-rate")
    assert value is not None
    assert first["printed"].lstrip("'") == printed(value)
    assert first["peer_table"] == "bluesky-council-borough-10k"
    assert "" not in (first["rank"], first["best"], first["worst"], first["median"])


def test_a_gap_is_empty_and_never_a_zero(small: Standings) -> None:
    gaps = [one for slug in small.organisations for one in lines(small, slug) if is_gap(one)]
    assert gaps
    assert {row[name] for row in gaps for name in ("value", "lo", "hi", "rank")} == {""}
    assert all(row["reason"] for row in gaps)


def is_gap(row: dict[str, str]) -> bool:
    return row["state"] == str(State.GAP)


def test_no_cell_of_the_csv_is_a_formula(small: Standings) -> None:
    values = tuple(
        replace(value, network='=HYPERLINK("https://evil.test")') for value in small.values[SLUG]
    )
    hostile = replace(small, values={**small.values, SLUG: values})
    cells = [cell for line in lines(hostile) for cell in line.values()]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+"))]


def test_who_has_no_values_has_a_file_without_rows(small: Standings) -> None:
    silent = replace(small, values={**small.values, SLUG: ()})
    assert lines(silent) == []
