"""How a Mastodon account is found on its own server, and followed once where it moved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from collector.errors import Gone, LookUpError, Moved, Unreadable
from collector.networks.activitypub_documents import actor_at
from collector.networks.fediverse import ask
from collector.networks.fediverse_home import SPEAKS_MASTODON, Home, found, software_of
from collector.networks.mastodon_replies import View

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from collector.networks.mastodon_replies import Moved as NewHome


async def met(
    place: Home | LookUpError, software: Mapping[str, str], client: httpx.AsyncClient
) -> tuple[Home, View | None]:
    """Return an account's home with its number, and what is printed about it.

    Both are missing where the server does not speak Mastodon's API. One that does not say what it
    runs is tried: a spoilt answer of it tells nothing, and is one for tonight alone.
    """
    if isinstance(place, LookUpError):
        raise place
    home = replace(place, software=software.get(place.origin, ""))
    if home.software and home.software not in SPEAKS_MASTODON:
        return home, None
    url = f"{home.origin}/api/v1/accounts/lookup"
    try:
        view: View = await ask(client, url, View, [("acct", home.user)])
    except Gone:
        if home.software:
            raise
        return home, None
    if view.acct.lower() not in {home.user, home.name}:
        raise Unreadable("lookup: acct is another account's; report it")
    return replace(home, id=view.id), view


async def after_move(
    home: Home, target: NewHome, client: httpx.AsyncClient
) -> tuple[Home, View | None]:
    """Return the home that an account moved to, which must call the old one its own.

    Raises Moved where it does not, or where that account moved on.
    """
    try:
        whole = target.acct if "@" in target.acct else f"{target.acct}@{home.domain}"
        place = await found(whole, client)
        actor = await actor_at(client, place.actor)
        if home.actor not in actor.aliases:
            raise Moved("the account moved, and its new one does not confirm it")
        software = {place.origin: await software_of(place.origin, client)}
        after, view = await met(place, software, client)
    except LookUpError as error:
        if error.gap.is_temporary:
            raise
        raise Moved(f"{error}; list the new account instead") from None
    if view is not None and view.moved is not None:
        raise Moved("the account moved twice; list the newest one instead")
    return after, view
