"""Hosts that misbehave on real sockets: whatever they do is one LookUpError, soon and cheaply."""

from __future__ import annotations

import asyncio
import gzip
import time
import zlib
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import Busy, LookUpError, OverBudget, Refused, Unreachable, Unreadable
from collector.manners import Clock, Door, Patience, PoliteClient, polite_client
from collector.manners.address import Guard
from collector.manners.address import resolve as really_resolve
from collector.settings import Budgets, Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

    Answer = Callable[[str, asyncio.StreamWriter], Awaitable[None]]

ADDRESSES = {"a.example": "8.8.8.8", "b.example": "9.9.9.9", "inside.example": "127.0.0.1"}
CALM = Patience(tries=2)
QUICK = Patience(read=0.15, whole=0.4, slowest=1e6, tries=2)
URL = "http://a.example/path?actor=did:plc:somebody"
FORBIDDEN = "403 Forbidden"


class Loopback(httpcore.AnyIOBackend):
    """The internet on this machine: public addresses lead to ports of loopback."""

    def __init__(self, ports: dict[str, int]) -> None:
        self._ports = ports
        self.opened: list[tuple[str, int]] = []

    async def connect_tcp(
        self, host: str, port: int, *rest: Any, **more: Any
    ) -> httpcore.AsyncNetworkStream:
        self.opened.append((host, port))
        return await super().connect_tcp("127.0.0.1", self._ports[host], *rest, **more)


@dataclass(slots=True, kw_only=True)
class Met:
    """What came of asking a rude host."""

    client: PoliteClient
    replies: list[httpx.Response | LookUpError] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    opened: list[tuple[str, int]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def problem(self) -> LookUpError:
        assert isinstance(self.replies[-1], LookUpError), self.replies[-1]
        assert "somebody" not in str(self.replies[-1])
        assert "path" not in str(self.replies[-1])
        return self.replies[-1]

    @property
    def reply(self) -> httpx.Response:
        assert isinstance(self.replies[-1], httpx.Response), self.replies[-1]
        return self.replies[-1]


@asynccontextmanager
async def listening(answer: Answer, asked: list[str]) -> AsyncIterator[int]:
    talks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None
        talks.add(talk)
        try:
            while not writer.is_closing():
                asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
                await answer(asked[-1], writer)
            await writer.wait_closed()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            writer.transport.abort()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks)


def meet(
    answer: Answer,
    *urls: str,
    other: Answer | None = None,
    headers: dict[str, str] | None = None,
    settings: Settings | None = None,
    **options: Any,
) -> Met:
    """Ask two real servers, `a.example` and `b.example`, for these addresses."""

    async def whole() -> Met:
        asked: list[str] = []
        async with listening(answer, asked) as one, listening(other or answer, asked) as two:
            network = Loopback({"8.8.8.8": one, "9.9.9.9": two})
            guard = Guard(network=network, resolve=resolve)
            options.setdefault("pace", "clock" in options)
            options.setdefault("patience", CALM)
            client = polite_client(settings or Settings(), transport=Door(guard), **options)
            met = Met(client=client, asked=asked, opened=network.opened)
            began = time.monotonic()
            async with client:
                for url in urls or (URL,):
                    try:
                        met.replies.append(await client.get(url, headers=headers))
                    except LookUpError as error:
                        met.replies.append(error)
            met.seconds = time.monotonic() - began
            return met

    return asyncio.run(whole())


async def resolve(host: str) -> list[str]:
    known = ADDRESSES.get(host.rstrip("."))
    return [known] if known else await really_resolve(host)


def sends(*parts: bytes, pause: float = 0.0, closes: bool = True) -> Answer:
    async def answer(request: str, writer: asyncio.StreamWriter) -> None:
        del request
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)
        if closes:
            writer.close()

    return answer


def whole(body: bytes, *lines: str, status: str = "200 OK") -> bytes:
    length = f"Content-Length: {len(body)}"
    return "\r\n".join([f"HTTP/1.1 {status}", length, *lines, "", ""]).encode() + body


def in_turn(*replies: bytes) -> Answer:
    rest = list(replies)

    async def answer(request: str, writer: asyncio.StreamWriter) -> None:
        del request
        writer.write(rest.pop(0) if len(rest) > 1 else rest[0])
        await writer.drain()

    return answer


