"""The lines of a journal: found by organisation and network, and read one at a time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from collector.errors import LedgerError
from collector.model import Observation
from collector.store.manifest import explained
from collector.store.plain import plain, restored
from collector.store.report import AccountReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

Key = tuple[str, str]  # organisation and network


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What was read of one organisation on one network; the fingerprint says how it was asked.

    It is final unless reading it once more on the same night may give more.
    """

    fingerprint: str
    observations: tuple[Observation, ...]
    accounts: tuple[AccountReport, ...]
    is_final: bool = True


class Line(NamedTuple):
    """Where an entry stands in its file, and what must be known of it before it is read."""

    offset: int
    size: int
    fingerprint: str
    is_final: bool


def written(key: Key, entry: Entry) -> bytes:
    """Return the entry as one line."""
    values: dict[str, Any] = {
        "organisation": key[0],
        "network": key[1],
        "fingerprint": entry.fingerprint,
        "observations": plain(entry.observations),
        "accounts": plain(entry.accounts),
    }
    values |= {} if entry.is_final else {"is_final": False}
    return json.dumps(values, separators=(",", ":")).encode() + b"\n"


def indexed(path: Path) -> tuple[dict[Key, Line], int]:
    """Return where each entry stands, the last of its key, and how many bytes are whole lines."""
    lines = {key: line for key, line, _ in found_in(path)}
    return lines, max((line.offset + line.size for line in lines.values()), default=0)


def found_in(path: Path) -> Iterator[tuple[Key, Line, Entry]]:
    """Yield each entry of a file with its key and where it stands; none where there is no file.

    A torn last line is left out: it was being written when the run was killed.
    """
    whole, broken = 0, 0
    with explained(path):
        try:
            stream = path.open("rb")
        except FileNotFoundError:
            return
        with stream:
            for number, text in enumerate(stream, start=1):
                if broken:
                    raise LedgerError(_broken(path, broken))
                parsed = _parsed(text)
                if parsed is None:
                    broken = number
                    continue
                key, entry = parsed
                yield key, Line(whole, len(text), entry.fingerprint, entry.is_final), entry
                whole += len(text)


def entries(path: Path, lines: Iterable[Line]) -> Iterator[Entry]:
    """Yield the entries that stand at these lines, in their order."""
    with explained(path), path.open("rb") as stream:
        for line in lines:
            stream.seek(line.offset)
            parsed = _parsed(stream.read(line.size))
            if parsed is None:
                raise LedgerError(f"{path}: it changed while it was read; read the night anew")
            yield parsed[1]


def rows_of(found: Iterable[Entry]) -> Iterator[Observation]:
    """Yield the rows of these entries, those of each in the ledger's order."""
    for entry in found:
        yield from sorted(entry.observations, key=lambda row: row.account or "")


def _broken(path: Path, number: int) -> str:
    return (
        f"{path}:{number}: this line is broken; remove the file and run the same command again: "
        "the night is read anew"
    )


def _parsed(line: bytes) -> tuple[Key, Entry] | None:
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
        is_final=restored(bool, values.get("is_final", True)),
    )
