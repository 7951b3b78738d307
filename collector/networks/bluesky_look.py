"""One Bluesky account read for one night: its follow-back, its timeline, the likes it gave."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from collector.errors import Busy, Gone, LookUpError, Refused, Unreachable, Unreadable
from collector.model import WINDOW_DAYS, Flag, FollowBack, Gap, Sighting
from collector.networks.atproto import tid_time
from collector.networks.bluesky_nouns import followed, is_others_post, own_post, post_of, repost
from collector.networks.bluesky_replies import (
    Dated,
    Feed,
    Followers,
    FollowRecords,
    Follows,
    LikeRecords,
    PostRecords,
    Relationships,
    VisibilityRecords,
)
from collector.networks.car import records
from collector.networks.xrpc import PAGE, Page, ask, instant, pages
from collector.sample import follow_back

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence

    import httpx

    from collector.model import Post, Profile, Reading
    from collector.networks.atproto import Record, Records, Repository
    from collector.networks.bluesky_replies import Item

EXPORT_ABOVE = 2000
FOLLOW = "app.bsky.graph.follow"
INCOMPLETE = 0.05
SPARE_PAGES = 50
AWAY = (Unreachable, Busy, Refused)

D = TypeVar("D", bound=Dated)
P = TypeVar("P", bound=Page)


class Look:
    """What is read of one account; people's ids live no longer than this."""

    def __init__(
        self,
        profile: Profile,
        repository: Repository,
        *,
        appview: str,
        client: httpx.AsyncClient,
        reading: Reading,
    ) -> None:
        self._profile = profile
        self._did = profile.id
        self._repository = repository
        self._appview = appview
        self._client = client
        self._reading = reading
        self._end = datetime.combine(reading.night, time(), UTC)
        self._start = self._end - timedelta(days=WINDOW_DAYS)

    async def sighting(self) -> Sighting:
        """Return all that was seen; a part that failed is its own gap."""
        mutual = await self._follow_back() if self._reading.lists_due else None
        return Sighting(
            profile=replace(self._profile, flags=await self._flags(mutual)),
            follow_back=mutual,
            timeline=await self._timeline(),
            likes_given=await self._likes_given(),
        )

    async def _flags(self, mutual: FollowBack | Gap | None) -> frozenset[Flag]:
        flags = set(self._profile.flags)
        if isinstance(mutual, FollowBack):
            following = self._profile.following or 0
            if abs(mutual.listed - following) > INCOMPLETE * following:
                flags.add(Flag.LIST_INCOMPLETE)
        if self._reading.lists_due and await self._is_unfeatured():
            flags.add(Flag.UNFEATURED)
        return frozenset(flags)

    async def _is_unfeatured(self) -> bool:
        collection = "app.bsky.actor.contentVisibilityDeclaration"
        try:
            wishes = await self._repository.records(collection, VisibilityRecords, enough=bool)
        except LookUpError:  # it is about picks, not about numbers
            return False
        return any(wish.value.hide_from_algorithmic_recommendations for wish in wishes)

    async def _follow_back(self) -> FollowBack | Gap:
        year, week, _ = self._reading.night.isocalendar()
        try:
            return await follow_back(
                followers=self._profile.followers or 0,
                following=self._profile.following or 0,
                seed=f"{self._did}:{year}-W{week}",
                list_follows=self._follows,
                check=self._follow_it_back,
                list_followers=self._followers,
            )
        except LookUpError as error:
            return error.gap

    async def _follows(self) -> Sequence[str]:
        """Return whom it follows, from its own server, or else as the AppView lists them."""
        try:
            if (self._profile.following or 0) > EXPORT_ABOVE:
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
        car = await self._repository.export()
        values = records(car, did=self._did, collections={FOLLOW})
        return [followed(value) for _, _, value in values]

    async def _shown_follows(self) -> list[str]:
        most = (self._profile.following or 0) // 50 + SPARE_PAGES
        listing = await pages(self._asker("app.bsky.graph.getFollows", Follows), most=most)
        return [actor.did for page in listing for actor in page.follows]

    async def _followers(self) -> frozenset[str]:
        most = (self._profile.followers or 0) // 50 + SPARE_PAGES
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

    async def _timeline(self) -> tuple[Post, ...] | Gap:
        try:
            try:
                posts = await self._shown_posts()
            except AWAY:
                posts = await self._written_posts()
        except LookUpError as error:
            return error.gap
        distinct = {post.id: post for post in posts if self._start <= post.at < self._end}
        return tuple(sorted(distinct.values(), key=lambda post: post.at, reverse=True))

    async def _shown_posts(self) -> list[Post]:
        """Return the feed back to the window's start: it is ordered by the times that we take."""
        asker = self._asker(
            "app.bsky.feed.getAuthorFeed", Feed, filter="posts_with_replies", includePins="false"
        )

        def is_past(page: Feed) -> bool:
            posts = self._posts(reversed(page.feed))
            return any(post.at < self._start for post in islice(posts, 1))

        found = await pages(asker, enough=is_past)
        return [post for page in found for post in self._posts(page.feed)]

    def _posts(self, items: Iterable[Item]) -> Iterator[Post]:
        return (post for item in items if (post := post_of(item, self._did)))

    async def _written_posts(self) -> list[Post]:
        """Return posts and reposts as the account's own server keeps them."""
        posts = await self._recent("app.bsky.feed.post", PostRecords)
        reposts = await self._recent("app.bsky.feed.repost", LikeRecords)
        found = [own_post(one.uri, one.value.reply, _said(one)) for one in posts]
        return found + [repost(one.value.subject.uri, _said(one)) for one in reposts]

    async def _likes_given(self) -> int | Gap:
        """Return how many of others' posts it liked in the window."""
        try:
            likes = await self._recent("app.bsky.feed.like", LikeRecords)
            liked = {
                like.value.subject.uri for like in likes if self._start <= _said(like) < self._end
            }
            return sum(is_others_post(uri, self._did) for uri in liked)
        except LookUpError as error:
            return error.gap

    async def _recent(self, collection: str, shape: type[Records[D]]) -> list[Record[D]]:
        """Return records until key and time both lie before the window.

        The list is ordered by key, and a record may be dated long before its key was made.
        """

        def is_past(record: Record[D]) -> bool:
            key_time = tid_time(record.uri.rpartition("/")[2])
            return key_time is not None and max(_said(record), key_time) < self._start

        return await self._repository.records(collection, shape, enough=is_past)

    def _asker(self, method: str, shape: type[P], **question: str) -> Callable[..., Awaitable[P]]:
        """Return how to ask the AppView for one page about this account."""

        def page(**cursor: str) -> Awaitable[P]:
            return ask(
                self._client,
                self._appview,
                method,
                shape,
                actor=self._did,
                limit=str(PAGE),
                **question,
                **cursor,
            )

        return page


def _said(record: Record[D]) -> datetime:
    return instant(record.value.created_at, "listRecords: records[].value.createdAt")
