"""What a living site tells of the past: each figure with its day and its source, and unranked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from collector.model import Gap, Role
from site_src.flags import is_pick
from site_src.index import address_of
from site_src.page import Page, day, listed, plural, web_link
from site_src.peers import NETWORKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from collector.model import Organisation
    from site_src.index import Index
    from site_src.model import Historic

MOST = 5
ADDRESS = "archives/"
TITLE = "From the archives"
IMPORTED = "They were imported from files, not read by us."
QUOTED = "Others published them; none was read by us, and none is ranked."
BOTH = (
    "They were quoted from pages or imported from files; none was read by us, and none is ranked."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One count of the past as it is printed; without a number it is not known."""

    name: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoricLine:
    """What one source told of one account."""

    name: str
    address: str
    account: str
    words: str
    counts: tuple[Told, ...]
    when: str
    source: str  # who told it: a publisher, a host or a file
    link: str | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """What is told of the past in one place."""

    lines: tuple[HistoricLine, ...]
    note: str
    more: str = ""  # where there are more lines than these: all of them


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivesView:
    """The page of everything that is told of the past."""

    title: str
    lead: str
    lines: tuple[HistoricLine, ...]


def archive(index: Index) -> Archive | None:
    """Return what the front page tells of the past, the oldest first; None where nothing is known.

    Of each account it is one line, and where it can be one with both counts.
    """
    standings = index.standings
    best: dict[tuple[str, str, str], Historic] = {}
    for one in sorted(_all(index), key=_fullest):
        if is_pick(standings, one.organisation, one.network) and _is_official(index, one):
            best[one.organisation, one.network, one.account] = one
    if not best:
        return None
    known = sorted(best.values(), key=lambda one: _by_age(index, one))
    count = plural(len(known), "account")
    shown = f"{MOST} of {count}" if len(known) > MOST else count
    return Archive(
        lines=tuple(_line(index, one) for one in known[:MOST]),
        note=f"{shown} with figures of the past, oldest first. {_whence(known)}",
        more=ADDRESS,
    )


def archives_page(index: Index) -> Page | None:
    """Return the page of all that is known of the past; None where that is nothing."""
    known = sorted(_all(index), key=lambda one: _by_name(index, one))
    if not known:
        return None
    organisations = plural(len({one.organisation for one in known}), "organisation")
    return Page(
        address=ADDRESS,
        title=TITLE,
        description=f"Counts of the past of {organisations}, each with its date and its source.",
        template="archives",
        content=ArchivesView(
            title=TITLE,
            lead=f"Counts of the past of {organisations}, each as its source told it. "
            f"{_whence(known)}",
            lines=tuple(_line(index, one) for one in known),
        ),
    )


def past_of(index: Index, organisation: Organisation) -> Archive | None:
    """Return all that is known of an organisation's past, the oldest first; None: nothing."""
    known = [one for one in _all(index) if one.organisation == organisation.slug]
    if not known:
        return None
    known.sort(key=lambda one: _by_age(index, one))
    return Archive(lines=tuple(_line(index, one) for one in known), note=_whence(known))


def _all(index: Index) -> list[Historic]:
    """Return what may be told: nothing of an account that asks the public web to leave it out."""
    return [
        one
        for one in index.standings.historic
        if one.organisation in index.organisations and not _opted_out(index, one)
    ]


def _opted_out(index: Index, one: Historic) -> bool:
    return any(
        value.estimate.reason is Gap.OPTED_OUT
        for value in index.standings.values.get(one.organisation, ())
        if value.network == one.network and value.account in (None, one.account)
    )


def _is_official(index: Index, one: Historic) -> bool:
    """Return whether the account speaks for its organisation, as a person's does not."""
    key = (one.network, one.account)
    accounts = index.organisations[one.organisation].accounts
    return all(Role(a.role).is_official for a in accounts if (a.network, a.handle) == key)


def _fullest(one: Historic) -> tuple[bool, str]:
    return None not in (one.followers, one.following), _end(one)


def _by_age(index: Index, one: Historic) -> tuple[str, str, str, str]:
    name = index.organisations[one.organisation].name.casefold()
    return _end(one), name, one.account, one.source


def _by_name(index: Index, one: Historic) -> tuple[str, str, str, str, str]:
    name = index.organisations[one.organisation].name.casefold()
    return name, one.organisation, _end(one), one.account, one.source


def _end(one: Historic) -> str:
    """Return the last day that a date may mean, so that a year follows its months."""
    return one.date + "9999-99-99"[len(one.date) :]


def _whence(known: Sequence[Historic]) -> str:
    has_files, has_pages = any(one.file for one in known), any(one.source for one in known)
    if has_files and has_pages:
        return BOTH
    return QUOTED if has_pages else IMPORTED


def _line(index: Index, one: Historic) -> HistoricLine:
    organisation = index.organisations[one.organisation]
    account = f"@{one.account}" if "://" not in one.account else one.account
    network = NETWORKS.get(one.network, one.network)
    return HistoricLine(
        name=organisation.name,
        address=address_of(organisation),
        account=f"{account} on {network}",
        words=f"{_counted(one)} on {network} ({account})",
        counts=tuple(_told(one)),
        when=when(one.date),
        source=one.by or urlsplit(one.source).hostname or one.file,
        link=None if index.standings.is_practice else web_link(one.source),
        note=one.note,
    )


def _counted(one: Historic) -> str:
    told = {"follower": one.followers, "follow": one.following}
    if told == {"follower": None, "follow": None}:
        told = {"post": one.posts}
    return listed([plural(count, noun) for noun, count in told.items() if count is not None])


def _told(one: Historic) -> Iterable[Told]:
    for name in ("followers", "following", "posts"):
        count = getattr(one, name)
        label = "Follows" if name == "following" else name.capitalize()
        yield Told(name=label, number="" if count is None else f"{count:,}")


def when(told: str) -> str:
    """Return a date of the past as exactly as it is known: 2008, May 2008, 12 May 2008."""
    if len(told) == len("2008"):
        return told
    if len(told) == len("2008-05"):
        return f"{date.fromisoformat(f'{told}-01'):%B} {int(told[:4])}"
    return day(date.fromisoformat(told))
