"""Where the data is taken: files, API, feeds, examples, and what is promised; and the night's own.

Addresses in it are whole, so that what is copied from the page works as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.model import Gap
from site_src.api import PATTERNS
from site_src.api_documents import DOCUMENTS
from site_src.api_rows import ROOT
from site_src.dataset import dataset
from site_src.dictionary_page import reason_of
from site_src.examples import EXAMPLES
from site_src.nights import calendar, gap_words, missing_words, night_lines
from site_src.page import Night, Page, day
from site_src.peers import NETWORKS
from site_src.signs import NIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_src.coverage import Coverage
    from site_src.dataset import Block
    from site_src.dictionary_page import Reason
    from site_src.examples import Example
    from site_src.index import Index
    from site_src.nights import NightLine, Week
    from site_src.signs import Sign

ADDRESS = "data/"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """A document of the API: where it is, what it holds, and its schema."""

    name: str
    address: str
    text: str
    schema: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """All that the data page shows."""

    index: Index
    documents: tuple[DocumentLine, ...]
    examples: tuple[Example, ...]

    @staticmethod
    def home(canonical: str | None) -> str:
        """Return the address of the site, from that of this page."""
        return (canonical or ADDRESS).removesuffix(ADDRESS)

    def dataset(self, canonical: str | None) -> Block:
        """Return the Dataset for search engines."""
        return dataset(self.index, self.home(canonical))


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkLine:
    """One network on the night: how many of its accounts were read, and why not all."""

    name: str
    read: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """All that the status page shows."""

    headline: str
    night: Night
    coverage: Coverage
    gaps: tuple[Reason, ...]
    networks: tuple[NetworkLine, ...]
    calendar: tuple[Week, ...]
    signs: tuple[Sign, ...]
    nights: tuple[NightLine, ...]
    missing: str


def data_page(index: Index) -> Page:
    """Return what there is to take, and how."""
    return Page(
        address=ADDRESS,
        title="Data",
        description="Every figure as CSV, Parquet and JSON, with an API, feeds and examples.",
        template="data",
        section="Data",
        content=Offer(index=index, documents=tuple(_documents()), examples=EXAMPLES),
    )


def _documents() -> Iterator[DocumentLine]:
    for name, pattern in PATTERNS.items():
        yield DocumentLine(
            name=pattern,
            address=ROOT + pattern,
            text=DOCUMENTS[name].__doc__ or "",
            schema=f"{ROOT}schema/{name}.json",
        )


def status_page(index: Index, night: Night, coverage: Coverage) -> Page:
    """Return what became of the night."""
    counts = sorted(index.standings.gaps.items(), key=lambda item: (-item[1], item[0]))
    return Page(
        address="status/",
        title="Status",
        description="How much was read, and why the rest was not.",
        template="status",
        content=Status(
            headline=f"{coverage.sentence} on {day(index.standings.night)}",
            night=night,
            coverage=coverage,
            gaps=tuple(reason_of(Gap(reason), count) for reason, count in counts if count),
            networks=tuple(_networks(index)),
            calendar=calendar(index.standings.log),
            signs=NIGHTS,
            nights=tuple(night_lines(index.standings.log)),
            missing=missing_words(index.standings.log),
        ),
    )


def _networks(index: Index) -> Iterator[NetworkLine]:
    for network, found in index.standings.log[-1].networks.items() if index.standings.log else ():
        yield NetworkLine(
            name=NETWORKS.get(network, network),
            read=f"{found.read:,} of {found.read + sum(found.gaps.values()):,}",
            words=gap_words(found.gaps),
        )
