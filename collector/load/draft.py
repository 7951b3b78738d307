"""One watchlist file while it is read, and what the files may hold only once together.

Of ten thousand files little is held at once: a file's outline is drawn again where a problem
with others has to name a line of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from collector.handle import EXAMPLES, MalformedHandle, canonical
from collector.load.field import nearest
from collector.load.listing import shown
from collector.model import Kind, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from collector.load.entry import Place
    from collector.load.listing import Source
    from collector.model import Organisation

Mark = tuple[int, int]  # line and column, from 1
Identity = tuple[str, str]  # network and handle, in one spelling


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


NO_OUTLINE = Outline()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One file, read: its organisation where it is right, its problems where it is not.

    `accounts` are those that it lists, right or wrong, by their numbers. An organisation's file
    has no `outline` here: there are too many of them.
    """

    path: Path
    source: Source | None = None
    organisation: Organisation | None = None
    accounts: tuple[tuple[int, Identity], ...] = ()
    outline: Outline = NO_OUTLINE
    problems: list[Problem] = field(default_factory=list)

    def tell(self, message: str, at: Mark = (1, 1), *, is_warning: bool = False) -> None:
        """Add a problem of this file."""
        file, (line, column) = shown(self.path), at
        self.problems.append(
            Problem(file=file, line=line, column=column, message=message, is_warning=is_warning)
        )


def tell_of_each(draft: Draft, source: Source, outline: Outline) -> None:
    """Tell what a file's fields do not say of themselves: its folder, its sources."""
    _tell_of_its_kind(draft, source, outline)
    _tell_of_unsourced_accounts(draft, outline)
    _tell_of_others_past(draft, outline)


def tell_of_all(drafts: Iterable[Draft], outline_of: Callable[[Draft], Outline]) -> None:
    """Tell what several files share and may not, and what only one of them has."""
    listed = list(drafts)
    _tell_of_shared_slugs(listed)
    _tell_of_shared_accounts(listed, outline_of)
    _tell_of_lone_sectors(listed, outline_of)


def _tell_of_its_kind(draft: Draft, source: Source, outline: Outline) -> None:
    kind = outline.value("kind")
    if kind in list(Kind) and kind != source.kind:
        home = f"{source.kind.folder}/"
        message = f'kind "{kind}" stands in {home}; move the file to {Kind(kind).folder}/'
        draft.tell(f'{message}, or write "kind: {source.kind}"', outline.at(("kind",)))


def _tell_of_unsourced_accounts(draft: Draft, outline: Outline) -> None:
    for place, account in _group(outline, "accounts"):
        if "source" not in account:
            message = (
                'this account has no source; add "source: " and the page that names it as theirs'
            )
            draft.tell(message, outline.at(place), is_warning=True)


def _tell_of_others_past(draft: Draft, outline: Outline) -> None:
    """Tell of counts of the past that are of none of the file's own accounts."""
    own = {identity for _, identity in draft.accounts}
    for place, one in _group(outline, "historic"):
        known = _identity(one)
        if known is not None and known not in own:
            network, handle = known
            message = f'"{handle}" on {network} is none of the accounts of this file'
            draft.tell(
                f"{message}; list it under accounts, or mend the handle",
                outline.at((*place, "handle")),
            )


def _tell_of_lone_sectors(drafts: Iterable[Draft], outline_of: Callable[[Draft], Outline]) -> None:
    held = [
        (e, e.source.kind, e.organisation.sector) for e in drafts if e.organisation and e.source
    ]
    count = Counter((kind, sector) for _, kind, sector in held)
    for draft, kind, sector in held:
        if count[kind, sector] == 1:
            others = sorted(known for like, known in count if like is kind and known != sector)
            remedy = f", or {nearest(sector, others)}" if others else ""
            message = f'no other {kind} has the sector "{sector}"; keep it if it is true{remedy}'
            draft.tell(message, outline_of(draft).at(("sector",)), is_warning=True)


def _tell_of_shared_slugs(drafts: Iterable[Draft]) -> None:
    taken = defaultdict(list)
    for draft in drafts:
        if draft.source:
            taken[draft.source.slug].append(draft)
    for slug, sharers in taken.items():
        for draft in sharers if len(sharers) > 1 else ():
            other = next(one for one in sharers if one is not draft)
            draft.tell(f'the name "{slug}" is taken by {shown(other.path)}; rename one of them')


def _tell_of_shared_accounts(
    drafts: Iterable[Draft], outline_of: Callable[[Draft], Outline]
) -> None:
    listed: dict[Identity, list[tuple[Draft, Place]]] = defaultdict(list)
    for draft in drafts:
        for number, identity in draft.accounts:
            listed[identity].append((draft, ("accounts", number, "handle")))
    for (network, handle), sharers in listed.items():
        for draft, place in sharers if len(sharers) > 1 else ():
            other, there = next(one for one in sharers if one != (draft, place))
            where = f"{shown(other.path)}:{outline_of(other).at(there)[0]}"
            message = f'"{handle}" on {network} is listed at {where} as well; leave one of them'
            draft.tell(message, outline_of(draft).at(place))


def identities(outline: Outline) -> tuple[tuple[int, Identity], ...]:
    """Return what makes each account of a file one, by its number; some say nothing of it."""
    told = ((place[1], _identity(account)) for place, account in _group(outline, "accounts"))
    return tuple((number, identity) for number, identity in told if identity)


def _group(outline: Outline, key: str) -> Iterator[tuple[tuple[str, int], dict[str, Any]]]:
    """Yield the groups of one of a file's lists, right or wrong, with their places."""
    listed = outline.value(key)
    for number, one in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(one, dict):
            yield (key, number), one


def identity(network: str, handle: str) -> Identity:
    """Return what makes an account one: Mastodon's and ActivityPub's are the same fediverse.

    Raises MalformedHandle.
    """
    one = "mastodon" if network == "activitypub" else network
    return one, canonical(network, handle).casefold()


def _identity(account: dict[str, Any]) -> Identity | None:
    network, handle = account.get("network"), account.get("handle")
    if network not in tuple(EXAMPLES) or not isinstance(handle, str):
        return None
    try:
        return identity(network, handle)
    except MalformedHandle:
        return None
