from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import threading
from ipaddress import IPv4Address, ip_address
from typing import TYPE_CHECKING, Any

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import SettingError, Unreachable
from collector.manners import Clock, Door, Patience, polite_client
from collector.manners.address import Guard, allowed_place, is_public, origin
from collector.manners.address import resolve as really_resolve
from collector.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

OK = [b"HTTP/1.1 200 OK\r\n", b"Content-Length: 2\r\n\r\n", b"{}"]

SPELLINGS = (
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0x7f.0.0.0x1",
    "0X7F.0X0.0X0.0X1",
    "0177.0.0.1",
    "0177.0.0.01",
    "017700000001",
    "00000177.1",
    "127。0。0。1",
    "127.0.0.1:80",
    "public.example@127.0.0.1",
    "public.example:80@127.0.0.1",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "0",
    "0.0.0.0",  # noqa: S104  nothing binds to it: it is to be refused
    "00",
    "0x0",
    "0.0.0.1",
    "10.0.0.1",
    "10.255.255.255",
    "167772161",
    "012.0.0.1",
    "0xa.1",
    "172.16.0.1",
    "172.31.255.255",
    "0xac.0x10.0.1",
    "192.168.0.1",
    "192.168.257",
    "3232235521",
    "0300.0250.0.1",
    "169.254.169.254",
    "169.254.43518",
    "2852039166",
    "0xa9fea9fe",
    "0xa9.0xfe.0xa9.0xfe",
    "0251.0376.0251.0376",
    "168.63.129.16",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "4294967295",
    "[::]",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:7f00:0001]",
    "[::ffff:10.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]",
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]",
    "[2002:0a00:0001::]",
    "[2001:0:7f00:1::]",
    "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
    "[2001:db8::1]",
    "[2001:10::1]",
    "[3fff::1]",
    "[5f00::1]",
    "[100::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "[fe80::1%25lo]",
    "[fec0::1]",
    "[ff02::1]",
    "[ff05::1:3]",
    "１２７.０.０.１",
    "①②⑦.⓪.⓪.①",
    "127．0．0．1",
    "%31%32%37.0.0.1",
    "127.0.0.1%00.public.example",
    "127.0.0.1%2f.public.example",
    "127.0.0.1\\@public.example",
    "public.example:pass@127.1",
    "public.example%40127.0.0.1",
    "public.example%23@127.0.0.1",
    "public.example@public.example@127.0.0.1",
    "127.0.0.1:080",
    "127.0.0.1:00000080",
    "127.0.0.1#@public.example",
    "127.0.0.1?@public.example",
    "127.0.0.1\t",
    "127.0.0.1 ",
    "\u00ad127.0.0.1",
    "ⓛocalhost",
    "ｌｏｃａｌｈｏｓｔ",
    "xn--localhost-",
    "xn--127-0-0-1-",
    "ip6-localhost",
    "localhost6",
    "[::1%250]",
    "[::1%25lo]",
    "[::ffff:127.0.0.1%25lo]",
    "[fe80::7f00:1%251]",
    "[::ffff:0x7f.1]",
    "[::ffff:127.1]",
    "[::ffff:00:7f00:1]",
    "[64:ff9b::7f00:1%25lo]",
    "[2001:470:1f0b::5efe:7f00:1]",
    "[2001:470:1f0b::200:5efe:169.254.169.254]",
    "[::7f00:1]",
    "[0::0]",
    "[::%25lo]",
    "[4000::1]",
    "[fd00::1]",
    "[febf::1]",
)


class Network(httpcore.AsyncMockBackend):
    """Connects to anything, answers the same or `one_by_one`, and remembers where to."""

    def __init__(self, reply: Iterable[bytes] = OK, *, one_by_one: Iterable[bytes] = ()) -> None:
        super().__init__(list(reply))
        self._one_by_one = list(one_by_one)
        self.opened: list[tuple[str, int]] = []
        self.names: list[str | None] = []

    async def connect_tcp(self, host: str, port: int, *rest: Any) -> httpcore.AsyncNetworkStream:
        del rest
        self.opened.append((host, port))
        answer = [self._one_by_one.pop(0)] if self._one_by_one else list(self._buffer)
        return Stream(self, answer)


class Stream(httpcore.AsyncMockStream):
    def __init__(self, network: Network, buffer: list[bytes]) -> None:
        super().__init__(buffer)
        self._network = network

    async def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, *rest: Any, **more: Any
    ) -> httpcore.AsyncNetworkStream:
        del ssl_context, rest, more
        self._network.names.append(server_hostname)
        return self


async def status(url: str, guard: Guard) -> int:
    async with polite_client(Settings(), transport=Door(guard), pace=False) as client:
        return (await client.get(url)).status_code


