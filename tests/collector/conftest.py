"""Nights to record: whatever an observation may hold, and the report of a run."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st

from collector.model import Facts, Gap, Observation
from collector.store.report import AccountReport, RunReport
from collector.store.row import COLUMNS, Column

if TYPE_CHECKING:
    from collections.abc import Callable

NIGHT = date(2026, 11, 22)
ONE = {int: st.integers(0, 2**63 - 1), str: st.text(max_size=3), date: st.dates()}
MANY = {int: st.integers(0, 2**32 - 1), str: st.text(max_size=3)}


def _values(column: Column) -> st.SearchStrategy[Any]:
    if column.choices:
        return st.none() | st.sampled_from(column.choices)
    if column.is_list:
        some: st.SearchStrategy[list[Any]] = st.lists(MANY[column.kind], max_size=2)
        ordered = some.map(sorted) if column.is_ascending else some
        return st.none() | ordered.map(tuple)
    return ONE[column.kind] if column.is_required else st.none() | ONE[column.kind]


def _records(record: type, given: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    names = [name for name in record.__dataclass_fields__ if name not in given]  # type: ignore[attr-defined]
    return st.builds(record, **given, **{name: _values(COLUMNS[name]) for name in names})


@pytest.fixture(scope="session")
def any_rows() -> st.SearchStrategy[list[Observation]]:
    """Return lists of the rows that the night of 22 November may have."""
    facts = st.none() | st.just(Facts()) | _records(Facts, {})
    rows = _records(Observation, {"night": st.just(NIGHT), "facts": facts})
    return st.lists(
        rows, min_size=1, max_size=2, unique_by=lambda row: (row.organisation, row.network)
    )


@pytest.fixture(scope="session")
def report_of() -> Callable[[date], RunReport]:
    """Return the report of a run of that night."""

    def report(night: date) -> RunReport:
        at = datetime(2026, 11, 22, 3, 7, tzinfo=UTC)
        read = AccountReport(
            organisation="leeds", network="bluesky", account="leeds.test", read_at=at, requests=3
        )
        gone = AccountReport(
            organisation="york", network="bluesky", account="york.test", gap=Gap.GONE, message="é"
        )
        return RunReport(
            night=night,
            started_at=at,
            finished_at=at,
            collector_version="1.0.0",
            read=1,
            expected=1,
            requests=4,
            accounts=(read, gone),
        )

    return report


@pytest.fixture(scope="session")
def rows_of() -> Callable[[date], list[Observation]]:
    """Return four rows of that night, in the ledger's order."""

    def rows(night: date) -> list[Observation]:
        window = tuple((night.toordinal() + day) % 5 for day in range(30))
        full = Facts(followers=night.day, flags=("bot",), replies_by_day=window, conversations=0)
        lists = Facts(timeline_gap=Gap.BUSY, flags=(), replies_by_day=())
        made: list[tuple[str, str | None, Gap | None, Facts | None]] = [
            ("leeds", None, None, full),
            ("leeds", "a.test", None, lists),
            ("leeds", "é.test", Gap.GONE, None),
            ("york", "york.test", None, Facts()),
        ]
        return [
            Observation(
                night=night, organisation=slug, network="bluesky", account=account, gap=gap, facts=f
            )
            for slug, account, gap, f in made
        ]

    return rows
