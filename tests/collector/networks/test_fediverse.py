"""How fediverse servers are asked, where accounts live, and what their HTML says."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import LookUpError, Unreadable
from collector.model import Gap
from collector.networks.fediverse import at_origin, host_of, is_same_host, kind_of, origin_of
from collector.networks.fediverse_home import Home, found, software_of
from collector.networks.fediverse_text import opts_out, words_of
from tests.collector.networks.fedi_world import Fediverse


def home_of(handle: str, reply: object, status: int = 200) -> Home:
    async def ask() -> Home:
        transport = httpx.MockTransport(lambda _: httpx.Response(status, json=reply))
        async with httpx.AsyncClient(transport=transport) as client:
            return await found(handle, client)

    return asyncio.run(ask())


LD = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'


@pytest.mark.parametrize("kind", ["application/activity+json", LD])
def test_webfinger_leads_to_the_actor_and_calls_it_by_its_name(kind: str) -> None:
    href = "https://host.test/users/a"
    links = [
        {"rel": "self", "type": "text/html", "href": "https://no.test"},
        {"rel": "self", "type": kind, "href": href},
        {"rel": 7, "type": None, "href": ["odd"]},
    ]
    home = home_of("A@site.test", {"subject": "acct:Council@Site.test", "links": links})
    assert home == Home(name="council@site.test", origin="https://host.test", actor=href)
    assert (home.user, home.domain) == ("council", "site.test")


@pytest.mark.parametrize(
    "subject", ["", "https://host.test/@a", "acct:@x", "acct:a@b@", "acct:a/b@c.test", "acct:a@b c"]
)
def test_a_subject_that_is_no_name_leaves_the_handle(subject: str) -> None:
    link = {"rel": "self", "type": LD, "href": "https://host.test/users/a"}
    assert home_of("a@site.test", {"subject": subject, "links": [link]}).name == "a@site.test"
    with pytest.raises(Unreadable):
        home_of("https://host.test/ap/users/1", {"subject": subject, "links": [link]})


@pytest.mark.parametrize("handle", ["a@", "a@b/c", "a@b?c", "a@[::1]", "https://[", "a@b@"])
def test_a_handle_without_a_server_asks_nobody(handle: str) -> None:
    with pytest.raises(LookUpError) as caught:
        home_of(handle, None, status=599)
    assert caught.value.gap is Gap.GONE


def software(world: Fediverse, origin: str = "https://social.test") -> str:
    async def ask() -> str:
        async with world.client() as client:
            return await software_of(origin, client)

    return asyncio.run(ask())


def test_nodeinfo_tells_what_a_server_runs() -> None:
    world = Fediverse()
    world.server(software="Akkoma")
    assert software(world) == "akkoma"


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(404),
        httpx.Response(200, json={"links": []}),
        httpx.Response(200, json={"links": [{"rel": "x", "href": 7}]}),
        httpx.Response(
            200,
            json={
                "links": [
                    {
                        "rel": "http://nodeinfo.diaspora.software/ns/schema/2.0",
                        "href": "https://evil.test/nodeinfo",
                    }
                ]
            },
        ),
        httpx.Response(200, text="odd"),
    ],
)
def test_a_server_that_does_not_say_what_it_runs_says_nothing(reply: httpx.Response) -> None:
    world = Fediverse()
    world.server()
    world.faults["/.well-known/nodeinfo"] = lambda _: reply
    assert software(world) == ""
    assert {url.host for url in world.asked} == {"social.test"}


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Social.test/x", "social.test"),
        ("http://social.test:3000/x", "social.test:3000"),
        ("ftp://social.test", ""),
        ("https://a@social.test/", ""),
        ("https://social.test:x/", ""),
        ("https://[::1]/", ""),
        ("https://[", ""),
        ("//social.test", ""),
        ("", ""),
    ],
)
def test_an_address_has_a_host_or_none(url: str, host: str) -> None:
    assert host_of(url) == host


def test_an_address_on_the_same_host_is_asked_of_the_origin() -> None:
    assert origin_of("http://social.test:3000/users/a") == "https://social.test:3000"
    place = at_origin("http://social.test/api?max_id=3", "https://social.test:3000")
    assert place == "https://social.test:3000/api?max_id=3"
    assert not is_same_host("https://social.test.evil.test/", "https://social.test")
    with pytest.raises(Unreadable):
        at_origin("https://evil.test/", "https://social.test")


@given(st.text(max_size=40))
def test_no_address_leads_elsewhere(text: str) -> None:
    try:
        place = at_origin(text, "https://social.test")
    except Unreadable:
        return
    assert place.startswith("https://social.test/")


def test_a_message_names_no_person() -> None:
    assert kind_of("https://social.test/api/v1/accounts/123/statuses") == "statuses"
    assert kind_of("https://social.test/users/ana/followers?page=3") == "followers"
    assert kind_of("https://social.test/users/ana") == "the reply"


def test_html_becomes_words_and_links() -> None:
    html = (
        '<p><span class="h-card"><a href="https://x.test/@ana" class="u-url mention">@<span>ana'
        "</span></a></span> Sorry &amp; thanks!<br>More: "
        '<a href="https://council.test/bins" rel="nofollow noopener"><span class="invisible">'
        'https://</span><span>council.test/bins</span></a></p><p><a href="/relative">r</a>'
        '<a href="javascript:alert(1)">j</a><a href="https://t.test/tag" rel="tag">#tag</a></p>'
        "<p>^AB</p>"
    )
    text, links = words_of(html)
    assert text == "@ana Sorry & thanks!\nMore: https://council.test/bins\nrj#tag\n^AB"
    assert links == ("https://council.test/bins",)


def test_markup_that_stops_pythons_own_reader_is_read_as_far_as_it_goes() -> None:
    assert words_of("<p>Thanks!</p><![odd[ <p>more</p>")[0].startswith("Thanks!")


@given(st.text(alphabet="<>![]ap/ =\"'&;#x", max_size=60))
def test_no_markup_stops_the_reading(html: str) -> None:
    text, links = words_of(html)
    assert isinstance(text, str)
    assert isinstance(links, tuple)


@pytest.mark.parametrize(
    ("note", "asks"),
    [
        ("#nobot", True),
        ("<p>Hi</p><p>#NoIndex</p>", True),
        ('<a class="hashtag">#<span>nobot</span></a>', True),
        ("#nobots", False),
        ("##nobot", False),
        ("nobot", False),
        ("", False),
    ],
)
def test_a_biography_may_ask_robots_to_stay_away(note: str, asks: bool) -> None:  # noqa: FBT001
    assert opts_out(note) is asks
