"""Why the ranks of a league are others than they were: told of some, and in its CSV of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.index import address_of
from site_src.page import day, plural
from site_src.since import MONTH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from site_src.index import Index
    from site_src.model import League, Place

STILL = "Nothing changed."
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


def words_of(index: Index, league: League) -> Mapping[str, str]:
    """Return why each rank moved, by organisation."""
    table, metric = league.table.id, league.metric
    found = {
        place.organisation: index.standings.moves.get((table, metric, place.organisation), "")
        for place in league.ranked
    }
    return {slug: words for slug, words in found.items() if words}


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
