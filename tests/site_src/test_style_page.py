"""The style page is drawn from the declarations, so that it cannot fall behind them."""

from __future__ import annotations

import pytest

from collector.model import Gap, State
from site_src.signs import CHANGES, STATES
from site_src.style_page import COLOURS, Style, style_page


@pytest.fixture(scope="module")
def style() -> Style:
    content = style_page().content
    assert isinstance(content, Style)
    return content


def test_every_reason_and_every_state_is_shown_with_its_sign(style: Style) -> None:
    assert len(style.reasons) == len(Gap)
    assert set(STATES) == set(State)
    assert all(one.glyph and one.word and one.meaning for one in (*style.states, *style.reasons))


def test_a_change_has_a_sign_for_each_of_its_ways(style: Style) -> None:
    assert style.changes == CHANGES
    assert len({one.glyph for one in CHANGES}) == 3


def test_every_colour_of_the_sheet_is_shown_with_its_contrast(style: Style) -> None:
    assert [one.name for one in style.colours] == [f"--{name}" for name in COLOURS]
    assert {one.name: one.contrast for one in style.colours}["--ink2"] == "8.6 / 10.6"


def test_text_stands_out_at_least_as_the_web_asks(style: Style) -> None:
    text = {"--ink", "--ink2", "--ink3", "--a"}
    ratios = [one.contrast.split(" / ") for one in style.colours if one.name in text]
    assert all(float(ratio) >= 4.5 for pair in ratios for ratio in pair)
