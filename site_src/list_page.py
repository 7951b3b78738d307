"""Everybody from A to Z: whole without a script."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from site_src.index import address_of
from site_src.page import Page, plural
from site_src.sectors import sector_words

if TYPE_CHECKING:
    from collector.model import Organisation
    from site_src.index import Index


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One organisation in a list."""

    name: str
    sort_name: str
    address: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A part of a list, under its letter or its table."""

    id: str
    letter: str
    name: str
    members: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """All that a list shows."""

    title: str
    lead: str
    groups: tuple[Letter, ...]


def list_page(index: Index) -> Page:
    """Return everybody by name."""
    everybody = sorted(index.organisations.values(), key=by_name)
    groups = tuple(
        Letter(
            id=f"l-{ord(letter):x}",
            letter=letter,
            name=letter,
            members=tuple(entry(one, address_of(one)) for one in ones),
        )
        for letter, ones in groupby(everybody, key=_letter)
    )
    lead = f"{plural(len(everybody), 'organisation')}. Each name leads to its page."
    return Page(
        address="all/",
        title="Everybody, A to Z",
        description="Every organisation on the list, by name.",
        template="all",
        content=Roll(title="Everybody, A to Z", lead=lead, groups=groups),
    )


def entry(one: Organisation, address: str) -> Entry:
    """Return an organisation as a list shows it."""
    return Entry(name=one.name, sort_name=one.name.lower(), address=address, words=kind_words(one))


def kind_words(one: Organisation) -> str:
    """Return what it is: council, unitary."""
    return f"{one.kind.value.replace('-', ' ')}, {sector_words(one.sector)}"


def by_name(one: Organisation) -> tuple[str, str, str]:
    """Return where an organisation stands in a list."""
    return _letter(one), one.name.casefold(), one.slug


def _letter(one: Organisation) -> str:
    """Return the letter it is found under; what begins with none stands under #."""
    first = unicodedata.normalize("NFKD", one.name.strip())[:1].upper()
    return first if first.isalpha() else "#"
