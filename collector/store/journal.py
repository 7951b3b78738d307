"""What an unfinished night has read so far, so that a killed run goes on where it stopped.

One line an organisation and network. A line is handed to the system whole by one write, and so
outlives a SIGKILL; it is forced to the disk once in a while only, since a loss of power costs no
more than reading the last few accounts again.
"""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from collector.errors import LedgerError
from collector.model import Observation
from collector.store.manifest import explained
from collector.store.plain import plain, restored
from collector.store.report import AccountReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

FOLDER = "journal"
LOCK = ".lock"
SYNC_EVERY = 64  # lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What was read of one organisation on one network; the fingerprint says how it was asked."""

    fingerprint: str
    observations: tuple[Observation, ...]
    accounts: tuple[AccountReport, ...]


def journal_file(night: date) -> str:
    """Return the name of a night's journal inside the ledger's folder."""
    return f"{FOLDER}/{night.isoformat()}.jsonl"


class Journal:
    """The journal of one night. Only one run at a time may hold a folder's journals."""

    def __init__(self, folder: Path, night: date) -> None:
        self._path = folder / journal_file(night)
        self._file: int | None = None
        self._unsynced = 0
        self._lock: int | None = _locked(self._path.with_name(LOCK))

    def finished(self) -> dict[tuple[str, str], Entry]:
        """Return what is already read, by organisation and network.

        A torn last line is left out: it was being written when the run was killed.
        """
        return self._read()[0]

    def add(
        self,
        organisation: str,
        network: str,
        fingerprint: str,
        observations: Iterable[Observation],
        accounts: Iterable[AccountReport],
    ) -> None:
        """Keep what was read of one organisation on one network."""
        entry = Entry(
            fingerprint=fingerprint, observations=tuple(observations), accounts=tuple(accounts)
        )
        key = {"organisation": organisation, "network": network}
        line = json.dumps(key | plain(entry), separators=(",", ":")).encode() + b"\n"
        with explained(self._path):
            self._append(line)

    def close(self) -> None:
        """Force the journal to the disk, and let another run have the folder."""
        with explained(self._path):
            if self._file is not None:
                os.fsync(self._file)
                os.close(self._file)
                self._file = None
            if self._lock is not None:
                self._path.with_name(LOCK).unlink(missing_ok=True)
                os.close(self._lock)
                self._lock = None
            with suppress(OSError):  # a journal is still in it
                self._path.parent.rmdir()

    def remove(self) -> None:
        """Remove the journal, and close it: its night is in the ledger."""
        with explained(self._path):
            self._path.unlink(missing_ok=True)
        self.close()

    def _append(self, line: bytes) -> None:
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

    def _opened(self) -> int:
        _, whole = self._read()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        os.ftruncate(opened, whole)
        return opened

    def _read(self) -> tuple[dict[tuple[str, str], Entry], int]:
        """Return the entries, and how many bytes of the file they fill."""
        with explained(self._path):
            try:
                data = self._path.read_bytes()
            except FileNotFoundError:
                return {}, 0
        entries: dict[tuple[str, str], Entry] = {}
        whole = 0
        lines = data.splitlines(keepends=True)
        for number, line in enumerate(lines, start=1):
            parsed = _parsed(line)
            if parsed is None and number < len(lines):
                raise LedgerError(
                    f"{self._path}:{number}: this line is broken; remove the file and run the same "
                    "command again: the night is read anew"
                )
            if parsed is not None:
                key, entry = parsed
                entries[key] = entry
                whole += len(line)
        return entries, whole


def _parsed(line: bytes) -> tuple[tuple[str, str], Entry] | None:
    if not line.endswith(b"\n"):
        return None
    try:
        values = json.loads(line)
        return (values["organisation"], values["network"]), _entry(values)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _entry(values: Mapping[str, Any]) -> Entry:
    return Entry(
        fingerprint=restored(str, values["fingerprint"]),
        observations=restored(tuple[Observation, ...], values["observations"]),
        accounts=restored(tuple[AccountReport, ...], values["accounts"]),
    )


def _locked(path: Path) -> int:
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
        f"{path.parent}: another run is collecting into this folder; wait until it ends, "
        "or choose another folder with --data"
    )


def _is_at(opened: int, path: Path) -> bool:
    # The holder removes the file when it is done: what was opened before may not be there any more.
    try:
        return os.path.samestat(os.fstat(opened), path.stat())
    except FileNotFoundError:
        return False
