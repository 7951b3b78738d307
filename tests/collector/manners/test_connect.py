"""A server on this very machine, asked as the host that it stands in for (`--connect`)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from collector.errors import Unreachable
from collector.manners import polite_client
from collector.networks.fediverse import ask
from collector.networks.mastodon_pages import pages
from collector.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import httpx

HOST = "fedi.test"


@dataclass
class Forced:
    """A real server that redirects to https whatever does not come by it (force_ssl)."""

    asked: list[dict[str, str]] = field(default_factory=list)
    port: int = 0
    is_forced: bool = True

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        target, *lines = head.split("\r\n")
        path = target.split()[1]
        headers = {key.lower(): text for key, _, text in (one.partition(": ") for one in lines)}
        self.asked.append(headers | {"path": path})
        status, told, body = self.answer(path, headers)
        whole = [f"HTTP/1.1 {status} Said", *told, f"Content-Length: {len(body)}", "", ""]
        writer.write("\r\n".join([*whole[:-2], "Connection: close", "", ""]).encode() + body)
        await writer.drain()
        writer.close()

    def answer(self, path: str, headers: dict[str, str]) -> tuple[int, list[str], bytes]:
        if self.is_forced and headers.get("x-forwarded-proto") != "https":
            return 301, [f"Location: https://{HOST}{path}"], b""
        places = {
            "/moved": f"https://{HOST}/here",
            "/plain": f"http://{HOST}/here",
            "/origin": f"http://127.0.0.1:{self.port}/here",
            "/away": "http://127.0.0.1:1/here",
        }
        if path in places:
            return 302, [f"Location: {places[path]}"], b""
        if path == "/api/v1/list?limit=2":
            following = f"https://{HOST}/api/v1/list?limit=2&max_id=2"
            return 200, [f'Link: <{following}>; rel="next"'], b"[1, 2]"
        return 200, [], b"[3]"


def visited(server: Forced, visit: Callable[[httpx.AsyncClient], Awaitable[object]]) -> object:
    async def visiting() -> object:
        listening = await asyncio.start_server(server.connected, "127.0.0.1", 0)
        server.port = listening.sockets[0].getsockname()[1]
        connect = {HOST: f"http://127.0.0.1:{server.port}"}
        async with listening, polite_client(Settings(), connect=connect, pace=False) as client:
            return await visit(client)

    return asyncio.run(visiting())


def test_a_server_that_insists_on_https_is_told_that_it_was_asked_by_it() -> None:
    server = Forced()
    assert visited(server, lambda client: ask(client, f"https://{HOST}/api", list[int])) == [3]
    (only,) = server.asked
    assert (only["host"], only["x-forwarded-proto"]) == (HOST, "https")


@pytest.mark.parametrize("path", ["/moved", "/plain"])
def test_redirects_to_the_host_go_to_its_origin_too(path: str) -> None:
    server = Forced()
    assert visited(server, lambda client: ask(client, f"https://{HOST}{path}", list[int])) == [3]
    assert {one["host"] for one in server.asked} == {HOST}
    assert server.asked[-1]["path"] == "/here"


def test_a_redirect_to_the_origin_itself_is_followed() -> None:
    server = Forced()
    server.is_forced = False
    assert visited(server, lambda client: ask(client, f"https://{HOST}/origin", list[int])) == [3]
    assert server.asked[-1]["host"] == f"127.0.0.1:{server.port}"


def test_a_redirect_elsewhere_on_this_machine_is_refused_all_the_same() -> None:
    with pytest.raises(Unreachable, match="redirects to plain http"):
        visited(Forced(), lambda client: ask(client, f"https://{HOST}/away", list[int]))


def test_the_next_page_that_names_the_host_is_asked_of_its_origin() -> None:
    server = Forced()
    url = f"https://{HOST}/api/v1/list"
    assert visited(server, lambda client: pages(client, url, list[int], limit=2, most=9)) == [
        1,
        2,
        3,
    ]
    assert [one["path"] for one in server.asked] == [
        "/api/v1/list?limit=2",
        "/api/v1/list?limit=2&max_id=2",
    ]


def test_hosts_that_are_not_connected_are_told_nothing() -> None:
    server = Forced()

    async def plainly(client: httpx.AsyncClient) -> None:
        client.follow_redirects = False
        await client.get(f"http://{HOST}/api")

    visited(server, plainly)
    assert "x-forwarded-proto" not in server.asked[0]
