"""What is wrong with a ledger's files, and what is only unfinished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from collector.errors import LedgerError
from collector.store.journal import FOLDER as JOURNALS
from collector.store.journal import LOCK, journal_file
from collector.store.manifest import (
    REDACTING,
    explained,
    load_manifest,
    load_redactions,
    month_file,
    month_named,
    night_file,
    night_named,
    report_file,
)
from collector.store.redaction import unlawful
from collector.store.shard import FOLDER as SHARDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from collector.store.manifest import Listed

FORGET_AGAIN = "a killed run left it; run the same followback forget again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One file that is not as it should be; a notice is no harm, only something unfinished."""

    file: str
    message: str
    is_notice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is in one file of nights."""

    nights: frozenset[date]
    rows: int
    has_duplicates: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """The checks of one ledger; `content` reads a file, `report` a night's run report."""

    folder: Path
    content: Callable[[str], Content]
    report: Callable[[date], object | None]

    def faults(self) -> tuple[Fault, ...]:
        """Return everything found, by file."""
        try:
            files = load_manifest(self.folder)
            found = [*self._of_listed(files), *self._of_others(files)]
            found += [*self._of_journals(files), *self._of_shards(files)]
            found += self._of_redactions(files)
        except LedgerError as error:
            found = [_told(self.folder, "manifest.json", error)]
        return tuple(sorted(found, key=lambda fault: (fault.file, fault.message)))

    def _of_listed(self, files: Mapping[str, Listed]) -> Iterator[Fault]:
        seen: dict[date, str] = {}
        for name, entry in sorted(files.items()):
            try:
                content = self.content(name)
            except LedgerError as error:
                yield _told(self.folder, name, error)
                continue
            for message in _wrong(name, entry, content):
                yield Fault(file=name, message=message)
            for night in sorted(content.nights):
                other = seen.setdefault(night, name)
                if other != name:
                    yield Fault(file=name, message=f"the night {night} is in {other} too")
                yield from self._of_report(night)

    def _of_report(self, night: date) -> Iterator[Fault]:
        name = report_file(night)
        try:
            if self.report(night) is None:
                yield Fault(file=name, message="it is missing; restore it from a copy")
        except LedgerError as error:
            yield _told(self.folder, name, error)

    def _of_others(self, files: Mapping[str, Listed]) -> Iterator[Fault]:
        with explained(self.folder):
            found = (path for top in ("nights", "runs") for path in (self.folder / top).rglob("*"))
            names = [
                path.relative_to(self.folder).as_posix() for path in found if not path.is_dir()
            ]
        reports = {name for name in names if _night_reported(name)}
        for name in sorted({*names, *_temporary_tops(self.folder)} - files.keys() - reports):
            notice = self._unfinished(name, names, files)
            yield Fault(
                file=name,
                message=notice or "nobody listed it in manifest.json; move it out of the ledger",
                is_notice=notice is not None,
            )

    def _unfinished(self, name: str, names: list[str], files: Mapping[str, Listed]) -> str | None:
        """Return what the next run will do with a file that is not listed, if it will."""
        base = name.rpartition("/")[2]
        if base.startswith(".") and base.endswith(".tmp"):
            return "a killed run left it half written; it may be removed"
        month = month_named(name)
        if month and any(one.startswith(f"{name[:-8]}-") for one in files):
            return f"a killed run left it; go on with followback compact --month {month}"
        if any(name in one.files for one in load_redactions(self.folder)):
            return FORGET_AGAIN
        return self._unfinished_night(name, names, files)

    def _unfinished_night(
        self, name: str, names: list[str], files: Mapping[str, Listed]
    ) -> str | None:
        night = night_named(name)
        if night is None:
            return None
        if month_file(f"{night:%Y-%m}") in files:
            return f"it is compacted; go on with followback compact --month {night:%Y-%m}"
        others = [one for one in names if one not in files and night_named(one)]
        is_newest = others == [name] and all(one < name for one in files)
        if is_newest or (self.folder / journal_file(night)).exists():
            return f"the night is unfinished; go on with followback collect --night {night}"
        return None

    def _of_journals(self, files: Mapping[str, Listed]) -> Iterator[Fault]:
        for path in sorted((self.folder / JOURNALS).glob("*")):
            name = f"{JOURNALS}/{path.name}"
            night = _night_of(path.stem) if path.suffix == ".jsonl" else None
            if path.name == LOCK:
                continue
            if night is None:
                yield Fault(file=name, message="this is no journal; move it out of the ledger")
            else:
                yield _begun(name, night, files)

    def _of_shards(self, files: Mapping[str, Listed]) -> Iterator[Fault]:
        for path in sorted((self.folder / SHARDS).glob("*")):
            name, night = f"{SHARDS}/{path.name}", _night_of(path.name)
            if night is None:
                yield Fault(file=name, message="no shards are here; move it out of the ledger")
            else:
                yield _begun(name, night, files, " --shard I/N, then --merge")

    def _of_redactions(self, files: Mapping[str, Listed]) -> Iterator[Fault]:
        hashes = {name: one.sha256 for name, one in files.items()}
        for name, message in unlawful(load_redactions(self.folder), hashes):
            yield Fault(file=name, message=message)
        if (self.folder / REDACTING).exists():
            yield Fault(file=REDACTING, message=FORGET_AGAIN, is_notice=True)


def _begun(name: str, night: date, files: Mapping[str, Listed], how: str = "") -> Fault:
    message = f"the night is unfinished; go on with followback collect --night {night}{how}"
    if night_file(night) in files or month_file(f"{night:%Y-%m}") in files:
        message = "its night is recorded; it may be removed"
    return Fault(file=name, message=message, is_notice=True)


def _wrong(name: str, entry: Listed, content: Content) -> Iterator[str]:
    night, month = night_named(name), month_named(name)
    strange = [one for one in sorted(content.nights) if night != one and month != f"{one:%Y-%m}"]
    if strange:
        yield f"it holds the night {strange[0]}, which is not its own"
    if not content.nights:
        yield "it holds no rows"
    if content.has_duplicates:
        yield "it holds an account twice on one night"
    if content.rows != entry.rows:
        yield f"it holds {content.rows} rows, and manifest.json says {entry.rows}"


def _told(folder: Path, name: str, error: LedgerError) -> Fault:
    """Return the error as a fault of that file; the sentence need not name it twice."""
    return Fault(file=name, message=str(error).removeprefix(f"{folder / name}: "))


def _temporary_tops(folder: Path) -> set[str]:
    return {path.name for path in folder.glob(".*.tmp")}


def _night_reported(name: str) -> date | None:
    is_report = name.startswith("runs/") and name.endswith(".json")
    return _night_of(name[5:-5]) if is_report else None


def _night_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
