"""The search: its page, and what it looks through besides the pages that are read as they are."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from site_src.index import address_of, table_address
from site_src.list_page import kind_words
from site_src.metrics import METRICS
from site_src.page import Page, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collector.model import Organisation
    from site_src.index import Index

SCRIPT = "search.js"
# Read as they are built: their words are worth finding. All others are found by their names.
READ_WHOLE = (
    "method/",
    "metrics/",
    *(f"metrics/{key}/" for key in METRICS),
    "weigh/",
    "data/",
    "data/dictionary/",
    "status/",
    "about/",
    "contribute/",
    "corrections/",
    "keys/",
    "mentions/",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A page as the search knows it: by its name, what it is, and the words it answers to."""

    address: str
    title: str
    kind: str
    words: str

    @property
    def html(self) -> str:
        """The record as the page that the index is made from."""
        return (
            f'<!doctype html><html lang="en"><title>{escape(self.title)}</title><main>'
            f'<h1>{escape(self.title)}</h1><p data-pagefind-meta="kind">{escape(self.kind)}</p>'
            f"<p>{escape(self.words)}</p></main></html>"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """All that the page of the search shows."""

    lead: str
    count: str


def search_page(index: Index) -> Page:
    """Return the page of the search, which leads to the whole list where no script runs."""
    everybody = plural(len(index.organisations), "organisation")
    return Page(
        address="search/",
        title="Search",
        description="Find an organisation, a table, a measure or a part of the method.",
        template="search",
        scripts=(SCRIPT,),
        is_indexed=False,
        content=Search(
            lead=f"{everybody}, {plural(len(METRICS), 'measure')} and the method, by any word.",
            count=everybody,
        ),
    )


def records(index: Index) -> Iterator[Record]:
    """Yield every organisation and every table."""
    for one in index.organisations.values():
        yield Record(
            address=address_of(one),
            title=one.name,
            kind=_capital(kind_words(one)),
            words=_handles(one),
        )
    for table in index.standings.tables:
        yield Record(address=table_address(table), title=table.title, kind="Table", words="")


def _handles(one: Organisation) -> str:
    return " ".join(f"{account.handle} {account.network}" for account in one.accounts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
