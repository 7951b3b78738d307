from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import LedgerError
from collector.store.entry import Entry
from collector.store.journal import SYNC_EVERY, Journal
from collector.store.shard import Shard

if TYPE_CHECKING:
    from collections.abc import Callable

    from collector.model import Observation
    from collector.store.report import RunReport

    Rows = Callable[[date], list[Observation]]
    Reports = Callable[[date], RunReport]

NIGHT = date(2026, 11, 22)
FILE = "journal/2026-11-22.jsonl"
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def two(tmp_path: Path, rows_of: Rows, report_of: Reports) -> dict[tuple[str, str], Entry]:
    """Return what the journal of the folder holds: two entries, as a killed run leaves them."""
    entry = Entry(
        fingerprint="asked so",
        observations=tuple(rows_of(NIGHT)),
        accounts=report_of(NIGHT).accounts,
    )
    journal = Journal(tmp_path, NIGHT)
    for slug in ("leeds", "york"):
        journal.add((slug, "bluesky"), entry)
    kept = held(journal)
    journal.close()
    return kept


def held(journal: Journal) -> dict[tuple[str, str], Entry]:
    """Return the entries of an open journal."""
    keys = list(journal.lines())
    return dict(zip(keys, journal.entries(keys), strict=True))


def finished(folder: Path) -> dict[tuple[str, str], Entry]:
    journal = Journal(folder, NIGHT)
    try:
        return held(journal)
    finally:
        journal.close()


def empty(fingerprint: str) -> Entry:
    return Entry(fingerprint=fingerprint, observations=(), accounts=())


