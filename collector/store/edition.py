"""What one frozen edition is: its week, its night, and the hash of every file of its folder.

Its manifest stands in the folder, beside the files that it lists, and is published with them.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from collector.errors import InputError, LedgerError
from collector.store.manifest import explained
from collector.store.plain import plain, restored
from collector.store.redaction import redactions_of, redactions_told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from collector.store.redaction import Redaction

MANIFEST = "manifest.json"
RESTORE = "restore it from a copy, and run followback verify"
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """One file of an edition."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One week, as it was frozen; `night` is the one that its figures are of."""

    week: str
    night: date
    method_version: int
    files: Mapping[str, Frozen]
    redactions: tuple[Redaction, ...] = ()

    @property
    def charts(self) -> tuple[str, ...]:
        """The ids of its charts."""
        pages = (name.split("/") for name in self.files)
        return tuple(p[1] for p in pages if p[0] == "charts" and p[2:] == ["index.html"])

    @property
    def text(self) -> str:
        """Its manifest, as it is written."""
        told = {
            "week": self.week,
            "night": self.night.isoformat(),
            "method_version": self.method_version,
            "redactions": redactions_told(self.redactions),
            "files": {name: plain(one) for name, one in sorted(self.files.items())},
        }
        return json.dumps(told, indent=0) + "\n"

    def wrong(self, folder: Path) -> Iterator[tuple[str, str]]:
        """Yield every file of the folder that is not as the manifest says, and what is wrong."""
        there = {
            path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()
        }
        for name, one in sorted(self.files.items()):
            if name not in there:
                yield name, f"it is missing; {RESTORE}"
            elif sha256((folder / name).read_bytes()) != one.sha256:
                yield name, f"it has changed since it was frozen; {RESTORE}"
        for name in sorted(there - self.files.keys() - {MANIFEST}):
            yield name, "its manifest does not list it; move it out of the edition"


def frozen(data: bytes) -> Frozen:
    """Return what a manifest says of a file."""
    return Frozen(sha256=sha256(data), bytes=len(data))


def sha256(data: bytes) -> str:
    """Return the hash of a file."""
    return hashlib.sha256(data).hexdigest()


def edition_of(path: Path, digest: str | None = None) -> Edition:
    """Read a manifest, if it is the one of that hash. Raises LedgerError."""
    with explained(path):
        data = path.read_bytes()
    if digest is not None and sha256(data) != digest:
        raise LedgerError(f"{path}: it has changed since it was written; {RESTORE}")
    try:
        return _restored(json.loads(data))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise LedgerError(
            f"{path}: this is not a manifest that followback wrote; {RESTORE}"
        ) from None


def week_of(night: date) -> str:
    """Return the week of a night: 2026-W47."""
    year, week, _ = night.isocalendar()
    return f"{year}-W{week:02}"


def last_day(week: str) -> date:
    """Return the Sunday that ends a week. Raises InputError for what is no week."""
    found = _WEEK.fullmatch(week)
    try:
        if found:
            return date.fromisocalendar(int(found[1]), int(found[2]), 7)
    except ValueError:
        pass
    raise InputError(f'"{week}" is no week; write it as 2026-W47')


def days_of(week: str) -> tuple[date, ...]:
    """Return the seven days of a week."""
    return tuple(last_day(week) - timedelta(days=ago) for ago in reversed(range(7)))


def is_week(name: str) -> bool:
    """Return whether a name is that of a week."""
    try:
        last_day(name)
    except InputError:
        return False
    return True


def _restored(told: Mapping[str, Any]) -> Edition:
    return Edition(
        week=str(told["week"]),
        night=date.fromisoformat(told["night"]),
        method_version=int(told["method_version"]),
        files={_inside(name): restored(Frozen, one) for name, one in told["files"].items()},
        redactions=redactions_of(told["redactions"]),
    )


def _inside(name: str) -> str:
    """Return the name of a file if it leads nowhere else than into its folder."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts:
        raise ValueError(name)
    return name
