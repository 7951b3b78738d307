"""The ledger's columns as a frame, and the frame as the bytes of a Parquet file, both ways."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import polars as pl
from polars.exceptions import PanicException, PolarsError

from collector.errors import LedgerError
from collector.store.row import COLUMNS, steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from collector.store.row import Column

# 10,000 accounts x 365 nights, compacted: 71 MiB at level 3, 60 at 9, 57 at 17 (14 s a month), and
# no less at 19. What full readings add, once a week, is 140 more where 3 replies and 2 openings a
# day are the mean: waits take two sevenths of it, and the hours of openings one. Rows of one group
# share their zstd window: groups of 20,000 take 4% more.
NIGHT_LEVEL = 9
MONTH_LEVEL = 17
GROUP_ROWS = 262_144
MANY = 500  # rows: with fewer, cutting one long list into windows takes longer than it saves
VERIFY = "run followback verify, and restore the file from a copy"


def _type(column: Column) -> pl.DataType:
    scalars = {int: pl.Int64(), bool: pl.Boolean(), str: pl.String(), date: pl.Date()}
    if not column.is_list:
        return scalars[column.kind]
    return pl.List(pl.UInt32() if column.kind is int else scalars[column.kind])


def table(columns: Mapping[str, list[Any]], path: Path) -> pl.DataFrame:
    """Return the columns as a frame, each of its type."""
    series = []
    for name, values in columns.items():
        try:
            column = COLUMNS[name]
            told = [one and steps(one) for one in values] if column.is_ascending else values
            series.append(pl.Series(name, told, dtype=_type(column)))
        except (TypeError, ValueError, OverflowError, PolarsError):
            raise LedgerError(
                f"{path}: a value of {name} does not fit its column; nothing was stored: report it"
            ) from None
    return pl.DataFrame(series)


def parquet(frame: pl.DataFrame, level: int) -> bytes:
    """Return the frame as Parquet: the same rows in the same order are the same bytes."""
    buffer = BytesIO()
    frame.rechunk().write_parquet(
        buffer, compression="zstd", compression_level=level, row_group_size=GROUP_ROWS
    )
    return buffer.getvalue()


def read(data: bytes, columns: Sequence[str], path: Path) -> pl.DataFrame:
    """Return some columns of a file; those that an older collector did not write are null."""
    try:
        there = pl.read_parquet_schema(BytesIO(data))
        present = [name for name in columns if name in there]
        frame = pl.read_parquet(BytesIO(data), columns=present)
        if list(frame.schema.items()) != [(name, _type(COLUMNS[name])) for name in columns]:
            frame = frame.select(
                (pl.col(name) if name in there else pl.lit(None))
                .cast(_type(COLUMNS[name]))
                .alias(name)
                for name in columns
            )
    except (PolarsError, PanicException):
        raise LedgerError(f"{path}: this Parquet file cannot be read; {VERIFY}") from None
    for name in columns:
        if COLUMNS[name].is_required and (name not in there or frame[name].null_count()):
            raise LedgerError(f"{path}: the column {name} is missing or has holes; {VERIFY}")
    return frame


def values(series: pl.Series, column: Column) -> list[Any]:
    """Return a column's values as the nouns have them."""
    if column.is_ascending:
        return [one and tuple(accumulate(one)) for one in _tuples(series)]
    if column.is_list:
        return _tuples(series)
    if column.choices:
        told = series.to_list()
        words = {word: column.value(word) for word in set(told)}
        return [words[word] for word in told]
    return series.to_list()


def _tuples(series: pl.Series) -> list[tuple[Any, ...] | None]:
    if len(series) < MANY:
        return [None if one is None else tuple(one) for one in series.to_list()]
    there = series.drop_nulls()
    lengths = there.list.len().unique().to_list()
    cut: Iterator[tuple[Any, ...]]
    if len(lengths) == 1 and lengths[0]:  # every window has its 30 days: cut one long list
        cut = zip(*[iter(there.explode().to_list())] * lengths[0], strict=True)
    else:
        cut = map(tuple, there.to_list())
    if len(there) == len(series):
        return list(cut)
    return [next(cut) if is_there else None for is_there in series.is_not_null()]
