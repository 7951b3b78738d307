"""A small X behind a mock transport: it speaks one spelling, bills by the object, and breaks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
from pydantic import SecretStr

from collector.errors import LookUpError
from collector.manners import polite_client
from collector.model import Account, Profile, Reading, Role, Sighting
from collector.networks.x import X
from collector.settings import Budgets, Settings, XSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from collector.manners import PoliteClient
    from collector.networks.atproto import Identity

TOKEN = "AAAAsecret-x-token%2Fmarked"  # noqa: S105 - a marked one, to be searched for
NIGHT = date(2026, 11, 22)
END = datetime(2026, 11, 22, tzinfo=UTC)
FIRST_MILLISECOND = 1_288_834_974_657
OLD_TO_NEW = {
    "referenced_tweets": "referenced_posts",
    "tweet_count": "post_count",
    "tweet.fields": "post.fields",
}


def snowflake(at: datetime, sequence: int = 0) -> str:
    milliseconds = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    return str((milliseconds - FIRST_MILLISECOND << 22) + sequence)


def ago(**span: float) -> datetime:
    return END - timedelta(**span)


def problem(type_: str, **told: Any) -> dict[str, Any]:
    return {"type": f"https://api.twitter.com/2/problems/{type_}", "title": "No", **told}


def missing(name: str, type_: str = "resource-not-found", detail: str = "") -> dict[str, Any]:
    named = {"value": name, "resource_id": name, "parameter": "usernames"}
    return problem(type_, detail=detail or f"Could not find user: [{name}].", **named)


def invalid(name: str) -> httpx.Response:
    said = f"The query parameter [{name}] is not one of [ids,max_results]"
    errors = [{"parameters": {name: ["created_at"]}, "message": said}]
    return httpx.Response(400, json={"errors": errors, **problem("invalid-request")})


@dataclass
class XWorld:
    """What X holds, how it spells it, what goes wrong, what was asked, and what it would bill."""

    spelling: str = "old"
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    missing: list[dict[str, Any]] = field(default_factory=list)
    posts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    faults: list[Callable[[], httpx.Response | Exception]] = field(default_factory=list)
    asked: list[httpx.Request] = field(default_factory=list)
    billed: float = 0.0
    dearest: float = 0.0

    def add(self, name: str = "council", id_: str = "", **told: Any) -> dict[str, Any]:
        id_ = id_ or str(1000 + len(self.users))
        counts = {"followers_count": 50, "following_count": 60, "tweet_count": 700}
        created = "2009-03-01T10:00:00.000Z"
        user = {"id": id_, "username": name, "created_at": created, "public_metrics": counts}
        self.users[id_] = user | {"name": name.title(), "protected": False} | told
        self.posts.setdefault(id_, [])
        return self.users[id_]

    def write(self, id_: str, at: datetime, sequence: int = 0, **told: Any) -> str:
        post = snowflake(at, sequence)
        written = {
            "id": post,
            "text": "hello",
            "created_at": f"{at:%Y-%m-%dT%H:%M:%S}.000Z",
            "conversation_id": post,
            "lang": "en",
        }
        self.posts[id_].append(written | told)
        self.posts[id_].sort(key=lambda one: int(one["id"]), reverse=True)
        return post

    def reply(self, id_: str, at: datetime, to: datetime, author: str = "77", **told: Any) -> str:
        parent = snowflake(to)
        answers = {"conversation_id": parent, "in_reply_to_user_id": author}
        refers = {"referenced_tweets": [{"type": "replied_to", "id": parent}]}
        return self.write(id_, at, **answers | refers | told)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if self.faults:
            fault = self.faults.pop(0)()
            if isinstance(fault, Exception):
                raise fault
            return fault
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return httpx.Response(401, json={"title": "Unauthorized", "type": "about:blank"})
        assert "expansions" not in request.url.params
        if request.url.path.startswith("/2/users/") and request.url.path.endswith("/tweets"):
            return self._page(request.url.path.split("/")[3], request.url.params)
        return self._look(request.url.params)

    def _look(self, params: httpx.QueryParams) -> httpx.Response:
        key = "id" if "ids" in params else "username"
        names = params.get("ids", params.get("usernames", "")).split(",")
        assert 1 <= len(names) <= 100
        found = [u for u in self.users.values() if str(u[key]).lower() in names]
        gone = [one for one in self.missing if one["value"] in names]
        self._bill(0.010, len(names), len(found))
        fields = {"id", "name", "username", *params["user.fields"].split(",")}
        shown = [{k: self._spelled(v) for k, v in u.items() if k in fields} for u in found]
        body = ({"data": shown} if shown else {}) | ({"errors": gone} if gone else {})
        return httpx.Response(200, json=body)

    def _page(self, id_: str, params: httpx.QueryParams) -> httpx.Response:
        known, wrong = ("tweet.fields", "post.fields")[:: 1 if self.spelling == "old" else -1]
        if wrong in params:
            return invalid(wrong)
        if id_ not in self.posts:
            return httpx.Response(200, json={"errors": self.missing})
        most = int(params["max_results"])
        assert 5 <= most <= 100
        since, until = params["start_time"], params["end_time"]
        found = [p for p in self.posts[id_] if since[:19] <= p["created_at"][:19] < until[:19]]
        start = int(params.get("pagination_token", 0))
        page = found[start : start + most]
        self._bill(0.005, most, len(page))
        fields = {"id", "text", *params[known].split(",")}
        shown = [{k: v for k, v in self._spelled(p).items() if k in fields} for p in page]
        more = {"next_token": str(start + most)} if start + most < len(found) else {}
        body = {"data": shown} if shown else {}
        return httpx.Response(200, json=body | {"meta": {"result_count": len(page), **more}})

    def _bill(self, price: float, most: int, came: int) -> None:
        self.dearest = max(self.dearest, self.billed + price * most)
        self.billed += price * came

    def _spelled(self, value: Any) -> Any:
        if self.spelling == "old" or not isinstance(value, dict):
            return value
        return {OLD_TO_NEW.get(key, key): one for key, one in value.items()}

    def client(self, dollars: float = 5.0) -> PoliteClient:
        settings = Settings(budgets=Budgets(dollars=dollars))
        transport = httpx.MockTransport(self.answer)
        return polite_client(settings, transport=transport, pace=False)


def x(identities: dict[str, Identity] | None = None, token: str = TOKEN) -> X:
    return X(XSettings(), SecretStr(token), {} if identities is None else identities)


def account(handle: str = "council", role: Role = Role.MAIN) -> Account:
    return Account(network="x", handle=handle, role=role)


def profiles(
    world: XWorld, *handles: str, network: X | None = None, client: PoliteClient | None = None
) -> Mapping[str, Profile | LookUpError]:
    """Return what is known of some accounts; the client is left open."""
    accounts = [account(handle) for handle in handles or ("council",)]
    found = asyncio.run((network or x()).profiles(accounts, client or world.client()))
    return {one.handle: found[one] for one in accounts}


def sighting(
    world: XWorld,
    handle: str = "council",
    *,
    is_full: bool = False,
    role: Role = Role.MAIN,
    client: PoliteClient | None = None,
) -> Sighting:
    """Return what a night sees of one account."""
    one, network = account(handle, role), x()

    async def look() -> Sighting:
        asker = client or world.client()
        profile = (await network.profiles([one], asker))[one]
        if isinstance(profile, LookUpError):
            raise profile
        return await network.look_up(one, profile, asker, Reading(night=NIGHT, is_full=is_full))

    return asyncio.run(look())
