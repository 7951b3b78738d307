"""One watchlist file while it is read, and what the files may hold only once together."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from collector.handle import EXAMPLES, MalformedHandle, canonical
from collector.load.field import nearest
from collector.load.listing import shown
from collector.model import Kind, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from collector.load.entry import EntryForm, Place
    from collector.load.listing import Source

Mark = tuple[int, int]  # line and column, from 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A file's values as plain words, and where each of them and of its keys stands."""

    values: Any = ""
    places: dict[Place, Mark] = field(default_factory=dict)
    keys: dict[Place, Mark] = field(default_factory=dict)
    twins: list[tuple[str, Mark]] = field(default_factory=list)

    def at(self, place: Place, *, key: bool = False) -> Mark:
        """Return where a field stands, or else the group that it is missing from."""
        if key and place in self.keys:
            return self.keys[place]
        while place and place not in self.places:
            place = place[:-1]
        return self.places.get(place, (1, 1))

    def value(self, key: str) -> Any:
        """Return what stands at one of the file's own keys, right or wrong."""
        return self.values.get(key) if isinstance(self.values, dict) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One file, read: its fields where they are right, its problems where they are not."""

    path: Path
    source: Source | None = None
    outline: Outline = field(default_factory=Outline)
    form: EntryForm | None = None
    problems: list[Problem] = field(default_factory=list)

    def tell(self, message: str, at: Mark = (1, 1), *, is_warning: bool = False) -> None:
        """Add a problem of this file."""
        file, (line, column) = shown(self.path), at
        self.problems.append(
            Problem(file=file, line=line, column=column, message=message, is_warning=is_warning)
        )


def tell_of_each(draft: Draft, source: Source) -> None:
    """Tell what a file's fields do not say of themselves: its folder, its sources."""
    _tell_of_its_kind(draft, source)
    _tell_of_unsourced_accounts(draft)


def tell_of_all(drafts: Iterable[Draft]) -> None:
    """Tell what several files share and may not, and what only one of them has."""
    listed = list(drafts)
    _tell_of_shared_slugs(listed)
    _tell_of_shared_accounts(listed)
    _tell_of_lone_sectors(listed)


def _tell_of_its_kind(draft: Draft, source: Source) -> None:
    kind = draft.outline.value("kind")
    if kind in list(Kind) and kind != source.kind:
        home = f"{source.kind.folder}/"
        message = f'kind "{kind}" stands in {home}; move the file to {Kind(kind).folder}/'
        draft.tell(f'{message}, or write "kind: {source.kind}"', draft.outline.at(("kind",)))


def _tell_of_unsourced_accounts(draft: Draft) -> None:
    for place, account in _accounts(draft):
        if "source" not in account:
            message = (
                'this account has no source; add "source: " and the page that names it as theirs'
            )
            draft.tell(message, draft.outline.at(place), is_warning=True)


def _tell_of_lone_sectors(drafts: Iterable[Draft]) -> None:
    held = [(e, e.source.kind, e.form.sector) for e in drafts if e.form and e.source]
    count = Counter((kind, sector) for _, kind, sector in held)
    for draft, kind, sector in held:
        if count[kind, sector] == 1:
            others = sorted(known for like, known in count if like is kind and known != sector)
            remedy = f", or {nearest(sector, others)}" if others else ""
            message = f'no other {kind} has the sector "{sector}"; keep it if it is true{remedy}'
            draft.tell(message, draft.outline.at(("sector",)), is_warning=True)


def _tell_of_shared_slugs(drafts: Iterable[Draft]) -> None:
    taken = defaultdict(list)
    for draft in drafts:
        if draft.source:
            taken[draft.source.slug].append(draft)
    for slug, sharers in taken.items():
        for draft in sharers if len(sharers) > 1 else ():
            other = next(one for one in sharers if one is not draft)
            draft.tell(f'the name "{slug}" is taken by {shown(other.path)}; rename one of them')


def _tell_of_shared_accounts(drafts: Iterable[Draft]) -> None:
    listed = defaultdict(list)
    for draft in drafts:
        for place, account in _accounts(draft):
            if key := _identity(account):
                listed[key].append((draft, (*place, "handle")))
    for (network, handle), sharers in listed.items():
        for draft, place in sharers if len(sharers) > 1 else ():
            other, there = next(one for one in sharers if one != (draft, place))
            where = f"{shown(other.path)}:{other.outline.at(there)[0]}"
            message = f'"{handle}" on {network} is listed at {where} as well; leave one of them'
            draft.tell(message, draft.outline.at(place))


def _accounts(draft: Draft) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Yield the accounts of a file, right or wrong, with their places."""
    accounts = draft.outline.value("accounts")
    for number, account in enumerate(accounts if isinstance(accounts, list) else ()):
        if isinstance(account, dict):
            yield ("accounts", number), account


def _identity(account: dict[str, Any]) -> tuple[str, str] | None:
    """Return what makes an account one: Mastodon's and ActivityPub's are the same fediverse."""
    network, handle = account.get("network"), account.get("handle")
    if network not in tuple(EXAMPLES) or not isinstance(handle, str):
        return None
    try:
        one = "mastodon" if network == "activitypub" else network
        return one, canonical(network, handle).casefold()
    except MalformedHandle:
        return None
