"""The files beside a chart's page: picture, tables, what it is, and how it was chosen.

Every name carries the night: a file that was taken away still says of when it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from site_src.charts import Credit
from site_src.charts.svg import svg_file
from site_src.charts.table import chart_csv
from site_src.embed import oembed
from site_src.page import Line, day, plural
from site_src.publish import compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from site_src.embed import Framed
    from site_src.exhibit import Exhibit
    from site_src.page import Site

CARD, CHART, SVG, SHOWN, ALL = ".png", "-chart.png", ".svg", ".csv", "-all.csv"
ABOUT, README = ".json", "-README.txt"
WORDS = {
    CARD: "the chart as a card to share, with as many rows as it has room for",
    CHART: "the whole chart",
    SVG: "the whole chart, sharp at any size",
    SHOWN: "its table, as it is displayed",
    ALL: "every figure behind it, with state, interval and what was counted",
    ABOUT: "what it is, for programs",
}
NAMES = {
    CARD: "PNG, 1200 × 630",
    CHART: "PNG, 1800 wide",
    SVG: "SVG",
    SHOWN: "CSV as displayed",
    ALL: "CSV of everything",
    ABOUT: "JSON",
    README: "README",
}
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """One file of a chart, by its name in the chart's own folder."""

    file: str
    name: str


def file_name(shown: Exhibit, ending: str) -> str:
    """Return the name of a chart's file, with its night."""
    return f"{shown.id}-{shown.chart.night.isoformat()}{ending}"


def downloads(shown: Exhibit, pictures: Iterable[str]) -> tuple[Download, ...]:
    """Return the files of a chart; of pictures those that are drawn."""
    drawn = set(pictures)
    endings = (one for one in NAMES if one in drawn or one not in (CARD, CHART))
    return tuple(Download(file=file_name(shown, one), name=NAMES[one]) for one in endings)


def credit(shown: Exhibit, site: Site) -> Credit:
    """Return what stands at the foot of a chart's pictures."""
    return Credit(
        address=f"{site.base}{shown.address}".partition("://")[2],
        method_version=site.method_version,
        is_practice=site.is_practice,
        archive=site.archive or "",
    )


def texts(
    shown: Exhibit, site: Site, pictures: Iterable[str], seen: Framed
) -> Iterator[tuple[str, str]]:
    """Yield name and text of every file beside a chart's page, but for its pictures' own."""
    drawn = tuple(pictures)
    yield file_name(shown, SVG), svg_file(seen.wide)
    yield file_name(shown, SHOWN), chart_csv(shown.chart)
    yield file_name(shown, ALL), shown.everything()
    yield file_name(shown, ABOUT), compact(_about(shown, site, drawn))
    yield file_name(shown, README), _readme(shown, site, drawn)
    card = file_name(shown, CARD) if CARD in drawn else None
    yield "oembed.json", compact(oembed(shown, site, seen.height, card))


def _about(shown: Exhibit, site: Site, pictures: Iterable[str]) -> dict[str, Any]:
    chart, metric = shown.chart, shown.metric
    address = f"{site.base}{shown.address}"
    return {
        "id": shown.id,
        "title": chart.title,
        "subtitle": list(chart.subtitle),
        "alt": chart.alt,
        "night": chart.night.isoformat(),
        "method_version": site.method_version,
        "is_practice": site.is_practice,
        "address": address,
        "embed": f"{site.base}embed/{shown.id}/",
        "metric": {
            "key": metric.key,
            "name": metric.name,
            "unit": str(metric.unit),
            "better": str(metric.better),
            "definition": metric.definition,
            "window": metric.window,
            "address": f"{site.base}metrics/{metric.key}/",
        },
        "selection": {line.name: line.text for line in shown.selection},
        "sources": list(shown.sources),
        "may_say": [one.words for one in shown.sayings.may],
        "may_not_say": [one.words for one in shown.sayings.may_not],
        "licence": LICENCE,
        "credit": "Followback",
        "files": [one.file for one in downloads(shown, pictures)],
    }


def _readme(shown: Exhibit, site: Site, pictures: Iterable[str]) -> str:
    """Return what was chosen, what each file is, and under which licence, as plain text."""
    chart, metric = shown.chart, shown.metric
    drawn = set(pictures)
    files = [one for one in WORDS if one in drawn or one not in (CARD, CHART)]
    practice = ["", "PRACTICE DATA: every organisation and every figure is invented."]
    lines = [
        chart.title,
        chart.subtitle[0],
        *(practice if site.is_practice else []),
        "",
        "Chosen by",
        *(f"  {line.name}: {line.text}" for line in chosen(shown, site)),
        "",
        f"{file_name(shown, '')} with",
        *(f"  {one}: {WORDS[one]}" for one in files),
        f"Its table: {plural(len(chart.rows), 'row')}. An empty cell is no figure, never a zero.",
        "",
        f"What it is, and what not: {site.base}metrics/{metric.key}/",
        *(f"Source: {one}." for one in shown.sources),
        f"Licence: CC BY 4.0, {LICENCE}",
        f"Credit: Followback, {day(chart.night)}, {site.base}{shown.address}",
        "",
    ]
    return "\n".join(lines)


def chosen(shown: Exhibit, site: Site) -> tuple[Line, ...]:
    """Return all that a chart was chosen by."""
    metric = shown.metric
    return (
        Line(name="Measure", text=f"{metric.name} ({metric.key})"),
        *shown.selection,
        Line(name="Window", text=metric.window),
        Line(name="Night", text=day(shown.chart.night)),
        Line(name="Method", text=f"{site.method_version}"),
    )
