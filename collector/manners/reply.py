"""One reply as it comes in: unpacked, and never larger than agreed."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from collector.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

PLAIN = frozenset({"", "identity"})
PACKED = frozenset({"gzip", "x-gzip", "deflate"})
GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
BARE_DEFLATE = -zlib.MAX_WBITS
# True of the body as it was sent only; and cookies, of which we keep none.
DROPPED = frozenset(
    {b"content-encoding", b"content-length", b"transfer-encoding", b"set-cookie", b"set-cookie2"}
)


def kept(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the headers that still hold once the body is read."""
    return [(name, value) for name, value in headers if name.lower() not in DROPPED]


class Body:
    """Collects the chunks of a reply; `arrived` counts its bytes as they were sent."""

    def __init__(self, *, host: str, encoding: str, most: int) -> None:
        self._host = host
        self._most = most
        self._encoding = encoding.strip().lower()
        if self._encoding not in PLAIN | PACKED:
            raise Unreadable(f"{host} packs its reply in a way we did not ask for")
        self._unpack = zlib.decompressobj(GZIP_OR_ZLIB)
        self._parts: list[bytes] = []
        self._size = 0
        self.arrived = 0

    def add(self, chunk: bytes) -> None:
        """Take the next chunk; raises Unreadable once the reply is too large, packed or not."""
        self.arrived += len(chunk)
        part = chunk if self._encoding in PLAIN else self._unpacked(chunk)
        self._size += len(part)
        if max(self.arrived, self._size) > self._most:
            raise Unreadable(
                f"{self._host}: reply larger than {self._most} bytes; raise budgets.reply_bytes"
            )
        self._parts.append(part)

    def whole(self) -> bytes:
        """Return the whole body; raises EOFError where the end is missing."""
        if self.arrived and self._encoding in PACKED and not self._unpack.eof:
            raise EOFError("the packed body has no end")
        return b"".join(self._parts)

    def _unpacked(self, chunk: bytes) -> bytes:
        room = self._most - self._size + 1
        try:
            return self._unpack.decompress(chunk, room)
        except zlib.error:
            # Some servers take "deflate" at its word and leave the zlib frame away.
            if self._encoding != "deflate" or self._size:
                raise
            self._unpack = zlib.decompressobj(BARE_DEFLATE)
            return self._unpack.decompress(chunk, room)
