"""A chart -> its picture as SVG: for a page, which has its own style, or as a file that needs none.

The file carries its style and light colours with it, and asks for nothing from anywhere.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from site_src.charts.course import draw_course
from site_src.charts.dots import draw_dots
from site_src.charts.grid import draw_grid
from site_src.charts.sheet import WIDE, Text, begun, finished

if TYPE_CHECKING:
    from site_src.charts import Chart, Credit
    from site_src.charts.sheet import Path, Sheet, Size

WORDS = "w"  # the id of the words of a chart, on a page that has one
FONT = "Lato"  # what pictures are set in where the reader's program has it, and in every PNG
STYLE = (
    'text{font:13px Lato,system-ui,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif}'
    "text{fill:#464b50}"
    ".k,.ka,.ttl{font-weight:700}.k,.ttl{fill:#17191c}.ka{fill:#0072b2}.ttl{font-size:21px}"
    ".halo{paint-order:stroke;stroke:#fcfcfb;stroke-width:5px}.paper{fill:#fcfcfb}"
    "path{fill:none}.grid{stroke:#d3d6d2}.base{stroke:#17191c}"
    ".med{stroke:#17191c;stroke-width:1.5;stroke-dasharray:2 3}.wh{stroke:#17191c;stroke-width:2}"
    ".dot{stroke:#17191c;stroke-width:10;stroke-linecap:round}.dot.s{stroke-width:5}"
    ".dot.r{stroke-width:9}.hole{stroke:#fcfcfb;stroke-width:5;stroke-linecap:round}"
    ".bar{stroke:#7c8287;stroke-width:8}.wh.a,.dot.a{stroke:#0072b2}.wh.b,.dot.b{stroke:#d55e00}"
    ".ln{stroke:#0072b2;stroke-width:2.25;stroke-linejoin:round;stroke-linecap:round}"
    ".ln.old{stroke:#62676c}.dash{stroke-dasharray:1 5}.band{fill:#0072b2;fill-opacity:.2}"
    ".band.old{fill:#62676c}.wall{stroke:#17191c;stroke-width:1.5}.hatchline{stroke:#b9bdbf}"
    ".h1{fill:#0072b2;fill-opacity:.28}.h2{fill:#0072b2;fill-opacity:.5}"
    ".h3{fill:#0072b2;fill-opacity:.75}.h4{fill:#0072b2}.hours{stroke:#17191c;stroke-width:2}"
    ".speck{stroke:#7c8287;stroke-width:2.5;stroke-linecap:round}"
)
# https://www.w3.org/TR/xml/#charsets: what no XML may hold, even escaped.
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def sheet(chart: Chart, credit: Credit, size: Size = WIDE) -> Sheet:
    """Return the chart as a picture of one size."""
    drawing = begun(chart, credit, size)
    if chart.history is not None:
        draw_course(chart.history, drawing)
    elif chart.hours is not None:
        draw_grid(chart.hours, drawing)
    else:
        draw_dots(chart, drawing)
    return finished(chart, credit, drawing)


def svg_in_page(drawn: Sheet) -> str:
    """Return a picture as part of a page, which gives it colours, dark ones too, and its words."""
    return _svg(drawn, f'<svg class="{_size(drawn)}" aria-labelledby="{WORDS}"', "")


def svg_file(drawn: Sheet) -> str:
    """Return a picture as a file of its own."""
    start = f'<svg xmlns="http://www.w3.org/2000/svg" width="{drawn.width}" height="{drawn.height}"'
    paper = f'<rect class="paper" width="{drawn.width}" height="{drawn.height}"/>'
    told = f"<title>{_safe(drawn.title)}</title><desc>{_safe(drawn.alt)}</desc>"
    looks = frozenset(look for mark in drawn.marks for look in mark.look.split())
    return f"{_svg(drawn, start, f'{told}<style>{_style(looks)}</style>{paper}')}\n"


@lru_cache(maxsize=64)
def _style(looks: frozenset[str]) -> str:
    """Return the rules of the looks that there are, and of what every picture has."""
    kept = []
    for rule in STYLE.split("}")[:-1]:
        names, _, what = rule.partition("{")
        used = [one for one in names.split(",") if looks.issuperset(_looks(one))]
        if used:
            kept.append(f"{','.join(used)}{{{what}}}")
    return "".join(kept)


def _looks(selector: str) -> list[str]:
    """Return the classes that a selector asks for; the paper lies below every picture."""
    return [one for one in selector.split(".")[1:] if one != "paper"]


def _size(drawn: Sheet) -> str:
    return drawn.id.rpartition("-")[2]


def _svg(drawn: Sheet, start: str, inside: str) -> str:
    box = f'viewBox="0 0 {drawn.width} {drawn.height}" role="img"'
    return f"{start} {box}>{inside}{''.join(map(_mark, drawn.marks))}</svg>"


def _mark(mark: Text | Path) -> str:
    look = f' class="{mark.look}"' if mark.look else ""
    if not isinstance(mark, Text):
        return f'<path{look} d="{mark.d}"/>'
    anchor = "" if mark.anchor == "start" else f' text-anchor="{mark.anchor}"'
    return f'<text{look} x="{mark.x:.4g}" y="{mark.y:.4g}"{anchor}>{_safe(mark.words)}</text>'


def _safe(words: str) -> str:
    return escape(NO_XML.sub("\ufffd", words))
