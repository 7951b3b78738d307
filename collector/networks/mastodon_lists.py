"""Whom a Mastodon account follows, who follows it, and how many of them are both."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from collector.errors import Hidden, LookUpError, NotOffered
from collector.model import FollowBack
from collector.networks.activitypub_pages import Pages
from collector.networks.fediverse import Forbidden
from collector.networks.mastodon_pages import SPARE_PAGES, pages
from collector.networks.mastodon_replies import Whos
from collector.networks.xrpc import never
from collector.sample import needed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import httpx

    from collector.model import FollowerPages, Gap, Profile
    from collector.networks.fediverse_home import Home
    from collector.networks.mastodon_replies import Who
    from collector.settings import MastodonSettings

PAGE = 80  # https://docs.joinmastodon.org/methods/accounts/#followers
# 300 pages are what a server gives strangers in a quarter of an hour: whoever is followed by more
# and follows more is not read. Half an hour is spent where the rate is exact for it.
MOST_FOLLOWED = 24_000
MANY_FOLLOWERS = 24_000  # method 3.3: 120 of their pages narrow six points to four
FEWEST_ON_A_PAGE = 40  # by which the length of a list is judged: some servers give fewer


class Person(NamedTuple):
    """Somebody on a list: thousands of them are held at a time, so no more than this is."""

    id: str
    uri: str | None


class Lists:
    """One account's two lists; people's ids live no longer than this."""

    def __init__(
        self, profile: Profile, home: Home, *, settings: MastodonSettings, client: httpx.AsyncClient
    ) -> None:
        self._followers = profile.followers
        self._following = profile.following
        self._home = home
        self._settings = settings
        self._client = client

    async def follow_back(self, week: str) -> FollowBack | FollowerPages | Gap | None:
        """Return how many it follows back, by the draw of this week where all are too many.

        None: the counts alone say it to three points (method 3.1), and no list is asked for.
        """
        try:
            return await self._follow_back(f"{self._home.name}:{week}")
        except LookUpError as error:
            return error.gap

    async def _follow_back(self, seed: str) -> FollowBack | FollowerPages | None:
        if self._followers is None or self._following is None:
            raise Hidden("the account hides its counts; respect it")
        if not self._following:
            return FollowBack(listed=0, drawn=0, mutual=0)
        is_drawn = self._followers > self._settings.walked_followers
        if self._followers > MANY_FOLLOWERS and not needed(self._followers, self._following):
            return None
        if self._following > (MOST_FOLLOWED if is_drawn else 2 * MOST_FOLLOWED):
            raise NotOffered("it follows more accounts than its server shows in a reasonable time")
        if is_drawn:
            return await self._drawn(self._following, seed)
        following = await self._walk("following", self._following)
        followers = await self._walk("followers", self._followers) if self._followers else []
        own = {self._home.id}
        listed, walked = ({who.id for who in some} - own for some in (following, followers))
        return FollowBack(
            listed=len(listed),
            drawn=len(listed),
            mutual=len(listed & walked),
            followers=len(walked),
        )

    async def _walk(
        self, which: str, count: int, enough: Callable[[Sequence[Who]], bool] = never
    ) -> list[Person]:
        """Return a list, whole or till enough; an empty one that is counted otherwise is hidden."""
        url = f"{self._home.origin}/api/v1/accounts/{self._home.id}/{which}"
        most = count // FEWEST_ON_A_PAGE + SPARE_PAGES
        try:
            found: list[Person] = await pages(
                self._client, url, Whos, limit=PAGE, most=most, enough=enough, keep=_person
            )
        except Forbidden:  # "This action is not allowed"
            found = []
        if count and not found:
            raise Hidden(f"{which}: the account hides its lists; respect it")
        return found

    async def _drawn(self, count: int, seed: str) -> FollowerPages:
        """Return some pages of followers, which ActivityPub alone numbers.

        They hold addresses, which a server before 4.2 does not tell of whom an account follows:
        then that list is read by such pages too.
        """
        collections = await Pages.of(self._home.actor, self._client)  # closed, in secure mode
        following = await self._walk("following", count, _is_without_addresses)
        known = {who.uri for who in following if who.uri} - {self._home.actor}
        if _is_without_addresses(following):
            known = set(await collections.following())
        return await collections.followed_back(known, strata=self._settings.pages, seed=seed)


def _is_without_addresses(some: Sequence[Who | Person]) -> bool:
    return any(who.uri is None for who in some)


def _person(who: Who) -> Person:
    return Person(id=who.id, uri=who.uri)
