"""Files that are whole or absent, and the manifest that says which of them the ledger holds.

The manifest is written last: a night is in the ledger when the manifest lists its file.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from collector.errors import LedgerError
from collector.store.plain import plain, restored
from collector.store.redaction import redactions_of, redactions_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from collector.store.redaction import Redaction

FILE = "manifest.json"
REDACTING = "redacting"  # where files wait that are to stand in others' places
_NIGHT = re.compile(r"nights/year=(\d{4})/(\1-\d\d-\d\d)\.parquet")
_MONTH = re.compile(r"nights/year=(\d{4})/(\1-\d\d)\.parquet")
_FULL = "free some space and run the same command again: what was read is kept in the journal"
_CLOSED = "make it writable, or choose another folder with --data"
_TAKEN = "a file is in the way: move it, or choose another folder with --data"
_REMEDIES = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
    errno.EROFS: _CLOSED,
    errno.ENOTDIR: _TAKEN,
    errno.EEXIST: _TAKEN,
    errno.EISDIR: "a folder is in the way: move it, or choose another folder with --data",
    errno.ENOENT: "run followback verify to see what is missing",
}
_ODD = "check the disk, and run the same command again"
_RESTORE = "run followback verify, and restore the file from a copy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What the manifest says of one file."""

    sha256: str
    bytes: int
    rows: int


def night_file(night: date) -> str:
    """Return the name of a night's file inside the ledger's folder."""
    return f"nights/year={night:%Y}/{night.isoformat()}.parquet"


def month_file(month: str) -> str:
    """Return the name of the one file of a compacted month, given as YYYY-MM."""
    return f"nights/year={month[:4]}/{month}.parquet"


def report_file(night: date) -> str:
    """Return the name of a night's run report."""
    return f"runs/{night.isoformat()}.json"


def night_named(name: str) -> date | None:
    """Return the night whose file has that name."""
    match = _NIGHT.fullmatch(name)
    try:
        return date.fromisoformat(match[2]) if match else None
    except ValueError:
        return None


def month_named(name: str) -> str | None:
    """Return the month, as YYYY-MM, whose one file has that name."""
    match = _MONTH.fullmatch(name)
    return match[2] if match else None


def listed(data: bytes, rows: int) -> Listed:
    """Return what the manifest says of a file with these bytes."""
    return Listed(sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), rows=rows)


def load_manifest(folder: Path) -> dict[str, Listed]:
    """Return every file that the ledger holds; none where there is no ledger yet."""
    return _loaded(folder)[0]


def load_redactions(folder: Path) -> tuple[Redaction, ...]:
    """Return the log of what was taken out of the ledger, oldest first."""
    return _loaded(folder)[1]


def _loaded(folder: Path) -> tuple[dict[str, Listed], tuple[Redaction, ...]]:
    path = folder / FILE
    with explained(path):
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return _no_manifest(folder), ()
        except UnicodeDecodeError:
            text = ""
    try:
        told = json.loads(text)
        return restored_files(told["files"]), redactions_of(told.get("redactions", []))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise LedgerError(
            f"{path}: this is not a manifest that followback wrote; restore it from a copy, "
            "and run followback verify"
        ) from None


def checked(folder: Path, name: str, entry: Listed) -> bytes:
    """Return the bytes of a listed file. Raises LedgerError where they are not what was listed.

    What is to stand in its place, and does not yet, is as good.
    """
    path = folder / name
    with explained(path):
        data = path.read_bytes()
        waiting = folder / REDACTING / name
        if listed(data, 0).sha256 != entry.sha256 and waiting.exists():
            data = waiting.read_bytes()
    if listed(data, 0).sha256 != entry.sha256:
        raise LedgerError(f"{path}: it has changed since it was written; {_RESTORE}")
    return data


def restored_files(files: Mapping[str, Any]) -> dict[str, Listed]:
    """Return the manifest's entries, each under a name that a ledger gives."""
    for name in files:
        if not night_named(name) and not month_named(name):
            raise ValueError(name)
    return {name: restored(Listed, entry) for name, entry in files.items()}


def _no_manifest(folder: Path) -> dict[str, Listed]:
    # One file alone is the very first night, killed before its manifest was written.
    if len(list(folder.glob("nights/*/*.parquet"))) > 1:
        raise LedgerError(
            f"{folder / FILE}: it is missing, though nights are stored; restore it from a copy, "
            "and run followback verify"
        )
    return {}


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep every other writer out: between reading the manifest and writing it nothing is added.

    The system lets go of the folder however this process ends. One that is not there yet has
    nothing to lose.
    """
    try:
        opened = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        yield
        return
    try:
        with explained(folder):
            fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def save_manifest(
    folder: Path, files: Mapping[str, Listed], redaction: Redaction | None = None
) -> None:
    """Write the manifest: from now on the ledger holds these files, and one redaction more."""
    entries = {name: plain(entry) for name, entry in files.items()}
    told: dict[str, Any] = {"files": entries}
    if log := (*_log(folder), *([redaction] if redaction else [])):
        told["redactions"] = redactions_told(log)
    text = json.dumps(told, indent=1, sort_keys=True) + "\n"
    write_atomically(folder / FILE, text.encode())


def _log(folder: Path) -> tuple[Redaction, ...]:
    return load_redactions(folder) if (folder / FILE).exists() else ()


def write_atomically(
    path: Path, data: bytes | Iterable[bytes], *, is_dispensable: bool = False
) -> None:
    """Write a file, given whole or in parts, so that after a crash it is whole, or as before.

    What is dispensable is not forced to the disk: a loss of power may cost it, a crash does not.
    Raises LedgerError, and leaves no temporary file behind.
    """
    temporary = path.with_name(f".{path.name}.tmp")
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("wb") as stream:
                stream.writelines([data] if isinstance(data, bytes) else data)
                if not is_dispensable:
                    stream.flush()
                    os.fsync(stream.fileno())
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        if not is_dispensable:
            sync_folder(path.parent)


def keep(path: Path, data: bytes) -> None:
    """Write a file that is never changed; it may already be there if it says the same."""
    with explained(path):
        kept = path.read_bytes() if path.exists() else None
    if kept is None:
        write_atomically(path, data)
    elif kept != data:
        raise LedgerError(
            f"{path}: a killed run left this file, and it says otherwise; "
            "remove it and run the same command again"
        )


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a loss of power."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn whatever the disk refuses into one sentence with its remedy."""
    try:
        yield
    except OSError as error:
        what = (error.strerror or str(error)).lower()
        remedy = _REMEDIES.get(error.errno or 0, _ODD)
        raise LedgerError(f"{path}: {what}; {remedy}") from None
