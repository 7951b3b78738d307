"""Whose account it is, where its records stand, and how to read them there (AT Protocol)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

import httpx
from pydantic import Field

from collector.errors import Busy, Gone, LookUpError, Refused, Unreachable, Unreadable
from collector.networks.xrpc import (
    MOST_PAGES,
    PAGE,
    Page,
    Reply,
    ask,
    content,
    fetch,
    never,
    pages,
    read,
    refusal,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

# https://atproto.com/specs/did, /specs/tid and /specs/at-uri-scheme
DID = re.compile(r"did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]")
DID_WEB = re.compile(r"did:web:([a-zA-Z0-9.-]+)(?:%3A([0-9]{1,5}))?")
AT_URI = re.compile(r"at://([^/?#\s]+)/([^/?#\s]+)/([^/?#\s]+)")
ORIGIN = re.compile(r"https?://[a-zA-Z0-9.-]+(:[0-9]{1,5})?")
TID = re.compile(r"[234567a-j][234567a-z]{12}")
LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
DIGITS = str.maketrans(LETTERS, "0123456789abcdefghijklmnopqrstuv")
CLOCK_BITS = 10
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A watched account's permanent id, its handle of today, and the server of its records."""

    did: str
    handle: str
    pds: str


class AtUri(NamedTuple):
    """The address of one record."""

    authority: str
    collection: str
    rkey: str


def at_uri(text: str) -> AtUri | None:
    """Return an address's parts, or None where it is not a record's."""
    match = AT_URI.fullmatch(text)
    return AtUri(*match.groups()) if match else None


def holds_time(rkey: str) -> bool:
    """Return whether a record key says when it was made."""
    return TID.fullmatch(rkey) is not None


def tid_time(rkey: str) -> datetime | None:
    """Return the time inside a record key, to the microsecond; None where it holds none."""
    if not holds_time(rkey):
        return None
    return EPOCH + timedelta(microseconds=int(rkey.translate(DIGITS), 32) >> CLOCK_BITS)


def tid(at: datetime, clock: int = 0) -> str:
    """Return the record key that a client with this clock's number makes at a time."""
    number = (at - EPOCH) // timedelta(microseconds=1) << CLOCK_BITS | clock
    return "".join(LETTERS[number >> 5 * place & 31] for place in range(12, -1, -1))


class Service(Reply):
    """One service of a DID document."""

    type: str | list[str]
    service_endpoint: object = Field(default=None)


class Document(Reply):
    """A DID document: who it is about, and where its services are."""

    id: str
    service: tuple[Service, ...] = ()


class Resolved(Reply):
    """What resolveHandle answers."""

    did: str = Field(pattern=rf"^{DID.pattern}$")


async def resolved(handle: str, *, appview: str, client: httpx.AsyncClient) -> str:
    """Return the DID behind a handle; raises Gone where there is none."""
    method = "com.atproto.identity.resolveHandle"
    return (await ask(client, appview, method, Resolved, handle=handle)).did


async def server_of(did: str, *, plc: str, client: httpx.AsyncClient) -> str:
    """Return the origin of the server with an account's records; raises Gone if none has."""
    response = await fetch(client, _document_url(did, plc))
    is_unknown = response.status_code in (httpx.codes.NOT_FOUND, httpx.codes.GONE)
    if is_unknown and did.startswith("did:plc:"):  # never registered, or given up
        raise Gone("the account's DID is registered no longer; take it off the watchlist")
    if response.status_code != httpx.codes.OK:
        raise refusal("DID document", response)
    document = read(Document, response.content, "DID document")
    if document.id != did:
        raise Unreadable("DID document: id is another account's; report it")
    for service in document.service:
        if service.type == "AtprotoPersonalDataServer":
            return _origin(service.service_endpoint)
    raise Unreadable("DID document: service names no AtprotoPersonalDataServer; report it")


def _document_url(did: str, plc: str) -> str:
    if did.startswith("did:plc:"):
        return f"{plc}/{did}"
    web = DID_WEB.fullmatch(did)
    if web is None:
        raise Unreadable("the account's DID is neither did:plc nor did:web; report it")
    host, port = web.groups()
    return f"https://{host}{f':{port}' if port else ''}/.well-known/did.json"


def _origin(endpoint: object) -> str:
    origin = endpoint.removesuffix("/") if isinstance(endpoint, str) else ""
    if not ORIGIN.fullmatch(origin):
        raise Unreadable("DID document: service[].serviceEndpoint is no origin; report it")
    return origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a record holds."""


V = TypeVar("V", bound=Value)
A = TypeVar("A")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Generic[V]):
    """One record, with its address."""

    uri: str
    value: V


class Records(Page, Generic[V]):
    """One page of listRecords."""

    records: tuple[Record[V], ...]


class Repository:
    """One account's records on its own server, which is looked up again where it has moved."""

    def __init__(self, did: str, pds: str | None, *, plc: str, client: httpx.AsyncClient) -> None:
        self.did = did
        self.pds = pds
        self._plc = plc
        self._client = client
        self._is_fresh = False
        self._failure: LookUpError | None = None

    async def records(
        self,
        collection: str,
        shape: type[Records[V]],
        *,
        most: int = MOST_PAGES,
        enough: Callable[[Record[V]], bool] = never,
    ) -> list[Record[V]]:
        """Return the records of a collection, newest key first, until one is enough."""

        async def page(**cursor: str) -> Records[V]:
            return await self._ask(
                lambda pds: ask(
                    self._client,
                    pds,
                    "com.atproto.repo.listRecords",
                    shape,
                    repo=self.did,
                    collection=collection,
                    limit=str(PAGE),
                    **cursor,
                )
            )

        def is_last(page: Records[V]) -> bool:  # the last full page carries a cursor too
            return not page.records or enough(page.records[-1])

        found = await pages(page, most=most, enough=is_last)
        return [record for page in found for record in page.records]

    async def export(self) -> bytes:
        """Return the whole repository as a CAR file."""
        return await self._ask(self._download)

    async def _download(self, pds: str) -> bytes:
        return await content(self._client, pds, "com.atproto.sync.getRepo", did=self.did)

    async def _ask(self, question: Callable[[str], Awaitable[A]]) -> A:
        """Ask the account's server, or a second one where the account has moved there.

        A server that is away for one question is not asked the next.
        """
        if self._failure:
            raise self._failure
        try:
            known = self.pds or await self._look_again()
            try:
                return await question(known)
            except Gone:
                if self._is_fresh or await self._look_again() == known:
                    raise
                return await question(self.pds or known)
        except (Unreachable, Busy, Refused) as error:
            self._failure = error
            raise

    async def _look_again(self) -> str:
        self._is_fresh = True
        self.pds = await server_of(self.did, plc=self._plc, client=self._client)
        return self.pds
