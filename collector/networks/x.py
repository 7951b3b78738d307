"""X: counts by the hundred and own posts, for as much money as the operator allows.

Its terms and prices are told to operators on the page `keys.md`. Followers cost a cent each, and
mentions money too: neither is asked for, so the follow-back rate is a bound there.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from collector.errors import LookUpError, OverBudget, Unreadable
from collector.model import Gap, Sighting
from collector.networks.atproto import Identity
from collector.networks.x_api import AT_ONCE, Api
from collector.networks.x_nouns import profile_of, reason_of
from collector.networks.x_posts import Past
from collector.networks.x_replies import User
from collector.networks.xrpc import read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import httpx
    from pydantic import SecretStr

    from collector.model import Account, Post, Profile, Reading
    from collector.networks.x_replies import Users
    from collector.settings import XSettings


class X:
    """The network of X, with a key and a budget; `identities` are kept as Bluesky's are."""

    key = "x"
    name = "X"

    def __init__(
        self, settings: XSettings, key: SecretStr, identities: dict[str, Identity]
    ) -> None:
        self._api = Api(settings.api, key)
        self._is_thrifty = settings.posts == "weekly"
        self._identities = identities

    def profile_url(self, account: Account) -> str:
        """Return the public address of the account's profile."""
        return f"https://x.com/{account.handle}"

    async def profiles(
        self, accounts: Sequence[Account], client: httpx.AsyncClient
    ) -> Mapping[Account, Profile | LookUpError]:
        """Return what X prints about each account, 100 at a time; the first may use up the money.

        Who is known is asked for by id, since names are given to others.
        """
        found: dict[Account, Profile | LookUpError] = {}
        for start in range(0, len(accounts), AT_ONCE):
            some = accounts[start : start + AT_ONCE]
            ids = {a: known.did for a in some if (known := self._identities.get(_place(a)))}
            names = {account: account.handle.lower() for account in some if account not in ids}
            for by, wanted in (("usernames", names), ("ids", ids)):  # newcomers first
                if keys := list(dict.fromkeys(wanted.values())):
                    seen = await self._seen(by, keys, client)
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
        if self._is_thrifty and not reading.is_full:  # what the last full reading says stands
            unpaid = Gap.OVER_BUDGET
            return Sighting(profile=profile, follow_back=None, timeline=unpaid, likes=nothing)
        timeline: tuple[Post, ...] | Gap
        try:
            past = Past(self._api, profile, reading)
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
