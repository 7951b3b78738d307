"""A chart's page: the picture, its table, its files, what may be said, how to cite and show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.charts.sheet import NARROW
from site_src.charts.svg import sheet, svg_in_page
from site_src.cite import citation
from site_src.downloads import CARD, CHART, SVG, credit, downloads, file_name
from site_src.editions_page import edition_address
from site_src.embed import (
    CARD_HEIGHT,
    CARD_WIDTH,
    embed_address,
    frame_height,
    framed,
    frozen_snippet,
    snippets,
)
from site_src.page import Image, Link, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from site_src.charts import Chart
    from site_src.cite import Citation
    from site_src.corrections import Correction
    from site_src.downloads import Download
    from site_src.embed import Snippet
    from site_src.exhibit import Exhibit
    from site_src.may_say import Sayings
    from site_src.metrics import Metric
    from site_src.page import Line, Night, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartView:
    """All that a chart's page shows."""

    chart: Chart
    crumbs: tuple[Link, ...]
    night: Night
    metric: Metric
    home: Link
    wide: str
    narrow: str
    files: tuple[Download, ...]
    sayings: Sayings
    selection: tuple[Line, ...]
    sources: tuple[str, ...]
    corrections: tuple[Correction, ...]
    frozen: tuple[Link, ...]
    citation: Citation
    snippets: tuple[Snippet, ...]
    address: str
    embed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameView:
    """All that a chart shows in a frame."""

    wide: str
    narrow: str
    night: Night


@dataclass(frozen=True, slots=True, kw_only=True)
class Hung:
    """A chart with what its page is made from; its pictures are drawn when it is written."""

    shown: Exhibit
    site: Site
    night: Night
    pictures: tuple[str, ...]
    corrections: tuple[Correction, ...] = ()
    weeks: tuple[str, ...] = ()  # of the editions in which it is frozen, the newest first

    @property
    def view(self) -> ChartView:
        """All that its page shows."""
        shown, site, chart = self.shown, self.site, self.shown.chart
        foot = credit(shown, site)
        wide, small = framed(chart, foot)
        narrow = sheet(chart, foot, NARROW)
        address = f"{site.base}{shown.address}"
        picture = file_name(shown, CHART if CHART in self.pictures else SVG)
        return ChartView(
            chart=chart,
            crumbs=(Link(name="Charts", address="charts/"),),
            night=self.night,
            metric=shown.metric,
            home=shown.home,
            wide=svg_in_page(wide),
            narrow=svg_in_page(narrow),
            files=downloads(shown, self.pictures),
            sayings=shown.sayings,
            selection=shown.selection,
            sources=shown.sources,
            corrections=self.corrections,
            frozen=tuple(
                Link(name=week, address=edition_address(week, shown.id)) for week in self.weeks
            ),
            citation=citation(
                chart.title,
                night=chart.night,
                address=address,
                method=site.method_version,
                is_practice=site.is_practice,
            ),
            snippets=(
                *snippets(shown, site, frame_height((wide, small)), f"{address}{picture}"),
                *(frozen_snippet(shown, site, week) for week in self.weeks[:1]),
            ),
            address=address,
            embed=embed_address(shown.id),
        )

    @property
    def frame(self) -> FrameView:
        """All that it shows in a frame."""
        wide, narrow = framed(self.shown.chart, credit(self.shown, self.site))
        return FrameView(wide=svg_in_page(wide), narrow=svg_in_page(narrow), night=self.night)


def chart_page(hung: Hung) -> Page:
    """Return the page of a chart."""
    shown, chart = hung.shown, hung.shown.chart
    return Page(
        address=shown.address,
        title=f"Chart: {chart.title}",
        description=chart.alt,
        template="chart",
        section="Data",
        content=hung,
        is_indexed=shown.is_indexed,
        image=image_of(shown, hung.pictures),
        oembed=f"{shown.address}oembed.json",
    )


def embed_page(hung: Hung) -> Page:
    """Return the page that other sites frame; search engines are led to the chart's own."""
    return Page(
        address=embed_address(hung.shown.id),
        title=hung.shown.chart.title,
        description=hung.shown.chart.alt,
        template="embed",
        content=hung,
        canonical=hung.shown.address,
        is_indexed=False,
    )


def image_of(shown: Exhibit, pictures: Sequence[str]) -> Image | None:
    """Return the card of a chart, which previews of links show; None where it is not drawn."""
    if CARD not in pictures:
        return None
    return Image(
        address=f"{shown.address}{file_name(shown, CARD)}",
        width=CARD_WIDTH,
        height=CARD_HEIGHT,
        alt=shown.chart.alt,
    )
