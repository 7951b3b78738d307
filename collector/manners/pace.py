"""When a host may be asked again: our patience, our back-off, its silence and its refusals."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from time import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from collector.errors import Busy, LookUpError, Unreachable
from collector.manners.limits import asked_wait

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from random import Random

    from collector.settings import Networks

ORDINARY_RATE = 2.0
FEDIVERSE = "fediverse"  # what a request names as its `network` among its extensions
XRPC = ("/xrpc/app.bsky.", "/xrpc/com.atproto.")
LONGEST_BACK_OFF = 30.0
SUSPECT_AFTER = 3  # requests in a row without any answer: the next ones get one try each
SILENT_AFTER = 8  # and from here on nobody asks, but for a probe
PROBE_EVERY = 60.0
STEADY_AFTER = 3  # accounts in a row that it turned away: thrice it is waited for, ever longer
HOPELESS_AFTER = 6  # and from here on nobody waits; it is probed ever more rarely


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What time it is, and how to wait; tests bring their own."""

    now: Callable[[], float] = time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long we wait, and how often we try.

    A reply may take `whole` seconds, and another for every `slowest` bytes that have come: 64 MB
    may take six minutes, and a server that drips a byte a second still has one. Fediverse servers
    count pages by the quarter of an hour: a list that is longer is read on in the next.
    """

    connect: float = 10.0
    read: float = 30.0
    whole: float = 60.0
    slowest: float = 200_000.0
    tries: int = 4
    tries_without_name: int = 2  # where the host's name does not resolve
    longest_wait: float = 300.0
    longest_window: float = 960.0  # of a fediverse server
    waits: bool = True  # False: before each try, not at all

    def longest(self, network: str | None) -> float:
        """Return the longest wait before a host may be asked for a network."""
        return self.longest_window if network == FEDIVERSE else self.longest_wait


class Nameless(Unreachable):
    """The host's name does not resolve: to ask again at once is of little use."""


@dataclass(slots=True, kw_only=True)
class Silence:
    """The requests in a row that a host left without the beginning of an answer."""

    requests: int = 0
    probe_at: float = 0.0
    is_broken: bool = False

    def begin(self, host: str, now: float, *, most: int) -> int:
        """Return how often a new request may try; raises Unreachable where it had better not."""
        self.is_broken = False
        if self.requests < SUSPECT_AFTER:
            return most
        if self.requests >= SILENT_AFTER and now < self.probe_at:
            raise Unreachable(f"{host} does not answer; the next night asks again")
        return 1

    def end(self) -> None:
        """Forget the silence: the host has answered, whatever it said."""
        self.requests = 0
        self.is_broken = True

    def lengthen(self, now: float) -> None:
        """Count the request that used up its tries, unless one of them was answered."""
        if not self.is_broken:
            self.requests += 1
            self.probe_at = now + PROBE_EVERY


@dataclass(slots=True, kw_only=True)
class Refusals:
    """The accounts in a row that a host turned away, whatever it was asked for them.

    One that answers anything else is asked as before. An account of which all is refused is one.
    """

    askers: list[object] = field(default_factory=list)
    probes: int = 0
    probe_at: float = 0.0
    kind: type[LookUpError] = Busy

    @property
    def many(self) -> int:
        """How many accounts were turned away, and probes after them."""
        return len(self.askers) + self.probes

    def begin(self, host: str, now: float, *, most: int) -> int:
        """Return how often a new request may try; raises what came last where it is hopeless."""
        if self.many < STEADY_AFTER:
            return most
        if self.many >= HOPELESS_AFTER and now < self.probe_at:
            raise self.kind(f"{host} has turned us away too often; the next night asks again")
        return 1

    def end(self) -> None:
        """Forget the refusals: the host has answered."""
        self.askers.clear()
        self.probes = 0

    def lengthen(self, outcome: LookUpError, asker: object, now: float) -> float:
        """Count the account whose tries are used up, and return until when to leave the host."""
        self.kind = type(outcome)
        if self.many >= STEADY_AFTER:
            self.probes += 1
        elif not any(one is asker for one in self.askers):
            self.askers.append(asker)
        if self.many < STEADY_AFTER:
            return now
        self.probe_at = now + PROBE_EVERY * 2.0 ** (self.many - STEADY_AFTER)
        return self.probe_at if self.many < HOPELESS_AFTER else now


@dataclass(slots=True, kw_only=True)
class Lane:
    """The queue before one host: one request at a time, none before `ready_at`."""

    host: str
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    ready_at: float = 0.0
    silence: Silence = field(default_factory=Silence)
    refusals: Refusals = field(default_factory=Refusals)

    def begin(self, now: float, *, most: int) -> int:
        """Return how often a new request may try; raises the reason where it had better not."""
        tries = self.silence.begin(self.host, now, most=most)
        return min(tries, self.refusals.begin(self.host, now, most=most))

    def give_up(self, outcome: LookUpError, asker: object, now: float) -> None:
        """Remember the request that used up its tries, and for whom it was."""
        if self.silence.is_broken:
            self.rest(self.refusals.lengthen(outcome, asker, now))
        self.silence.lengthen(now)

    def rest(self, until: float) -> None:
        """Keep the host in peace until then, or longer if that was settled before."""
        self.ready_at = max(self.ready_at, until)

    async def turn(self, clock: Clock, longest: float) -> None:
        """Wait until the host may be asked; raises Busy where that would be too long."""
        wait = self.ready_at - clock.now()
        if wait <= 0:
            return
        if wait > longest:
            raise Busy(f"{self.host} asks us to wait {wait:.0f} seconds; the next night asks again")
        await clock.sleep(wait)

    def heed(self, status: int, headers: Mapping[str, str], now: float) -> None:
        """Rest as long as a reply asks."""
        if wait := asked_wait(status, headers, now=now):
            self.rest(now + wait)


class Rates:
    """How many requests a second each host may get."""

    def __init__(self, networks: Networks) -> None:
        bluesky = networks.bluesky
        self._bluesky = bluesky.requests_per_second
        self._fediverse = networks.mastodon.requests_per_second
        self._hosts = {urlsplit(url).netloc.lower() for url in (bluesky.appview, bluesky.plc)}

    def of(self, host: str, path: str, network: str | None = None) -> float:
        """Return the rate of a host; whoever answers Bluesky's own calls is one of its servers."""
        if host in self._hosts or path.startswith(XRPC):
            return self._bluesky
        return self._fediverse if network == FEDIVERSE else ORDINARY_RATE


def back_off(tries: int, jitter: Random) -> float:
    """Return a random wait below 1, 2, 4, ... seconds after one, two, three tries."""
    return jitter.uniform(0, min(LONGEST_BACK_OFF, 2.0 ** (tries - 1)))
