"""The rows that programs are served, declared once: schemas, data package and dictionary say this.

The rows themselves are plain dicts, made by the thousand; the tests hold them to it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from collector.model import (
    Flag,
    Gap,
    Kind,
    OpeningKind,
    Role,
    State,
)
from site_src.metric import Better  # noqa: TC001 - the same
from site_src.metrics import Unit  # noqa: TC001 - the same
from site_src.publish import COLUMNS, FIGURE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class Part(BaseModel):
    """A part of a document; readers are to pass over fields that they do not know."""

    model_config = ConfigDict(extra="ignore")


class Receipt(Part):
    """One metric of one account, or of an organisation's accounts on a network together.

    What is not told of it is null, false or an empty list, and never a zero.
    """

    network: str = Field(description="The network of the account.")
    account: str | None = Field(
        default=None,
        description="Its handle; null where the figure is the organisation’s own on the network.",
    )
    metric: str = Field(description="The key of the measure.")
    state: State = Field(description="exact, estimate, bound or gap.")
    reason: Gap | None = Field(default=None, description="Why there is no figure, or only a bound.")
    value: float | None = Field(
        description="The figure; null in a gap, and for a time not reached within 7 days."
    )
    lo: float | None = Field(default=None, description="The lower end of its range.")
    hi: float | None = Field(
        default=None, description="The upper end; none for a time whose range is open."
    )
    numerator: float | None = Field(default=None, description="What was counted above the line.")
    denominator: float | None = Field(default=None, description="What was counted below it.")
    n: int | None = Field(default=None, description="How many observations stand behind it.")
    window: str | None = Field(
        default=None, description="From when to when was counted, as ISO 8601 writes it."
    )
    measured: date | None = Field(
        default=None, description="The night it was measured for: its as-of date."
    )
    collected_at: datetime | None = Field(default=None, description="When the account was read.")
    method_version: int = Field(description="The number of the method that made it.")
    rank: int | None = Field(default=None, description="Its rank; null where it has none.")
    best: int | None = Field(default=None, description="The first of the ranks that would fit.")
    worst: int | None = Field(default=None, description="The last of the ranks that would fit.")
    tied: bool | None = Field(
        default=None, description="Whether others share its rank; null where it has none."
    )
    of: int | None = Field(
        default=None, description="How many are ranked beside it; null where it is not."
    )
    peer_table: str | None = Field(
        default=None, description="The table it is ranked in; null where it is not."
    )
    unranked: str | None = Field(default=None, description="Why it has no rank, in words.")
    kind: OpeningKind | None = Field(
        default=None, description="Which messages count: replies, or mentions and replies."
    )
    source: str | None = Field(
        default=None, description="What was asked, and where; none where nothing was counted."
    )
    imported: str | None = Field(
        default=None, description="The file it was imported from; null where it was read."
    )
    on_pages: bool = Field(default=False, description="Whether followers were drawn page by page.")
    flags: list[Flag] = Field(
        default=[], description="What the accounts behind it, or their network, say of themselves."
    )


class Figure(Receipt):
    """The same with its unit."""

    unit: Unit = Field(description="share (0 to 1), ratio, count (for 30 days) or hours.")


class PrintedFigure(Figure):
    """The same as an organisation's page prints it, beside its peers."""

    printed: str = Field(description="The figure as it is printed.")
    median: float | None = Field(
        default=None, description="The median of its table’s ranked; of its own figures alone."
    )


class Latest(Figure):
    """A row of latest.csv: who, and the figure."""

    organisation: str = Field(description="The name of its file and of its address.")
    name: str = Field(description="Its name.")
    organisation_kind: Kind = Field(description="What sort of organisation it is.")
    sector: str = Field(description="What it is among its kind.")
    country: str = Field(description="Its country, by two letters.")


class Past(Part):
    """A row of history.parquet: one week of one measure of an organisation on a network."""

    organisation: str = Field(description="The name of its file and of its address.")
    network: str = Field(description="The network of its accounts.")
    metric: str = Field(description="The key of the measure.")
    night: date = Field(description="The night it was measured for: the newest of its week.")
    state: State = Field(description="exact or estimate: weeks without a figure have no row.")
    value: float | None = Field(description="The figure; null for a time not reached in 7 days.")
    lo: float | None = Field(description="The lower end of its range.")
    hi: float | None = Field(description="The upper end; null for a time whose range is open.")
    method_version: int = Field(description="The number of the method that made it.")


