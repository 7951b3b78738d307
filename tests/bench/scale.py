"""What one run holds in memory at 10,000 accounts, and whether eight shards are one run.

The accounts are read from a network in this process that answers at once: with everything that a
busy account has on a full reading, so that what grows with their number is what is measured. What
a connection and the largest replies take is measured on the practice network, over a socket.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Thread as Worker
from typing import TYPE_CHECKING
from unittest.mock import patch

from collector import night as nights
from collector.load import load_watchlist
from collector.manners import polite_client
from collector.merge import merge_night
from collector.model import (
    FollowBack,
    Heard,
    Message,
    OpeningKind,
    Post,
    PostKind,
    Profile,
    Sighting,
    Thread,
    Watchlist,
)
from collector.practice.almanac import LAST_NIGHT
from collector.practice.server import LOOPBACK, PracticeServer
from collector.practice.watchlist import write_watchlist
from collector.practice.world import World
from collector.settings import load_settings
from collector.shards import read_shard
from collector.store import Ledger
from collector.store.manifest import month_file, night_file
from collector.store.shard import Shard
from tests.bench.building import ENTRY
from tests.bench.peak import peak
from tests.bench.table import row, title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import httpx

    from collector.model import Account, Reading

NIGHT = date(2026, 10, 31)
NIGHT_AFTER = date(2026, 11, 1)
SIZES = (2500, 10_000)
TOGETHER = 600  # accounts of which eight shards and one run are compared
SHARDS = 8
CONNECTED = 150  # accounts of the practice network, over a socket
WEEKS_READ, REPLIES, OPENINGS = 12, 3, 2  # weeks of posts; replies and openings a day
DAYS_HEARD = 37
MEGA = 1 << 20


class Busy:
    """A network on which every account replies and is asked every day."""

    key = "bluesky"
    name = "Bluesky"

    def profile_url(self, account: Account) -> str:
        """Return an address."""
        return f"https://{account.handle}"

    async def profiles(
        self, accounts: Sequence[Account], client: httpx.AsyncClient
    ) -> Mapping[Account, Profile]:
        """Return what every account prints."""
        del client
        return {one: _profile(one) for one in accounts}

    async def look_up(
        self, account: Account, profile: Profile, client: httpx.AsyncClient, reading: Reading
    ) -> Sighting:
        """Return a full reading."""
        del client
        key = int.from_bytes(sha256(account.handle.encode()).digest()[:2])
        last = datetime(reading.night.year, reading.night.month, reading.night.day, tzinfo=UTC)
        return Sighting(
            profile=profile,
            follow_back=FollowBack(listed=400, drawn=390, mutual=key % 390),
            timeline=tuple(_posts(profile.id, last, key)),
            likes=(),
            heard=_heard(profile.id, last, key, reading.settled),
        )


def _profile(account: Account) -> Profile:
    did = f"did:plc:{sha256(account.handle.encode()).hexdigest()[:24]}"
    return Profile(id=did, handle=account.handle, followers=90_000, following=400, posts=12_345)


def _posts(did: str, last: datetime, key: int) -> list[Post]:
    return [
        Post(
            id=f"at://{did}/app.bsky.feed.post/{number}",
            at=last - timedelta(minutes=7 + 24 * 60 * number // REPLIES + key % 300),
            kind=PostKind.REPLY,
            thread=f"thread-{number}",
            parent=f"parent-{number}",
            parent_author=f"person-{number % 100}",
            parent_at=last - timedelta(minutes=60 + 24 * 60 * number // REPLIES + key % 300),
            text="Sorry to hear that, we are looking into it. ^AB",
            language="en",
        )
        for number in range(7 * WEEKS_READ * REPLIES)
    ]


def _heard(did: str, last: datetime, key: int, settled: Mapping[str, str]) -> Heard:
    threads = []
    for number in range(DAYS_HEARD * OPENINGS):
        name = f"at://{did}/app.bsky.feed.post/{number}"
        at = last - timedelta(minutes=60 + 24 * 60 * number // OPENINGS + key % 300)
        asked = Message(id=f"m{number}", at=at, author=f"p{number}", thread=name, parent_author=did)
        messages = None if settled.get(name) == "1" else (asked,)
        threads.append(Thread(key=name, mark="1", messages=messages))
    return Heard(kind=OpeningKind.REPLIES, threads=tuple(threads), listed=len(threads))


def scale(*sizes: int) -> None:
    """Print what a run holds, how shards compare with one run, and what a socket adds."""
    title("A night of busy accounts, read in full by a network in the same process")
    for size in sizes or SIZES:
        first, again = (int(one) for one in _measured("held", str(size)))
        row(f"{size:,} accounts: most memory, first night", f"{first / MEGA:.0f} MiB", "<= 300 MiB")
        row(f"{size:,} accounts: most memory, the night after", f"{again / MEGA:.0f} MiB")
    _together()
    title(f"{CONNECTED} accounts of the practice network, over a socket")
    _connected()


def _measured(*words: str) -> list[str]:
    command = [sys.executable, "-m", "tests.bench.scale", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()


def held(size: int) -> None:
    """Print how much memory two nights take at most, one after the other in processes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _listed(folder, size)
        for night in (NIGHT, NIGHT_AFTER):
            sys.stdout.write(f"{_measured('night', name, night.isoformat())[0]}\n")


