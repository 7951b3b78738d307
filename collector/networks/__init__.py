"""The networks: one file each, behind one small protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from collector.networks.activitypub import ActivityPub
from collector.networks.bluesky import Bluesky
from collector.networks.instagram import Instagram
from collector.networks.mastodon import Mastodon
from collector.networks.x import X

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import httpx

    from collector.errors import LookUpError
    from collector.model import Account, Profile, Reading, Sighting
    from collector.networks.atproto import Identity
    from collector.networks.fediverse_home import Home
    from collector.settings import Settings


class Network(Protocol):
    """A place where organisations hold accounts, and how to look them up.

    An adapter is handed its client, and neither sleeps, retries, logs nor asks the clock:
    manners live in the client.
    """

    key: str  # as written in the watchlist: "bluesky"
    name: str  # as printed: "Bluesky"

    def profile_url(self, account: Account) -> str:
        """Return the public address of the account's profile."""
        ...

    async def profiles(
        self, accounts: Sequence[Account], client: httpx.AsyncClient
    ) -> Mapping[Account, Profile | LookUpError]:
        """Return what the network prints about each account, in as few requests as it allows."""
        ...

    async def look_up(
        self, account: Account, profile: Profile, client: httpx.AsyncClient, reading: Reading
    ) -> Sighting:
        """Return all that was seen of one account; raises a LookUpError where nothing was."""
        ...


def networks(
    settings: Settings, identities: dict[str, Identity], homes: dict[str, Home] | None = None
) -> Mapping[str, Network]:
    """Return the networks that are read, by key; one more is one line here.

    `identities` and `homes` are filled: what is known of accounts in the fediverse is `homes`.
    """
    homes = {} if homes is None else homes
    found: tuple[Network, ...] = (
        Bluesky(settings.networks.bluesky, identities),
        Mastodon(settings.networks.mastodon, homes),
        ActivityPub(homes),
        *_with_keys(settings, identities),
    )
    return {network.key: network for network in found}


def _with_keys(settings: Settings, identities: dict[str, Identity]) -> Iterator[Network]:
    """Yield the networks that ask for a key, where the operator has one."""
    keys = settings.keys
    if keys.x_token:
        yield X(settings.networks.x, keys.x_token, identities)
    if keys.instagram_token and keys.instagram_id:
        yield Instagram(settings.networks.instagram, keys.instagram_token, keys.instagram_id)
