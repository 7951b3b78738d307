"""Who is most like an organisation: of its kind and sector, nearest in size, on any network."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.flags import is_held
from site_src.index import address_of
from site_src.page import plural
from site_src.peers import NETWORKS

if TYPE_CHECKING:
    from collector.model import Organisation
    from site_src.index import Index

MOST = 5
FOLLOWERS = "following-per-follower"  # whose denominator they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """One organisation like another, and how large it is."""

    name: str
    address: str
    words: str


class Sizes:
    """Everybody's followers on their largest network, by kind and sector, the smallest first."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._size = {slug: _size(index, slug) for slug in index.organisations}
        rows: defaultdict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        for slug, one in index.organisations.items():
            count, _ = self._size[slug]
            if count:
                rows[one.kind, one.sector].append((count, slug))
        self._rows = {group: sorted(each) for group, each in rows.items()}

    def near(self, one: Organisation) -> tuple[Alike, ...]:
        """Return who is nearest in size, nearest first; none where its own is not known."""
        mine, _ = self._size[one.slug]
        if not mine:
            return ()
        row = self._rows[one.kind, one.sector]
        at = bisect_left(row, (mine, one.slug))
        around = row[max(0, at - MOST) : at] + row[at + 1 : at + 1 + MOST]
        around.sort(key=lambda other: (abs(math.log(other[0] / mine)), other[1]))
        return tuple(self._alike(slug) for _, slug in around[:MOST])

    def _alike(self, slug: str) -> Alike:
        one, (count, network) = self._index.organisations[slug], self._size[slug]
        where = NETWORKS.get(network, network)
        return Alike(
            name=one.name,
            address=address_of(one),
            words=f"{plural(count, 'follower')} on {where}",
        )


def _size(index: Index, slug: str) -> tuple[int, str]:
    """Return its followers where it has most, and where that is; 0 where nobody counted them."""
    if is_held(index.standings, slug):
        return 0, ""
    values = (index.value(slug, network, FOLLOWERS) for network in index.networks(slug))
    known = [
        (round(value.estimate.denominator), value.network)
        for value in values
        if value is not None and value.estimate.denominator
    ]
    return max(known, default=(0, ""))
