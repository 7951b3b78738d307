"""The ledger: one immutable Parquet file a night, or one a closed month; the only door to polars.

Whatever is read is first checked against its hash: a damaged file is an error, never a number.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import polars as pl
from polars.exceptions import PanicException, PolarsError

from collector.errors import LedgerError
from collector.store.audit import Audit, Content
from collector.store.manifest import (
    explained,
    keep,
    listed,
    load_manifest,
    month_file,
    month_named,
    night_file,
    night_named,
    report_file,
    save_manifest,
    sync_folder,
    write_atomically,
)
from collector.store.report import load_report, save_report
from collector.store.row import (
    COLUMNS,
    KEY,
    columns_of,
    observations_of,
    ordered,
    steps,
    uncollected,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from collector.model import Observation
    from collector.store.audit import Fault
    from collector.store.manifest import Listed
    from collector.store.report import RunReport
    from collector.store.row import Column

# 10,000 accounts x 365 nights, compacted: 71 MiB at level 3, 60 at 9, 57 at 17 (14 s a month), and
# no less at 19. What full readings add, once a week, is 120 more where 3 replies and 2 openings a
# day are the mean: waits take a third of it. Rows of one group share their zstd window: groups of
# 20,000 take 4% more.
NIGHT_LEVEL = 9
MONTH_LEVEL = 17
GROUP_ROWS = 262_144
_VERIFY = "run followback verify, and restore the file from a copy"


class Ledger:
    """The nights of one data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._months: dict[str, tuple[date, ...]] = {}

    def nights(self) -> tuple[date, ...]:
        """Return the stored nights, oldest first."""
        return self._nights(load_manifest(self.folder))

    def last_night(self) -> date | None:
        """Return the newest stored night."""
        return max(self.nights(), default=None)

    def holds(self, night: date) -> bool:
        """Whether the night is stored, alone or in its month."""
        files = load_manifest(self.folder)
        return night_file(night) in files or night in self._nights_of(_month(night), files)

    def record(self, night: date, observations: Iterable[Observation], report: RunReport) -> Path:
        """Store a night for good, with the report of its run, and return its file.

        The manifest comes last. What a killed run left is completed if it says the same.
        """
        files = load_manifest(self.folder)
        path = self.folder / night_file(night)
        if self.holds(night) or _month(night) in files:
            raise LedgerError(
                f"{self.folder}: the night of {night} is stored, or its month is closed, and "
                "a night is never changed; collect another night"
            )
        if report.night != night:
            raise LedgerError(f"the report is of the night {report.night}, not of {night}")
        rows = ordered(night, observations)
        data = _parquet(_table(columns_of(rows), path), NIGHT_LEVEL)
        keep(path, data)
        save_report(self.folder / report_file(night), report)
        save_manifest(self.folder, files | {night_file(night): listed(data, len(rows))})
        return path

    def observations(
        self,
        *,
        since: date | None = None,
        until: date | None = None,
        nights: Collection[date] | None = None,
    ) -> list[Observation]:
        """Return the rows of these nights: by night, organisation, network, account."""
        return observations_of(self._columns(list(COLUMNS), since, until, nights))

    def columns(
        self, names: Sequence[str], *, since: date | None = None, until: date | None = None
    ) -> dict[str, list[Any]]:
        """Return some columns of the same rows in the same order, for those who need no more."""
        return self._columns(names, since, until, None)

    def report(self, night: date) -> RunReport | None:
        """Return the report of the run that stored the night."""
        return load_report(self.folder / report_file(night))

    def compact(self, month: str) -> Path:
        """Put the nights of a closed month into one file, by organisation, and return it.

        May be killed anywhere and run again: the manifest changes hands in one step.
        """
        files = load_manifest(self.folder)
        name = month_file(month)
        path = self.folder / name
        if month_named(name) is None:
            raise LedgerError(f'"{month}" is no month; write it as YYYY-MM')
        nightly = [one for one in files if (n := night_named(one)) and _month(n) == name]
        if name not in files:
            self._refuse_open(month, nightly, files)
            frame = pl.concat([self._frame(one, list(COLUMNS), files) for one in sorted(nightly)])
            data = _parquet(frame.sort([*KEY, "night"], nulls_last=False), MONTH_LEVEL)
            write_atomically(path, data)
            kept = {one: entry for one, entry in files.items() if one not in nightly}
            files = kept | {name: listed(data, frame.height)}
            save_manifest(self.folder, files)
        with explained(path):
            for night in self._nights_of(name, files):
                (self.folder / night_file(night)).unlink(missing_ok=True)
            sync_folder(path.parent)
        return path

    def verify(self) -> tuple[Fault, ...]:
        """Return everything wrong or unfinished in the folder; checks every file's hash."""
        return Audit(folder=self.folder, content=self._content, report=self.report).faults()

    def _refuse_open(self, month: str, nightly: Sequence[str], files: Mapping[str, Listed]) -> None:
        if not nightly:
            raise LedgerError(f"{self.folder}: it holds no night of {month}; choose another month")
        if max(files) in nightly:
            raise LedgerError(
                f"{self.folder}: {month} is not over; compact it when a later month has a night"
            )

    def _nights(self, files: Mapping[str, Listed]) -> tuple[date, ...]:
        return tuple(sorted({night for name in files for night in self._nights_of(name, files)}))

    def _nights_of(self, name: str, files: Mapping[str, Listed]) -> tuple[date, ...]:
        if name not in files:
            return ()
        if night := night_named(name):
            return (night,)
        digest = files[name].sha256
        if digest not in self._months:
            found = self._frame(name, ["night"], files)["night"].unique().sort()
            self._months[digest] = tuple(found.to_list())
        return self._months[digest]

    def _columns(
        self,
        names: Sequence[str],
        since: date | None,
        until: date | None,
        nights: Collection[date] | None,
    ) -> dict[str, list[Any]]:
        _refuse_unknown(names)
        files = load_manifest(self.folder)
        chosen = [n for n in self._nights(files) if _within(n, since, until, nights)]
        needed = sorted({name if (name := night_file(n)) in files else _month(n) for n in chosen})
        frames = [self._chosen(name, names, chosen, files) for name in needed]
        whole = pl.concat(frames) if frames else _table({name: [] for name in names}, self.folder)
        with uncollected():
            return {name: _values(whole[name], COLUMNS[name]) for name in names}

    def _chosen(
        self, name: str, names: Sequence[str], nights: list[date], files: Mapping[str, Listed]
    ) -> pl.DataFrame:
        frame = self._frame(name, list(dict.fromkeys(["night", *names])), files)
        if month_named(name):  # by organisation; a stable sort leaves each night's rows in order
            frame = frame.filter(pl.col("night").is_in(nights)).sort("night", maintain_order=True)
        return frame.select(names)

    def _content(self, name: str) -> Content:
        frame = self._frame(name, ["night", *KEY], load_manifest(self.folder))
        return Content(
            nights=frozenset(frame["night"].unique().to_list()),
            rows=frame.height,
            has_duplicates=bool(frame.is_duplicated().any()),
        )

    def _frame(
        self, name: str, columns: Sequence[str], files: Mapping[str, Listed]
    ) -> pl.DataFrame:
        path = self.folder / name
        with explained(path):
            data = path.read_bytes()
        if listed(data, 0).sha256 != files[name].sha256:
            raise LedgerError(f"{path}: it has changed since it was written; {_VERIFY}")
        return _read(data, columns, path)


