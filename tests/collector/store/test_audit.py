from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

import polars as pl
import pytest

from collector.store import Ledger
from collector.store.entry import Entry
from collector.store.journal import Journal
from collector.store.manifest import listed, load_manifest, month_file, night_file, save_manifest
from collector.store.shard import Shard

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from collector.model import Observation
    from collector.store.report import RunReport

FIRST, LAST = date(2026, 11, 21), date(2026, 11, 22)
NOTHING = Entry(fingerprint="f", observations=(), accounts=())


@pytest.fixture(scope="module")
def recorded(
    tmp_path_factory: pytest.TempPathFactory,
    rows_of: Callable[[date], list[Observation]],
    report_of: Callable[[date], RunReport],
) -> Path:
    """Return the folder of a ledger of two nights."""
    ledger = Ledger(tmp_path_factory.mktemp("recorded"))
    for night in (FIRST, LAST):
        ledger.record(night, rows_of(night), report_of(night))
    return ledger.folder


@pytest.fixture
def ledger(recorded: Path, tmp_path: Path) -> Ledger:
    """Return a copy of that ledger."""
    return Ledger(shutil.copytree(recorded, tmp_path / "data"))


def faults(ledger: Ledger) -> list[tuple[str, str]]:
    return [(f.file, f.message) for f in ledger.verify() if not f.is_notice]


def notices(ledger: Ledger) -> list[tuple[str, str]]:
    assert faults(ledger) == []
    return [(f.file, f.message) for f in ledger.verify()]


def rewritten(ledger: Ledger, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    """Change the last night's rows, and have the manifest agree."""
    path = ledger.folder / night_file(LAST)
    buffer = BytesIO()
    change(pl.read_parquet(path, hive_partitioning=False)).write_parquet(buffer)
    path.write_bytes(buffer.getvalue())
    entry = listed(buffer.getvalue(), 4)
    save_manifest(ledger.folder, load_manifest(ledger.folder) | {night_file(LAST): entry})


def unlisted(ledger: Ledger, *nights: date) -> None:
    files = load_manifest(ledger.folder)
    save_manifest(
        ledger.folder, {n: e for n, e in files.items() if n not in map(night_file, nights)}
    )


def test_a_whole_ledger_has_no_fault(ledger: Ledger) -> None:
    assert ledger.verify() == ()


def test_a_missing_file_is_a_fault(ledger: Ledger) -> None:
    (ledger.folder / night_file(FIRST)).unlink()
    (found,) = faults(ledger)
    assert found[0] == night_file(FIRST)
    assert found[1].startswith("no such file or directory")


def test_one_changed_byte_is_a_fault(ledger: Ledger) -> None:
    path = ledger.folder / night_file(FIRST)
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    (found,) = faults(ledger)
    assert found[0] == night_file(FIRST)
    assert found[1].startswith("it has changed since it was written")


@pytest.mark.parametrize("name", ["nights/notes.txt", "nights/year=2026/x.parquet", "runs/x.json"])
def test_an_unknown_file_is_a_fault(ledger: Ledger, name: str) -> None:
    (ledger.folder / name).write_text("")
    assert faults(ledger) == [
        (name, "nobody listed it in manifest.json; move it out of the ledger")
    ]


def test_a_file_that_is_no_parquet_is_a_fault(ledger: Ledger) -> None:
    (ledger.folder / night_file(LAST)).write_bytes(b"garbage")
    files = load_manifest(ledger.folder) | {night_file(LAST): listed(b"garbage", 4)}
    save_manifest(ledger.folder, files)
    (found,) = faults(ledger)
    assert found[1].startswith("this Parquet file cannot be read")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: f.with_columns(night=pl.lit(FIRST)), "it holds the night 2026-11-21, which is"),
        (lambda f: pl.concat([f[:3], f[:1]]), "it holds an account twice on one night"),
        (lambda f: f[:3], "it holds 3 rows, and manifest.json says 4"),
        (lambda f: f[:0], "it holds no rows"),
        (lambda f: f.drop("organisation"), "the column organisation is missing"),
    ],
)
def test_rows_that_are_no_night_are_a_fault(
    ledger: Ledger, change: Callable[[pl.DataFrame], pl.DataFrame], message: str
) -> None:
    rewritten(ledger, change)
    assert any(f == night_file(LAST) and m.startswith(message) for f, m in faults(ledger))


