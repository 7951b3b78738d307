from __future__ import annotations

import socket
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from collector.errors import InputError
from collector.serve import refuse_taken, serve_site, site_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import HTTPServer
    from pathlib import Path


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "councils").mkdir()
    (tmp_path / "index.html").write_text("home", encoding="utf-8")
    (tmp_path / "councils/index.html").write_text("councils", encoding="utf-8")
    (tmp_path / "404.html").write_text("not here", encoding="utf-8")
    return tmp_path


@contextmanager
def running(server: HTTPServer) -> Iterator[int]:
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def asked(port: int, path: str, method: str = "GET") -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def test_pages_are_served_by_their_addresses(site: Path) -> None:
    with running(site_server(site, 0)) as port:
        assert asked(port, "/") == (200, b"home")
        assert asked(port, "/councils/") == (200, b"councils")


def test_a_missing_page_is_answered_by_the_sites_own(site: Path) -> None:
    with running(site_server(site, 0)) as port:
        assert asked(port, "/nothing/") == (404, b"not here")
        assert asked(port, "/nothing/", "HEAD") == (404, b"")


def test_a_site_without_such_a_page_has_the_servers(site: Path) -> None:
    (site / "404.html").unlink()
    with running(site_server(site, 0)) as port:
        status, body = asked(port, "/nothing/")
    assert status == 404
    assert b"not here" not in body


def test_nothing_outside_the_site_is_served(site: Path) -> None:
    (site.parent / "secret.txt").write_text("secret", encoding="utf-8")
    with running(site_server(site, 0)) as port:
        for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/councils/../../secret.txt"):
            assert asked(port, path)[0] == 404


def test_requests_are_not_logged(site: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with running(site_server(site, 0)) as port:
        asked(port, "/?q=who-i-looked-for")
        asked(port, "/nothing/")
    assert capfd.readouterr() == ("", "")


def test_a_port_that_is_taken_is_named_with_the_next(site: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=rf"^port {port} cannot be used .* --port \d+$"):
            serve_site(site, port, say=print)


def test_a_taken_port_is_refused_before_anything_is_made() -> None:
    refuse_taken(0)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"port {port} cannot be used"):
            refuse_taken(port)


def test_the_last_port_suggests_one_that_exists(site: Path) -> None:
    try:
        taken = socket.create_server(("127.0.0.1", 65535))
    except OSError:
        pytest.skip("the last port is not free here")
    with taken, pytest.raises(InputError, match="--port 65534"):
        serve_site(site, 65535, say=print)


def test_a_folder_without_a_site_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="followback build"):
        serve_site(tmp_path / "none", 0, say=print)
