"""The practice network as a transport: in process, behind the collector's own HTTP client."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import httpx

from collector.practice.almanac import DARK_NIGHTS, LAST_NIGHT, SHAKY_NIGHTS, instant
from collector.practice.answers import Answer, Refusal, no_page, out_of_order
from collector.practice.appview import AppView
from collector.practice.codes import SECOND
from collector.practice.drawers import Drawers
from collector.practice.faults import Misfortune
from collector.practice.fediverse import Fediverse
from collector.practice.follows import Follows
from collector.practice.pds import Pds
from collector.practice.players import SHAKY_HOST
from collector.practice.plc import Plc
from collector.practice.records import Records
from collector.practice.views import Views

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date

    from collector.practice.world import World

DOMAIN = "practice.test"
PRACTICE_SETTINGS = {
    "networks.bluesky.appview": f"https://appview.{DOMAIN}",
    "networks.bluesky.plc": f"https://plc.{DOMAIN}",
}
_RATE = 3000
_XRPC = "/xrpc/"
STALL = 30.0  # seconds, after which a client goes
_HEALTH = b'{"version":"practice"}'


def origin(host: str) -> str:
    """Return the address of one of the network's servers."""
    return f"https://{host}.{DOMAIN}"


class Network:
    """All servers of the practice network; `night` is what time it is there."""

    def __init__(
        self,
        world: World,
        origin: Callable[[str], str] = origin,
        misfortune: Misfortune | None = None,
    ) -> None:
        self.misfortune = misfortune or Misfortune(world)
        self.night: date = LAST_NIGHT
        self.requests: Counter[str] = Counter()
        records, follows = Records(world), Follows()
        self._plc = Plc(world, origin)
        self._pds = Pds(world, Drawers(world, records, follows), self._plc)
        self._appview = AppView(world, Views(world, records), follows)
        self.fediverse = Fediverse(world, follows)

    def answer(self, host: str, path: str, query: str) -> Answer:
        """Return what a server (appview, plc, pds-1, ..., toot.test, ...) answers to a GET."""
        self.misfortune.strike()
        return self.misfortune.befall(host, self._answer(host, path, query))

    def _answer(self, host: str, path: str, query: str) -> Answer:
        if self.fediverse.holds(host):
            self.requests[host] += 1
            return self.fediverse.answer(host, path, query, instant(self.night))
        nsid = path.removeprefix(_XRPC)
        self.requests[nsid if path.startswith(_XRPC) else host] += 1
        now = instant(self.night)
        if host == "plc":
            return self._plc.answer(path.removeprefix("/"), now)
        if outage := self._outage(host):
            return outage
        if not path.startswith(_XRPC):
            return no_page(path)
        answer = self._method(host, nsid, query, now)
        return answer if host == "appview" else _counted(answer, now)

    def _method(self, host: str, nsid: str, query: str, now: int) -> Answer:
        if nsid == "_health":
            return Answer(body=_HEALTH)
        try:
            if host == "appview":
                return self._appview.answer(nsid, query, now)
            return self._pds.answer(nsid, query, now, host)
        except Refusal as fault:
            return fault.answer

    def _outage(self, host: str) -> Answer | None:
        if host == "appview" and self.night in DARK_NIGHTS:
            return out_of_order(503, "Service Unavailable")
        if host == SHAKY_HOST and self.night in SHAKY_NIGHTS:
            return out_of_order(502, "Bad Gateway")
        return None


class PracticeTransport(httpx.AsyncBaseTransport):
    """Plays the network to an `httpx.AsyncClient`."""

    def __init__(
        self,
        world: World,
        misfortune: Misfortune | None = None,
        pause: Callable[[float], Awaitable[None]] | None = None,
    ) -> None:
        self.world = world
        self._network = Network(world, misfortune=misfortune)
        self._pause = pause

    @property
    def night(self) -> date:
        """The night that the network shows."""
        return self._network.night

    @night.setter
    def night(self, night: date) -> None:
        self._network.night = night

    @property
    def requests(self) -> Counter[str]:
        """How often each method was called."""
        return self._network.requests

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        url = request.url
        host, dot, domain = url.host.partition(".")
        if self._network.fediverse.holds(url.host):
            host = url.host
        elif not dot or domain != DOMAIN:
            raise httpx.ConnectError(f"no such host on the practice network: {url.host}")
        if request.method != "GET":
            answer = no_page(url.path)
        else:
            path, _, query = url.raw_path.decode("ascii").partition("?")
            answer = self._network.answer(host, path, query)
        if answer.stalls and self._pause:
            await self._pause(STALL)
        if answer.stalls:
            raise httpx.ReadTimeout("the practice network stalls")
        if answer.breaks_off:
            raise httpx.RemoteProtocolError("the practice network breaks off")
        headers = [("content-type", answer.kind), *answer.headers]
        return httpx.Response(answer.status, headers=headers, content=answer.body, request=request)


def transport(world: World) -> PracticeTransport:
    """Return a transport that plays this world, on its last night until told otherwise."""
    return PracticeTransport(world)


def hosts(world: World) -> tuple[str, ...]:
    """Return the servers of a world by the names that a schedule of faults knows them by."""
    own = dict.fromkeys(player.host for player in world.players)
    towns = dict.fromkeys(resident.host.host for resident in world.residents)
    return ("appview", "plc", *own, *towns)


def _counted(answer: Answer, now: int) -> Answer:
    # https://docs.bsky.app/docs/advanced-guides/rate-limits
    headers = (
        ("RateLimit-Limit", str(_RATE)),
        ("RateLimit-Remaining", str(_RATE - 1)),
        ("RateLimit-Reset", str(now // SECOND + 300)),
        ("RateLimit-Policy", f"{_RATE};w=300"),
    )
    return Answer(status=answer.status, body=answer.body, kind=answer.kind, headers=headers)
