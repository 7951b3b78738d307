"""One X account's posts, read back from the night for as long as the money lasts."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from collector.errors import OverBudget, Unreadable
from collector.model import LONG_DAYS, WINDOW_DAYS
from collector.networks.x_api import AT_ONCE
from collector.networks.x_nouns import post_of, reason_of, refuse_blind

if TYPE_CHECKING:
    from collections.abc import Sequence

    import httpx

    from collector.model import Post, Profile, Reading
    from collector.networks.x_api import Api
    from collector.networks.x_replies import Posts, Written

# https://docs.x.com/x-api/posts/timelines/introduction: the newest 3,200, some of them deleted
NEWEST = 3_000
MOST_PAGES = 40
LEAST = 5  # posts that a page may be asked to hold


class Past:
    """One account's posts, read back from the night; people's ids live no longer than this."""

    def __init__(self, api: Api, profile: Profile, reading: Reading) -> None:
        self._api = api
        self._id = profile.id
        self._end = datetime.combine(reading.night, time(), UTC)
        self._month = self._end - timedelta(days=WINDOW_DAYS)
        self._start = self._end - timedelta(days=LONG_DAYS) if reading.is_full else self._month
        self._most = AT_ONCE if profile.posts is None else max(LEAST, min(AT_ONCE, profile.posts))
        self.is_cut = False

    async def posts(self, client: httpx.AsyncClient) -> tuple[Post, ...]:
        """Return the posts of the window, newest first.

        Of twelve weeks as many are read as the budget allows, and no fewer than thirty days.
        """
        written = await self._written(client)
        refuse_blind(written)
        posts = {one.id: post_of(one) for one in written}.values()
        mine = [post for post in posts if self._start <= post.at < self._end]
        return tuple(sorted(mine, key=lambda post: post.at, reverse=True))

    async def _written(self, client: httpx.AsyncClient) -> list[Written]:
        found: list[Written] = []
        cursor: dict[str, str] = {}
        for _ in range(MOST_PAGES):
            try:
                page = await self._page(client, cursor)
            except OverBudget:
                self.is_cut = _reaches(found, self._month)
                if not self.is_cut:
                    raise
                return found
            found += page.data
            token = page.meta.next_token
            if not token or _reaches(page.data, self._start):
                self.is_cut = not token and len(found) >= NEWEST
                return found
            if token == cursor.get("pagination_token"):
                raise Unreadable("tweets: meta.next_token stands still; report it")
            cursor = {"pagination_token": token}
        raise Unreadable("tweets: the listing has no end; report it")

    async def _page(self, client: httpx.AsyncClient, cursor: dict[str, str]) -> Posts:
        """Return the next page, as full as the money left allows."""
        question = {"start_time": _stamp(self._start), "end_time": _stamp(self._end), **cursor}
        try:
            page = await self._api.posts(client, self._id, question, self._most)
        except OverBudget:
            if self._most == LEAST:
                raise
            self._most = max(LEAST, self._most // 2)
            return await self._page(client, cursor)
        if page.errors and not page.data:
            raise reason_of(page.errors[0])
        return page


def _reaches(written: Sequence[Written], start: datetime) -> bool:
    """Return whether posts reach back beyond a moment."""
    return bool(written) and post_of(written[-1]).at < start


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
