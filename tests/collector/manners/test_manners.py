from __future__ import annotations

import asyncio
import contextlib
import gzip
import logging
import zlib
from random import Random
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from collector.errors import (
    Busy,
    LookUpError,
    OverBudget,
    Refused,
    SettingError,
    Unreachable,
    Unreadable,
)
from collector.manners import Clock, Patience, PoliteClient, metered, polite_client
from collector.manners.pace import Lane
from collector.settings import Budgets, Settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

NOW = 1_800_000_000.0
URL = "https://host.example/path?actor=did:plc:somebody"
APPVIEW = "https://public.api.bsky.app/xrpc/app.bsky.actor.getProfile"


class Hands:
    """A clock whose hands move when somebody sleeps, and no sooner."""

    def __init__(self) -> None:
        self.time = NOW
        self.waits: list[float] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds
        await asyncio.sleep(0)

    @property
    def clock(self) -> Clock:
        return Clock(now=self.now, sleep=self.sleep)


class Longest(Random):
    """Jitter that always waits the longest."""

    def uniform(self, a: float, b: float) -> float:
        return max(a, b)


def script(*answers: httpx.Response | Exception) -> Callable[[httpx.Request], httpx.Response]:
    """Return a handler that gives these answers in turn, and the last one for ever."""
    rest = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        del request
        one = rest.pop(0) if len(rest) > 1 else rest[0]
        if isinstance(one, Exception):
            raise one
        return httpx.Response(one.status_code, headers=one.headers, content=one.content)

    return answer


def polite(
    handler: Callable[[httpx.Request], httpx.Response],
    *,
    hands: Hands | None = None,
    settings: Settings | None = None,
    **options: Any,
) -> PoliteClient:
    hands = hands or Hands()
    return polite_client(
        settings or Settings(),
        transport=httpx.MockTransport(handler),
        clock=hands.clock,
        jitter=Longest(),
        **options,
    )


def ask(client: PoliteClient, *urls: str) -> list[httpx.Response]:
    async def all_of_them() -> list[httpx.Response]:
        async with client:
            return [await client.get(url) for url in urls or (URL,)]

    return asyncio.run(all_of_them())


def html(status: int) -> httpx.Response:
    return httpx.Response(status, headers={"content-type": "text/html; charset=UTF-8"}, text="<p>")


def budget(**amounts: float) -> Settings:
    return Settings(budgets=Budgets.model_validate(amounts))


def test_the_user_agent_says_who_asks_and_whom_to_write_to() -> None:
    seen: list[str] = []

    def note(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["user-agent"])
        return httpx.Response(200)

    ask(polite(note, settings=Settings(site_url="https://league.example/", contact="me@l.example")))
    ask(polite(note, settings=Settings(site_url="https://league.example/")))
    assert seen[0].startswith("followback/")
    assert seen[0].endswith(" (+https://league.example/about/collector/; mailto:me@l.example)")
    assert seen[1].endswith(" (+https://league.example/about/collector/)")


@pytest.mark.parametrize("contact", ["jürgen@l.example", "me@l.example\r\nX-Evil: 1"])
def test_a_contact_that_no_header_can_carry_is_refused(contact: str) -> None:
    with pytest.raises(SettingError, match="plain ASCII"):
        polite_client(Settings(contact=contact))


def test_an_ordinary_host_gets_two_requests_a_second() -> None:
    hands = Hands()
    ask(polite(script(httpx.Response(200)), hands=hands), *[URL] * 4)
    assert hands.waits == [0.5] * 3


@pytest.mark.parametrize(
    "url",
    [
        APPVIEW,
        "https://plc.directory/did:plc:somebody",
        "https://pds.example/xrpc/com.atproto.repo.listRecords",
    ],
)
def test_a_server_of_bluesky_gets_eight(url: str) -> None:
    hands = Hands()
    ask(polite(script(httpx.Response(200)), hands=hands), *[url] * 3)
    assert hands.waits == [0.125] * 2


