"""One question to a fediverse host, and a strict reading of its answer (networks 4.5)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from urllib.parse import urlencode, urlsplit

import httpx
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from collector.errors import (
    Busy,
    Gone,
    LookUpError,
    NeedsToken,
    Refused,
    Unreachable,
    Unreadable,
)
from collector.networks.xrpc import field_path

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable

JSON = "application/json"
MANNERS = {"network": "fediverse"}  # whoever waits for its servers knows how they count
LARGEST = 2**53
# Parts of addresses that name what is asked for, and nobody.
SPOKEN = frozenset(
    ["webfinger", "nodeinfo", "lookup", "accounts", "statuses", "context", "followers", "following"]
)
HOST = re.compile(r"[a-z0-9.-]+(:[0-9]{1,5})?")
# Ids of Mastodon's own and of those that speak like it: numbers, flakes, ULIDs; never a path.
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class Forbidden(Refused):
    """The server itself keeps something to itself; what stands before it knows nobody's wishes."""


# https://docs.joinmastodon.org/methods/accounts/ and the kinds of statuses.rb's errors
MEANING: dict[int, type[LookUpError]] = {
    httpx.codes.UNAUTHORIZED: NeedsToken,
    httpx.codes.FORBIDDEN: Forbidden,
    httpx.codes.NOT_FOUND: Gone,
    httpx.codes.GONE: Gone,
    httpx.codes.TOO_MANY_REQUESTS: Busy,
    httpx.codes.SERVICE_UNAVAILABLE: Busy,
}
# An edge sends a page; Rack::Attack, before Mastodon, tells blocked addresses "Forbidden".
NOT_ITS_OWN = ("html", "text/plain")
REMEDY = {Unreadable: "report it", NeedsToken: "its server answers members alone"}

T = TypeVar("T")


def _shown(count: object) -> object:
    """Return a count, or None for the -1 by which some servers hide it."""
    return None if count == -1 else count


Count = Annotated[
    Annotated[int, Field(ge=0, lt=LARGEST)] | None,
    BeforeValidator(_shown),
]


class Said(BaseModel):
    """The part of a reply that is read; what else stands in it is passed over."""

    model_config = ConfigDict(frozen=True, strict=True)


async def ask(
    client: httpx.AsyncClient,
    url: str,
    shape: Any,
    question: Iterable[tuple[str, str]] = (),
    *,
    accept: str = JSON,
) -> Any:
    """Return a host's answer as its shape; raises the LookUpError that it amounts to."""
    return read(shape, await answer(client, url, question, accept=accept), url)


async def answer(
    client: httpx.AsyncClient,
    url: str,
    question: Iterable[tuple[str, str]] = (),
    *,
    accept: str = JSON,
) -> httpx.Response:
    """Return a host's answer as it came; raises the LookUpError that it amounts to."""
    pairs = list(question)
    address = f"{url}?{urlencode(pairs)}" if pairs else url
    try:
        response = await client.get(address, headers={"Accept": accept}, extensions=MANNERS)
    except httpx.DecodingError:
        raise Unreadable("a reply that cannot be unpacked; try again another night") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = type(error).__name__
        raise Unreachable(f"no answer ({reason}); try again another night") from None
    if response.status_code != httpx.codes.OK:
        raise refusal(response, url)
    return response


def read(shape: Any, response: httpx.Response, url: str) -> Any:
    """Return a reply as its shape; raises Unreadable with the path of the first odd field."""
    try:
        return _reader(shape).validate_json(response.content)
    except ValidationError as error:
        path = field_path(error.errors(include_url=False, include_input=False)[0]["loc"])
        raise Unreadable(f"{kind_of(url)}: {path} is not as documented; report it") from None


async def outcome(asked: Awaitable[T]) -> T | LookUpError:
    """Return an answer, or the error that it came to: one account's failure is its own."""
    try:
        return await asked
    except LookUpError as error:
        return error


@cache
def _reader(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def refusal(response: httpx.Response, url: str) -> LookUpError:
    """Return what a reply other than 200 amounts to."""
    status = response.status_code
    is_broken = status >= httpx.codes.INTERNAL_SERVER_ERROR
    kind = MEANING.get(status) or (Unreachable if is_broken else Unreadable)
    said_as = response.headers.get("content-type", "").lower()
    if kind is Forbidden and any(word in said_as for word in NOT_ITS_OWN):
        kind = Refused
    remedy = REMEDY.get(kind, "look at the account, or try another night")
    return kind(f"{kind_of(url)}: {kind.gap} (status {status}); {remedy}")


def kind_of(url: str) -> str:
    """Return what an address is asked for, without the ids that may stand in it."""
    words = [part for part in urlsplit(url).path.split("/") if part in SPOKEN]
    return words[-1] if words else "the reply"


def origin_of(url: str) -> str:
    """Return the origin of an address, always by https; raises Unreadable where there is none.

    A server that writes http of itself is asked by https all the same: nobody may lead us away
    from it, and `--connect` turns it back for a server on this very machine.
    """
    host = host_of(url)
    if not host:
        raise Unreadable("an address of the account is none on the web; report it")
    return f"https://{host}"


def host_of(url: str) -> str:
    """Return the host of a web address, with its port if it names one; empty where there is none.

    Hostile: user names, odd ports and unfinished brackets make no host.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = parts.netloc.lower()
    is_web = parts.scheme in {"http", "https"}
    return host if is_web and HOST.fullmatch(host) else ""


def is_same_host(url: str, origin: str) -> bool:
    """Return whether an address lies on the host of an origin, whatever its scheme or port."""
    one, other = host_of(url).partition(":")[0], host_of(origin).partition(":")[0]
    return bool(one) and one == other


def at_origin(url: str, origin: str) -> str:
    """Return an address as it is asked of an origin; raises Unreadable where it leads elsewhere."""
    if not is_same_host(url, origin):
        raise Unreadable("an address of the account leads to another host; report it")
    parts = urlsplit(url)
    return f"{origin}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")