def read(url: str, guard: Guard) -> int:
    return asyncio.run(status(url, guard))


def answering(*answers: list[str]) -> Any:
    rest = list(answers)

    async def resolve(host: str) -> list[str]:
        del host
        return rest.pop(0) if len(rest) > 1 else rest[0]

    return resolve


def test_the_list_of_spellings_is_long_and_most_of_them_are_addresses_here() -> None:
    async def read() -> int:
        found = 0
        for host in set(SPELLINGS):
            with contextlib.suppress(OSError, ValueError, httpx.InvalidURL):
                name = httpx.URL(f"http://{host}/").raw_host.decode()
                found += bool(await really_resolve(name))
        return found

    assert asyncio.run(read()) >= 60


def refused(urls: Iterable[str], network: Network) -> list[str]:
    """Ask for each URL, and return those that were Unreachable."""

    async def every() -> list[str]:
        away = []
        guard = Guard(network=network)
        async with polite_client(Settings(), transport=Door(guard), pace=False) as client:
            for url in urls:
                try:
                    await client.get(url)
                except Unreachable:
                    away.append(url)
        return away

    return asyncio.run(every())


def test_no_spelling_of_a_private_address_is_connected_to() -> None:
    network = Network()
    urls = [f"http://{host}/" for host in SPELLINGS]
    assert refused(urls, network) == urls
    assert network.opened == []


@pytest.mark.heavy
def test_no_redirect_leads_to_any_of_them() -> None:
    moves = [
        f"HTTP/1.1 302 Found\r\nLocation: http://{host}/\r\nConnection: close\r\n\r\n".encode()
        for host in SPELLINGS
    ]
    public = [f"http://8.8.8.8:{port}/" for port in range(1, len(SPELLINGS) + 1)]
    network = Network(one_by_one=moves)
    assert refused(public, network) == public
    assert network.opened == [("8.8.8.8", port) for port in range(1, len(SPELLINGS) + 1)]


@pytest.mark.parametrize("host", ["8.8.8.8", "134744072", "[2606:4700::1111]", "[::ffff:8.8.8.8]"])
def test_a_public_address_is_connected_to(host: str) -> None:
    network = Network()
    assert read(f"http://{host}/", Guard(network=network)) == 200
    assert len(network.opened) == 1


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    network = Network()
    guard = Guard(network=network, resolve=answering(["8.8.8.8", "127.0.0.1"]))
    with pytest.raises(Unreachable, match=r"--allow-host mixed\.example"):
        read("http://mixed.example/", guard)
    assert network.opened == []


def test_the_address_that_was_judged_is_the_one_connected_to() -> None:
    network = Network()
    guard = Guard(network=network, resolve=answering(["8.8.8.8"], ["127.0.0.1"]))
    assert read("http://rebinding.example/", guard) == 200
    assert network.opened == [("8.8.8.8", 80)]


def test_a_name_that_turns_private_is_refused_at_the_next_connection() -> None:
    network = Network([*OK[:1], b"Connection: close\r\n", *OK[1:]])
    guard = Guard(network=network, resolve=answering(["8.8.8.8"], ["127.0.0.1"]))

    async def twice() -> None:
        async with polite_client(Settings(), transport=Door(guard), pace=False) as client:
            await client.get("http://rebinding.example/")
            with pytest.raises(Unreachable):
                await client.get("http://rebinding.example/")

    asyncio.run(twice())
    assert network.opened == [("8.8.8.8", 80)]


def test_a_certificate_is_checked_against_the_name_not_the_address() -> None:
    network = Network()
    guard = Guard(network=network, resolve=answering(["8.8.8.8"]))
    assert read("https://named.example/", guard) == 200
    assert (network.opened, network.names) == ([("8.8.8.8", 443)], ["named.example"])


def test_two_names_on_one_address_do_not_share_a_connection() -> None:
    network = Network()
    guard = Guard(network=network, resolve=answering(["8.8.8.8"]))

    async def both() -> None:
        async with polite_client(Settings(), transport=Door(guard), pace=False) as client:
            await client.get("https://one.example/")
            await client.get("https://two.example/")

    asyncio.run(both())
    assert network.names == ["one.example", "two.example"]


def test_the_next_address_is_tried_where_one_does_not_answer() -> None:
    class Half(Network):
        async def connect_tcp(
            self, host: str, port: int, *rest: Any
        ) -> httpcore.AsyncNetworkStream:
            stream = await super().connect_tcp(host, port, *rest)
            if host == "8.8.8.8":
                raise httpcore.ConnectError("no route")
            return stream

    network = Half()
    guard = Guard(network=network, resolve=answering(["8.8.8.8", "9.9.9.9"]))
    assert read("http://two.example/", guard) == 200
    assert [host for host, _ in network.opened] == ["8.8.8.8", "9.9.9.9"]


