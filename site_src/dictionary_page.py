"""The data dictionary as a page: every column that is published, from its own declaration."""

from __future__ import annotations

from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import TYPE_CHECKING

from collector.model import Facts, Gap
from site_src.dictionary import HISTORY, HISTORY_COLUMNS, LATEST, LATEST_COLUMNS
from site_src.gaps import GAPS
from site_src.metrics import METRICS, Unit
from site_src.page import Link, Page
from site_src.publish import COLUMNS

if TYPE_CHECKING:
    from site_src.dictionary import Column as Declared
    from site_src.metrics import Metric

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
    """A column of a file and its meaning."""

    name: str
    text: str
    type: str = ""


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
class Dictionary:
    """All that the page shows; the package's files come with their columns."""

    crumbs: tuple[Link, ...]
    metrics: tuple[MetricLine, ...]
    files: tuple[tuple[str, tuple[Column, ...]], ...]
    columns: tuple[Column, ...]
    keys: tuple[Column, ...]
    fields: tuple[Column, ...]
    gaps: tuple[Reason, ...]


def dictionary_page() -> Page:
    """Return the data dictionary, as the files and the ledger declare themselves."""
    counted = tuple(
        Column(name=field.name, text=field.metadata["definition"]) for field in fields(Facts)
    )
    return Page(
        address="data/dictionary/",
        title="Data dictionary",
        description="Every column of every file that is published, and of the ledger behind them.",
        template="dictionary",
        section="Data",
        content=Dictionary(
            crumbs=(Link(name="Data", address="data/"),),
            metrics=tuple(_metric(metric) for metric in METRICS.values()),
            files=(
                (_file(LATEST), _declared(LATEST_COLUMNS)),
                (_file(HISTORY), _declared(HISTORY_COLUMNS)),
            ),
            columns=tuple(Column(name=name, text=text) for name, text in COLUMNS.items()),
            keys=tuple(Column(name=name, text=text) for name, text in KEYS),
            fields=counted,
            gaps=tuple(reason_of(gap, 0) for gap in Gap),
        ),
    )


def _file(address: str) -> str:
    return address.rpartition("/")[2]


def _declared(columns: tuple[Declared, ...]) -> tuple[Column, ...]:
    return tuple(Column(name=one.name, text=one.text, type=one.type) for one in columns)


def _metric(metric: Metric) -> MetricLine:
    return MetricLine(
        key=metric.key,
        name=metric.name,
        text=metric.definition,
        unit=UNITS[metric.unit],
        formula=metric.formula,
        floors=f"shown from {metric.shown_from}, ranked from {metric.ranked_from}",
    )


def reason_of(gap: Gap, count: int) -> Reason:
    """Return a reason in words, with how often it held."""
    words = GAPS[gap]
    return Reason(
        code=str(gap), glyph=words.glyph, name=words.word, count=f"{count:,}", words=words.sentence
    )
