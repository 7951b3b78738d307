"""A chart's page: the picture, its table, its files, what may be said, how to cite and show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.charts.sheet import NARROW, credit_words
from site_src.charts.svg import sheet, svg_in_page
from site_src.cite import citation
from site_src.downloads import CARD, CHART, SVG, credit, downloads, file_name, texts
from site_src.editions_page import edition_address
from site_src.embed import (
    CARD_HEIGHT,
    CARD_WIDTH,
    embed_address,
    framed,
    frozen_snippet,
    snippets,
)
from site_src.page import Image, Link, Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from site_src.charts import Chart
    from site_src.charts.sheet import Sheet
    from site_src.cite import Citation
    from site_src.corrections import Correction
    from site_src.downloads import Download
    from site_src.embed import Framed, Snippet
    from site_src.exhibit import Exhibit
    from site_src.history import History
    from site_src.may_say import Sayings
    from site_src.metrics import Metric
    from site_src.page import Line, Night, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A chart as a page shows it: a history stretches, others are drawn wide and narrow."""

    history: History | None
    wide: str
    narrow: str
    credit: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartView:
    """All that a chart's page shows."""

    chart: Chart
    crumbs: tuple[Link, ...]
    night: Night
    metric: Metric
    home: Link
    drawn: Drawn
    files: tuple[Download, ...]
    sayings: Sayings
    selection: tuple[Line, ...]
    sources: tuple[str, ...]
    corrections: tuple[Correction, ...]
    frozen: tuple[Link, ...]
    citation: Citation
    snippets: tuple[Snippet, ...]
    embed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameView:
    """All that a chart shows in a frame."""

    chart: Chart
    drawn: Drawn
    night: Night
    home: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hung:
    """A chart with what its pages are made from."""

    shown: Exhibit
    site: Site
    night: Night
    pictures: tuple[str, ...]
    corrections: tuple[Correction, ...] = ()
    weeks: tuple[str, ...] = ()  # of the editions in which it is frozen, the newest first


def chart_and_frame(hung: Hung) -> Iterator[Page]:
    """Yield a chart's page with its files, and the one that is framed: it is drawn once for all."""
    seen = framed(hung.shown.chart, credit(hung.shown, hung.site))
    yield _chart_page(hung, seen)
    yield _embed_page(hung, seen)


def _chart_page(hung: Hung, seen: Framed) -> Page:
    shown, chart = hung.shown, hung.shown.chart
    return Page(
        address=shown.address,
        title=f"Chart: {chart.title}",
        description=chart.alt,
        template="chart",
        section="Data",
        content=_view(hung, seen),
        is_indexed=shown.is_indexed,
        image=image_of(shown, hung.pictures),
        oembed=f"{shown.address}oembed.json",
        beside=dict(texts(shown, hung.site, hung.pictures, seen)),
    )


def _embed_page(hung: Hung, seen: Framed) -> Page:
    """Return the page that other sites frame; search engines are led to the chart's own."""
    shown = hung.shown
    return Page(
        address=embed_address(shown.id),
        title=shown.chart.title,
        description=shown.chart.alt,
        template="embed",
        content=FrameView(
            chart=shown.chart,
            drawn=_drawn(hung, seen.wide, seen.narrow),
            night=hung.night,
            home=shown.address,
        ),
        canonical=shown.address,
        is_indexed=False,
    )


def _view(hung: Hung, seen: Framed) -> ChartView:
    shown, site, chart = hung.shown, hung.site, hung.shown.chart
    narrow = None if seen.narrow is None else sheet(chart, credit(shown, site), NARROW)
    address = f"{site.base}{shown.address}"
    picture = file_name(shown, CHART if CHART in hung.pictures else SVG)
    return ChartView(
        chart=chart,
        crumbs=(Link(name="Charts", address="charts/"),),
        night=hung.night,
        metric=shown.metric,
        home=shown.home,
        drawn=_drawn(hung, seen.wide, narrow),
        files=downloads(shown, hung.pictures),
        sayings=shown.sayings,
        selection=shown.selection,
        sources=shown.sources,
        corrections=hung.corrections,
        frozen=tuple(
            Link(name=week, address=edition_address(week, shown.id)) for week in hung.weeks
        ),
        citation=citation(
            chart.title,
            night=chart.night,
            address=address,
            method=site.method_version,
            is_practice=site.is_practice,
        ),
        snippets=(
            *snippets(shown, site, seen.height, f"{address}{picture}"),
            *(frozen_snippet(shown, site, week) for week in hung.weeks[:1]),
        ),
        embed=embed_address(shown.id),
    )


def _drawn(hung: Hung, wide: Sheet, narrow: Sheet | None) -> Drawn:
    """Return a chart as a page shows it; what stretches has its credit below it, as text."""
    chart, foot = hung.shown.chart, credit(hung.shown, hung.site)
    return Drawn(
        history=chart.history,
        wide="" if narrow is None else svg_in_page(wide),
        narrow="" if narrow is None else svg_in_page(narrow),
        credit=credit_words(chart, foot),
        address=foot.address,
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
