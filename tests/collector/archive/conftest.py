"""A watchlist on two networks, and files to import."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from collector.archive import import_counts, import_events
from collector.archive.counts import COLUMNS as COUNT_COLUMNS
from collector.archive.events import COLUMNS as EVENT_COLUMNS
from collector.errors import ArchiveError
from collector.load import load_watchlist
from collector.store import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from collector.archive import Imported
    from collector.model import Facts, Observation, Watchlist

NOW = datetime(2026, 11, 22, 3, 7, tzinfo=UTC)
ENTRY = """\
name: {name}
kind: brand
sector: kettles
country: XX
website: https://{slug}.example.org
accounts:
"""
ACCOUNT = """\
  - network: {network}
    handle: "{handle}"
    role: {role}
"""
LISTED = {
    "acme": (("x", "AcmeKettles", "main"), ("x", "AcmeHelp", "help")),
    "bolt": (("x", "bolt", "main"), ("mastodon", "Bolt@kettles.social", "main")),
    "chief": (("x", "chief", "leader"), ("x", "chiefco", "main")),
}


@pytest.fixture
def watchlist(tmp_path: Path) -> Watchlist:
    folder = tmp_path / "watchlist" / "brands"
    folder.mkdir(parents=True)
    for slug, accounts in LISTED.items():
        lines = [
            ACCOUNT.format(network=network, handle=handle, role=role)
            for network, handle, role in accounts
        ]
        text = ENTRY.format(name=slug.title(), slug=slug) + "".join(lines)
        (folder / f"{slug}.yml").write_text(text, encoding="utf-8")
    return load_watchlist(folder.parent)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "data")


@pytest.fixture
def events(tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of files of events."""
    return lambda *rows, name="events.csv": _written(tmp_path / name, EVENT_COLUMNS, rows)


@pytest.fixture
def counts(tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of files of counts."""
    return lambda *rows, name="counts.csv": _written(tmp_path / name, COUNT_COLUMNS, rows)


def _written(path: Path, columns: tuple[str, ...], rows: tuple[str, ...]) -> Path:
    path.write_text("\n".join([",".join(columns), *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def imports(watchlist: Watchlist, ledger: Ledger) -> Callable[..., Imported]:
    """Return the import of a file into the ledger: of events, or of counts."""

    def run(path: Path, *, night: date | None = None, is_counts: bool = False) -> Imported:
        importing = import_counts if is_counts else import_events
        return importing(path, watchlist, ledger, night=night, now=NOW)

    return run


@pytest.fixture
def told(imports: Callable[..., Imported], ledger: Ledger) -> Callable[..., list[str]]:
    """Return the problems of a file that is refused; nothing of it is recorded."""

    def problems(path: Path, *, is_counts: bool = False) -> list[str]:
        with pytest.raises(ArchiveError) as refusal:
            imports(path, is_counts=is_counts)
        assert ledger.nights() == ()
        return [
            f"{one.line}:{one.column}: {one.message}"
            for one in refusal.value.problems
            if one.file.endswith(path.name)
        ]

    return problems


@pytest.fixture
def rows(ledger: Ledger) -> Callable[[], dict[tuple[str, str | None], Observation]]:
    """Return the reader of what the ledger holds, by network and account."""
    return lambda: {(row.organisation, row.account): row for row in ledger.observations()}


@pytest.fixture
def facts(rows: Callable[[], dict[tuple[str, str | None], Observation]]) -> Callable[..., Facts]:
    """Return the reader of the facts of one account; of the pooled row without one."""

    def of(organisation: str, account: str | None = None) -> Facts:
        found = rows()[organisation, account].facts
        assert found is not None
        return found

    return of
