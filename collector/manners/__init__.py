"""The one polite HTTP client: everything that we ask of a network goes through here.

Adapters use it as a plain `httpx.AsyncClient`, and see replies or a LookUpError, nothing else.
Proxies named in the environment are not used. A message names the host, never a path or a query:
people's ids may stand there. A request may carry the `price` in dollars of its fullest answer among
its extensions; the `bill` then comes with the reply, to be settled.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from collector.errors import Busy, Refused, Unreachable
from collector.manners.address import Guard, named, origin
from collector.manners.deny import refuse_denied
from collector.manners.introduce import user_agent
from collector.manners.pace import Clock, Patience
from collector.manners.spend import Spent, metered
from collector.manners.transport import AT_ONCE, LED_AWAY, Manners, host_of, name_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from collector.settings import Settings

__all__ = ["Clock", "Manners", "Patience", "PoliteClient", "Spent", "metered", "polite_client"]

# Whole addresses are what httpx logs, and ids stand in them.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)

KEPT_ALIVE_SECONDS = 30.0
ANSWERED = "answered"  # a request's reply, where it is here before httpx asks for it
certificates = cache(httpx.create_ssl_context)


class Hatch(httpx.AsyncBaseTransport):
    """The way to our manners that httpx takes: a reply that came already is handed over."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the reply to one request, or to one hop of a redirect."""
        answered: httpx.Response | None = request.extensions.pop(ANSWERED, None)
        return answered or await self._manners.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._manners.aclose()


class PoliteClient(httpx.AsyncClient):
    """An `httpx.AsyncClient` whose every failure is a LookUpError; `spent` is the run's total."""

    def __init__(
        self, manners: Manners, *, user_agent: str, patience: Patience, denied: Sequence[str] = ()
    ) -> None:
        self.spent = manners.purse.spent
        self._manners = manners
        self._denied = denied
        super().__init__(
            transport=Hatch(manners),
            headers={"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"},
            timeout=httpx.Timeout(patience.read, connect=patience.connect, pool=None),
            follow_redirects=True,
            max_redirects=5,
            trust_env=False,
            event_hooks={"request": [self._judge] if denied else []},  # redirects too
        )

    async def _judge(self, request: httpx.Request) -> None:
        refuse_denied(name_of(request.url), self._denied)

    def build_request(self, *args: Any, **kwargs: Any) -> httpx.Request:
        """Build a request; an address that is none is Unreachable."""
        try:
            return super().build_request(*args, **kwargs)
        except (httpx.InvalidURL, UnicodeError):
            raise Unreachable("an address is not a URL; mend it where it is written") from None

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request, and follow up to five redirects."""
        try:
            if request.url.userinfo or self.is_closed:
                return await super().send(request, **options)
            reply = await self._answer(request)
            if not reply.has_redirect_location:
                return reply
            request.extensions[ANSWERED] = reply
            return await super().send(request, **options)
        except (Busy, Refused, Unreachable) as error:
            if LED_AWAY not in request.extensions:
                raise
            # Whoever it led to may be anybody: only whom we asked is named.
            problem = f"{host_of(request.url)} leads to another host, and that was in vain"
            remedy = "look where it leads; if that is yours: --allow-host HOST"
            raise type(error)(f"{problem}; {remedy}") from None
        except httpx.TooManyRedirects:
            problem = f"redirects more than {self.max_redirects} times"
        except (httpx.RequestError, httpx.InvalidURL, UnicodeError) as error:
            problem = f"cannot be asked ({type(error).__name__})"
        raise Unreachable(f"{host_of(request.url)} {problem}; mend the address or wait a night")

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        """Return the reply to a request that needs nothing of httpx: no cookies, no log, no key.

        Nearly all of them need nothing more, and it is a third of what httpx takes to ask.
        """
        await self._judge(request)
        reply = await self._manners.handle_async_request(request)
        reply.request = request
        return reply


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
    return PoliteClient(
        manners,
        user_agent=user_agent(settings),
        patience=patience,
        denied=settings.deny_hosts,
    )
