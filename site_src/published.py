"""All that is served beside the pages: the API, the data package, the feeds, and robots.txt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_src.api import api_files
from site_src.api_rows import Rows
from site_src.dictionary import HISTORY, LATEST, PACKAGE
from site_src.feed import FEED, edition_entry, feeds
from site_src.package import package_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from collector.store.edition import Edition
    from site_src.corrections import Correction
    from site_src.index import Index


def published(
    index: Index,
    home: str,
    corrections: Sequence[Correction],
    drawn: Mapping[str, str],
    editions: Sequence[Edition] = (),
) -> Iterator[tuple[str, bytes]]:
    """Yield every file: its address from the root of the site at `home`, its bytes.

    `drawn` are the charts with a page of their own: id -> title.
    """
    rows = Rows(index=index, home=home, drawn=drawn)
    for address, text in api_files(rows, others=(PACKAGE, LATEST, HISTORY), feeds=(FEED,)):
        yield address, text.encode()
    for address, text in feeds(
        index, home, corrections, tuple(edition_entry(home, one) for one in editions)
    ):
        yield address, text.encode()
    yield from package_files(rows)
    yield "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {home}sitemap.xml\n".encode()
