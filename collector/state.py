"""What may be remembered between nights: watched accounts' identities, and their settled threads.

Of a thread it holds when its openings came and what came of them, and no id but an own post's. It
may be deleted at any time: the next night asks again, and is slower, never wrong. What the night
has cost so far stands here too; without it, a second run of the same night has a whole budget.
"""

from __future__ import annotations

import hashlib
import json
import os
import weakref
from collections.abc import MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path
from tempfile import gettempdir, mkstemp
from typing import TYPE_CHECKING, Any

from collector import __version__
from collector.model import METHOD_VERSION, MOST_OPENINGS, Opening
from collector.networks.atproto import Identity
from collector.shelf import BROKEN, Shelf, text_of
from collector.store.manifest import explained, write_atomically
from collector.tally.heard import Settled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# "no longer than 24 hours": https://docs.bsky.app/docs/advanced-guides/resolving-identities
KEPT_FOR = timedelta(hours=24)
FILE = "state/identities.json"
ON_X = "x:"  # how places of X begin
# A number stays an account's own, and names are given to others: https://docs.x.com/fundamentals/x-ids
NUMBERS_FILE = "state/numbers.json"
NUMBERS_KEPT_FOR = timedelta(days=30)
THREADS_FILE = "state/threads.jsonl"
THREADS_KEPT_FOR = timedelta(days=14)  # an account that is read has a full reading every week
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DOLLARS_FILE = "state/dollars.json"
MICROSECOND = timedelta(microseconds=1)
RULES = f"{METHOD_VERSION}, {__version__}"  # what other rules settled is read again


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """The settled threads of one account, the night of their reading, and for which own ids."""

    night: date
    circle: str
    threads: Mapping[str, Settled]


def circle_mark(ids: Iterable[str]) -> str:
    """Return what tells one set of own ids from another: who is a stranger depends on it."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()[:16]


def load_identities(folder: Path, now: datetime) -> dict[str, Identity]:
    """Return the identities read in the last day, of X in the last month, by handle as listed."""
    return _IDENTITIES.load(folder, now) | _NUMBERS.load(folder, now)


def save_identities(folder: Path, identities: Mapping[str, Identity], now: datetime) -> None:
    """Keep the identities, each with the time when it was read."""
    numbers = {place: one for place, one in identities.items() if place.startswith(ON_X)}
    rest = {place: one for place, one in identities.items() if place not in numbers}
    _IDENTITIES.save(folder, rest, now)
    _NUMBERS.save(folder, numbers, now)


def _identity(entry: Mapping[str, Any]) -> Identity:
    return Identity(**{key: text_of(entry, key) for key in ("did", "handle", "pds")})


_IDENTITIES = Shelf(file=FILE, kept_for=KEPT_FOR, known=_identity)
_NUMBERS = Shelf(file=NUMBERS_FILE, kept_for=NUMBERS_KEPT_FOR, known=_identity)


def load_dollars(folder: Path, night: date) -> float:
    """Return what earlier runs of the same night have spent: its budget is one."""
    try:
        entry = json.loads((folder / DOLLARS_FILE).read_text(encoding="utf-8"))
        dollars = float(entry["dollars"])
        return dollars if entry["night"] == night.isoformat() and dollars > 0 else 0.0
    except BROKEN:
        return 0.0  # a broken memory is no memory


def save_dollars(folder: Path, night: date, dollars: float) -> None:
    """Keep what the night has cost so far."""
    entry = {"night": night.isoformat(), "dollars": dollars}
    write_atomically(folder / DOLLARS_FILE, (json.dumps(entry) + "\n").encode())


class Threads(MutableMapping[str, Remembered]):
    """The settled threads of accounts by id: on disk, and read one account at a time.

    The file has no name, and goes with this process. An entry that cannot be read is none.
    """

    def __init__(self) -> None:
        self._file, path = mkstemp()
        Path(path).unlink()
        weakref.finalize(self, os.close, self._file)
        self._places: dict[str, tuple[int, int, date]] = {}
        self._end = 0

    def __getitem__(self, id_: str) -> Remembered:
        try:
            return _remembered(json.loads(self.line(id_)))
        except (*BROKEN, OverflowError):
            raise KeyError(id_) from None  # a broken memory is no memory

    def __setitem__(self, id_: str, one: Remembered) -> None:
        entry = {"id": id_} | _entry(one)
        self._put(id_, one.night, json.dumps(entry, separators=(",", ":")).encode() + b"\n")

    def __delitem__(self, id_: str) -> None:
        del self._places[id_]

    def __iter__(self) -> Iterator[str]:
        return (id_ for id_ in tuple(self._places) if self.get(id_))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def keep(self, line: bytes) -> None:
        """Keep an account's entry, as it stands in the file between nights."""
        entry = json.loads(line)
        self._put(_text(entry["id"]), date.fromisoformat(entry["night"]), line)

    def take(self, others: Threads, night: date, kept_for: timedelta) -> None:
        """Keep the entries of others, of the accounts read so long before the night at most."""
        for id_, read in others.fresh(night, kept_for):
            self._put(id_, read, others.line(id_))

    def fresh(self, night: date, kept_for: timedelta) -> Iterator[tuple[str, date]]:
        """Yield the accounts read so long before the night at most, by id, and when they were."""
        for id_, (_, _, read) in sorted(self._places.items()):
            if timedelta() <= night - read <= kept_for:
                yield id_, read

    def lines(self, night: date, kept_for: timedelta) -> Iterator[bytes]:
        """Return the entries of the accounts read so long before the night at most, by id."""
        return (self.line(id_) for id_, _ in self.fresh(night, kept_for))

    def line(self, id_: str) -> bytes:
        """Return an account's entry as it stands in the file."""
        offset, size, _ = self._places[id_]
        return os.pread(self._file, size, offset)

    def _put(self, id_: str, read: date, line: bytes) -> None:
        with explained(Path(gettempdir())):
            os.pwrite(self._file, line, self._end)
        self._places[id_] = self._end, len(line), read
        self._end += len(line)


