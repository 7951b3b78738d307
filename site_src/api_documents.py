"""The documents of the API, declared, and their JSON Schemas."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - pydantic reads it
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import Field

from site_src.api_schema import (
    Account,
    Change,
    Chart,
    MetricLine,
    Part,
    Place,
    PrintedFigure,
    Table,
    Who,
)
from site_src.metric import Better  # noqa: TC001 - the same
from site_src.metrics import Unit  # noqa: TC001 - the same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Link(Part):
    """A document and its schema."""

    name: str = Field(description="What it is called.")
    url: str = Field(description="Where it is; {…} stands for a name from another document.")
    schema_url: str = Field(description="Its JSON Schema.")


class Document(Part):
    """What every document of the API begins with."""

    schema_url: str = Field(description="The JSON Schema that it holds to.")
    site: str = Field(description="The site that it is from.")
    night: date = Field(description="The night of the figures.")
    method_version: int = Field(description="The number of the method in force.")
    is_practice: bool = Field(description="Whether every organisation and figure is invented.")
    licence: str = Field(description="Under which licence it may be used.")


class Index(Document):
    """Where everything is."""

    version: str = Field(description="The version of the API.")
    documents: list[Link] = Field(description="Its documents.")
    files: list[str] = Field(description="The files of the data package.")
    feeds: list[str] = Field(description="The feeds; tables and organisations have their own.")


class Organisations(Document):
    """Everybody on the list."""

    organisations: list[Who] = Field(description="By slug.")


class Organisation(Who, Document):
    """One organisation with all its figures."""

    website: str = Field(description="Its own website.")
    accounts: list[Account] = Field(description="Its accounts.")
    tables: dict[str, str] = Field(
        description="Its peer table by network, whether it is ranked there or not."
    )
    values: list[PrintedFigure] = Field(
        description="Its figures by network and measure; then those of each of several accounts."
    )


class Leagues(Document):
    """Every peer table and its leagues."""

    tables: list[Table] = Field(description="By id.")


class League(Document):
    """One peer table by one measure."""

    peer_table: str = Field(description="The id of the table.")
    title: str = Field(description="Its title.")
    network: str = Field(description="The network of its members’ accounts.")
    metric: str = Field(description="The key of the measure.")
    unit: Unit = Field(description="What its figures are counted in.")
    better: Better = Field(description="Which way its ranks run.")
    ranked: int = Field(description="How many are ranked.")
    median: float | None = Field(description="The median of the ranked.")
    page: str = Field(description="Its page.")
    places: list[Place] = Field(description="The ranked in order, then the others.")


class Metrics(Document):
    """Every measure."""

    metrics: list[MetricLine] = Field(description="In the order of the site.")


class Charts(Document):
    """Every chart with a page of its own."""

    charts: list[Chart] = Field(description="By id.")


class Changes(Document):
    """The real changes of a night."""

    real: int = Field(description="How many changes chance does not explain.")
    changes: list[Change] = Field(
        description="Those told: who is held for review, or asks not to be picked, is not named."
    )


DOCUMENTS: Mapping[str, type[Document]] = MappingProxyType(
    {
        "index": Index,
        "organisations": Organisations,
        "organisation": Organisation,
        "leagues": Leagues,
        "league": League,
        "metrics": Metrics,
        "charts": Charts,
        "changes": Changes,
    }
)


def json_schema(model: type[BaseModel], address: str) -> dict[str, Any]:
    """Return a model as a JSON Schema that names its own address."""
    return {"$schema": DIALECT, "$id": address, **model.model_json_schema()}
