"""When a host may be asked again: our patience, its reset headers, our back-off, its silence."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from collector.errors import Busy, Unreachable
from collector.manners.verdict import TOO_MANY

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from random import Random

    from collector.settings import Networks

ORDINARY_RATE = 2.0
FEDIVERSE = "fediverse"  # what a request names as its `network` among its extensions
XRPC = ("/xrpc/app.bsky.", "/xrpc/com.atproto.")
UNAVAILABLE = 503
LONGEST_BACK_OFF = 30.0
SUSPECT_AFTER = 3  # requests in a row without any answer: the next ones get one try each
SILENT_AFTER = 8  # and from here on nobody asks, but for a probe
PROBE_EVERY = 60.0
# What hosts call the headers of their limits; the last is X's.
LIMITS = ("ratelimit", "x-ratelimit", "x-rate-limit")
MADDEST_CLOCK = 86_400.0  # seconds
# Smaller numbers of seconds are a delay, larger ones a date, and the largest are in milliseconds,
# microseconds or nanoseconds.
FIRST_DATE = 1e9
FIRST_DATE_IN_MILLISECONDS = 1e11


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
class Lane:
    """The queue before one host: one request at a time, none before `ready_at`."""

    host: str
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    ready_at: float = 0.0
    silence: Silence = field(default_factory=Silence)

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


def asked_wait(status: int, headers: Mapping[str, str], *, now: float) -> float:
    """Return the seconds for which a reply asks us to stay away; 0 where it does not ask."""
    waits = [0.0]
    if status in {TOO_MANY, UNAVAILABLE} and (after := headers.get("retry-after")):
        waits.append(_seconds_until(after, _their_time(headers, now)))
    for name in LIMITS:
        reset = headers.get(f"{name}-reset")
        if reset and (status == TOO_MANY or _is_spent(headers.get(f"{name}-remaining", ""))):
            waits.append(_seconds_until(reset, _their_time(headers, now)))
    return max(waits)


def _their_time(headers: Mapping[str, str], now: float) -> float:
    """Return what time it is by the host's clock, which its dates go by; ours if it seems mad."""
    if "age" in headers:  # a cache's reply: its date is of another day
        return now
    theirs = _date(headers.get("date", ""), now)
    return theirs if abs(theirs - now) <= MADDEST_CLOCK else now


def back_off(tries: int, jitter: Random) -> float:
    """Return a random wait below 1, 2, 4, ... seconds after one, two, three tries."""
    return jitter.uniform(0, min(LONGEST_BACK_OFF, 2.0 ** (tries - 1)))


def _is_spent(remaining: str) -> bool:
    try:
        return float(remaining) <= 0
    except ValueError:
        return False


def _seconds_until(text: str, now: float) -> float:
    """Return the seconds until a delay, a unix time, an ISO 8601 time or an HTTP date is over."""
    moment = _moment(text, now)
    return max(0.0, moment - now) if math.isfinite(moment) else 0.0


def _moment(text: str, now: float) -> float:
    try:
        number = float(text)
    except ValueError:
        return _date(text, now)
    if number < FIRST_DATE:
        return now + number
    while number >= FIRST_DATE_IN_MILLISECONDS and math.isfinite(number):
        number /= 1000
    return number


def _date(text: str, now: float) -> float:
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(text)
        except (ValueError, OverflowError):
            continue
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return now
