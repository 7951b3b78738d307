"""A league for programs, with what changed, why its ranks moved, and what its accounts say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from site_src.flags import of_value
from site_src.publish import league_csv, league_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from site_src.index import Index
    from site_src.model import League
    from site_src.publish import Changes, Flags

    Beside = tuple[Mapping[str, str], Changes, Mapping[str, str], Flags]


LEAGUE_CSV = "league.csv"


def rows_told(index: Index, league: League) -> list[dict[str, Any]]:
    """Return a league row by row, the ranked first; the CSV alone says why ranks moved."""
    names, changes, _, flags = _beside(index, league)
    return league_rows(league, names, changes, flags=flags)


def csv_told(index: Index, league: League) -> str:
    """Return the same rows as CSV."""
    return league_csv(league, *_beside(index, league))


def words_of(index: Index, league: League) -> Mapping[str, str]:
    """Return why each rank moved, by organisation."""
    table, metric = league.table.id, league.metric
    found = {
        place.organisation: index.standings.moves.get((table, metric, place.organisation), "")
        for place in league.ranked
    }
    return {slug: words for slug, words in found.items() if words}


def _beside(index: Index, league: League) -> Beside:
    """Return what is told beside the places: names, changes, moves and flags."""
    standings = index.standings
    places = (*league.ranked, *league.unranked)
    names = {slug: index.organisations[slug].name for slug in league.table.members}
    flags = {one.organisation: of_value(standings, one.value) for one in places}
    return names, standings.changes, words_of(index, league), flags
