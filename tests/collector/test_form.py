"""An issue's form, by people who fill it in and by people who do not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import InputError
from collector.form import FIELDS, answer, placed, read_event, scalar, slug_of
from tests.machine import ROOT

if TYPE_CHECKING:
    from pathlib import Path

GIVEN = {
    "Name": "Côte & Fils",
    "Kind": "brand",
    "Sector": "shoes",
    "Country": "FR",
    "Website": "https://cote.test",
    "Accounts": "bluesky cote.test main https://cote.test/us\nmastodon @cote@toot.test help",
    "Purpose": "_No response_",
    "Who may be listed": "- [X] It speaks to the public.",
}


def body(**changed: str) -> str:
    """Return an issue's body as GitHub makes it of the form."""
    words = GIVEN | {key.replace("_", " "): text for key, text in changed.items()}
    return "\n\n".join(f"### {label}\n\n{text}" for label, text in words.items())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a watchlist in which a brand is listed."""
    brands = tmp_path / "watchlist" / "brands"
    brands.mkdir(parents=True)
    entry = (
        "name: Acme\nkind: brand\nsector: shoes\ncountry: GB\nwebsite: https://acme.test\n"
        "accounts:\n  - network: bluesky\n    handle: acme.test\n    role: main\n"
    )
    (brands / "acme.yml").write_text(entry, encoding="utf-8")
    return tmp_path / "watchlist"


def event(tmp_path: Path, text: str | None) -> Path:
    file = tmp_path / "event.json"
    file.write_text(json.dumps({"issue": {"body": text}}), encoding="utf-8")
    return file


def test_a_form_becomes_an_entry(folder: Path, tmp_path: Path) -> None:
    entry, problems = placed(read_event(event(tmp_path, body())), folder)
    assert entry is not None, problems
    assert entry.slug == "cote-fils"
    told = yaml.safe_load((folder / "brands" / "cote-fils.yml").read_text(encoding="utf-8"))
    assert told["name"] == "Côte & Fils"
    assert "purpose" not in told
    assert told["accounts"][0]["source"] == "https://cote.test/us"
    assert told["accounts"][1] == {
        "network": "mastodon",
        "handle": "@cote@toot.test",
        "role": "help",
    }
    assert entry.file in answer(entry, problems)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "missing"),
        ("Please add us", "above"),
        ("x" * 30_000, "longer"),
        (body(Name="x\n\n### Kind\n\ncouncil"), "twice"),
        (body(Name="x\n\n### Password\n\nsecret"), "no heading"),
        (body(Kind="person"), "none of"),
        (body(Name="///"), "no letter"),
        (body(Name="Acme"), "listed already"),
        (body(Country="fr"), "country"),
        (body(Accounts="bluesky acme.test main"), "acme"),
        (body(Accounts="bluesky cote.test main https://cote.test and more"), "source"),
        (body(Accounts="bluesky"), "handle"),
        (body(Website="javascript:alert(1)"), "website"),
        (body(Name="x\nkind: council\n"), "name"),
    ],
)
def test_a_form_that_is_wrong_says_why_and_leaves_nothing(
    folder: Path, tmp_path: Path, text: str | None, why: str
) -> None:
    entry, problems = placed(read_event(event(tmp_path, text)), folder)
    assert entry is None
    assert why in json.dumps(problems)
    assert [path.name for path in folder.rglob("*.yml")] == ["acme.yml"]
    assert "cannot be made an entry yet" in answer(entry, problems)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"issue": 3}', "[" * 100_000])
def test_what_is_no_event_is_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "event.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="no event"):
        read_event(file)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029")))
def test_a_value_is_read_as_it_was_written(text: str) -> None:
    assert yaml.load(f"name: {scalar(text)}\n", Loader=yaml.BaseLoader) == {"name": text}  # noqa: S506 - it makes words alone


@given(st.text())
def test_a_slug_is_an_address_or_nothing(name: str) -> None:
    slug = slug_of(name)
    assert slug == slug.strip("-")
    assert {*slug} <= {*"abcdefghijklmnopqrstuvwxyz0123456789-"}


def test_the_form_has_the_headings_that_are_read() -> None:
    form = ROOT / ".github" / "ISSUE_TEMPLATE" / "add-organisation.yml"
    told = yaml.safe_load(form.read_text(encoding="utf-8"))
    labels = [one["attributes"]["label"] for one in told["body"] if one["type"] != "markdown"]
    assert labels == [*FIELDS]
    assert told["labels"] == ["add-organisation"]
