"""From the ledger's rows to everything that is concluded for one night."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from collector.errors import LedgerError
from collector.model import METHOD_VERSION
from site_src.audience import Audiences
from site_src.caution import cautions
from site_src.figures import figures, networks_of, officials
from site_src.flags import flags_of
from site_src.historic import historic
from site_src.league import Entrant, gentle, league
from site_src.log import log
from site_src.metrics import METRICS
from site_src.model import Standings
from site_src.past import Histories
from site_src.peers import Peer, peer_tables, settled_band
from site_src.readings import collected_at, newest_first, uncollected
from site_src.rota import Rotas
from site_src.since import MONTH, all_moves, changes, until

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from collector.model import Observation, Organisation, Watchlist
    from collector.settings import Settings
    from collector.store import Ledger
    from site_src.figures import Figure, OnNetwork, Rows
    from site_src.model import League, PeerTable, Value


def standings_of(
    ledger: Ledger,
    watchlist: Watchlist,
    settings: Settings,
    *,
    night: date | None = None,
    rows: Iterable[Observation] | None = None,
) -> Standings:
    """Return the standings of the ledger's night, its last one if none is named.

    Who has read the ledger already, up to that night or beyond, hands its `rows` over. Raises
    LedgerError where the ledger does not hold the night.
    """
    shown = night or ledger.last_night()
    if shown is None or not ledger.holds(shown):
        which = f"the night of {night}" if night else "any night"
        raise LedgerError(f"the ledger does not hold {which}; collect it first: followback collect")
    return standings(
        ledger.observations(until=shown) if rows is None else rows,
        watchlist,
        shown,
        settings,
        is_practice=watchlist.is_practice,
        collected_at=collected_at(ledger, shown),
    )


@uncollected()
def standings(
    observations: Iterable[Observation],
    watchlist: Watchlist,
    night: date,
    settings: Settings,
    *,
    is_practice: bool,
    collected_at: Mapping[tuple[str, str, str | None, date], datetime],
) -> Standings:
    """Return everything that the observations up to the night come to."""
    rows = newest_first(observations, night)
    found, tables, leagues = _stand(watchlist, rows, night, settings)
    organisations = {one.slug: one for one in watchlist.organisations}
    changed = changes(organisations, rows, found, leagues)
    moved = all_moves(leagues, _earlier(watchlist, rows, night, settings), changed, night - MONTH)
    leagues, moved = _gently(watchlist, leagues, moved) if settings.gentle else (leagues, moved)
    nights = log(watchlist, rows, night)
    return Standings(
        night=night,
        method_version=METHOD_VERSION,
        is_practice=is_practice,
        organisations=organisations,
        values={one.slug: _values(one, found) for one in watchlist.organisations},
        tables=tables,
        leagues=leagues,
        histories=Histories(watchlist.organisations, rows, night),
        read=nights[-1].read if nights else 0,
        listed=nights[-1].listed if nights else 0,
        gaps=nights[-1].gaps if nights else {},
        collected_at=collected_at,
        log=nights,
        changes=changed,
        moves=moved,
        flags=flags_of(watchlist.organisations, rows),
        warnings=cautions(watchlist, rows, night, tables, leagues),
        headcounts=Audiences(watchlist.organisations, rows),
        historic=historic(watchlist.organisations, rows),
        removed=watchlist.removed,
        renamed=watchlist.renamed,
        rotas=Rotas(watchlist.organisations, rows, night),
    )


def _stand(
    watchlist: Watchlist, rows: Rows, night: date, settings: Settings
) -> tuple[dict[tuple[str, str], OnNetwork], tuple[PeerTable, ...], dict[tuple[str, str], League]]:
    """Return the figures, the peer tables and the leagues as they stand on a night."""
    found = {
        (one.slug, network): figures(one, network, rows, night)
        for one in watchlist.organisations
        for network in networks_of(one)
    }
    tables = peer_tables(_peers(watchlist, rows))
    leagues = _leagues(tables, watchlist, found, _ranked_on(rows, night, settings))
    return found, tables, leagues


def _earlier(
    watchlist: Watchlist, rows: Rows, night: date, settings: Settings
) -> dict[tuple[str, str], League]:
    """Return the leagues as they stood four weeks before the night; none, if none did."""
    past = until(rows, night - MONTH)
    return _stand(watchlist, past, night - MONTH, settings)[2] if past else {}


def _gently(
    watchlist: Watchlist,
    leagues: Mapping[tuple[str, str], League],
    moved: Mapping[tuple[str, str, str], str],
) -> tuple[dict[tuple[str, str], League], dict[tuple[str, str, str], str]]:
    """Return the leagues without the ranks of their lowest quarters, and what moved of the rest."""
    names = {one.slug: one.name for one in watchlist.organisations}
    kept = {key: gentle(one, names) for key, one in leagues.items()}
    return kept, {key: moved[key] for key in _named(kept) if key in moved}


def _named(leagues: Mapping[tuple[str, str], League]) -> Iterator[tuple[str, str, str]]:
    """Yield who has a rank in which league."""
    for key, one in leagues.items():
        yield from ((*key, place.organisation) for place in one.ranked if place.rank is not None)


def _values(
    organisation: Organisation, found: Mapping[tuple[str, str], OnNetwork]
) -> tuple[Value, ...]:
    return tuple(
        value
        for network in networks_of(organisation)
        for value in found[organisation.slug, network].values
    )


def _peers(watchlist: Watchlist, rows: Rows) -> Iterator[Peer]:
    """Yield who may be compared, on networks that were ever read: a table of gaps is none."""
    read = {key[1] for key, mine in rows.items() if any(row.facts for row in mine)}
    for one in watchlist.organisations:
        for network in networks_of(one):
            if network in read and officials(one, network):
                yield Peer(
                    slug=one.slug,
                    network=network,
                    kind=one.kind,
                    sector=one.sector,
                    band=settled_band(_followers(one, network, rows)),
                )


def _followers(organisation: Organisation, network: str, rows: Rows) -> Iterator[tuple[date, int]]:
    """Yield each night with the followers of all official accounts, oldest first.

    Where one of several was not read, its last number stands: only the size band hangs on it.
    """
    handles = [one.handle for one in officials(organisation, network)]
    mine = [row for handle in handles for row in rows.get((organisation.slug, network, handle), ())]
    known: dict[str | None, int] = {}
    for row in sorted(mine, key=lambda row: row.night):
        if row.facts is not None and row.facts.followers is not None:
            known[row.account] = row.facts.followers
            if len(known) == len(handles):
                yield row.night, sum(known.values())


def _leagues(
    tables: Sequence[PeerTable],
    watchlist: Watchlist,
    found: Mapping[tuple[str, str], OnNetwork],
    ranked_on: Mapping[str, date],
) -> dict[tuple[str, str], League]:
    names = {one.slug: one.name for one in watchlist.organisations}

    def entrant(slug: str, figure: Figure) -> Entrant:
        return Entrant(
            name=names[slug],
            value=figure.value,
            base=figure.base,
            again=figure.again,
            thin=figure.thin,
            ranked_on=ranked_on.get(slug),
        )

    return {
        (table.id, key): league(
            table,
            metric,
            [entrant(slug, found[slug, table.network].lead[key]) for slug in table.members],
        )
        for table in tables
        for key, metric in METRICS.items()
    }


def _ranked_on(rows: Rows, night: date, settings: Settings) -> dict[str, date]:
    """Return the newcomers, with the night from which each is ranked.

    Who was there on the first night that was read is no newcomer; an import makes nobody one.
    """
    first: dict[str, date] = {}
    for (slug, _, _), mine in rows.items():
        since = next((row.night for row in reversed(mine) if row.imported is None), None)
        if since is not None:
            first[slug] = min(first.get(slug, night), since)
    opened = min(first.values(), default=night)
    embargo = timedelta(days=settings.embargo_days)
    return {
        slug: since + embargo
        for slug, since in first.items()
        if since > opened and night - since < embargo
    }
