"""A year of every measure, week by week, as one Parquet file: the same rows are the same bytes."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import polars as pl

from collector.model import CHANCE_HOURS, State
from site_src.metrics import METRICS, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from site_src.model import Point, Standings

    Key = tuple[str, str, str]

WEEKS = 53  # what the charts draw; older weeks stand in the ledger, for ever
# 15 bytes a row: a year of 20 measures of 1,000 organisations is 16 MB, of 10,000 it is 160.
LEVEL = 9
AT_ONCE = 50_000  # rows that lie in memory as Python's own values


def history_parquet(standings: Standings) -> bytes:
    """Return the weeks of everybody by every metric, in the order of their keys and nights."""
    kinds = _kinds(standings)
    frames = [pl.DataFrame(part, kinds, orient="row") for part in _parts(standings)]
    buffer = BytesIO()
    table = pl.concat([pl.DataFrame(schema=kinds), *frames], rechunk=True)
    table.write_parquet(buffer, compression="zstd", compression_level=LEVEL)
    return buffer.getvalue()


def _kinds(standings: Standings) -> dict[str, Any]:
    """Return the columns; words of which there are few lie in the file as numbers."""
    networks = {network for _, network, _ in standings.histories}
    return {
        "organisation": pl.Enum(sorted(standings.organisations)),
        "network": pl.Enum(sorted(networks)),
        "metric": pl.Enum(list(METRICS)),
        "night": pl.Date(),
        "state": pl.Enum([state.value for state in State]),
        "value": pl.Float64(),
        "lo": pl.Float64(),
        "hi": pl.Float64(),
        "method_version": pl.Int32(),
    }


def _parts(standings: Standings) -> Iterator[Sequence[tuple[Any, ...]]]:
    part: list[tuple[Any, ...]] = []
    since = standings.night - timedelta(weeks=WEEKS)
    order = {metric: place for place, metric in enumerate(METRICS)}
    for key in sorted(standings.histories, key=lambda key: (*key[:2], order[key[2]])):
        points = standings.histories[key]
        part += [_row(key, point) for point in points if point.night > since]
        if len(part) > AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _row(key: Key, point: Point) -> tuple[Any, ...]:
    is_time = METRICS[key[2]].unit is Unit.HOURS
    return (
        *key,
        point.night,
        point.state.value,
        point.value if point.is_reached else None,
        _end(point.lo, is_time=is_time),
        _end(point.hi, is_time=is_time),
        point.method_version,
    )


def _end(hours: float, *, is_time: bool) -> float | None:
    """Return the end of a range; of a time that openings are not followed for, none."""
    return None if is_time and hours >= CHANCE_HOURS else hours
