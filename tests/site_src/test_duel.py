"""Two on one scale: their names are cut alike, at words, and only where they must."""

from __future__ import annotations

import pytest

from site_src.duel import fitted


@pytest.mark.parametrize(
    ("name", "room", "text"),
    [
        ("Birrelland County Council", 25, "Birrelland County Council"),
        ("Birrelland County Council", 24, "Birrelland County"),
        ("Inspectorate of Lighthouses and Lamps", 34, "Inspectorate of Lighthouses"),
        ("Lentil & Sons and Daughters", 9, "Lentil"),
        ("x" * 30, 10, "x" * 9 + "…"),
        ("Borough of Lonmouth", 1, "Borough"),
    ],
)
def test_a_name_is_cut_at_a_word(name: str, room: int, text: str) -> None:
    assert fitted(name, room) == text
