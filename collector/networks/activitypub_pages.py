"""Numbered pages of followers, one drawn from each of equal strata (method 3.3)."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from collector.errors import Gone, Hidden, LookUpError, NotOffered, OverBudget, Unreadable
from collector.model import FollowerPages
from collector.networks.activitypub_documents import (
    Actor,
    CollectionPage,
    actor_at,
    collection,
    document,
)
from collector.networks.fediverse import Forbidden, at_origin, origin_of
from collector.networks.mastodon_pages import SPARE_PAGES

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    import httpx

    from collector.networks.activitypub_documents import Collection

# https://github.com/mastodon/mastodon: FOLLOW_PER_PAGE of follower_accounts_controller.rb
FOLLOW_PER_PAGE = 12
MOST_PAGES = (
    300  # of a list that is read whole: a quarter of an hour of Mastodon's limit for paging
)
MOST_EMPTY = 0.05  # of the pages drawn; more, and the pages are not numbered as we think


def drawn(pages: int, strata: int, seed: str) -> list[int]:
    """Return the numbers of the pages to read: one at a random place of each equal stratum."""
    places = random.Random(seed)  # noqa: S311 - a draw to be repeated, no secret
    parts = min(pages, strata)
    ends = [pages * part // parts for part in range(parts + 1)]
    return [places.randint(ends[part] + 1, ends[part + 1]) for part in range(parts)]


class Pages:
    """One actor's collections, page by page; people's addresses live no longer than this."""

    def __init__(self, actor: Actor, client: httpx.AsyncClient) -> None:
        self._actor = actor
        self._client = client
        self._origin = origin_of(actor.id)

    @classmethod
    async def of(cls, url: str, client: httpx.AsyncClient) -> Pages:
        """Return the pages of the actor at an address."""
        return cls(await actor_at(client, url), client)

    async def followed_back(
        self, following: AbstractSet[str], *, strata: int, seed: str
    ) -> FollowerPages:
        """Return how many followers on each page drawn are followed back."""
        whole = await self._listing(self._actor.followers)
        first, size = self._first(whole)
        number = math.ceil((whole.total_items or 0) / size)
        found = [await self._page(first, place) for place in drawn(number, strata, seed)]
        if sum(not page for page in found) > MOST_EMPTY * len(found):
            raise Unreadable("followers: pages that are counted are empty; report it")
        return FollowerPages(
            hits=tuple(sum(one in following for one in page) for page in found),
            sizes=tuple(len(page) for page in found),
            pages=number,
        )

    async def following(self) -> frozenset[str]:
        """Return the addresses of all whom the actor follows, page after page."""
        whole = await self._listing(self._actor.following)
        first, size = self._first(whole)
        pages = math.ceil((whole.total_items or 0) / size)
        if pages > MOST_PAGES:
            raise NotOffered("it follows more accounts than its server shows in a reasonable time")
        most = pages + SPARE_PAGES
        found: set[str] = set()
        for place in range(1, most + 1):
            page = await self._page(first, place)
            if not page:
                return frozenset(found)
            found |= page
        raise OverBudget(f"following: more than {most} pages; try again another night")

    async def _listing(self, url: str | None) -> Collection:
        try:
            found = await collection(self._client, self._actor, url or "")
        except (Forbidden, Gone) as error:
            raise _hidden(error) from None
        if found.first is None or found.total_items is None:
            raise Hidden("the account hides its lists; respect it")
        return found

    def _first(self, whole: Collection) -> tuple[str, int]:
        """Return the address of the first page, and how many stand on one."""
        first = whole.first
        if isinstance(first, CollectionPage):
            return first.id or "", len(first.members) or FOLLOW_PER_PAGE
        return first or "", FOLLOW_PER_PAGE

    async def _page(self, first: str, number: int) -> frozenset[str]:
        url = at_origin(_numbered(first, number), self._origin)
        try:
            page: CollectionPage = await document(self._client, url, CollectionPage)
        except Forbidden as error:
            raise _hidden(error) from None
        except Gone:  # the list has become shorter since
            return frozenset()
        return frozenset(page.members)


def _numbered(first: str, number: int) -> str:
    """Return the address of a page, by that of the first; raises NotOffered without numbers."""
    try:
        parts = urlsplit(first)
    except ValueError:
        raise Unreadable("followers: first is no address; report it") from None
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if ("page", "1") not in pairs:
        raise NotOffered("the server does not number its pages of followers; nothing can be drawn")
    told = urlencode([(key, str(number) if key == "page" else value) for key, value in pairs])
    return parts._replace(query=told).geturl()


def _hidden(error: LookUpError) -> Hidden:
    return Hidden(f"{error}; the account hides its lists: respect it")
