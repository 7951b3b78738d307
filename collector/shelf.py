"""What is known of watched accounts between nights: by handle as listed, with the time of reading.

It may be deleted at any time; what is broken in it is not known.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from collector.store.manifest import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

T = TypeVar("T")
BROKEN = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf(Generic[T]):
    """One file of them; `known` returns one from its entry, or raises what is broken in it."""

    file: str
    kept_for: timedelta
    known: Callable[[Mapping[str, Any]], T]

    def load(self, folder: Path, now: datetime) -> dict[str, T]:
        """Return what was read no longer ago than is kept."""
        return {listed: self.known(entry) for listed, entry in self._fresh(folder, now).items()}

    def save(self, folder: Path, found: Mapping[str, T], now: datetime) -> None:
        """Keep what is known, each with the time when it was read first."""
        before = self._fresh(folder, now)
        entries: dict[str, dict[str, Any]] = {}
        for listed, one in sorted(found.items()):
            entry = asdict(one)  # type: ignore[call-overload]
            known = before.get(listed, {})
            is_same = all(key in known and known[key] == value for key, value in entry.items())
            entries[listed] = entry | {"read_at": known["read_at"] if is_same else now.isoformat()}
        text = json.dumps(entries, indent=1, ensure_ascii=False) + "\n"
        write_atomically(folder / self.file, text.encode(), is_dispensable=True)

    def _fresh(self, folder: Path, now: datetime) -> dict[str, dict[str, Any]]:
        try:
            entries = json.loads((folder / self.file).read_text(encoding="utf-8"))
            return {listed: one for listed, one in entries.items() if self._is_fresh(one, now)}
        except BROKEN:
            return {}  # a broken memory is no memory

    def _is_fresh(self, entry: Mapping[str, Any], now: datetime) -> bool:
        self.known(entry)
        age = now - datetime.fromisoformat(entry["read_at"])
        return timedelta() <= age <= self.kept_for


def text_of(entry: Mapping[str, Any], key: str) -> str:
    """Return the text of an entry; raises TypeError where it is none."""
    value = entry[key]
    if not isinstance(value, str):
        raise TypeError("no text")
    return value
