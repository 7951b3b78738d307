"""A whole site of all metrics, measured and missing, built for the address that it is served at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from collector.load import load_watchlist
from collector.night import build_site
from collector.settings import Settings
from collector.store import Ledger
from site_src.measure import standings_of
from tests.nasty import write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from site_src.model import Standings

PATH = "/league/"
LEFT = "- kind: council\n  slug: leftham\n  date: 2026-11-20\n"
RENAMED = "- kind: council\n  from: oldham\n  to: goodham-1\n  date: 2026-11-20\n"


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder under a path, as project pages are, and keeps silent about it."""

    def translate_path(self, path: str) -> str:
        return super().translate_path("/" + path.removeprefix(PATH) if PATH in path else "/nowhere")

    def log_message(self, *_: Any) -> None:
        pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A site on the web: its address, its folder, and what was concluded for it."""

    home: str
    folder: Path
    standings: Standings

    def text(self, address: str) -> str:
        return (self.folder / address).read_text(encoding="utf-8")

    def example(self, name: str) -> str:
        """Return the code of an example as a reader copies it from the page."""
        page = self.text("data/index.html")
        found = re.search(rf'aria-labelledby="example-{name}"><code>(.*?)</code>', page, re.DOTALL)
        assert found, name
        return unescape(found[1])


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return the site, served under a path while the tests run."""
    folder = write(tmp_path_factory.mktemp("published"))
    (folder / "watchlist" / "removed.yml").write_text(LEFT)
    (folder / "watchlist" / "renamed.yml").write_text(RENAMED)
    site = folder / "site"
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    settings = Settings(site_url=f"http://127.0.0.1:{server.server_port}{PATH}")
    parts = {"data": folder / "data", "watchlist": folder / "watchlist"}
    build_site(site=site, night=None, settings=settings, **parts)
    standings = standings_of(
        Ledger(parts["data"]), load_watchlist(parts["watchlist"]), settings, night=None
    )
    Thread(target=server.serve_forever, daemon=True).start()
    yield Served(home=settings.site_url, folder=site, standings=standings)
    server.shutdown()
    server.server_close()
