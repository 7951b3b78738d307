"""The night of a real network as a file: the same twice, whole after a kill, naming nobody."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from collector.store import Ledger
from site_src.metrics import METRICS

if TYPE_CHECKING:
    from tests.realnet.conftest import Run, Town

pytestmark = pytest.mark.realnet

NIGHT = "2026-06-01"
FILE = "nights/year=2026/2026-06-01.parquet"
ROOT = Path(__file__).resolve().parents[2]
FIELDS = {
    "account", "network", "metric", "state", "reason", "value", "lo", "hi", "numerator",
    "denominator", "n", "window", "rank", "best", "worst", "peer_table", "of", "method_version",
    "source", "collected_at", "kind", "imported", "on_pages", "flags", "measured", "tied",
    "unranked",
}  # fmt: skip


def people_of(truth: dict[str, Any]) -> set[str]:
    """Return the marked ids: every handle and DID of those who are not watched."""
    private = [*truth["accounts"], *truth["crowd"], truth["blocker"]]
    return {one[key] for one in private for key in ("did", "handle")}


def named(text: str, marks: set[str]) -> list[str]:
    # A quick look for what every mark holds comes first: there are thousands.
    if not any(part in text for part in ("did:", "resident", "crowd", "blocker")):
        return []
    return [mark for mark in marks if mark in text]


def everything_written(folder: Path) -> str:
    """Return all bytes under a folder as text, and the rows of its nights, unpacked."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    told = [path.read_bytes().decode("utf-8", "replace") for path in files]
    if (folder / "manifest.json").exists():
        told.append(repr(Ledger(folder).observations()))
    return "\n".join([*(str(path) for path in files), *told])


def test_the_same_world_gives_the_same_night(town: Town, night: Run, tmp_path: Path) -> None:
    again = town.run("collect", "--night", NIGHT, data=tmp_path / "data")
    assert again.code == 0, again.stderr
    assert (again.data / FILE).read_bytes() == (night.data / FILE).read_bytes()
    manifests = [(run.data / "manifest.json").read_bytes() for run in (again, night)]
    assert manifests[0] == manifests[1]


def test_a_killed_run_is_finished_by_the_next(town: Town, night: Run, tmp_path: Path) -> None:
    data = tmp_path / "data"
    journal = data / "journal" / f"{NIGHT}.jsonl"
    run = subprocess.Popen(
        town.arguments("collect", "--night", NIGHT, data=data),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while run.poll() is None and not (journal.exists() and journal.read_bytes().count(b"\n") > 2):
        time.sleep(0.005)
    run.send_signal(signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL
    assert not (data / FILE).exists()
    assert not named(everything_written(data), people_of(town.truth))
    resumed = town.run("collect", "--night", NIGHT, data=data)
    assert resumed.code == 0, resumed.stderr
    assert (data / FILE).read_bytes() == (night.data / FILE).read_bytes()
    assert town.run("verify", data=data).code == 0


def test_the_ledger_is_clean(town: Town, night: Run) -> None:
    run = town.run("verify", "--json", data=night.data)
    assert run.code == 0, run.stderr
    assert json.loads(run.stdout)["faults"] == []


def test_nobody_is_named_in_what_was_written_or_said(town: Town, night: Run) -> None:
    marks = people_of(town.truth)
    assert len(marks) > 8000
    assert not named(everything_written(night.data), marks)
    assert not named(night.stdout + night.stderr, marks)


def test_collect_told_as_json_is_one_document(town: Town, tmp_path: Path) -> None:
    run = town.run("collect", "--night", NIGHT, "--only", "still-council", "--json", data=tmp_path)
    assert run.code == 0, run.stderr
    assert json.loads(run.stdout)["night"] == NIGHT


def test_explain_told_as_json_has_the_promised_shape(town: Town, night: Run) -> None:
    run = town.run("explain", "hill-council", "--json", data=night.data)
    document = json.loads(run.stdout)
    assert document.keys() == {"organisation", "night", "values"}
    assert (document["organisation"], document["night"]) == ("hill-council", NIGHT)
    rows = document["values"]
    assert all(row.keys() == FIELDS for row in rows)
    assert [row["account"] for row in rows[:1]] == [None]
    for account in (None, "council-hill.test", "help-hill.test"):
        assert {row["metric"] for row in rows if row["account"] == account} == set(METRICS)
    assert not named(run.stdout + run.stderr, people_of(town.truth))


def test_one_metric_can_be_asked_for(town: Town, night: Run) -> None:
    run = town.run("explain", "quay-ferries", "people", "--json", data=night.data)
    assert {row["metric"] for row in json.loads(run.stdout)["values"]} == {"people"}


def test_the_site_is_built_from_the_night_and_names_nobody(
    town: Town, night: Run, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    run = town.run("build", "--site", str(site), data=night.data)
    assert run.code == 0, run.stderr
    assert (site / "councils" / "hill-council" / "index.html").exists()
    assert (site / "public-bodies" / "fen-agency" / "index.html").exists()
    marks = people_of(town.truth)
    assert not named(everything_written(site), marks)
    assert not named(run.stdout + run.stderr, marks)


def test_the_next_night_reads_it_all_again_without_the_lists(
    town: Town, night: Run, tmp_path: Path
) -> None:
    del night
    data = tmp_path / "data"
    for one in (NIGHT, "2026-06-02"):
        assert town.run("collect", "--night", one, data=data).code == 0
    rows = [row for row in Ledger(data).observations() if row.night.isoformat() == "2026-06-02"]
    read = [row for row in rows if row.facts is not None and row.account is not None]
    assert read
    assert [row for row in read if row.facts and row.facts.listed is None]
    assert town.run("verify", data=data).code == 0
