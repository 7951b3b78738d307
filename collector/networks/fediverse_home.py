"""Where a fediverse account lives: from its handle to its server, its actor and its software."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.errors import Gone, LookUpError, Unreadable
from collector.networks.fediverse import Said, ask, at_origin, host_of, is_same_host, origin_of

if TYPE_CHECKING:
    import httpx

ACTIVITY = re.compile(r"application/(activity|ld)\+json\b")
NODEINFO = "http://nodeinfo.diaspora.software/ns/schema/2."
# Those that answer Mastodon's API to anybody, by the names that nodeinfo knows them by.
SPEAKS_MASTODON = frozenset(["mastodon", "hometown", "akkoma", "pleroma", "fedibird", "kmyblue"])
LONGEST_NAME = 400
JRD = "application/jrd+json, application/json"  # https://www.rfc-editor.org/rfc/rfc7033


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where a watched account is read: its whole name, its server, its actor.

    `id` is the server's own number for it, where the server speaks Mastodon's API; it is valid on
    that server alone. The whole name is what we know an account by: no server of this kind gives a
    name to somebody else later, and every server writes it alike, which cannot be said of numbers
    nor, before Mastodon 4.2, of actors' addresses.
    """

    name: str  # name@domain
    origin: str  # https://host, which may differ from the name's domain
    actor: str
    software: str = ""
    id: str | None = None

    @property
    def user(self) -> str:
        """The name before the @."""
        return self.name.partition("@")[0]

    @property
    def domain(self) -> str:
        """The name after the @, which local accounts leave out."""
        return self.name.partition("@")[2]


class Link(Said):
    """One link of a webfinger or a nodeinfo document; what is odd in it is passed over."""

    rel: object = None
    type: object = None
    href: object = None


class Webfinger(Said):
    """Who somebody is."""

    subject: str = ""
    links: tuple[Link, ...]


class Links(Said):
    """Where a server's nodeinfo stands."""

    links: tuple[Link, ...]


class Software(Said):
    """What a server runs."""

    name: str


class NodeInfo(Said):
    """What a server says of itself."""

    software: Software


async def found(handle: str, client: httpx.AsyncClient) -> Home:
    """Return where an account lives, by its handle; its server's own number is not known yet."""
    is_address = "://" in handle
    domain = host_of(handle) if is_address else handle.rpartition("@")[2].lower()
    if not domain or host_of(f"https://{domain}") != domain:
        raise Gone("a handle names no server; mend it where it is written")
    resource = handle if is_address else f"acct:{handle}"
    url = f"https://{domain}/.well-known/webfinger"
    question = [("resource", resource)]
    reply: Webfinger = await ask(client, url, Webfinger, question, accept=JRD)
    actor = next((href for link in reply.links if (href := _actor(link))), None)
    if actor is None:
        raise Gone("webfinger names no account that speaks ActivityPub; mend the handle")
    name = _name(reply.subject) or ("" if is_address else handle.lower())
    if not name:
        raise Unreadable("webfinger: subject is no account; report it")
    return Home(name=name, origin=origin_of(actor), actor=actor)


def _actor(link: Link) -> str | None:
    is_actor = isinstance(link.type, str) and ACTIVITY.match(link.type)
    return link.href if link.rel == "self" and is_actor and isinstance(link.href, str) else None


def _name(subject: str) -> str | None:
    """Return the whole name that webfinger calls canonical; None where it says something else."""
    user, _, domain = subject.removeprefix("acct:").lower().partition("@")
    is_host = domain and host_of(f"https://{domain}") == domain
    is_name = subject.startswith("acct:") and user and "/" not in user and is_host
    return f"{user}@{domain}" if is_name and len(subject) < LONGEST_NAME else None


async def software_of(origin: str, client: httpx.AsyncClient) -> str:
    """Return what a server runs, as nodeinfo calls it; nothing where it does not say."""
    try:
        links: Links = await ask(client, f"{origin}/.well-known/nodeinfo", Links)
        places = [
            link.href
            for link in links.links
            if isinstance(link.href, str)
            and str(link.rel).startswith(NODEINFO)
            and is_same_host(link.href, origin)
        ]
        if not places:
            return ""
        told: NodeInfo = await ask(client, at_origin(places[-1], origin), NodeInfo)
        return told.software.name.strip().lower()[:40]
    except LookUpError:  # it decides only how the server is asked
        return ""
