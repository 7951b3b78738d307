"""The files beside a chart's page: picture, tables, what it is, and how it was chosen.

Every name carries the night: a file that was taken away still says of when it is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from site_src.charts import Credit
from site_src.charts.svg import svg_file
from site_src.charts.table import chart_csv
from site_src.embed import frame_height, framed, oembed
from site_src.page import day, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from site_src.exhibit import Exhibit
    from site_src.page import Site

CARD, CHART, SVG, SHOWN, ALL = ".png", "-chart.png", ".svg", ".csv", "-all.csv"
ABOUT, README = ".json", "-README.txt"
WORDS = {
    CARD: "the chart as a card to share, 1200 x 630 pixels, with as many rows as it has room for",
    CHART: "the whole chart, 1800 pixels wide",
    SVG: "the whole chart, sharp at any size",
    SHOWN: "the chart's table, as it is displayed",
    ALL: "every figure behind it, with its state, its interval and what was counted",
    ABOUT: "what the chart is, for programs",
    README: "this text",
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


def texts(shown: Exhibit, site: Site, pictures: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield name and text of every file beside a chart's page, but for its pictures' own."""
    drawn = tuple(pictures)
    wide, narrow = framed(shown.chart, credit(shown, site))
    yield file_name(shown, SVG), svg_file(wide)
    yield file_name(shown, SHOWN), chart_csv(shown.chart)
    yield file_name(shown, ALL), shown.everything()
    yield file_name(shown, ABOUT), _json(_about(shown, site, drawn))
    yield file_name(shown, README), _readme(shown, site, drawn)
    card = file_name(shown, CARD) if CARD in drawn else None
    yield "oembed.json", _json(oembed(shown, site, frame_height((wide, narrow)), card))


def write_downloads(
    folder: Path, shown: Iterable[Exhibit], site: Site, pictures: Mapping[str, Iterable[str]]
) -> None:
    """Write the files of every chart into the site's folder, one chart at a time."""
    for one in shown:
        beside = folder / one.address
        beside.mkdir(parents=True, exist_ok=True)
        for name, text in texts(one, site, pictures.get(one.id, ())):
            (beside / name).write_text(text, encoding="utf-8", newline="")


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
            "reckoned": metric.reckoned,
            "is_not": metric.is_not,
            "caveat": metric.caveat,
            "window": metric.window,
        },
        "selection": {line.name: line.text for line in shown.selection},
        "sources": list(shown.sources),
        "may_say": [one.words for one in shown.sayings.may],
        "may_not_say": [one.words for one in shown.sayings.may_not],
        "licence": LICENCE,
        "credit": "Followback",
        "files": [f"{address}{one.file}" for one in downloads(shown, pictures)],
    }


def _readme(shown: Exhibit, site: Site, pictures: Iterable[str]) -> str:
    """Return what was chosen, what each file is, and under which licence, as plain text."""
    chart, metric = shown.chart, shown.metric
    drawn = set(pictures)
    width = max(len(line.name) for line in shown.selection) + 2
    files = [one for one in WORDS if one in drawn or one not in (CARD, CHART)]
    practice = ["", "PRACTICE DATA: every organisation and every figure is invented."]
    lines = [
        chart.title,
        "=" * len(chart.title),
        "",
        *chart.subtitle,
        *(practice if site.is_practice else []),
        "",
        "What it was chosen by:",
        *(f"  {f'{line.name}:':<{width}} {line.text}" for line in shown.selection),
        "",
        f"Its table: {plural(len(chart.rows), 'row')}. An empty cell is no figure, never a zero.",
        "",
        "Files:",
        *(f"  {file_name(shown, one)}\n    {WORDS[one]}" for one in files),
        "",
        f"It is not: {metric.is_not}",
        f"Caution: {metric.caveat}",
        "",
        *(f"Source: {one}." for one in shown.sources),
        f"Licence: CC BY 4.0, {LICENCE}",
        f"Credit: Followback, {day(chart.night)}, {site.base}{shown.address}",
        "",
    ]
    return "\n".join(lines)


def _json(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
