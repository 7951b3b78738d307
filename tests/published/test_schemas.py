"""Every JSON file that is served holds to a schema that is served beside it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.published.conftest import Served

pytestmark = pytest.mark.slow

OF_PAGES = {
    "weighing.json": "page-weighing",
    "counts.json": "page-counts",
    "chart.json": "page-drawings",
    "history.json": "page-drawings",
    "organisations.json": "page-chooser",
    "oembed.json": "chart-oembed",
}
OTHERS = (
    "data/datapackage.json",  # holds to Frictionless' own
    "api/v1/watchlist.schema.json",  # is a schema itself
)
NOT_OURS = ("pagefind",)


def closed(schema: Any) -> Any:
    """Return a schema that lets nothing pass that it does not name."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    told = {key: closed(one) for key, one in schema.items()}
    return {**told, "additionalProperties": False} if "properties" in schema else told


def schema_of(file: Path, told: Any, served: Served) -> str | None:
    """Return the address of the schema that a file is to hold to."""
    if isinstance(told, dict) and "schema_url" in told:
        return str(told["schema_url"]).removeprefix(served.home)
    if file.parent.parent.name == "editions":
        return f"api/v1/schema/edition-{file.stem}.json"
    is_of_chart = file.parent.parent.name == "charts" and file.name.startswith(file.parent.name)
    name = "chart-about" if is_of_chart else OF_PAGES.get(file.name)
    return name and f"api/v1/schema/{name}.json"


@pytest.fixture(scope="module")
def files(served: Served) -> list[Path]:
    every = served.folder.rglob("*.json")
    names = {file: file.relative_to(served.folder).as_posix() for file in every}
    return [
        file
        for file, name in sorted(names.items())
        if name not in OTHERS and not name.startswith((*NOT_OURS, "api/v1/schema/"))
    ]


def test_every_json_file_holds_to_its_schema_and_says_nothing_besides(
    served: Served, files: list[Path]
) -> None:
    checks: dict[str, Draft202012Validator] = {}
    for file in files:
        told = json.loads(file.read_text(encoding="utf-8"))
        address = schema_of(file, told, served)
        assert address, f"{file.relative_to(served.folder)} has no schema"
        if address not in checks:
            schema = json.loads(served.text(address))
            checks[address] = Draft202012Validator(
                closed(schema), format_checker=Draft202012Validator.FORMAT_CHECKER
            )
        checks[address].validate(told)
    assert len(files) > len(served.standings.organisations)


def test_every_schema_is_one_and_names_its_own_address(served: Served) -> None:
    schemas = sorted(served.folder.glob("api/v1/schema/*.json"))
    for file in schemas:
        told = json.loads(file.read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(told)
        assert told["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert told["$id"] == served.home + file.relative_to(served.folder).as_posix()
    assert len(schemas) >= 12


def test_the_schema_of_the_watchlist_is_one_and_names_its_own_address(served: Served) -> None:
    told = json.loads(served.text("api/v1/watchlist.schema.json"))
    Draft202012Validator.check_schema(told)
    assert told["$id"] == served.home + "api/v1/watchlist.schema.json"


def test_what_does_not_hold_is_refused(served: Served) -> None:
    schema = json.loads(served.text("api/v1/schema/metrics.json"))
    told = json.loads(served.text("api/v1/metrics.json"))
    told["metrics"][0]["unit"] = "furlongs"
    with pytest.raises(ValidationError, match="furlongs"):
        Draft202012Validator(schema).validate(told)


def test_the_index_leads_to_everything(served: Served) -> None:
    index = json.loads(served.text("api/v1/index.json"))
    addresses = [one["schema_url"] for one in index["documents"]]
    addresses += [one["url"] for one in index["documents"] if "{" not in one["url"]]
    addresses += [*index["files"], *index["feeds"]]
    organisations = json.loads(served.text("api/v1/organisations.json"))["organisations"]
    addresses += [one["url"] for one in organisations] + [one["page"] for one in organisations]
    tables = json.loads(served.text("api/v1/leagues.json"))["tables"]
    addresses += [
        league[key] for one in tables for league in one["leagues"] for key in ("url", "page")
    ]
    charts = json.loads(served.text("api/v1/charts.json"))["charts"]
    addresses += [one["data"] for one in charts] + [one["page"] for one in charts]
    files = {address.removeprefix(served.home) for address in addresses}
    there = {file: file + "index.html" if file.endswith("/") else file for file in files}
    assert [file for file in sorted(there.values()) if not (served.folder / file).is_file()] == []