def test_hosts_do_not_wait_for_each_other() -> None:
    hands = Hands()
    urls = [f"https://h{number}.example/" for number in range(5)]
    ask(polite(script(httpx.Response(200)), hands=hands), *urls)
    assert hands.waits == []


@pytest.mark.parametrize(
    "other",
    [
        "https://HOST.example/",
        "https://host.example./",
        "https://host.example:443/",
        "http://host.example/",
        "https://me@host.example/",
    ],
)
def test_a_host_by_another_spelling_is_the_same_host(other: str) -> None:
    hands = Hands()
    ask(polite(script(httpx.Response(200)), hands=hands), URL, other)
    assert hands.waits == [0.5]


def test_a_port_of_its_own_does_not_hide_a_trailing_dot() -> None:
    hands = Hands()
    urls = ["https://host.example:8443/", "https://host.example.:8443/"]
    ask(polite(script(httpx.Response(200)), hands=hands), *urls)
    assert hands.waits == [0.5]


def in_flight(*urls: str) -> int:
    busy = most = 0

    async def slow(request: httpx.Request) -> httpx.Response:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0)
        busy -= 1
        return httpx.Response(200, request=request)

    async def together() -> None:
        transport = httpx.MockTransport(slow)
        async with polite_client(Settings(), transport=transport, pace=False) as client:
            await asyncio.gather(*(client.get(url) for url in urls))

    asyncio.run(together())
    return most


def test_one_request_at_a_time_is_in_flight_to_a_host() -> None:
    assert in_flight(*[URL] * 5) == 1


def test_several_hosts_are_asked_at_once() -> None:
    assert in_flight(*[f"https://h{number}.example/" for number in range(5)]) == 5


@pytest.mark.parametrize(
    "headers",
    [
        {"ratelimit-remaining": "0", "ratelimit-reset": f"{NOW + 90:.0f}"},
        {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2027-01-15T08:01:30.000Z"},
        {"x-ratelimit-remaining": "0", "x-ratelimit-reset": f"{NOW + 90:.0f}"},
    ],
)
def test_a_used_up_limit_is_waited_for_before_the_next_request(headers: dict[str, str]) -> None:
    hands = Hands()
    ask(polite(script(httpx.Response(200, headers=headers)), hands=hands), URL, URL)
    assert hands.waits == [pytest.approx(90)]


def test_a_limit_with_something_left_is_not_waited_for() -> None:
    hands = Hands()
    headers = {"ratelimit-remaining": "1", "ratelimit-reset": f"{NOW + 90:.0f}"}
    ask(polite(script(httpx.Response(200, headers=headers)), hands=hands), URL, URL)
    assert hands.waits == [0.5]


@pytest.mark.parametrize(
    "headers",
    [
        {"retry-after": "90"},
        {"retry-after": "Fri, 15 Jan 2027 08:01:30 GMT"},
        {"ratelimit-remaining": "0", "ratelimit-reset": f"{NOW + 90:.0f}", "retry-after": "3"},
        {"x-ratelimit-reset": "2027-01-15T08:01:30Z"},
    ],
)
def test_a_host_that_is_asked_too_often_is_left_alone_until_its_reset(
    headers: dict[str, str],
) -> None:
    hands = Hands()
    answers = script(httpx.Response(429, headers=headers), httpx.Response(200))
    assert ask(polite(answers, hands=hands))[0].status_code == 200
    assert hands.waits == [pytest.approx(90)]


def test_a_long_wait_is_not_waited_for_and_nobody_else_asks_either() -> None:
    hands = Hands()
    client = polite(script(httpx.Response(429, headers={"retry-after": "301"})), hands=hands)
    for _ in range(2):
        with pytest.raises(Busy, match=r"^host\.example asks us to wait 30\d seconds"):
            asyncio.run(client.get(URL))
    assert (client.spent.requests, hands.waits) == (1, [])


def test_a_wait_longer_than_the_run_is_not_waited_for() -> None:
    hands = Hands()
    answers = script(httpx.Response(429, headers={"retry-after": "61"}))
    with pytest.raises(Busy, match="61 seconds"):
        ask(polite(answers, hands=hands, settings=budget(seconds=60)))
    assert hands.waits == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(429), Busy),
        (httpx.Response(500), Busy),
        (httpx.Response(503, headers={"content-type": "text/html"}), Busy),
        (html(403), Refused),
        (httpx.ConnectError("refused"), Unreachable),
        (httpx.ReadTimeout("slow"), Unreachable),
        (httpx.RemoteProtocolError("cut off"), Unreachable),
        (OSError("no file left"), Unreachable),
    ],
)
def test_a_failure_that_may_pass_is_tried_four_times(
    answer: httpx.Response | Exception, error: type[LookUpError]
) -> None:
    hands = Hands()
    client = polite(script(answer), hands=hands)
    with pytest.raises(error, match=r"host\.example") as caught:
        ask(client)
    assert (client.spent.requests, client.spent.retries) == (4, 3)
    assert hands.waits == [1, 2, 4]
    assert "somebody" not in str(caught.value)
    assert "path" not in str(caught.value)


