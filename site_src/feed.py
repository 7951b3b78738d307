"""Atom feeds: real changes, corrections and editions; of the site, a table, an organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from site_src.editions_page import edition_address
from site_src.flags import is_unindexed
from site_src.index import address_of, table_address
from site_src.metrics import METRICS
from site_src.news import told_changes
from site_src.page import day, plural
from site_src.peers import NETWORKS
from site_src.receipt import receipt_id
from site_src.receipt_page import receipts_address
from site_src.say import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from collector.store.edition import Edition
    from site_src.corrections import Correction
    from site_src.index import Index
    from site_src.model import Change

FEED = "feed.xml"
MOST = 100  # entries of a feed, the newest first
RIGHTS = "CC BY 4.0: https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing to tell; its id is an address that leads nowhere else, and is never reused."""

    id: str
    title: str
    text: str
    link: str
    updated: date
    about: str  # change, correction or edition
    organisation: str = ""
    table: str = ""


def feeds(
    index: Index, home: str, corrections: Sequence[Correction], editions: Sequence[Entry] = ()
) -> Iterator[tuple[str, str]]:
    """Yield every feed: its address from the root of the site, its text."""
    changes = tuple(_changes(index, home))
    others = [*(_correction(home, one) for one in corrections), *editions]
    yield FEED, _feed(index, home, FEED, "Followback", "", (*changes, *others))
    for table in index.standings.tables:
        address = table_address(table)
        mine = [one for one in changes if one.table == table.id]
        yield address + FEED, _feed(index, home, address + FEED, table.title, address, mine)
    by_slug: dict[str, list[Entry]] = {}
    for one in changes:
        by_slug.setdefault(one.organisation, []).append(one)
    corrected: dict[str, list[Entry]] = {}
    for said in corrections:
        corrected.setdefault(said.page, []).append(_correction(home, said))
    for found in index.organisations.values():
        page = address_of(found)
        entries = [*by_slug.get(found.slug, ()), *corrected.get(page, ())]
        yield page + FEED, _feed(index, home, page + FEED, found.name, page, entries)


def edition_entry(home: str, edition: Edition) -> Entry:
    """Return what is told of an edition, once and for good."""
    link = f"{home}{edition_address(edition.week)}"
    return Entry(
        id=link,
        title=f"Edition {edition.week}",
        text=f"{plural(len(edition.charts), 'chart')} of the night of {day(edition.night)}, frozen "
        "with their tables and data.",
        link=link,
        updated=edition.night,
        about="edition",
    )


def _changes(index: Index, home: str) -> Iterator[Entry]:
    """Yield the real changes that may be told, each once a week.

    Who asks search engines to stay away is left out as well: feeds are copied wherever they go.
    """
    for key, change in told_changes(index):
        if not is_unindexed(index.standings, key[0]):
            yield _change(index, home, key, change)


def _change(index: Index, home: str, key: tuple[str, str, str], change: Change) -> Entry:
    slug, network, metric = key
    one, value, place = index.organisations[slug], index.value(*key), index.standing(*key)
    night = (value.night if value else None) or index.standings.night
    year, week, _ = night.isocalendar()
    name, where = METRICS[metric].name, NETWORKS.get(network, network)
    receipt = f"#{receipt_id(index, value)}" if value else ""
    said = f" {one.name} {sentence(value).rstrip('.')}." if value else ""
    return Entry(
        id=f"{home}{address_of(one)}#{network}-{metric}-{year}-W{week:02}",
        title=f"{one.name}, {name.lower()} on {where}: {change.words}",
        text=f"Chance does not explain this change.{said}",
        link=f"{home}{receipts_address(one)}{receipt}",
        updated=night,
        about="change",
        organisation=slug,
        table=place.league.table.id if place else "",
    )


def _correction(home: str, one: Correction) -> Entry:
    mark = sha256(f"{one.page} {one.wrong}".encode()).hexdigest()[:12]
    return Entry(
        id=f"{home}corrections/#{one.date.isoformat()}-{mark}",
        title=f"Correction: {one.name}",
        text=f"It said: {one.wrong} It is: {one.right}",
        link=home + one.page,
        updated=one.date,
        about="correction",
    )


def _feed(
    index: Index, home: str, address: str, title: str, page: str, entries: Iterable[Entry]
) -> str:
    told = sorted(entries, key=lambda one: (-one.updated.toordinal(), one.id))[:MOST]
    newest = max((one.updated for one in told), default=index.standings.night)
    practice = " (practice data)" if index.standings.is_practice else ""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">',
        f"<id>{_text(home + address)}</id>",
        f"<title>{_text(f'{title}: changes' if page else title)}{practice}</title>",
        f"<updated>{_at(newest)}</updated>",
        f'<link rel="self" type="application/atom+xml" href={_link(home + address)}/>',
        f'<link rel="alternate" type="text/html" href={_link(home + page)}/>',
        f"<author><name>Followback</name><uri>{_text(home)}</uri></author>",
        f"<rights>{RIGHTS}</rights>",
        *(_entry(one) for one in told),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _entry(one: Entry) -> str:
    monday = one.updated - timedelta(days=one.updated.weekday())
    published = monday if one.about == "change" else one.updated
    return (
        f"<entry><id>{_text(one.id)}</id><title>{_text(one.title)}</title>"
        f"<published>{_at(published)}</published><updated>{_at(one.updated)}</updated>"
        f'<category term="{one.about}"/>'
        f'<link rel="alternate" type="text/html" href={_link(one.link)}/>'
        f'<summary type="text">{_text(f"{one.text} Figures of {day(one.updated)}.")}</summary>'
        "</entry>"
    )


def _at(night: date) -> str:
    return f"{night.isoformat()}T00:00:00Z"


def _text(text: str) -> str:
    """Return a text for XML, without the signs that XML may not hold."""
    return escape("".join(sign for sign in text if _is_allowed(sign)))


def _link(address: str) -> str:
    return quoteattr("".join(sign for sign in address if _is_allowed(sign)))


def _is_allowed(sign: str) -> bool:
    """Return whether XML 1.0 may hold a sign: https://www.w3.org/TR/xml/#charsets."""
    return (
        sign in "\t\n\r"
        or "\x20" <= sign <= "\ud7ff"
        or "\ue000" <= sign <= "\ufffd"
        or sign > "\uffff"
    )
