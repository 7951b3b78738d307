from __future__ import annotations

import asyncio
import json
import logging
import traceback
from datetime import date
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from pydantic import SecretStr

from collector.errors import (
    Busy,
    Gone,
    LookUpError,
    NeedsToken,
    Refused,
    Unreachable,
    Unreadable,
)
from collector.manners import polite_client
from collector.model import Account, Gap, Profile, Reading, Role
from collector.networks.instagram import Instagram, is_used_up
from collector.settings import InstagramSettings, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

TOKEN = "EAAsecret-instagram-token-marked"  # noqa: S105 - a marked one, to be searched for
OWN_ID = "17841400000000000"
COUNCIL = {
    "id": "17841401234567890",
    "username": "council",
    "followers_count": 295158500,
    "follows_count": 151,
    "media_count": 1134,
}


def instagram() -> Instagram:
    return Instagram(InstagramSettings(), SecretStr(TOKEN), SecretStr(OWN_ID))


def account(handle: str = "council") -> Account:
    return Account(network="instagram", handle=handle, role=Role.MAIN)


def found(status: int = 200, **told: Any) -> httpx.Response:
    return httpx.Response(status, json={"business_discovery": COUNCIL | told, "id": OWN_ID})


def refused(code: int, subcode: int | None = None, status: int = 400) -> httpx.Response:
    said = {"message": f"access_token={TOKEN}", "type": "OAuthException", "code": code}
    return httpx.Response(status, json={"error": said | {"error_subcode": subcode}})


def profiles(
    *replies: httpx.Response | Exception,
    handles: tuple[str, ...] = ("council",),
    asked: list[httpx.Request] | None = None,
    wrap: Callable[[httpx.MockTransport], httpx.AsyncClient] | None = None,
) -> Mapping[str, Profile | LookUpError]:
    rest = list(replies)

    def answer(request: httpx.Request) -> httpx.Response:
        if asked is not None:
            asked.append(request)
        one = rest.pop(0) if len(rest) > 1 else rest[0]
        if isinstance(one, Exception):
            raise one
        return httpx.Response(one.status_code, headers=one.headers, content=one.content)

    transport = httpx.MockTransport(answer)
    client = (wrap or (lambda one: polite_client(Settings(), transport=one, pace=False)))(transport)
    accounts = [account(handle) for handle in handles]

    async def look() -> Mapping[Account, Profile | LookUpError]:
        async with client:
            return await instagram().profiles(accounts, client)

    seen = asyncio.run(look())
    return {one.handle: seen[one] for one in accounts}


def profile(*replies: httpx.Response | Exception, **options: Any) -> Profile:
    one = profiles(*replies, **options)["council"]
    if isinstance(one, LookUpError):
        raise one
    return one


def test_counts_are_all_that_is_asked_for_and_read() -> None:
    asked: list[httpx.Request] = []
    one = profile(found(), asked=asked)
    assert (one.id, one.handle) == ("17841401234567890", "council")
    assert (one.followers, one.following, one.posts) == (295158500, 151, 1134)
    assert asked[0].url.path == f"/v25.0/{OWN_ID}"
    wanted = "id,username,followers_count,follows_count,media_count"
    assert dict(asked[0].url.params) == {
        "fields": f"business_discovery.username(council){{{wanted}}}"
    }


@pytest.mark.heavy
def test_nothing_but_counts_is_offered() -> None:
    network = instagram()
    one = Profile(id="1", handle="council", followers=1)

    async def look(*, is_full: bool) -> Any:
        reading = Reading(night=date(2026, 11, 22), is_full=is_full)
        return await network.look_up(account(), one, httpx.AsyncClient(), reading)

    full = asyncio.run(look(is_full=True))
    assert (full.timeline, full.likes, full.follow_back, full.heard) == (Gap.NOT_OFFERED,) * 4
    ordinary = asyncio.run(look(is_full=False))
    assert (ordinary.follow_back, ordinary.heard) == (None, None)
    assert network.profile_url(account()) == "https://www.instagram.com/council/"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (refused(4), Busy),
        (refused(17), Busy),
        (refused(32), Busy),
        (refused(613), Busy),
        (refused(80002), Busy),
        (refused(2), Busy),
        (refused(10), NeedsToken),
        (refused(200, status=403), NeedsToken),
        (refused(299), NeedsToken),
        (refused(190, status=401), NeedsToken),
        (refused(110, 2207013), Gone),
        (refused(100, 2207013), Gone),
        (refused(803), Gone),
        (refused(100), Unreadable),
        (httpx.Response(403, text="no"), Refused),
        (httpx.Response(503), Busy),
        (httpx.Response(400, text="<html>"), Unreadable),
        (httpx.Response(302, headers={"location": "https://elsewhere.test/"}), Unreachable),
        (httpx.Response(200, json={"id": OWN_ID}), Unreadable),
        (httpx.Response(200, json={"business_discovery": {"id": "1"}}), Unreadable),
        (found(username="another"), Unreadable),
        (found(followers_count="many"), Unreadable),
        (found(followers_count=-1), Unreadable),
        (httpx.ConnectError("no route"), Unreachable),
    ],
)
def test_every_refusal_has_its_reason(
    reply: httpx.Response | Exception, error: type[LookUpError]
) -> None:
    with pytest.raises(error):
        profile(reply)