def test_a_busy_host_is_left_in_peace_after_the_last_try_too() -> None:
    hands = Hands()
    asyncio.run(insist(polite(script(httpx.Response(503)), hands=hands), 2))
    assert hands.waits == [1, 2, 4, 8, 1, 2, 4]


def test_a_failure_that_passes_is_forgotten() -> None:
    answers = script(httpx.Response(502), httpx.ReadError("cut"), httpx.Response(200, text="ok"))
    assert ask(polite(answers))[0].text == "ok"


@pytest.mark.parametrize("status", [200, 204, 304, 400, 401, 403, 404, 410, 422, 501])
def test_an_answer_that_will_not_change_is_handed_on_at_once(status: int) -> None:
    client = polite(script(httpx.Response(status, json={"error": "Name"})))
    reply = ask(client)[0]
    assert (reply.status_code, reply.json(), client.spent.requests) == (
        status,
        {"error": "Name"},
        1,
    )


def test_without_pace_nothing_is_waited_for() -> None:
    hands = Hands()
    headers = {"retry-after": "900", "ratelimit-remaining": "0", "ratelimit-reset": "900"}
    answers = script(httpx.Response(429, headers=headers), httpx.Response(200, headers=headers))
    client = polite(answers, hands=hands, pace=False)
    ask(client, URL, URL)
    assert (hands.waits, client.spent.requests) == ([], 3)


SILENT = httpx.ConnectTimeout("silent")


async def insist(client: PoliteClient, times: int, url: str = URL) -> list[int]:
    """Ask so often, failures notwithstanding, and return how many tries each request made."""
    tries = []
    for _ in range(times):
        before = client.spent.requests
        with contextlib.suppress(LookUpError):
            await client.get(url)
        tries.append(client.spent.requests - before)
    return tries


def test_a_host_that_is_silent_is_asked_less_and_less() -> None:
    client = polite(script(SILENT))
    assert asyncio.run(insist(client, 12)) == [4, 4, 4, 1, 1, 1, 1, 1, 0, 0, 0, 0]
    with pytest.raises(Unreachable, match=r"^host\.example does not answer; the next night"):
        asyncio.run(client.get(URL))


def test_a_single_try_is_not_followed_by_a_back_off() -> None:
    hands = Hands()
    asyncio.run(insist(polite(script(SILENT), hands=hands), 10))
    assert [wait for wait in hands.waits if wait > 0.5] == [1, 2, 4] * 3


def test_a_silent_host_is_probed_once_a_minute() -> None:
    hands = Hands()
    client = polite(script(SILENT), hands=hands)
    asyncio.run(insist(client, 8))
    hands.time += 59
    assert asyncio.run(insist(client, 2)) == [0, 0]
    hands.time += 1
    assert asyncio.run(insist(client, 2)) == [1, 0]
    hands.time += 60
    assert asyncio.run(insist(client, 2)) == [1, 0]


def test_requests_waiting_for_a_silent_host_are_refused_with_the_others() -> None:
    client = polite(script(SILENT))

    async def crowd() -> list[object]:
        asking = [client.get(URL) for _ in range(40)]
        return list(await asyncio.gather(*asking, return_exceptions=True))

    assert all(isinstance(one, Unreachable) for one in asyncio.run(crowd()))
    assert client.spent.requests == 3 * 4 + 5


