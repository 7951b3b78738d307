"""Whom a Bluesky account follows, who follows it, and how many of them are both."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from collector.errors import Busy, Gone, LookUpError, Refused, Unreachable, Unreadable
from collector.networks.bluesky_nouns import followed
from collector.networks.bluesky_replies import Followers, FollowRecords, Follows, Relationships
from collector.networks.car import records
from collector.networks.xrpc import PAGE, Page, ask, pages
from collector.sample import follow_back

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable, Sequence

    import httpx

    from collector.model import FollowBack, Gap, Profile
    from collector.networks.atproto import Repository

EXPORT_ABOVE = 2000
FOLLOW = "app.bsky.graph.follow"
SPARE_PAGES = 50
AWAY = (Unreachable, Busy, Refused)

P = TypeVar("P", bound=Page)


class Lists:
    """One account's two lists; people's ids live no longer than this.

    Whole repositories are exported one at a time, whoever holds the lock: each is megabytes.
    """

    def __init__(
        self,
        profile: Profile,
        repository: Repository,
        *,
        appview: str,
        client: httpx.AsyncClient,
        exporting: asyncio.Lock,
    ) -> None:
        self._did = profile.id
        self._followers = profile.followers or 0
        self._following = profile.following or 0
        self._repository = repository
        self._appview = appview
        self._client = client
        self._exporting = exporting

    async def follow_back(self, week: str) -> FollowBack | Gap:
        """Return how many it follows back, by the draw of this week."""
        try:
            return await follow_back(
                followers=self._followers,
                following=self._following,
                seed=f"{self._did}:{week}",
                list_follows=self._follows,
                check=self._follow_it_back,
                list_followers=self._walked_followers,
            )
        except LookUpError as error:
            return error.gap

    async def _follows(self) -> Sequence[str]:
        """Return whom it follows, from its own server, or else as the AppView lists them."""
        try:
            if self._following > EXPORT_ABOVE:
                found = await self._exported_follows()
            else:
                found = await self._listed_follows()
        except (*AWAY, Gone, Unreadable):
            found = await self._shown_follows()
        return [did for did in dict.fromkeys(found) if did != self._did]

    async def _listed_follows(self) -> list[str]:
        most = EXPORT_ABOVE // PAGE + SPARE_PAGES
        follows = await self._repository.records(FOLLOW, FollowRecords, most=most)
        return [record.value.subject for record in follows]

    async def _exported_follows(self) -> list[str]:
        async with self._exporting:
            car = await self._repository.export()
            values = records(car, did=self._did, collections={FOLLOW})
            return [followed(value) for _, _, value in values]

    async def _shown_follows(self) -> list[str]:
        most = self._following // 50 + SPARE_PAGES
        listing = await pages(self._asker("app.bsky.graph.getFollows", Follows), most=most)
        return [actor.did for page in listing for actor in page.follows]

    async def _walked_followers(self) -> frozenset[str]:
        most = self._followers // 50 + SPARE_PAGES
        listing = await pages(self._asker("app.bsky.graph.getFollowers", Followers), most=most)
        return frozenset(actor.did for page in listing for actor in page.followers)

    async def _follow_it_back(self, dids: Sequence[str]) -> int:
        method = "app.bsky.graph.getRelationships"
        reply = await ask(
            self._client, self._appview, method, Relationships, actor=self._did, others=dids
        )
        if len(reply.relationships) != len(dids):
            raise Unreadable("getRelationships: relationships are not those asked for; report it")
        return sum(one.follows_back for one in reply.relationships)

    def _asker(self, method: str, shape: type[P]) -> Callable[..., Awaitable[P]]:
        """Return how to ask the AppView for one page about this account."""

        def page(**cursor: str) -> Awaitable[P]:
            limit = str(PAGE)
            return ask(
                self._client, self._appview, method, shape, actor=self._did, limit=limit, **cursor
            )

        return page
