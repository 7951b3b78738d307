"""What ActivityPub servers say: actors, and how long their collections are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel

from collector.errors import Gone, Moved, NeedsToken, OptedOut, Suspended, Unreadable
from collector.model import Flag
from collector.networks.fediverse import (
    Count,
    Forbidden,
    Said,
    ask,
    at_origin,
    is_same_host,
    origin_of,
)
from collector.networks.fediverse_text import opts_out

if TYPE_CHECKING:
    import httpx

# https://www.w3.org/TR/activitypub/#retrieving-objects
ACCEPT = (
    "application/activity+json, "
    'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
)
AUTOMATED = frozenset(["Service", "Application", "Group"])  # a Group repeats what is sent to it
ACTORS = AUTOMATED | {"Person", "Organization"}
CLOSED = (Forbidden, Gone)  # 403 and 404, by which a server keeps a collection to itself


class Document(Said):
    """A part of an ActivityPub document."""

    model_config = ConfigDict(alias_generator=to_camel)


class Actor(Document):
    """Who an account is, as its own server says; what is not needed may be odd."""

    id: str
    type: str
    preferred_username: str = ""
    followers: str | None = None
    following: str | None = None
    outbox: str | None = None
    summary: object = None
    manually_approves_followers: object = None
    discoverable: object = None
    indexable: object = None
    suspended: object = None
    memorial: object = None
    moved_to: object = None
    also_known_as: object = None

    @property
    def aliases(self) -> frozenset[str]:
        """The other addresses that it calls its own."""
        told = self.also_known_as
        several = told if isinstance(told, list) else [told]
        return frozenset(one for one in several if isinstance(one, str))

    @property
    def flags(self) -> frozenset[Flag]:
        """What it says of itself."""
        signs = {
            Flag.BOT: self.type in AUTOMATED,
            Flag.LOCKED: self.manually_approves_followers is True,
            Flag.UNFEATURED: self.discoverable is False,
            # https://codeberg.org/fediverse/fep/src/branch/main/fep/5feb: what is missing is a no
            Flag.UNINDEXED: self.indexable is not True,
        }
        return frozenset(flag for flag, is_set in signs.items() if is_set)


class CollectionPage(Document):
    """One page of a list."""

    id: str | None = None
    ordered_items: tuple[object, ...] | None = None
    items: tuple[object, ...] | None = None

    @property
    def members(self) -> list[str]:
        """The addresses on it; raises Unreadable where something else stands there."""
        found = [address_of(one) for one in self.ordered_items or self.items or ()]
        if None in found:
            raise Unreadable("collection: orderedItems hold no addresses; report it")
        return [one for one in found if one is not None]


class Collection(Document):
    """A list: how long it is, and its first page, or where that stands."""

    total_items: Count = None
    first: str | CollectionPage | None = None


def address_of(value: object) -> str | None:
    """Return the address that an ActivityPub value is, or has."""
    id_ = value.get("id") if isinstance(value, dict) else value
    return id_ if isinstance(id_, str) else None


async def document(client: httpx.AsyncClient, url: str, shape: Any) -> Any:
    """Return an ActivityPub document; raises the LookUpError that it amounts to."""
    return await ask(client, url, shape, accept=ACCEPT)


async def actor_at(client: httpx.AsyncClient, url: str) -> Actor:
    """Return the actor at an address, which vouches for its own host alone.

    One that says it stands on another host is asked for there, once.
    """
    actor = await _actor(client, url)
    if is_same_host(actor.id, url):
        return actor
    again = await _actor(client, actor.id)
    if again.id != actor.id:
        raise Unreadable("actor: id is another one's; report it")
    return again


async def _actor(client: httpx.AsyncClient, url: str) -> Actor:
    actor: Actor = await document(client, at_origin(url, origin_of(url)), Actor)
    if actor.type == "Tombstone":
        raise Gone("the account was deleted; take it off the watchlist")
    if actor.type not in ACTORS:
        raise Unreadable("actor: type is no account's; report it")
    return actor


async def present(client: httpx.AsyncClient, url: str) -> tuple[Actor, bool]:
    """Return an actor, or the one that it moved to, and whether it moved.

    Raises the reason why there is to be none.
    """
    actor = await actor_at(client, url)
    judge(actor)
    target = address_of(actor.moved_to)
    if target is None:
        return actor, False
    after = await actor_at(client, target)
    if actor.id not in after.aliases or after.moved_to is not None:
        raise Moved("the account moved, and its new one does not confirm it; mend the watchlist")
    judge(after)
    return after, True


def judge(actor: Actor) -> None:
    """Raise the reason why nothing is to be read of an actor."""
    if actor.suspended is True:
        raise Suspended("its server has suspended the account; look at it there")
    if actor.memorial is True:
        raise Suspended("the account is kept in memory of its owner; take it off the watchlist")
    if isinstance(actor.summary, str) and opts_out(actor.summary):
        raise OptedOut("the account's words ask robots to stay away; respect it")


async def collection(client: httpx.AsyncClient, actor: Actor, url: str) -> Collection:
    """Return one of an actor's collections, which stands on its own host."""
    found: Collection = await document(client, at_origin(url, origin_of(actor.id)), Collection)
    return found


async def total(client: httpx.AsyncClient, actor: Actor, url: str | None) -> int | None:
    """Return how long one of an actor's collections is; None where that is not told."""
    if url is None:
        return None
    try:
        return (await collection(client, actor, url)).total_items
    except CLOSED:
        return None


async def total_if_open(client: httpx.AsyncClient, actor: Actor, url: str | None) -> int | None:
    """Return the same, and nothing where strangers are not let in."""
    try:
        return await total(client, actor, url)
    except NeedsToken:
        return None
