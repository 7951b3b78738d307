"""One open connection: it knows whether the host has spoken since it was asked, and how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpcore

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

LARGEST_HEAD = 262_144  # bytes that may come before the first of a body, interim replies included


class Line(httpcore.AsyncNetworkStream):
    """A connection whose host may say so much and no more before anybody listens."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._room = LARGEST_HEAD
        self.was_heard = False  # since we asked

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """Return what has come; raises ReadError where it is more than anybody listens to."""
        data = await self._stream.read(max_bytes, timeout)
        self.was_heard = True
        self._room -= len(data)
        if self._room < 0:
            raise httpcore.ReadError("the head of the reply has no end")
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Send, and expect an answer."""
        self.was_heard = False
        self._room = LARGEST_HEAD
        await self._stream.write(buffer, timeout)

    def allow(self, size: int) -> None:
        """Let more come: so many bytes of the body were taken in."""
        self._room += 2 * size + 64  # each chunk has a line before it

    async def aclose(self) -> None:
        """Close the connection."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        """Return the same connection under TLS."""
        return Line(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection knows of itself."""
        return self._stream.get_extra_info(info)


def line_of(extensions: Mapping[str, Any]) -> Line | None:
    """Return the connection that a reply came by, where it came by one."""
    stream = extensions.get("network_stream")
    return stream if isinstance(stream, Line) else None