def load_threads(folder: Path, night: date, *, into: Threads | None = None) -> Threads:
    """Return the settled threads read in the two weeks before the night, by account's id.

    They are added to those that are given.
    """
    threads, fresh = Threads() if into is None else into, Threads()
    with suppress(*BROKEN), (folder / THREADS_FILE).open("rb") as stream:
        if json.loads(next(stream, b""))["rules"] == RULES:
            for line in stream:
                with suppress(*BROKEN):
                    fresh.keep(line)
    threads.take(fresh, night, THREADS_KEPT_FOR)
    return threads


def save_threads(
    folder: Path,
    remembered: Mapping[str, Remembered],
    night: date,
    kept_for: timedelta = THREADS_KEPT_FOR,
) -> None:
    """Keep the settled threads of the accounts that were read in the last two weeks."""
    threads = remembered if isinstance(remembered, Threads) else Threads()
    if threads is not remembered:
        threads.update(remembered)
    head = json.dumps({"rules": RULES}).encode() + b"\n"
    lines = chain([head], threads.lines(night, kept_for))
    write_atomically(folder / THREADS_FILE, lines, is_dispensable=True)


def _entry(one: Remembered) -> dict[str, Any]:
    threads = {
        key: [thread.mark, *(_times(opening) for opening in thread.openings)]
        for key, thread in sorted(one.threads.items())
    }
    return {"night": one.night.isoformat(), "circle": one.circle, "threads": threads}


def _times(one: Opening) -> list[int | None]:
    times = (one.at, one.answered_at, one.acknowledged_at)
    return [(at - EPOCH) // MICROSECOND if at else None for at in times]


def _remembered(entry: dict[str, Any]) -> Remembered:
    return Remembered(
        night=date.fromisoformat(entry["night"]),
        circle=_text(entry["circle"]),
        threads={key: _settled(thread) for key, thread in entry["threads"].items()},
    )


def _settled(thread: Any) -> Settled:
    if not isinstance(thread, list) or len(thread) > 1 + MOST_OPENINGS:
        raise TypeError("no list of a mark and openings")
    mark, *openings = thread
    return Settled(mark=_text(mark), openings=tuple(_opening(*times) for times in openings))


def _opening(at: Any, answered_at: Any, acknowledged_at: Any) -> Opening:
    since = _moment(at)
    return Opening(
        at=since,
        answered_at=_later(answered_at, since),
        acknowledged_at=_later(acknowledged_at, since),
    )


def _later(number: Any, since: datetime) -> datetime | None:
    if number is None:
        return None
    at = _moment(number)
    if at < since:
        raise ValueError("nothing is met before it comes")
    return at


def _moment(number: Any) -> datetime:
    if not isinstance(number, int):
        raise TypeError("no whole number of microseconds")
    return EPOCH + number * MICROSECOND


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value