def test_a_reason_is_told_without_the_manners_too() -> None:
    def plain(transport: httpx.MockTransport) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=transport)

    with pytest.raises(Busy):
        profile(httpx.Response(503), wrap=plain)
    with pytest.raises(Unreachable):
        profile(httpx.ConnectError("no route"), wrap=plain)
    with pytest.raises(Unreadable):
        profile(httpx.DecodingError("odd"), wrap=plain)


@pytest.mark.parametrize("code", [4, 190])
def test_what_ends_it_for_one_ends_it_for_all_after_one_question(code: int) -> None:
    asked: list[httpx.Request] = []
    seen = profiles(refused(code), handles=("a", "b", "c"), asked=asked)
    assert len({(type(one), str(one)) for one in seen.values()}) == 1
    assert len(asked) == 1


def test_a_name_that_is_not_found_costs_the_others_nothing() -> None:
    seen = profiles(refused(110, 2207013), found(), handles=("other", "council"))
    assert [type(one) for one in seen.values()] == [Gone, Profile]


@pytest.mark.parametrize(
    ("name", "usage"),
    [
        ("x-app-usage", {"call_count": 100, "total_time": 25, "total_cputime": 25}),
        ("x-business-use-case-usage", {"178": [{"type": "instagram", "total_time": 100}]}),
    ],
)
def test_a_key_that_is_used_up_is_not_used_again(name: str, usage: dict[str, Any]) -> None:
    asked: list[httpx.Request] = []
    reply = found()
    reply.headers[name] = json.dumps(usage)
    seen = profiles(reply, handles=("council", "next"), asked=asked)
    assert [type(one) for one in seen.values()] == [Profile, Busy]
    assert len(asked) == 1


@pytest.mark.parametrize(
    "usage", ["", "{", "[]", "7", '{"call_count": 99}', '{"1": [{"call_count": "many"}, 3]}']
)
def test_a_usage_that_is_low_or_odd_stops_nothing(usage: str) -> None:
    assert not is_used_up({"x-app-usage": usage})


def test_a_bad_key_is_told_by_the_name_of_its_variable() -> None:
    with pytest.raises(NeedsToken, match=r"FOLLOWBACK_INSTAGRAM_TOKEN has expired .*put a new"):
        profile(refused(190))
    with pytest.raises(NeedsToken, match=r"may not do this \(code 10\); give it instagram_basic"):
        profile(refused(10))


def test_the_key_is_in_no_address_message_log_or_traceback(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    asked: list[httpx.Request] = []
    codes = (4, 10, 100, 110, 190)
    for reply in (*map(refused, codes), httpx.Response(500), httpx.Response(200, text=TOKEN)):
        (one,) = profiles(reply, asked=asked).values()
        assert isinstance(one, LookUpError)
        told += [str(one), repr(one), *traceback.format_exception(one)]
    told += [str(vars(instagram())), caplog.text, *capfd.readouterr()]
    told += [str(request.url) for request in asked]
    assert not [text for text in told if "secret-instagram-token" in text]


def test_the_key_is_not_taken_along_on_a_redirect() -> None:
    asked: list[httpx.Request] = []
    with pytest.raises(Unreachable):
        profile(httpx.Response(302, headers={"location": "https://elsewhere.test/"}), asked=asked)
    assert {request.url.host for request in asked} == {"graph.facebook.com"}


def test_a_recorded_discovery_is_read(shared: Path) -> None:
    for file in sorted((shared / "data/recorded/instagram").glob("business_discovery--*.json")):
        one = json.loads(file.read_text(encoding="utf-8"))
        told = one["body"]["business_discovery"]
        seen = profile(httpx.Response(one["status"], json=one["body"]))
        assert seen.followers == told["followers_count"]
        assert (seen.following, seen.posts) == (told["follows_count"], told["media_count"])
        if "nike" in file.name:
            assert (seen.followers, seen.following, seen.posts) == (295158500, 151, 1134)
