"""Figures of the past in a living ledger: each with its day and its file, on the front page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.flags import is_pick
from site_src.index import address_of
from site_src.page import day, listed, plural
from site_src.peers import NETWORKS

if TYPE_CHECKING:
    from site_src.index import Index
    from site_src.model import Historic

MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoricLine:
    """One account's newest imported counts, as the front page tells them."""

    name: str
    address: str
    words: str
    day: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """What the front page tells of the past, and of how many accounts more there is something."""

    lines: tuple[HistoricLine, ...]
    note: str


def archive(index: Index) -> Archive | None:
    """Return what a living site tells of the past; None where nothing was imported."""
    known = [
        one
        for one in index.standings.historic
        if one.organisation in index.organisations
        and is_pick(index.standings, one.organisation, one.network)
    ]
    if not known:
        return None
    known.sort(key=lambda one: (-(one.followers or 0), one.organisation, one.account))
    shown = (
        f"{MOST} of {len(known):,} accounts" if len(known) > MOST else plural(len(known), "account")
    )
    return Archive(
        lines=tuple(_line(index, one) for one in known[:MOST]),
        note=f"{shown} with figures of the past. They were imported from files, not read by us.",
    )


def _line(index: Index, one: Historic) -> HistoricLine:
    told = {"follower": one.followers, "follow": one.following}
    counts = [plural(count, noun) for noun, count in told.items() if count is not None]
    organisation = index.organisations[one.organisation]
    return HistoricLine(
        name=organisation.name,
        address=address_of(organisation),
        words=f"{listed(counts)} on {NETWORKS.get(one.network, one.network)} (@{one.account})",
        day=day(one.night),
        file=one.file,
    )
