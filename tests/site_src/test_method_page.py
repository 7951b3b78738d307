"""The method in plain words: its numbers are those of the method's own test vectors."""

from __future__ import annotations

import pytest

from collector.model import Gap
from site_src.method_page import Method, method_page
from site_src.metrics import METRICS
from site_src.page import Site
from site_src.render import Renderer

SITE = Site(nav=(), is_practice=True, night=None, method_version=1, repository="", contact="")
PAGE = method_page(SITE)


@pytest.fixture(scope="module")
def told() -> Method:
    assert isinstance(PAGE.content, Method)
    return PAGE.content


@pytest.fixture(scope="module")
def html() -> str:
    return Renderer(SITE).render(PAGE)


def test_the_ranks_of_the_example_are_those_of_the_vector(told: Method) -> None:
    assert [one.text for one in told.ranks] == [
        "1 (1)",
        "2 (2)",
        "3= (3–4)",
        "3= (3–5)",
        "5 (4–5)",
        "6 (6)",
    ]


def test_the_shares_of_the_example_are_drawn_as_the_vector_draws_them(told: Method) -> None:
    assert [one.more for one in told.shrunken] == ["76%", "49%", "28%", "30%", "72%"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("worth", "18"),
        ("lumped", "46% to 90%"),
        ("half", "20 hours"),
        ("flattered", "4 hours"),
        ("points", "12"),
        ("from", "2"),
        ("to", "22"),
        ("threshold", "240"),
        ("score", "72"),
        ("low", "60"),
        ("high", "77"),
        ("smooth", "100, 101, 104, 120, 123"),
    ],
)
def test_a_number_of_the_text_is_reckoned(told: Method, name: str, text: str) -> None:
    assert told.say[name] == text


def test_a_range_narrows_with_what_was_read(told: Method) -> None:
    widths = [one.mark.hi - one.mark.lo for one in told.widths if one.mark]
    assert widths == sorted(widths, reverse=True)


def test_every_reason_for_a_gap_is_explained(told: Method) -> None:
    assert len(told.reasons) == len(Gap)
    assert all(one.word and one.sentence for one in told.reasons)


def test_every_number_of_the_text_is_printed(html: str) -> None:
    assert "built-in" not in html
    assert "values of 100, 110, 120, 150, 140 are drawn as 100, 101, 104, 120, 123" in html


def test_every_formula_stands_in_the_appendix(html: str) -> None:
    assert html.count("<dd><code>") == len(METRICS)


def test_it_says_which_network_shows_what(told: Method, html: str) -> None:
    assert [line.name for line in told.networks][:2] == ["Bluesky", "Mastodon"]
    assert "a conversation is one person on one day" in html
