"""One question to an AT Protocol host, and a strict reading of its answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from collector.errors import (
    Busy,
    Gone,
    LookUpError,
    OverBudget,
    Refused,
    Suspended,
    Unreachable,
    Unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

PAGE = 100
MOST_PAGES = 300  # 30,000 items: a host that never ends its list is left

# https://github.com/bluesky-social/atproto/blob/main/packages/xrpc-server/src/errors.ts
NAMED: dict[str, type[LookUpError]] = {
    "AccountTakedown": Suspended,
    "AccountDeactivated": Suspended,
    "RepoTakendown": Suspended,
    "RepoSuspended": Suspended,
    "RepoDeactivated": Suspended,
    "RepoNotFound": Gone,
    "HandleNotFound": Gone,
    "ActorNotFound": Gone,
    "NotFound": Gone,  # a post
    "BlockedActor": Refused,
    "BlockedByActor": Refused,
}
NOT_FOUND = re.compile(
    r"Unable to resolve handle|Profile not found|Actor not found|Could not find repo"
)


class Reply(BaseModel):
    """The part of a reply that is read; what else stands in it is passed over."""

    model_config = ConfigDict(frozen=True, strict=True, alias_generator=to_camel)


class Page(Reply):
    """One page of a listing."""

    cursor: str | None = None


class Refusal(Reply):
    """How a host says no."""

    error: str = ""
    message: str = ""


R = TypeVar("R", bound=Reply)
P = TypeVar("P", bound=Page)


async def ask(
    client: httpx.AsyncClient,
    host: str,
    method: str,
    shape: type[R],
    **question: str | Sequence[str],
) -> R:
    """Return a host's answer to one method; raises the LookUpError that it amounts to."""
    return read(shape, await content(client, host, method, **question), short(method))


async def content(
    client: httpx.AsyncClient, host: str, method: str, **question: str | Sequence[str]
) -> bytes:
    """Return a host's answer as it came; raises the LookUpError that it amounts to."""
    response = await fetch(client, f"{host}/xrpc/{method}", question)
    if response.status_code != httpx.codes.OK:
        raise refusal(short(method), response)
    return response.content


async def fetch(
    client: httpx.AsyncClient,
    url: str,
    question: dict[str, str | Sequence[str]] | None = None,
    *,
    accept: str | None = None,
) -> httpx.Response:
    """Return whatever a host answers; raises Unreachable where nothing came."""
    # Written out here, an address is parsed once; handed over as `params`, twice.
    address = f"{url}?{urlencode(question, doseq=True, safe=':/')}" if question else url
    try:
        return await client.get(address, headers={"Accept": accept} if accept else None)
    except httpx.DecodingError:
        raise Unreadable("a reply that cannot be unpacked; try again another night") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = type(error).__name__
        raise Unreachable(f"no answer ({reason}); try again another night") from None


def never(_: object) -> bool:
    """Say that no page is enough."""
    return False


async def pages(
    ask_page: Callable[..., Awaitable[P]],
    *,
    most: int = MOST_PAGES,
    enough: Callable[[P], bool] = never,
) -> list[P]:
    """Return the pages of a listing until no cursor follows, or a page is enough."""
    found: list[P] = []
    cursor: dict[str, str] = {}
    while len(found) < most:
        page = await ask_page(**cursor)
        found.append(page)
        if not page.cursor or enough(page):
            return found
        if page.cursor == cursor.get("cursor"):
            raise Unreadable("cursor: it stands still, the listing has no end; report it")
        cursor = {"cursor": page.cursor}
    raise OverBudget(f"a listing of more than {most} pages; try again another night")


def read(shape: type[R], content: bytes, name: str) -> R:
    """Return a reply as its shape; raises Unreadable with the path of the first odd field."""
    try:
        return shape.model_validate_json(content)
    except ValidationError as error:
        path = field_path(error.errors(include_url=False, include_input=False)[0]["loc"])
        raise Unreadable(f"{name}: {path} is not as documented; report it") from None


def field_path(loc: Sequence[int | str]) -> str:
    """Return a field's place in a reply as one would write it: `profiles[3].followersCount`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc)
    return "".join(steps).lstrip(".") or "the reply"


def refusal(name: str, response: httpx.Response) -> LookUpError:
    """Return what a reply other than 200 amounts to (networks 3.7)."""
    status = response.status_code
    try:
        said = Refusal.model_validate_json(response.content)
    except ValidationError:
        said = Refusal()
    kind = NAMED.get(said.error) or _by_status(status)
    if status == httpx.codes.BAD_REQUEST and NOT_FOUND.match(said.message):
        kind = Gone
    remedy = "report it" if kind is Unreadable else "look at the account, or try another night"
    return kind(f"{name}: {kind.gap} (status {status}); {remedy}")


def _by_status(status: int) -> type[LookUpError]:
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return Refused
    if status in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE):
        return Busy
    return Unreachable if status >= httpx.codes.INTERNAL_SERVER_ERROR else Unreadable


def instant(text: str, path: str) -> datetime:
    """Return a reply's time in UTC; raises Unreadable with the field's path."""
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is UTC:
            return at
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unreadable(f"{path} is no time as documented; report it") from None


def short(method: str) -> str:
    """Return the last part of a method's name, by which it goes in messages."""
    return method.rpartition(".")[2]