def budget(**amounts: float) -> Settings:
    return Settings(budgets=Budgets.model_validate(amounts))


class Hands:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(round(seconds, 3))
        self.time += seconds

    @property
    def clock(self) -> Clock:
        return Clock(now=lambda: self.time, sleep=self.sleep)


# Half answers, and none.

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
HALF = {
    "nothing": [],
    "half a status": [b"HTT"],
    "half a header": [b"HTTP/1.1 200 OK\r\nContent-Le"],
    "no body": [b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n"],
    "half a body": [b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{}"],
    "half a chunk": [CHUNKED + b"5\r\nhal"],
    "no last chunk": [CHUNKED + b"2\r\n{}\r\n"],
    "half a last chunk": [CHUNKED + b"2\r\n{}\r\n0\r\n"],
    "a chunk of no size": [CHUNKED + b"xyz\r\n{}\r\n0\r\n\r\n"],
    "a negative size": [CHUNKED + b"-5\r\n{}\r\n0\r\n\r\n"],
    "a negative length": [b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}"],
    "a length of words": [b"HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n{}"],
    "two lengths": [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"],
    "half a gzip": [whole(gzip.compress(b"{}" * 99)[:-9], "Content-Encoding: gzip")],
    "no gzip": [whole(b"{}", "Content-Encoding: gzip")],
    "no deflate": [whole(b"{}{}{}", "Content-Encoding: deflate")],
    "another protocol": [b"SSH-2.0-OpenSSH_9.6\r\n"],
    "a radio": [b"ICY 200 OK\r\n\r\n"],
    "an odd status": [b"HTTP/1.1 20 OK\r\n\r\n"],
    "a status of words": [b"HTTP/1.1 OK\r\n\r\n"],
    "a page without a head": [b"<html>hello</html>"],
    "zeros": [bytes(4096)],
    "a header without a name": [b"HTTP/1.1 200 OK\r\n: x\r\n\r\n"],
    "a header with a zero": [b"HTTP/1.1 200 OK\r\nX: \x00\r\n\r\n"],
    "a change of protocol": [b"HTTP/1.1 101 So\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"],
    "TLS": [b"\x15\x03\x01\x00\x02\x02\x46"],
}


@pytest.mark.parametrize("parts", HALF.values(), ids=HALF)
def test_half_an_answer_is_unreachable_and_asked_for_again(parts: Iterable[bytes]) -> None:
    met = meet(sends(*parts))
    assert isinstance(met.problem, Unreachable)
    assert met.client.spent.requests == CALM.tries


PIECES = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 302 Found\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\n",
        b"HTTP/1.0 403 \r\n",
        b"Content-Length: 2\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: gzip, chunked\r\n",
        b"Content-Encoding: gzip\r\n",
        b"Content-Encoding: deflate\r\n",
        b"Content-Type: text/html; charset=\xff\r\n",
        b"Location: http://b.example/\r\n",
        b"Location: //\xff:99999999/\r\n",
        b"Location: http://[::1\r\n",
        b"Location: \xc3\xa4\r\n",
        b"Location: http://xn--99999/\r\n",
        b"Location: http://me@b.example:x/\r\n",
        b"Retry-After: -1e9\r\n",
        b"RateLimit-Remaining: 0\r\nRateLimit-Reset: 9e999\r\n",
        b"Date: 1\r\n",
        b"Link: <\r\n",
        b"Set-Cookie: \xff=;;Domain=.\r\n",
        b"Connection: close\r\n",
        b"Connection: Upgrade\r\nUpgrade: h2c\r\n",
        b"\r\n",
        b"2\r\n{}\r\n",
        b"0\r\n\r\n",
        gzip.compress(b"{}"),
        b"{}",
    ]
)


@given(st.lists(PIECES | st.binary(max_size=9), max_size=9))
def test_whatever_a_host_sends_is_a_reply_or_a_look_up_error(parts: list[bytes]) -> None:
    guard = Guard(network=httpcore.AsyncMockBackend([b"".join(parts)]), resolve=resolve)

    async def asked() -> httpx.Response | LookUpError:
        async with polite_client(
            Settings(), transport=Door(guard), pace=False, patience=Patience(tries=1)
        ) as client:
            try:
                return await client.get(URL)
            except LookUpError as error:
                return error

    met = asyncio.run(asked())
    assert isinstance(met, LookUpError) or met.cookies == httpx.Cookies()
    assert isinstance(met, LookUpError) or met.links is not None


STALLS = {
    "before a word": b"",
    "in the head": b"HTTP/1.1 200 OK\r\nContent-Len",
    "before the body": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
    "in the body": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{",
    "in a chunk": CHUNKED + b"9\r\n{",
    "before the last chunk": CHUNKED + b"2\r\n{}\r\n",
}


@pytest.mark.parametrize("part", STALLS.values(), ids=STALLS)
def test_a_host_that_stalls_is_left(part: bytes) -> None:
    met = meet(sends(part, pause=30), patience=QUICK)
    assert isinstance(met.problem, Unreachable)
    assert met.seconds < 15


DRIPS = {
    "a head": [b"HTTP/1.1 200 OK\r\n", *[b"X-Drop: 1\r\n"] * 400],
    "continuations": [b"HTTP/1.1 100 Continue\r\n\r\n"] * 400,
    "hints": [b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"] * 400,
    "a body": [b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n", *[b"x"] * 400],
    "chunks": [CHUNKED, *[b"1\r\nx\r\n"] * 400],
    "trailers": [CHUNKED + b"0\r\n", *[b"X-Drop: 1\r\n"] * 400],
    "chunk extensions": [CHUNKED + b"1;", *[b"x"] * 400],
}


@pytest.mark.heavy
@pytest.mark.parametrize("parts", DRIPS.values(), ids=DRIPS)
def test_a_host_that_drips_is_left_when_its_time_is_over(parts: Iterable[bytes]) -> None:
    met = meet(sends(*parts, pause=0.02), patience=QUICK)
    assert isinstance(met.problem, Unreachable)
    assert met.seconds < 15


@pytest.mark.heavy
@pytest.mark.parametrize("part", [STALLS["before a word"], STALLS["in the body"], CHUNKED])
def test_a_host_that_never_ends_is_asked_less_and_less(part: bytes) -> None:
    quick = Patience(read=0.02, whole=0.05, tries=3)
    met = meet(sends(part, pause=30), *[URL] * 12, patience=quick)
    assert all(isinstance(one, Unreachable) for one in met.replies)
    assert met.client.spent.requests == 3 * 3 + 5


@pytest.mark.heavy
def test_a_host_that_drips_for_ever_is_asked_less_and_less() -> None:
    quick = Patience(whole=0.05, tries=3)
    met = meet(sends(*DRIPS["a body"], pause=0.005), *[URL] * 12, patience=quick)
    assert met.client.spent.requests == 3 * 3 + 5


def test_a_slow_host_that_is_done_in_time_is_read() -> None:
    body = [bytes([byte]) for byte in b'{"a": 1}']
    slow = sends(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n", *body, pause=0.02)
    assert meet(slow).reply.json() == {"a": 1}


def test_what_comes_after_the_agreed_length_is_no_part_of_the_reply() -> None:
    met = meet(sends(whole(b"{}") + b"}}}} and more", closes=False), URL, URL)
    assert [one.content for one in met.replies if isinstance(one, httpx.Response)] == [b"{}"] * 2


def test_a_reply_nobody_asked_for_is_never_taken_for_the_next_one() -> None:
    planted = whole(b'{"of": "nobody"}')
    met = meet(in_turn(whole(b'{"of": "one"}') + planted, whole(b'{"of": "two"}')), URL, URL)
    assert met.reply.json() == {"of": "two"}


# Large, and larger than it looks.

LARGE = budget(reply_bytes=100_000)


def endless(head: bytes, part: bytes) -> Answer:
    async def answer(request: str, writer: asyncio.StreamWriter) -> None:
        del request
        writer.write(head)
        while not writer.is_closing():
            writer.write(part)
            await writer.drain()

    return answer


def chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


BLOCK = bytes(65_536)
ZIPPER = zlib.compressobj(9, zlib.DEFLATED, 31)
ENDLESS = {
    "ten gigabytes": (b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n", BLOCK),
    "no length": (b"HTTP/1.1 200 OK\r\n\r\n", BLOCK),
    "chunks": (CHUNKED, chunk(BLOCK)),
    "a gzip bomb": (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
        + ZIPPER.compress(b"")
        + ZIPPER.flush(zlib.Z_SYNC_FLUSH),
        ZIPPER.compress(bytes(10_000_000)) + ZIPPER.flush(zlib.Z_FULL_FLUSH),
    ),
    "a deflate bomb": (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n",
        zlib.compress(bytes(10_000_000), 9),
    ),
}


@pytest.mark.parametrize(("head", "part"), ENDLESS.values(), ids=ENDLESS)
@pytest.mark.parametrize("status", [b"200", b"404", b"503"])
def test_a_reply_without_end_is_left_at_the_agreed_size(
    head: bytes, part: bytes, status: bytes
) -> None:
    met = meet(endless(head.replace(b"200", status, 1), part), settings=LARGE)
    assert isinstance(met.problem, Unreadable)
    assert "reply larger than 100000 bytes" in str(met.problem)
    assert met.client.spent.requests == 1
    assert met.client.spent.bytes < 300_000


def test_gzips_of_nothing_without_end_are_left() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    met = meet(endless(head, gzip.compress(b"") * 999))
    assert isinstance(met.problem, Unreadable)
    assert (met.client.spent.requests, met.client.spent.bytes < 300_000) == (1, True)


@pytest.mark.parametrize("packing", ["br", "zstd", "compress", "gzip, gzip", "gzip, br", "\xfc"])
def test_what_is_packed_otherwise_is_not_even_unpacked(packing: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {packing}\r\n\r\n".encode("latin-1")
    met = meet(endless(head, BLOCK))
    assert isinstance(met.problem, Unreadable)
    assert met.client.spent.requests == 1


def test_a_gzip_in_several_pieces_is_read_whole() -> None:
    body = gzip.compress(b'{"a": ') + gzip.compress(b"1}")
    assert meet(sends(whole(body, "Content-Encoding: gzip"))).reply.json() == {"a": 1}


HEADS = {
    "one huge header": b"X-Huge: " + b"x" * 1_000_000 + b"\r\n",
    "many headers": b"".join(b"X-%d: y\r\n" % number for number in range(100_000)),
    "one name many times": b"X: y\r\n" * 100_000,
    "many cookies": b"Set-Cookie: a=b\r\n" * 60_000,
}


@pytest.mark.parametrize("lines", HEADS.values(), ids=HEADS)
def test_a_head_without_measure_is_unreachable(lines: bytes) -> None:
    met = meet(sends(b"HTTP/1.1 200 OK\r\n" + lines + b"Content-Length: 2\r\n\r\n{}"))
    assert isinstance(met.problem, Unreachable)
    assert met.seconds < 15


def test_odd_headers_do_no_harm() -> None:
    odd = (
        "Link: <;;>,,; rel=",
        "Link: \xff<>",
        "Content-Type: ;;charset=\xff",
        "Date: yesterday",
        "RateLimit-Reset: \xfc",
        "RateLimit-Remaining: many",
        "Location: nowhere",
        "Set-Cookie: who=me",
    )
    lines = "".join(f"{line}\r\n" for line in odd).encode("latin-1")
    reply = meet(sends(b"HTTP/1.1 200 OK\r\n" + lines + b"Content-Length: 2\r\n\r\n{}")).reply
    assert (reply.json(), reply.cookies, reply.links) == ({}, httpx.Cookies(), reply.links)


@pytest.mark.heavy
@pytest.mark.parametrize("lines", [b"HTTP/1.1 100 Continue\r\n\r\n", CHUNKED[:17] + b"X: y\r\n"])
def test_a_flood_before_the_body_is_left(lines: bytes) -> None:
    met = meet(endless(b"", lines * 1000), patience=Patience(tries=1))
    assert isinstance(met.problem, Unreachable)
    assert met.seconds < 15


@pytest.mark.heavy
def test_a_body_in_the_smallest_chunks_is_no_flood() -> None:
    body = b"".join(chunk(b"x") for _ in range(60_000))
    met = meet(sends(CHUNKED + body + b"0\r\n\r\n"), patience=Patience())
    assert met.reply.content == b"x" * 60_000


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_a_status_that_has_no_body_ends_without_one(status: str) -> None:
    met = meet(sends(f"HTTP/1.1 {status}\r\nContent-Length: 9\r\n\r\n".encode()))
    assert met.reply.content == b""


# Refusals.

EDGES = {
    "HTML": whole(b"<p>no</p>", "Content-Type: text/html; charset=UTF-8", status=FORBIDDEN),
    "XHTML": whole(b"<p>no</p>", "Content-Type: application/xhtml+xml", status=FORBIDDEN),
    "HTML that does not say so": whole(b"\r\n<!DOCTYPE html><p>no</p>", status=FORBIDDEN),
    "HTML that says JSON": whole(
        b"<html></html>", "Content-Type: application/json", status=FORBIDDEN
    ),
    "a code": whole(b"error code: 1020", "Content-Type: text/plain", status=FORBIDDEN),
    "a challenge": whole(b"", "cf-mitigated: challenge", status=FORBIDDEN),
    "a packed page": whole(
        gzip.compress(b"<html></html>"), "Content-Encoding: gzip", status=FORBIDDEN
    ),
}


@pytest.mark.parametrize("reply", EDGES.values(), ids=EDGES)
def test_an_edge_that_turns_us_away_is_a_refusal_that_may_pass(reply: bytes) -> None:
    met = meet(in_turn(reply))
    assert isinstance(met.problem, Refused)
    assert met.problem.gap.is_temporary
    assert met.client.spent.requests == CALM.tries
    assert meet(in_turn(reply, whole(b"{}"))).reply.json() == {}


@pytest.mark.parametrize("body", [b'{"error": "This action is not allowed"}', b""])
def test_a_refusal_of_the_application_is_handed_on(body: bytes) -> None:
    met = meet(in_turn(whole(body, "Content-Type: application/json", status=FORBIDDEN)))
    assert (met.reply.status_code, met.client.spent.requests) == (403, 1)


TOO_MANY = {
    "X": b'{"errors":[{"code":88,"message":"Rate limit exceeded"}]}',
    "X, spaced": b'{ "errors" : [ { "message" : "Rate limit exceeded", "code" : 88 } ] }',
    "X, by its type": b'{"title":"Too Many","type":"https://api.x.com/2/problems/rate-limit-exceeded"}',
    "Bluesky": b'{"error":"RateLimitExceeded","message":"Rate Limit Exceeded"}',
    "Mastodon": b'{"error":"Too many requests"}',
    "Misskey": b'{"error":{"code":"RATE_LIMIT_EXCEEDED","message":"Rate limit exceeded."}}',
    "a status in words": b'{"status":429,"error":"Too Many Requests"}',
}


@pytest.mark.parametrize("body", TOO_MANY.values(), ids=TOO_MANY)
@pytest.mark.parametrize("status", ["200 OK", "400 Bad Request", "403 Forbidden"])
def test_too_many_is_heard_whatever_the_status_says(body: bytes, status: str) -> None:
    hands = Hands()
    busy = whole(body, "x-rate-limit-reset: 1800000090", status=status)
    met = meet(in_turn(busy, whole(b"{}")), clock=hands.clock)
    assert (met.reply.json(), hands.waits) == ({}, [90])
    assert isinstance(meet(in_turn(busy)).problem, Busy)


INNOCENT = (
    b'{"data":[{"code":88}],"meta":{}}',
    b'{"errors":[{"code":50,"message":"User not found."}]}',
    b'{"data":[{"id":"1"}],"errors":[{"title":"Not Found","detail":"Rate limit exceeded"}]}',
    b'{"content":"Too many requests","error":null}',
    b'{"posts":[{"text":"{\\"error\\":\\"Too many requests\\"}"}]}',
    b'["Too many requests"]',
    b'"RateLimitExceeded"',
    b'{"error":"RateLimitExceeded"',
    b'{"error":"RateLimitExceeded"}' + b" " * 5000,
    b"Too many requests",
    b'{"error":' + b"[" * 900 + b"rate limit",
)


@pytest.mark.parametrize("body", INNOCENT)
def test_a_reply_that_only_speaks_of_limits_is_handed_on(body: bytes) -> None:
    met = meet(in_turn(whole(body, "Content-Type: application/json")))
    assert (met.reply.content, met.client.spent.requests) == (body, 1)


@pytest.mark.parametrize("status", ["408 Request Timeout", "429 Too Many Requests", "520 Unknown"])
def test_a_host_that_could_not_just_now_is_asked_again(status: str) -> None:
    met = meet(in_turn(whole(b"", status=status), whole(b"{}")))
    assert met.reply.json() == {}


# Elsewhere.


def moved(place: str, status: str = "302 Found") -> bytes:
    return whole(b"", f"Location: {place}", status=status)


def test_a_ring_of_two_hosts_is_left_after_five_steps() -> None:
    met = meet(in_turn(moved("http://b.example/")), other=in_turn(moved("http://a.example/")))
    assert isinstance(met.problem, Unreachable)
    assert met.client.spent.requests == 6


@pytest.mark.parametrize("status", ["301 M", "302 F", "303 S", "307 T", "308 P"])
@pytest.mark.parametrize("place", ["http://127.0.0.1:1/", "//0x7f.1/", "http://inside.example/"])
def test_no_redirect_leads_to_this_machine(place: str, status: str) -> None:
    met = meet(in_turn(moved(place, status)))
    assert isinstance(met.problem, Unreachable)
    assert {host for host, _ in met.opened} == {"8.8.8.8"}


def credentials(asked: Iterable[str]) -> list[str]:
    return [
        line
        for request in asked
        for line in request.splitlines()
        if line.lower().startswith(("authorization", "cookie", "referer", "x-api-key", "signature"))
    ]


def test_credentials_stay_with_the_host_they_are_for() -> None:
    secret = {"Authorization": "Bearer planted", "X-Api-Key": "planted", "Signature": "planted"}
    met = meet(
        in_turn(moved("http://b.example/other")), other=in_turn(whole(b"{}")), headers=secret
    )
    assert met.reply.status_code == 200
    assert len(credentials(met.asked[:1])) == 3
    assert credentials(met.asked[1:]) == []
    assert "planted" not in met.asked[1]


@pytest.mark.parametrize("place", ["http://a.example:81/", "http://a.example.:82/"])
def test_credentials_are_not_for_another_port(place: str) -> None:
    secret = {"Authorization": "Bearer planted", "X-Api-Key": "planted"}
    met = meet(in_turn(moved(place), whole(b"{}")), headers=secret)
    assert met.reply.status_code == 200
    assert "planted" not in met.asked[1]


def test_credentials_follow_a_redirect_on_their_own_host() -> None:
    secret = {"Authorization": "Bearer planted"}
    met = meet(in_turn(moved("/there"), whole(b"{}")), headers=secret)
    assert len(credentials(met.asked)) == 2


def test_a_name_in_a_redirect_is_no_credential() -> None:
    met = meet(in_turn(moved("http://me:secret@b.example/")), other=in_turn(whole(b"{}")))
    assert credentials(met.asked) == []


def test_no_cookie_goes_anywhere() -> None:
    cookie = "Set-Cookie: who=me; Domain=example; Path=/"
    baker = in_turn(whole(b"", cookie, "Location: http://b.example/", status="302 Found"))
    met = meet(baker, URL, URL, other=in_turn(whole(b"{}", cookie)))
    assert (credentials(met.asked), len(met.client.cookies)) == ([], 0)
    assert "set-cookie" not in met.reply.headers


# Budgets.


def test_the_seconds_of_the_run_end_a_reply_in_the_middle() -> None:
    drip = sends(b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n", *[b"x"] * 2000, pause=0.02)
    began = time.monotonic()
    met = meet(drip, settings=budget(seconds=0.3), patience=Patience(), clock=Clock())
    assert isinstance(met.problem, OverBudget)
    assert "budgets.seconds" in str(met.problem)
    assert time.monotonic() - began < 15


def test_the_bytes_of_the_run_end_a_reply_in_the_middle() -> None:
    met = meet(endless(*ENDLESS["chunks"]), URL, URL, settings=budget(bytes=200_000))
    assert [type(one) for one in met.replies] == [OverBudget, OverBudget]
    assert met.client.spent.requests == 1
    assert met.client.spent.bytes < 400_000
