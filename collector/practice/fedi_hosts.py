"""The servers of the practice fediverse: what each runs, how it is set, and how it says so."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from collector.practice.answers import JSON, Answer

NODEINFO = "/nodeinfo/2.0"
_REL = "http://nodeinfo.diaspora.software/ns/schema/2.0"
ACTIVITY = "application/activity+json; charset=utf-8"
JRD = "application/jrd+json; charset=utf-8"


_WORDPRESS = "/wp-json/activitypub/1.0/actors/"
_ACTOR = re.compile(rf"(?:/users/|{re.escape(_WORDPRESS)})([a-z0-9_-]+)(?:/([a-z]+))?")


class Speech(StrEnum):
    """What a server speaks to strangers."""

    MASTODON = "mastodon"
    PIXELFED = "pixelfed"
    GOTOSOCIAL = "gotosocial"
    WORDPRESS = "wordpress"


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One server; `domain` is what stands in its accounts' handles, if it is not the host."""

    host: str
    domain: str = ""
    speech: Speech = Speech.MASTODON
    version: str = "4.4.8"
    is_closed: bool = False  # DISALLOW_UNAUTHENTICATED_API_ACCESS: nothing by the API
    is_secure: bool = False  # AUTHORIZED_FETCH: nothing by ActivityPub

    @property
    def handles(self) -> str:
        """The domain in its accounts' handles."""
        return self.domain or self.host

    @property
    def origin(self) -> str:
        """Its address."""
        return f"https://{self.host}"

    @property
    def is_recent(self) -> bool:
        """Whether it has the lists of several accounts and statuses, which 4.3 brought."""
        return self.version >= "4.3"

    @property
    def tells_uris(self) -> bool:
        """Whether it tells the addresses of actors, which 4.2 brought."""
        return self.version >= "4.2"

    def actor(self, user: str) -> str:
        """Return the address of a local actor."""
        path = _WORDPRESS if self.speech is Speech.WORDPRESS else "/users/"
        return f"{self.origin}{path}{user}"

    def user(self, path: str) -> tuple[str, str] | None:
        """Return whose actor a path leads to, and to which part of it; the reverse of `actor`."""
        found = _ACTOR.fullmatch(path)
        return found and (found[1], found[2] or "")


# Mastodon before 4.3 and since, and every way of keeping strangers out.
TOOT = Host(host="toot.test")
ELDER = Host(host="elder.test", version="4.1.25")
VANITY = Host(host="social.ownhouse.test", domain="ownhouse.test")
SECURE = Host(host="secure.test", version="4.3.14", is_secure=True)
CLOSED = Host(host="closed.test", is_closed=True)
LIMITED = Host(host="limited.test", is_closed=True, is_secure=True)
PIXELS = Host(host="pixels.test", speech=Speech.PIXELFED, version="0.12.6")
SLOTH = Host(host="sloth.test", speech=Speech.GOTOSOCIAL, version="0.20.2", is_secure=True)
PRESS = Host(host="press.test", speech=Speech.WORDPRESS, version="6.8.3")
HOSTS = (TOOT, ELDER, VANITY, SECURE, CLOSED, LIMITED, PIXELS, SLOTH, PRESS)


def nodeinfo(host: Host, path: str) -> Answer | None:
    """Return what a server says of itself, where that is asked."""
    if path == "/.well-known/nodeinfo":
        return json_answer({"links": [{"rel": _REL, "href": host.origin + NODEINFO}]})
    if path == NODEINFO:
        software = {"name": str(host.speech), "version": host.version}
        told = {"version": "2.0", "software": software, "protocols": ["activitypub"]}
        return json_answer(told | {"openRegistrations": False, "metadata": {}})
    return None


def finger(host: Host, user: str) -> Answer:
    """Return who somebody is by webfinger (https://docs.joinmastodon.org/spec/webfinger/)."""
    actor = host.actor(user)
    profile = {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": actor}
    own = {"rel": "self", "type": "application/activity+json", "href": actor}
    told = {"subject": f"acct:{user}@{host.handles}", "aliases": [actor], "links": [profile, own]}
    return json_answer(told, JRD)


def json_answer(told: Any, kind: str = JSON, **more: Any) -> Answer:
    """Return something as JSON."""
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(body=body, kind=kind, **more)


def said(error: str, status: int) -> Answer:
    """Return a refusal as Mastodon words it."""
    body = json.dumps({"error": error}).encode()
    return Answer(status=status, body=body)


def gone() -> Answer:
    """Return the answer about somebody who left for good."""
    return Answer(status=410, kind="text/html; charset=utf-8")