def test_a_host_of_which_no_address_answers_is_unreachable() -> None:
    class Dead(Network):
        async def connect_tcp(
            self, host: str, port: int, *rest: Any
        ) -> httpcore.AsyncNetworkStream:
            await super().connect_tcp(host, port, *rest)
            raise httpcore.ConnectTimeout

    network = Dead()
    guard = Guard(network=network, resolve=answering(["8.8.8.8", "9.9.9.9"]))
    with pytest.raises(Unreachable, match=r"two\.example gives no whole answer"):
        read("http://two.example/", guard)
    assert [host for host, _ in network.opened] == ["8.8.8.8", "9.9.9.9"] * 4


@pytest.mark.parametrize(
    ("allowed", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:99/"),
        ("127.0.0.1:99", "http://127.0.0.1:99/"),
        ("LocalHost", "http://localhost:99/"),
        ("::1", "http://[::1]:99/"),
        ("[::1]:99", "http://[::1]:99/"),
    ],
)
def test_an_allowed_host_is_connected_to(allowed: str, url: str) -> None:
    assert read(url, Guard(network=Network(), allow_hosts=[allowed])) == 200


@pytest.mark.parametrize("allowed", ["127.0.0.1:98", "localhost", "127.0.0.2", "[::1]:99"])
def test_what_is_allowed_opens_nothing_else(allowed: str) -> None:
    with pytest.raises(Unreachable, match=r"--allow-host 127\.0\.0\.1"):
        read("http://127.0.0.1:99/", Guard(network=Network(), allow_hosts=[allowed]))


@pytest.mark.parametrize("text", ["", "http://x/", "x:port", "x/y", "a@b", "x:99999"])
def test_an_allowed_host_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(SettingError, match="write NAME or NAME:PORT"):
        allowed_place(text)


@pytest.mark.parametrize("text", ["", "127.0.0.1:8282", "ftp://x", "http://", "http://x/path"])
def test_an_origin_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(SettingError, match="write HOST=http://ADDRESS:PORT"):
        origin("fedi.test", text)


def test_a_connected_host_is_reached_at_its_origin_whatever_its_scheme_and_port() -> None:
    network = Network()
    places = {"fedi.test": "http://127.0.0.1:8282"}
    guard = Guard(network=network, connect={k: origin(k, v) for k, v in places.items()})

    async def both() -> None:
        async with polite_client(
            Settings(), transport=Door(guard), connect=places, pace=False
        ) as client:
            await client.get("https://fedi.test/users/one")
            await client.get("http://FEDI.test:3000/users/two")
            await client.get("http://127.0.0.1:8282/users/three")

    asyncio.run(both())
    assert network.opened == [("127.0.0.1", 8282)] * 3
    assert network.names == []


def test_a_port_that_cannot_be_is_refused() -> None:
    with pytest.raises(Unreachable, match="no port 99999"):
        read("http://8.8.8.8:99999/", Guard(network=Network()))


def test_a_name_that_does_not_resolve_is_unreachable() -> None:
    async def nowhere(host: str) -> list[str]:
        raise OSError(host)

    with pytest.raises(Unreachable, match=r"nobody\.example"):
        read("http://nobody.example/", Guard(network=Network(), resolve=nowhere))


def test_a_night_without_a_network_is_over_in_seconds() -> None:
    async def nowhere(host: str) -> list[str]:
        raise OSError(host)

    time = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal time
        time += seconds

    client = polite_client(
        Settings(),
        transport=Door(Guard(network=Network(), resolve=nowhere)),
        clock=Clock(now=lambda: time, sleep=sleep),
    )

    async def night() -> None:
        for _ in range(34):
            with pytest.raises(Unreachable):
                await client.get("https://appview.example/")

    asyncio.run(night())
    assert client.spent.requests == 3 * 2 + 5
    assert time < 15


@given(st.integers(0, 2**32 - 1))
def test_a_tunnelled_address_is_as_public_as_what_it_hides(number: int) -> None:
    plain = IPv4Address(number)
    assert is_public(ip_address(f"::ffff:{plain}")) is is_public(plain)
    assert is_public(ip_address(f"64:ff9b::{plain}")) is is_public(plain)
    if not plain.is_global or plain.is_multicast:
        assert not is_public(plain)


PUBLIC = st.sampled_from(["8.8.8.8", "9.9.9.9", "2606:4700::1111"])
INSIDE = st.sampled_from(["127.0.0.1", "10.0.0.1", "::1", "169.254.169.254", "fe80::1", "nonsense"])