@pytest.mark.parametrize(("requests", "tries"), [(2, 8), (7, 16), (8, 17)])
@pytest.mark.parametrize("status", [200, 404, 501])
def test_any_answer_ends_the_silence(requests: int, tries: int, status: int) -> None:
    hands = Hands()
    client = polite(script(*[SILENT] * tries, httpx.Response(status), SILENT), hands=hands)
    asyncio.run(insist(client, requests))
    hands.time += 60
    assert asyncio.run(insist(client, 5)) == [1, 4, 4, 4, 1]


def test_a_failure_that_is_an_answer_ends_the_silence_too() -> None:
    client = polite(script(*[SILENT] * 14, httpx.Response(503), SILENT))
    assert asyncio.run(insist(client, 10)) == [4, 4, 4, 1, 1, 1, 4, 4, 4, 1]


TURNED_AWAY = [4, 4, 4, 1, 1, 1, 0, 0, 0, 0]
REFUSALS = [httpx.Response(429), httpx.Response(503), html(403)]


@pytest.mark.parametrize("answer", REFUSALS)
def test_a_host_that_turns_everybody_away_is_left_alone(answer: httpx.Response) -> None:
    hands = Hands()
    client = polite(script(answer), hands=hands)
    assert asyncio.run(insist(client, 10)) == TURNED_AWAY
    kind = Refused if answer.status_code == 403 else Busy
    with pytest.raises(kind, match=r"^host\.example has turned us away too often; the next night"):
        asyncio.run(client.get(URL))
    assert [wait for wait in hands.waits if wait > 8] == [60, 120, 240]


def test_a_hopeless_host_is_probed_ever_more_rarely_and_nobody_waits_for_it() -> None:
    hands = Hands()
    client = polite(script(httpx.Response(503)), hands=hands)
    asyncio.run(insist(client, 6))
    waited = len(hands.waits)
    for pause in (480, 960, 1920):
        hands.time += pause - 1
        assert asyncio.run(insist(client, 2)) == [0, 0]
        hands.time += 1
        assert asyncio.run(insist(client, 2)) == [1, 0]
    assert len(hands.waits) == waited


@pytest.mark.parametrize("refused", [2, 3, 5, 6])
@pytest.mark.parametrize("status", [200, 404, 501])
def test_one_answer_of_a_host_that_turned_others_away_is_enough(refused: int, status: int) -> None:
    hands = Hands()
    tries = sum(TURNED_AWAY[:refused])
    client = polite(script(*REFUSALS[:1] * tries, httpx.Response(status)), hands=hands)
    asyncio.run(insist(client, refused))
    hands.time += 480
    assert asyncio.run(insist(client, 3)) == [1, 1, 1]


def test_what_fails_of_one_account_alone_does_not_make_its_host_a_refusing_one() -> None:
    client = polite(script(httpx.Response(500)))

    async def three_accounts() -> list[int]:
        tries = []
        for _ in range(3):
            with metered():
                tries += await insist(client, 3)
        return tries

    assert asyncio.run(three_accounts()) == [4, 4, 4, 4, 4, 4, 4, 1, 1]


def test_a_host_that_turns_us_away_costs_others_nothing() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(503 if request.url.host == "host.example" else 200)

    hands = Hands()
    client = polite(answer, hands=hands)
    asyncio.run(insist(client, 9))
    began = hands.time
    assert asyncio.run(insist(client, 3, "https://other.example/")) == [1, 1, 1]
    assert hands.time - began < 2


def test_a_host_that_keeps_its_word_is_read_whatever_it_asks_us_to_wait() -> None:
    hands = Hands()
    ready = NOW

    def limited(request: httpx.Request) -> httpx.Response:
        nonlocal ready
        del request
        if hands.time < ready:
            return httpx.Response(429, headers={"retry-after": f"{ready - hands.time:.0f}"})
        ready = hands.time + 290
        return httpx.Response(200)

    assert asyncio.run(insist(polite(limited, hands=hands), 8)) == [1, *[2] * 7]


