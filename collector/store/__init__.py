"""The ledger: one immutable Parquet file a night, or one a closed month.

Whatever is read is first checked against its hash: a damaged file is an error, never a number.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import polars as pl

from collector.errors import LedgerError
from collector.store.audit import Audit, Content
from collector.store.frame import MONTH_LEVEL, NIGHT_LEVEL, parquet, read, table, values
from collector.store.manifest import (
    alone,
    checked,
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
from collector.store.row import COLUMNS, KEY, columns_of, observations_of, of_night, uncollected

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from collector.model import Observation
    from collector.store.audit import Fault
    from collector.store.manifest import Listed
    from collector.store.report import RunReport

ROWS_AT_ONCE = 250


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
        with alone(self.folder):
            files = load_manifest(self.folder)
            path = self.folder / night_file(night)
            if self.holds(night) or _month(night) in files:
                raise LedgerError(
                    f"{self.folder}: the night of {night} is stored, or its month is closed, and "
                    "a night is never changed; collect another night"
                )
            if report.night != night:
                raise LedgerError(f"the report is of the night {report.night}, not of {night}")
            frame = _framed(night, observations, path)
            data = parquet(frame, NIGHT_LEVEL)
            keep(path, data)
            save_report(self.folder / report_file(night), report)
            save_manifest(self.folder, files | {night_file(night): listed(data, frame.height)})
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
        with alone(self.folder):
            files = load_manifest(self.folder)
            name = month_file(month)
            path = self.folder / name
            if month_named(name) is None:
                raise LedgerError(f'"{month}" is no month; write it as YYYY-MM')
            nightly = [one for one in files if (n := night_named(one)) and _month(n) == name]
            if name not in files:
                self._refuse_open(month, nightly, files)
                frame = pl.concat(
                    [self._frame(one, list(COLUMNS), files) for one in sorted(nightly)]
                )
                data = parquet(frame.sort([*KEY, "night"], nulls_last=False), MONTH_LEVEL)
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
        whole = pl.concat(frames) if frames else table({name: [] for name in names}, self.folder)
        with uncollected():
            return {name: values(whole[name], COLUMNS[name]) for name in names}

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
        return read(checked(self.folder, name, files[name]), columns, self.folder / name)


def _framed(night: date, observations: Iterable[Observation], path: Path) -> pl.DataFrame:
    """Return a night's rows in the ledger's order; only a few are ever held as records.

    Rows that come in that order are not copied to sort them.
    """
    rows = of_night(night, observations)
    frames = []
    while some := list(islice(rows, ROWS_AT_ONCE)):
        frames.append(table(columns_of(some), path))
    if not frames:
        raise LedgerError(f"the night of {night} has no rows; nothing was stored: list somebody")
    frame = _joined(frames)
    keys = frame.select(KEY)
    if not keys.equals(keys.sort(KEY, nulls_last=False)):
        frame = frame.sort(KEY, nulls_last=False)
    for twice in frame.filter(frame.select(KEY).is_duplicated()).select(KEY).iter_rows():
        name = ", ".join(map(str, twice))
        raise LedgerError(f"{name}: two rows on the night of {night}; list the account once")
    return frame


def _joined(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """Return the frames as one; they are emptied column by column, lest it stand there twice."""
    names = frames[0].columns
    return pl.DataFrame(
        [pl.concat([f.drop_in_place(name) for f in frames], rechunk=True) for name in names]
    )


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
