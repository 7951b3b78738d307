"""The frozen editions of one data folder: whole or absent, and never changed but by a redaction.

`editions/manifest.json` holds the hash of each edition's own manifest, and is written last: an
edition stands when it is listed there.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from collector.errors import LedgerError
from collector.store.audit import Fault
from collector.store.edition import (
    MANIFEST,
    RESTORE,
    Edition,
    edition_of,
    frozen,
    is_week,
    sha256,
)
from collector.store.manifest import alone, explained, sync_folder, write_atomically
from collector.store.redaction import Redaction, Replaced, unlawful

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

FOLDER = "editions"
NEW, OLD = ".new", ".old"  # an edition while it is written, and while it is replaced
AGAIN = "a killed run left it; run followback edition again"


class Editions:
    """The editions of one data folder."""

    def __init__(self, data: Path) -> None:
        self.folder = data / FOLDER

    def weeks(self) -> tuple[str, ...]:
        """Return the weeks that are frozen, oldest first."""
        return tuple(sorted(self._listed()))

    def edition(self, week: str) -> Edition:
        """Return an edition. Raises LedgerError where its manifest is not as it was written."""
        return edition_of(self.folder / week / MANIFEST, self._listed()[week])

    def checked(self) -> tuple[Edition, ...]:
        """Return every edition, oldest first; raises LedgerError at the first file that is not so.

        What a killed run left of an edition that was never listed is no harm.
        """
        for fault in self.faults():
            if not fault.is_notice:
                raise LedgerError(f"{self.folder.parent / fault.file}: {fault.message}")
        return tuple(self.edition(week) for week in self.weeks())

    def keep(self, edition: Edition, files: Mapping[str, bytes]) -> None:
        """Freeze a week for good. Raises LedgerError where it stands already."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with alone(self.folder):
            self._mend()
            listed = self._listed()
            if edition.week in listed:
                raise LedgerError(
                    f"{self.folder / edition.week}: it is frozen, and an edition is never changed"
                )
            whole = replace(edition, files={name: frozen(data) for name, data in files.items()})
            self._write(whole, files)
            with explained(self.folder):
                self._path(NEW, edition.week).rename(self.folder / edition.week)
                sync_folder(self.folder)
            self._list(listed | {edition.week: sha256(whole.text.encode())})

    def redact(self, week: str, changed: Mapping[str, bytes], *, who: str, when: date) -> None:
        """Put tombstones into an edition: these files instead of those, and why, in its manifest.

        The edition stands as it was until all of it is written.
        """
        with alone(self.folder):
            self._mend()
            listed, old = self._listed(), self.edition(week)
            files = {name: (self.folder / week / name).read_bytes() for name in old.files} | dict(
                changed
            )
            entry = Redaction(
                date=when,
                organisation=who,
                files={
                    name: Replaced(old=old.files[name].sha256, new=sha256(data))
                    for name, data in sorted(changed.items())
                },
            )
            whole = replace(
                old,
                files={name: frozen(data) for name, data in files.items()},
                redactions=(*old.redactions, entry),
            )
            self._write(whole, files)
            with explained(self.folder):
                (self.folder / week).rename(self._path(OLD, week))
                self._path(NEW, week).rename(self.folder / week)
                sync_folder(self.folder)
            self._list(listed | {week: sha256(whole.text.encode())})
            shutil.rmtree(self._path(OLD, week))

    def mend(self) -> None:
        """Bring back what a killed run was about to replace, and remove what it left unfinished.

        An edition that was written whole and not listed yet is listed.
        """
        with alone(self.folder):
            self._mend()

    def _mend(self) -> None:
        with explained(self.folder):
            for old in self.folder.glob(f".*{OLD}"):
                self._bring_back(old, old.name[1 : -len(OLD)])
            for path in (*self.folder.glob(f".*{NEW}"), *self.folder.glob(f".*{OLD}")):
                shutil.rmtree(path)
            for unwritten in self.folder.glob(".*.tmp"):
                unwritten.unlink()
        listed = self._listed()
        for week in self._unlisted(listed):
            edition = edition_of(self.folder / week / MANIFEST)
            if edition.week == week and not any(edition.wrong(self.folder / week)):
                listed[week] = sha256(edition.text.encode())
                self._list(listed)

    def faults(self) -> Iterator[Fault]:
        """Yield everything wrong or unfinished; checks the hash of every file."""
        try:
            listed = self._listed()
        except LedgerError as error:
            yield self._told(MANIFEST, error)
            return
        for week, digest in sorted(listed.items()):
            folder = self.folder / week
            if self._path(OLD, week).exists() and not _is(folder / MANIFEST, digest):
                yield Fault(file=f"{FOLDER}/{week}", message=AGAIN)
                continue
            try:
                edition = edition_of(folder / MANIFEST, digest)
                with explained(folder):
                    wrong = list(edition.wrong(folder))
            except LedgerError as error:
                yield self._told(f"{week}/{MANIFEST}", error)
                continue
            hashes = {name: one.sha256 for name, one in edition.files.items()}
            for name, message in (*wrong, *unlawful(edition.redactions, hashes)):
                yield Fault(file=f"{FOLDER}/{week}/{name}", message=message)
        yield from self._left(listed)

    def _left(self, listed: Mapping[str, str]) -> Iterator[Fault]:
        for path in sorted(self.folder.glob("*")):
            name = f"{FOLDER}/{path.name}"
            if path.name in listed or path.name == MANIFEST:
                continue
            if path.name.startswith(".") or is_week(path.name):
                yield Fault(file=name, message=AGAIN, is_notice=True)
            else:
                yield Fault(file=name, message="this is no edition; move it out of the folder")

    def _bring_back(self, old: Path, week: str) -> None:
        """Finish or undo a redaction: the edition that is listed is the one that stands."""
        path = self.folder / week
        if _is(path / MANIFEST, self._listed().get(week)):
            return
        if path.exists():
            path.rename(self._path(NEW, week))
        old.rename(path)
        sync_folder(self.folder)

    def _write(self, edition: Edition, files: Mapping[str, bytes]) -> None:
        """Write all of an edition into a folder that nobody reads yet, down to the disk."""
        folder = self._path(NEW, edition.week)
        with explained(folder):
            folder.mkdir()
            for name, data in (*files.items(), (MANIFEST, edition.text.encode())):
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("xb") as stream:
                    stream.write(data)
            for path in sorted(folder.rglob("*")):
                if path.is_dir():
                    sync_folder(path)
                else:
                    _sync(path)
            sync_folder(folder)

    def _path(self, ending: str, week: str) -> Path:
        return self.folder / f".{week}{ending}"

    def _unlisted(self, listed: Mapping[str, str]) -> list[str]:
        return [
            path.name
            for path in sorted(self.folder.glob("*"))
            if is_week(path.name) and path.name not in listed
        ]

    def _list(self, listed: Mapping[str, str]) -> None:
        write_atomically(self.folder / MANIFEST, _text(listed).encode())

    def _listed(self) -> dict[str, str]:
        """Return the hash of every edition's manifest, by week."""
        path = self.folder / MANIFEST
        with explained(path):
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                # One edition alone is the very first, killed before it was listed.
                if len(self._unlisted({})) > 1:
                    raise LedgerError(
                        f"{path}: it is missing, though editions are kept; {RESTORE}"
                    ) from None
                return {}
        try:
            listed = dict(json.loads(data)["editions"])
        except (ValueError, KeyError, TypeError, RecursionError):
            listed = {}
        if _text(listed).encode() != data or not all(map(is_week, listed)):
            raise LedgerError(f"{path}: it has changed since it was written; {RESTORE}")
        return listed

    def _told(self, name: str, error: LedgerError) -> Fault:
        told = str(error).removeprefix(f"{self.folder / name}: ")
        return Fault(file=f"{FOLDER}/{name}", message=told)


def _text(listed: Mapping[str, str]) -> str:
    return json.dumps({"editions": dict(sorted(listed.items()))}, indent=1) + "\n"


def _is(manifest: Path, digest: str | None) -> bool:
    return digest is not None and manifest.is_file() and sha256(manifest.read_bytes()) == digest


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
