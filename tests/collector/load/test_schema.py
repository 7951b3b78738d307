from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from collector.load import watchlist_schema
from collector.load.entry import EntryForm, parsed
from collector.load.schema import ADDRESS
from collector.load.sketch import outlined

REAL = Path(__file__).resolve().parents[3] / "collector" / "watchlist"
FILES = sorted(REAL.glob("*/*.yml"))
ENTRY: dict[str, Any] = {
    "name": "Borough of Lonmouth",
    "kind": "council",
    "sector": "borough",
    "country": "GB",
    "website": "https://www.lonmouth.test/",
    "region": "Wales",
    "purpose": "News and help.",
    "hours": "9 to 5",
    "timezone": "Europe/London",
    "languages": ["en", "cy"],
    "codes": {"gss": "W06000021", "wikidata": "Q42"},
    "policy": "https://www.lonmouth.test/social",
    "reply": {"text": "We try.", "date": "2026-03-31", "proof": "https://www.lonmouth.test/us"},
    "historic": [
        {
            "network": "bluesky",
            "handle": "lonmouth.test",
            "date": "2024-05",
            "source": "https://www.herald.test/council",
            "followers": "5681",
            "following": "4658",
            "posts": "12",
            "by": "The Herald",
            "note": "In round numbers.",
        }
    ],
    "since": "2026-03-31",
    "accounts": [
        {
            "network": "bluesky",
            "handle": "lonmouth.test",
            "role": "main",
            "language": "cy",
            "source": "https://www.lonmouth.test/contact",
        }
    ],
}
# What the loader refuses in one file, and a schema can: where, and what stands there instead.
WRONG: list[tuple[tuple[str | int, ...], Any]] = [
    (("name",), ""),
    (("name",), "x" * 121),
    (("name",), ["Lonmouth"]),
    (("kind",), "town"),
    (("sector",), "Big Borough"),
    (("sector",), "x" * 41),
    (("country",), "UK"),
    (("country",), "gb"),
    (("country",), "GBR"),
    (("website",), "www.lonmouth.test"),
    (("website",), "ftp://www.lonmouth.test/"),
    (("website",), "https://lonmouth"),
    (("website",), f"https://www.lonmouth.test/{'x' * 500}"),
    (("region",), {"name": "Wales"}),
    (("region",), "x" * 81),
    (("purpose",), "x" * 301),
    (("timezone",), "London time"),
    (("languages",), "en"),
    (("languages", 0), "English"),
    (("languages",), ["en"] * 21),
    (("codes",), "W06000021"),
    (("codes", "gss"), "06000021"),
    (("codes", "wikidata"), "42"),
    (("codes", "isni"), "0000"),
    (("policy",), "our policy"),
    (("reply", "text"), "x" * 2001),
    (("reply", "date"), "31 March"),
    (("reply", "by"), "the mayor"),
    (("historic",), "5681"),
    (("historic", 0, "network"), "twitter"),
    (("historic", 0, "handle"), ""),
    (("historic", 0, "date"), "May 2024"),
    (("historic", 0, "date"), "24"),
    (("historic", 0, "source"), "the newspaper"),
    (("historic", 0, "source"), "javascript:alert(1)"),
    (("historic", 0, "followers"), "5,681"),
    (("historic", 0, "following"), "-1"),
    (("historic", 0, "posts"), "1" * 13),
    (("historic", 0, "by"), "x" * 121),
    (("historic", 0, "note"), "x" * 301),
    (("historic", 0, "likes"), "12"),
    (("since",), "31.3.2026"),
    (("slogan",), "Onwards"),
    (("accounts",), []),
    (("accounts",), "lonmouth.test"),
    (("accounts", 0), "lonmouth.test"),
    (("accounts", 0, "network"), "bsky"),
    (("accounts", 0, "handle"), ""),
    (("accounts", 0, "role"), "chief"),
    (("accounts", 0, "language"), "welsh"),
    (("accounts", 0, "source"), "told by phone"),
    (("accounts", 0, "since"), "2026"),
]
REQUIRED: list[tuple[str | int, ...]] = [
    *((name,) for name, field in EntryForm.model_fields.items() if field.is_required()),
    *(("accounts", 0, name) for name in ("network", "handle", "role")),
    *(("reply", name) for name in ("text", "date", "proof")),
    *(("historic", 0, name) for name in ("network", "handle", "date", "source")),
]


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    made = json.loads(json.dumps(watchlist_schema("https://example.org/league/")))
    Draft202012Validator.check_schema(made)
    return Draft202012Validator(made)


