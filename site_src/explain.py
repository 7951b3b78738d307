"""The receipt behind every figure, as JSON and as lines for a terminal."""

from __future__ import annotations

import difflib
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from collector.errors import InputError
from collector.model import Flag, Gap, OpeningKind, State
from site_src.counted import behind
from site_src.flags import WORDS, of_value
from site_src.metrics import METRICS
from site_src.model import Estimate, Place, Value
from site_src.say import claim, printed, rank_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from site_src.model import League, Standings

MOST_NAMED = 20  # of what there is, where somebody asks for what there is not: every metric


def receipts(standings: Standings, slug: str, metric: str | None = None) -> dict[str, Any]:
    """Return what stands behind an organisation's figures: all of them, or one metric's.

    Raises InputError for an organisation or a metric that does not exist.
    """
    if slug not in standings.organisations:
        raise InputError(_unknown("organisation", slug, standings.organisations))
    if metric is not None and metric not in METRICS:
        raise InputError(_unknown("metric", metric, METRICS))
    known = _places(standings, slug)
    return {
        "organisation": slug,
        "night": standings.night.isoformat(),
        "values": [
            receipt_of(standings, value, known.get((value.network, value.metric)))
            for value in standings.values[slug]
            if metric in (None, value.metric)
        ],
    }


def _places(standings: Standings, slug: str) -> dict[tuple[str, str], tuple[League, Place]]:
    """Return an organisation's league and place by network and metric."""
    return {
        (league.table.network, league.metric): (league, place)
        for league in standings.leagues.values()
        for place in (*league.ranked, *league.unranked)
        if place.organisation == slug
    }


def told(receipt: Mapping[str, Any]) -> str:
    """Return the receipts as lines of plain text."""
    head = f"{receipt['organisation']}, night of {receipt['night']}"
    return "\n".join([head, *(line for row in receipt["values"] for line in _lines(row))])


def receipt_of(
    standings: Standings, value: Value, found: tuple[League, Place] | None
) -> dict[str, Any]:
    """Return what stands behind one value, with the place where it stands, if it has any."""
    estimate = value.estimate
    league, place = found if found and found[1].value == value else (None, None)
    is_ranked = place is not None and place.rank is not None
    read_at = collected_at(standings, value)
    return {
        "account": value.account,
        "network": value.network,
        "metric": value.metric,
        "state": estimate.state.value,
        "reason": estimate.reason.value if estimate.reason else None,
        "value": estimate.value,
        "lo": estimate.lo,
        "hi": estimate.hi,
        "numerator": estimate.numerator,
        "denominator": estimate.denominator,
        "n": estimate.n,
        "window": value.window,
        "rank": place.rank if place else None,
        "best": place.best if place else None,
        "worst": place.worst if place else None,
        "peer_table": league.table.id if league and is_ranked else None,
        "of": len(league.ranked) if league and is_ranked else None,
        "method_version": value.method_version,
        "source": value.source,
        "collected_at": read_at.isoformat() if read_at else None,
        "kind": value.kind.value if value.kind else None,
        "imported": value.imported,
        "on_pages": value.on_pages,
        "flags": sorted(flag.value for flag in of_value(standings, value)),
        "measured": value.night.isoformat() if value.night else None,
        "tied": place.tied if place and is_ranked else None,
        "unranked": place.unranked if place else None,
    }


def collected_at(standings: Standings, value: Value) -> datetime | None:
    """Return when a value was read; of pooled accounts, when the last of them was."""
    if value.night is None:
        return None
    official = [
        account.handle
        for account in standings.organisations[value.organisation].accounts
        if account.network == value.network and account.role.is_official
    ]
    handles = official if value.account is None else [value.account]
    keys = [(value.organisation, value.network, handle, value.night) for handle in handles]
    known = [standings.collected_at[key] for key in keys if key in standings.collected_at]
    return max(known, default=None)


def _lines(row: Mapping[str, Any]) -> Iterable[str]:
    value, metric = _value(row), METRICS[row["metric"]]
    who = row["account"] or "all official accounts"
    yield f"\n{metric.name} · {row['network']} · {who}"
    yield f"  {printed(value)}"
    if row["rank"] is not None:
        ranks = {name: row[name] for name in ("rank", "best", "worst", "tied")}
        place = Place(organisation="", value=value, **ranks)
        yield f"  {rank_words(place)} of {row['of']} in {row['peer_table']}"
        if said := claim(place, row["of"]):
            yield f"  {said}"
    elif row["unranked"] and value.estimate.state is not State.GAP:
        yield f"  not ranked: {row['unranked']}"
    collected = row["collected_at"]
    for line in behind(value, datetime.fromisoformat(collected) if collected else None):
        yield f"  {line.name.lower()}: {line.text}"
    if row["flags"]:
        yield f"  flags: {', '.join(WORDS[Flag(flag)] for flag in row['flags'])}"


def _value(row: Mapping[str, Any]) -> Value:
    estimate = Estimate(
        state=State(row["state"]),
        reason=Gap(row["reason"]) if row["reason"] else None,
        value=row["value"],
        lo=row["lo"],
        hi=row["hi"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        n=row["n"],
    )
    return Value(
        organisation="",
        network=row["network"],
        account=row["account"],
        metric=row["metric"],
        estimate=estimate,
        night=date.fromisoformat(row["measured"]) if row["measured"] else None,
        window=row["window"],
        source=row["source"],
        method_version=row["method_version"],
        kind=OpeningKind(row["kind"]) if row["kind"] else None,
        on_pages=row["on_pages"],
        list_incomplete=Flag.LIST_INCOMPLETE in row["flags"],
        imported=row["imported"],
    )


def _unknown(what: str, key: str, known: Iterable[str]) -> str:
    keys = list(known)
    nearest = difflib.get_close_matches(key, keys, n=1)
    more = len(keys) - MOST_NAMED
    some = ", ".join(keys[:MOST_NAMED]) + (f", and {more:,} more" if more > 0 else "")
    remedy = f'did you mean "{nearest[0]}"?' if nearest else f"there are: {some}"
    return f'there is no {what} "{key}"; {remedy}'
