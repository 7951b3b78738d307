"""The JSON of an edition, declared: what it froze, what its measures meant, and every hash."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - pydantic reads it
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydantic import Field, RootModel

from site_src.api_schema import Part
from site_src.metric import Better  # noqa: TC001 - the same
from site_src.metrics import Unit  # noqa: TC001 - the same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel


class FrozenFile(Part):
    """A file as it was frozen."""

    sha256: str = Field(description="Its hash.")
    bytes: int = Field(description="Its size.")


class RedactedFile(Part):
    """A file's hash before and after somebody was taken out."""

    old: str = Field(description="Its hash before.")
    new: str | None = Field(None, description="Its hash after; null where it was taken out whole.")


class EditionRedaction(Part):
    """Who was taken out of an edition after leaving the list, and from which files."""

    date: date
    organisation: str = Field(description="Its slug.")
    account: str | None = Field(None, description="Its account, where it was one alone.")
    files: dict[str, RedactedFile] = Field(description="The files that it stood in.")


class EditionManifest(Part):
    """The file manifest.json of an edition: what proves that it stands as it was frozen."""

    week: str = Field(description="Its week: 2026-W47.")
    night: date = Field(description="The night of its figures.")
    method_version: int = Field(description="The number of the method in force.")
    redactions: list[EditionRedaction] = Field(description="What was lawfully taken out since.")
    files: dict[str, FrozenFile] = Field(description="Every file, by its name in the edition.")


class FrozenChart(Part):
    """A chart of an edition."""

    id: str = Field(description="Its id, for ever.")
    title: str = Field(description="Its title.")
    unit: Unit = Field(description="What its figures are counted in.")


class EditionCharts(Part):
    """The file charts.json of an edition."""

    edition: str = Field(description="Its week: 2026-W47.")
    night: date | None = Field(description="The night of its figures.")
    method_version: int = Field(description="The number of the method in force.")
    is_practice: bool = Field(description="Whether every organisation and figure is invented.")
    licence: str = Field(description="Under which licence it may be used.")
    address: str = Field(description="What the address of each chart begins with.")
    charts: list[FrozenChart] = Field(description="All of its charts.")


class FrozenMetric(Part):
    """What a measure meant on the night of an edition."""

    key: str = Field(description="Its key.")
    name: str = Field(description="Its name.")
    question: str = Field(description="What it asks.")
    definition: str = Field(description="What it is.")
    formula: str = Field(description="How it is reckoned.")
    reckoned: str = Field(description="How it is reckoned, in words.")
    window: str = Field(description="The time that counts, in words.")
    caveat: str = Field(description="What to know of the data.")
    is_not: str = Field(description="What it does not mean.")
    shown_from: str = Field(description="From how much it is shown.")
    ranked_from: str = Field(description="From how much it is ranked.")
    unit: Unit = Field(description="What its figures are counted in.")
    better: Better = Field(description="Which way its ranks run.")
    method_version: int = Field(description="The number of the method in force.")


class EditionMetrics(RootModel[list[FrozenMetric]]):
    """The file metrics.json of an edition."""


OF_EDITIONS: Mapping[str, type[BaseModel]] = MappingProxyType(
    {
        "edition-manifest": EditionManifest,
        "edition-charts": EditionCharts,
        "edition-metrics": EditionMetrics,
    }
)
