"""A small fediverse behind a mock transport: Mastodon's API, ActivityPub, webfinger, nodeinfo."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl

import httpx

from collector.model import Account, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from collector.model import Gap, Profile, Reading, Sighting
    from collector.networks import Network

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HTML = {"content-type": "text/html; charset=utf-8"}
PER_PAGE = 12
DEPTH = 20  # of what strangers are shown below a status


def said(error: str, status: int) -> httpx.Response:
    """Return a refusal as Mastodon words it."""
    return httpx.Response(status, json={"error": error})


def page_missing() -> httpx.Response:
    """Return the 404 of an address that the software does not know."""
    return httpx.Response(404, headers=HTML, text="<html>404</html>")


def snowflake(at: datetime, sequence: int = 0) -> str:
    return str((at - EPOCH) // timedelta(milliseconds=1) << 16 | sequence)


def stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class Server:
    """One server: what it holds, what it runs, and how it is set."""

    host: str
    domain: str
    software: str | None = "mastodon"
    has_uri: bool = True  # since 4.2
    has_batches: bool = True  # since 4.3
    is_closed: bool = False  # DISALLOW_UNAUTHENTICATED_API_ACCESS
    is_secure: bool = False  # AUTHORIZED_FETCH
    page_size: int | None = None  # smaller pages than asked for
    links_at_end: bool = False  # as GoToSocial: next stands on every page, the last is empty
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    statuses: dict[str, dict[str, Any]] = field(default_factory=dict)
    followers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    following: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    hidden: set[str] = field(default_factory=set)
    numbers: dict[str, str] = field(default_factory=dict)
    actors: dict[str, dict[str, Any]] = field(default_factory=dict)

    def actor_url(self, user: str) -> str:
        return f"https://{self.host}/users/{user}"

    def add(self, user: str, id_: str, **told: Any) -> dict[str, Any]:
        """Let an account live here."""
        view: dict[str, Any] = {
            "id": id_,
            "username": user,
            "acct": user,
            "url": f"https://{self.host}/@{user}",
            "followers_count": 0,
            "following_count": 0,
            "statuses_count": 0,
            "created_at": "2020-01-01T00:00:00.000Z",
            "note": "<p>We answer.</p>",
            "bot": False,
            "locked": False,
            "discoverable": True,
        }
        if self.has_uri:
            view["uri"] = self.actor_url(user)
        self.accounts[id_] = view | told
        return self.accounts[id_]

    def who(self, name: str) -> dict[str, Any]:
        """Return somebody as they stand beside a status or in a list, by name or name@domain."""
        for view in self.accounts.values():
            if view["acct"] == name:
                return {key: view[key] for key in ("id", "acct", "uri") if key in view}
        user, _, domain = name.partition("@")
        id_ = self.numbers.setdefault(name, str(500_000 + len(self.numbers)))
        home = f"https://{domain or self.host}/users/{user}"
        return {"id": id_, "acct": name} | ({"uri": home} if self.has_uri else {})

    def write(
        self,
        author: str,
        at: datetime,
        *,
        to: dict[str, Any] | None = None,
        content: str = "<p>Hello</p>",
        **told: Any,
    ) -> dict[str, Any]:
        """Let somebody say something; whom a chain of own replies names is the original person."""
        who = self.who(author)
        id_ = snowflake(at, len(self.statuses) % 60_000)
        whom = to and to["account"]["id"]
        if to and to["account"]["id"] == who["id"] and to["in_reply_to_account_id"]:
            whom = to["in_reply_to_account_id"]
        status = {
            "id": id_,
            "created_at": stamp(at),
            "account": who,
            "visibility": "public",
            "in_reply_to_id": to and to["id"],
            "in_reply_to_account_id": whom,
            "reblog": None,
            "replies_count": 0,
            "mentions": [{"id": to["account"]["id"], "acct": to["account"]["acct"]}] if to else [],
            "content": content,
            "language": "en",
        }
        if to:
            to["replies_count"] += 1
        self.statuses[id_] = status | told
        return self.statuses[id_]


@dataclass
class Fediverse:
    """Servers by host, what goes wrong by path, and what was asked of whom."""

    servers: dict[str, Server] = field(default_factory=dict)
    fingers: dict[str, dict[str, Any] | int] = field(default_factory=dict)
    faults: dict[str, Callable[[httpx.Request], httpx.Response | Exception | None]] = field(
        default_factory=dict
    )
    asked: list[httpx.URL] = field(default_factory=list)

    def server(self, host: str = "social.test", domain: str | None = None, **told: Any) -> Server:
        self.servers[host] = Server(host=host, domain=domain or host, **told)
        return self.servers[host]

    def settle(self, server: Server, user: str, *, actor: str | None = None) -> None:
        """Let webfinger find somebody, at the domain of the handle."""
        self.fingers[f"acct:{user}@{server.domain}"] = {
            "subject": f"acct:{user}@{server.domain}",
            "links": [
                {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html"},
                {
                    "rel": "self",
                    "type": "application/activity+json",
                    "href": actor or server.actor_url(user),
                },
            ],
        }

    def client(self) -> httpx.AsyncClient:
        transport = httpx.MockTransport(self.answer)
        return httpx.AsyncClient(transport=transport, follow_redirects=True)

    def paths(self, word: str = "") -> list[str]:
        return [url.path for url in self.asked if word in url.path]

    def answer(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        self.asked.append(url)
        for word, fault in self.faults.items():
            if word in str(url) and (reply := fault(request)) is not None:
                if isinstance(reply, Exception):
                    raise reply
                return reply
        if url.path == "/.well-known/webfinger":
            found = self.fingers.get(url.params["resource"], 404)
            return httpx.Response(found) if isinstance(found, int) else _json(found)
        server = self.servers.get(url.host)
        if server is None:
            raise httpx.ConnectError("no such host")
        if url.path.startswith("/api/"):
            return Api(server, request).answer()
        return _documents(server, request)


def _json(body: object, **headers: str) -> httpx.Response:
    return httpx.Response(200, json=body, headers=headers)


def _documents(server: Server, request: httpx.Request) -> httpx.Response:
    path = request.url.path
    if "nodeinfo" in path:
        if server.software is None:
            return page_missing()
        place = f"https://{server.host}/nodeinfo/2.0"
        rel = "http://nodeinfo.diaspora.software/ns/schema/2.0"
        told: object = {"software": {"name": server.software, "version": "4.6.0"}}
        links: object = {"links": [{"rel": rel, "href": place}]}
        return _json(links if path.startswith("/.well-known") else told)
    assert "application/activity+json" in request.headers["accept"]
    if server.is_secure:
        return said("Request not signed", 401)
    return _activity(server, request)


def _activity(server: Server, request: httpx.Request) -> httpx.Response:
    match = re.fullmatch(r"/users/(\w+)(?:/(\w+))?", request.url.path)
    if match is None:
        return page_missing()
    user, which = match.groups()
    url = server.actor_url(user)
    if which is None:
        if url in server.actors:
            return _json(server.actors[url])
        return said("Record not found", 404)
    id_ = next((i for i, view in server.accounts.items() if view["acct"] == user), user)
    if user in server.hidden and "page" in request.url.params:
        return said("This action is not allowed", 403)
    whole = getattr(server, which, {}).get(id_, [])
    number = int(request.url.params.get("page", 0))
    if number:
        some = whole[(number - 1) * PER_PAGE : number * PER_PAGE]
        return _json({"type": "OrderedCollectionPage", "orderedItems": [*map(_uri, some)]})
    first = {} if user in server.hidden else {"first": f"{url}/{which}?page=1"}
    return _json({"type": "OrderedCollection", "totalItems": len(whole), **first})


def _uri(name: str) -> str:
    user, _, domain = name.partition("@")
    return f"https://{domain}/users/{user}"


class Api:
    """One question to Mastodon's API."""

    def __init__(self, server: Server, request: httpx.Request) -> None:
        self.server = server
        self.url = request.url
        self.pairs = parse_qsl(request.url.query.decode())

    def answer(self) -> httpx.Response:
        if self.server.is_closed:
            return said("This API requires an authenticated user", 401)
        reply = page_missing()
        match self.url.path.removeprefix("/api/v1/").split("/"):
            case ["accounts", "lookup"]:
                reply = self._lookup(self.url.params["acct"])
            case ["accounts" | "statuses" as kind]:
                reply = self._batch(kind)
            case ["accounts", id_]:
                reply = self._view(id_)
            case ["accounts", id_, "statuses"]:
                reply = self._paged(self._timeline(id_), 40)
            case ["accounts", id_, "followers" | "following" as which]:
                reply = self._paged(self._list(id_, which), 80)
            case ["statuses", id_, "context"]:
                reply = self._context(id_)
        return reply

    def _view(self, id_: str) -> httpx.Response:
        view = self.server.accounts.get(id_)
        return _json(view) if view else said("Record not found", 404)

    def _lookup(self, acct: str) -> httpx.Response:
        found = [view for view in self.server.accounts.values() if view["acct"] == acct]
        return _json(found[0]) if found else said("Record not found", 404)

    def _batch(self, kind: str) -> httpx.Response:
        ids = [value for key, value in self.pairs if key in {"id[]", "ids[]"}]
        if not self.server.has_batches:
            return page_missing()
        assert 1 <= len(ids) <= (40 if kind == "accounts" else 20)
        known = getattr(self.server, kind)
        return _json([known[id_] for id_ in ids if id_ in known])

    def _timeline(self, id_: str) -> list[dict[str, Any]]:
        own = [one for one in self.server.statuses.values() if one["account"]["id"] == id_]
        return sorted(own, key=lambda one: int(one["id"]), reverse=True)

    def _list(self, id_: str, which: str) -> list[dict[str, Any]]:
        if self.server.accounts[id_]["acct"] in self.server.hidden:
            return []
        return [self.server.who(name) for name in getattr(self.server, which)[id_]]

    def _paged(self, items: Sequence[dict[str, Any]], most: int) -> httpx.Response:
        if self.url.params.get("limit") == "0":
            return httpx.Response(500)
        limit = min(int(self.url.params["limit"]), most, self.server.page_size or most)
        start = int(self.url.params.get("max_id", 0))
        page = items[start : start + limit]
        headers = {}
        if page and (self.server.links_at_end or len(page) == limit):
            following = self.url.copy_set_param("max_id", str(start + limit))
            headers["link"] = f'<{following}>; rel="next", <{self.url}>; rel="prev"'
        return _json(page, **headers)

    def _context(self, id_: str) -> httpx.Response:
        known = self.server.statuses
        if id_ not in known:
            return said("Record not found", 404)
        above: list[dict[str, Any]] = []
        place = known[id_]["in_reply_to_id"]
        while place in known:
            above.insert(0, known[place])
            place = known[place]["in_reply_to_id"]
        depth, below = {id_: 0}, []
        for one in sorted(known.values(), key=lambda one: int(one["id"])):
            above_it = depth.get(one["in_reply_to_id"] or "", DEPTH)
            if above_it < DEPTH:
                depth[one["id"]] = above_it + 1
                below.append(one)
        return _json({"ancestors": above[-40:], "descendants": below[:60]})


def account(handle: str = "council@social.test", **told: Any) -> Account:
    return Account(**{"network": "mastodon", "role": Role.MAIN, "handle": handle} | told)


async def profile(network: Network, world: Fediverse, one: Account) -> Profile:
    """Return one account's profile, or raise why there is none."""
    async with world.client() as client:
        found = (await network.profiles([one], client))[one]
    if isinstance(found, Exception):
        raise found
    return found


async def sighting(network: Network, world: Fediverse, one: Account, reading: Reading) -> Sighting:
    """Return what a night sees of one account."""
    async with world.client() as client:
        found = (await network.profiles([one], client))[one]
        if isinstance(found, Exception):
            raise found
        return await network.look_up(one, found, client, reading)


def gap_of(error: BaseException) -> Gap:
    return cast("Gap", getattr(error, "gap", None))