def one_night(folder: Path, night: date) -> None:
    """Read a night, and print how much memory that took at most."""
    _read(load_watchlist(folder / "watchlist"), folder / "data", night)
    sys.stdout.write(f"{peak()}\n")


def _listed(folder: Path, size: int) -> Watchlist:
    councils = folder / "watchlist" / "councils"
    councils.mkdir(parents=True)
    for number in range(size):
        (councils / f"number-{number}.yml").write_text(ENTRY.format(number=number))
    return load_watchlist(folder / "watchlist")


def _read(watchlist: Watchlist, data: Path, night: date) -> None:
    settings = load_settings(None)
    with patch.object(nights, "networks", lambda *_: {"bluesky": Busy()}):
        nights.read_night(
            watchlist, night=night, settings=settings, folder=data, client=polite_client(settings)
        )


def _read_in_shards(watchlist: Watchlist, data: Path, night: date) -> None:
    with patch.object(nights, "networks", lambda *_: {"bluesky": Busy()}):
        for number in range(SHARDS):
            read_shard(
                watchlist,
                Shard(number=number + 1, of=SHARDS),
                night=night,
                settings=load_settings(None),
                folder=data,
                client_of=polite_client,
            )
    merge_night(watchlist, night=night, folder=data)


def _together() -> None:
    with tempfile.TemporaryDirectory() as name:
        watchlist = _listed(Path(name), TOGETHER)
        one, many = Path(name) / "one", Path(name) / "many"
        for night in (NIGHT, NIGHT_AFTER):
            _read(watchlist, one, night)
            _read_in_shards(watchlist, many, night)
        files = [night_file(NIGHT_AFTER), month_file(f"{NIGHT:%Y-%m}")]
        for data in (one, many):
            Ledger(data).compact(f"{NIGHT:%Y-%m}")
        same = [(one / file).read_bytes() == (many / file).read_bytes() for file in files]
    row(f"{SHARDS} shards and one run: the same night, the same month", f"{same[0]}, {same[1]}")


def _connected() -> None:
    world = World.synthetic(CONNECTED)
    with tempfile.TemporaryDirectory() as name, PracticeServer(world, LAST_NIGHT, 0) as server:
        folder = Path(name)
        write_watchlist(world, folder / "watchlist")
        worker = Worker(target=server.serve_forever, daemon=True)
        worker.start()
        words = ["collect", "--quiet", "--json", "--night", LAST_NIGHT.isoformat()]
        words += ["--watchlist", str(folder / "watchlist"), "--data", str(folder / "data")]
        words += ["--allow-host", LOOPBACK, "--set"]
        words += [f"networks.bluesky.{one}={server.address}" for one in ("appview", "plc")]
        words += [f"networks.{one}.requests_per_second=100000" for one in ("bluesky", "mastodon")]
        began = time.monotonic()
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.peak", *words], stdout=subprocess.PIPE, text=True
        )
        told = child.stdout.read() if child.stdout else ""
        _, status, used = os.wait4(child.pid, 0)
        server.shutdown()
        report = Ledger(folder / "data").report(LAST_NIGHT)
    assert status == 0
    assert report
    row("most memory", f"{int(told.split()[-1]) / MEGA:.0f} MiB", "<= 300 MiB")
    row("requests", f"{report.requests:,}")
    row("requests a second", f"{report.requests / (time.monotonic() - began):.0f}")
    row("CPU a request", f"{1000 * (used.ru_utime + used.ru_stime) / report.requests:.2f} ms")


if __name__ == "__main__":
    what, *words = sys.argv[1:]
    if what == "held":
        held(int(words[0]))
    else:
        one_night(Path(words[0]), date.fromisoformat(words[1]))
