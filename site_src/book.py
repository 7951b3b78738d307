"""Every page of the site, in order: the standings turned into Page values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from collector.model import State
from site_src.archives import archives_page
from site_src.chart_page import image_of
from site_src.chart_pages import chart_pages
from site_src.compare_list import compare_list_page
from site_src.compare_page import compare_pages
from site_src.coverage import coverage
from site_src.data_page import data_page, status_page
from site_src.dictionary_page import dictionary_page
from site_src.editions_page import editions_page, weeks_of
from site_src.exhibit import exhibits
from site_src.gone_page import gone_pages
from site_src.home_page import home_page
from site_src.index import Index
from site_src.league_page import league_pages
from site_src.leagues_page import leagues_page
from site_src.list_page import list_page
from site_src.method_page import method_page
from site_src.metric_page import metric_pages
from site_src.organisation_page import organisation_pages
from site_src.page import Night, Site, day, listed
from site_src.pictures import pictures_of
from site_src.press import WHOLE
from site_src.quiet_page import quiet_pages
from site_src.search_page import search_page
from site_src.style_page import style_page
from site_src.weigh_page import weigh_pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collector.settings import Settings
    from collector.store.edition import Edition
    from site_src.corrections import Correction
    from site_src.model import Standings
    from site_src.page import Link, Page
    from site_src.press import Share


def site_of(standings: Standings, settings: Settings, nav: Sequence[Link]) -> Site:
    """Return what every page of the site shows; where all was imported, it is an archive."""
    files = _imported(standings)
    is_archive = settings.archive or (bool(files) and None not in files)
    return Site(
        nav=tuple(nav),
        is_practice=standings.is_practice,
        night=standings.night,
        method_version=standings.method_version,
        repository=settings.repository,
        contact=settings.contact,
        archive=day(standings.night) if is_archive else None,
        files=listed(sorted(file for file in files if file)) if any(files) else "",
        base=settings.site_url,
        pictures=settings.budgets.pictures,
        agent=settings.agent,
    )


def _imported(standings: Standings) -> set[str | None]:
    """Return the files that the figures came from; None among them: some were read."""
    return {
        value.imported
        for values in standings.values.values()
        for value in values
        if value.estimate.state is not State.GAP
    }


def _night(standings: Standings, site: Site) -> Night:
    return Night(
        iso=standings.night.isoformat(),
        text=day(standings.night),
        is_watched=not standings.is_practice and site.archive is None,
        is_archive=site.archive is not None,
    )


class Book:
    """All that is generated: what every page needs is made once, the pages when they are asked for.

    A page that has a chart is shown by it where it is linked.
    """

    def __init__(
        self,
        standings: Standings,
        site: Site,
        corrections: Sequence[Correction] = (),
        editions: Sequence[Edition] = (),
    ) -> None:
        self.index, self._site = Index(standings), site
        self._corrections, self._editions = corrections, editions
        self.charts = tuple(exhibits(self.index))
        self.pictures = pictures_of(self.charts, site.pictures)
        self._images = {
            one.home.address: image_of(one, self.pictures.get(one.id, ()))
            for one in self.charts
            if one.home.address
        }

    def pages(self, share: Share = WHOLE) -> Iterator[Page]:
        """Yield the pages that fall to a process, which are all unless another is told."""
        night = _night(self.index.standings, self._site)
        for page in _pages(self.index, self._site, night, share):
            yield replace(page, image=self._images.get(page.canonical or page.address))
        weeks = weeks_of(self._editions)
        yield from chart_pages(
            self.charts,
            self._site,
            night,
            pictures=self.pictures,
            corrections=self._corrections,
            weeks=weeks,
            share=share,
        )
        if share.is_first:
            yield from quiet_pages(self.index, weeks, {one.id for one in self.charts})
            yield editions_page(self._editions, self._corrections)


def pages_of(
    standings: Standings,
    site: Site,
    corrections: Sequence[Correction] = (),
    editions: Sequence[Edition] = (),
) -> Iterator[Page]:
    """Yield every generated page."""
    return Book(standings, site, corrections, editions).pages()


def _pages(index: Index, site: Site, night: Night, share: Share) -> Iterator[Page]:
    yield from organisation_pages(index, site, night, share)
    yield from compare_pages(index, night, share)
    if not share.is_first:
        return
    standings = index.standings
    read = coverage(standings, is_archive=night.is_archive)
    yield home_page(index, night, read)
    if not night.is_archive and (past := archives_page(index)):
        yield past
    yield list_page(index)
    yield leagues_page(index, night)
    yield from league_pages(index, night)
    yield from weigh_pages(index, night)
    yield from gone_pages(index)
    yield compare_list_page(index)
    yield from metric_pages(index)
    yield method_page(site)
    yield data_page(index)
    yield dictionary_page()
    yield status_page(index, night, read)
    yield search_page(index)
    yield style_page()
