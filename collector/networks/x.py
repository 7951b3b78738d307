"""X: counts by the hundred and own posts, for as much money as the operator allows.

Its terms and prices are told to operators on the page `keys.md`. Followers cost a cent each, and
mentions money too: neither is asked for, so the follow-back rate is a bound there.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from collector.errors import LookUpError, OverBudget, Unreadable
from collector.model import LONG_DAYS, WINDOW_DAYS, Gap, Sighting
from collector.networks.atproto import Identity
from collector.networks.x_api import AT_ONCE, Api
from collector.networks.x_nouns import post_of, profile_of, reason_of, refuse_blind
from collector.networks.x_replies import User
from collector.networks.xrpc import read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import httpx
    from pydantic import SecretStr

    from collector.model import Account, Post, Profile, Reading
    from collector.networks.x_replies import Posts, Users, Written
    from collector.settings import XSettings

# https://docs.x.com/x-api/posts/timelines/introduction: the newest 3,200, some of them deleted
NEWEST = 3_000
MOST_PAGES = 40
LEAST = 5  # posts that a page may be asked to hold


class X:
    """The network of X, with a key and a budget; `identities` are kept as Bluesky's are."""

    key = "x"
    name = "X"

    def __init__(
        self, settings: XSettings, key: SecretStr, identities: dict[str, Identity]
    ) -> None:
        self._api = Api(settings.api, key)
        self._identities = identities

    def profile_url(self, account: Account) -> str:
        """Return the public address of the account's profile."""
        return f"https://x.com/{account.handle}"

    async def profiles(
        self, accounts: Sequence[Account], client: httpx.AsyncClient
    ) -> Mapping[Account, Profile | LookUpError]:
        """Return what X prints about each account, by id where it is known, 100 at a time."""
        known = {a: self._identities.get(_place(a)) for a in accounts}
        ids = {account: identity.did for account, identity in known.items() if identity}
        names = {account: account.handle.lower() for account in accounts if account not in ids}
        found: dict[Account, Profile | LookUpError] = {}
        for by, wanted in (("ids", ids), ("usernames", names)):
            keys = sorted(set(wanted.values()))
            for start in range(0, len(keys), AT_ONCE):
                seen = await self._seen(by, keys[start : start + AT_ONCE], client)
                found |= {a: seen[key] for a, key in wanted.items() if key in seen}
        for account, profile in found.items():
            self._remember(account, profile)
        return found

    async def look_up(
        self, account: Account, profile: Profile, client: httpx.AsyncClient, reading: Reading
    ) -> Sighting:
        """Return the posts of an account; whoever follows or mentions it would cost too much."""
        nothing = Gap.NOT_OFFERED
        if not account.role.is_official:  # a person: counts only
            return Sighting(profile=profile, follow_back=None, timeline=nothing, likes=nothing)
        timeline: tuple[Post, ...] | Gap
        try:
            past = _Past(self._api, profile, reading)
            timeline = await past.posts(client)
            if past.is_cut:  # it reaches no farther back than it was read
                profile = replace(profile, created_at=None)
        except LookUpError as error:
            timeline = error.gap
        due = nothing if reading.is_full else None
        return Sighting(
            profile=profile, follow_back=due, timeline=timeline, likes=nothing, heard=due
        )

    async def _seen(
        self, by: str, keys: list[str], client: httpx.AsyncClient
    ) -> dict[str, Profile | LookUpError]:
        """Return what X prints of some users; where all are too dear, of as many as are not."""
        try:
            reply = await self._api.users(client, by, keys)
        except LookUpError as error:
            if not isinstance(error, OverBudget) or len(keys) == 1:
                return dict.fromkeys(keys, error)
            half = len(keys) // 2
            first = await self._seen(by, keys[:half], client)
            return first | await self._seen(by, keys[half:], client)
        missing = Unreadable("x: users: an account is neither in data nor in errors; report it")
        return dict.fromkeys(keys, missing) | _by_key(reply, "id" if by == "ids" else "username")

    def _remember(self, account: Account, profile: Profile | LookUpError) -> None:
        if not isinstance(profile, LookUpError):
            identity = Identity(did=profile.id, handle=profile.handle, pds="")
            self._identities[_place(account)] = identity
        elif not profile.gap.is_temporary:
            self._identities.pop(_place(account), None)


class _Past:
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
        question = {"start_time": _stamp(self._start), "end_time": _stamp(self._end), **cursor}
        page = await self._api.posts(client, self._id, question, self._most)
        if page.errors and not page.data:
            raise reason_of(page.errors[0])
        return page


def _place(account: Account) -> str:
    return f"x:{account.handle}"


def _by_key(reply: Users, key: str) -> dict[str, Profile | LookUpError]:
    """Return what a reply says of each user, by the id or the name that was asked for."""
    found: dict[str, Profile | LookUpError] = {}
    for problem in reply.errors:
        named = (problem.value, problem.resource_id)
        found |= {name.lower(): reason_of(problem) for name in named if isinstance(name, str)}
    for entry in reply.data:
        if isinstance(name := entry.get(key), str):
            found[name.lower()] = _profile(entry)
    return found


def _profile(entry: Mapping[str, object]) -> Profile | LookUpError:
    try:
        return profile_of(read(User, json.dumps(entry).encode(), "users: data[]"))
    except LookUpError as error:
        return error


def _reaches(written: Sequence[Written], start: datetime) -> bool:
    """Return whether posts reach back beyond a moment."""
    return bool(written) and post_of(written[-1]).at < start


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
