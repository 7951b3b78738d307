"""Pictures: right in size, and in letters on a machine that has none of its own."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from site_src.picture import RGB, RGBA, SIGNATURE, Painter, _chunk, _chunks, lato, packed, ttf

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><style>text{{font:24px {}}}'
    '</style><text x="4" y="28">{}</text></svg>'
)


@pytest.fixture(scope="module")
def painter() -> Iterator[Painter]:
    with Painter() as painter:
        yield painter


def ink(png: bytes) -> int:
    """Return how many bytes of a picture's filtered pixels differ from those beside them."""
    width, height = struct.unpack_from(">II", png, 16)
    at, packed = 8, b""
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += 12 + length
    raw = zlib.decompress(packed)
    assert len(raw) == height * (3 * width + 1)
    return sum(map(bool, raw))


def test_a_picture_is_as_large_as_it_is_asked_for(painter: Painter) -> None:
    for zoom in (1, 2):
        png = painter.png(WORDS.format("Lato", "42%"), zoom=zoom)
        assert png.startswith(b"\x89PNG")
        assert struct.unpack_from(">II", png, 16) == (200 * zoom, 40 * zoom)


def test_a_picture_is_the_same_without_its_alpha() -> None:
    rows = bytes([1, 9, 8, 7, 255, 1, 1, 1, 0]) + bytes([2, 0, 0, 5, 0, 0, 0, 0, 0])
    head = struct.pack(">II", 2, 2) + RGBA + bytes(3)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    png = SIGNATURE + b"".join(_chunk(kind, body) for kind, body in parts)
    found = dict(_chunks(packed(png)))
    assert found[b"IHDR"][8:10] == RGB
    assert zlib.decompress(found[b"IDAT"]) == bytes([1, 9, 8, 7, 1, 1, 1, 2, 0, 0, 5, 0, 0, 0])
    with pytest.raises(ValueError, match="no RGBA picture"):
        packed(packed(png))


def test_the_fonts_are_its_own_and_not_the_machines(painter: Painter) -> None:
    drawn = ink(painter.png(WORDS.format("Lato, sans-serif", "Ostbury 42%")))
    blank = ink(painter.png(WORDS.format("Lato", " ")))
    missing = ink(painter.png(WORDS.format("Nowhere", "Ostbury 42%")))
    assert drawn > 10 * blank
    assert missing == blank


def test_latin_greek_cyrillic_and_the_signs_of_figures_are_in_letters(painter: Painter) -> None:
    blank = painter.png(WORDS.format("Lato", " "))
    box = painter.png(WORDS.format("Lato", "\u0378"))
    for sign in "ŁőğΩώЖё≈≤≥–…→−’€":
        assert painter.png(WORDS.format("Lato", sign)) not in (blank, box), sign


def test_the_same_picture_is_the_same_bytes(painter: Painter) -> None:
    text = WORDS.format("Lato", "Ostbury")
    with Painter() as another:
        assert painter.png(text) == another.png(text)


def test_a_font_is_unpacked_as_it_was_packed() -> None:
    for file in lato():
        font = ttf(file.read_bytes())
        count = struct.unpack_from(">H", font, 4)[0]
        entries = [struct.unpack_from(">4sIII", font, 12 + 16 * at) for at in range(count)]
        assert {b"cmap", b"glyf", b"head", b"hmtx"} <= {tag for tag, *_ in entries}
        assert max(start + -(-size // 4) * 4 for _, _, start, size in entries) == len(font)


def test_what_is_no_font_is_refused() -> None:
    with pytest.raises(ValueError, match="not a WOFF font"):
        ttf(b"OTTO")


def test_the_fonts_are_taken_away_again() -> None:
    with Painter() as another:
        another.png(WORDS.format("Lato", "a"))
        folder = Path(another._folder.name)
        assert list(folder.iterdir())
    assert not folder.exists()
