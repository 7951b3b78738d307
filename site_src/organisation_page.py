"""One page for each organisation: what is known of it, beside its peers, and what stands behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.accounts import account_lines
from site_src.asked import questions
from site_src.cards import cards
from site_src.chart import nights_figure
from site_src.course import course_figures, courses
from site_src.explain import places_of, receipts
from site_src.family import absent, families
from site_src.finding import organisation_lead
from site_src.flags import HELD, is_held, is_unindexed
from site_src.headcount import headcounts
from site_src.index import address_of, table_address
from site_src.list_page import kind_words
from site_src.metrics import METRICS
from site_src.nearest import peers
from site_src.nights import nights_of
from site_src.page import Link, Page, day, web_link
from site_src.peers import NETWORKS
from site_src.publish import compact
from site_src.receipt import OF_ACCOUNTS, one_gap
from site_src.receipt_page import receipts_page
from site_src.scores import scores
from site_src.values import value_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collector.model import Organisation
    from site_src.accounts import AccountLine
    from site_src.asked import Question
    from site_src.cards import Card
    from site_src.course import Course
    from site_src.family import FamilyRows
    from site_src.gaps import GapWords
    from site_src.headcount import Headcounts
    from site_src.index import Index
    from site_src.nearest import Peers
    from site_src.nights import Nights
    from site_src.page import Night, Site
    from site_src.scores import Scores

NO_FIGURE = "There is no figure to show; what is not measured is never printed as a zero."


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What the organisation says of itself."""

    purpose: str | None
    hours: str | None
    policy: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The organisation's own reply to its figures."""

    text: str
    day: str
    proof: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnNetwork:
    """Everything known of the organisation on one network."""

    id: str
    title: str
    note: str
    gap: GapWords | None  # where one reason holds for every measure
    asked: tuple[Question, ...]
    cards: tuple[Card, ...]
    families: tuple[FamilyRows, ...]
    absent: tuple[Link, ...]
    charts: tuple[Course, ...]
    headcounts: Headcounts | None
    peers: Peers | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationView:
    """All that an organisation's page shows."""

    crumbs: tuple[Link, ...]
    name: str
    kind: str
    lead: str
    night: Night
    compare: str | None
    held: str  # why its own words are not shown, where they are not
    reply: Answer | None
    side: Side | None
    networks: tuple[OnNetwork, ...]
    has_gaps: bool
    accounts: tuple[AccountLine, ...]
    account_metrics: tuple[str, ...]
    scores: Scores | None
    nights: Nights | None
    edit: str | None
    website: str | None


def organisation_pages(index: Index, site: Site, night: Night) -> Iterator[Page]:
    """Yield the page of every organisation, and that of its receipts."""
    placed = places_of(index.standings)
    for one in index.organisations.values():
        view = _view(index, site, one, night)
        told = receipts(index.standings, one.slug, placed=placed)
        beside = {"receipts.json": compact(told), **value_files(index, one)}
        beside |= _drawn(view.networks)
        yield Page(
            address=address_of(one),
            title=one.name,
            description=view.lead,
            template="organisation",
            section="Leagues",
            content=view,
            is_indexed=not is_unindexed(index.standings, one.slug),
            beside=beside,
        )
        by_network = {network.id: network.charts for network in view.networks}
        nightly = {network.id: network.headcounts for network in view.networks}
        yield receipts_page(index, one, night, by_network, nightly)


def _drawn(networks: Sequence[OnNetwork]) -> dict[str, str]:
    """Return the data files of the charts: plotly's figures, and the nightly counts."""
    figures = course_figures([chart for network in networks for chart in network.charts])
    counted = {one.id: one.headcounts for one in networks if one.headcounts}
    for one in counted.values():
        figures |= {c.id: nights_figure(c.name, c.nightly) for c in one.charts}
    told = {network: one.told for network, one in counted.items()}
    files = {"history.json": figures, "counts.json": told}
    return {name: compact(each) for name, each in files.items() if each}