def test_a_host_is_left_alone_until_the_time_that_it_named() -> None:
    hands = Hands()
    named = httpx.Response(429, headers={"retry-after": "7200"})
    client = polite(script(named, httpx.Response(200)), hands=hands)
    assert asyncio.run(insist(client, 5)) == [1, 0, 0, 0, 0]
    hands.time += 7200
    assert asyncio.run(insist(client, 2)) == [1, 1]


def test_a_reply_that_breaks_off_is_no_silence() -> None:
    async def begin(request: httpx.Request) -> httpx.Response:
        stream = httpx.ByteStream(gzip.compress(b"x" * 999)[:20])
        headers = {"content-encoding": "gzip"}
        return httpx.Response(200, headers=headers, stream=stream, request=request)

    client = polite_client(Settings(), transport=httpx.MockTransport(begin), clock=Hands().clock)
    assert asyncio.run(insist(client, 10)) == TURNED_AWAY


def test_an_answer_between_two_silent_tries_counts() -> None:
    rest: list[httpx.Response | Exception] = [SILENT, httpx.Response(500), SILENT, SILENT]
    client = polite(script(*rest * 2, *[SILENT] * 8, httpx.Response(200)))
    assert asyncio.run(insist(client, 5)) == [4, 4, 4, 4, 1]


def test_one_silent_host_does_not_silence_another() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return script(SILENT if request.url.host == "host.example" else httpx.Response(200))(
            request
        )

    client = polite(answer)
    asyncio.run(insist(client, 9))
    assert asyncio.run(insist(client, 2, "https://other.example/")) == [1, 1]


def test_a_refusal_of_ours_is_no_silence_of_the_host() -> None:
    private = Unreachable("host.example is not on the public internet")
    client = polite(script(private))
    asyncio.run(insist(client, 9))
    with pytest.raises(Unreachable, match="not on the public internet"):
        asyncio.run(client.get(URL))


def test_no_request_is_made_beyond_the_budget() -> None:
    client = polite(script(httpx.Response(200)), settings=budget(requests=3))
    with pytest.raises(OverBudget, match=r"3 requests .* raise budgets\.requests"):
        ask(client, *[URL] * 4)
    assert client.spent.requests == 3


def test_retries_are_paid_for_too() -> None:
    client = polite(script(httpx.Response(500)), settings=budget(requests=2))
    with pytest.raises(OverBudget, match="requests"):
        ask(client)
    assert client.spent.requests == 2


def test_requests_at_once_do_not_overdraw_the_budget() -> None:
    client = polite(script(httpx.Response(200)), settings=budget(requests=3), pace=False)

    async def together() -> list[object]:
        urls = [f"https://h{number}.example/" for number in range(9)]
        return list(await asyncio.gather(*map(client.get, urls), return_exceptions=True))

    assert sum(isinstance(one, OverBudget) for one in asyncio.run(together())) == 6
    assert client.spent.requests == 3


def test_a_reply_that_breaks_the_budget_of_bytes_is_not_read_to_its_end() -> None:
    client = polite(script(httpx.Response(200, content=b"x" * 60)), settings=budget(bytes=100))
    with pytest.raises(OverBudget, match=r"100 bytes .* budgets\.bytes"):
        ask(client, URL, URL)


def test_the_run_ends_when_its_seconds_are_over() -> None:
    hands = Hands()
    client = polite(script(httpx.Response(200)), hands=hands, settings=budget(seconds=60))
    hands.time += 60
    with pytest.raises(OverBudget, match=r"60 seconds are used up; raise budgets\.seconds"):
        ask(client)
    assert (client.spent.requests, hands.waits) == (0, [])


def test_the_seconds_of_a_request_are_counted_with_its_waits() -> None:
    answers = script(httpx.Response(429, headers={"retry-after": "90"}), httpx.Response(200))
    client = polite(answers)
    ask(client)
    assert client.spent.seconds == pytest.approx(90)


