"""Pictures to carry away: whole XML, all inside, legible, and nothing beyond their edges."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from site_src.charts.fit import balanced, cut, width, wrapped
from site_src.charts.sheet import CARD, NARROW, WIDE, Size, Text
from site_src.charts.svg import sheet, svg_file, svg_in_page

if TYPE_CHECKING:
    from site_src.charts import Chart, Credit

FORMS = ("league", "history", "hours", "movers", "dumbbell")
SIZES = (WIDE, NARROW, CARD)
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script>&\"'\x0b\ud800" + "\u202eevil\u202c" + "x" * 300


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
@pytest.mark.parametrize("form", FORMS)
def test_everything_stands_inside_the_picture(
    charts: dict[str, Chart], credit: Credit, form: str, size: Size
) -> None:
    drawn = sheet(charts[form], credit, size)
    for mark in drawn.marks:
        if isinstance(mark, Text):
            long = width(mark.words, size.title if mark.look == "ttl" else size.text)
            start = mark.x - {"start": 0, "middle": long / 2, "end": long}[mark.anchor]
            assert start >= 0, mark
            assert start + long <= drawn.width, mark
            assert 0 < mark.y < drawn.height, mark
        else:
            starts = re.findall(r"M(-?[\d.]+) (-?[\d.]+)", mark.d)
            assert all(0 <= float(x) <= drawn.width for x, _ in starts), mark
            assert all(0 <= float(y) <= drawn.height for _, y in starts), mark


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
@pytest.mark.parametrize("form", FORMS)
def test_title_credit_date_licence_and_address_are_inside(
    charts: dict[str, Chart], credit: Credit, form: str, size: Size
) -> None:
    root = ET.fromstring(svg_file(sheet(charts[form], credit, size)))  # noqa: S314 - our own
    text = " ".join(node.text or "" for node in root.iter(f"{SVG}text"))
    for part in ("Followback", "21 November 2026", "CC BY 4.0", "Practice data", credit.address):
        assert part in text
    assert text.startswith(charts[form].title.split()[0])
    assert (root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")) == (
        charts[form].title,
        charts[form].alt,
    )


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_a_long_address_is_broken_and_whole(
    charts: dict[str, Chart], credit: Credit, size: Size
) -> None:
    address = f"https://followback.example/charts/{'long/' * 20}{'x' * 120}/2026-W47/"
    drawn = sheet(charts["dumbbell"], replace(credit, address=address), size)
    words = [mark.words for mark in drawn.marks if isinstance(mark, Text)]
    assert address in "".join(words)
    assert max(width(line, size.text) for line in words[-4:]) <= size.room
    assert sheet(charts["league"], replace(credit, address=address), size).marks


def test_a_file_needs_nothing_from_anywhere(charts: dict[str, Chart], credit: Credit) -> None:
    for chart in charts.values():
        text = svg_file(sheet(chart, credit))
        assert "style=" not in text
        assert re.findall(r"(?:href|src|url|@import)", text) == []
        assert re.findall(r"https?://[^ <\"]+", text) == [
            "http://www.w3.org/2000/svg",
            credit.address,
        ]
        looks = {look for group in re.findall(r'class="([^"]+)"', text) for look in group.split()}
        styled = set(re.findall(r"\.([a-z]\w*)", text.partition("</style>")[0]))
        assert looks <= styled


def test_no_text_is_smaller_than_thirteen_pixels(charts: dict[str, Chart], credit: Credit) -> None:
    text = svg_file(sheet(charts["league"], credit, NARROW))
    assert [int(size) for size in re.findall(r"font(?:-size)?:(\d+)px", text)] == [13, 21]


def test_a_picture_in_a_page_takes_the_pages_colours(
    charts: dict[str, Chart], credit: Credit
) -> None:
    text = svg_in_page(sheet(charts["history"], credit, NARROW))
    assert text.startswith('<svg class="narrow" aria-labelledby="w" viewBox="0 0 344 ')
    assert "<style" not in text
    assert "<rect" not in text


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_a_name_is_text_whatever_it_is(
    charts: dict[str, Chart], credit: Credit, size: Size
) -> None:
    chart = charts["league"]
    dots = (replace(chart.dots[0], name=HOSTILE), *chart.dots[1:])
    text = svg_file(sheet(replace(chart, dots=dots, alt=HOSTILE, title=HOSTILE), credit, size))
    root = ET.fromstring(text)  # noqa: S314 - the test is whether it parses
    assert "<script" not in text
    assert not list(root.iter(f"{SVG}script"))
    assert text.encode()


def test_a_long_league_says_how_many_more_there_are(
    charts: dict[str, Chart], credit: Credit
) -> None:
    chart = replace(charts["league"], dots=charts["league"].dots * 10)
    for size, more in ((WIDE, 60), (NARROW, 60), (CARD, 94)):
        words = [mark.words for mark in sheet(chart, credit, size).marks if isinstance(mark, Text)]
        assert f"and {more} more" in words


def test_a_chart_without_a_figure_says_so(charts: dict[str, Chart], credit: Credit) -> None:
    empty = sheet(replace(charts["league"], dots=()), credit)
    words = [mark.words for mark in empty.marks if isinstance(mark, Text)]
    assert "No figure to show yet." in words


def test_the_same_chart_gives_the_same_bytes(charts: dict[str, Chart], credit: Credit) -> None:
    for chart in charts.values():
        assert svg_file(sheet(chart, credit)) == svg_file(sheet(chart, credit))


def test_text_is_cut_and_broken_to_fit() -> None:
    assert cut("Borough of Lonmouth", 1000, 13) == "Borough of Lonmouth"
    short = cut("Borough of Lonmouth", 60, 13)
    assert short.endswith("…")
    assert width(short, 13) <= 60
    assert wrapped("one two three", 50, 13, most=1) == ["one t…"]
    assert wrapped("", 50, 13) == []
    assert balanced("one two three four", 110, 13) == ["one two", "three four"]
    assert width("\u202e\u0301", 13) == 0
    assert width("委", 13) > width("m", 13)
