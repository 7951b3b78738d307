"""The data package, read by those who would read it: Frictionless, DuckDB and pandas."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

import duckdb
import pandas as pd
import pytest

from collector.model import CHANCE_HOURS, State
from site_src.dictionary import HISTORY_COLUMNS, LATEST_COLUMNS
from site_src.history_table import history_parquet
from site_src.metrics import METRICS, Unit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.published.conftest import Served

pytestmark = pytest.mark.slow
VALIDATE = """\
import sys
from frictionless import Package
report = Package(sys.argv[1]).validate()
sys.exit(None if report.valid else str(report.flatten(["type", "note", "rowNumber", "fieldName"])))
"""


def validated(package: Path) -> subprocess.CompletedProcess[str]:
    """Return what Frictionless says of a package, in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-c", VALIDATE, package.name]
    return subprocess.run(command, cwd=package.parent, capture_output=True, text=True, check=False)


def test_frictionless_finds_no_fault_in_the_package(served: Served) -> None:
    done = validated(served.folder / "data" / "datapackage.json")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [(b",bound,", b",bond,", "enum"), (b"Borough", b"borough", "hash-count")],
)
def test_frictionless_finds_what_was_changed(
    served: Served, tmp_path: Path, old: bytes, new: bytes, fault: str
) -> None:
    for name in ("datapackage.json", "history.parquet", "latest.csv"):
        (tmp_path / name).write_bytes((served.folder / "data" / name).read_bytes())
    latest = tmp_path / "latest.csv"
    assert old in latest.read_bytes()
    latest.write_bytes(latest.read_bytes().replace(old, new, 1))
    done = validated(tmp_path / "datapackage.json")
    assert done.returncode == 1
    assert fault in done.stderr


def test_the_package_names_licence_sources_sizes_and_hashes(served: Served) -> None:
    told = json.loads(served.text("data/datapackage.json"))
    assert told["licenses"][0]["name"] == "CC-BY-4.0"
    assert told["sources"] == [{"title": "Bluesky"}]
    for one in told["resources"]:
        data = (served.folder / "data" / one["path"]).read_bytes()
        assert one.get("bytes", len(data)) == len(data)
        assert one["hash"] == f"sha256:{sha256(data).hexdigest()}"
        assert all(field["description"] for field in one["schema"]["fields"])


def test_duckdb_and_pandas_read_the_same_history(served: Served) -> None:
    file = served.folder / "data" / "history.parquet"
    frame = pd.read_parquet(file)
    assert list(frame.columns) == [column.name for column in HISTORY_COLUMNS]
    asked = f"SELECT count(*), sum(value), min(night), max(night) FROM '{file}'"  # noqa: S608 - our own file
    ((count, total, first, last),) = duckdb.connect().execute(asked).fetchall()
    assert count == len(frame) == sum(map(len, served.standings.histories.values()))
    assert total == pytest.approx(frame["value"].sum())
    assert (first, last) == (date(2026, 9, 19), date(2026, 11, 21))


def test_the_history_is_every_point_of_every_chart(served: Served) -> None:
    frame = pd.read_parquet(served.folder / "data" / "history.parquet")
    read = {
        (row.organisation, row.network, row.metric, row.night): row for row in frame.itertuples()
    }
    for key, points in served.standings.histories.items():
        for point in points:
            row = read[(*key, point.night)]
            assert row.state == point.state.value
            assert pd.isna(row.value) if not point.is_reached else row.value == point.value
            is_open = METRICS[key[2]].unit is Unit.HOURS and point.hi >= CHANCE_HOURS
            assert pd.isna(row.hi) if is_open else row.hi == point.hi
    assert {row.state for row in read.values()} == {State.EXACT.value, State.ESTIMATE.value}
    assert any(pd.isna(row.value) for row in read.values())


def test_the_same_standings_are_the_same_bytes(served: Served) -> None:
    file = served.folder / "data" / "history.parquet"
    assert history_parquet(served.standings) == file.read_bytes()


def test_latest_holds_every_figure_and_no_formula(served: Served) -> None:
    rows = list(csv.DictReader(io.StringIO(served.text("data/latest.csv"))))
    assert list(rows[0]) == [column.name for column in LATEST_COLUMNS]
    figures = served.standings.values  # noqa: PD011 - no frame of pandas
    assert len(rows) == sum(len(figures[slug]) for slug in figures)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


@pytest.mark.parametrize(
    ("name", "told"), [("python", "Borough of Goodham"), ("duckdb", r"\b[1-9]\d* rows")]
)
def test_an_example_runs_as_it_is_copied_from_the_page(
    served: Served, tmp_path: Path, name: str, told: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", served.example(name)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(told, done.stdout)


def test_the_other_examples_lead_to_files_that_are_there(served: Served) -> None:
    for name in ("r", "spreadsheet"):
        assert f'"{served.home}data/latest.csv"' in served.example(name)
