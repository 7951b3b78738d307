"""Everybody from A to Z, and everybody who may be compared: whole without a script."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from site_src.index import address_of
from site_src.page import Page, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    everybody = sorted(index.organisations.values(), key=_key)
    groups = tuple(
        Letter(
            id=f"l-{ord(letter):x}",
            letter=letter,
            name=letter,
            members=tuple(_entry(one, address_of(one)) for one in ones),
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


def compare_list_page(index: Index) -> Page:
    """Return everybody who may be set beside peers, by table."""
    return Page(
        address="compare/",
        title="Compare",
        description="Set an organisation beside its nearest peers and the median of its table.",
        template="compare",
        section="Compare",
        content=Roll(title="Compare", lead="", groups=tuple(_by_table(index))),
    )


def _by_table(index: Index) -> Iterator[Letter]:
    for table in index.standings.tables:
        members = sorted((index.organisations[slug] for slug in table.members), key=_key)
        yield Letter(
            id=f"t-{table.id}",
            letter="",
            name=table.title,
            members=tuple(_entry(one, f"compare/{one.slug}/") for one in members),
        )


def _entry(one: Organisation, address: str) -> Entry:
    return Entry(name=one.name, sort_name=one.name.lower(), address=address, words=kind_words(one))


def kind_words(one: Organisation) -> str:
    """Return what it is: council, unitary."""
    return f"{one.kind.value.replace('-', ' ')}, {one.sector.replace('-', ' ')}"


def _key(one: Organisation) -> tuple[str, str, str]:
    return _letter(one), one.name.casefold(), one.slug


def _letter(one: Organisation) -> str:
    """Return the letter it is found under; what begins with none stands under #."""
    first = unicodedata.normalize("NFKD", one.name.strip())[:1].upper()
    return first if first.isalpha() else "#"