def test_what_one_account_costs_is_counted_apart_in_its_tasks_too() -> None:
    client = polite(script(httpx.Response(200, content=b"1234567")), pace=False)

    async def account(pages: int) -> tuple[int, int]:
        with metered() as spent:
            await asyncio.gather(*(client.get(f"{URL}&page={page}") for page in range(pages)))
        await client.get(URL)
        return spent.requests, spent.bytes

    async def night() -> list[tuple[int, int]]:
        return list(await asyncio.gather(account(2), account(3)))

    assert asyncio.run(night()) == [(2, 14), (3, 21)]
    assert client.spent.requests == 7


@pytest.mark.parametrize("packing", ["gzip", "x-gzip", "deflate", "identity"])
def test_a_packed_reply_is_unpacked_and_its_packed_size_is_what_it_costs(packing: str) -> None:
    body = b'{"count": 1}' * 100
    zipped = gzip.compress(body)
    packed = {"gzip": zipped, "x-gzip": zipped, "deflate": zlib.compress(body), "identity": body}
    raw = packed[packing]

    async def answer(request: httpx.Request) -> httpx.Response:
        headers = {"content-encoding": packing}
        return httpx.Response(200, headers=headers, stream=httpx.ByteStream(raw), request=request)

    transport = httpx.MockTransport(answer)
    client = polite_client(Settings(), transport=transport)
    reply = asyncio.run(client.get(URL))
    assert (reply.content, client.spent.bytes) == (body, len(raw))
    assert "content-encoding" not in reply.headers


def test_no_cookie_is_kept() -> None:
    seen: list[str | None] = []

    def bake(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("cookie"))
        return httpx.Response(200, headers={"set-cookie": "who=me; Path=/"})

    client = polite(bake)
    ask(client, URL, URL)
    assert (seen, len(client.cookies)) == ([None, None], 0)


def redirecting(places: dict[str, str]) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        place = places.get(str(request.url))
        return httpx.Response(302, headers={"location": place}) if place else httpx.Response(200)

    return answer


def test_a_redirect_is_followed_and_paid_for() -> None:
    client = polite(redirecting({"https://a.example/": "https://b.example/"}))
    reply = ask(client, "https://a.example/")[0]
    assert (str(reply.url), client.spent.requests) == ("https://b.example/", 2)


def test_a_ring_of_redirects_is_left_after_five() -> None:
    client = polite(redirecting({"https://a.example/": "https://a.example/"}))
    with pytest.raises(Unreachable, match=r"a\.example redirects more than 5 times"):
        ask(client, "https://a.example/")
    assert client.spent.requests == 6


@pytest.mark.parametrize(
    "place",
    [
        "http://b.example/",
        "ftp://b.example/",
        "file:///etc/passwd",
        "gopher://b.example",
        "javascript:alert(1)",
        "https://[::1",
        "https://exa mple/\x01",
        "http:///",
        "https:////]",
        "https://xn--99999",
    ],
)
def test_a_redirect_to_something_else_than_https_is_refused(place: str) -> None:
    with pytest.raises(Unreachable):
        ask(polite(redirecting({"https://a.example/": place})), "https://a.example/")


def test_a_connected_host_may_answer_in_plain_http() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        assert request.headers["host"] == "fedi.test"
        link = {"location": "http://fedi.test/b"}
        return (
            httpx.Response(302, headers=link) if request.url.path == "/a" else httpx.Response(200)
        )

    connect = {"fedi.test": "http://127.0.0.1:8282"}
    ask(polite(answer, connect=connect), "https://fedi.test/a")
    assert seen == ["http://fedi.test/a", "http://fedi.test/b"]


@pytest.mark.parametrize(
    "url",
    ["", "nothing", "//x/", "http://", "http://\ud800.example/", "x:y", "ftp://x/"],
)
def test_an_address_that_is_none_is_unreachable(url: str) -> None:
    with pytest.raises(Unreachable, match="mend"):
        ask(polite(script(httpx.Response(200))), url)


def test_whole_addresses_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ask(polite(script(httpx.Response(200))))
    assert "somebody" not in caplog.text