def _month(night: date) -> str:
    return month_file(f"{night:%Y-%m}")


def _within(
    night: date, since: date | None, until: date | None, nights: Collection[date] | None
) -> bool:
    return (
        (since is None or since <= night)
        and (until is None or night <= until)
        and (nights is None or night in nights)
    )


def _refuse_unknown(names: Sequence[str]) -> None:
    for name in names:
        if name not in COLUMNS:
            raise LedgerError(f'the ledger has no column "{name}"; use {", ".join(COLUMNS)}')


def _type(column: Column) -> pl.DataType:
    scalars = {int: pl.Int64(), bool: pl.Boolean(), str: pl.String(), date: pl.Date()}
    if not column.is_list:
        return scalars[column.kind]
    return pl.List(pl.UInt32() if column.kind is int else scalars[column.kind])


def _table(columns: Mapping[str, list[Any]], path: Path) -> pl.DataFrame:
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


def _parquet(frame: pl.DataFrame, level: int) -> bytes:
    """Return the frame as Parquet: the same rows in the same order are the same bytes."""
    buffer = BytesIO()
    frame.rechunk().write_parquet(
        buffer, compression="zstd", compression_level=level, row_group_size=GROUP_ROWS
    )
    return buffer.getvalue()


def _read(data: bytes, columns: Sequence[str], path: Path) -> pl.DataFrame:
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
        raise LedgerError(f"{path}: this Parquet file cannot be read; {_VERIFY}") from None
    for name in columns:
        if COLUMNS[name].is_required and (name not in there or frame[name].null_count()):
            raise LedgerError(f"{path}: the column {name} is missing or has holes; {_VERIFY}")
    return frame


def _values(series: pl.Series, column: Column) -> list[Any]:
    """Return a column's values as the nouns have them."""
    if column.is_ascending:
        return [one and tuple(accumulate(one)) for one in _tuples(series)]
    if column.is_list:
        return _tuples(series)
    if column.choices:
        words = {word: column.value(word) for word in series.unique().to_list()}
        return [words[word] for word in series.to_list()]
    return series.to_list()


def _tuples(series: pl.Series) -> list[tuple[Any, ...] | None]:
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