class Change(Part):
    """How a figure differs from an earlier one that shares no data with it."""

    organisation: str = Field(description="Whose figure it is.")
    name: str = Field(description="Its name.")
    network: str = Field(description="The network.")
    metric: str = Field(description="The key of the measure.")
    value: float | None = Field(description="The figure now.")
    change: float = Field(description="By how much it differs.")
    change_lo: float | None = Field(description="The lower end of that difference.")
    change_hi: float | None = Field(description="The upper end of that difference.")
    change_since: date = Field(description="The night of the earlier reading.")
    measured: date | None = Field(description="The night of the newer reading.")
    words: str = Field(description="The same in words.")
    page: str = Field(description="The page of the organisation.")


class Account(Part):
    """An account of an organisation."""

    network: str = Field(description="Its network.")
    handle: str = Field(description="Its handle.")
    role: Role = Field(description="What it is for; leader and team speak for a person.")


class Who(Part):
    """An organisation on the list."""

    organisation: str = Field(description="Its identity for ever: its file and its address.")
    name: str = Field(description="Its name.")
    organisation_kind: Kind = Field(description="What sort of organisation it is.")
    sector: str = Field(description="What it is among its kind.")
    country: str = Field(description="Its country, by two letters.")
    region: str | None = Field(description="Where in its country.")
    networks: list[str] = Field(description="The networks it has accounts on.")
    page: str = Field(description="Its page.")
    url: str = Field(description="Its document in this API.")


class LeagueLine(Part):
    """A league of a peer table: by one measure."""

    metric: str = Field(description="The key of the measure.")
    ranked: int = Field(description="How many are ranked.")
    unranked: int = Field(description="How many are listed without a rank.")
    median: float | None = Field(description="The median of the ranked.")
    page: str = Field(description="Its page.")
    url: str = Field(description="Its document in this API.")


class Table(Part):
    """A peer table: those who may be compared."""

    peer_table: str = Field(description="Its id, for ever.")
    title: str = Field(description="Its title.")
    network: str = Field(description="Its network.")
    organisation_kind: Kind = Field(description="The kind of its members.")
    sector: str | None = Field(description="Their sector; null where several share it.")
    band: str | None = Field(description="Their band of followers; null where it is of all sizes.")
    members: int = Field(description="How many they are.")
    page: str = Field(description="Its page.")
    leagues: list[LeagueLine] = Field(description="Its leagues.")


# As the columns of a league are: their words stand in COLUMNS.
TYPES: dict[str, Any] = {
    "organisation": str,
    "name": str,
    "rank": int | None,
    "best": int | None,
    "worst": int | None,
    "value": float | None,
    "lo": float | None,
    "hi": float | None,
    "state": State,
    "reason": Gap | None,
    "numerator": float | None,
    "denominator": float | None,
    "n": int | None,
    "night": date | None,
    "unranked": str | None,
    "window": str | None,
    "kind": OpeningKind | None,
    "imported": str | None,
    "method_version": int,
    "flags": list[Flag],
    "change": float | None,
    "change_lo": float | None,
    "change_hi": float | None,
    "change_is_real": bool | None,
    "change_since": date | None,
}
ALWAYS = ("organisation", "name", "state", "method_version", FIGURE)


def declared(
    name: str, columns: Mapping[str, tuple[Any, str]], always: Collection[str] | None = None
) -> Any:
    """Return the declaration of a row from its columns: their types and words.

    `always` are those that every row tells; where it is None, all are.
    """
    fields: dict[str, Any] = {
        column: (
            kind,
            Field(description=words)
            if always is None or column in always
            else Field(default=[] if column == "flags" else None, description=words),
        )
        for column, (kind, words) in columns.items()
    }
    return create_model(name, __base__=Part, **fields)


# An organisation's place in a league, ranked or not, with its figure.
Place = declared("Place", {name: (TYPES[name], COLUMNS[name]) for name in TYPES}, ALWAYS)


class MetricLine(Part):
    """A measure as it is declared."""

    metric: str = Field(description="Its key.")
    name: str = Field(description="Its name.")
    question: str = Field(description="What it answers.")
    family: str = Field(description="What it is about.")
    unit: Unit = Field(description="What its figures are counted in.")
    better: Better = Field(description="Which way its ranks run.")
    definition: str = Field(description="What it is.")
    formula: str = Field(description="How it is reckoned, in the ledger’s columns.")
    reckoned: str = Field(description="The same in words.")
    caveat: str = Field(description="What to know of the data.")
    is_not: str = Field(description="What it does not mean.")
    window: str = Field(description="The time that counts, in words.")
    shown_from: str = Field(description="The least data for showing it.")
    ranked_from: str = Field(description="The least data for ranking by it.")
    page: str = Field(description="Its page.")


class Chart(Part):
    """A chart that has a page of its own."""

    id: str = Field(description="Its id, for ever.")
    about: str = Field(description="league, history or movers.")
    title: str = Field(description="Its title.")
    page: str = Field(description="Its page.")
    data: str = Field(description="The document of this API that holds its figures.")
