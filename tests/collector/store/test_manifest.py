from __future__ import annotations

import errno
import os
from datetime import date
from typing import TYPE_CHECKING

import pytest

from collector.errors import LedgerError
from collector.store.manifest import (
    explained,
    keep,
    listed,
    load_manifest,
    month_file,
    month_named,
    night_file,
    night_named,
    save_manifest,
    write_atomically,
)

if TYPE_CHECKING:
    from pathlib import Path

NIGHT = date(2026, 11, 22)


def test_a_file_is_named_for_its_night_or_month() -> None:
    assert night_file(NIGHT) == "nights/year=2026/2026-11-22.parquet"
    assert month_file("2026-11") == "nights/year=2026/2026-11.parquet"
    assert night_named(night_file(NIGHT)) == NIGHT
    assert month_named(month_file("2026-11")) == "2026-11"


@pytest.mark.parametrize(
    "name",
    [
        "nights/year=2025/2026-11-22.parquet",
        "nights/year=2026/2026-11-31.parquet",
        "nights/year=2026/../2026-11-22.parquet",
        "nights/year=2026/2026-11-22.parquet.tmp",
        "2026-11-22.parquet",
    ],
)
def test_any_other_name_is_no_night(name: str) -> None:
    assert night_named(name) is None
    assert month_named(name) is None


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    files = {night_file(NIGHT): listed(b"rows", 1), month_file("2026-10"): listed(b"more", 2)}
    save_manifest(tmp_path, files)
    assert load_manifest(tmp_path) == files
    text = (tmp_path / "manifest.json").read_text()
    assert text.index("2026-10.parquet") < text.index("2026-11-22.parquet")
    assert '"bytes": 4,\n   "rows": 1,\n   "sha256": "' in text


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"[]",
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"files": {"../../etc/passwd": {"sha256": "", "bytes": 0, "rows": 0}}}',
        b'{"files": {"nights/year=2026/2026-11-22.parquet": {"sha256": "", "bytes": 0}}}',
        b'{"files": {"nights/year=2026/2026-11-22.parquet": {"sha256": 1, "bytes": 0, "rows": 0}}}',
    ],
)
def test_a_broken_manifest_is_one_sentence(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(data)
    with pytest.raises(LedgerError, match=r"manifest\.json: this is not a manifest"):
        load_manifest(tmp_path)


def test_a_missing_manifest_is_an_error_where_nights_are_stored(tmp_path: Path) -> None:
    folder = tmp_path / "nights/year=2026"
    folder.mkdir(parents=True)
    (folder / "2026-11-21.parquet").write_bytes(b"")
    assert load_manifest(tmp_path) == {}
    (folder / "2026-11-22.parquet").write_bytes(b"")
    with pytest.raises(LedgerError, match="it is missing, though nights are stored"):
        load_manifest(tmp_path)


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "file"
    write_atomically(path, b"before")
    write_atomically(path, b"after")
    assert path.read_bytes() == b"after"
    assert list(path.parent.iterdir()) == [path]


def test_only_what_may_be_lost_is_not_forced_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forced: list[int] = []
    monkeypatch.setattr("os.fsync", forced.append)
    write_atomically(tmp_path / "memory", b"may be lost", is_dispensable=True)
    assert forced == []
    write_atomically(tmp_path / "night", b"must stay")
    assert len(forced) == 2  # the file, and its name in the folder
    assert {one.read_bytes() for one in tmp_path.iterdir()} == {b"may be lost", b"must stay"}


def test_a_failed_write_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "file"
    (path / "in the way").mkdir(parents=True)
    with pytest.raises(LedgerError, match="file: is a directory; a folder is in the way"):
        write_atomically(path, b"after")
    assert list(tmp_path.iterdir()) == [path]


def test_a_kept_file_is_never_changed(tmp_path: Path) -> None:
    path = tmp_path / "file"
    keep(path, b"one")
    keep(path, b"one")
    with pytest.raises(LedgerError, match="it says otherwise"):
        keep(path, b"other")
    assert path.read_bytes() == b"one"


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "no space left on device; free some space and run the same command again"),
        (errno.EROFS, "read-only file system; make it writable, or choose another folder"),
        (errno.EACCES, "permission denied; make it writable"),
        (errno.EIO, "input/output error; check the disk"),
    ],
)
def test_whatever_the_disk_refuses_has_a_remedy(tmp_path: Path, number: int, remedy: str) -> None:
    with pytest.raises(LedgerError) as told, explained(tmp_path):
        raise OSError(number, os.strerror(number))
    assert str(told.value).startswith(f"{tmp_path}: {remedy}")
