"""The JSON beside the pages, declared: weighed tables, nightly counts, and what charts draw."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - pydantic reads it
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import Field, RootModel

from site_src.api_schema import Part, declared
from site_src.composite import PARTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel


class Headcounts(Part):
    """The nightly counts of an organisation on a network, in columns: a place for each night."""

    night: list[date] = Field(description="The nights.")
    followers: list[int | None] | None = Field(
        default=None, description="How many follow it; null on a night that lacks it."
    )
    follows: list[int | None] | None = Field(
        default=None, description="How many it follows; null on a night that lacks it."
    )


class Drawing(Part):
    """A figure as plotly takes it: https://plotly.com/javascript/reference/."""

    data: list[dict[str, Any]] = Field(description="What is drawn.")
    layout: dict[str, Any] = Field(description="How.")


class Counts(RootModel[dict[str, Headcounts]]):
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
Weighed = declared("Weighed", WEIGHED)


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
        "page-weighing": PageWeighing,
        "page-counts": Counts,
        "page-drawings": Drawings,
        "page-chooser": PageChooser,
    }
)
