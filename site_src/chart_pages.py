"""Every chart's page, the pages that other sites frame, and the list of all charts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING

from site_src.chart_page import Hung, chart_and_frame
from site_src.downloads import README, readme
from site_src.editions_page import HOME as EDITIONS
from site_src.page import Link, Page, plural
from site_src.press import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from site_src.corrections import Correction
    from site_src.exhibit import Exhibit
    from site_src.page import Night, Site
    from site_src.press import Share

LONG = 1000
MORE = "These are the first thousand. Each organisation’s own page leads to its chart."

NOT_FROZEN: Mapping[str, Sequence[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The charts of one table, or of the organisations."""

    name: str
    charts: tuple[Link, ...]
    more: str  # where those are that a page has no room for


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """All that the list of charts shows."""

    lead: str
    night: Night
    groups: tuple[Group, ...]


def chart_pages(
    shown: Sequence[Exhibit],
    site: Site,
    night: Night,
    *,
    pictures: Mapping[str, tuple[str, ...]],
    corrections: Sequence[Correction] = (),
    weeks: Mapping[str, Sequence[str]] = NOT_FROZEN,
    share: Share = WHOLE,
) -> Iterator[Page]:
    """Yield the list of charts, then for each its page and the one that is framed.

    Each is drawn when its turn comes, so that memory stays flat.
    """
    if share.is_first:
        yield _list(shown, site, night)
    for one in share.mine(shown):
        hung = Hung(
            shown=one,
            site=site,
            night=night,
            pictures=pictures.get(one.id, ()),
            corrections=_corrections(one, corrections),
            weeks=tuple(weeks.get(one.id, ())),
        )
        yield from chart_and_frame(hung)


def _corrections(shown: Exhibit, made: Sequence[Correction]) -> tuple[Correction, ...]:
    """Return the corrections of a chart: of it, of its editions, or of the page whose it is."""
    pages = {shown.address, shown.home.address} - {""}
    return tuple(
        one
        for one in made
        if one.page in pages
        or (one.page.startswith(EDITIONS) and one.page.endswith(f"/{shown.address}"))
    )


def _list(shown: Sequence[Exhibit], site: Site, night: Night) -> Page:
    found = [(name, list(row)) for name, row in groupby(shown, key=lambda one: one.group)]
    groups = tuple(
        Group(
            name=name,
            charts=tuple(Link(name=one.name, address=one.address) for one in row[:LONG]),
            more="" if len(row) <= LONG else MORE,
        )
        for name, row in found
    )
    return Page(
        address="charts/",
        title="Charts to cite, take and show elsewhere",
        description="Every chart at an address of its own, with its data and what may be said.",
        template="charts",
        section="Data",
        content=Charts(
            lead=f"{plural(len(shown), 'chart')}, each at an address that is never used for "
            "another. Every chart comes with its data, what may be said from it and what may not.",
            night=night,
            groups=groups,
        ),
        beside={README: readme(site)},
    )
