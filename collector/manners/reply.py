"""One reply as it comes in: unpacked, and never larger than agreed."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from collector.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

PLAIN = frozenset({"", "identity"})
PACKED = frozenset({"gzip", "x-gzip", "deflate"})
GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
BARE_DEFLATE = -zlib.MAX_WBITS
GZIP = b"\x1f\x8b"
DEFLATED = 8  # https://www.rfc-editor.org/rfc/rfc1950: the method, in a frame divisible by 31
MOST_PIECES = 2000  # 64 MB in the blocks of bgzip are half as many
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
        self._pieces = 0
        self._held = b""
        self._whole = BytesIO()  # not a list of parts: to join them is to hold them twice
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
        self._whole.write(part)

    def whole(self) -> bytes:
        """Return the whole body; raises EOFError where the end is missing."""
        if self.arrived and self._encoding in PACKED and not self._unpack.eof:
            raise EOFError("the packed body has no end")
        return self._whole.getvalue()

    def _unpacked(self, chunk: bytes) -> bytes:
        """Return what a packed chunk holds, and no more than there is room for."""
        packed, self._held = self._held + chunk, b""
        part = b""
        while packed and self._size + len(part) <= self._most:
            if self._pieces == 0 or self._unpack.eof:
                if len(packed) < len(GZIP):
                    self._held = packed
                    break
                if not self._begin(packed):
                    break
            part += self._unpack.decompress(packed, self._most - self._size - len(part) + 1)
            packed = self._unpack.unused_data
        return part

    def _begin(self, packed: bytes) -> bool:
        """Make ready for the first piece or the next, and return whether there is one.

        A gzip may consist of several, end to end: https://www.rfc-editor.org/rfc/rfc1952
        """
        if self._pieces and not packed.startswith(GZIP):
            return False
        self._pieces += 1
        if self._pieces > MOST_PIECES:
            raise Unreadable(f"{self._host}: reply in more than {MOST_PIECES} pieces; report it")
        # Some servers take "deflate" at its word and leave the zlib frame away.
        is_framed = packed[0] & 0x0F == DEFLATED and int.from_bytes(packed[:2], "big") % 31 == 0
        is_bare = self._encoding == "deflate" and not is_framed
        self._unpack = zlib.decompressobj(BARE_DEFLATE if is_bare else GZIP_OR_ZLIB)
        return True
