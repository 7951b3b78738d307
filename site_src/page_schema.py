"""The JSON beside the pages, declared: leagues, an organisation's numbers, and what charts draw."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import Field, RootModel, create_model

from collector.model import Flag, Gap, Kind, OpeningKind, State
from site_src.api_schema import Part, Receipt
from site_src.composite import PARTS
from site_src.metric import Better  # noqa: TC001 - pydantic reads it
from site_src.metrics import Unit  # noqa: TC001 - the same
from site_src.publish import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel


def _declared(name: str, columns: Mapping[str, tuple[Any, str]]) -> Any:
    """Return the declaration of a row from its columns: their types and words."""
    fields: dict[str, Any] = {
        column: (kind, Field(description=words)) for column, (kind, words) in columns.items()
    }
    return create_model(name, __base__=Part, **fields)


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
    "moved": str | None,
}
LeaguePlace = _declared("LeaguePlace", {name: (TYPES[name], COLUMNS[name]) for name in COLUMNS})


class PageLeague(Part):
    """The file league.json: a league as its page shows it."""

    peer_table: str = Field(description="The id of the table.")
    title: str = Field(description="Its title.")
    metric: str = Field(description="The key of the measure.")
    unit: Unit = Field(description="What its figures are counted in.")
    better: Better = Field(description="Which way its ranks run.")
    median: float | None = Field(description="The median of the ranked.")
    licence: str = Field(description="Under which licence it may be used.")
    places: list[LeaguePlace] = Field(  # type: ignore[valid-type]
        description="The ranked in order, then the others."
    )


class Receipts(Part):
    """The file receipts.json, and what `followback explain --json` prints."""

    organisation: str = Field(description="Whose figures they are.")
    night: date = Field(description="The night of the figures.")
    values: list[Receipt] = Field(description="Its figures, those of its accounts last.")


class PageValue(Part):
    """An organisation's figure on a network as its page prints it."""

    network: str = Field(description="The network.")
    metric: str = Field(description="The key of the measure.")
    unit: Unit = Field(description="What it is counted in.")
    state: State = Field(description="exact, estimate, bound or gap.")
    reason: Gap | None = Field(description="Why there is no figure, or only a bound.")
    value: float | None = Field(description="The figure.")
    lo: float | None = Field(description="The lower end of its range.")
    hi: float | None = Field(description="The upper end; null where it is open.")
    numerator: float | None = Field(description="What was counted above the line.")
    denominator: float | None = Field(description="What was counted below it.")
    n: int | None = Field(description="How many observations stand behind it.")
    openings: OpeningKind | None = Field(description="Which messages count.")
    rank: int | None = Field(description="Its rank.")
    best: int | None = Field(description="The first of the ranks that would fit.")
    worst: int | None = Field(description="The last of the ranks that would fit.")
    of: int | None = Field(description="How many are ranked beside it.")
    peer_table: str | None = Field(description="Its table, whether it is ranked or not.")
    median: float | None = Field(description="The median of that table’s ranked.")
    unranked: str | None = Field(description="Why it has no rank, in words.")
    printed: str = Field(description="The figure as it is printed.")
    measured: date | None = Field(description="The night it was measured for.")
    window: str | None = Field(description="From when to when was counted.")
    method_version: int = Field(description="The number of the method that made it.")


class PageValues(Part):
    """The file values.json: an organisation's own numbers."""

    organisation: str = Field(description="Whose numbers they are.")
    name: str = Field(description="Its name.")
    kind: Kind = Field(description="What sort of organisation it is.")
    night: date = Field(description="The night of the figures.")
    licence: str = Field(description="Under which licence it may be used.")
    values: list[PageValue] = Field(description="By network and measure.")


class Headcount(Part):
    """A night's counts of an organisation on a network."""

    night: date = Field(description="The night.")
    followers: int | None = Field(description="How many follow it.")
    followers_median: float | None = Field(description="The median of seven nights, as drawn.")
    follows: int | None = Field(description="How many it follows.")
    follows_median: float | None = Field(description="The median of seven nights, as drawn.")


class Drawing(Part):
    """A figure as plotly takes it: https://plotly.com/javascript/reference/."""

    data: list[dict[str, Any]] = Field(description="What is drawn.")
    layout: dict[str, Any] = Field(description="How.")


class Counts(RootModel[dict[str, list[Headcount]]]):
    """The file counts.json: an organisation's nights, by network."""


class Drawings(RootModel[dict[str, Drawing]]):
    """The files chart.json and history.json: what a page's charts draw, by their ids."""


class PageChooser(Part):
    """The file compare/organisations.json: who may be set beside whom."""

    organisations: list[tuple[str, str, str]] = Field(description="Slug, folder and name of each.")
    tables: dict[str, str] = Field(description="The titles of the peer tables, by id.")


WEIGHED: dict[str, tuple[Any, str]] = {
    "organisation": (str, "Whose score it is."),
    "name": (str, "Its name."),
    "rank": (int | None, "Its rank at equal weights."),
    "best": (int | None, "The first rank that nine of ten weightings keep within."),
    "worst": (int | None, "The last of them."),
    "near_best": (int | None, "The same of weights within half of equal: the first."),
    "near_worst": (int | None, "The last of them."),
    "score": (float | None, "Its score, from 0 to 100."),
    "low": (float | None, "The least that its missing parts allow."),
    "high": (float | None, "The most."),
    "unranked": (str | None, "Why it has no score, in words."),
    **dict.fromkeys(PARTS, (float | None, "Its percentile in the table by this measure.")),
    "geometric_score": (float | None, "Its score by the geometric mean."),
    "geometric_low": (float | None, "The least that its missing parts allow."),
    "geometric_high": (float | None, "The most."),
    "geometric_rank": (int | None, "Its rank by that score."),
    "geometric_best": (int | None, "The first rank that nine of ten weightings keep within."),
    "geometric_worst": (int | None, "The last of them."),
}
Weighed = _declared("Weighed", WEIGHED)


class PageWeighing(Part):
    """The file weighing.json: the reader's index of a table at equal weights."""

    peer_table: str = Field(description="The id of the table.")
    title: str = Field(description="Its title.")
    night: date = Field(description="The night of the figures.")
    weights: dict[str, float] = Field(description="The weight of each part.")
    licence: str = Field(description="Under which licence it may be used.")
    rows: list[Weighed] = Field(  # type: ignore[valid-type]
        description="By score."
    )


BESIDE_PAGES: Mapping[str, type[BaseModel]] = MappingProxyType(
    {
        "page-league": PageLeague,
        "page-receipts": Receipts,
        "page-values": PageValues,
        "page-weighing": PageWeighing,
        "page-counts": Counts,
        "page-drawings": Drawings,
        "page-chooser": PageChooser,
    }
)
