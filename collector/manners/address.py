"""Where we may connect: public addresses only, unless the operator opens another.

The name is resolved, every address is judged, and a judged address itself is connected to: DNS
has no second chance to answer otherwise. The URL keeps its name, so certificates are checked.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpcore

from collector.errors import SettingError, Unreachable
from collector.manners.line import Line

if TYPE_CHECKING:
    from httpcore import SOCKET_OPTION

Resolve = Callable[[str], Awaitable[Sequence[str]]]
Place = tuple[str, int | None]

# https://www.iana.org/assignments/ipv6-unicast-address-assignments
ALLOCATED = IPv6Network("2000::/3")
# https://www.rfc-editor.org/rfc/rfc6052: the last 32 bits are an IPv4 address
NAT64 = IPv6Network("64:ff9b::/96")
SPECIAL = tuple(
    ip_network(block)
    for block in (
        # https://www.iana.org/assignments/iana-ipv4-special-registry, where ipaddress has holes
        "192.0.0.0/24",
        "192.88.99.0/24",
        # https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
        "168.63.129.16/32",
        # https://www.iana.org/assignments/iana-ipv6-special-registry: Teredo among 2001::/23, 6to4
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
)
# https://www.rfc-editor.org/rfc/rfc5214: an IPv4 address behind these 32 bits, a tunnel of its site
ISATAP = frozenset({0x5EFE, 0x200_5EFE})
MOST_ADDRESSES = 4
LAST_PORT = 65_535
# As many as hosts are asked at once: names whose servers are silent must not hold up the others.
RESOLVERS = ThreadPoolExecutor(max_workers=100, thread_name_prefix="resolve")


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Return whether anybody on the internet could reach the address, tunnels looked through."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        if address not in ALLOCATED or (int(address) >> 32) & 0xFFFFFFFF in ISATAP:
            return False
    special = any(address in block for block in SPECIAL if block.version == address.version)
    return address.is_global and not address.is_multicast and not special


async def resolve(host: str) -> list[str]:
    """Return the addresses of a host, in the system's order; odd spellings of numbers included."""
    # bytes, for the codec that text goes through refuses some names with errors of its own
    look_up = partial(socket.getaddrinfo, host.encode("ascii"), None, type=socket.SOCK_STREAM)
    found = await asyncio.get_running_loop().run_in_executor(RESOLVERS, look_up)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A scheme, a host and a port, without a path."""

    scheme: str
    host: str
    port: int


def origin(name: str, text: str) -> Origin:
    """Return the origin that `--connect NAME=ORIGIN` names."""
    with contextlib.suppress(ValueError):
        parts = urlsplit(text)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
        if parts.hostname and port and parts.path in {"", "/"} and not parts.query:
            return Origin(scheme=parts.scheme, host=parts.hostname, port=port)
    raise SettingError(f'--connect "{name}={text}" has no origin; write HOST=http://ADDRESS:PORT')


def allowed_place(text: str) -> Place:
    """Return the host, and the port if one is named, that `--allow-host` opens."""
    bare = text.count(":") > 1 and not text.startswith("[")
    with contextlib.suppress(ValueError):
        parts = urlsplit(f"//[{text}]" if bare else f"//{text}")
        if parts.hostname and not parts.path and not parts.username:
            return named(parts.hostname), parts.port
    raise SettingError(f'--allow-host "{text}" is not a host; write NAME or NAME:PORT')


def named(host: str) -> str:
    """Return a host's name as we compare it."""
    return host.lower().rstrip(".")


class NoSuchName(httpcore.ConnectError):
    """A name that does not resolve, for httpx an error of connection like others."""


class Guard(httpcore.AsyncNetworkBackend):
    """Opens connections, and only to where we may go."""

    def __init__(
        self,
        *,
        allow_hosts: Iterable[str] = (),
        connect: Mapping[str, Origin] | None = None,
        resolve: Resolve = resolve,
        network: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._connect = dict(connect or {})
        self._allowed = {allowed_place(text) for text in allow_hosts}
        self._allowed |= {(named(one.host), one.port) for one in self._connect.values()}
        self._resolve = resolve
        self._network = network or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's interface has it
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Return a connection to one of the host's addresses, all of them judged before."""
        if elsewhere := self._connect.get(named(host)):
            host, port = elsewhere.host, elsewhere.port
        failure: Exception = httpcore.ConnectError("no address")
        for address in await self.addresses(host, port, seconds=timeout):
            try:
                stream = await self._network.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
                return Line(stream)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def addresses(self, host: str, port: int, *, seconds: float | None) -> Sequence[str]:
        """Return the addresses to try; raises Unreachable where one of them is not public."""
        if not 0 < port <= LAST_PORT:
            raise Unreachable(f"{host} has no port {port}; mend the address")
        try:
            async with asyncio.timeout(seconds):
                found = await self._resolve(host)
        except (OSError, ValueError) as error:
            raise NoSuchName("the name does not resolve") from error
        if not self._may_visit(host, port) and not all(map(_is_public_text, found)):
            raise Unreachable(
                f"{host} is not on the public internet; if it is yours: --allow-host {host}"
            )
        return found[:MOST_ADDRESSES]

    def _may_visit(self, host: str, port: int) -> bool:
        return not self._allowed.isdisjoint({(named(host), None), (named(host), port)})


def _is_public_text(text: str) -> bool:
    try:
        return is_public(ip_address(text))
    except ValueError:
        return False
