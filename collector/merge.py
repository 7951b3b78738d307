"""A night's shards become the night: what one run would have recorded, or nothing at all.

They are merged without locks. What could make the night another one is refused: a missing shard,
another version, another watchlist, two versions of one account.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from collector import __version__
from collector.coverage import refuse_poor, reported
from collector.errors import LedgerError
from collector.homes import load_homes, save_homes
from collector.manners import Spent
from collector.share import watchlist_mark
from collector.state import (
    load_dollars,
    load_identities,
    load_threads,
    save_dollars,
    save_identities,
    save_threads,
)
from collector.store import Ledger
from collector.store.entry import entries, found_in, rows_of
from collector.store.journal import Journal
from collector.store.shard import (
    Shard,
    forget_shards,
    hash_of,
    lines_file,
    load_head,
    memory_folder,
    stored_shards,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from collector.model import Watchlist
    from collector.store.entry import Entry, Key, Line
    from collector.store.report import AccountReport, RunReport
    from collector.store.shard import Head


def merge_night(
    watchlist: Watchlist,
    *,
    night: date,
    folder: Path,
) -> RunReport:
    """Record the night from its shards, and return the report of them all; asks nobody.

    Raises LedgerError where they are not the whole night of this watchlist, PoorNight where fewer
    than 80% of the readable accounts were read.
    """
    journal = Journal(folder, night)
    try:
        heads = _heads(folder, night)
        _refuse_mixed(heads, watchlist_mark(watchlist))
        parts = _parts(folder, night, heads)
        _refuse_gaps(watchlist, parts, night)
        report = reported(
            night,
            min(head.started_at for head in heads.values()),
            max(head.finished_at for head in heads.values()),
            _accounts(parts),
            _spent(heads),
        )
        refuse_poor(report, again="read its shards again, and merge them again")
        Ledger(folder).record(night, rows_of(_entries(parts)), report)
        _merge_memory(folder, night, heads)
        forget_shards(folder, night)
        journal.remove()
    finally:
        journal.close()
    return report


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What one shard has read."""

    shard: Shard
    path: Path
    lines: dict[Key, Line]
    accounts: dict[Key, tuple[AccountReport, ...]]

    def entries(self) -> Iterator[tuple[Key, Entry]]:
        """Yield what was read, by organisation and network."""
        keys = sorted(self.lines)
        lines = [self.lines[key] for key in keys]
        return zip(keys, entries(self.path, lines) if lines else (), strict=True)


def _entries(parts: Sequence[_Part]) -> Iterator[Entry]:
    """Yield what all have read, by organisation and network: as one run would have it."""
    found = heapq.merge(*(part.entries() for part in parts), key=itemgetter(0))
    return (entry for _, entry in found)


def _accounts(parts: Sequence[_Part]) -> list[AccountReport]:
    """Return what it took to read each account, in the same order."""
    found = {key: part.accounts[key] for part in parts for key in part.lines}
    return [account for key in sorted(found) for account in found[key]]


def _heads(folder: Path, night: date) -> dict[Shard, Head]:
    """Return the heads of all shards. Raises LedgerError where one is missing."""
    stored = stored_shards(folder, night)
    sizes = sorted({shard.of for shard in stored})
    if not stored:
        raise LedgerError(
            f"{folder}: there are no shards of {night}; read them first: "
            f"followback collect --night {night} --shard 1/2, and 2/2"
        )
    if len(sizes) > 1:
        counts = " and ".join(map(str, sizes))
        raise LedgerError(
            f"{folder}: of {night} there are shards of {counts}; remove those that are not wanted"
        )
    whole = [Shard(number=at + 1, of=sizes[0]) for at in range(sizes[0])]
    heads = {shard: load_head(folder, night, shard) for shard in whole}
    missing = [shard for shard, head in heads.items() if head is None]
    if missing:
        names = ", ".join(map(str, missing))
        raise LedgerError(
            f"{folder}: of {night} these shards are missing: {names}; "
            f"read them: followback collect --night {night} --shard {missing[0]}"
        )
    return {shard: head for shard, head in heads.items() if head}


def _refuse_mixed(heads: Mapping[Shard, Head], mark: str) -> None:
    """Raise LedgerError where shards were read by another version, or for another watchlist."""
    for shard, head in heads.items():
        again = f"read it again: followback collect --night {head.night} --shard {shard}"
        if head.collector_version != __version__:
            raise LedgerError(
                f"shard {shard} was read by Followback {head.collector_version}, and this is "
                f"{__version__}; {again}"
            )
        if head.watchlist != mark:
            raise LedgerError(f"shard {shard} was read for another watchlist than this; {again}")


def _parts(folder: Path, night: date, heads: Mapping[Shard, Head]) -> list[_Part]:
    """Return what each shard has read, each organisation once."""
    parts: list[_Part] = []
    for shard, head in heads.items():
        path = folder / lines_file(night, shard)
        if hash_of(path) != head.sha256:
            raise LedgerError(
                f"{path}: it has changed since it was read; remove it and its head, and "
                f"read it again: followback collect --night {night} --shard {shard}"
            )
        mine = {*head.organisations}
        found = {key: (at, entry.accounts) for key, at, entry in found_in(path) if key[0] in mine}
        part = _Part(
            shard=shard,
            path=path,
            lines={key: line for key, (line, _) in found.items()},
            accounts={key: accounts for key, (_, accounts) in found.items()},
        )
        for other in parts:
            _drop_twice(part, other)
        parts.append(part)
    return parts


def _drop_twice(part: _Part, other: _Part) -> None:
    """Leave out what the other shard has read too. Raises LedgerError where it says otherwise."""
    for key in sorted(part.lines.keys() & other.lines.keys()):
        (mine,) = entries(part.path, [part.lines.pop(key)])
        (theirs,) = entries(other.path, [other.lines[key]])
        if mine.observations != theirs.observations:
            raise LedgerError(
                f"{key[0]}, {key[1]}: shards {other.shard} and {part.shard} have both read it, "
                "and do not say the same; remove one of the two, and read it again"
            )


def _refuse_gaps(watchlist: Watchlist, parts: Sequence[_Part], night: date) -> None:
    """Raise LedgerError where nobody has read an organisation on a network."""
    read = {key for part in parts for key in part.lines}
    for organisation in watchlist.organisations:
        for account in organisation.accounts:
            if (organisation.slug, account.network) not in read:
                raise LedgerError(
                    f"no shard of {night} has read {organisation.slug} on {account.network}: "
                    "they were planned from different ledgers; read them all again"
                )


def _spent(heads: Mapping[Shard, Head]) -> Spent:
    return Spent(
        requests=sum(head.requests for head in heads.values()),
        retries=sum(head.retries for head in heads.values()),
        bytes=sum(head.bytes for head in heads.values()),
        dollars=sum(head.dollars for head in heads.values()),
    )


def _merge_memory(folder: Path, night: date, heads: Mapping[Shard, Head]) -> None:
    """Put what the shards have learned into the state; it may be lost, and nothing with it."""
    now = min(head.started_at for head in heads.values())
    identities, threads = load_identities(folder, now), load_threads(folder, night)
    dollars, homes = load_dollars(folder, night), load_homes(folder, now)
    for shard, head in heads.items():
        own = folder / memory_folder(night, shard)
        identities |= load_identities(own, head.finished_at)
        homes |= load_homes(own, head.finished_at)
        load_threads(own, night, into=threads)
        dollars += load_dollars(own, night)
    save_identities(folder, identities, now)
    save_homes(folder, homes, now)
    save_threads(folder, threads, night)
    if dollars:
        save_dollars(folder, night, dollars)