@given(st.lists(st.lists(PUBLIC | INSIDE, max_size=4), min_size=1, max_size=6))
def test_whatever_a_name_answers_only_what_was_judged_is_connected_to(
    answers: list[list[str]],
) -> None:
    network = Network([*OK[:1], b"Connection: close\r\n", *OK[1:]])
    guard = Guard(network=network, resolve=answering(*answers))

    async def often() -> None:
        quick = Patience(tries=1)
        async with polite_client(
            Settings(), transport=Door(guard), pace=False, patience=quick
        ) as client:
            for _ in answers:
                with contextlib.suppress(Unreachable):
                    await client.get("http://rebinding.example/")

    asyncio.run(often())
    clean = [one[0] for one in answers if one and all(a[0] in "892" for a in one)]
    assert [host for host, _ in network.opened] == clean


def dual_stack() -> socket.socket:
    """Return a socket on every address of this machine, of both families where it has both."""
    both = socket.has_dualstack_ipv6()
    family = socket.AF_INET6 if both else socket.AF_INET
    return socket.create_server(("", 0), family=family, dualstack_ipv6=both)


class Listener:
    """A server on this very machine, which nobody may reach but who is allowed to."""

    def __init__(self) -> None:
        self.reached = 0

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reached += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        writer.close()

    def meet(
        self,
        url_of: Callable[[str, int], str],
        hosts: Iterable[str],
        resolve: Any = really_resolve,
        **options: Any,
    ) -> list[str]:
        """Ask for each host at the server's port by real sockets; return those that it answered."""

        async def every() -> list[str]:
            server = await asyncio.start_server(self._greet, sock=dual_stack())
            port = server.sockets[0].getsockname()[1]
            answered = []
            transport = Door(Guard(resolve=resolve, **options))
            async with (
                server,
                polite_client(
                    Settings(), transport=transport, pace=False, patience=Patience(tries=1)
                ) as client,
            ):
                for host in hosts:
                    with contextlib.suppress(Unreachable):
                        await client.get(url_of(host, port))
                        answered.append(host)
            return answered

        return asyncio.run(every())


def with_port(host: str, port: int) -> str:
    return f"http://{host.removesuffix(':80')}:{port}/"


@pytest.mark.heavy
def test_no_spelling_reaches_a_server_on_this_machine() -> None:
    listener = Listener()
    assert listener.meet(with_port, SPELLINGS) == []
    assert listener.reached == 0


def test_the_same_server_is_reached_by_who_is_allowed_to() -> None:
    listener = Listener()
    allowed = ["127.0.0.1", "::1", "localhost"] if socket.has_dualstack_ipv6() else ["127.0.0.1"]
    hosts = [f"[{host}]" if ":" in host else host for host in allowed]
    assert listener.meet(with_port, hosts, allow_hosts=allowed) == hosts
    assert listener.reached == len(hosts)


def test_a_name_of_this_machine_is_not_allowed_with_its_address() -> None:
    listener = Listener()
    inside = answering(["127.0.0.1"])
    names = ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example"]
    assert listener.meet(with_port, names, inside, allow_hosts=["127.0.0.1", "localhost"]) == []
    assert listener.reached == 0


def test_a_name_that_turns_to_this_machine_while_we_try_is_not_followed() -> None:
    listener = Listener()
    turning = answering(["127.0.0.1", "8.8.8.8"], ["8.8.8.8", "127.0.0.1"], ["::1"], ["127.0.0.1"])
    assert listener.meet(with_port, ["evil.example"] * 5, turning) == []
    assert listener.reached == 0


def test_names_that_hang_do_not_hold_up_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    really, let_go = socket.getaddrinfo, threading.Event()

    def slowly(host: bytes, *rest: Any, **more: Any) -> Any:
        if host.startswith(b"slow"):
            let_go.wait(10)
            raise socket.gaierror(socket.EAI_AGAIN, "no server answers")
        return really(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", slowly)

    async def all_at_once() -> list[str]:
        slow = [asyncio.create_task(really_resolve(f"slow{n}.example")) for n in range(40)]
        await asyncio.sleep(0.01)
        async with asyncio.timeout(3):
            found = await really_resolve("127.0.0.1")
        let_go.set()
        await asyncio.gather(*slow, return_exceptions=True)
        return found

    assert asyncio.run(all_at_once()) == ["127.0.0.1"]


@given(st.integers(0, 2**128 - 1))
def test_nothing_outside_the_allocated_space_is_public(number: int) -> None:
    address = ip_address(number | 1 << 127)
    assert not is_public(address)


def test_the_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://10.9.8.7:3128")
    assert "HTTP_PROXY" in os.environ
    network = Network()
    assert read("http://8.8.8.8/", Guard(network=network)) == 200
    assert network.opened == [("8.8.8.8", 80)]
