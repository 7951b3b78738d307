"""The data dictionary: every column of the data package, from the declarations of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from site_src.api_schema import Latest, Past
from site_src.metrics import METRICS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from site_src.api_schema import Part

LATEST, HISTORY, PACKAGE = "data/latest.csv", "data/history.parquet", "data/datapackage.json"
FORMATS = MappingProxyType({"date": "date", "date-time": "datetime"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its name, type and meaning, and the words that it may hold."""

    name: str
    type: str  # as https://datapackage.org/standard/table-schema/ names types
    text: str
    is_required: bool
    words: tuple[str, ...] = ()

    @property
    def field(self) -> dict[str, Any]:
        """The column as a Table Schema writes it."""
        limits: dict[str, Any] = {"required": True} if self.is_required else {}
        if self.words:
            limits["enum"] = list(self.words)
        told = {"name": self.name, "type": self.type, "description": self.text}
        return {**told, "constraints": limits} if limits else told


def columns_of(model: type[Part], first: tuple[str, ...] = ()) -> tuple[Column, ...]:
    """Return the columns of a table from the declaration of its rows, some of them first."""
    found = {column.name: column for column in _columns(model)}
    return tuple(found[name] for name in (*first, *(n for n in found if n not in first)))


def _columns(model: type[Part]) -> Iterator[Column]:
    schema = model.model_json_schema()
    words = schema.get("$defs", {})
    for name, told in schema["properties"].items():
        kinds = told.get("anyOf", [told])
        kind = next(_named(one, words) for one in kinds if one.get("type") != "null")
        yield Column(
            name=name,
            type="string"
            if kind["type"] == "array"
            else FORMATS.get(kind.get("format", ""), kind["type"]),
            text=told["description"],
            is_required=len(kinds) == 1 and kind["type"] != "array",
            words=tuple(METRICS) if name == "metric" else tuple(kind.get("enum", ())),
        )


def _named(kind: Mapping[str, Any], words: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a reference within a schema leads to; what is no reference is itself."""
    return words[kind["$ref"].rpartition("/")[2]] if "$ref" in kind else kind


WHO = ("organisation", "name", "organisation_kind", "sector", "country")
OF_RECEIPTS = ("source",)  # as long as a row, and told by each organisation's own document
LATEST_COLUMNS = tuple(one for one in columns_of(Latest, first=WHO) if one.name not in OF_RECEIPTS)
HISTORY_COLUMNS = columns_of(Past)
