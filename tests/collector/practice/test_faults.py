from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.practice import World
from collector.practice.answers import Answer
from collector.practice.faults import (
    ON_REPLIES,
    Fault,
    FaultError,
    FaultKind,
    Misfortune,
    parsed,
    random_faults,
    spoilt,
)
from collector.practice.transport import PracticeTransport, hosts

NOW = 1_800_000_000.0
CALM = Answer(body=b'{"id":"1","count":3,"flags":[1,2],"is":true}')


@pytest.fixture(scope="module")
def small() -> World:
    return World(organisations=3)


def played(world: World, *faults: Fault, host: str = "toot.test", times: int = 6) -> list[int]:
    misfortune = Misfortune(world, faults, lambda: NOW)
    return [misfortune.befall(host, CALM).status for _ in range(times)]


def test_a_fault_begins_at_its_request_and_ends_after_its_count(small: World) -> None:
    fault = Fault(host="toot.test", kind=FaultKind.TOO_MANY, after=2, count=3)
    assert played(small, fault) == [200, 200, 429, 429, 429, 200]
    assert played(small, fault, host="elder.test") == [200] * 6
    lasting = Fault(host="*", kind=FaultKind.TOO_MANY, after=4, count=None)
    assert played(small, lasting) == [200] * 4 + [429] * 2


def test_a_fault_may_wait_for_an_instant(small: World) -> None:
    times = iter([0.0, 0.0, 0.0, 0.0, 5.0, 11.0, 11.0, 11.0])
    fault = Fault(host="*", kind=FaultKind.EDGE, seconds=10.0)
    misfortune = Misfortune(small, (fault,), lambda: next(times, 12.0))
    found = [misfortune.befall("plc", CALM).status for _ in range(6)]
    assert found.count(403) == 1
    assert found[0] == 200


def test_faults_of_one_server_follow_each_other(small: World) -> None:
    one, other = (
        Fault(host="toot.test", kind=kind, count=2) for kind in (FaultKind.TOO_MANY, FaultKind.EDGE)
    )
    assert played(small, one, other) == [429, 429, 403, 403, 200, 200]


@pytest.mark.parametrize("place", range(4))
def test_each_network_tells_its_limits_in_its_own_way(place: int) -> None:
    fedi = dict(spoilt(FaultKind.TOO_MANY, CALM, "toot.test", NOW, place).headers)
    until = datetime.fromisoformat(fedi["X-RateLimit-Reset"]).timestamp()
    assert 0 < until - NOW < 10
    assert "Retry-After" not in fedi
    sky = dict(spoilt(FaultKind.TOO_MANY, CALM, "appview", NOW, place).headers)
    assert 0 < int(sky["RateLimit-Reset"]) - NOW < 10
    after = sky["Retry-After"]
    wait = int(after) if after.isdigit() else parsedate_to_datetime(after).timestamp() - NOW
    assert 0 < wait < 10


def test_a_wrong_clock_is_wrong_in_the_date_too() -> None:
    for place in range(2):
        headers = dict(spoilt(FaultKind.SKEWED, CALM, "toot.test", NOW, place).headers)
        theirs = parsedate_to_datetime(headers["Date"])
        reset = datetime.fromisoformat(headers["X-RateLimit-Reset"])
        assert abs(theirs.timestamp() - NOW) > 3600
        assert timedelta() < reset - theirs < timedelta(seconds=10)


@pytest.mark.parametrize("kind", ON_REPLIES, ids=str)
def test_no_fault_leaves_a_reply_as_it_was(kind: FaultKind) -> None:
    assert spoilt(kind, CALM, "appview", NOW, 1) != CALM


def test_a_mistyped_reply_has_every_value_in_another_type() -> None:
    told = json.loads(spoilt(FaultKind.WRONG_TYPES, CALM, "appview", NOW, 1).body)
    assert told == {"id": ["1"], "count": "odd 3", "flags": {"was": "a list"}, "is": "odd True"}
    car = Answer(body=b"\x3a\xa2\x65")
    assert spoilt(FaultKind.WRONG_TYPES, car, "pds-1", NOW, 1).body == b"7"


@pytest.mark.parametrize(
    ("kind", "error"),
    [(FaultKind.STALLED, httpx.ReadTimeout), (FaultKind.CUT, httpx.RemoteProtocolError)],
)
def test_in_process_a_stall_takes_its_time_and_a_cut_is_an_error(
    small: World, kind: FaultKind, error: type[Exception]
) -> None:
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    async def ask() -> None:
        misfortune = Misfortune(small, (Fault(host="plc", kind=kind),))
        async with httpx.AsyncClient(
            transport=PracticeTransport(small, misfortune, pause)
        ) as client:
            with pytest.raises(error):
                await client.get("https://plc.practice.test/x")
            assert (await client.get("https://plc.practice.test/x")).status_code == 404

    asyncio.run(ask())
    assert waited == ([30.0] if kind is FaultKind.STALLED else [])


def test_accounts_go_or_change_their_names_in_the_middle() -> None:
    world = World(organisations=3)
    first, second = world.players[:2]
    resident = world.residents[0]
    at = world.at(PracticeTransport(world).night)
    faults = [
        Fault(host="*", kind=FaultKind.DELETED, after=2, account=first.index),
        Fault(host="*", kind=FaultKind.RENAMED, after=2, account=second.index),
        Fault(host="*", kind=FaultKind.DELETED, after=2, account=resident.player.index),
    ]
    misfortune = Misfortune(world, faults, lambda: NOW)
    for _ in range(3):
        before = world.find(first.handles[0], at), world.find(second.handles[0], at)
        misfortune.strike()
        misfortune.befall("appview", CALM)
    assert before == (first.index, second.index)
    assert world.find(first.handles[0], at) is None
    assert world.find(second.handles[0], at) is None
    assert world.find(world.handle(second.index, at), at) == second.index
    assert world.fate(resident.player.index, at) == "deleted"


def test_a_schedule_is_written_on_one_line(small: World) -> None:
    names = hosts(small)
    assert parsed("toot.test:too_many:3:2, *:stalled:0:always,plc:cut", names) == (
        Fault(host="toot.test", kind=FaultKind.TOO_MANY, after=3, count=2),
        Fault(host="*", kind=FaultKind.STALLED, count=None),
        Fault(host="plc", kind=FaultKind.CUT),
    )
    assert parsed("random:7", names) == random_faults("7", names)


@pytest.mark.parametrize(
    "text", ["", "toot.test", "toot.test:sad", "plc:cut:x", "plc:cut:1:never", "plc:deleted"]
)
def test_a_schedule_that_says_nothing_is_refused_with_the_remedy(text: str) -> None:
    with pytest.raises(FaultError, match=r"HOST:KIND|AFTER is a number"):
        parsed(text, ("plc",))


@given(st.integers())
def test_a_random_schedule_is_the_same_whenever_it_is_drawn(seed: int) -> None:
    one, other = (random_faults(seed, ("appview", "toot.test"), range(9)) for _ in range(2))
    assert one == other
    assert all(fault.after >= 0 for fault in one)
    assert 1 <= len([fault for fault in one if fault.kind in ON_REPLIES]) <= 5


def test_random_schedules_differ() -> None:
    drawn = [random_faults(seed, ("appview",)) for seed in range(20)]
    assert all(one != other for one, other in pairwise(drawn))
