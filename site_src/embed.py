"""A chart on somebody else's page: three snippets, oEmbed's answer, and the page that is framed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any

from site_src.charts.fit import broken, wrapped
from site_src.charts.sheet import NARROW, WIDE, credit_words
from site_src.charts.svg import sheet
from site_src.editions_page import edition_address

if TYPE_CHECKING:
    from site_src.charts import Chart, Credit
    from site_src.charts.sheet import Sheet
    from site_src.exhibit import Exhibit
    from site_src.page import Site

MUCH, FEWEST = 1.6, 5
FOOT = 76  # below the picture: a line that leads to the chart's page, two on a phone
# A history in a frame, as embed.css sets it: the room of a line at 320 pixels, and heights.
RINGS = 24  # above it, where what is not reached is named
ROOM, TITLE_LINE, TEXT_LINE, SPARE, STRETCHED = 296, 26, 19, 1, 384
NIGHT = 86_400  # seconds for which an answer holds
CARD_WIDTH, CARD_HEIGHT = 1200, 630


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """One way of showing a chart elsewhere."""

    name: str
    words: str
    code: str


def embed_address(chart: str) -> str:
    """Return the address of the page that is framed, from the root of the site."""
    return f"embed/{chart}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Framed:
    """A chart drawn: as its picture, and as high as a frame of it must be at any width.

    `narrow` is what a frame on a phone shows; a history has none, since it stretches.
    """

    wide: Sheet
    narrow: Sheet | None
    height: int


def framed(chart: Chart, credit: Credit) -> Framed:
    """Return the pictures of a frame, the wide and the narrow one about as high as each other.

    A narrow one that would be much higher shows fewer rows, and says so: without a script a frame
    has one height for every width.
    """
    wide = sheet(chart, credit, WIDE)
    if chart.history is not None:
        return Framed(wide=wide, narrow=None, height=_stretched_height(chart, credit))
    narrow = sheet(chart, credit, NARROW)
    rows = min(len(chart.dots), NARROW.most)
    while narrow.height > MUCH * wide.height and rows > FEWEST:
        rows -= 1
        narrow = sheet(chart, credit, replace(NARROW, most=rows))
    return Framed(wide=wide, narrow=narrow, height=max(wide.height, narrow.height) + FOOT)


def _stretched_height(chart: Chart, credit: Credit) -> int:
    """Return a height in which a history has room, with its words broken at 320 pixels."""
    titles = len(wrapped(chart.title, ROOM, NARROW.title, is_bold=True))
    texts = (*chart.subtitle, credit_words(chart, credit))
    lines = sum(len(wrapped(text, ROOM, NARROW.text)) for text in texts)
    lines += len(broken(credit.address, ROOM, NARROW.text))
    rings = RINGS if chart.history and chart.history.beyond else 0
    return titles * TITLE_LINE + (lines + SPARE) * TEXT_LINE + STRETCHED + rings


def snippets(shown: Exhibit, site: Site, height: int, picture: str) -> tuple[Snippet, ...]:
    """Return the ways of showing a chart elsewhere; `picture` is the address of its file."""
    frame, link = _frame(shown, site, height), f"{site.base}{shown.address}"
    title = escape(shown.chart.title)
    return (
        Snippet(
            name="Live",
            words="It changes every night. The last line gives the frame its very height; where "
            "scripts are stripped leave it out: there is room from 320 pixels on.",
            code=f'{frame}\n<script src="{escape(site.base)}assets/embed.js" async></script>',
        ),
        Snippet(
            name="A picture with a link",
            words="Of this night: keep the file on your own server, this one is replaced tomorrow.",
            code=f'<a href="{escape(link)}"><img src="{escape(picture)}" '
            f'alt="{escape(shown.chart.alt)}" width="{WIDE.width}"></a>\n'
            f'<p><a href="{escape(link)}">{title}</a>, Followback, CC BY 4.0</p>',
        ),
    )


def frozen_snippet(shown: Exhibit, site: Site, week: str) -> Snippet:
    """Return how to show the chart as an edition has it: that picture is never replaced."""
    link = f"{site.base}{edition_address(week, shown.id)}"
    title = escape(f"{shown.chart.title}, edition {week}")
    return Snippet(
        name="Frozen",
        words=f"The picture of the edition {week}, which stays as it is. Its finding in words "
        "stands at the link.",
        code=f'<a href="{escape(link)}"><img src="{escape(link)}chart.svg" alt="{title}" '
        f'width="{WIDE.width}"></a>\n<p><a href="{escape(link)}">{title}</a>, Followback, '
        "CC BY 4.0</p>",
    )


def oembed(shown: Exhibit, site: Site, height: int, card: str | None) -> dict[str, Any]:
    """Return oEmbed's answer for a chart: https://oembed.com, 2.3.4.4, the rich type."""
    told = {
        "version": "1.0",
        "type": "rich",
        "title": shown.chart.title,
        "provider_name": "Followback",
        "provider_url": site.base,
        "cache_age": NIGHT,
        "html": _frame(shown, site, height),
        "width": WIDE.width,
        "height": height,
    }
    address = f"{shown.address}{card}" if card else "assets/card.png"
    return told | {
        "thumbnail_url": f"{site.base}{address}",
        "thumbnail_width": CARD_WIDTH,
        "thumbnail_height": CARD_HEIGHT,
    }


def _frame(shown: Exhibit, site: Site, height: int) -> str:
    address = escape(f"{site.base}{embed_address(shown.id)}")
    title = escape(shown.chart.title)
    return (
        f'<iframe src="{address}" title="{title}" width="100%" height="{height}" '
        'frameborder="0" loading="lazy"></iframe>'
    )