@pytest.mark.heavy
@given(data=st.data())
def test_what_is_kept_is_what_was_read(
    data: st.DataObject,
    any_rows: st.SearchStrategy[list[Observation]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    rows = data.draw(any_rows)
    journal = Journal(tmp_path_factory.mktemp("journal"), NIGHT)
    entry = Entry(fingerprint="asked so", observations=tuple(rows), accounts=())
    journal.add(("leeds", "bluesky"), entry)
    assert held(journal) == {("leeds", "bluesky"): entry}
    in_order = sorted(rows, key=lambda row: row.account or "")
    assert list(journal.rows([("leeds", "bluesky")])) == in_order
    journal.remove()


def test_the_accounts_of_a_run_are_kept(
    two: dict[tuple[str, str], Entry], report_of: Reports
) -> None:
    assert list(two) == [("leeds", "bluesky"), ("york", "bluesky")]
    assert two["york", "bluesky"].accounts == report_of(NIGHT).accounts


def test_a_journal_outlives_its_run(two: dict[tuple[str, str], Entry], tmp_path: Path) -> None:
    assert finished(tmp_path) == two


def test_a_later_entry_replaces_an_earlier_one(
    two: dict[tuple[str, str], Entry], tmp_path: Path
) -> None:
    journal = Journal(tmp_path, NIGHT)
    journal.add(("leeds", "bluesky"), empty("asked otherwise"))
    assert held(journal)["leeds", "bluesky"].fingerprint == "asked otherwise"
    assert len(held(journal)) == len(two)
    journal.close()


def test_another_night_has_a_journal_of_its_own(
    two: dict[tuple[str, str], Entry], tmp_path: Path
) -> None:
    journal = Journal(tmp_path, date(2026, 11, 23))
    assert two
    assert held(journal) == {}
    journal.close()


def test_a_torn_last_line_is_forgotten_and_cut_off(
    two: dict[tuple[str, str], Entry], tmp_path: Path
) -> None:
    path = tmp_path / FILE
    whole = path.read_bytes()
    for torn in (whole[:-1], whole[:-40], whole + b"\0" * 30, whole + b'{"organ', whole + b"{}\n"):
        path.write_bytes(torn)
        journal = Journal(tmp_path, NIGHT)
        kept = held(journal)
        assert kept.items() <= two.items()
        assert len(kept) == (1 if len(torn) < len(whole) else 2)
        journal.add(("bath", "bluesky"), empty("f"))
        assert list(held(journal)) == [*kept, ("bath", "bluesky")]
        journal.close()
        assert b"\0" not in path.read_bytes()


def test_a_line_broken_in_the_middle_is_an_error(
    two: dict[tuple[str, str], Entry], tmp_path: Path
) -> None:
    assert two
    path = tmp_path / FILE
    whole = path.read_bytes()
    for broken in (b"rubbish\n", b"[" * 100_000 + b"\n"):
        path.write_bytes(broken + whole)
        with pytest.raises(LedgerError, match=r"22\.jsonl:1: this line is broken; remove the file"):
            finished(tmp_path)


def test_a_removed_journal_leaves_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path, NIGHT)
    journal.add(("leeds", "bluesky"), empty("f"))
    journal.remove()
    journal.close()
    assert list(tmp_path.iterdir()) == []


def test_many_lines_are_kept(tmp_path: Path) -> None:
    journal = Journal(tmp_path, NIGHT)
    for number in range(SYNC_EVERY + 1):
        journal.add((f"o{number}", "bluesky"), empty("f"))
    assert len(held(journal)) == SYNC_EVERY + 1
    journal.close()


def test_a_second_run_at_once_is_refused(tmp_path: Path) -> None:
    first = Journal(tmp_path, NIGHT)
    with pytest.raises(LedgerError, match="another run is collecting into this folder; wait"):
        Journal(tmp_path, date(2026, 11, 23))
    first.close()
    Journal(tmp_path, NIGHT).close()


def test_shards_of_one_night_are_read_at_once_and_none_of_them_twice(tmp_path: Path) -> None:
    first, second = Shard(number=1, of=2), Shard(number=2, of=2)
    whole, journal = Journal(tmp_path, NIGHT), Journal(tmp_path, NIGHT, first)
    other = Journal(tmp_path, NIGHT, second)
    with pytest.raises(LedgerError, match="another run is collecting into shard 1/2 of this"):
        Journal(tmp_path, NIGHT, first)
    journal.add(("leeds", "bluesky"), empty("f"))
    assert list(other.lines()) == list(whole.lines()) == []
    for one in (whole, journal, other):
        one.close()
    assert [path.name for path in tmp_path.rglob("*.*")] == ["1-of-2.jsonl"]


def test_what_may_improve_is_kept_and_says_so(tmp_path: Path) -> None:
    journal = Journal(tmp_path, NIGHT)
    journal.add(
        ("leeds", "bluesky"),
        Entry(fingerprint="f", observations=(), accounts=(), is_final=False),
    )
    journal.add(("york", "bluesky"), empty("f"))
    journal.close()
    again = Journal(tmp_path, NIGHT)
    assert [line.is_final for line in again.lines().values()] == [False, True]
    assert [entry.is_final for entry in held(again).values()] == [False, True]
    again.remove()


def test_a_journal_that_changes_under_a_reader_is_one_sentence(
    two: dict[tuple[str, str], Entry], tmp_path: Path
) -> None:
    journal = Journal(tmp_path, NIGHT)
    assert journal.lines().keys() == two.keys()
    (tmp_path / FILE).write_bytes(b"x" * (tmp_path / FILE).stat().st_size)
    with pytest.raises(LedgerError, match="it changed while it was read"):
        list(journal.rows(two))
    journal.close()


def test_a_folder_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(LedgerError, match="not a directory; a file is in the way"):
        Journal(tmp_path / "data", NIGHT)


def test_a_full_disk_leaves_whole_lines(
    two: dict[tuple[str, str], Entry], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write

    def full(file: int, data: bytes) -> int:
        if len(data) < 20:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(file, data[:-10])

    journal = Journal(tmp_path, NIGHT)
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(LedgerError, match=r"22\.jsonl: no space left on device; free some"):
            journal.add(("bath", "bluesky"), empty("f"))
    assert held(journal) == two
    journal.add(("bath", "bluesky"), empty("f"))
    assert list(held(journal)) == [*two, ("bath", "bluesky")]
    journal.close()


WRITER = """
import sys
from datetime import date
from pathlib import Path
from collector.store.entry import Entry
from collector.store.journal import Journal
from collector.model import Facts, Observation
night = date(2026, 11, 22)
journal = Journal(Path(sys.argv[1]), night)
start = len(journal.lines())
facts = Facts(replies_by_day=tuple(range(30)))
for number in range(start, 100_000):
    row = Observation(night=night, organisation=str(number), network="n", account="a", facts=facts)
    entry = Entry(fingerprint="f", observations=(row,), accounts=())
    journal.add((str(number), "n"), entry)
    print(number, flush=True)
"""


@pytest.mark.heavy
def test_what_a_killed_run_had_kept_is_there(tmp_path: Path) -> None:
    moments = random.Random(1)  # noqa: S311 - moments, no secrets
    for _ in range(2):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, tmp_path], stdout=subprocess.PIPE, text=True, cwd=ROOT
        ) as writer:
            assert writer.stdout
            told = [writer.stdout.readline()]
            time.sleep(moments.uniform(0, 0.03))
            writer.send_signal(signal.SIGKILL)
            told += writer.stdout.readlines()
        last = max(int(line) for line in told if line.endswith("\n"))
        entries = finished(tmp_path)
        assert list(entries) == [(str(number), "n") for number in range(len(entries))]
        assert last < len(entries) <= last + 2
