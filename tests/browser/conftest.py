"""A small site built, served under a path, and a real browser to read it with."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from collector.night import build_site
from collector.settings import Budgets, Settings
from tests.nasty import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser

HERE = Path(__file__).resolve().parent
PATH = "/league/"


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder under a path, as project pages are, and keeps silent about it."""

    def translate_path(self, path: str) -> str:
        return super().translate_path("/" + path.removeprefix(PATH) if PATH in path else "/nowhere")

    def log_message(self, *_: Any) -> None:
        pass


def _beside(file: Path) -> Any:
    """Return a module by its file; test folders are no packages."""
    spec = spec_from_file_location(f"beside_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(file)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    """Serve a folder under a path, and yield the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{PATH}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def small_site() -> Any:
    """Return what makes a small site's standings, and builds it."""
    return _beside(HERE.parent / "site_src" / "conftest.py")


@pytest.fixture(scope="session")
def serving() -> Callable[[Path], AbstractContextManager[str]]:
    """Return what serves a folder under a path."""
    return _serving


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, small_site: Any) -> Iterator[str]:
    """Return the address of a small site, hostile names included, served under a path."""
    standings = small_site.make_standings(small_site.NAMES + small_site.HOSTILE, nights=200)
    folder = small_site.build_site(tmp_path_factory.mktemp("browser"), standings)
    with _serving(folder) as address:
        yield address


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a small site that is no practice, of the night of 21 November 2026."""
    small = _beside(HERE.parent / "site_src" / "conftest.py")
    standings = replace(small.make_standings(nights=30), is_practice=False)
    folder = small.build_site(tmp_path_factory.mktemp("live"), standings)
    with _serving(folder) as address:
        yield address


@pytest.fixture(scope="session")
def measured_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a site of all metrics, measured and missing."""
    folder = write(tmp_path_factory.mktemp("measured"))
    settings = Settings(site_url=f"http://127.0.0.1{PATH}", budgets=Budgets(pictures=1))
    build_site(
        site=folder / "site",
        data=folder / "data",
        watchlist=folder / "watchlist",
        night=None,
        settings=settings,
    )
    return folder / "site"


@pytest.fixture(scope="session")
def measured(measured_folder: Path) -> Iterator[str]:
    """Return the address of that site, served under a path."""
    with _serving(measured_folder) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the browser that is there; without one these tests fail, and say what to do."""
    found: str | None = _beside(HERE / "find_browser.py").found()
    if not found:
        pytest.fail("no Chromium or Chrome was found; run: make browser", pytrace=False)
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Return the browser, started once."""
    with sync_playwright() as playwright:
        # Containers and CI run as root, where Chromium's own sandbox cannot start.
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()
