"""Where a league leads on to: its table's front, its index, its feed, and a badge to carry away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.badge import BADGE, drawn, league_badge
from site_src.index import table_address
from site_src.weigh_rows import weigh_address

if TYPE_CHECKING:
    from site_src.badge import Badge
    from site_src.index import Index
    from site_src.model import League


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Where a league leads on to; the measure that leads its table has the badge."""

    front: str
    weigh: str
    badge: Badge | None
    metric: str

    @property
    def files(self) -> dict[str, str]:
        """The files that lie beside the table's front."""
        return {} if self.badge is None else {BADGE: drawn(self.badge)}

    def home(self, canonical: str | None) -> str:
        """Return the whole address of the table's front, from that of the league."""
        return (canonical or self.front).removesuffix(f"{self.metric}/")


def ways(index: Index, league: League) -> Ways:
    """Return where a league leads on to."""
    table = league.table
    is_front = league.metric == index.headline(table.id)
    return Ways(
        front=table_address(table),
        weigh=weigh_address(table),
        badge=league_badge(index, league) if is_front else None,
        metric=league.metric,
    )
