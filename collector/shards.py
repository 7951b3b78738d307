"""One shard of a night: read by a runner of its own, into files that nobody else writes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from collector import __version__
from collector.collect import gather
from collector.night import closing, desk, utc_now
from collector.share import (
    A_SHARD,
    ROOM,
    enough_shards,
    expected_requests,
    shared_settings,
    shares,
    telling_reports,
    watchlist_mark,
)
from collector.store import Ledger
from collector.store.shard import Head, hash_of, lines_file, load_head, remove_head, save_head

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from collector.collect import Books, Gathered
    from collector.manners import PoliteClient, Spent
    from collector.model import Organisation, Watchlist
    from collector.networks import Network
    from collector.settings import Settings
    from collector.share import Share
    from collector.store.shard import Shard
    from collector.till import Till


def planned(
    watchlist: Watchlist,
    ledger: Ledger,
    night: date,
    *,
    of: int | None = None,
    most: int | None = None,
    room: float = ROOM,
) -> tuple[Share, ...]:
    """Return what each of so many shards of a night reads, the same on every machine.

    Without their number there are as few as let each ask about so often at most.
    """
    requests = expected_requests(watchlist.organisations, telling_reports(ledger, night))
    number = of or enough_shards(requests, most or A_SHARD)
    return shares(watchlist.organisations, requests, number, room)


def read_shard(  # noqa: PLR0913 - all that a night is read with
    watchlist: Watchlist,
    shard: Shard,
    *,
    night: date,
    settings: Settings,
    folder: Path,
    client_of: Callable[[Settings], PoliteClient],
    now: Callable[[], datetime] = utc_now,
    tick: Callable[[], None] = lambda: None,
    room: float = ROOM,
) -> Head:
    """Read one shard of the night into its own files; an interrupted one is continued.

    A whole one is read once more where something failed for that night alone. All shards of a
    night are cut with the same room.
    """
    cut = planned(watchlist, Ledger(folder), night, of=shard.of, room=room)
    mine = cut[shard.number - 1].organisations
    own = shared_settings(settings, cut, shard)
    started, client = now(), client_of(own)
    with desk(folder, night, settings=own, client=client, now=now, shard=shard) as opened:
        before = load_head(folder, night, shard)
        remove_head(folder, night, shard)
        gathered = _gathered(mine, opened, night=night, client=client, now=now, tick=tick)
    head = _head(
        gathered,
        client.spent,
        night=night,
        shard=str(shard),
        watchlist=watchlist_mark(watchlist),
        organisations=tuple(one.slug for one in mine),
        sha256=hash_of(folder / lines_file(night, shard)),
        started_at=started,
        finished_at=now(),
    )
    head = _continued(head, before)
    save_head(folder, head)
    return head


def _gathered(
    organisations: Sequence[Organisation],
    opened: tuple[Books, Mapping[str, Network], Till],
    *,
    night: date,
    client: PoliteClient,
    now: Callable[[], datetime],
    tick: Callable[[], None],
) -> Gathered:
    books, networks, till = opened
    read = gather(
        organisations,
        night=night,
        networks=networks,
        client=client,
        books=books,
        now=now,
        tick=till.before(tick),
    )
    return asyncio.run(closing(client, read))


def _head(gathered: Gathered, spent: Spent, **named: Any) -> Head:
    """Return the head of what was gathered, with what it took."""
    return Head(
        collector_version=__version__,
        read=sum(one.gap is None for one in gathered.accounts),
        accounts=len(gathered.accounts),
        requests=spent.requests,
        retries=spent.retries,
        bytes=spent.bytes,
        dollars=spent.dollars,
        **named,
    )


def _continued(head: Head, before: Head | None) -> Head:
    """Return the head with what an earlier run of the same shard had asked already."""
    if before is None:
        return head
    return replace(
        head,
        started_at=before.started_at,
        requests=head.requests + before.requests,
        retries=head.retries + before.retries,
        bytes=head.bytes + before.bytes,
    )
