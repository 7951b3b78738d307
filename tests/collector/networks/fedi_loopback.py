"""A Mastodon 4.1 on a loopback port, as its own source answers (config/ and app/controllers/).

What it holds stands in a `Fediverse`; here is what stands around it: the hosts that Rails lets in,
the way to https, Rack::Attack with its throttles, and the modes that keep strangers out.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import httpx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.collector.networks.fedi_world import Fediverse

PAGING = ("page", "max_id", "min_id", "since_id")  # rack_attack.rb: paging_request?
CLOSED = {"error": "This method requires an authenticated user"}
# rack_attack.rb: `throttled_responder`, and errors.429 of config/locales/en.yml
THROTTLED = {"error": "Too many requests"}
RAILS = {
    "Server": "Mastodon",
    "X-Frame-Options": "DENY",
    "Vary": "Accept, Origin",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """So many requests of one kind, in a period of so many seconds that begins with the clock."""

    limit: int
    period: float
    is_of_paging: bool = False

    def covers(self, path: str, question: dict[str, list[str]]) -> bool:
        """Return whether a request counts against it."""
        return any(name in question for name in PAGING) if self.is_of_paging else "/api" in path


@dataclass
class Loopback:
    """A server that has the name in its links, and the address of a port on this machine."""

    world: Fediverse
    host: str = "fedi.test"
    is_closed: bool = False  # DISALLOW_UNAUTHENTICATED_API_ACCESS
    is_limited: bool = False  # LIMITED_FEDERATION_MODE, then called whitelist
    forces_https: bool = True  # production; in development its links are http
    throttles: tuple[Throttle, ...] = ()
    now: Callable[[], float] = time.time
    port: int = 0
    seen: list[tuple[int, str]] = field(default_factory=list)  # status and path, in order
    counts: Counter[tuple[Throttle, int]] = field(default_factory=Counter)

    @property
    def connect(self) -> str:
        """What stands behind `--connect`."""
        return f"{self.host}=http://127.0.0.1:{self.port}"

    def statuses(self) -> set[int]:
        return {status for status, _ in self.seen}

    def paths(self, word: str = "") -> list[str]:
        return [path for _, path in self.seen if word in path]

    def answer(self, target: str, headers: dict[str, str]) -> httpx.Response:
        """Return what a GET is answered, from the outside to the inside."""
        path, question = urlsplit(target).path, parse_qs(urlsplit(target).query)
        if headers.get("host") != self.host:  # 1_hosts.rb: a page, and no word of what is behind
            return httpx.Response(403, html="<html>Blocked host</html>")
        if self.forces_https and headers.get("x-forwarded-proto") != "https":
            return httpx.Response(301, headers={"location": f"https://{self.host}{target}"})
        throttled, limits = self._throttled(path, question)
        if throttled is not None:
            return throttled
        reply = self._inside(target, path, headers)
        return _with(reply, limits if path.startswith("/api") else {})

    def _inside(self, target: str, path: str, headers: dict[str, str]) -> httpx.Response:
        if path.startswith("/api") and (self.is_closed or self.is_limited):
            return httpx.Response(401, json=CLOSED)
        is_document = path.startswith("/users/")
        if is_document and "json" not in headers.get("accept", ""):
            return httpx.Response(302, headers={"location": f"https://{self.host}/auth/sign_in"})
        if is_document and self.is_limited:
            return httpx.Response(401, json="Request not signed")
        scheme = "https" if self.forces_https else "http"
        request = httpx.Request("GET", f"{scheme}://{self.host}{target}", headers=headers)
        reply = self.world.answer(request)
        if not self.forces_https:
            plain = reply.content.replace(b"https://fedi.test", b"http://fedi.test")
            return httpx.Response(reply.status_code, headers=_kept(reply), content=plain)
        return reply

    def _throttled(
        self, path: str, question: dict[str, list[str]]
    ) -> tuple[httpx.Response | None, dict[str, str]]:
        """Return the refusal of the throttle that is used up, or the headers of the nearest one."""
        told: list[tuple[int, dict[str, str]]] = []
        for one in self.throttles:
            if not one.covers(path, question):
                continue
            window = math.floor(self.now() / one.period)
            self.counts[one, window] += 1
            left = one.limit - self.counts[one, window]
            end = datetime.fromtimestamp((window + 1) * one.period, UTC)
            reset = end.isoformat(timespec="microseconds").replace("+00:00", "Z")
            limits = {
                "X-RateLimit-Limit": str(one.limit),
                "X-RateLimit-Remaining": str(max(left, 0)),
                "X-RateLimit-Reset": reset,
            }
            if left < 0:  # and no Retry-After
                return httpx.Response(429, json=THROTTLED, headers=limits), {}
            told.append((left, limits))
        return None, min(told, key=lambda one: one[0])[1] if told else {}


def _with(reply: httpx.Response, more: dict[str, str]) -> httpx.Response:
    headers = _kept(reply) | RAILS | more
    return httpx.Response(reply.status_code, headers=headers, content=reply.content)


def _kept(reply: httpx.Response) -> dict[str, str]:
    return {name: text for name, text in reply.headers.items() if name != "content-length"}


@contextmanager
def serving(server: Loopback) -> Iterator[Loopback]:
    """Answer on a free port of this machine until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body together, lest the system wait between them

        def do_GET(self) -> None:
            headers = {name.lower(): text for name, text in self.headers.items()}
            reply = server.answer(self.path, headers)
            server.seen.append((reply.status_code, self.path))
            self.send_response_only(reply.status_code)
            for name, text in (_kept(reply) | {"content-length": str(len(reply.content))}).items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(reply.content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        server.port = httpd.server_port
        thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            httpd.shutdown()
            thread.join()
