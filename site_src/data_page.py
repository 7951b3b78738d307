"""What the ledger holds, from its own declarations, and what became of the night."""

from __future__ import annotations

from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import TYPE_CHECKING

from collector.model import Facts, Gap
from site_src.gaps import GAPS
from site_src.metrics import METRICS, Unit
from site_src.nights import calendar, gap_words, missing_words, night_lines
from site_src.page import Night, Page, day
from site_src.peers import NETWORKS
from site_src.publish import COLUMNS
from site_src.signs import NIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_src.coverage import Coverage
    from site_src.index import Index
    from site_src.metrics import Metric
    from site_src.nights import NightLine, Week
    from site_src.signs import Sign

KEYS = (
    ("night", "The date of the run; its cut-off is 00:00 UTC of that day."),
    (
        "organisation",
        "The name of the organisation’s file and of its address: its identity for ever.",
    ),
    ("network", "The network of the account."),
    ("account", "Its handle; empty in the row that pools several accounts of one organisation."),
    ("id", "The network’s own permanent id of the account."),
    ("gap", "Why nothing was read, where nothing was."),
    ("method_version", "The number of the method that counted it."),
    ("collector_version", "The version of the program that read it."),
)


UNITS = MappingProxyType(
    {
        Unit.SHARE: "a share, 0 to 1",
        Unit.RATIO: "a ratio",
        Unit.COUNT: "a count for 30 days",
        Unit.HOURS: "hours",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the ledger and its meaning."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricLine:
    """A measure as programs name it."""

    key: str
    name: str
    text: str
    unit: str
    formula: str
    floors: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A reason why a cell is empty, with how often it held on the night."""

    code: str
    glyph: str
    name: str
    count: str
    words: str

    @property
    def text(self) -> str:
        """The reason as a word and a sentence."""
        return f"{self.name[:1].upper()}{self.name[1:]}. {self.words}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkLine:
    """One network on the night: how many of its accounts were read, and why not all."""

    name: str
    read: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionary:
    """All that the data page shows."""

    metrics: tuple[MetricLine, ...]
    columns: tuple[Column, ...]
    keys: tuple[Column, ...]
    fields: tuple[Column, ...]
    gaps: tuple[Reason, ...]


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


def data_page() -> Page:
    """Return the data dictionary, as the ledger declares it."""
    counted = tuple(
        Column(name=field.name, text=field.metadata["definition"]) for field in fields(Facts)
    )
    return Page(
        address="data/",
        title="Data",
        description="What the ledger holds, column by column, and under which licence.",
        template="data",
        section="Data",
        content=Dictionary(
            metrics=tuple(_metric(metric) for metric in METRICS.values()),
            columns=tuple(Column(name=name, text=text) for name, text in COLUMNS.items()),
            keys=tuple(Column(name=name, text=text) for name, text in KEYS),
            fields=counted,
            gaps=tuple(_reason(gap, 0) for gap in Gap),
        ),
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
            gaps=tuple(_reason(Gap(reason), count) for reason, count in counts if count),
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


def _metric(metric: Metric) -> MetricLine:
    return MetricLine(
        key=metric.key,
        name=metric.name,
        text=metric.definition,
        unit=UNITS[metric.unit],
        formula=metric.formula,
        floors=f"shown from {metric.shown_from}, ranked from {metric.ranked_from}",
    )


def _reason(gap: Gap, count: int) -> Reason:
    words = GAPS[gap]
    return Reason(
        code=str(gap), glyph=words.glyph, name=words.word, count=f"{count:,}", words=words.sentence
    )
