"""One edition: small, whole by itself, told alike everywhere, and redacted without a trace."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from dataclasses import replace
from datetime import date
from html import unescape
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from collector.settings import Settings
from collector.store.edition import Edition, Frozen
from site_src.api_documents import json_schema
from site_src.book import site_of
from site_src.edition import edition_files
from site_src.edition_schema import OF_EDITIONS
from site_src.redact import TOMBSTONE, redacted
from site_src.render import Renderer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from site_src.model import Standings

WEEK = "2026-W47"
CHART = "charts/bluesky-council-borough-10k--reply-share"
NASTY = ("<b>&amp;\"'</b>", "=HYPERLINK(1)", "Ost\u202ebury", "x" * 300, "</title><svg/onload=x>")
SETTINGS = Settings(site_url="https://league.test/")


def press(standings: Standings, before: Edition | None = None) -> dict[str, bytes]:
    renderer = Renderer(site_of(standings, SETTINGS, ()))
    return edition_files(standings, SETTINGS, WEEK, before, renderer)


@pytest.fixture(scope="module")
def files(small: Standings) -> dict[str, bytes]:
    return press(small)


@pytest.fixture(scope="module")
def nasty(made: Callable[..., Standings]) -> dict[str, bytes]:
    return press(made(("Ostbury", *NASTY, *(f"Town {n}" for n in range(9)))))


def rows_of(files: Mapping[str, bytes]) -> list[dict[str, str]]:
    text = gzip.decompress(files["values.csv.gz"]).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def text_of(files: Mapping[str, bytes], name: str) -> str:
    return files[name].decode()


def everything(files: Mapping[str, bytes]) -> str:
    """Return the words of all files, as they are read."""
    packed = gzip.decompress(files["values.csv.gz"]).decode()
    return unescape("".join(data.decode() for n, data in files.items() if n[-3:] != ".gz") + packed)


def test_every_league_with_a_figure_has_a_page_with_its_picture(files: dict[str, bytes]) -> None:
    charts = {one["id"] for one in json.loads(files["charts.json"])["charts"]}
    assert len(charts) == 12
    for chart in charts:
        assert {f"charts/{chart}/index.html", f"charts/{chart}/chart.svg"} <= files.keys()
        assert f'href="charts/{chart}/"' in text_of(files, "index.html")


def test_a_frozen_file_needs_nothing_from_outside_its_edition(files: dict[str, bytes]) -> None:
    for name, data in files.items():
        if name.endswith((".html", ".svg", ".css")):
            text = data.decode()
            assert "<script" not in text
            assert "@import" not in text
            assert "url(" not in text.replace(r"\url{", "")
            fetched = re.findall(r'(?:src|rel="stylesheet" href)="([^"]*)"', text)
            depth = name.count("/")
            assert all(f"{one}".count("../") <= depth and ":" not in one for one in fetched)


def test_the_picture_says_whose_it_is_of_when_and_where(files: dict[str, bytes]) -> None:
    picture = ET.fromstring(files[f"{CHART}/chart.svg"])  # noqa: S314 - our own
    words = " ".join(picture.itertext())
    assert "night of 21 November 2026" in words
    assert "CC BY 4.0" in words
    assert f"league.test/editions/{WEEK}/{CHART}/" in words


def test_the_citation_points_to_the_edition(files: dict[str, bytes]) -> None:
    page = text_of(files, f"{CHART}/index.html")
    assert page.count(f"https://league.test/editions/{WEEK}/{CHART}/") == 2
    assert f"Edition {WEEK}, method 1." in page


def test_the_page_and_the_data_have_the_same_lines(files: dict[str, bytes]) -> None:
    rows = [row for row in rows_of(files) if f"{row['table']}--{row['metric']}" in CHART]
    page = text_of(files, f"{CHART}/index.html")
    names = re.findall(r"<tr><td>.*?<th>(.*?)<td>", page)
    assert [unescape(name) for name in names] == [row["name"] for row in rows]
    assert len(names) == 12


def test_its_json_holds_to_the_published_schemas(files: dict[str, bytes]) -> None:
    for name in ("charts", "metrics"):
        model = OF_EDITIONS[f"edition-{name}"]
        schema = json_schema(model, f"https://league.test/api/v1/schema/edition-{name}.json")
        Draft202012Validator(schema).validate(json.loads(files[f"{name}.json"]))
        told = model.model_validate_json(files[f"{name}.json"]).model_dump(mode="json")
        assert told == json.loads(files[f"{name}.json"])  # nothing is said besides


def test_the_same_week_is_the_same_bytes(small: Standings, files: dict[str, bytes]) -> None:
    assert press(small) == files


def test_the_edition_before_is_led_to_where_it_has_the_chart(small: Standings) -> None:
    known = {f"{CHART}/index.html": Frozen(sha256="", bytes=0)}
    before = Edition(week="2026-W46", night=date(2026, 11, 15), method_version=1, files=known)
    found = press(small, before)
    assert f'"../../../2026-W46/{CHART}/"' in text_of(found, f"{CHART}/index.html")
    other = CHART.replace("reply-share", "people")
    assert "2026-W46" not in text_of(found, f"{other}/index.html")


def test_an_edition_is_small(files: dict[str, bytes]) -> None:
    page, picture = files[f"{CHART}/index.html"], files[f"{CHART}/chart.svg"]
    assert len(page) < 8_000
    assert len(picture) < 4_500


def test_practice_and_archives_say_so(small: Standings) -> None:
    assert "Practice data: all invented" in text_of(press(small), "index.html")
    real = press(replace(small, is_practice=False))
    assert "Practice" not in everything(real)


@pytest.mark.heavy
def test_hostile_names_are_text(nasty: dict[str, bytes]) -> None:
    for name, data in nasty.items():
        if name.endswith(".svg"):
            ET.fromstring(data)  # noqa: S314 - our own, and it must be XML
        assert b"<b>" not in data.replace(b"<b>Followback</b>", b"").replace(b"<b>Practice", b"")
        assert b"<svg/onload" not in data
    assert "'=HYPERLINK(1)" in {row["name"] for row in rows_of(nasty)}


@pytest.mark.parametrize("name", ["Ostbury", "Town 3", *NASTY])
def test_who_was_removed_is_in_no_file_any_more(nasty: dict[str, bytes], name: str) -> None:
    row = next(row for row in rows_of(nasty) if row["name"].removeprefix("'") == name)
    new = redacted(nasty, [row["organisation"]])
    after = {**nasty, **new}
    assert name[:20] not in everything(after)
    rows = rows_of(after)
    assert row["organisation"] not in {one["organisation"] for one in rows}
    stones = [one for one in rows if one["name"] == TOMBSTONE]
    assert len(stones) == 6
    assert {one["value"] + one["lo"] + one["hi"] + one["n"] + one["rank"] for one in stones} == {""}


def test_only_the_removed_lines_change(files: dict[str, bytes]) -> None:
    new = redacted(files, ["borough-of-tarrowby"])
    assert new.keys() <= files.keys()
    assert "index.html" not in new
    assert "charts.json" not in new
    old, page = (text_of(one, f"{CHART}/index.html").split("\n") for one in (files, new))
    pairs = [(a, b) for a, b in zip(old, page, strict=True) if a != b]
    assert all("Tarrowby" in a and "Tarrowby" not in b for a, b in pairs)
    assert f"<tr><td><th>{TOMBSTONE}<td>" in page


@pytest.mark.parametrize("file", ["chart.svg", "index.html"])
def test_the_picture_loses_one_line_and_no_other(files: dict[str, bytes], file: str) -> None:
    new = redacted(files, ["borough-of-tarrowby"])
    old, now = (text_of(one, f"{CHART}/{file}") for one in (files, new))
    assert _marks(now, "dot") == _marks(old, "dot") - 1
    assert _marks(now, "wh") == _marks(old, "wh") - 1
    assert "Kelderwick" in now
    assert TOMBSTONE in now


def _marks(text: str, look: str) -> int:
    return sum(d.count("M") for d in re.findall(rf'<path class="{look}" d="([^"]*)"', text))


def test_who_is_unknown_to_an_edition_changes_nothing(files: dict[str, bytes]) -> None:
    assert redacted(files, ["nobody"]) == {}


def test_a_second_removal_finds_its_lines_too(files: dict[str, bytes]) -> None:
    once = {**files, **redacted(files, ["borough-of-tarrowby"])}
    twice = {**once, **redacted(once, ["borough-of-ostbury", "borough-of-vennick"])}
    words = everything(twice)
    assert not [name for name in ("Tarrowby", "Ostbury", "Vennick") if name in words]
    assert "Kelderwick" in words
