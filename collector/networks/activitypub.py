"""Any other server of the fediverse: what its ActivityPub documents count, and no more."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from collector.model import Gap, Profile, Sighting
from collector.networks.activitypub_documents import present, total, total_if_open
from collector.networks.fediverse import host_of, origin_of, outcome
from collector.networks.fediverse_home import Home, found

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import httpx

    from collector.errors import LookUpError
    from collector.model import Account, Reading


class ActivityPub:
    """Counts and bounds from every server that shows its actors to strangers.

    `homes` is kept by handle as listed: it is read and filled, and whoever passes it in lets it
    age.
    """

    key = "activitypub"
    name = "ActivityPub"

    def __init__(self, homes: dict[str, Home]) -> None:
        self._homes = homes

    def profile_url(self, account: Account) -> str:
        """Return the public address of the account's profile."""
        return profile_url(account)

    async def profiles(
        self, accounts: Sequence[Account], client: httpx.AsyncClient
    ) -> Mapping[Account, Profile | LookUpError]:
        """Return what its server counts of each account."""
        asked = (outcome(self._profile(account.handle, client)) for account in accounts)
        seen = await asyncio.gather(*asked)
        return dict(zip(accounts, seen, strict=True))

    async def look_up(
        self,
        account: Account,
        profile: Profile,
        client: httpx.AsyncClient,  # noqa: ARG002  the protocol has it
        reading: Reading,
    ) -> Sighting:
        """Return the counts alone: nothing else is asked for."""
        return counted(profile, reading, is_official=account.role.is_official)

    async def _profile(self, handle: str, client: httpx.AsyncClient) -> Profile:
        home = self._homes.pop(handle, None) or await found(handle, client)
        profile = await counts(home, client)
        self._homes[handle] = home
        return profile


def profile_url(account: Account) -> str:
    """Return the address at which servers of this kind show a profile."""
    if "://" in account.handle:
        return account.handle
    user, _, domain = account.handle.rpartition("@")
    return f"https://{domain}/@{user}"


async def counts(home: Home, client: httpx.AsyncClient) -> Profile:
    """Return what an actor's collections count; raises the reason why there is to be nothing."""
    actor, is_elsewhere = await present(client, home.actor)
    if is_elsewhere:
        name = f"{actor.preferred_username or home.user}@{host_of(actor.id)}".lower()
        home = replace(home, name=name, origin=origin_of(actor.id), actor=actor.id)
    return Profile(
        id=home.name,
        handle=home.name,
        followers=await total(client, actor, actor.followers),
        following=await total(client, actor, actor.following),
        posts=await total_if_open(client, actor, actor.outbox),
        flags=actor.flags,
    )


def counted(profile: Profile, reading: Reading, *, is_official: bool) -> Sighting:
    """Return a sighting of counts alone: what is missing of them is hidden, the rest not shown."""
    nothing = Gap.NOT_OFFERED
    is_due = reading.is_full and is_official
    is_hidden = profile.followers is None or profile.following is None
    return Sighting(
        profile=profile,
        follow_back=(Gap.HIDDEN if is_hidden else nothing) if is_due else None,
        timeline=nothing,
        likes=nothing,
        heard=nothing if is_due else None,
    )
