"""Mastodon and what speaks like it: who is who, and what is printed about them.

One account is read in `mastodon_look`. A server that speaks otherwise is asked for counts alone.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING

from collector.errors import Gone, LookUpError, Unreadable
from collector.networks.activitypub import counted, counts, profile_url
from collector.networks.fediverse import ask, outcome
from collector.networks.fediverse_home import Home, found, software_of
from collector.networks.mastodon_look import Look
from collector.networks.mastodon_nouns import profile_of
from collector.networks.mastodon_replies import View, Views
from collector.networks.mastodon_settle import after_move, met

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import httpx

    from collector.model import Account, Profile, Reading, Sighting
    from collector.settings import MastodonSettings

AT_ONCE = 40  # https://docs.joinmastodon.org/methods/accounts/#index

Shown = View | LookUpError | None  # None: its server does not speak Mastodon's API


class Mastodon:
    """Every server that answers Mastodon's API, without a key.

    `homes` is kept by handle as listed: it is read and filled, and whoever passes it in lets it
    age. An account that moved has its new home there.
    """

    key = "mastodon"
    name = "Mastodon"

    def __init__(self, settings: MastodonSettings, homes: dict[str, Home]) -> None:
        self._settings = settings
        self._homes = homes
        self._hiding: set[str] = set()  # listed handles of accounts that hide their lists

    def profile_url(self, account: Account) -> str:
        """Return the public address of the account's profile."""
        return profile_url(account)

    async def profiles(
        self, accounts: Sequence[Account], client: httpx.AsyncClient
    ) -> Mapping[Account, Profile | LookUpError]:
        """Return what each server prints about its accounts, 40 at a time where it can."""
        handles = list(dict.fromkeys(account.handle for account in accounts))
        known = [handle for handle in handles if handle in self._homes]
        shown = await self._known(known, client) | await self._strange(
            [handle for handle in handles if handle not in self._homes], client
        )
        asked = (outcome(self._profile(one.handle, shown[one.handle], client)) for one in accounts)
        return dict(zip(accounts, await asyncio.gather(*asked), strict=True))

    async def look_up(
        self, account: Account, profile: Profile, client: httpx.AsyncClient, reading: Reading
    ) -> Sighting:
        """Return what was seen of one account; a part that failed is its own gap."""
        is_official = account.role.is_official
        home = self._homes.get(account.handle)
        if home is None or home.id is None:
            return counted(profile, reading, is_official=is_official)
        look = Look(
            profile,
            home,
            settings=self._settings,
            client=client,
            reading=reading,
            hides_lists=account.handle in self._hiding,
        )
        return await look.sighting(is_official=is_official)

    async def _strange(self, handles: Sequence[str], client: httpx.AsyncClient) -> dict[str, Shown]:
        """Find accounts by their handles, and return what their servers print about them."""
        places = await asyncio.gather(*(outcome(found(handle, client)) for handle in handles))
        origins = sorted({place.origin for place in places if isinstance(place, Home)})
        told = await asyncio.gather(*(software_of(origin, client) for origin in origins))
        software = dict(zip(origins, told, strict=True))
        meetings = [outcome(met(place, software, client)) for place in places]
        shown: dict[str, Shown] = {}
        for handle, meeting in zip(handles, await asyncio.gather(*meetings), strict=True):
            if isinstance(meeting, LookUpError):
                shown[handle] = meeting
            else:
                self._homes[handle], shown[handle] = meeting
        return shown

    async def _known(self, handles: Iterable[str], client: httpx.AsyncClient) -> dict[str, Shown]:
        """Return what servers print about the accounts whose number there is known."""
        ids: dict[str, dict[str, str]] = defaultdict(dict)
        shown: dict[str, Shown] = dict.fromkeys(handles)
        for handle in shown:
            home = self._homes[handle]
            if home.id is not None:
                ids[home.origin][home.id] = handle
        batches = [
            (origin, list(some)[start : start + AT_ONCE])
            for origin, some in ids.items()
            for start in range(0, len(some), AT_ONCE)
        ]
        views = await asyncio.gather(*(_views(*batch, client) for batch in batches))
        for (origin, _), batch in zip(batches, views, strict=True):
            shown |= {ids[origin][id_]: view for id_, view in batch.items()}
        return shown

    async def _profile(self, handle: str, shown: Shown, client: httpx.AsyncClient) -> Profile:
        if isinstance(shown, LookUpError):
            if isinstance(shown, Gone):
                self._homes.pop(handle, None)
            raise shown
        home = self._homes[handle]
        if shown is not None and shown.moved is not None:
            home, shown = await after_move(home, shown.moved, client)
            self._homes[handle] = home
        if shown is None:
            return await counts(home, client)
        self._hiding -= {handle}
        self._hiding |= {handle} if shown.hides_lists else set()
        return profile_of(shown, home)


async def _views(
    origin: str, ids: Sequence[str], client: httpx.AsyncClient
) -> dict[str, View | LookUpError]:
    """Return a server's accounts by number; those left out of the list are asked for by themselves.

    Servers before 4.3 have no such list.
    """
    url = f"{origin}/api/v1/accounts"
    seen: dict[str, View | LookUpError] = {}
    if len(ids) > 1:
        try:
            views: Sequence[View] = await ask(client, url, Views, [("id[]", id_) for id_ in ids])
            seen = {view.id: view for view in views if view.id in ids}
        except (Gone, Unreadable):
            pass
        except LookUpError as error:
            return dict.fromkeys(ids, error)
    missing = [id_ for id_ in ids if id_ not in seen]
    alone = await asyncio.gather(*(outcome(_view(url, id_, client)) for id_ in missing))
    return seen | dict(zip(missing, alone, strict=True))


async def _view(url: str, id_: str, client: httpx.AsyncClient) -> View:
    view: View = await ask(client, f"{url}/{id_}", View)
    if view.id != id_:
        raise Unreadable("accounts: id is another account's; report it")
    return view
