"""One page for each organisation: what is known of it, beside its peers, and what stands behind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from site_src.abreast import abreast, silent
from site_src.accounts import account_lines
from site_src.api_rows import organisation_file
from site_src.archives import past_of
from site_src.asked import questions
from site_src.badge import BADGE, badge
from site_src.badge import drawn as badge_drawn
from site_src.chart import nights_figure
from site_src.chart_ids import chart_address, history_chart_id
from site_src.charts.figure import week_figure
from site_src.course import course_figures
from site_src.flags import is_unindexed
from site_src.foremost import Drawn, foremost
from site_src.headcount import nights_id
from site_src.index import address_of, table_address
from site_src.list_page import kind_words
from site_src.metrics import METRICS
from site_src.nights import nights_of
from site_src.own_words import own_words
from site_src.page import Link, Page, web_link
from site_src.peers import NETWORKS
from site_src.portrait import by_rank, portrait, where
from site_src.press import WHOLE
from site_src.publish import compact
from site_src.receipt import OF_ACCOUNTS
from site_src.receipt_page import receipts_page
from site_src.scores import scores
from site_src.similar import Sizes
from site_src.values import VALUES, values_csv

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from collector.model import Organisation
    from site_src.abreast import Abreast, Silent
    from site_src.accounts import AccountLine
    from site_src.archives import Archive
    from site_src.asked import Question
    from site_src.foremost import Foremost
    from site_src.index import Index
    from site_src.nights import Nights
    from site_src.own_words import OwnWords
    from site_src.page import Night, Site
    from site_src.press import Share
    from site_src.scores import Scores
    from site_src.similar import Alike

NO_FIGURE = "There is no figure to show; what is not measured is never printed as a zero."


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationView:
    """All that an organisation's page shows."""

    crumbs: tuple[Link, ...]
    name: str
    kind: str
    where: str
    lead: str
    night: Night
    compare: str | None
    own: OwnWords
    foremost: Foremost | None
    has_gaps: bool
    abreast: Abreast | None
    silent: tuple[Silent, ...]
    no_figure: str
    asked: tuple[Question, ...]
    charted: tuple[Link, ...]  # where the charts stand that are not on this page
    alike: tuple[Alike, ...]
    accounts: tuple[AccountLine, ...]
    account_metrics: tuple[str, ...]
    past: Archive | None  # what others told of it, years ago
    scores: Scores | None
    nights: Nights | None
    edit: str | None
    website: str | None
    as_json: str
    has_badge: bool
    own_charts: tuple[Link, ...]  # to cite, one for each network


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every organisation's page is made from."""

    index: Index
    site: Site
    night: Night
    sizes: Sizes


def desk_of(index: Index, site: Site, night: Night) -> Desk:
    """Return what every organisation's page is made from."""
    return Desk(index=index, site=site, night=night, sizes=Sizes(index))


def organisation_pages(
    index: Index, site: Site, night: Night, share: Share = WHOLE
) -> Iterator[Page]:
    """Yield the page of every organisation, and that of its receipts."""
    desk = desk_of(index, site, night)
    for one in share.mine(index.organisations.values()):
        charts = charts_of(index, one)
        sign = badge(index, one, tuple(charts))
        beside = {VALUES: values_csv(index, one), **_figures(charts)}
        page = organisation_page(desk, one, charts, has_badge=sign is not None)
        yield replace(page, beside=beside | ({BADGE: badge_drawn(sign)} if sign else {}))
        drawn = page.content.foremost and page.content.foremost.chart
        yield receipts_page(index, one, night, charts, sign, drawn.svg.id if drawn else "")


def charts_of(index: Index, one: Organisation) -> dict[str, Drawn]:
    """Return what is drawn of an organisation on each of its networks, the told ones first."""
    return {network: Drawn(index, one, network) for network in _told_first(index, one)}


def organisation_page(
    desk: Desk, one: Organisation, charts: Mapping[str, Drawn], *, has_badge: bool
) -> Page:
    """Return an organisation's page, without the data beside it."""
    first = portrait(desk.index, one, tuple(charts))
    return Page(
        address=address_of(one),
        title=first.title,
        description=first.description,
        template="organisation",
        section="Leagues",
        content=_view(desk, one, first.lead, charts, has_badge=has_badge),
        is_indexed=not is_unindexed(desk.index.standings, one.slug),
    )


