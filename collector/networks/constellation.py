"""Constellation: an index that others keep of which records link to an account, for mentions.

It is best-effort, and often one small machine: it is asked one question at a time, is not waited
for, and is left alone for the rest of a run in which it failed a few times running.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import httpx

from collector.errors import Busy, Refused, Unreachable, Unreadable
from collector.networks.atproto import at_uri, tid_time
from collector.networks.bluesky_replies import Actor
from collector.networks.xrpc import PAGE, Page, fetch, pages, read, refusal

if TYPE_CHECKING:
    from datetime import datetime

# https://github.com/at-microcosm/microcosm-rs/blob/main/constellation/readme.md
METHOD = "blue.microcosm.links.getBacklinks"
POST = "app.bsky.feed.post"
MENTION = "features[app.bsky.richtext.facet#mention].did"
# A facet's own type, which most clients leave out, is part of its path where it is written.
SOURCES = (f"{POST}:facets[].{MENTION}", f"{POST}:facets[app.bsky.richtext.facet].{MENTION}")
MOST_LISTED = 50  # pages of each source; whoever is named more often is read without mentions
SECONDS = 20.0  # for one answer
FAILURES = 3
ITS_OWN = (Unreachable, Busy, Refused, Unreadable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlink(Actor):
    """One record that links to what was asked about: whose it is, and its place there."""

    collection: str
    rkey: str

    @property
    def uri(self) -> str:
        """Its address."""
        return f"at://{self.did}/{self.collection}/{self.rkey}"


class Backlinks(Page):
    """One page of getBacklinks."""

    records: tuple[Backlink, ...]


class Constellation:
    """One such index, for one run."""

    def __init__(self, host: str, *, seconds: float = SECONDS) -> None:
        self._host = host
        self._seconds = seconds
        self._failed = 0  # times running
        self._turn = asyncio.Lock()

    async def mentions(self, did: str, since: datetime, client: httpx.AsyncClient) -> list[str]:
        """Return the addresses of the posts since a time that name an account.

        A post is as old as its key says; one whose key tells no time is among them.
        """
        async with self._turn:
            if self._failed >= FAILURES:
                raise Unreachable("the index of mentions failed too often; the next night asks it")
            try:
                found = [await self._links(did, source, since, client) for source in SOURCES]
            except ITS_OWN:
                self._failed += 1
                raise
            self._failed = 0
        links = [link for some in found for link in some]
        return list(dict.fromkeys(link.uri for link in links if _is_due(link, did, since)))

    async def _links(
        self, did: str, source: str, since: datetime, client: httpx.AsyncClient
    ) -> list[Backlink]:
        page = partial(self._page, client, subject=did, source=source, limit=str(PAGE))
        found = await pages(page, most=MOST_LISTED, enough=lambda page: _is_past(page, since))
        return [link for page in found for link in page.records]

    async def _page(self, client: httpx.AsyncClient, **question: str) -> Backlinks:
        url = f"{self._host}/xrpc/{METHOD}"
        try:
            async with asyncio.timeout(self._seconds):
                response = await fetch(client, url, dict(question), accept="application/json")
        except TimeoutError:
            raise Unreachable("the index of mentions is slow; the next night asks it") from None
        if response.status_code != httpx.codes.OK:
            raise refusal("getBacklinks", response)
        return read(Backlinks, response.content, "getBacklinks")


def _is_due(link: Backlink, did: str, since: datetime) -> bool:
    is_post = link.collection == POST and at_uri(link.uri) is not None
    return is_post and link.did != did and not _is_old(link, since)


def _is_old(link: Backlink, since: datetime) -> bool:
    at = tid_time(link.rkey)
    return at is not None and at < since


def _is_past(page: Backlinks, since: datetime) -> bool:
    """Return whether only older ones follow: the page is old, and lists the newest first."""
    times = [tid_time(link.rkey) for link in page.records]
    known = [at for at in times if at is not None]
    return bool(known) and len(known) == len(times) and known[-1] <= known[0] < since
