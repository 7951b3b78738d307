"""The one lawful change of the ledger: an organisation, or an account of it, is taken out.

New files wait in a folder of their own until the manifest lists them, in one step; then they take
the places of the old. Killed anywhere, the ledger is whole, with all of its history or with none.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from collector.errors import LedgerError
from collector.store.frame import MONTH_LEVEL, NIGHT_LEVEL, parquet, read
from collector.store.journal import FOLDER as JOURNALS
from collector.store.manifest import (
    REDACTING,
    alone,
    checked,
    explained,
    listed,
    load_manifest,
    load_redactions,
    month_named,
    night_named,
    report_file,
    save_manifest,
    sync_folder,
    write_atomically,
)
from collector.store.redaction import Redaction, Replaced
from collector.store.report import load_report, save_report
from collector.store.row import COLUMNS
from collector.store.shard import FOLDER as SHARDS

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from collector.store.manifest import Listed
    from collector.store.report import AccountReport

DOLLARS = "dollars.json"  # what a night has cost is nobody's history


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose history it is: an organisation's, or that of one of its accounts."""

    organisation: str
    network: str | None = None
    account: str | None = None

    @property
    def rows(self) -> pl.Expr:
        """What is true of its rows."""
        its = pl.col("organisation") == self.organisation
        if self.account:
            its &= (pl.col("network") == self.network) & (pl.col("account") == self.account)
        return its

    @property
    def address(self) -> str | None:
        """The one account, as the log names it."""
        return f"{self.network}/{self.account}" if self.account else None

    def is_in(self, one: AccountReport) -> bool:
        """Whether a run's report of an account is of it."""
        is_its_own = (one.network, one.account) == (self.network, self.account)
        return one.organisation == self.organisation and (not self.account or is_its_own)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was taken out: rows of how many files, and reports of how many runs."""

    rows: int
    files: int
    reports: int


def redact(folder: Path, whose: Whose, today: date) -> Forgotten:
    """Take a history out of the ledger for good, and log the hashes before and after.

    May be killed anywhere and run again.
    """
    with alone(folder):
        _refuse_unfinished(folder)
        finish(folder)
        files = load_manifest(folder)
        kept = {name: _without(folder, name, files[name], whose) for name in sorted(files)}
        changed = {name: one for name, one in kept.items() if one != files[name]}
        if changed:
            redaction = Redaction(
                date=today,
                organisation=whose.organisation,
                account=whose.address,
                files={n: _replaced(files[n], one) for n, one in changed.items()},
            )
            still = {name: one for name, one in kept.items() if one.rows}
            save_manifest(folder, still, redaction)
            finish(folder)
        reports = _clear_reports(folder, whose)
        _clear_state(folder)
        rows = sum(files[name].rows - one.rows for name, one in changed.items())
        return Forgotten(rows=rows, files=len(changed), reports=reports)


def finish(folder: Path) -> None:
    """Put what waits, and is listed, into its place; drop the rest, and what nobody else was in."""
    waiting = folder / REDACTING
    files = load_manifest(folder)
    with explained(waiting):
        for path in sorted(waiting.rglob("*.parquet")):
            name = path.relative_to(waiting).as_posix()
            if name in files and listed(path.read_bytes(), 0).sha256 == files[name].sha256:
                path.replace(folder / name)
                sync_folder((folder / name).parent)
        shutil.rmtree(waiting, ignore_errors=True)
        for redaction in load_redactions(folder):
            for name in redaction.files.keys() - files.keys():
                if redaction.files[name].new is None:
                    _drop(folder, name)


def _refuse_unfinished(folder: Path) -> None:
    begun = [*(folder / JOURNALS).glob("*.jsonl"), *(folder / SHARDS).glob("*")]
    if begun:
        raise LedgerError(
            f"{begun[0]}: a night is unfinished; record it with followback collect, or remove this"
        )


def _without(folder: Path, name: str, entry: Listed, whose: Whose) -> Listed:
    """Lay a file without those rows ready, and return its entry: the old one, if it has none."""
    path = folder / name
    frame = read(checked(folder, name, entry), list(COLUMNS), path)
    kept = frame.filter(~whose.rows)
    if kept.height == frame.height:
        return entry
    data = parquet(kept, MONTH_LEVEL if month_named(name) else NIGHT_LEVEL)
    if kept.height:
        write_atomically(folder / REDACTING / name, data)
    return listed(data, kept.height)


def _replaced(old: Listed, new: Listed) -> Replaced:
    return Replaced(old=old.sha256, new=new.sha256 if new.rows else None)


def _drop(folder: Path, name: str) -> None:
    (folder / name).unlink(missing_ok=True)
    if night := night_named(name):
        (folder / report_file(night)).unlink(missing_ok=True)


def _clear_reports(folder: Path, whose: Whose) -> int:
    count = 0
    for path in sorted((folder / "runs").glob("*.json")):
        report = load_report(path)
        if report is None:
            continue
        kept = tuple(one for one in report.accounts if not whose.is_in(one))
        if kept != report.accounts:
            save_report(path, replace(report, accounts=kept))
            count += 1
    return count


def _clear_state(folder: Path) -> None:
    """Remove what is remembered between nights: it is of accounts by id, and may always go."""
    with explained(folder / "state"):
        for path in (folder / "state").glob("*"):
            if path.name != DOLLARS and not path.is_dir():
                path.unlink()
