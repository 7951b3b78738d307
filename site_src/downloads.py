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
from site_src.publish import compact

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from site_src.embed import Framed
    from site_src.exhibit import Exhibit
    from site_src.page import Site

CARD, CHART, SVG, SHOWN, ALL = ".png", "-chart.png", ".svg", ".csv", "-all.csv"
ABOUT, README = ".json", "README.txt"
WORDS = {
    CARD: "the chart as a card to share, with as many rows as it has room for",
    CHART: "the whole chart, 1800 pixels wide",
    SVG: "the whole chart, sharp at any size",
    SHOWN: "its table, as it is displayed",
    ALL: "every figure behind it, with its state, its interval and what was counted",
    ABOUT: "what it is: its measure, what it was chosen by, what was asked, what may be said",
}
NAMES = {
    CARD: "PNG, 1200 × 630",
    CHART: "PNG, 1800 wide",
    SVG: "SVG",
    SHOWN: "CSV as displayed",
    ALL: "CSV of everything",
    ABOUT: "JSON",
}
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """One file of a chart, by its address from the chart's page, and the name it is saved under."""

    file: str
    name: str
    saved: str = ""  # where it is not the file's own


def file_name(shown: Exhibit, ending: str) -> str:
    """Return the name of a chart's file, with its night."""
    return f"{shown.id}-{shown.chart.night.isoformat()}{ending}"


def downloads(shown: Exhibit, pictures: Iterable[str]) -> tuple[Download, ...]:
    """Return the files of a chart, of pictures those that are drawn, and what they all are."""
    drawn = set(pictures)
    endings = (one for one in NAMES if one in drawn or one not in (CARD, CHART))
    return (
        *(_download(shown, one) for one in endings),
        Download(file=f"../{README}", name="README"),
    )


def _download(shown: Exhibit, ending: str) -> Download:
    """Return a file; all of a league stands beside it already, and is saved under our name."""
    name = file_name(shown, ending)
    if ending == ALL and shown.data:
        return Download(file=f"../../{shown.data}", name=NAMES[ending], saved=name)
    return Download(file=name, name=NAMES[ending])


def credit(shown: Exhibit, site: Site) -> Credit:
    """Return what stands at the foot of a chart's pictures."""
    return Credit(
        address=f"{site.base}{shown.address}".partition("://")[2],
        method_version=site.method_version,
        is_practice=site.is_practice,
        archive=site.archive or "",
    )


def texts(
    shown: Exhibit, site: Site, pictures: Collection[str], seen: Framed
) -> Iterator[tuple[str, str]]:
    """Yield name and text of every file beside a chart's page, but for its pictures' own."""
    yield file_name(shown, SVG), svg_file(seen.wide)
    yield file_name(shown, SHOWN), chart_csv(shown.chart)
    if not shown.data:
        yield file_name(shown, ALL), shown.everything()
    yield file_name(shown, ABOUT), compact(_about(shown, site))
    card = file_name(shown, CARD) if CARD in pictures else None
    yield "oembed.json", compact(oembed(shown, site, seen.height, card))


def _about(shown: Exhibit, site: Site) -> dict[str, Any]:
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
            "window": metric.window,
            "address": f"{site.base}metrics/{metric.key}/",
        },
        "selection": {line.name: line.text for line in shown.selection},
        "sources": list(shown.sources),
        "may_say": [one.words for one in shown.sayings.may],
        "may_not_say": [one.words for one in shown.sayings.may_not],
        "licence": LICENCE,
        "credit": "Followback",
        "data": f"{site.base}{shown.data or shown.address + file_name(shown, ALL)}",
    }


def readme(site: Site) -> str:
    """Return what the files of every chart are, as plain text."""
    practice = ["PRACTICE DATA: every organisation and every figure is invented.", ""]
    width = max(map(len, WORDS)) + 2
    lines = [
        "The files of the charts",
        "=======================",
        "",
        *(practice if site.is_practice else []),
        "Each is named for its chart and for the night of its figures, and ends in",
        "",
        *(f"  {ending:<{width}}{words}" for ending, words in WORDS.items()),
        "",
        "What a chart was chosen by stands in its .json and on its page: the measure, the peer",
        "table or the account, the window, the night and the number of the method.",
        "",
        "An empty cell is no figure, never a zero: its state and reason say why there is none.",
        f"Every column is explained at {site.base}data/dictionary/",
        "",
        f"Licence: CC BY 4.0, {LICENCE}",
        "Credit: Followback, the night, and the address of the chart.",
        "",
    ]
    return "\n".join(lines)
