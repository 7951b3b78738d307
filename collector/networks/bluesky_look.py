"""One Bluesky account read for one night: its follow-back, posts, likes, and what others said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from math import ceil
from typing import TYPE_CHECKING, TypeVar

from collector.errors import LookUpError
from collector.model import LONG_DAYS, WINDOW_DAYS, Flag, FollowBack, Gap, Like, Sighting
from collector.networks.atproto import tid_time
from collector.networks.bluesky_lists import AWAY, Lists
from collector.networks.bluesky_mentions import mentions
from collector.networks.bluesky_nouns import (
    is_others_post,
    own_post,
    post_of,
    repost,
    tells_parents_time,
)
from collector.networks.bluesky_replies import (
    Dated,
    Feed,
    FeedWithParents,
    LikeRecords,
    PostRecords,
    VisibilityRecords,
)
from collector.networks.bluesky_threads import RECENT, Threads, talks
from collector.networks.xrpc import PAGE, content, instant, pages, read

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterable, Iterator, Mapping

    import httpx

    from collector.model import Heard, Post, Profile, Reading
    from collector.networks.atproto import Record, Records, Repository
    from collector.networks.bluesky_mentions import Mentions
    from collector.networks.bluesky_replies import Item
    from collector.networks.constellation import Constellation

INCOMPLETE = 0.05
FIRST_PAGE = 50  # most accounts write no more in a month; the next is as long as its pace asks
SHORTEST_PAGE = 10
SPARE = 1.2
LIKE_DAYS = 37  # method 1: a week more than 30, for openings that had a week to be liked

D = TypeVar("D", bound=Dated)


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
        exporting: asyncio.Lock,
        constellation: Constellation | None = None,
    ) -> None:
        self._profile = profile
        self._did = profile.id
        self._repository = repository
        self._appview = appview
        self._client = client
        self._reading = reading
        self._exporting = exporting
        self._constellation = constellation
        self._end = datetime.combine(reading.night, time(), UTC)
        self._start = self._ago(LONG_DAYS if reading.is_full else WINDOW_DAYS)
        self._answers: Mapping[str, int | None] | Gap = {}  # to own posts, as the feed counts them

    def _ago(self, days: int) -> datetime:
        return self._end - timedelta(days=days)

    async def sighting(self) -> Sighting:
        """Return all that was seen; a part that failed is its own gap."""
        mutual = await self._follow_back() if self._reading.is_full else None
        flags = await self._flags(mutual)
        timeline = await self._timeline()
        return Sighting(
            profile=replace(self._profile, flags=flags),
            follow_back=mutual,
            timeline=timeline,
            likes=await self._likes(),
            heard=await self._heard(timeline) if self._reading.is_full else None,
        )

    async def _follow_back(self) -> FollowBack | Gap:
        year, week, _ = self._reading.night.isocalendar()
        lists = Lists(
            self._profile,
            self._repository,
            appview=self._appview,
            client=self._client,
            exporting=self._exporting,
        )
        return await lists.follow_back(f"{year}-W{week}")

    async def _flags(self, mutual: FollowBack | Gap | None) -> frozenset[Flag]:
        flags = set(self._profile.flags)
        if isinstance(mutual, FollowBack):
            following = self._profile.following or 0
            if abs(mutual.listed - following) > INCOMPLETE * following:
                flags.add(Flag.LIST_INCOMPLETE)
        if self._reading.is_full and await self._is_unfeatured():
            flags.add(Flag.UNFEATURED)
        return frozenset(flags)

    async def _is_unfeatured(self) -> bool:
        collection = "app.bsky.actor.contentVisibilityDeclaration"
        try:
            wishes = await self._repository.records(collection, VisibilityRecords, enough=bool)
        except LookUpError:  # it is about picks, not about numbers
            return False
        return any(wish.value.hide_from_algorithmic_recommendations for wish in wishes)

    async def _timeline(self) -> tuple[Post, ...] | Gap:
        try:
            try:
                posts = await self._shown_posts()
            except AWAY as error:
                self._answers = error.gap  # who answered is known to nobody else
                posts = await self._written_posts()
        except LookUpError as error:
            return error.gap
        distinct = {post.id: post for post in posts if self._start <= post.at < self._end}
        return tuple(sorted(distinct.values(), key=lambda post: post.at, reverse=True))

    async def _shown_posts(self) -> list[Post]:
        """Return the feed back to the window's start: it is ordered by the times that we take."""
        limit = FIRST_PAGE

        async def next_page(**cursor: str) -> Feed | FeedWithParents:
            nonlocal limit
            page = await self._feed(limit, **cursor)
            limit = self._expected(page)
            return page

        found = await pages(next_page, enough=lambda page: self._reach(reversed(page.feed)) < 0)
        self._answers = {
            item.post.uri: item.post.reply_count
            for page in found
            for item in page.feed
            if item.reason is None and item.post.author.did == self._did
        }
        return [post for page in found for post in self._posts(page.feed)]

    def _expected(self, page: Feed | FeedWithParents) -> int:
        """Return how long the next page has to be, at the pace of this one, with some to spare."""
        newest, oldest = self._reach(page.feed), self._reach(reversed(page.feed))
        still = len(page.feed) * oldest / max(newest - oldest, 1.0)
        return min(PAGE, max(SHORTEST_PAGE, ceil(SPARE * still)))

    def _reach(self, items: Iterable[Item]) -> float:
        """Return how many seconds the first of some items lies after the window's start."""
        post = next(self._posts(items), None)
        return (post.at - self._start).total_seconds() if post else 0.0

    async def _feed(self, limit: int, **cursor: str) -> Feed | FeedWithParents:
        reply = await content(
            self._client,
            self._appview,
            "app.bsky.feed.getAuthorFeed",
            actor=self._did,
            filter="posts_with_replies",
            includePins="false",
            limit=str(limit),
            **cursor,
        )
        page = read(Feed, reply, "getAuthorFeed")
        is_enough = all(map(tells_parents_time, page.feed))
        return page if is_enough else read(FeedWithParents, reply, "getAuthorFeed")

    def _posts(self, items: Iterable[Item]) -> Iterator[Post]:
        return (post for item in items if (post := post_of(item, self._did)))

    async def _written_posts(self) -> list[Post]:
        """Return posts and reposts as the account's own server keeps them."""
        posts = await self._recent("app.bsky.feed.post", PostRecords, self._start)
        reposts = await self._recent("app.bsky.feed.repost", LikeRecords, self._start)
        found = [own_post(one.uri, one.value, _said(one)) for one in posts]
        return found + [repost(one.value.subject.uri, _said(one)) for one in reposts]

    async def _likes(self) -> tuple[Like, ...] | Gap:
        """Return its likes of others' posts; one of a post liked twice stands twice."""
        start = self._ago(LIKE_DAYS if self._reading.is_full else WINDOW_DAYS)
        try:
            likes = await self._recent("app.bsky.feed.like", LikeRecords, start)
            given = [Like(subject=like.value.subject.uri, at=_said(like)) for like in likes]
            return tuple(
                like
                for like in given
                if start <= like.at < self._end and is_others_post(like.subject, self._did)
            )
        except LookUpError as error:
            return error.gap

    async def _heard(self, timeline: tuple[Post, ...] | Gap) -> Heard | Gap:
        """Return what others said around the posts."""
        if isinstance(timeline, Gap):
            return timeline
        if isinstance(self._answers, Gap):
            return self._answers
        threads = Threads(self._did, appview=self._appview, client=self._client)
        found = talks(timeline, self._answers, self._end)
        try:
            return await threads.heard(found, self._reading.settled, await self._mentions())
        except LookUpError as error:
            return error.gap

    async def _mentions(self) -> Mentions | None:
        """Return who named the account; None where nobody tells, and replies alone are heard."""
        if self._constellation is None:
            return None
        try:
            return await mentions(
                self._did,
                self._end - RECENT,
                constellation=self._constellation,
                appview=self._appview,
                client=self._client,
            )
        except LookUpError:
            return None

    async def _recent(
        self, collection: str, shape: type[Records[D]], start: datetime
    ) -> list[Record[D]]:
        """Return records until key and time both lie before a start.

        The list is ordered by key, and a record may be dated long before its key was made.
        """

        def is_past(record: Record[D]) -> bool:
            key_time = tid_time(record.uri.rpartition("/")[2])
            return key_time is not None and max(_said(record), key_time) < start

        return await self._repository.records(collection, shape, enough=is_past)


def _said(record: Record[D]) -> datetime:
    return instant(record.value.created_at, "listRecords: records[].value.createdAt")
