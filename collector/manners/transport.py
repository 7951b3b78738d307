"""Politeness, as a transport around the one that talks."""

from __future__ import annotations

import asyncio
import zlib
from typing import TYPE_CHECKING, cast

import httpx

from collector.errors import LookUpError, Unreachable
from collector.manners.address import NoSuchName, named
from collector.manners.line import line_of
from collector.manners.pace import Lane, Nameless, Rates, back_off
from collector.manners.reply import Body, kept
from collector.manners.spend import Purse
from collector.manners.verdict import failure, heard_status

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Mapping
    from random import Random

    from collector.manners.address import Origin
    from collector.manners.pace import Clock, Patience
    from collector.manners.spend import Bill
    from collector.settings import Settings

AT_ONCE = 100
LED_AWAY = "led_away"  # a request's mark, once it was redirected to another host
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)  # and so not paid for
PASSING = (httpx.TransportError, httpx.DecodingError, OSError, EOFError, ValueError, zlib.error)
# What goes along to another host or another port; whatever else a request bears may be a key.
HARMLESS = frozenset({"host", "user-agent", "accept", "accept-encoding", "connection"})


class Manners(httpx.AsyncBaseTransport):
    """Politeness, as a transport around the one that talks."""

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        *,
        settings: Settings,
        connect: Mapping[str, Origin],
        clock: Clock,
        jitter: Random,
        patience: Patience,
    ) -> None:
        self.purse = Purse(settings.budgets, clock.now)
        self._inner = inner
        self._most = settings.budgets.reply_bytes
        self._rates = Rates(settings.networks)
        self._connect = connect
        self._clock = clock
        self._jitter = jitter
        self._patience = patience
        self._lanes: dict[str, Lane] = {}
        self._doors = asyncio.Semaphore(AT_ONCE)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the reply to one request, or to one hop of a redirect."""
        host = host_of(request.url)
        if request.url.scheme not in {"http", "https"} or not host:
            raise Unreachable("an address is neither http nor https; mend it where it is written")
        lane = self._lanes.get(host) or self._lanes.setdefault(host, Lane(host=host))
        async with lane.lock:
            with self.purse.timed():
                reply = await self._persist(request, lane)
        if reply.has_redirect_location:
            self._judge_redirect(request, reply.headers["location"])
        return reply

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()

    async def _persist(self, request: httpx.Request, lane: Lane) -> httpx.Response:
        """Try until there is an answer that trying again would not change."""
        tries = lane.begin(self._clock.now(), most=self._patience.tries)
        tried, price = 0, request.extensions.get("price", 0.0)
        network = request.extensions.get("network")
        while True:
            self.purse.check(price)
            if self._patience.waits:
                longest = min(self._patience.longest(network), self.purse.seconds_left)
                await lane.turn(self._clock, longest)
            bill = self.purse.ask(again=tried > 0, price=price)
            rate = self._rates.of(lane.host, request.url.path, network)
            lane.rest(self._clock.now() + 1 / rate)
            outcome = await self._attempt(request, lane, bill)
            if isinstance(outcome, httpx.Response):
                lane.refusals.end()
                return outcome
            if isinstance(outcome, Nameless):
                tries = min(tries, self._patience.tries_without_name)
            tried += 1
            if tried < tries or lane.silence.is_broken:
                lane.rest(self._clock.now() + back_off(tried, self._jitter))
            if tried >= tries:
                lane.give_up(outcome, self.purse.asker, self._clock.now())
                raise outcome

    async def _attempt(
        self, request: httpx.Request, lane: Lane, bill: Bill
    ) -> httpx.Response | LookUpError:
        """Return the reply to one try, or the failure to end with if every try is like it."""
        try:
            seconds = min(self._patience.whole, self.purse.seconds_left)
            async with self._doors, asyncio.timeout(seconds) as deadline:
                reply = await self._exchange(request, lane, deadline)
        except PASSING as error:
            if isinstance(error, UNSENT):
                bill.settle(0.0)
            if isinstance(error, TimeoutError):
                self.purse.check_time()
            problem = f"gives no whole answer ({type(error).__name__})"
            kind = Nameless if isinstance(error.__cause__, NoSuchName) else Unreachable
            return kind(f"{lane.host} {problem}; the next night asks again")
        status = heard_status(reply.status_code, reply.content)
        bill.judge(status)
        reply.extensions["bill"] = bill  # whoever asked knows what came
        lane.heed(status, reply.headers, self._clock.now())
        return failure(lane.host, status, reply.headers, reply.content) or reply

    async def _exchange(
        self, request: httpx.Request, lane: Lane, deadline: asyncio.Timeout
    ) -> httpx.Response:
        """Send the request and read the whole reply, within its size and its time."""
        latest = asyncio.get_running_loop().time() + self.purse.seconds_left
        reply = await self._inner.handle_async_request(self._via(request))
        try:
            content = await self._content(reply, lane, deadline, latest)
        except httpx.TimeoutException:  # who is not done in time is as good as silent
            raise
        except (LookUpError, *PASSING):
            lane.silence.end()
            raise
        finally:
            await reply.aclose()
        lane.silence.end()
        return httpx.Response(reply.status_code, headers=kept(reply.headers.raw), content=content)

    async def _content(
        self, reply: httpx.Response, lane: Lane, deadline: asyncio.Timeout, latest: float
    ) -> bytes:
        line = line_of(reply.extensions)
        if line and not line.was_heard:
            raise httpx.RemoteProtocolError("a reply that came before the question")
        first = deadline.when() or 0.0
        encoding = reply.headers.get("content-encoding", "")
        body = Body(host=lane.host, encoding=encoding, most=self._most)
        async for chunk in cast("AsyncIterable[bytes]", reply.stream):
            self.purse.receive(len(chunk))
            body.add(chunk)
            if line:
                line.allow(len(chunk))
            deadline.reschedule(min(latest, first + body.arrived / self._patience.slowest))
        return body.whole()

    def _via(self, request: httpx.Request) -> httpx.Request:
        """Return the request as `--connect` wants it: the guard swaps the place, we the scheme.

        A server behind it is told what was asked for, lest it redirect us to https for ever.
        """
        elsewhere = self._connect.get(name_of(request.url)) if self._connect else None
        if elsewhere is None or elsewhere.scheme == request.url.scheme:
            return request
        url = request.url.copy_with(scheme=elsewhere.scheme)
        headers = httpx.Headers(request.headers)
        headers["X-Forwarded-Proto"] = request.url.scheme
        via = httpx.Request(request.method, url, headers=headers, stream=request.stream)
        via.extensions = request.extensions
        return via

    def _judge_redirect(self, request: httpx.Request, place: str) -> None:
        """Raise Unreachable where a redirect leads to no address, or away from TLS.

        Where it leads to another host, no key goes along: httpx makes the next request of this one.
        """
        url = request.url
        try:
            target = url.join(place)
        except (httpx.InvalidURL, ValueError):
            raise Unreachable(f"{host_of(url)} redirects to no address; mend the link") from None
        downgraded = (url.scheme, target.scheme) == ("https", "http")
        if downgraded and not self._is_connected(target):
            raise Unreachable(f"{host_of(url)} redirects to plain http; link to where it leads")
        if host_of(url) != host_of(target):
            request.extensions[LED_AWAY] = True
        if (url.scheme, host_of(url)) != (target.scheme, host_of(target)):
            for name in set(request.headers) - HARMLESS:
                del request.headers[name]

    def _is_connected(self, url: httpx.URL) -> bool:
        """Return whether `--connect` names the host of a URL, or is that host's origin itself."""
        place = (url.scheme, name_of(url), url.port or 80)
        origins = {(one.scheme, named(one.host), one.port) for one in self._connect.values()}
        return name_of(url) in self._connect or place in origins


def name_of(url: httpx.URL) -> str:
    """Return the name of a URL's host as we compare it."""
    return named(url.raw_host.decode("ascii"))  # url.host fails on malformed xn-- names


def host_of(url: httpx.URL) -> str:
    """Return a URL's host, with its port where that is not the scheme's own."""
    if not url.raw_host:
        return ""
    host = url.netloc.decode("ascii")
    name, colon, port = host.rpartition(":")
    is_port = bool(colon) and port.isdigit()
    return f"{name.rstrip('.')}:{port}" if is_port else host.rstrip(".")
