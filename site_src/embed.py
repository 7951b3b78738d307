"""A chart on somebody else's page: three snippets, oEmbed's answer, and the page that is framed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any

from site_src.charts.sheet import NARROW, WIDE
from site_src.charts.svg import sheet
from site_src.editions_page import edition_address

if TYPE_CHECKING:
    from site_src.charts import Chart, Credit
    from site_src.charts.sheet import Sheet
    from site_src.exhibit import Exhibit
    from site_src.page import Site

MUCH, FEWEST = 1.6, 5
FOOT = 76  # below the picture: a line that leads to the chart's page, two on a phone
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


def framed(chart: Chart, credit: Credit) -> tuple[Sheet, Sheet]:
    """Return the wide and the narrow picture of a frame, about as high as each other.

    A narrow one that would be much higher shows fewer rows, and says so: without a script a frame
    has one height for every width.
    """
    wide, narrow = sheet(chart, credit, WIDE), sheet(chart, credit, NARROW)
    rows = min(len(chart.dots), NARROW.most)
    while narrow.height > MUCH * wide.height and rows > FEWEST:
        rows -= 1
        narrow = sheet(chart, credit, replace(NARROW, most=rows))
    return wide, narrow


def frame_height(drawn: tuple[Sheet, Sheet]) -> int:
    """Return a height in which either picture has room, whatever the width from 320 on."""
    return max(one.height for one in drawn) + FOOT


def snippets(shown: Exhibit, site: Site, height: int, picture: str) -> tuple[Snippet, ...]:
    """Return the ways of showing a chart elsewhere; `picture` is the address of its file."""
    frame, link = _frame(shown, site, height), f"{site.base}{shown.address}"
    title = escape(shown.chart.title)
    script = f'<script src="{escape(site.base)}assets/embed.js" async></script>'
    return (
        Snippet(
            name="Live, and as high as it needs to be",
            words="It changes every night. Where the script is not allowed the frame keeps its "
            "height, and nothing is cut off.",
            code=f"{frame}\n{script}",
        ),
        Snippet(
            name="Live, without a script",
            words="For pages that strip scripts: one height, with room from 320 pixels on.",
            code=frame,
        ),
        Snippet(
            name="A picture with a link",
            words="For pages that take no frames. It is of this night; keep the file on your own "
            "server, since this one is replaced tomorrow.",
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
    thumbnail = f"{site.base}{shown.address}{card}" if card else f"{site.base}assets/card.png"
    return {
        "version": "1.0",
        "type": "rich",
        "title": shown.chart.title,
        "author_name": "Followback",
        "author_url": site.base,
        "provider_name": "Followback",
        "provider_url": site.base,
        "cache_age": NIGHT,
        "html": _frame(shown, site, height),
        "width": WIDE.width,
        "height": height,
        "thumbnail_url": thumbnail,
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
