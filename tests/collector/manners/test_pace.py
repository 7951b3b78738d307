from __future__ import annotations

import asyncio
import string
from datetime import UTC, datetime
from email.utils import format_datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import Busy
from collector.manners.pace import Clock, Lane, Patience, Rates, asked_wait, back_off
from collector.settings import MastodonSettings, Networks

NOW = 1_800_000_000.0


@given(st.integers(1, 100_000))
def test_every_way_of_naming_a_moment_means_the_same(seconds: int) -> None:
    moment = datetime.fromtimestamp(NOW + seconds, UTC)
    ways = (
        str(seconds),
        str(int(NOW) + seconds),
        str(int(NOW + seconds) * 1000),
        str(int(NOW + seconds) * 10**6),
        str(int(NOW + seconds) * 10**9),
        moment.isoformat(),
        moment.replace(tzinfo=None).isoformat() + "Z",
        moment.replace(tzinfo=None).isoformat(),
        format_datetime(moment, usegmt=True),
    )
    waits = {way: asked_wait(429, {"retry-after": way}, now=NOW) for way in ways}
    assert waits == dict.fromkeys(ways, pytest.approx(seconds))


@given(st.text(string.printable, max_size=40), st.sampled_from([200, 429, 503]))
def test_a_header_of_nonsense_is_never_a_crash(text: str, status: int) -> None:
    names = ("retry-after", "ratelimit-remaining", "ratelimit-reset", "x-ratelimit-reset", "date")
    assert asked_wait(status, dict.fromkeys(names, text), now=NOW) >= 0


@pytest.mark.parametrize("text", ["inf", "nan", "-5", "1e999", "soon", "", "0", "2020-01-01"])
def test_a_moment_that_is_none_or_past_asks_for_no_wait(text: str) -> None:
    assert asked_wait(429, {"retry-after": text}, now=NOW) == 0


@pytest.mark.parametrize(
    "text", ["31536000", "Fri, 31 Dec 9999 23:59:59 GMT", "9999-12-31", "9e99"]
)
def test_a_moment_far_away_is_a_wait_that_nobody_waits_for(text: str) -> None:
    lane = Lane(host="host.example")
    lane.heed(429, {"retry-after": text}, NOW)
    clock = Clock(now=lambda: NOW + 3600)
    with pytest.raises(Busy, match="the next night asks again"):
        asyncio.run(lane.turn(clock, Patience().longest_window))


@pytest.mark.parametrize("name", ["ratelimit", "x-ratelimit", "x-rate-limit"])
@pytest.mark.parametrize("reset", ["90", "1800000090", "2027-01-15T08:01:30Z"])
def test_every_spelling_of_a_limit_is_known(name: str, reset: str) -> None:
    headers = {f"{name}-remaining": "0", f"{name}-reset": reset}
    assert asked_wait(200, headers, now=NOW) == pytest.approx(90)
    assert asked_wait(200, headers | {f"{name}-remaining": "1"}, now=NOW) == 0
    assert asked_wait(429, {f"{name}-reset": reset}, now=NOW) == pytest.approx(90)


@pytest.mark.parametrize("skew", [-7200, -90, 0, 90, 7200])
def test_a_date_is_meant_by_the_clock_of_the_host_that_names_it(skew: int) -> None:
    theirs = datetime.fromtimestamp(NOW + skew, UTC)
    until = datetime.fromtimestamp(NOW + skew + 60, UTC)
    date = {"date": format_datetime(theirs, usegmt=True)}
    for name, text in (
        ("retry-after", format_datetime(until, usegmt=True)),
        ("x-rate-limit-reset", f"{until.timestamp():.0f}"),
        ("x-ratelimit-reset", until.isoformat()),
        ("retry-after", "60"),
    ):
        assert asked_wait(429, {name: text, **date}, now=NOW) == pytest.approx(60)


@pytest.mark.parametrize(
    "more", [{"date": "Thu, 01 Jan 1970 00:00:00 GMT"}, {"date": "so"}, {"age": "900"}]
)
def test_a_date_that_cannot_be_now_is_not_their_clock(more: dict[str, str]) -> None:
    old = {"date": format_datetime(datetime.fromtimestamp(NOW - 900, UTC), usegmt=True)}
    assert asked_wait(429, {"retry-after": f"{NOW + 60:.0f}"} | old | more, now=NOW) == 60


def test_retry_after_means_something_on_429_and_503_only() -> None:
    waits = [asked_wait(status, {"retry-after": "9"}, now=NOW) for status in (200, 404, 429, 503)]
    assert waits == [0, 0, 9, 9]


def test_the_longest_of_several_waits_counts() -> None:
    headers = {"retry-after": "3", "ratelimit-reset": "9", "x-ratelimit-reset": "5"}
    assert asked_wait(429, headers, now=NOW) == 9


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
