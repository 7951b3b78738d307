from __future__ import annotations

import asyncio
from random import Random

import pytest

from collector.errors import Busy
from collector.manners.pace import Clock, Lane, Patience, Rates, back_off
from collector.settings import MastodonSettings, Networks

NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    "text", ["31536000", "Fri, 31 Dec 9999 23:59:59 GMT", "9999-12-31", "9e99"]
)
def test_a_moment_far_away_is_a_wait_that_nobody_waits_for(text: str) -> None:
    lane = Lane(host="host.example")
    lane.heed(429, {"retry-after": text}, NOW)
    clock = Clock(now=lambda: NOW + 3600)
    with pytest.raises(Busy, match="the next night asks again"):
        asyncio.run(lane.turn(clock, Patience().longest_window))


def test_a_rest_is_never_shortened() -> None:
    lane = Lane(host="host.example")
    lane.rest(9)
    lane.rest(5)
    assert lane.ready_at == 9


class Edge(Random):
    """Jitter that stays at one end of its range."""

    def __init__(self, end: int) -> None:
        super().__init__()
        self.end = end

    def uniform(self, a: float, b: float) -> float:
        return (a, b)[self.end]


def test_a_back_off_lies_anywhere_below_a_doubling_bound() -> None:
    assert [back_off(tries, Edge(1)) for tries in range(1, 8)] == [1, 2, 4, 8, 16, 30, 30]
    assert [back_off(tries, Edge(0)) for tries in range(1, 8)] == [0] * 7


@pytest.mark.parametrize(
    ("host", "path", "rate"),
    [
        ("public.api.bsky.app", "/", 8),
        ("pds.example", "/xrpc/com.atproto.sync.getRepo", 8),
        ("constellation.example", "/xrpc/blue.microcosm.links.getBacklinks", 2),
        ("social.example", "/api/v1/accounts/lookup", 2),
    ],
)
def test_only_the_servers_of_bluesky_are_asked_faster(host: str, path: str, rate: float) -> None:
    assert Rates(Networks()).of(host, path) == rate


def test_a_server_of_the_fediverse_is_asked_as_often_as_the_operator_says() -> None:
    path = "/api/v1/accounts/1/followers"
    assert Rates(Networks()).of("social.example", path, "fediverse") == 1
    faster = Rates(Networks(mastodon=MastodonSettings(requests_per_second=5)))
    assert faster.of("social.example", path, "fediverse") == 5
    assert faster.of("public.api.bsky.app", "/", "fediverse") == 8
