from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from collector.errors import Gone
from collector.networks.nameplate import Nameplate, nameplate

if TYPE_CHECKING:
    from collections.abc import Callable

APPVIEW = "https://appview.test"
ACTOR = "https://toots.test/users/lonmouth"
LINK = '<a href="https://www.lonmouth.test/" rel="me nofollow"><span>lonmouth.test</span></a>'
WHEN = "2026-03-31T00:00:00.000+00:00"


def read(network: str, handle: str, answer: Callable[[httpx.Request], Any]) -> Nameplate:
    """Return what a profile says, of servers that answer in this way."""

    def served(request: httpx.Request) -> httpx.Response:
        said = answer(request)
        return said if isinstance(said, httpx.Response) else httpx.Response(200, json=said)

    async def asked() -> Nameplate:
        async with httpx.AsyncClient(transport=httpx.MockTransport(served)) as client:
            return await nameplate(network, handle, client, appview=APPVIEW)

    return asyncio.run(asked())


def on_bluesky(handle: str, **profile: Any) -> Nameplate:
    return read("bluesky", handle, lambda _: {"did": f"did:plc:{'a' * 24}", **profile})


def on_mastodon(person: dict[str, Any], software: str = "mastodon") -> Nameplate:
    def answer(request: httpx.Request) -> Any:
        return {
            "/.well-known/webfinger": {
                "subject": "acct:lonmouth@toots.test",
                "links": [{"rel": "self", "type": "application/activity+json", "href": ACTOR}],
            },
            "/.well-known/nodeinfo": {
                "links": [
                    {
                        "rel": "http://nodeinfo.diaspora.software/ns/schema/2.0",
                        "href": "https://toots.test/nodeinfo/2.0",
                    }
                ]
            },
            "/nodeinfo/2.0": {"software": {"name": software}},
            "/api/v1/accounts/lookup": person,
        }[request.url.path]

    return read("mastodon", "lonmouth@toots.test", answer)


def test_a_bluesky_profile_says_its_name_and_its_site() -> None:
    plate = on_bluesky(
        "lonmouth.test", displayName="Borough of\nLonmouth", website="https://www.lonmouth.test"
    )
    assert plate.name == "Borough of Lonmouth"
    assert plate.website == "https://www.lonmouth.test"


@pytest.mark.parametrize(
    ("handle", "website", "is_proven"),
    [
        ("lonmouth.test", "https://www.lonmouth.test/", True),
        ("lonmouth.test", "https://lonmouth.test/", True),
        ("mouth.test", "https://lonmouth.test/", False),
        ("lonmouth.bsky.social", "https://www.lonmouth.test/", False),
        ("lonmouth.test", "", False),
    ],
)
def test_a_site_is_its_own_where_the_handle_is_its_domain(
    handle: str, website: str, *, is_proven: bool
) -> None:
    assert on_bluesky(handle, displayName="L", website=website).is_proven is is_proven


def test_a_profile_without_words_says_nothing() -> None:
    assert on_bluesky("lonmouth.test") == Nameplate(network="bluesky")
    assert on_mastodon({}) == Nameplate(network="mastodon")


def test_a_mastodon_server_vouches_for_the_site_that_links_back() -> None:
    fields = [
        {"name": "Shop", "value": LINK.replace("lonmouth", "shop"), "verified_at": None},
        {"name": "Web", "value": LINK, "verified_at": WHEN},
    ]
    assert on_mastodon({"display_name": "Borough of Lonmouth", "fields": fields}) == Nameplate(
        network="mastodon",
        name="Borough of Lonmouth",
        website="https://www.lonmouth.test/",
        is_proven=True,
    )


def test_a_site_that_nobody_vouches_for_is_told_as_such() -> None:
    plate = on_mastodon({"fields": [{"name": "Web", "value": LINK, "verified_at": None}]})
    assert plate.website == "https://www.lonmouth.test/"
    assert not plate.is_proven


@pytest.mark.parametrize("value", ["", "our site", '<a href="javascript:alert(1)">us</a>', "<a"])
def test_what_is_no_link_to_the_web_is_no_site(value: str) -> None:
    plate = on_mastodon({"fields": [{"name": "Web", "value": value, "verified_at": WHEN}]})
    assert plate.website == ""


def test_a_server_that_does_not_speak_mastodon_is_another_of_the_fediverse() -> None:
    assert on_mastodon({"display_name": "L"}, "misskey") == Nameplate(network="activitypub")


def test_an_account_that_is_not_there_is_gone() -> None:
    with pytest.raises(Gone):
        read("mastodon", "lonmouth@toots.test", lambda _: httpx.Response(404))
