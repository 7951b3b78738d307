"""The JSON beside the charts, declared: what a chart shows and what may be said, and its oEmbed."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - pydantic reads it
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from site_src.api_schema import Part
from site_src.metric import Better  # noqa: TC001 - the same
from site_src.metrics import Unit  # noqa: TC001 - the same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel


class ChartMetric(Part):
    """The measure that a chart draws."""

    key: str = Field(description="Its key.")
    name: str = Field(description="Its name.")
    unit: Unit = Field(description="What its figures are counted in.")
    better: Better = Field(description="Which way its ranks run.")
    window: str = Field(description="The time that counts, in words.")
    address: str = Field(description="Its page: how it is reckoned, and what it does not mean.")


class AboutChart(Part):
    """The JSON among a chart's downloads: what it shows, and what may be said of it."""

    id: str = Field(description="Its id, for ever.")
    title: str = Field(description="Its title.")
    subtitle: list[str] = Field(description="The lines below its title.")
    alt: str = Field(description="What it shows, in words.")
    night: date = Field(description="The night of the figures.")
    method_version: int = Field(description="The number of the method in force.")
    is_practice: bool = Field(description="Whether every organisation and figure is invented.")
    address: str = Field(description="Its page.")
    embed: str = Field(description="The page that other sites may frame.")
    metric: ChartMetric = Field(description="The measure that it draws.")
    selection: dict[str, str] = Field(
        description="What it was chosen by, beside measure and night."
    )
    sources: list[str] = Field(description="What was asked, and where.")
    may_say: list[str] = Field(description="What its figures carry.")
    may_not_say: list[str] = Field(description="What they do not.")
    licence: str = Field(description="Under which licence it may be used.")
    credit: str = Field(description="Who is to be named.")
    data: str = Field(description="Every figure behind it, as CSV.")


class Oembed(Part):
    """The file oembed.json beside a chart: https://oembed.com/."""

    version: Literal["1.0"] = Field(description="Of oEmbed.")
    type: Literal["rich"] = Field(description="It is shown by its html.")
    title: str = Field(description="The title of the chart.")
    provider_name: str = Field(description="Who serves it.")
    provider_url: str = Field(description="The site that serves it.")
    cache_age: int = Field(description="For how many seconds it may be kept.")
    html: str = Field(description="What shows it.")
    width: int = Field(description="In pixels.")
    height: int = Field(description="In pixels.")
    thumbnail_url: str = Field(description="A picture of it, or the site’s own.")
    thumbnail_width: int = Field(description="In pixels.")
    thumbnail_height: int = Field(description="In pixels.")


BESIDE_CHARTS: Mapping[str, type[BaseModel]] = MappingProxyType(
    {"chart-about": AboutChart, "chart-oembed": Oembed}
)
