"""The same figures for programs: CSV and JSON beside the pages."""

from __future__ import annotations

import csv
import io
import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from collector.model import State
from site_src.composite import PARTS, WEIGHT
from site_src.flags import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from collector.model import Flag
    from site_src.composite import Weighed, Weighing
    from site_src.model import Change, League, Place

    Changes = Mapping[tuple[str, str, str], Change]  # by organisation, network and metric
    Flags = Mapping[str, AbstractSet[Flag]]  # by organisation, of the accounts behind its value

COLUMNS = MappingProxyType(
    {
        "organisation": "The name of its file and of its address.",
        "name": "Its name.",
        "rank": "Its rank; empty where it has none.",
        "best": "The first of the ranks that would fit.",
        "worst": "The last of the ranks that would fit.",
        "value": "Shares from 0 to 1, times in hours, counts for 30 days. A time that was not "
        "reached within 7 days is empty, its state being estimate.",
        "lo": "The lower end of its range.",
        "hi": "The upper end; empty for a time whose range is open.",
        "state": "exact, estimate, bound or gap.",
        "reason": "Why there is no figure, or only a bound: the codes below.",
        "numerator": "What was counted above the line.",
        "denominator": "What was counted below it.",
        "n": "How many observations stand behind it.",
        "night": "The night it was measured for.",
        "unranked": "Why it has no rank, in words.",
        "window": "From when to when was counted.",
        "kind": "Which messages count: replies, or mentions and replies.",
        "imported": "The file it was imported from; empty where we read it.",
        "method_version": "The number of the method that made it.",
        "flags": "What the accounts behind it, or their network, say of themselves, in JSON as a "
        f"list: {'; '.join(f'{flag} ({words})' for flag, words in WORDS.items())}.",
        "change": "The difference from an earlier reading that shares no data with it.",
        "change_lo": "The lower end of that difference.",
        "change_hi": "The upper end of that difference.",
        "change_is_real": "Whether it is larger than chance explains.",
        "change_since": "The night of the earlier reading.",
        "moved": "Why its rank is another than four weeks ago, in words.",
    }
)
FIGURE = "value"  # of a sparse row: told even where there is none
OF_COUNTED = ("source", "unranked")  # told of what was counted alone
DECIMALS = 6
NO_MOVES: Mapping[str, str] = MappingProxyType({})
NO_FLAGS: Flags = MappingProxyType({})
# https://owasp.org/www-community/attacks/CSV_Injection: a cell must not begin a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def league_csv(
    league: League,
    names: Mapping[str, str],
    changes: Changes,
    moves: Mapping[str, str] = NO_MOVES,
    flags: Flags = NO_FLAGS,
) -> str:
    """Return a league as CSV, its text cells unable to be formulas."""
    rows = league_rows(league, names, changes, moves, flags)
    return table(COLUMNS, ({**row, "flags": " ".join(row["flags"])} for row in rows))


def league_rows(
    league: League,
    names: Mapping[str, str],
    changes: Changes,
    moves: Mapping[str, str] = NO_MOVES,
    flags: Flags = NO_FLAGS,
) -> list[dict[str, Any]]:
    """Return a league row by row, the ranked first: each column with its value, or None."""
    network, metric = league.table.network, league.metric
    return [
        _row(place, names)
        | {"flags": sorted(flag.value for flag in flags.get(place.organisation, ()))}
        | _change(changes.get((place.organisation, network, metric)))
        | {"moved": moves.get(place.organisation)}
        for place in (*league.ranked, *league.unranked)
    ]


