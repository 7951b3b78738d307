"""What moved in a league: whose figure changed for real, and why ranks are others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.index import address_of
from site_src.league_data import words_of
from site_src.page import day, plural
from site_src.since import MONTH

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from site_src.index import Index
    from site_src.league_rows import Row
    from site_src.model import League, Place

STILL = "Nothing changed."
NAMED = 3  # more names than this are counted instead
MOST = 60  # a longer list is read by nobody, and weighs as much as the table


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Why a rank is another than it was."""

    name: str
    address: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """The moves that a page tells, and what it says of the others."""

    title: str
    summary: str
    told: tuple[Move, ...]
    still: str


def moves_of(index: Index, league: League) -> Moves:
    """Return why ranks moved, in the order of the table.

    Where too many did, those are told whose own figure changed for real.
    """
    words = words_of(index, league)
    moved = [place for place in league.ranked if _says(words, place) not in ("", STILL)]
    told = moved
    if len(moved) > MOST:
        told = [place for place in moved if _is_real(index, league, place)][:MOST]
    still = sum(said == STILL for said in words.values())
    return Moves(
        title=f"Why ranks are not those of {day(index.standings.night - MONTH)}",
        summary=f"{plural(len(told), 'rank')}, one by one",
        told=tuple(_move(index, place, words) for place in told),
        still=" ".join(filter(None, (_left_out(len(moved) - len(told)), _still(still)))),
    )


def real_words(
    league: League, rows: Sequence[Row], since: date | None, unnamed: Collection[str]
) -> str:
    """Return what changed for real since the usual night; of `unnamed` no name is said."""
    if since is None:
        return ""
    both = zip(league.ranked, rows, strict=True)
    real = [(place, row) for place, row in both if row.change and row.change.is_real]
    if not real:
        return f"Since {day(since)} no change is clear."
    if len(real) > NAMED or any(place.organisation in unnamed for place, _ in real):
        rose = sum((row.change.size or 0) > 0 for _, row in real if row.change)
        both_ways = ((rose, "rose"), (len(real) - rose, "fell"))
        said = " and ".join(f"{count:,} {verb}" for count, verb in both_ways if count)
        return f"Since {day(since)} {said} for real."
    told = [f"{row.name} {row.change.text}" for _, row in real if row.change]
    return f"Since {day(since)}: {', '.join(told)}. No other change is clear."


def _says(words: Mapping[str, str], place: Place) -> str:
    return words.get(place.organisation, "")


def _is_real(index: Index, league: League, place: Place) -> bool:
    key = (place.organisation, league.table.network, league.metric)
    change = index.standings.changes.get(key)
    return change is not None and change.is_real


def _move(index: Index, place: Place, words: Mapping[str, str]) -> Move:
    one = index.organisations[place.organisation]
    return Move(name=one.name, address=address_of(one), words=words[place.organisation])


def _left_out(count: int) -> str:
    if not count:
        return ""
    return f"Of {plural(count, 'other')} the CSV below says why, in its column “moved”."


def _still(count: int) -> str:
    return f"Of {plural(count, 'other')} nothing changed." if count else ""
