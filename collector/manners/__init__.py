"""The one polite HTTP client: everything that we ask of a network goes through here.

Adapters use it as a plain `httpx.AsyncClient`, and see replies or a LookUpError, nothing else.
Proxies named in the environment are not used. A message names the host, never a path or a query:
people's ids may stand there.
"""

from __future__ import annotations

import asyncio
import logging
import zlib
from dataclasses import replace
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any, cast

import httpcore
import httpx

from collector import __version__
from collector.errors import SettingError, Unreachable
from collector.manners.address import Guard, NoSuchName, named, origin
from collector.manners.pace import Clock, Lane, Nameless, Patience, Rates, back_off
from collector.manners.reply import Body, kept
from collector.manners.spend import Purse, Spent, metered

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Mapping, Sequence

    from collector.errors import LookUpError
    from collector.manners.address import Origin
    from collector.settings import Settings

__all__ = ["Clock", "Manners", "Patience", "PoliteClient", "Spent", "metered", "polite_client"]

# Whole addresses are what httpx logs, and ids stand in them.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)

AT_ONCE = 100
KEPT_ALIVE_SECONDS = 30.0
certificates = cache(httpx.create_ssl_context)
PASSING = (httpx.TransportError, httpx.DecodingError, OSError, EOFError, zlib.error)


class PoliteClient(httpx.AsyncClient):
    """An `httpx.AsyncClient` whose every failure is a LookUpError; `spent` is the run's total."""

    def __init__(self, manners: Manners, *, user_agent: str, patience: Patience) -> None:
        self.spent = manners.purse.spent
        super().__init__(
            transport=manners,
            headers={"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"},
            timeout=httpx.Timeout(patience.read, connect=patience.connect, pool=None),
            follow_redirects=True,
            max_redirects=5,
            trust_env=False,
        )

    def build_request(self, *args: Any, **kwargs: Any) -> httpx.Request:
        """Build a request; an address that is none is Unreachable."""
        try:
            return super().build_request(*args, **kwargs)
        except (httpx.InvalidURL, UnicodeError):
            raise Unreachable("an address is not a URL; mend it where it is written") from None

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request, and follow up to five redirects."""
        try:
            return await super().send(request, **options)
        except httpx.TooManyRedirects:
            problem = f"redirects more than {self.max_redirects} times"
        except (httpx.RequestError, httpx.InvalidURL, UnicodeError) as error:
            problem = f"cannot be asked ({type(error).__name__})"
        raise Unreachable(f"{_host(request.url)} {problem}; mend the address or wait a night")


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
        self._rates = Rates(settings.networks.bluesky)
        self._connect = connect
        self._clock = clock
        self._jitter = jitter
        self._patience = patience
        self._lanes: dict[str, Lane] = {}
        self._doors = asyncio.Semaphore(AT_ONCE)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the reply to one request, or to one hop of a redirect."""
        host = _host(request.url)
        if request.url.scheme not in {"http", "https"} or not host:
            raise Unreachable("an address is neither http nor https; mend it where it is written")
        lane = self._lanes.setdefault(host, Lane(host=host))
        async with lane.lock:
            with self.purse.timed():
                reply = await self._persist(request, lane)
        if reply.has_redirect_location:
            self._judge_redirect(request.url, reply.headers["location"])
        return reply

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()

    async def _persist(self, request: httpx.Request, lane: Lane) -> httpx.Response:
        """Try until there is an answer that trying again would not change."""
        tries = lane.silence.begin(lane.host, self._clock.now(), most=self._patience.tries)
        tried = 0
        while True:
            self.purse.check()
            await lane.turn(self._clock, self._patience, self.purse.seconds_left)
            self.purse.ask(again=tried > 0)
            lane.rest(self._clock.now() + 1 / self._rates.of(lane.host, request.url.path))
            outcome = await self._attempt(request, lane)
            if isinstance(outcome, httpx.Response):
                return outcome
            if isinstance(outcome, Nameless):
                tries = min(tries, self._patience.tries_without_name)
            tried += 1
            if tried < tries or lane.silence.is_broken:
                lane.rest(self._clock.now() + back_off(tried, self._jitter))
            if tried >= tries:
                lane.silence.lengthen(self._clock.now())
                raise outcome

    async def _attempt(self, request: httpx.Request, lane: Lane) -> httpx.Response | LookUpError:
        """Return the reply to one try, or the failure to end with if every try is like it."""
        try:
            async with self._doors, asyncio.timeout(self._patience.whole) as deadline:
                reply = await self._exchange(request, lane, deadline)
        except PASSING as error:
            problem = f"gives no whole answer ({type(error).__name__})"
            kind = Nameless if isinstance(error.__cause__, NoSuchName) else Unreachable
            return kind(f"{lane.host} {problem}; the next night asks again")
        return lane.heed(reply.status_code, reply.headers, self._clock.now()) or reply

    async def _exchange(
        self, request: httpx.Request, lane: Lane, deadline: asyncio.Timeout
    ) -> httpx.Response:
        """Send the request and read the whole reply, within its size and its time."""
        reply = await self._inner.handle_async_request(self._via(request))
        lane.silence.end()
        try:
            encoding = reply.headers.get("content-encoding", "")
            body = Body(host=lane.host, encoding=encoding, most=self._most)
            first = deadline.when() or 0.0
            async for chunk in cast("AsyncIterable[bytes]", reply.stream):
                self.purse.receive(len(chunk))
                body.add(chunk)
                deadline.reschedule(first + body.arrived / self._patience.slowest)
        finally:
            await reply.aclose()
        return httpx.Response(
            reply.status_code, headers=kept(reply.headers.raw), content=body.whole()
        )

    def _via(self, request: httpx.Request) -> httpx.Request:
        """Return the request as `--connect` wants it: the guard swaps the place, we the scheme."""
        elsewhere = self._connect.get(_name(request.url))
        if elsewhere is None or elsewhere.scheme == request.url.scheme:
            return request
        url = request.url.copy_with(scheme=elsewhere.scheme)
        via = httpx.Request(request.method, url, headers=request.headers, stream=request.stream)
        via.extensions = request.extensions
        return via

    def _judge_redirect(self, url: httpx.URL, place: str) -> None:
        """Raise Unreachable where a redirect leads to no address, or away from TLS."""
        try:
            target = url.join(place)
        except (httpx.InvalidURL, ValueError):
            raise Unreachable(f"{_host(url)} redirects to no address; mend the link") from None
        downgraded = (url.scheme, target.scheme) == ("https", "http")
        if downgraded and _name(target) not in self._connect:
            raise Unreachable(f"{_host(url)} redirects to plain http; link to where it leads")


