"""A chart's SVG file -> PNG: the only door to resvg. No browser, and no font of the machine.

Text is set in Lato, which mkdocs carries for one of its themes: a bare machine has no fonts. Only
where a text holds signs that Lato lacks are the machine's own fonts asked too, such as there are.
"""

from __future__ import annotations

import re
import struct
import zlib
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

import resvg_py

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

PAPER = "#fcfcfb"
FOLDER = Path("themes", "readthedocs", "css", "fonts")  # of mkdocs
FACES = ("lato-normal.woff", "lato-bold.woff")
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

    def png(self, svg: str, *, zoom: float = 1) -> bytes:
        """Return a picture of the SVG, so many times its size: a card is shown at twice its own."""
        return resvg_py.svg_to_bytes(
            svg_string=svg,
            background=PAPER,
            zoom=zoom,
            font_files=self._fonts,
            skip_system_fonts=bool(self._fonts) and LATO_LACKS.search(svg) is None,
        )

    @cached_property
    def _fonts(self) -> list[str]:
        found: list[str] = []
        for woff in self._woffs:
            file = Path(self._folder.name, f"{woff.stem}.ttf")
            file.write_bytes(ttf(woff.read_bytes()))
            found.append(str(file))
        return found


def lato() -> tuple[Path, ...]:
    """Return Lato's two faces as mkdocs carries them, without importing it."""
    spec = find_spec("mkdocs")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("mkdocs is not installed; pip install 'followback[site]'")
    folder = Path(spec.submodule_search_locations[0]) / FOLDER
    return tuple(folder / face for face in FACES)


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
