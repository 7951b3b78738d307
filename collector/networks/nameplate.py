"""What an account calls itself, and the site that it names as its own: for a new entry.

Only where a profile is public without a key. Nothing of it is kept but in the entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from collector.networks.fediverse import Said
from collector.networks.fediverse import ask as ask_server
from collector.networks.fediverse_home import SPEAKS_MASTODON, found, software_of
from collector.networks.fediverse_text import words_of
from collector.networks.xrpc import Reply, ask

if TYPE_CHECKING:
    import httpx

OPEN = ("bluesky", "mastodon", "activitypub")


@dataclass(frozen=True, slots=True, kw_only=True)
class Nameplate:
    """What stands on a profile; empty where it says nothing.

    `is_proven` where the network itself has seen that site and account belong together.
    """

    network: str
    name: str = ""
    website: str = ""
    is_proven: bool = False


class Profile(Reply):
    """The names of a Bluesky profile."""

    display_name: str = ""
    website: str | None = None


class Field(Said):
    """One line of a Mastodon profile; a time, where the site links back."""

    value: str = ""
    verified_at: str | None = None


class Person(Said):
    """The names of a Mastodon profile."""

    display_name: str = ""
    fields: tuple[Field, ...] = ()


async def nameplate(
    network: str, handle: str, client: httpx.AsyncClient, *, appview: str
) -> Nameplate:
    """Return what an account's profile says of it; raises a LookUpError where nobody answers."""
    if network == "bluesky":
        return await _on_bluesky(handle, client, appview)
    return await _on_its_server(handle, client)


async def _on_bluesky(handle: str, client: httpx.AsyncClient, appview: str) -> Nameplate:
    seen = await ask(client, appview, "app.bsky.actor.getProfile", Profile, actor=handle)
    site = _site(seen.website or "")
    host = urlsplit(site).hostname or ""
    # Only whoever owns a domain can have it as a handle.
    is_proven = f".{host}".endswith(f".{handle}")
    return Nameplate(
        network="bluesky", name=_line(seen.display_name), website=site, is_proven=is_proven
    )


async def _on_its_server(handle: str, client: httpx.AsyncClient) -> Nameplate:
    home = await found(handle, client)
    software = await software_of(home.origin, client)
    if software and software not in SPEAKS_MASTODON:
        return Nameplate(network="activitypub")
    url = f"{home.origin}/api/v1/accounts/lookup"
    person: Person = await ask_server(client, url, Person, [("acct", home.user)])
    linked = [
        (field.verified_at is not None, link)
        for field in person.fields
        for link in words_of(field.value)[1][:1]
    ]
    is_proven, link = max(linked, key=lambda one: one[0], default=(False, ""))
    return Nameplate(
        network="mastodon",
        name=_line(person.display_name),
        website=_site(link),
        is_proven=is_proven,
    )


def _line(text: str) -> str:
    """Return a display name without signs that are no words: most profiles' emoji."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _site(address: str) -> str:
    """Return an address of the web; nothing where it is another or none."""
    return address.strip() if address.strip().startswith(("https://", "http://")) else ""