def changed(place: tuple[str | int, ...], value: Any = None) -> dict[str, Any]:
    """Return a right entry with one value in another's place, or without it."""
    entry = copy.deepcopy(ENTRY)
    group: Any = entry
    for step in place[:-1]:
        group = group[step]
    if value is None:
        del group[place[-1]]
    else:
        group[place[-1]] = value
    return entry


def test_a_whole_entry_is_right_by_the_loader_and_by_the_schema(
    schema: Draft202012Validator,
) -> None:
    assert isinstance(parsed(ENTRY), EntryForm)
    assert schema.is_valid(ENTRY)
    assert {*ENTRY} == {*EntryForm.model_fields}


@pytest.mark.parametrize(("place", "value"), WRONG)
def test_what_the_loader_refuses_by_its_shape_so_does_the_schema(
    schema: Draft202012Validator, place: tuple[str | int, ...], value: Any
) -> None:
    wrong = changed(place, value)
    assert not isinstance(parsed(wrong), EntryForm)
    assert not schema.is_valid(wrong)


@pytest.mark.parametrize("place", REQUIRED)
def test_what_the_loader_misses_so_does_the_schema(
    schema: Draft202012Validator, place: tuple[str | int, ...]
) -> None:
    wrong = changed(place)
    assert not isinstance(parsed(wrong), EntryForm)
    assert not schema.is_valid(wrong)


def test_a_past_without_a_count_is_refused_by_both(schema: Draft202012Validator) -> None:
    wrong = copy.deepcopy(ENTRY)
    for name in ("followers", "following", "posts"):
        del wrong["historic"][0][name]
    assert not isinstance(parsed(wrong), EntryForm)
    assert not schema.is_valid(wrong)


@pytest.mark.parametrize(("date", "count"), [("2008", "5681"), (2008, 5681), ("2008-05-12", 0)])
def test_an_editor_may_take_a_year_and_a_count_for_numbers(
    schema: Draft202012Validator, date: str | int, count: str | int
) -> None:
    told = changed(("historic", 0, "date"), date)
    told["historic"][0]["followers"] = count
    assert schema.is_valid(told)


def test_a_line_without_a_value_is_refused_by_both(schema: Draft202012Validator) -> None:
    text = "name: Lonmouth\nregion:\n"
    assert outlined(text).values["region"] == ""
    errors = schema.iter_errors(yaml.safe_load(text))
    assert ["region"] in [list(error.path) for error in errors]


@pytest.mark.heavy
def test_every_file_of_the_watchlist_is_right_by_the_schema(schema: Draft202012Validator) -> None:
    assert FILES
    wrong = {
        file.name: [error.message for error in schema.iter_errors(read(file))]
        for file in FILES
        if not schema.is_valid(read(file))
    }
    assert wrong == {}


def read(file: Path) -> Any:
    """Return a file as the loader does, and as any editor's YAML does but for dates."""
    return outlined(file.read_text(encoding="utf-8")).values


def test_the_schema_tells_an_editor_what_each_field_is_for() -> None:
    made = watchlist_schema()
    groups = [made, *made["$defs"].values()]
    untold = {
        name
        for group in groups
        for name, field in group["properties"].items()
        if "description" not in field and "$ref" not in field and "items" not in field
    }
    assert untold <= {"text", "date"}  # of the reply, which is told as a whole


def test_the_schema_is_named_by_where_it_stands() -> None:
    made = watchlist_schema("https://example.org/league/")
    assert made["$id"] == f"https://example.org/league/{ADDRESS}"
    assert "$id" not in watchlist_schema()
    assert "title" not in json.dumps(watchlist_schema())