def test_a_night_that_stands_in_two_files_is_a_fault(ledger: Ledger) -> None:
    name = month_file("2026-11")
    data = (ledger.folder / night_file(LAST)).read_bytes()
    (ledger.folder / name).write_bytes(data)
    save_manifest(ledger.folder, load_manifest(ledger.folder) | {name: listed(data, 4)})
    assert faults(ledger) == [(name, f"the night {LAST} is in {night_file(LAST)} too")]


def test_a_broken_manifest_is_a_fault(ledger: Ledger) -> None:
    (ledger.folder / "manifest.json").write_text("{")
    (found,) = faults(ledger)
    assert found[0] == "manifest.json"
    assert found[1].startswith("this is not a manifest")


def test_a_missing_manifest_is_a_fault(ledger: Ledger) -> None:
    (ledger.folder / "manifest.json").unlink()
    assert [file for file, _ in faults(ledger)] == ["manifest.json"]


def test_a_missing_or_broken_run_report_is_a_fault(ledger: Ledger) -> None:
    (ledger.folder / "runs/2026-11-21.json").unlink()
    (ledger.folder / "runs/2026-11-22.json").write_text("{")
    assert [file for file, _ in faults(ledger)] == ["runs/2026-11-21.json", "runs/2026-11-22.json"]


def test_a_night_not_yet_listed_is_unfinished(ledger: Ledger) -> None:
    unlisted(ledger, LAST)
    told = f"the night is unfinished; go on with followback collect --night {LAST}"
    assert notices(ledger) == [(night_file(LAST), told)]


def test_the_very_first_night_may_be_unfinished(ledger: Ledger) -> None:
    (ledger.folder / night_file(FIRST)).unlink()
    (ledger.folder / "manifest.json").unlink()
    assert [file for file, _ in notices(ledger)] == [night_file(LAST)]


def test_an_old_night_that_is_not_listed_is_a_fault_without_a_journal(ledger: Ledger) -> None:
    unlisted(ledger, FIRST)
    assert [file for file, _ in faults(ledger)] == [night_file(FIRST)]
    journal = Journal(ledger.folder, FIRST)
    journal.add(("leeds", "bluesky"), NOTHING)
    assert len(notices(ledger)) == 2
    journal.close()


def test_what_a_killed_write_left_is_a_notice(ledger: Ledger) -> None:
    for name in (".manifest.json.tmp", "nights/year=2026/.2026-11-23.parquet.tmp"):
        (ledger.folder / name).write_text("")
    assert len(notices(ledger)) == 2


def test_a_journal_says_that_its_night_is_unfinished(ledger: Ledger) -> None:
    journal = Journal(ledger.folder, date(2026, 11, 23))
    journal.add(("leeds", "bluesky"), NOTHING)
    assert notices(ledger) == [
        (
            "journal/2026-11-23.jsonl",
            "the night is unfinished; go on with followback collect --night 2026-11-23",
        )
    ]
    journal.close()


def test_a_journal_of_a_recorded_night_may_go(ledger: Ledger) -> None:
    journal = Journal(ledger.folder, LAST)
    journal.add(("leeds", "bluesky"), NOTHING)
    journal.close()
    told = "its night is recorded; it may be removed"
    assert notices(ledger) == [("journal/2026-11-22.jsonl", told)]


def test_shards_say_how_to_go_on_with_their_night(ledger: Ledger) -> None:
    for night in (LAST, date(2026, 11, 23)):
        journal = Journal(ledger.folder, night, Shard(number=2, of=3))
        journal.add(("leeds", "bluesky"), NOTHING)
        journal.close()
    unfinished = "the night is unfinished; go on with followback collect --night 2026-11-23"
    assert notices(ledger) == [
        ("shards/2026-11-22", "its night is recorded; it may be removed"),
        ("shards/2026-11-23", f"{unfinished} --shard I/N, then --merge"),
    ]


def test_anything_else_among_the_shards_is_a_fault(ledger: Ledger) -> None:
    (ledger.folder / "shards/notes").mkdir(parents=True)
    assert [file for file, _ in faults(ledger)] == ["shards/notes"]


def test_anything_else_among_the_journals_is_a_fault(ledger: Ledger) -> None:
    (ledger.folder / "journal").mkdir()
    (ledger.folder / "journal/notes.txt").write_text("")
    assert [file for file, _ in faults(ledger)] == ["journal/notes.txt"]


def test_a_fault_is_told_once_and_in_order(ledger: Ledger) -> None:
    (ledger.folder / night_file(LAST)).unlink()
    (ledger.folder / night_file(FIRST)).unlink()
    found = ledger.verify()
    assert [fault.file for fault in found] == [night_file(FIRST), night_file(LAST)]
    assert replace(found[0], file="") == replace(found[1], file="")
