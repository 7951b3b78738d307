"""What one run did: how much was asked, which accounts were read, and what came in between.

It holds all that differs between two readings of the same world, so that the night need not.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from collector.errors import LedgerError
from collector.store.manifest import explained, write_atomically
from collector.store.plain import plain, restored

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from collector.model import Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountReport:
    """What it took to read one account, or why it was not read."""

    organisation: str
    network: str
    account: str
    read_at: datetime | None = None
    requests: int = 0
    retries: int = 0
    gap: Gap | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """One run of one night; `bytes` and `dollars` are None where they were not counted."""

    night: date
    started_at: datetime
    finished_at: datetime
    collector_version: str
    read: int
    expected: int
    requests: int = 0
    retries: int = 0
    bytes: int | None = None
    dollars: float | None = None
    accounts: tuple[AccountReport, ...] = ()

    @property
    def coverage(self) -> tuple[int, int]:
        """How many accounts were read, of how many that could be expected to answer."""
        return self.read, self.expected

    def summary(self) -> dict[str, Any]:
        """Return the run in a few JSON values, without its accounts."""
        gaps = Counter(str(account.gap) for account in self.accounts if account.gap)
        return {
            "night": self.night.isoformat(),
            "started_at": self.started_at.isoformat(),
            "finished_at": self.finished_at.isoformat(),
            "collector_version": self.collector_version,
            "read": self.read,
            "expected": self.expected,
            "requests": self.requests,
            "retries": self.retries,
            "bytes": self.bytes,
            "dollars": self.dollars,
            "gaps": dict(sorted(gaps.items())),
        }


def save_report(path: Path, report: RunReport) -> None:
    """Write the report of a run."""
    text = json.dumps(plain(report), indent=1, ensure_ascii=False) + "\n"
    write_atomically(path, text.encode())


def load_report(path: Path) -> RunReport | None:
    """Return the report of a run; None where there is none."""
    with explained(path):
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            return None
    try:
        report: RunReport = restored(RunReport, json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise LedgerError(
            f"{path}: this is no run report; run followback verify, and restore it from a copy"
        ) from None
    return report
