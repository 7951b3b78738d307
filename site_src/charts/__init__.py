"""One chart: what it says, its numbers, and the table behind it.

From this one value come the picture to carry away, plotly's figure and the file of its table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from collector.model import State

if TYPE_CHECKING:
    from datetime import date

    from site_src.amount import Unit
    from site_src.chart_hours import Hours
    from site_src.history import History
    from site_src.model import Estimate
    from site_src.scale import Scale
    from site_src.shown import Shown


class Form(StrEnum):
    """Which question a chart answers: who, since when, who moved, at what hours, A or B."""

    LEAGUE = "league"
    HISTORY = "history"
    MOVERS = "movers"
    HOURS = "hours"
    PAIR = "dumbbell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One line of dots and whiskers: whose it is, its figure, and both as they are printed."""

    name: str
    found: Estimate
    text: str
    range: str = ""
    rank: str = ""
    tone: str = ""  # a or b, where two stand beside each other

    @property
    def printed(self) -> str:
        """Its figure in one line: 62% (57–67%)."""
        return f"{self.text} ({self.range})" if self.range else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart of one night. `alt` states its finding with how sure it is, from the numbers.

    `dots`, `history` or `hours` holds what is drawn; `rows` all of it, and what is not drawn too.
    """

    id: str
    form: Form
    title: str
    subtitle: tuple[str, ...]  # what is measured; its unit, window and table
    alt: str
    night: date
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    unit: Unit | None = None
    scale: Scale | None = None
    dots: tuple[Dot, ...] = ()
    history: History | None = None
    hours: Hours | None = None
    median: float | None = None
    median_text: str = ""
    undrawn: str = ""  # who is in the table and not in the picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What stands at the foot of a picture: whose it is, its licence and its lasting address."""

    address: str
    method_version: int
    is_practice: bool = False
    archive: str = ""  # the day that an archive is of
    name: str = "Followback"
    licence: str = "CC BY 4.0"


def ranged(printed: Shown) -> str:
    """Return the range that is printed beside a figure; what was counted in full says so."""
    return "exact" if printed.state == State.EXACT and printed.is_number else printed.range
