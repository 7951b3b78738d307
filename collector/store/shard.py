"""The files of a night's shards: `shards/NIGHT/3-of-8.*`, each written by one runner alone.

The lines of a shard are its journal. It is whole when its head stands beside them, with their
hash: the head is written last.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from collector.errors import LedgerError, SettingError
from collector.store.manifest import explained, sync_folder, write_atomically
from collector.store.plain import plain, restored

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

FOLDER = "shards"
MOST_SHARDS = 256  # https://docs.github.com/en/actions/reference/limits (jobs of a matrix)
_GIVEN = re.compile(r"([1-9]\d{0,2})/([1-9]\d{0,2})")
_NAMED = re.compile(r"([1-9]\d*)-of-([1-9]\d*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One part of a night, of so many."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    @property
    def name(self) -> str:
        """The shard, as its files are called."""
        return f"{self.number}-of-{self.of}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a whole shard says of itself; `watchlist` is the mark of the whole list.

    It has `read` so many of its accounts: all of them but for gaps of every kind.
    """

    night: date
    shard: str
    watchlist: str
    collector_version: str
    organisations: tuple[str, ...]
    sha256: str
    started_at: datetime
    finished_at: datetime
    read: int
    accounts: int
    requests: int
    retries: int
    bytes: int
    dollars: float

    def summary(self) -> dict[str, Any]:
        """Return the shard in a few JSON values."""
        return {
            "night": self.night.isoformat(),
            "shard": self.shard,
            "organisations": len(self.organisations),
            "read": self.read,
            "accounts": self.accounts,
            "requests": self.requests,
        }


def shard_of(text: str) -> Shard:
    """Return the shard that is written as 3/8; raises SettingError where that is none."""
    match = _GIVEN.fullmatch(text)
    number, of = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= number <= of <= MOST_SHARDS:
        raise SettingError(
            f'--shard "{text}" is no shard; write the third of eight as 3/8, '
            f"and no more than {MOST_SHARDS}"
        )
    return Shard(number=number, of=of)


def shards_folder(night: date) -> str:
    """Return the name of the folder of a night's shards inside the ledger's folder."""
    return f"{FOLDER}/{night.isoformat()}"


def lines_file(night: date, shard: Shard) -> str:
    """Return the name of a shard's lines inside the ledger's folder."""
    return f"{shards_folder(night)}/{shard.name}.jsonl"


def head_file(night: date, shard: Shard) -> str:
    """Return the name of a shard's head inside the ledger's folder."""
    return f"{shards_folder(night)}/{shard.name}.json"


def memory_folder(night: date, shard: Shard) -> str:
    """Return the name of the folder in which a shard has a `state/` of its own."""
    return f"{shards_folder(night)}/{shard.name}"


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a shard's lines; a shard in which nobody is has none."""
    with explained(path):
        try:
            with path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
        except FileNotFoundError:
            return hashlib.sha256().hexdigest()


def save_head(folder: Path, head: Head) -> None:
    """Write the head of a shard: from now on it is whole."""
    text = json.dumps(plain(head), indent=1, ensure_ascii=False) + "\n"
    write_atomically(folder / head_file(head.night, shard_of(head.shard)), text.encode())


def load_head(folder: Path, night: date, shard: Shard) -> Head | None:
    """Return the head of a shard, checked against its name; None where there is none."""
    path = folder / head_file(night, shard)
    with explained(path):
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            return None
    try:
        head: Head = restored(Head, json.loads(text))
        is_right = (head.night, head.shard) == (night, str(shard))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        is_right = False
    if not is_right:
        raise LedgerError(
            f"{path}: this is not the head of shard {shard} of {night}; "
            f"read it again: followback collect --shard {shard}"
        )
    return head


def remove_head(folder: Path, night: date, shard: Shard) -> None:
    """Remove the head of a shard that is about to change."""
    path = folder / head_file(night, shard)
    with explained(path):
        path.unlink(missing_ok=True)


def stored_shards(folder: Path, night: date) -> tuple[Shard, ...]:
    """Return the shards of the night that have a file in the folder, whole or not."""
    names = {path.stem for path in (folder / shards_folder(night)).glob("*.json*")}
    found = [match for name in names if (match := _NAMED.fullmatch(name))]
    return tuple(
        sorted(
            (Shard(number=int(match[1]), of=int(match[2])) for match in found),
            key=lambda shard: (shard.of, shard.number),
        )
    )


def forget_shards(folder: Path, night: date) -> None:
    """Remove the shards of a night that is in the ledger."""
    path = folder / shards_folder(night)
    with explained(path):
        if path.is_dir():
            shutil.rmtree(path)
            sync_folder(path.parent)
            if not any(path.parent.iterdir()):
                path.parent.rmdir()
