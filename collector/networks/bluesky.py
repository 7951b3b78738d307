"""Bluesky: who is who, and what is printed about them; one account is read in `bluesky_look`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from collector.errors import Gone, LookUpError, Unreadable
from collector.model import Gap, Sighting
from collector.networks.atproto import Identity, Repository, resolved, server_of
from collector.networks.bluesky_look import Look
from collector.networks.bluesky_nouns import profile_of
from collector.networks.bluesky_replies import View, Views
from collector.networks.constellation import Constellation
from collector.networks.xrpc import ask

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping, Sequence

    import httpx

    from collector.model import Account, Profile, Reading
    from collector.settings import BlueskySettings

# https://docs.bsky.app/docs/api/app-bsky-actor-get-profiles
AT_ONCE = 25

T = TypeVar("T")


class Bluesky:
    """The network of Bluesky, without a key.

    `identities` is kept by handle as listed: it is read and filled, and whoever passes it in
    lets it age.
    """

    key = "bluesky"
    name = "Bluesky"

    def __init__(self, settings: BlueskySettings, identities: dict[str, Identity]) -> None:
        self._appview = settings.appview
        self._plc = settings.plc
        index = settings.constellation
        self._constellation = Constellation(index) if index else None
        self._identities = identities
        self._exporting = asyncio.Lock()

    def profile_url(self, account: Account) -> str:
        """Return the public address of the account's profile."""
        return f"https://bsky.app/profile/{account.handle}"

    async def profiles(
        self, accounts: Sequence[Account], client: httpx.AsyncClient
    ) -> Mapping[Account, Profile | LookUpError]:
        """Return what Bluesky prints about each account, 25 at a time."""
        dids = await asyncio.gather(*(_outcome(self._did(one, client)) for one in accounts))
        known = sorted({did for did in dids if isinstance(did, str)})
        batches = [known[start : start + AT_ONCE] for start in range(0, len(known), AT_ONCE)]
        found = await asyncio.gather(*(self._views(batch, client) for batch in batches))
        views = {did: view for batch in found for did, view in batch.items()}
        profiles = [
            _outcome(self._profile(account, views[did] if isinstance(did, str) else did, client))
            for account, did in zip(accounts, dids, strict=True)
        ]
        return dict(zip(accounts, await asyncio.gather(*profiles), strict=True))

    async def look_up(
        self, account: Account, profile: Profile, client: httpx.AsyncClient, reading: Reading
    ) -> Sighting:
        """Return what was seen of one account; a part that failed is its own gap."""
        if not account.role.is_official:  # a person: counts only
            nothing = Gap.NOT_OFFERED
            return Sighting(profile=profile, follow_back=None, timeline=nothing, likes=nothing)
        known = self._identities.get(account.handle)
        pds = known.pds if known else None
        repository = Repository(profile.id, pds, plc=self._plc, client=client)
        look = Look(
            profile,
            repository,
            appview=self._appview,
            client=client,
            reading=reading,
            exporting=self._exporting,
            constellation=self._constellation,
        )
        sighting = await look.sighting()
        if repository.pds:
            self._remember(account, profile, repository.pds)
        return sighting

    async def _did(self, account: Account, client: httpx.AsyncClient) -> str:
        if account.handle.startswith("did:"):
            return account.handle
        if account.handle in self._identities:
            return self._identities[account.handle].did
        return await resolved(account.handle, appview=self._appview, client=client)

    async def _views(
        self, dids: Sequence[str], client: httpx.AsyncClient
    ) -> dict[str, View | LookUpError]:
        """Return the batch's views; those left out of it are asked for one by one."""
        try:
            method = "app.bsky.actor.getProfiles"
            reply = await ask(client, self._appview, method, Views, actors=dids)
            seen: dict[str, View | LookUpError] = {view.did: view for view in reply.profiles}
        except Unreadable:  # one odd profile must not cost the others theirs
            seen = {}
        except LookUpError as error:
            return dict.fromkeys(dids, error)
        missing = [did for did in dids if did not in seen]
        alone = await asyncio.gather(*(_outcome(self._view(did, client)) for did in missing))
        return seen | dict(zip(missing, alone, strict=True))

    async def _view(self, did: str, client: httpx.AsyncClient) -> View:
        """Return one account's view; raises the reason why there is none, which a batch hides."""
        view = await ask(client, self._appview, "app.bsky.actor.getProfile", View, actor=did)
        if view.did != did:
            raise Unreadable("getProfile: did is another account's; report it")
        return view

    async def _profile(
        self, account: Account, view: View | LookUpError, client: httpx.AsyncClient
    ) -> Profile:
        if isinstance(view, LookUpError):
            raise view
        profile = profile_of(view, account.handle)
        if account.handle not in self._identities:
            try:
                pds = await server_of(view.did, plc=self._plc, client=client)
            except Gone:
                raise
            except LookUpError:  # the counts are here all the same
                return profile
            self._remember(account, profile, pds)
        return profile

    def _remember(self, account: Account, profile: Profile, pds: str) -> None:
        self._identities[account.handle] = Identity(did=profile.id, handle=profile.handle, pds=pds)


async def _outcome(answer: Awaitable[T]) -> T | LookUpError:
    """Return an answer, or the error that it came to: one account's failure is its own."""
    try:
        return await answer
    except LookUpError as error:
        return error
