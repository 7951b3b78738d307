"""A chart's SVG file -> PNG: the only door to resvg. No browser, and no font of the machine.

Text is set in Lato, which mkdocs carries for one of its themes: a bare machine has no fonts. Only
where a text holds signs that Lato lacks are the machine's own fonts asked too, such as there are.
From 0.3.3 on resvg_py packs tightly and takes twice as long; zlib packs as tightly in far less.
"""

from __future__ import annotations

import re
import struct
import zlib
from functools import cached_property
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

import resvg_py

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

PAPER = "#fcfcfb"
FOLDER = Path("themes", "readthedocs", "css", "fonts")  # of mkdocs
FACES = ("lato-normal.woff", "lato-bold.woff")
# https://www.w3.org/TR/png-3/: eight bits a channel, with alpha and without.
SIGNATURE, RGBA, RGB = b"\x89PNG\r\n\x1a\n", b"\x08\x06", b"\x08\x02"
# https://www.w3.org/TR/WOFF/#WOFFHeader and #TableDirectory
WOFF, HEADER, ENTRY = b"wOFF", 44, struct.Struct(">4sIIII")
# Latin, Greek and Cyrillic with their marks; punctuation, currencies, arrows and operators.
LATO_LACKS = re.compile(
    "[^\u0000-\u052f\u1e00-\u206f\u20a0-\u20bf\u2190-\u2193\u2212\u2248\u2260-\u2265]"
)


class Painter:
    """Fonts laid ready for as many pictures as are wanted: with Painter() as painter."""

    def __init__(self, woffs: Sequence[Path] | None = None) -> None:
        self._folder = TemporaryDirectory(prefix="followback-fonts-")
        self._woffs = lato() if woffs is None else woffs

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def png(self, svg: str, *, zoom: int = 1) -> bytes:
        """Return a picture of the SVG, so many times its size: a card is shown at twice its own."""
        loose = resvg_py.svg_to_bytes(
            svg_string=svg,
            background=PAPER,
            zoom=zoom,
            font_files=self._fonts,
            skip_system_fonts=bool(self._fonts) and LATO_LACKS.search(svg) is None,
        )
        return packed(bytes(loose))

    @cached_property
    def _fonts(self) -> list[str]:
        found: list[str] = []
        for woff in self._woffs:
            file = Path(self._folder.name, f"{woff.stem}.ttf")
            file.write_bytes(ttf(woff.read_bytes()))
            found.append(str(file))
        return found


def packed(png: bytes) -> bytes:
    """Return an opaque picture without the alpha of its pixels, packed tightly.

    Each filter of a PNG reckons within one channel, so what is left stands as it was filtered.
    """
    head, data = b"", b""
    for kind, body in _chunks(png):
        head = body if kind == b"IHDR" else head
        data += body if kind == b"IDAT" else b""
    if head[8:10] != RGBA:
        raise ValueError("resvg drew no RGBA picture; install the version that is locked")
    row = 4 * struct.unpack_from(">I", head)[0] + 1
    loose, rows = zlib.decompress(data), bytearray()
    for start in range(0, len(loose), row):
        pixels = bytearray(loose[start + 1 : start + row])
        del pixels[3::4]
        rows += loose[start : start + 1] + pixels
    parts = ((b"IHDR", head[:8] + RGB + head[10:]), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(kind, body) for kind, body in parts)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def lato() -> tuple[Path, ...]:
    """Return Lato's two faces as mkdocs carries them, without importing it.

    Its successor, where the site is built with that, answers to its name and has no such theme.
    """
    try:
        home = distribution("mkdocs").locate_file("mkdocs")
    except PackageNotFoundError:
        raise ModuleNotFoundError(
            "mkdocs is not installed; pip install 'followback[site]'"
        ) from None
    return tuple(Path(str(home)) / FOLDER / face for face in FACES)


def ttf(woff: bytes) -> bytes:
    """Return a font as resvg reads it: its tables unpacked, in the order of the packed ones."""
    if not woff.startswith(WOFF):
        raise ValueError("not a WOFF font; reinstall mkdocs")
    (count,) = struct.unpack_from(">H", woff, 12)
    power = count.bit_length() - 1
    size = 16 << power
    head = woff[4:8] + struct.pack(">HHHH", count, size, power, 16 * count - size)
    at, directory, tables = 12 + 16 * count, b"", b""
    for number in range(count):
        tag, start, packed, whole, checksum = ENTRY.unpack_from(woff, HEADER + 20 * number)
        table = woff[start : start + packed]
        table = zlib.decompress(table) if packed < whole else table
        directory += struct.pack(">4sIII", tag, checksum, at + len(tables), whole)
        tables += table + bytes(-whole % 4)
    return head + directory + tables
