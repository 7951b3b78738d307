"""A record as plain JSON values, and back, by the annotations of its own fields."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
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
_AS_THEY_ARE = frozenset({int, float, str, bool})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """What a hint comes to: `item` is what a tuple holds, and `fields` what a record does."""

    is_optional: bool
    kind: Any
    item: Any | None
    fields: Mapping[str, Any] | None


@cache
def hints(record: Any) -> Mapping[str, Any]:
    """Return the type of each field of a record, its names resolved."""
    found = get_type_hints(record, localns=_NAMES)
    return {field.name: found[field.name] for field in fields(record)}


def is_optional(hint: Any) -> bool:
    """Whether a field of that type may be None."""
    return NoneType in get_args(hint)


def wanted(hint: Any) -> Any:
    """Return the type that stands beside None, or the type itself."""
    return next(one for one in get_args(hint) if one is not NoneType) if is_optional(hint) else hint


@cache
def _shape(hint: Any) -> _Shape:
    kind = wanted(hint)
    record: Any = kind
    return _Shape(
        is_optional=is_optional(hint),
        kind=kind,
        item=get_args(kind)[0] if get_origin(kind) is tuple else None,
        fields=hints(record) if is_dataclass(kind) else None,
    )


def plain(value: object) -> Any:
    """Return the value as JSON has it; a field that is None is left out."""
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, tuple | list):
        return list(value) if _AS_THEY_ARE.issuperset(map(type, value)) else list(map(plain, value))
    if is_dataclass(value):
        named = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: plain(one) for name, one in named if one is not None}
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def restored(hint: Any, value: Any) -> Any:
    """Return what `plain` was given. Raises ValueError, TypeError or KeyError where it was not."""
    shape = _shape(hint)
    kind = shape.kind
    if value is None and shape.is_optional:
        return None
    if shape.item is not None:
        is_plain = shape.item in _AS_THEY_ARE and {shape.item}.issuperset(map(type, value))
        return tuple(value if is_plain else (restored(shape.item, one) for one in value))
    if shape.fields is not None:
        return _record(kind, shape.fields, value)
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if issubclass(kind, StrEnum):
        return kind(value)
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


def _record(kind: Any, named: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
    present = {
        name: restored(hint, values.get(name) if _shape(hint).is_optional else values[name])
        for name, hint in named.items()
    }
    return kind(**present)
