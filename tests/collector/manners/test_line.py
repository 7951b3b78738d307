from __future__ import annotations

import asyncio

import httpcore
import pytest

from collector.manners.line import LARGEST_HEAD, Line, line_of


def line(size: int = 1000) -> Line:
    return Line(httpcore.AsyncMockStream([bytes(size)] * 1000))


def test_a_line_knows_whether_the_host_spoke_since_it_was_asked() -> None:
    async def talk() -> list[bool]:
        heard = []
        one = line()
        for act in (one.write(b"?"), one.read(9), one.write(b"?")):
            await act
            heard.append(one.was_heard)
        return heard

    assert asyncio.run(talk()) == [False, True, False]


async def listen(one: Line, times: int, allowed: int = 0) -> None:
    for _ in range(times):
        await one.read(65_536)
        one.allow(allowed) if allowed else None


def test_a_head_may_have_its_size_and_no_more() -> None:
    fits = LARGEST_HEAD // 1000
    one = line()
    asyncio.run(listen(one, fits))
    with pytest.raises(httpcore.ReadError, match="no end"):
        asyncio.run(listen(one, 1))


def test_a_new_question_makes_room_again() -> None:
    one = line()
    asyncio.run(listen(one, LARGEST_HEAD // 1000))
    asyncio.run(one.write(b"?"))
    asyncio.run(listen(one, LARGEST_HEAD // 1000))


def test_a_body_that_is_taken_in_has_no_such_end() -> None:
    asyncio.run(listen(line(), 900, allowed=1000))


def test_a_connection_that_is_no_line_is_none() -> None:
    assert line_of({}) is None
    assert line_of({"network_stream": httpcore.AsyncMockStream([])}) is None