def _view(index: Index, site: Site, one: Organisation, night: Night) -> OrganisationView:
    networks = index.networks(one.slug)
    table = index.table(one.slug)
    crumbs = [Link(name="Leagues", address="leagues/")]
    if table is not None:
        crumbs.append(Link(name=table.title, address=table_address(table)))
    parts = tuple(_on_network(index, one, network) for network in networks)
    is_silent = is_held(index.standings, one.slug)
    return OrganisationView(
        crumbs=tuple(crumbs),
        name=one.name,
        kind=kind_words(one),
        lead=organisation_lead(index, one.slug),
        night=night,
        compare=f"compare/{one.slug}/" if table is not None else None,
        held=HELD if is_silent else "",
        reply=None if is_silent else _answer(one),
        side=_side(one, is_silent=is_silent),
        networks=parts,
        has_gaps=any(_has_gaps(part) for part in parts),
        accounts=tuple(account_lines(index, one)),
        account_metrics=tuple(METRICS[key].name for key in OF_ACCOUNTS),
        scores=scores(index, one.slug),
        nights=None if night.is_archive else nights_of(index.standings.log, one.slug),
        edit=_edit(site, one),
        website=None if site.is_practice else web_link(one.website),
    )


def _has_gaps(part: OnNetwork) -> bool:
    nightly = part.headcounts.charts if part.headcounts else ()
    return any(one.svg.gaps for one in part.charts) or any(one.gaps for one in nightly)


def _on_network(index: Index, one: Organisation, network: str) -> OnNetwork:
    shown_cards = tuple(cards(index, one.slug, network))
    gap = one_gap(index, one.slug, network)
    nightly = headcounts(index, one.slug, network)
    name = NETWORKS.get(network, network)
    several = sum(account.network == network for account in one.accounts) > 1
    pooled = " Its official accounts are counted together." if several else ""
    return OnNetwork(
        id=network,
        title=f"How it talks on {name}",
        note=NO_FIGURE if gap else f"{_legend(shown_cards)}{pooled}",
        gap=gap,
        asked=tuple(
            questions(index, one.slug, network, [c.id for c in nightly.charts] if nightly else ())
        ),
        cards=() if gap else shown_cards,
        families=() if gap else families(index, one.slug, network),
        absent=() if gap else absent(index, one.slug, network),
        charts=tuple(courses(index, one.slug, network)),
        headcounts=nightly,
        peers=peers(index, one, network),
    )


def _legend(shown_cards: Sequence[Card]) -> str:
    if not any(card.mark for card in shown_cards):
        return NO_FIGURE
    legend = "Dot: measured. Line: where the true value very likely lies (95%)."
    if any(card.median is not None for card in shown_cards):
        legend += " Dotted upright: median of its peers."
    return legend


def _side(one: Organisation, *, is_silent: bool) -> Side | None:
    """Return what it says of itself; of who is held for review no words, only where to read it."""
    if is_silent:
        return Side(purpose=None, hours=None, policy=web_link(one.policy)) if one.policy else None
    if not (one.purpose or one.hours or one.policy):
        return None
    hours = f"{one.hours}, {one.timezone}" if one.hours and one.timezone else one.hours
    return Side(purpose=one.purpose, hours=hours, policy=web_link(one.policy))


def _answer(one: Organisation) -> Answer | None:
    if one.reply is None:
        return None
    return Answer(text=one.reply.text, day=day(one.reply.date), proof=web_link(one.reply.proof))


def _edit(site: Site, one: Organisation) -> str | None:
    """Return where the entry is edited; practice entries are in no repository."""
    if site.is_practice or not web_link(site.repository):
        return None
    file = f"collector/watchlist/{one.kind.folder}/{one.slug}.yml"
    return f"{site.repository.rstrip('/')}/edit/main/{file}"
