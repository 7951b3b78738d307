"""The network that an organisation's page is about: its cards, its charts, its peers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.cards import cards
from site_src.chart_hours import hours_chart
from site_src.course import courses
from site_src.family import absent, families
from site_src.headcount import headcounts
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
    from site_src.nearest import Peers
    from site_src.page import Link

LEAST_MOVED = 0.05  # of the scale: below that, a line is as good as its last point


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The charts of an organisation on one network."""

    charts: tuple[Course, ...]
    headcounts: Headcounts | None
    hours: Hours | None

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


def drawn(index: Index, one: Organisation, network: str) -> Drawn:
    """Return the charts of an organisation on a network."""
    facts = index.standings.rotas.get((one.slug, network))
    return Drawn(
        charts=tuple(courses(index, one.slug, network)),
        headcounts=headcounts(index, one.slug, network),
        hours=hours_chart(f"{network}-hours", facts, hours=one.hours) if facts else None,
    )


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
        chart=_main(index, one.slug, network, charts.charts),
        hours=charts.hours,
        peers=peers(index, one, network),
    )


def _main(index: Index, slug: str, network: str, charts: Sequence[Course]) -> Course | None:
    """Return the chart of what leads the table; of what has hardly moved, another that has."""
    lead = index.lead(slug, network)
    key = lead.league.metric if lead else ""
    row = sorted(charts, key=lambda one: one.key != key)
    return next((one for one in row if _has_moved(one)), next(iter(row), None))


def _has_moved(one: Course) -> bool:
    values = [point.value for point in one.svg.points]
    whole = 1.0 if METRICS[one.key].unit is Unit.SHARE else max(values)
    return max(values) - min(values) >= LEAST_MOVED * whole > 0


def _legend(shown: Sequence[Card]) -> str:
    if not any(card.mark for card in shown):
        return ""
    legend = "Dot: measured. Line: where the true value very likely lies (95%)."
    if any(card.median is not None for card in shown):
        legend += " Dotted upright: median of its peers."
    return f"{legend} Each figure leads to its receipt."
