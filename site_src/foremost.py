"""The network that an organisation's page is about: its cards, its charts, its peers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from site_src.cards import cards
from site_src.chart_hours import hours_chart
from site_src.course import charted, course
from site_src.family import absent, families
from site_src.headcount import has_headcounts, headcounts
from site_src.metrics import METRICS, Unit
from site_src.nearest import peers
from site_src.peers import NETWORKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collector.model import Organisation
    from site_src.cards import Card
    from site_src.chart_hours import Hours
    from site_src.course import Course
    from site_src.family import FamilyRows
    from site_src.headcount import Headcounts
    from site_src.index import Index
    from site_src.model import Point
    from site_src.nearest import Peers
    from site_src.page import Link

LEAST_MOVED = 0.05  # of the scale: below that, a line is as good as its last point


class Drawn:
    """The charts of an organisation on one network, each made when it is asked for."""

    def __init__(self, index: Index, one: Organisation, network: str) -> None:
        self._index, self._one, self._network = index, one, network
        self.weeks = charted(index, one.slug, network)
        self.chart = cache(self._course)

    def _course(self, key: str) -> Course:
        """Return the chart of a measure, of those that have weeks."""
        return course(self._index, self._one.slug, self._network, key, self.weeks[key])

    @property
    def charts(self) -> tuple[Course, ...]:
        """The charts of its weeks."""
        return tuple(self.chart(key) for key in self.weeks)

    @cached_property
    def headcounts(self) -> Headcounts | None:
        """The charts of its nightly counts."""
        return headcounts(self._index, self._one.slug, self._network)

    @property
    def asked(self) -> tuple[str, ...]:
        """The charts of nightly counts to which a question may lead, if one is asked."""
        if not self._index.standings.warnings.get((self._one.slug, self._network)):
            return ()
        return tuple(one.id for one in self.headcounts.charts) if self.headcounts else ()

    @cached_property
    def has_headcounts(self) -> bool:
        """Whether there are charts of its nightly counts."""
        return has_headcounts(self._index, self._one.slug, self._network)

    @cached_property
    def hours(self) -> Hours | None:
        """The grid of the hours of its week."""
        facts = self._index.standings.rotas.get((self._one.slug, self._network))
        if facts is None:
            return None
        return hours_chart(f"{self._network}-hours", facts, hours=self._one.hours)

    @property
    def has_gaps(self) -> bool:
        """Whether a chart is hatched anywhere."""
        nightly = self.headcounts.charts if self.headcounts else ()
        is_broken = any(one.svg.gaps for one in self.charts) or any(one.gaps for one in nightly)
        return is_broken or bool(self.hours and self.hours.hatch)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foremost:
    """The network on which it is ranked by most measures."""

    id: str
    name: str
    note: str
    cards: tuple[Card, ...]
    families: tuple[FamilyRows, ...]  # none where its networks stand side by side
    absent: tuple[Link, ...]
    chart: Course | None
    hours: Hours | None
    peers: Peers | None

    @property
    def has_gaps(self) -> bool:
        """Whether anything is hatched here."""
        return bool((self.chart and self.chart.svg.gaps) or (self.hours and self.hours.hatch))


def foremost(
    index: Index, one: Organisation, network: str, charts: Drawn, *, is_alone: bool
) -> Foremost:
    """Return what the page shows of the network that it is about."""
    shown = tuple(cards(index, one.slug, network))
    several = sum(account.network == network for account in one.accounts) > 1
    return Foremost(
        id=network,
        name=NETWORKS.get(network, network),
        note=_legend(shown) + (" Its official accounts are counted together." if several else ""),
        cards=shown,
        families=families(index, one.slug, network) if is_alone else (),
        absent=absent(index, one.slug, network) if is_alone else (),
        chart=_main(index, one.slug, network, charts),
        hours=charts.hours,
        peers=peers(index, one, network),
    )


def _main(index: Index, slug: str, network: str, charts: Drawn) -> Course | None:
    """Return the chart of what leads the table; of what has hardly moved, another that has."""
    lead = index.lead(slug, network)
    first = lead.league.metric if lead else ""
    keys = sorted(charts.weeks, key=lambda key: key != first)
    moved = (key for key in keys if _has_moved(METRICS[key].unit, charts.weeks[key]))
    chosen = next(moved, next(iter(keys), None))
    return None if chosen is None else charts.chart(chosen)


def _has_moved(unit: Unit, weeks: Sequence[Point]) -> bool:
    values = [point.value for point in weeks]
    whole = 1.0 if unit is Unit.SHARE else max(values)
    return max(values) - min(values) >= LEAST_MOVED * whole > 0


def _legend(shown: Sequence[Card]) -> str:
    if not any(card.mark for card in shown):
        return ""
    legend = "Dot: measured. Line: where the true value very likely lies (95%)."
    if any(card.median is not None for card in shown):
        legend += " Dotted upright: median of its peers."
    return f"{legend} Each figure leads to its receipt."
