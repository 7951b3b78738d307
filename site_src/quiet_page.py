"""What stands where a chart or a table stood that an edition froze, and that tonight has none.

No address that was ever cited leads nowhere: it says what is not there, and what is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.chart_ids import chart_address
from site_src.editions_page import edition_address
from site_src.embed import embed_address
from site_src.index import table_address
from site_src.metrics import METRICS
from site_src.page import Link, Page

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from site_src.index import Index
    from site_src.model import PeerTable

NO_CHART = "Nobody has a figure for this chart tonight. It comes back here when somebody has."
NO_TABLE = "Too few are left in this table for one of its own. Its members are ranked here now:"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietView:
    """What is not there tonight, and where to go instead."""

    title: str
    lead: str
    links: tuple[Link, ...]
    chart: str = ""  # the address of its own page, in a frame


def quiet_pages(
    index: Index, weeks: Mapping[str, Sequence[str]], drawn: Collection[str]
) -> Iterator[Page]:
    """Yield a page for every chart and table that was frozen and is not there tonight."""
    tables = {table.id: table for table in index.standings.tables}
    left: dict[str, list[str]] = {}
    for chart in sorted(weeks.keys() - set(drawn)):
        table, _, metric = chart.partition("--")
        if metric in METRICS:
            yield from _chart(chart, metric, tables.get(table), weeks[chart])
    for chart in weeks:
        table, _, metric = chart.partition("--")
        if table not in tables and metric in METRICS:
            left.setdefault(table, []).append(metric)
    for table, metrics in sorted(left.items()):
        yield from _table(index, table, metrics)


def _chart(
    chart: str, metric: str, table: PeerTable | None, weeks: Sequence[str]
) -> Iterator[Page]:
    name = METRICS[metric].name
    view = QuietView(
        title=f"{name}: {table.title}" if table else name,
        lead=NO_CHART,
        links=tuple(
            Link(name=f"As it was frozen: {week}", address=edition_address(week, chart))
            for week in weeks
        ),
    )
    yield _page(chart_address(chart), view, "Data")
    framed = QuietView(
        title=view.title, lead=NO_CHART, links=view.links, chart=chart_address(chart)
    )
    yield _page(embed_address(chart), framed, "Data", "quiet_embed")


def _table(index: Index, table: str, metrics: Sequence[str]) -> Iterator[Page]:
    """Yield the pages of a table that has merged with others: all of its network and kind."""
    kin = [
        one
        for one in index.standings.tables
        if f"{table}-".startswith(f"{one.network}-{one.kind.value}-")
    ]
    view = QuietView(
        title="A table that has merged with others",
        lead=NO_TABLE if kin else "Nobody of this table is on the list tonight.",
        links=tuple(Link(name=one.title, address=table_address(one)) for one in kin),
    )
    front = f"leagues/{table}/"
    for address in (front, *(f"{front}{metric}/" for metric in sorted(set(metrics)))):
        yield _page(address, view, "Leagues")


def _page(address: str, view: QuietView, section: str, template: str = "quiet") -> Page:
    return Page(
        address=address,
        title=view.title,
        description=view.lead,
        template=template,
        section=section,
        content=view,
        is_indexed=False,
    )
