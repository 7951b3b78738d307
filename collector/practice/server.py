"""The practice network over a real socket: every server of it on one loopback port."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from time import sleep
from typing import TYPE_CHECKING

from collector.practice.answers import no_page
from collector.practice.params import parsed
from collector.practice.plc import PEOPLES_HOST, host_of
from collector.practice.transport import STALL, Network

if TYPE_CHECKING:
    from datetime import date

    from collector.practice.answers import Answer
    from collector.practice.faults import Misfortune
    from collector.practice.world import World

LOOPBACK = "127.0.0.1"
_PDS = ("/xrpc/com.atproto.repo.", "/xrpc/com.atproto.sync.")


class PracticeServer(ThreadingHTTPServer):
    """Serves one night of a world; each request finds its server by path."""

    daemon_threads = True

    def __init__(
        self, world: World, night: date, port: int, misfortune: Misfortune | None = None
    ) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.world = world
        self.address = f"http://{LOOPBACK}:{self.server_port}"
        self.network = Network(world, lambda _: self.address, misfortune)
        self.network.night = night
        self._one_at_a_time = Lock()

    def answer(self, target: str, name: str = "") -> Answer:
        """Return the answer to a GET of this path and query, asked of a host of this name."""
        path, _, query = target.partition("?")
        with self._one_at_a_time:
            is_elsewhere = self.network.fediverse.holds(name)
            host = name if is_elsewhere else self._host(path, query)
            return self.network.answer(host, path, query)

    def _host(self, path: str, query: str) -> str:
        if path.startswith("/did:"):
            return "plc"
        if not path.startswith(_PDS):
            return "appview"
        given = parsed(query)
        repo = (given.get("repo") or given.get("did") or [""])[0]
        index = self.world.find(repo, self.world.at(self.network.night))
        return PEOPLES_HOST if index is None else host_of(self.world, index)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet an answer
    disable_nagle_algorithm = True
    server: PracticeServer

    def do_GET(self) -> None:
        """Answer a GET."""
        name = self.headers.get("Host", "").partition(":")[0].lower()
        answer = self.server.answer(self.path, name)
        if answer.stalls:
            sleep(STALL)
            self.close_connection = True
        else:
            self._send(answer)

    def do_POST(self) -> None:
        """Refuse whatever would change something."""
        self.close_connection = True
        self._send(no_page(self.path))

    def log_message(self, *_: object) -> None:
        """Say nothing: people's ids stand in the paths."""

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = self.close_connection or answer.breaks_off
        sent = len(answer.body) // 2 if answer.breaks_off else len(answer.body)
        self.wfile.write(answer.body[:sent])
        self.wfile.flush()
