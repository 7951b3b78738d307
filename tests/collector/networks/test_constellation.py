"""What an index of links says of mentions, and how it is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest

from collector.errors import Busy, LookUpError, OverBudget, Refused, Unreachable, Unreadable
from collector.manners import polite_client
from collector.networks.atproto import tid
from collector.networks.constellation import FAILURES, MOST_LISTED, SOURCES, Constellation
from collector.settings import Settings
from tests.collector.networks.looking import END, ORG, POST, someone

Fault = Callable[[], Awaitable[httpx.Response]]

HOST = "https://index.test"
SINCE = END - timedelta(days=44)


def link(place: int, days: float = 1.0, **more: str) -> dict[str, str]:
    rkey = tid(END - timedelta(days=days), place % 1024)
    return {"did": someone(place), "collection": POST, "rkey": rkey} | more


def uri(one: dict[str, str]) -> str:
    return f"at://{one['did']}/{one['collection']}/{one['rkey']}"


@dataclass
class Index:
    """An index with the links of each source, newest first, and what was asked of it."""

    links: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    asked: list[httpx.Request] = field(default_factory=list)
    fault: Fault | None = None
    at_once: int = 0
    most_at_once: int = 0

    def __post_init__(self) -> None:
        self.constellation = Constellation(HOST)

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        if self.fault:
            return await self.fault()
        params = request.url.params
        listed = self.links.get(params["source"], [])
        start, limit = int(params.get("cursor", 0)), int(params["limit"])
        page, end = listed[start : start + limit], start + limit
        cursor = str(end) if end < len(listed) else None
        body = {"total": len(listed), "records": page, "cursor": cursor}
        return httpx.Response(200, json=body)

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self.answer))

    def mentions(self, times: int = 1) -> list[str]:
        async def ask() -> list[list[str]]:
            async with self.client() as client:
                one = [self.constellation.mentions(ORG, SINCE, client) for _ in range(times)]
                return await asyncio.gather(*one)

        return asyncio.run(ask())[-1]


@pytest.fixture
def index() -> Index:
    return Index()


def test_both_ways_of_writing_a_mention_are_asked_for_and_each_post_is_named_once(
    index: Index,
) -> None:
    plain, both, typed = link(1), link(2), link(3)
    index.links = {SOURCES[0]: [plain, both], SOURCES[1]: [both, typed]}
    assert index.mentions() == [uri(plain), uri(both), uri(typed)]
    assert [request.url.params["subject"] for request in index.asked] == [ORG, ORG]
    feature = "features[app.bsky.richtext.facet#mention].did"
    assert [request.url.params["source"] for request in index.asked] == [
        f"app.bsky.feed.post:facets[].{feature}",
        f"app.bsky.feed.post:facets[app.bsky.richtext.facet].{feature}",
    ]
    assert {request.url.path for request in index.asked} == {
        "/xrpc/blue.microcosm.links.getBacklinks"
    }
    assert {request.headers["accept"] for request in index.asked} == {"application/json"}


def test_it_is_asked_under_the_name_of_the_project(index: Index) -> None:
    async def ask() -> None:
        settings = Settings(contact="mail@followback.test", site_url="https://followback.test/")
        transport = httpx.MockTransport(index.answer)
        async with polite_client(settings, transport=transport, pace=False) as client:
            await index.constellation.mentions(ORG, SINCE, client)

    asyncio.run(ask())
    (agent,) = {request.headers["user-agent"] for request in index.asked}
    assert "followback" in agent.lower()
    assert "mail@followback.test" in agent


def test_all_pages_are_read(index: Index) -> None:
    index.links = {SOURCES[0]: [link(place, place / 50) for place in range(250)]}
    assert len(index.mentions()) == 250
    assert len(index.asked) == 3 + 1


def test_only_posts_of_others_since_the_start_are_named(index: Index) -> None:
    lately = link(1, 43.9)
    index.links = {
        SOURCES[0]: [
            lately,
            link(2, 44.1),
            link(3, did=ORG),
            link(4, collection="app.bsky.feed.generator"),
            link(5, rkey="a/b"),
        ]
    }
    assert index.mentions() == [uri(lately)]


def test_a_post_whose_key_tells_no_time_is_named(index: Index) -> None:
    odd = link(1, rkey="hello")
    index.links = {SOURCES[0]: [odd]}
    assert index.mentions() == [uri(odd)]


def test_pages_of_older_posts_are_not_turned(index: Index) -> None:
    index.links = {SOURCES[0]: [link(place, 1 + place / 5) for place in range(1000)]}
    assert len(index.mentions()) == 215 + 1
    assert len(index.asked) == 4 + 1


def test_an_index_that_lists_the_oldest_first_is_read_to_its_end(index: Index) -> None:
    index.links = {SOURCES[0]: [link(place, 300 - place) for place in range(300)]}
    assert len(index.mentions()) == 44


@pytest.mark.heavy
def test_more_than_can_be_listed_is_over_budget_and_no_failure_of_the_index(index: Index) -> None:
    index.links = {SOURCES[0]: [link(place) for place in range(100 * MOST_LISTED + 1)]}
    for _ in range(FAILURES + 1):
        with pytest.raises(OverBudget):
            index.mentions()
    assert len(index.asked) == MOST_LISTED * (FAILURES + 1)


async def stall() -> httpx.Response:
    await asyncio.sleep(60)
    return httpx.Response(200)


def always(status: int, **body: Any) -> Fault:
    async def fault() -> httpx.Response:
        return httpx.Response(status, **body)

    return fault


async def down() -> httpx.Response:
    raise httpx.ConnectError("down")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (always(200, text="<html>"), Unreadable),
        (always(200, json={"backlinks": []}), Unreadable),
        (always(200, json={"records": [{"did": "nobody"}], "cursor": None}), Unreadable),
        (always(404, text="no such method"), Unreadable),
        (always(403), Refused),
        (always(429), Busy),
        (always(500), Unreachable),
        (down, Unreachable),
        (stall, Unreachable),
    ],
)
def test_whatever_goes_wrong_is_a_look_up_error(
    index: Index, fault: Fault, error: type[LookUpError]
) -> None:
    index.constellation = Constellation(HOST, seconds=0.05)
    index.fault = fault
    with pytest.raises(error):
        index.mentions()


def test_after_three_failures_running_it_is_asked_no_more(index: Index) -> None:
    index.fault = always(500)
    for _ in range(FAILURES + 2):
        with pytest.raises(Unreachable):
            index.mentions()
    assert len(index.asked) == FAILURES


def test_an_answer_makes_failures_forgotten(index: Index) -> None:
    for fault in (always(500), always(500), None) * 2:
        index.fault = fault
        if fault:
            with pytest.raises(Unreachable):
                index.mentions()
        else:
            assert index.mentions() == []


def test_one_question_is_asked_at_a_time(index: Index) -> None:
    index.mentions(times=5)
    assert (len(index.asked), index.most_at_once) == (10, 1)
