"""Hosts on the deny list are asked nothing, whichever way leads to them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest

from collector.errors import Refused, SettingError
from collector.manners import polite_client
from collector.manners.deny import refuse_denied
from collector.model import Gap
from collector.settings import load_settings

if TYPE_CHECKING:
    from collector.settings import Settings


def settings(text: str) -> Settings:
    return load_settings(None, overrides=[f"deny_hosts={text}"])


def asked(url: str, denied: str = "shy.test, closed.test") -> list[str]:
    """Return the hosts that are reached on the way to an address."""
    reached: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        reached.append(request.url.host)
        place = request.url.params.get("to")
        return httpx.Response(302, headers={"location": place}) if place else httpx.Response(200)

    async def ask() -> int:
        transport = httpx.MockTransport(answer)
        async with polite_client(settings(denied), transport=transport, pace=False) as client:
            try:
                await client.get(url)
            except Refused as error:
                reached.append(error.gap)
            return client.spent.requests

    requests = asyncio.run(ask())
    assert requests == len([host for host in reached if host is not Gap.BLOCKED])
    return reached


@pytest.mark.parametrize(
    "host",
    [
        "shy.test",
        "SHY.test",
        "shy.test.",
        "shy.test:8443",
        "user@shy.test",
        "media.shy.test",
        "closed.test",
    ],
)
def test_a_host_on_the_list_is_refused_before_it_is_asked(host: str) -> None:
    assert asked(f"https://{host}/users/name") == [Gap.BLOCKED]


@pytest.mark.parametrize("host", ["notshy.test", "shy.test.example", "test", "open.test"])
def test_no_other_host_is_refused(host: str) -> None:
    assert asked(f"https://{host}/") == [host]


def test_a_redirect_to_a_host_on_the_list_is_not_followed() -> None:
    assert asked("https://open.test/?to=https://shy.test/") == ["open.test", Gap.BLOCKED]


def test_without_a_list_nobody_is_refused() -> None:
    assert asked("https://shy.test/", denied="") == ["shy.test"]


def test_the_host_is_named_in_the_words() -> None:
    with pytest.raises(Refused, match=r"^shy\.test is on this site's deny list"):
        refuse_denied("shy.test", ["shy.test"])


def test_the_list_is_written_as_a_list_or_in_one_line() -> None:
    assert settings("A.test b.test,c.test").deny_hosts == ("a.test", "b.test", "c.test")
    assert load_settings(None, environ={"FOLLOWBACK_DENY_HOSTS": "a.test"}).deny_hosts == (
        "a.test",
    )


@pytest.mark.parametrize("text", ["https://a.test", "a.test/path", "a..test", "*.test", ".test"])
def test_what_is_no_host_is_told(text: str) -> None:
    with pytest.raises(SettingError, match="deny_hosts"):
        settings(text)
