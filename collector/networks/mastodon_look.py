"""One Mastodon account read for one night: its follow-back, posts, and what others said."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from collector.errors import LookUpError
from collector.model import LONG_DAYS, WINDOW_DAYS, Flag, Gap, Sighting
from collector.networks.mastodon_lists import Lists
from collector.networks.mastodon_nouns import People
from collector.networks.mastodon_threads import Threads, talks
from collector.networks.mastodon_timeline import Timeline, timeline

if TYPE_CHECKING:
    import httpx

    from collector.model import FollowBack, FollowerPages, Heard, Profile, Reading
    from collector.networks.fediverse_home import Home
    from collector.settings import MastodonSettings


class Look:
    """What is read of one account; people's ids live no longer than this.

    Its server tells nobody else what it likes.
    """

    def __init__(
        self,
        profile: Profile,
        home: Home,
        *,
        settings: MastodonSettings,
        client: httpx.AsyncClient,
        reading: Reading,
        hides_lists: bool = False,
    ) -> None:
        self._profile = profile
        self._people = People(home=home)
        self._lists = Lists(profile, home, settings=settings, client=client)
        self._client = client
        self._reading = reading
        self._hides_lists = hides_lists
        self._end = datetime.combine(reading.night, time(), UTC)

    async def sighting(self, *, is_official: bool) -> Sighting:
        """Return all that was seen; a part that failed is its own gap."""
        if Flag.LOCKED in self._profile.flags:  # method 1: counts only
            return self._counts(Gap.LOCKED, is_official=is_official)
        if not is_official:  # a person: counts only
            return self._counts(Gap.NOT_OFFERED, is_official=False)
        mutual = await self._follow_back() if self._reading.is_full else None
        seen = await self._timeline()
        return Sighting(
            profile=self._profile,
            follow_back=mutual,
            timeline=seen if isinstance(seen, Gap) else seen.posts,
            likes=Gap.NOT_OFFERED,
            heard=await self._heard(seen) if self._reading.is_full else None,
        )

    def _counts(self, gap: Gap, *, is_official: bool) -> Sighting:
        due = gap if self._reading.is_full and is_official else None
        return Sighting(
            profile=self._profile,
            follow_back=due,
            timeline=gap,
            likes=Gap.NOT_OFFERED,
            heard=due,
        )

    async def _follow_back(self) -> FollowBack | FollowerPages | Gap | None:
        if self._hides_lists:
            return Gap.HIDDEN
        year, week, _ = self._reading.night.isocalendar()
        return await self._lists.follow_back(f"{year}-W{week}")

    async def _timeline(self) -> Timeline | Gap:
        days = LONG_DAYS if self._reading.is_full else WINDOW_DAYS
        start = self._end - timedelta(days=days)
        try:
            return await timeline(self._people, self._client, start=start, end=self._end)
        except LookUpError as error:
            return error.gap

    async def _heard(self, seen: Timeline | Gap) -> Heard | Gap:
        """Return what others said around the posts."""
        if isinstance(seen, Gap):
            return seen
        threads = Threads(self._people, self._client)
        try:
            return await threads.heard(talks(seen.own, self._end), self._reading.settled)
        except LookUpError as error:
            return error.gap
