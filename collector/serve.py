"""A server for the built site, on this machine only."""

from __future__ import annotations

import functools
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from collector.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

LAST_PORT = 65535


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it overrides
        """Keep quiet: a reader's requests are nobody's business."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a missing page with the site's own."""
        page = self.directory + "/404.html"
        try:
            with open(page, "rb") as stream:  # noqa: PTH123 - the handler's paths are strings
                body = stream.read()
        except OSError:
            super().send_error(code, message, explain)
            return
        self.send_response(code, message)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def refuse_taken(port: int) -> None:
    """Raise InputError if nobody can be served on that port now."""
    _server(Path(), port).server_close()


def site_server(site: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of the folder on a port of this machine; raises InputError if it cannot."""
    if not (site / "index.html").is_file():
        raise InputError(f"{site}: there is no site here; build it first: followback build")
    return _server(site, port)


def _server(site: Path, port: int) -> ThreadingHTTPServer:
    handler = functools.partial(_Handler, directory=str(site))
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        other = port + 1 if port < LAST_PORT else port - 1
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"port {port} cannot be used ({reason}); try --port {other}") from None


def serve_site(site: Path, port: int, *, say: Callable[[str], None]) -> None:
    """Serve the folder at http://localhost:port/ until interrupted."""
    with site_server(site, port) as server:
        say(f"the site is at http://localhost:{server.server_port}/ (Ctrl-C stops it)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("stopped")