async def serve(
    answer: Callable[[asyncio.StreamWriter], Awaitable[None]],
    *,
    settings: Settings | None = None,
    patience: Patience | None = None,
) -> tuple[PoliteClient, httpx.Response | LookUpError]:
    """Ask a real server on loopback once, and return what came of it."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await answer(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = polite_client(
        settings or Settings(),
        allow_hosts=[f"127.0.0.1:{port}"],
        pace=False,
        patience=patience,
    )
    async with server, client:
        try:
            return client, await client.get(f"http://127.0.0.1:{port}/path?actor=somebody")
        except LookUpError as error:
            return client, error


def sends(*parts: bytes, pause: float = 0.0) -> Callable[[asyncio.StreamWriter], Awaitable[None]]:
    async def answer(writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)

    return answer


def head(*lines: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", *lines, "", ""]).encode()


def test_a_whole_reply_comes_over_a_real_socket() -> None:
    _, reply = asyncio.run(serve(sends(head("Content-Length: 2"), b"{}")))
    assert isinstance(reply, httpx.Response)
    assert reply.json() == {}


@pytest.mark.parametrize(
    "parts",
    [
        [head("Content-Length: 100"), b"only this"],
        [head("Transfer-Encoding: chunked"), b"5\r\nhal"],
        [head("Content-Encoding: gzip", "Content-Length: 20"), gzip.compress(b"x" * 999)[:20]],
        [head("Content-Encoding: gzip", "Content-Length: 9"), b"no gzip !"],
        [b"SSH-2.0-OpenSSH_9\r\n"],
        [],
    ],
)
def test_a_reply_that_breaks_off_is_tried_again(parts: Iterable[bytes]) -> None:
    client, problem = asyncio.run(serve(sends(*parts)))
    assert isinstance(problem, Unreachable)
    assert client.spent.requests == 4
    assert "somebody" not in str(problem)


def test_a_server_that_drips_is_left() -> None:
    patience = Patience(whole=0.03, tries=2)
    drip = sends(head("Content-Length: 1000"), *[b"x"] * 1000, pause=0.005)
    _, problem = asyncio.run(serve(drip, patience=patience))
    assert isinstance(problem, Unreachable)


def test_a_large_reply_has_the_longer_the_more_of_it_has_come() -> None:
    client = polite(script(httpx.Response(200, content=bytes(120_000))))

    async def extended() -> float:
        manners = client._manners
        async with asyncio.timeout(1000) as deadline:
            first = deadline.when() or 0
            await manners._exchange(httpx.Request("GET", URL), Lane(host="host.example"), deadline)
            return (deadline.when() or 0) - first

    assert asyncio.run(extended()) == pytest.approx(120_000 / Patience().slowest)


def test_a_server_that_says_nothing_is_left() -> None:
    _, problem = asyncio.run(serve(sends(b"", pause=0.2), patience=Patience(read=0.01, tries=2)))
    assert isinstance(problem, Unreachable)


def test_a_huge_reply_is_not_read_to_its_end_nor_asked_for_again() -> None:
    endless = sends(head("Content-Type: text/plain"), *[b"x" * 65_536] * 500)
    client, problem = asyncio.run(serve(endless, settings=budget(reply_bytes=100_000)))
    assert isinstance(problem, Unreadable)
    assert "reply larger than 100000 bytes" in str(problem)
    assert client.spent.requests == 1
    assert client.spent.bytes < 1_000_000


def test_a_bomb_does_not_go_off() -> None:
    bomb = gzip.compress(bytes(5_000_000))
    assert len(bomb) < 10_000
    lit = sends(head("Content-Encoding: gzip", f"Content-Length: {len(bomb)}"), bomb)
    _, problem = asyncio.run(serve(lit, settings=budget(reply_bytes=100_000)))
    assert isinstance(problem, Unreadable)


def test_a_real_redirect_to_a_private_address_is_refused() -> None:
    away = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    client, problem = asyncio.run(serve(sends(away)))
    assert isinstance(problem, Unreachable)
    assert "leads to another host, and that was in vain" in str(problem)
    assert "--allow-host" in str(problem)
    assert client.spent.requests == 2
