"""The JSON Schema of an organisation's file, made from its model, for editors and for others.

It says what one file can say of itself. Accounts listed twice, a name taken, the spelling of each
network's handles: those `followback check` alone can tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from collector.load.entry import EntryForm

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

ADDRESS = "api/v1/watchlist.schema.json"  # on the site


class _ForEditors(GenerateJsonSchema):
    """Leaves out what no file may say: a line without a value, and the model's own defaults."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def watchlist_schema(site_url: str = "") -> dict[str, Any]:
    """Return the schema of one organisation's file; with a site's address, under its own name."""
    made = EntryForm.model_json_schema(schema_generator=_ForEditors)
    named = {"$id": f"{site_url.rstrip('/')}/{ADDRESS}"} if site_url else {}
    return {"$schema": _ForEditors.schema_dialect, **named, **_untitled(made)}


def _untitled(made: Any, *, of_fields: bool = False) -> Any:
    """Return a schema without the titles that only repeat a field's name."""
    if isinstance(made, list):
        return [_untitled(one) for one in made]
    if not isinstance(made, dict):
        return made
    return {
        key: _untitled(value, of_fields=key == "properties")
        for key, value in made.items()
        if of_fields or key != "title"
    }
