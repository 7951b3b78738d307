"""What a league's page shows, and what follows from its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.league_words import counted
from site_src.metrics import Unit
from site_src.page import Link

if TYPE_CHECKING:
    from site_src.league_moves import Moves
    from site_src.league_others import Others
    from site_src.league_rows import Row
    from site_src.league_tools import Tools
    from site_src.league_ways import Ways
    from site_src.metrics import Metric
    from site_src.page import Night, Tab
    from site_src.scale import Label, Scale

LONG = 100  # rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """How a rank of this table is read."""

    rank: str
    interval: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabs:
    """The leagues of one family of measures."""

    name: str
    tabs: tuple[Tab, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeagueView:
    """All that a league's page shows."""

    table_title: str
    headline: str
    lead: str
    night: Night
    counts: str
    order: str
    kind_words: str
    change_words: str
    metric: Metric
    families: tuple[Tabs, ...]
    key: Key | None
    kind_name: str
    span: str
    scale: Scale
    median: int | None
    median_label: Label | None
    has_estimates: bool
    ranked: tuple[Row, ...]
    others: Others
    unranked_title: str
    unranked_words: str
    moves: Moves
    real: str
    tools: Tools
    median_text: str
    since: str
    ways: Ways
    as_json: str
    chart_address: str  # empty where nothing is measured, and so nothing drawn
    crumbs: tuple[Link, ...] = (Link(name="Leagues", address="leagues/"),)

    @property
    def caption(self) -> str:
        """What the table is, for those who cannot see the page around it."""
        name = self.metric.name.lower()
        return f"{self.table_title} by {name}, with ranks and their intervals."

    @property
    def counted(self) -> str:
        """What is counted behind a figure."""
        return counted(self.metric)

    @property
    def axis_name(self) -> str:
        """What the axis is called for those who cannot see it."""
        return f"Scale {self.scale.words}"

    @property
    def is_time(self) -> bool:
        """Whether its figures are times."""
        return self.metric.unit is Unit.HOURS

    @property
    def is_long(self) -> bool:
        """Whether it is too long to lay out what is not on the screen."""
        return len(self.ranked) > LONG

    @property
    def has_bounds(self) -> bool:
        """Whether a row is known within bounds alone."""
        return any(row.stroke and row.stroke.is_bound for row in self.ranked)

    @property
    def has_beyond(self) -> bool:
        """Whether a row's time was not reached."""
        return any(row.stroke and row.stroke.is_beyond for row in self.ranked)

    @property
    def has_changes(self) -> bool:
        """Whether there is anything to say of changes."""
        return any(row.change and row.change.glyph for row in self.ranked)

    @property
    def has_history(self) -> bool:
        """Whether a row has a past to draw."""
        return any(row.spark for row in self.ranked)

    @property
    def middle(self) -> int:
        """How many of the ranked stand above the median."""
        return (len(self.ranked) + 1) // 2
