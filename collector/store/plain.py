"""A record as plain JSON values, and back, by the annotations of its own fields."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Any, cast, get_args, get_origin, get_type_hints

from collector.model import Gap

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Our records import these names for the type checker alone.
_NAMES = {"date": date, "datetime": datetime, "Gap": Gap}
_AS_THEY_ARE = frozenset({int, float, str, bool})


@cache
def hints(record: Any) -> Mapping[str, Any]:
    """Return the type of each field of a record, its names resolved."""
    found = get_type_hints(record, localns=_NAMES)
    return {field.name: found[field.name] for field in fields(record)}


@cache
def _names(record: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(record))


def is_optional(hint: Any) -> bool:
    """Whether a field of that type may be None."""
    return NoneType in get_args(hint)


def wanted(hint: Any) -> Any:
    """Return the type that stands beside None, or the type itself."""
    return next(one for one in get_args(hint) if one is not NoneType) if is_optional(hint) else hint


def plain(value: object) -> Any:
    """Return the value as JSON has it; a field that is None is left out."""
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, tuple | list):
        return list(value) if _AS_THEY_ARE.issuperset(map(type, value)) else list(map(plain, value))
    if is_dataclass(value):
        record: Any = type(value)
        named = ((name, getattr(value, name)) for name in _names(record))
        return {name: plain(one) for name, one in named if one is not None}
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def restored(hint: Any, value: Any) -> Any:
    """Return what `plain` was given. Raises ValueError, TypeError or KeyError where it was not."""
    return _restorer(hint)(value)


@cache
def _restorer(hint: Any) -> Callable[[Any], Any]:
    """Return what restores a value of this type."""
    kind = wanted(hint)
    restore = _restorer_of(kind)
    if not is_optional(hint):
        return restore
    return lambda value: None if value is None else restore(value)


def _restorer_of(kind: Any) -> Callable[[Any], Any]:
    if get_origin(kind) is tuple:
        return _tuples(get_args(kind)[0])
    if is_dataclass(kind):
        return _records(kind)
    if kind in (date, datetime):
        told: Callable[[Any], Any] = kind.fromisoformat
        return told
    if issubclass(kind, StrEnum):
        return cast("Callable[[Any], Any]", kind)

    def as_it_is(value: Any) -> Any:
        if not isinstance(value, kind):
            raise TypeError(f"{value!r} is no {kind.__name__}")
        return value

    return as_it_is


def _tuples(item: Any) -> Callable[[Any], Any]:
    """Return what restores a tuple of these."""
    restore, plain_items = _restorer(item), {item} & _AS_THEY_ARE

    def as_tuple(value: Any) -> Any:
        is_plain = bool(plain_items) and plain_items.issuperset(map(type, value))
        return tuple(value if is_plain else map(restore, value))

    return as_tuple


def _records(kind: Any) -> Callable[[Any], Any]:
    """Return what restores a record of this class; a field that is left out is None."""
    named = hints(kind)
    restore_of = {name: _restorer(hint) for name, hint in named.items()}
    blank = {name: None for name, hint in named.items() if is_optional(hint)}
    needed = named.keys() - blank.keys()

    def as_record(values: Any) -> Any:
        there = {name: restore_of[name](values[name]) for name in values.keys() & named.keys()}
        if not needed <= there.keys():
            raise KeyError(*sorted(needed - there.keys()))
        return kind(**blank | there)

    return as_record