class Door(httpx.AsyncHTTPTransport):
    """The transport that talks: it opens connections only where the guard lets it."""

    def __init__(self, guard: Guard) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=certificates(),
            max_connections=AT_ONCE,
            keepalive_expiry=KEPT_ALIVE_SECONDS,
            network_backend=guard,
        )


def polite_client(
    settings: Settings,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    allow_hosts: Sequence[str] = (),
    connect: Mapping[str, str] | None = None,
    pace: bool = True,
    clock: Clock | None = None,
    jitter: Random | None = None,
    patience: Patience | None = None,
) -> PoliteClient:
    """Return the client of one run; a `transport` given stands in for the network and its guard.

    Without `pace` nothing is ever waited for: for a practice network in this very process.
    """
    origins = {named(host): origin(host, text) for host, text in (connect or {}).items()}
    patience = replace(patience or Patience(), waits=pace)
    manners = Manners(
        transport or Door(Guard(allow_hosts=allow_hosts, connect=origins)),
        settings=settings,
        connect=origins,
        clock=clock or Clock(),
        jitter=jitter or Random(),  # noqa: S311  jitter is no secret
        patience=patience,
    )
    return PoliteClient(manners, user_agent=user_agent(settings), patience=patience)


def user_agent(settings: Settings) -> str:
    """Return how we introduce ourselves to every server."""
    contact = f"; mailto:{settings.contact}" if settings.contact else ""
    text = f"followback/{__version__} (+{settings.site_url}{contact})"
    if text.isascii() and text.isprintable():
        return text
    raise SettingError('"site_url" and "contact" go into a header; write them in plain ASCII')


def _name(url: httpx.URL) -> str:
    return named(url.raw_host.decode("ascii"))  # url.host fails on malformed xn-- names


def _host(url: httpx.URL) -> str:
    """Return a URL's host, with its port where that is not the scheme's own."""
    return url.netloc.decode("ascii").rstrip(".") if url.raw_host else ""
