"""The labels of a history's picture: beside the lines they name, and on neither of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from site_src.charts.course import _heights

LETTERS = 13  # pixels


@pytest.mark.parametrize("height", [100, 220, 300])
@pytest.mark.parametrize(("own", "peers"), [(0, 0), (1, 3), (2, 30), (40, 42), (95, 99), (99, 97)])
def test_no_label_stands_on_a_line_or_on_the_other(own: int, peers: int, height: int) -> None:
    room: Any = SimpleNamespace(foot=100.0 + height, highest=94.0)
    lines = [room.foot - height * share / 100 for share in (own, peers)]
    labels = _heights(lines[0], lines[1], room)
    assert abs(labels[0] - labels[1]) >= LETTERS
    for label in labels:
        assert not [line for line in lines if label - LETTERS + 4 < line < label - 1], (
            label,
            lines,
        )
