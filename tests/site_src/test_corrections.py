"""Corrections stand beside the watchlist, and a bad one is told with its remedy."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from collector.errors import InputError
from site_src.corrections import corrections_of

FILE = "corrections.yml"
ONE: dict[str, Any] = {
    "date": date(2026, 11, 3),
    "page": "councils/lonmouth/",
    "name": "Borough of Lonmouth",
    "wrong": "It followed back 9%.",
    "right": "It follows back 90%.",
}


def test_the_newest_correction_stands_first() -> None:
    made = corrections_of([ONE, ONE | {"date": date(2026, 11, 20)}], FILE)
    assert [one.day for one in made] == ["20 November 2026", "3 November 2026"]


def test_none_made_is_an_empty_list() -> None:
    assert corrections_of([], FILE) == ()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (None, "this is no list; begin each with a hyphen"),
        ([{"date": date(2026, 11, 3)}], "correction 1: it needs date, page, name, wrong, right"),
        ([ONE | {"date": "soon"}], "date is no date"),
        ([ONE | {"right": ""}], "right is no text"),
        ([ONE | {"page": "https://elsewhere.test/"}], "no address from the root"),
        (["a sentence"], "correction 1: it needs"),
    ],
)
def test_what_is_to_be_mended_is_said(said: Any, told: str) -> None:
    with pytest.raises(InputError, match=told):
        corrections_of(said, FILE)
