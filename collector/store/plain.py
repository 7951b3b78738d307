"""A record as plain JSON values, and back, by the annotations of its own fields."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from collector.model import Gap

if TYPE_CHECKING:
    from collections.abc import Mapping

# Our records import these names for the type checker alone.
_NAMES = {"date": date, "datetime": datetime, "Gap": Gap}


@cache
def hints(record: type) -> Mapping[str, Any]:
    """Return the type of each field of a record, its names resolved."""
    found = get_type_hints(record, localns=_NAMES)
    return {field.name: found[field.name] for field in fields(record)}


def is_optional(hint: Any) -> bool:
    """Whether a field of that type may be None."""
    return NoneType in get_args(hint)


def wanted(hint: Any) -> Any:
    """Return the type that stands beside None, or the type itself."""
    return next(one for one in get_args(hint) if one is not NoneType) if is_optional(hint) else hint


def plain(value: object) -> Any:
    """Return the value as JSON has it; a field that is None is left out."""
    if is_dataclass(value):
        named = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: plain(one) for name, one in named if one is not None}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def restored(hint: Any, value: Any) -> Any:
    """Return what `plain` was given. Raises ValueError, TypeError or KeyError where it was not."""
    if value is None and is_optional(hint):
        return None
    kind = wanted(hint)
    if get_origin(kind) is tuple:
        return tuple(restored(get_args(kind)[0], one) for one in value)
    if is_dataclass(kind):
        return _record(kind, value)
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if issubclass(kind, StrEnum):
        return kind(value)
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


def _record(kind: Any, values: Mapping[str, Any]) -> Any:
    present = {
        name: restored(hint, values.get(name) if is_optional(hint) else values[name])
        for name, hint in hints(kind).items()
    }
    return kind(**present)
