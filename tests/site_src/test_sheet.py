"""A slim sheet says the same to a browser."""

from __future__ import annotations

import re
from pathlib import Path

from site_src.sheet import slim

ASSETS = Path(__file__).resolve().parents[2] / "site_src" / "pages" / "assets"


def test_comments_and_idle_spaces_go() -> None:
    assert (
        slim("/* why */\n.a,\n.b { color: red; margin: 0 1px; }\n")
        == ".a,.b{color:red;margin:0 1px}"
    )


def test_spaces_that_mean_something_stay() -> None:
    sheet = "@media (min-width: 2rem) { .a .b :not(.c) > :first-child { width: calc(1px + 2px); } }"
    told = "@media (min-width:2rem){.a .b :not(.c) > :first-child{width:calc(1px + 2px)}}"
    assert slim(sheet) == told


def test_no_text_in_a_sheet_of_ours_is_touched() -> None:
    for file in ASSETS.glob("*.css"):
        texts = re.findall(r'"[^"]*"', file.read_text(encoding="utf-8"))
        assert [slim(text) for text in texts] == texts, file.name
