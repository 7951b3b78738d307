"""Charts as PNG, beside their pages: the only costly part of a build, so each is drawn once.

A picture carries a hash of all that it was drawn from. One that stands in the served site with the
same hash is taken from there; a site that is deleted costs the time of drawing, and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from site_src.beside import MOST, Beside
from site_src.cards import CARDS
from site_src.charts import Form
from site_src.charts.sheet import CARD as CARD_SIZE
from site_src.charts.sheet import WIDE, Path, Sheet, Text
from site_src.charts.svg import sheet, svg_file
from site_src.downloads import CARD, CHART, credit, file_name
from site_src.picture import SIGNATURE, Painter

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from site_src.exhibit import Exhibit
    from site_src.page import Site

ZOOM = 2
FEW = 12  # pictures: a second process is not worth starting
WORKERS = 4
KEYWORD = b"Drawn-From"
HEAD, END = len(SIGNATURE) + 25, b"IEND\xaeB`\x82"  # https://www.w3.org/TR/png-3/#11IHDR
SITE_CARD = "assets/card.png"
SITE_ALT = "Followback: do they talk with people, or at them?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One picture to be: its SVG, and its address from the root of the site."""

    svg: str
    address: str

    @property
    def key(self) -> bytes:
        """A hash of all that it is drawn from."""
        told = f"{version('resvg_py')} {ZOOM} {self.svg}"
        return hashlib.sha256(told.encode()).hexdigest()[:32].encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Pictures that are being drawn: so many, beside whatever else is done."""

    beside: Beside
    count: int


def pictures_of(shown: Sequence[Exhibit], most: int) -> dict[str, tuple[str, ...]]:
    """Return which pictures of each chart are drawn, the most looked at first, up to a number."""
    kept: dict[str, tuple[str, ...]] = {}
    wanted = sorted(_wanted(shown), key=lambda one: one[0])
    for _, chart, ending in wanted[:most]:
        kept[chart] = (*kept.get(chart, ()), ending)
    return kept


def _wanted(shown: Iterable[Exhibit]) -> Iterator[tuple[int, str, str]]:
    """Yield turn, chart and picture: a card of each, the whole chart of what leads a league."""
    for one in shown:
        is_first = one.chart.form is Form.MOVERS or (
            one.chart.form is Form.LEAGUE and one.metric.key in CARDS
        )
        if is_first:
            yield 0, one.id, CARD
            yield 1, one.id, CHART
        else:
            yield 3 if one.chart.form is Form.HISTORY else 2, one.id, CARD


def begin_pictures(
    folder: pathlib.Path,
    shown: Iterable[Exhibit],
    site: Site,
    pictures: Mapping[str, Sequence[str]],
    served: pathlib.Path | None = None,
) -> Drawing:
    """Lay down what is drawn already, and begin to draw the rest on every other core.

    The bytes are the same however many draw.
    """
    left: list[Job] = []
    for job in _jobs(shown, site, pictures):
        old = served / job.address if served else None
        png = old.read_bytes() if old and old.is_file() else b""
        if key_of(png) == job.key:
            file = folder / job.address
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(png)
        else:
            left.append(job)
    helpers = min(WORKERS, os.cpu_count() or 1) - 1 if len(left) > FEW else 0
    parts = [left[number::MOST] for number in range(min(MOST, len(left)))]

    def work(numbers: Iterator[int]) -> None:
        paint(folder, (job for number in numbers for job in parts[number]))

    return Drawing(beside=Beside(work, len(parts), helpers), count=len(left))


def _jobs(
    shown: Iterable[Exhibit], site: Site, pictures: Mapping[str, Sequence[str]]
) -> Iterator[Job]:
    yield Job(svg=svg_file(_site_card(site)), address=SITE_CARD)
    for one in shown:
        for ending in pictures.get(one.id, ()):
            size = CARD_SIZE if ending == CARD else WIDE
            drawn = svg_file(sheet(one.chart, credit(one, site), size))
            yield Job(svg=drawn, address=f"{one.address}{file_name(one, ending)}")


def paint(folder: pathlib.Path, jobs: Iterable[Job]) -> None:
    """Draw pictures one after the other."""
    with Painter() as painter:
        for job in jobs:
            file = folder / job.address
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(keyed(painter.png(job.svg, zoom=ZOOM), job.key))


def keyed(png: bytes, key: bytes) -> bytes:
    """Return a picture that says what it was drawn from: https://www.w3.org/TR/png-3/#11tEXt."""
    told = b"tEXt" + KEYWORD + b"\0" + key
    chunk = struct.pack(">I", len(told) - 4) + told + struct.pack(">I", zlib.crc32(told))
    return png[:HEAD] + chunk + png[HEAD:]


def key_of(png: bytes) -> bytes:
    """Return what a picture was drawn from; empty where it does not say, or is cut short."""
    at, mark = HEAD, b"tEXt" + KEYWORD + b"\0"
    if (
        not png.startswith(SIGNATURE)
        or not png.endswith(END)
        or png[at + 4 : at + 4 + len(mark)] != mark
    ):
        return b""
    (length,) = struct.unpack_from(">I", png, at)
    return png[at + 4 + len(mark) : at + 8 + length]


def _site_card(site: Site) -> Sheet:
    """Return the card of every page that has no chart of its own."""
    whose = site.base.partition("://")[2].rstrip("/")
    foot = "Practice data: all invented." if site.is_practice else "CC BY 4.0"
    return Sheet(
        id="site-card",
        width=CARD_SIZE.width,
        height=CARD_SIZE.height or CARD_SIZE.width,
        title="Followback",
        alt=SITE_ALT,
        marks=(
            Path(d="M40 64H560M40 108H560", look="grid"),
            Path(d="M120 64H300M120 52V76M300 52V76", look="wh"),
            Path(d="M330 108H470M330 96V120M470 96V120", look="wh"),
            Path(d="M214 64h0", look="dot a"),
            Path(d="M402 108h0", look="dot"),
            Text(x=40, y=176, words="Followback", look="ttl"),
            Text(x=40, y=204, words="Do they talk with people, or at them?", look="k"),
            Text(x=40, y=226, words="Brands and councils on social networks, counted every night:"),
            Text(x=40, y=244, words="how they talk with people, and how sure we are of it."),
            Text(x=40, y=292, words=foot),
            Text(x=560, y=292, words=whose, anchor="end"),
        ),
    )