def _told_first(index: Index, one: Organisation) -> tuple[str, ...]:
    """Return its networks, those without any figure last."""
    networks = by_rank(index, one.slug)
    mute = {each.id for each in silent(index, one.slug, networks)}
    return tuple(sorted(networks, key=lambda network: network in mute))


def _figures(charts: Mapping[str, Drawn]) -> dict[str, str]:
    """Return the data files of the charts: plotly's figures, and the nightly counts."""
    figures = course_figures([chart for one in charts.values() for chart in one.charts])
    counted = {network: one.headcounts for network, one in charts.items() if one.headcounts}
    for one in counted.values():
        figures |= {c.id: nights_figure(c.name, c.nightly) for c in one.charts}
    weeks = [one.hours for one in charts.values() if one.hours]
    figures |= {hours.id: week_figure(hours) for hours in weeks}
    told = {network: one.told for network, one in counted.items()}
    files = {"history.json": figures, "counts.json": told}
    return {name: compact(each) for name, each in files.items() if each}


def _view(
    desk: Desk, one: Organisation, lead: str, charts: Mapping[str, Drawn], *, has_badge: bool
) -> OrganisationView:
    index, site = desk.index, desk.site
    mute = silent(index, one.slug, tuple(charts))
    loud = [network for network in charts if network not in {each.id for each in mute}]
    table = index.table(one.slug)
    main = loud[0] if loud else None
    first = foremost(index, one, main, charts[main], is_alone=len(loud) == 1) if main else None
    return OrganisationView(
        crumbs=_crumbs(index, one),
        name=one.name,
        kind=kind_words(one),
        where=where(tuple(charts)),
        lead=lead,
        night=desk.night,
        compare=f"compare/{one.slug}/" if table is not None else None,
        own=own_words(index, one),
        foremost=first,
        has_gaps=first is not None and first.has_gaps,
        abreast=abreast(index, one.slug, loud),
        silent=mute,
        no_figure=NO_FIGURE,
        asked=_asked(index, one, charts),
        charted=_charted(charts),
        alike=desk.sizes.near(one),
        accounts=tuple(account_lines(index, one)),
        account_metrics=tuple(METRICS[key].name for key in OF_ACCOUNTS),
        past=None if desk.night.is_archive else past_of(index, one),
        scores=scores(index, one.slug),
        nights=None if desk.night.is_archive else nights_of(index.standings.log, one.slug),
        edit=_edit(site, one),
        website=None if site.is_practice else web_link(one.website),
        as_json=organisation_file(one),
        has_badge=has_badge,
        own_charts=tuple(_own_charts(index, one, charts)),
    )


def _crumbs(index: Index, one: Organisation) -> tuple[Link, ...]:
    table = index.table(one.slug)
    leagues = Link(name="Leagues", address="leagues/")
    if table is None:
        return (leagues,)
    return (leagues, Link(name=table.title, address=table_address(table)))


def _asked(index: Index, one: Organisation, charts: Mapping[str, Drawn]) -> tuple[Question, ...]:
    return tuple(
        question
        for network, each in charts.items()
        for question in questions(
            index,
            one.slug,
            network,
            each.asked,
            names_network=len(charts) > 1,
        )
    )


def _charted(charts: Mapping[str, Drawn]) -> tuple[Link, ...]:
    """Return where the charts stand that this page has no room for."""
    found = []
    for network, one in charts.items():
        name = NETWORKS.get(network, network)
        if one.weeks:
            found.append(Link(name=f"every week on {name}", address=f"h-{network}-weeks"))
        if one.has_headcounts:
            counts = f"followers and follows on {name}"
            found.append(Link(name=counts, address=f"h-{nights_id(network)}"))
    return tuple(found)


def _own_charts(index: Index, one: Organisation, charts: Mapping[str, Drawn]) -> Iterator[Link]:
    """Yield the charts of its weeks that have pages of their own."""
    for network, drawn_there in charts.items():
        if drawn_there.weeks and index.lead(one.slug, network) is not None:
            yield Link(
                name=NETWORKS.get(network, network),
                address=chart_address(history_chart_id(one, network)),
            )


def _edit(site: Site, one: Organisation) -> str | None:
    """Return where the entry is edited; practice entries are in no repository."""
    if site.is_practice or not web_link(site.repository):
        return None
    return f"{site.repository.rstrip('/')}/edit/main/collector/watchlist/{one.file}"
