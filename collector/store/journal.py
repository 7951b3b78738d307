"""What an unfinished night has read so far, so that a killed run goes on where it stopped.

One line an organisation and network. A line is handed to the system whole by one write, and so
outlives a SIGKILL; it is forced to the disk once in a while only, since a loss of power costs no
more than reading the last few accounts again. Nothing of it is held in memory but where each
line stands.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from collector.errors import LedgerError
from collector.store.entry import Entry, Line, entries, indexed, rows_of, written
from collector.store.manifest import explained
from collector.store.shard import lines_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from collector.model import Observation
    from collector.store.entry import Key
    from collector.store.shard import Shard

FOLDER = "journal"
LOCK = ".lock"
SYNC_EVERY = 64  # lines


def journal_file(night: date) -> str:
    """Return the name of a night's journal inside the ledger's folder."""
    return f"{FOLDER}/{night.isoformat()}.jsonl"


class Journal:
    """The journal of one night, or of one shard of it.

    Only one run at a time may hold a folder's journals, and only one each shard's.
    """

    def __init__(self, folder: Path, night: date, shard: Shard | None = None) -> None:
        self.path = folder / (lines_file(night, shard) if shard else journal_file(night))
        self._lock_path = self.path.with_name(f".{shard.name}{LOCK}" if shard else LOCK)
        self._file: int | None = None
        self._unsynced = 0
        what = f"shard {shard} of this folder" if shard else "this folder"
        self._lock: int | None = _locked(self._lock_path, what)
        self._lines: dict[Key, Line] | None = None

    def lines(self) -> dict[Key, Line]:
        """Return where each entry stands, by organisation and network."""
        if self._lines is None:
            self._lines, _ = indexed(self.path)
        return self._lines

    def entries(self, keys: Iterable[Key]) -> Iterator[Entry]:
        """Yield the entries of these organisations and networks, in their order."""
        found = self.lines()
        lines = [found[key] for key in keys]
        return entries(self.path, lines) if lines else iter(())

    def rows(self, keys: Iterable[Key]) -> Iterator[Observation]:
        """Return the rows of these organisations and networks, in their order."""
        return rows_of(self.entries(keys))

    def add(self, key: Key, entry: Entry) -> None:
        """Keep what was read of one organisation on one network."""
        line = written(key, entry)
        lines = self.lines()
        with explained(self.path):
            offset = self._append(line)
        lines[key] = Line(offset, len(line), entry.fingerprint, entry.is_final)

    def close(self) -> None:
        """Force the journal to the disk, and let another run have the folder."""
        with explained(self.path):
            if self._file is not None:
                os.fsync(self._file)
                os.close(self._file)
                self._file = None
            if self._lock is not None:
                self._lock_path.unlink(missing_ok=True)
                os.close(self._lock)
                self._lock = None
            with suppress(OSError):  # a journal is still in it
                self.path.parent.rmdir()

    def remove(self) -> None:
        """Remove the journal, and close it: its night is in the ledger."""
        with explained(self.path):
            self.path.unlink(missing_ok=True)
            if self._file is not None:  # nothing of it is to be forced to the disk
                os.close(self._file)
                self._file = None
        self._lines = None
        self.close()

    def _append(self, line: bytes) -> int:
        if self._file is None:
            self._file = self._opened()
        end = os.lseek(self._file, 0, os.SEEK_END)
        try:
            while line:
                line = line[os.write(self._file, line) :]
        except OSError:
            os.ftruncate(self._file, end)
            raise
        self._unsynced += 1
        if self._unsynced >= SYNC_EVERY:
            os.fsync(self._file)
            self._unsynced = 0
        return end

    def _opened(self) -> int:
        _, whole = indexed(self.path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        os.ftruncate(opened, whole)
        return opened


def _locked(path: Path, what: str) -> int:
    """Return the open lock file; the system lets go of it however this process ends."""
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_ours = _is_at(opened, path)
        except BlockingIOError:
            is_ours = False
        if is_ours:
            return opened
        os.close(opened)
    raise LedgerError(
        f"{path.parent}: another run is collecting into {what}; wait until it ends, "
        "or choose another folder with --data"
    )


def _is_at(opened: int, path: Path) -> bool:
    # The holder removes the file when it is done: what was opened before may not be there any more.
    try:
        return os.path.samestat(os.fstat(opened), path.stat())
    except FileNotFoundError:
        return False
