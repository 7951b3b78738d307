"""The real follower tables -> files of counts."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from collector.archive import COUNT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

# The list is of Aberdeen City Council's accounts and its partners'; these two bear the initials or
# the office of one person, and no person is listed whom their organisation does not name.
PERSONS = frozenset(["mjs_abc", "LordProvostAbdn"])
# How the tables call what the file of counts calls otherwise.
ALIKE = {"posts": "tweets"}


def counted(table: Path) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with table.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write_counts(rows: list[dict[str, str]], file: Path, without: Collection[str] = ()) -> int:
    """Write the counts of every row; what the table does not have stays empty."""
    kept = [row for row in rows if row["handle"] not in without]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COUNT_COLUMNS)
        writer.writeheader()
        writer.writerows(_count(row) for row in kept)
    return len(kept)


def _count(row: dict[str, str]) -> dict[str, str]:
    numbers = {name: row.get(ALIKE.get(name, name), "") for name in COUNT_COLUMNS[3:]}
    return {"network": "x", "account": row["handle"], "date": row["date"], **numbers}