def table(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as CSV under the names of these of their columns; no cell is a formula."""
    names = list(columns)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([defused(row[name]) for name in names] for row in rows)
    return text.getvalue()


def weighing_csv(found: Weighing, geometric: Weighing, names: Mapping[str, str]) -> str:
    """Return a table's index as CSV, by either mean."""
    rows = _both(found, geometric, names)
    return table(rows[0] if rows else (), rows)


def weighing_json(found: Weighing, geometric: Weighing, names: Mapping[str, str]) -> str:
    """Return a table's index as JSON, by either mean, with the weights that it was made with."""
    told = {
        "peer_table": found.table.id,
        "title": found.table.title,
        "night": found.night.isoformat(),
        "weights": dict.fromkeys(PARTS, WEIGHT),
        "licence": "CC BY 4.0",
        "rows": _both(found, geometric, names),
    }
    return compact(told)


def _both(found: Weighing, geometric: Weighing, names: Mapping[str, str]) -> list[dict[str, Any]]:
    strict = {one.organisation: one for one in geometric.rows}
    return [_weighed(one, names) | _strict(strict[one.organisation]) for one in found.rows]


def _strict(one: Weighed) -> dict[str, Any]:
    """Return a score by the geometric mean, in which no strength makes up for a weakness."""
    is_shown = one.score is not None
    return {
        "geometric_score": one.score,
        "geometric_low": one.low if is_shown else None,
        "geometric_high": one.high if is_shown else None,
        "geometric_rank": one.rank,
        "geometric_best": one.best,
        "geometric_worst": one.worst,
    }


def _weighed(one: Weighed, names: Mapping[str, str]) -> dict[str, Any]:
    """Return a score with its range and its percentiles; one that is not shown has no range."""
    is_shown = one.score is not None
    return {
        "organisation": one.organisation,
        "name": names[one.organisation],
        "rank": one.rank,
        "best": one.best,
        "worst": one.worst,
        "near_best": one.near_best,
        "near_worst": one.near_worst,
        "score": one.score,
        "low": one.low if is_shown else None,
        "high": one.high if is_shown else None,
        "unranked": one.unranked,
        **dict(zip(PARTS, one.parts, strict=True)),
    }


def sparse(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row without what is null, false or an empty list; its figure stays.

    Where nothing was counted its reason says all: not where it was asked for, nor in words why it
    has no rank. Of a large table such rows would be half the bytes.
    """
    is_blank = row["state"] == State.GAP and row["numerator"] is None
    return {
        key: cell
        for key, cell in row.items()
        if key == FIGURE
        or not (cell is None or cell is False or cell == [] or (is_blank and key in OF_COUNTED))
    }


def rounded(number: float | None) -> float | None:
    """Return a figure as files tell it: six decimals are more than any of them knows."""
    return None if number is None else round(number, DECIMALS)


def compact(told: Any) -> str:
    """Return JSON without spaces: its indented form takes ten times as long to make."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"


def defused(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return cell


def _row(place: Place, names: Mapping[str, str]) -> dict[str, Any]:
    estimate, night = place.value.estimate, place.value.night
    return {
        "organisation": place.organisation,
        "name": names[place.organisation],
        "rank": place.rank,
        "best": place.best,
        "worst": place.worst,
        "value": rounded(estimate.value),
        "lo": rounded(estimate.lo),
        "hi": rounded(estimate.hi),
        "state": str(estimate.state),
        "reason": None if estimate.reason is None else str(estimate.reason),
        "numerator": estimate.numerator,
        "denominator": estimate.denominator,
        "n": estimate.n,
        "night": None if night is None else night.isoformat(),
        "unranked": place.unranked,
        "window": place.value.window,
        "kind": None if place.value.kind is None else str(place.value.kind),
        "imported": place.value.imported,
        "method_version": place.value.method_version,
    }


def _change(change: Change | None) -> dict[str, Any]:
    """Return how a figure changed; all empty where there is nothing to compare it with."""
    is_known = change is not None and change.d is not None
    return {
        "change": rounded(change.d) if change else None,
        "change_lo": rounded(change.lo) if change else None,
        "change_hi": rounded(change.hi) if change else None,
        "change_is_real": change.is_real if change and is_known else None,
        "change_since": change.since.isoformat() if change and change.since else None,
    }
