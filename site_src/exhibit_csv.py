"""The figures behind a chart as CSV, where no league's own file holds them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from collector.model import State
from site_src.publish import defused, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from site_src.model import Change, Point

POINTS = ("night", "value", "lo", "hi", "state", "method_version")
MOVED = ("organisation", "network", "metric", "change", "change_lo", "change_hi", "change_since")


def points_csv(points: Sequence[Point]) -> str:
    """Return the weeks of a history as CSV; a time that was not reached has no value."""
    return csv_of(
        POINTS,
        (
            (
                point.night.isoformat(),
                rounded(point.value) if point.is_reached else None,
                rounded(point.lo),
                rounded(point.hi),
                State.EXACT if point.lo == point.hi else State.ESTIMATE,
                point.method_version,
            )
            for point in points
        ),
    )


def moved_csv(
    changes: Mapping[tuple[str, str, str], Change], keys: Sequence[tuple[str, str, str]]
) -> str:
    """Return real changes as CSV, each with the interval of the difference."""
    return csv_of(
        MOVED,
        (
            (
                *key,
                *(rounded(one) for one in (change.d, change.lo, change.hi)),
                change.since.isoformat() if change.since else "",
            )
            for key in keys
            for change in (changes[key],)
        ),
    )


def csv_of(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as CSV, none of their cells a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return text.getvalue()
