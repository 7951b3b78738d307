"""The two networks that keep the same contract: the practice network, and the real servers."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TRUTH = "REALNET_TRUTH"


@dataclass(frozen=True, kw_only=True)
class Net:
    """A network under test: where its servers are, how to ask them, and what is true there."""

    name: str
    appview: str
    plc: str
    truth: dict[str, Any]
    client: httpx.AsyncClient
    runner: asyncio.Runner

    def ask(self, url: str, **params: Any) -> httpx.Response:
        """Return the reply to a GET."""
        return self.runner.run(self.client.get(url, params=params))

    def view(self, method: str, **params: Any) -> httpx.Response:
        """Ask the AppView."""
        return self.ask(f"{self.appview}/xrpc/{method}", **params)

    def directory(self, did: str) -> httpx.Response:
        """Ask the PLC directory for a DID's document."""
        return self.ask(f"{self.plc}/{did}")

    def pds(self, method: str, *, at: str | None = None, **params: Any) -> httpx.Response:
        """Ask the PDS of the first organisation, or of another DID."""
        document = self.directory(at or self.organisations[0]["did"]).json()
        (service,) = [one for one in document["service"] if one["id"].endswith("#atproto_pds")]
        return self.ask(f"{service['serviceEndpoint']}/xrpc/{method}", **params)

    def pages(self, ask: Any, key: str, method: str, **params: Any) -> Iterator[list[Any]]:
        """Yield the pages of a listing until there is no cursor."""
        reply = ask(method, **params).json()
        yield reply[key]
        while "cursor" in reply:
            reply = ask(method, **params, cursor=reply["cursor"]).json()
            yield reply[key]

    def records(self, did: str, collection: str) -> list[dict[str, Any]]:
        """Return all records of a collection, newest first."""
        pages = self.pages(
            self.pds, "records", "com.atproto.repo.listRecords",
            at=did, repo=did, collection=collection, limit=100,
        )  # fmt: skip
        return [record for page in pages for record in page]

    def feed(self, did: str) -> list[dict[str, Any]]:
        """Return an account's whole author feed."""
        pages = self.pages(self.view, "feed", "app.bsky.feed.getAuthorFeed", actor=did, limit=100)
        return [item for page in pages for item in page]

    def relationships(self, did: str, others: Sequence[str]) -> list[dict[str, Any]]:
        """Return how others stand to an account, thirty at a time."""
        method = "app.bsky.graph.getRelationships"
        return [
            one
            for start in range(0, len(others), 30)
            for one in self.view(method, actor=did, others=list(others[start : start + 30])).json()[
                "relationships"
            ]
        ]

    @property
    def organisations(self) -> list[dict[str, Any]]:
        """Return those who are watched."""
        found: list[dict[str, Any]] = self.truth["organisations"]
        return found


@pytest.fixture(
    scope="session",
    params=["practice", pytest.param("real", marks=pytest.mark.realnet)],
)
def net(request: pytest.FixtureRequest) -> Iterator[Net]:
    """Yield each network in turn."""
    make = {"practice": _practice, "real": _real}[request.param]
    with asyncio.Runner() as runner:
        net = make(runner)
        yield net
        runner.run(net.client.aclose())


def _real(runner: asyncio.Runner) -> Net:
    if TRUTH not in os.environ:
        pytest.skip("the real servers are not running: start this with make realnet")
    truth = json.loads(Path(os.environ[TRUTH]).read_text(encoding="utf-8"))
    servers = truth["endpoints"]
    return Net(
        name="real",
        appview=servers["appview"],
        plc=servers["plc"],
        truth=truth,
        client=httpx.AsyncClient(timeout=30),
        runner=runner,
    )


def _practice(runner: asyncio.Runner) -> Net:
    pytest.skip("the practice network is not built yet")
