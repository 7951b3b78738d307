"""What a league may be narrowed to, ordered by and trimmed of, where there is a script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.league_words import counted
from site_src.metrics import Better

if TYPE_CHECKING:
    from collections.abc import Sequence

    from site_src.league_choices import Choices
    from site_src.league_rows import Row
    from site_src.metrics import Metric


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order of the rows: a button, and the column that it orders by."""

    key: str
    name: str
    sign: int  # -1: the largest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column that may be put away."""

    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """All that a reader may do with the rows."""

    choices: Choices
    orders: tuple[Order, ...]
    columns: tuple[Column, ...]
    has_real: bool  # changes


def tools_of(metric: Metric, choices: Choices, *, span: str, rows: Sequence[Row]) -> Tools:
    """Return what may be done with the rows, as far as they have what it needs."""
    has_real = any(row.change and row.change.is_real for row in rows)
    columns = [
        Column(key="plot", name="dot and line"),
        Column(key="val", name="value"),
        *([Column(key="chg", name="change")] if any(map(_is_compared, rows)) else []),
        Column(key="n", name=counted(metric).lower()),
        *([Column(key="sp", name=span)] if any(row.spark for row in rows) else []),
    ]
    orders = [
        Order(key="rank", name="rank", sign=1),
        Order(key="name", name="name", sign=1),
        Order(key="value", name="value", sign=1 if metric.better is Better.DOWN else -1),
        *([Order(key="change", name="change", sign=-1)] if has_real else []),
        Order(key="n", name=counted(metric).lower(), sign=-1),
    ]
    return Tools(
        choices=choices,
        orders=tuple(orders),
        columns=tuple(columns),
        has_real=has_real,
    )


def _is_compared(row: Row) -> bool:
    return row.change is not None and bool(row.change.glyph)
