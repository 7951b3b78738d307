"""The ledger's columns, made from the fields of `Observation` and `Facts`, and rows by the column.

The column `facts` says whether there are facts at all: facts of which every one is None are not
the same as none.
"""

from __future__ import annotations

import gc
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

from collector.errors import LedgerError
from collector.model import Facts, Observation
from collector.store.plain import hints, is_optional, wanted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

T = TypeVar("T")
KEY = ("organisation", "network", "account")

# Week after week holds the same hours, 168 later: as steps they are the same bytes, a quarter of
# what the hours themselves take.
ASCENDING = ("reply_hours", "opening_hours")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: what its values are, whether each is a list of them, and from which set.

    An ascending list is stored as the steps between its values, the first from 0.
    """

    name: str
    kind: type
    is_list: bool = False
    is_ascending: bool = False
    is_required: bool = False
    choices: type[StrEnum] | None = None

    def value(self, stored: str | None) -> str | None:
        """Return the member of the closed set that was stored under its value."""
        if self.choices is None or stored is None:
            return stored
        try:
            return self.choices(stored)
        except ValueError:
            raise LedgerError(
                f'the column {self.name} holds the unknown word "{stored}"; '
                "a newer Followback wrote it: update this one"
            ) from None


def _column(name: str, hint: Any) -> Column:
    kind, is_required = wanted(hint), not is_optional(hint)
    if kind is Facts:
        return Column(name=name, kind=bool)
    if get_origin(kind) is tuple:
        return Column(
            name=name,
            kind=get_args(kind)[0],
            is_list=True,
            is_ascending=name in ASCENDING,
            is_required=is_required,
        )
    if issubclass(kind, StrEnum):
        return Column(name=name, kind=str, choices=kind, is_required=is_required)
    return Column(name=name, kind=kind, is_required=is_required)


_OWN = tuple(_column(name, hint) for name, hint in hints(Observation).items())
_FACTS = tuple(_column(name, hint) for name, hint in hints(Facts).items())
COLUMNS: Mapping[str, Column] = {column.name: column for column in (*_OWN, *_FACTS)}


def of_night(night: date, observations: Iterable[Observation]) -> Iterator[Observation]:
    """Yield the rows of a night; raises LedgerError at one that is of another."""
    for row in observations:
        if row.night != night:
            name = f"{row.organisation}, {row.network}, {row.account}"
            raise LedgerError(f"{name}: a row of {row.night} is not of the night {night}")
        yield row


def steps(ascending: Sequence[int]) -> tuple[int, ...]:
    """Return how far each value lies from the one before it, and the first from 0."""
    return tuple(value - before for before, value in zip((0, *ascending), ascending, strict=False))


def columns_of(rows: Sequence[Observation]) -> dict[str, list[Any]]:
    """Return the rows, column by column."""
    own = {column.name: [getattr(row, column.name) for row in rows] for column in _OWN}
    own["facts"] = [row.facts is not None for row in rows]
    facts = [row.facts for row in rows]
    return own | {column.name: [getattr(f, column.name, None) for f in facts] for column in _FACTS}


def observations_of(columns: Mapping[str, list[Any]]) -> list[Observation]:
    """Return the rows that `columns_of` was given."""
    with uncollected():
        stands = [
            gap is None
            if is_there is None
            else is_there  # no such column: before it was thought of
            for is_there, gap in zip(columns["facts"], columns["gap"], strict=True)
        ]
        facts = _records(Facts, {column.name: columns[column.name] for column in _FACTS})
        kept = [one if is_there else None for one, is_there in zip(facts, stands, strict=True)]
        own = {column.name: columns[column.name] for column in _OWN}
        return _records(Observation, own | {"facts": kept})


def _records(kind: type[T], columns: Mapping[str, Sequence[Any]]) -> list[T]:
    # A frozen record's __init__ sets its fields one by one through object.__setattr__: 70,000 rows
    # a second. Setting each slot down a whole column reads more than twice as many.
    new = object.__new__
    records = [new(kind) for _ in next(iter(columns.values()))]
    for name, values in columns.items():
        deque(map(getattr(kind, name).__set__, records, values), maxlen=0)
    return records


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold the garbage collector back: a million new tuples hold no cycle, and it looks at all."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
