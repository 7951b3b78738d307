"""The pages of a listing on a server that speaks Mastodon's API, by its Link headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from collector.errors import OverBudget, Unreadable
from collector.networks.fediverse import answer, at_origin, kind_of, read
from collector.networks.xrpc import never

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import httpx

SPARE_PAGES = 50

T = TypeVar("T")


def itself(item: T) -> T:
    """Return an item whole."""
    return item


async def pages(
    client: httpx.AsyncClient,
    url: str,
    shape: Any,
    *,
    limit: int,
    most: int,
    enough: Callable[[Any], bool] = never,
    keep: Callable[[Any], Any] = itself,
) -> list[Any]:
    """Return what is kept of the items of a listing, until it ends or a page is enough.

    It ends where no next page is named, or a page is empty: both happen. A listing that goes on
    for more than `most` pages is left; one that turns round is Unreadable.
    """
    origin = url.partition("/api/")[0]
    found: list[Any] = []
    asked: set[str] = set()
    place = f"{url}?limit={limit}"
    while len(asked) < most:
        asked.add(place)
        response = await answer(client, place)
        page: Sequence[Any] = read(shape, response, url)
        found += map(keep, page)
        following = response.links.get("next", {}).get("url")
        if not page or not following or enough(page):
            return found
        place = at_origin(following, origin)
        if place in asked:
            raise Unreadable(f"{kind_of(url)}: the link to the next page turns round; report it")
    raise OverBudget(f"{kind_of(url)}: more than {most} pages; try again another night")
