"""Who is who on servers that speak Mastodon's API, and what is printed about them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from collector.errors import LookUpError
from collector.model import Account, Flag, Gap, Profile, Reading, Role, Sighting
from collector.networks.mastodon import Mastodon
from collector.settings import MastodonSettings
from tests.collector.networks.fedi_world import (
    HTML,
    Fediverse,
    Server,
    account,
    profile,
    said,
    sighting,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from collector.networks.fediverse_home import Home

NIGHT = date(2026, 11, 22)
COUNTS = {"followers_count": 120, "following_count": 30, "statuses_count": 900}


@pytest.fixture
def world() -> Fediverse:
    return Fediverse()


def town(world: Fediverse, **told: Any) -> tuple[Server, dict[str, Any]]:
    """Return a server and the council that lives there."""
    server = world.server(**told)
    view = server.add("council", "101", **COUNTS)
    world.settle(server, "council")
    return server, view


def network(homes: dict[str, Home] | None = None) -> Mastodon:
    return Mastodon(MastodonSettings(), {} if homes is None else homes)


def printed(world: Fediverse, handle: str = "council@social.test") -> Profile:
    return asyncio.run(profile(network(), world, account(handle)))


def refused(world: Fediverse, handle: str = "council@social.test") -> Gap:
    with pytest.raises(LookUpError) as caught:
        printed(world, handle)
    return caught.value.gap


def seen(world: Fediverse, one: Account | None = None, *, is_full: bool = True) -> Sighting:
    reading = Reading(night=NIGHT, is_full=is_full)
    return asyncio.run(sighting(network(), world, one or account(), reading))


def test_a_profile_is_what_its_own_server_prints(world: Fediverse) -> None:
    town(world)
    assert printed(world) == Profile(
        id="council@social.test",
        handle="council@social.test",
        followers=120,
        following=30,
        posts=900,
        created_at=datetime(2020, 1, 1, tzinfo=UTC),
    )


def test_the_server_may_be_another_than_the_handles_domain(world: Fediverse) -> None:
    town(world, host="social.council.test", domain="council.test")
    assert printed(world, "council@council.test").id == "council@council.test"
    assert {url.host for url in world.asked} == {"council.test", "social.council.test"}


def test_a_handle_may_be_an_address_of_numbers(world: Fediverse) -> None:
    server, _ = town(world)
    address = "https://social.test/ap/users/101"
    world.fingers[address] = world.fingers["acct:council@social.test"]
    assert printed(world, address).handle == "council@social.test"
    assert server.software == "mastodon"


@pytest.mark.parametrize("software", ["mastodon", "hometown", "akkoma", "pleroma"])
def test_all_that_speak_mastodons_api_are_asked_by_it(world: Fediverse, software: str) -> None:
    town(world, software=software)
    assert printed(world).followers == 120


def test_a_server_that_does_not_say_what_it_runs_is_tried(world: Fediverse) -> None:
    town(world, software=None)
    assert printed(world).followers == 120


def test_a_known_home_is_asked_alone_and_in_batches(world: Fediverse) -> None:
    server, _ = town(world)
    for number in range(50):
        server.add(f"office{number}", str(1000 + number), followers_count=number)
        world.settle(server, f"office{number}")
    accounts = [account(f"office{number}@social.test") for number in range(50)]
    one = network()

    async def twice() -> list[Any]:
        async with world.client() as client:
            await one.profiles(accounts, client)
            world.asked.clear()
            return list((await one.profiles(accounts, client)).values())

    again = asyncio.run(twice())
    assert [profile.followers for profile in again] == list(range(50))
    assert world.paths() == ["/api/v1/accounts", "/api/v1/accounts"]


def test_a_server_without_batches_is_asked_one_by_one(world: Fediverse) -> None:
    server, _ = town(world, has_batches=False, has_uri=False)
    server.add("parks", "102", followers_count=7)
    world.settle(server, "parks")
    accounts = [account(), account("parks@social.test")]
    one = network()

    async def twice() -> list[Any]:
        async with world.client() as client:
            await one.profiles(accounts, client)
            world.asked.clear()
            return list((await one.profiles(accounts, client)).values())

    again = asyncio.run(twice())
    assert [profile.followers for profile in again] == [120, 7]
    assert world.paths() == ["/api/v1/accounts", "/api/v1/accounts/101", "/api/v1/accounts/102"]


def test_one_accounts_failure_is_its_own(world: Fediverse) -> None:
    server, _ = town(world)
    server.add("parks", "102", followers_count="many")
    world.settle(server, "parks")
    one = network()
    accounts = [account(), account("parks@social.test"), account("nobody@social.test")]

    async def twice() -> list[Any]:
        async with world.client() as client:
            await one.profiles(accounts, client)
            return list((await one.profiles(accounts, client)).values())

    council, parks, nobody = asyncio.run(twice())
    assert council.followers == 120
    assert (parks.gap, nobody.gap) == (Gap.UNREADABLE, Gap.GONE)
    assert str(parks) == "lookup: followers_count is not as documented; report it"


@pytest.mark.parametrize(
    ("told", "flags"),
    [
        ({}, set()),
        ({"bot": True}, {Flag.BOT}),
        ({"group": True}, {Flag.BOT}),
        ({"locked": True}, {Flag.LOCKED}),
        ({"limited": True}, {Flag.HELD}),
        ({"discoverable": False}, {Flag.UNFEATURED}),
        ({"noindex": True}, {Flag.UNINDEXED}),
        ({"noindex": False, "indexable": False}, {Flag.UNINDEXED}),
        ({"discoverable": None, "noindex": None, "indexable": None}, set()),
        ({"noindex": "odd", "indexable": []}, set()),
    ],
)
def test_what_an_account_says_of_itself_is_flagged(
    world: Fediverse, told: dict[str, Any], flags: set[Flag]
) -> None:
    _, view = town(world)
    view.update(told)
    assert printed(world).flags == flags


@pytest.mark.parametrize(
    ("told", "gap"),
    [
        ({"suspended": True}, Gap.SUSPENDED),
        ({"memorial": True}, Gap.SUSPENDED),
        ({"pleroma": {"deactivated": True}}, Gap.SUSPENDED),
        ({"note": "<p>Please <a class='hashtag'>#<span>NoBot</span></a></p>"}, Gap.OPTED_OUT),
        ({"note": "no robots #noindex"}, Gap.OPTED_OUT),
        ({"id": "../101"}, Gap.UNREADABLE),
        ({"id": 101}, Gap.UNREADABLE),
        ({"followers_count": -2}, Gap.UNREADABLE),
        ({"followers_count": 2**60}, Gap.UNREADABLE),
        ({"created_at": "yesterday"}, Gap.UNREADABLE),
        ({"note": None}, Gap.UNREADABLE),
    ],
)
def test_an_account_that_is_not_to_be_read_says_why(
    world: Fediverse, told: dict[str, Any], gap: Gap
) -> None:
    _, view = town(world)
    view.update(told)
    assert refused(world) is gap


def test_words_about_robots_are_no_wish(world: Fediverse) -> None:
    _, view = town(world)
    view["note"] = "<p>We test robots: #nobots #robots, see https://x.test/#nobotany</p>"
    assert printed(world).followers == 120


@pytest.mark.parametrize(
    ("told", "counts"),
    [
        ({"followers_count": -1}, (None, 30)),
        ({"pleroma": {"hide_followers_count": True}}, (None, 30)),
        ({"pleroma": {"hide_follows_count": True}}, (120, None)),
    ],
)
def test_a_hidden_count_is_no_number(
    world: Fediverse, told: dict[str, Any], counts: tuple[int | None, int | None]
) -> None:
    _, view = town(world)
    view.update(told)
    found = printed(world)
    assert (found.followers, found.following) == counts
    assert seen(world).follow_back is Gap.HIDDEN


@pytest.mark.parametrize(
    ("word", "reply", "gap"),
    [
        ("webfinger", said("Not found", 404), Gap.GONE),
        ("webfinger", httpx.Response(410), Gap.GONE),
        ("webfinger", httpx.Response(200, text="<html>"), Gap.UNREADABLE),
        ("webfinger", httpx.Response(200, json={"links": []}), Gap.GONE),
        ("lookup", said("Record not found", 404), Gap.GONE),
        ("lookup", httpx.Response(410), Gap.GONE),
        ("lookup", said("This method requires an authenticated user", 401), Gap.NEEDS_TOKEN),
        ("lookup", httpx.Response(403, headers=HTML, text="<html>"), Gap.BLOCKED),
        ("lookup", said("Too many requests", 429), Gap.BUSY),
        ("lookup", said("There was a temporary problem", 503), Gap.BUSY),
        ("lookup", httpx.Response(502), Gap.UNREACHABLE),
        ("lookup", said("Validation failed", 422), Gap.UNREADABLE),
        ("lookup", httpx.Response(200, content=b"{"), Gap.UNREADABLE),
        ("lookup", httpx.Response(200, json=[]), Gap.UNREADABLE),
        ("lookup", httpx.ReadTimeout("slow"), Gap.UNREACHABLE),
        ("lookup", httpx.DecodingError("odd"), Gap.UNREADABLE),
    ],
)
def test_every_refusal_has_its_own_reason(
    world: Fediverse, word: str, reply: httpx.Response | Exception, gap: Gap
) -> None:
    town(world)
    world.faults[word] = lambda _: reply
    assert refused(world) is gap


def test_a_closed_server_needs_a_token_also_when_its_accounts_are_known(world: Fediverse) -> None:
    server, _ = town(world)
    server.add("parks", "102")
    world.settle(server, "parks")
    accounts = [account(), account("parks@social.test")]
    one = network()

    async def twice() -> list[Any]:
        async with world.client() as client:
            await one.profiles(accounts, client)
            server.is_closed = True
            return list((await one.profiles(accounts, client)).values())

    assert [error.gap for error in asyncio.run(twice())] == [Gap.NEEDS_TOKEN, Gap.NEEDS_TOKEN]


def test_an_account_that_is_gone_is_looked_for_again(world: Fediverse) -> None:
    server, _ = town(world)
    homes: dict[str, Home] = {}
    asyncio.run(profile(network(homes), world, account()))
    assert homes["council@social.test"].id == "101"
    del server.accounts["101"]
    with pytest.raises(LookUpError) as caught:
        asyncio.run(profile(network(homes), world, account()))
    assert caught.value.gap is Gap.GONE
    server.add("council", "202", **COUNTS)
    assert asyncio.run(profile(network(homes), world, account())).followers == 120
    assert homes["council@social.test"].id == "202"


def test_a_server_that_answers_with_another_account_is_not_believed(world: Fediverse) -> None:
    _, view = town(world)
    other = view | {"acct": "council@elsewhere.test"}
    world.faults["lookup"] = lambda _: httpx.Response(200, json=other)
    assert refused(world) is Gap.UNREADABLE
    del world.faults["lookup"]
    homes: dict[str, Home] = {}
    asyncio.run(profile(network(homes), world, account()))
    world.faults["/accounts/101"] = lambda _: httpx.Response(200, json=view | {"id": "9"})
    with pytest.raises(LookUpError) as caught:
        asyncio.run(profile(network(homes), world, account()))
    assert caught.value.gap is Gap.UNREADABLE


@pytest.mark.parametrize(
    "href",
    [
        "ftp://social.test/users/council",
        "https://user:word@social.test/users/council",
        "https://[/users/council",
        "https:///users/council",
    ],
)
def test_an_actor_without_a_server_is_unreadable(world: Fediverse, href: str) -> None:
    server, _ = town(world)
    world.settle(server, "council", actor=href)
    assert refused(world) is Gap.UNREADABLE


def test_an_actor_by_plain_http_is_asked_by_https(world: Fediverse) -> None:
    server, _ = town(world)
    world.settle(server, "council", actor="http://social.test/users/council")
    assert printed(world).followers == 120
    assert {url.scheme for url in world.asked} == {"https"}


def moved(world: Fediverse, *, aliases: object, **told: Any) -> Server:
    """Let the council move to a new server."""
    _, view = town(world)
    after = world.server("new.test")
    after.add("council", "77", followers_count=5, **told)
    world.settle(after, "council")
    url = after.actor_url("council")
    after.actors[url] = {"id": url, "type": "Person", "alsoKnownAs": aliases}
    view["moved"] = {"id": "8", "acct": "council@new.test", "uri": url}
    return after


OLD = "https://social.test/users/council"


@pytest.mark.parametrize("aliases", [OLD, [OLD], ["https://x.test/", OLD]])
def test_a_move_is_followed_once(world: Fediverse, aliases: object) -> None:
    moved(world, aliases=aliases)
    homes: dict[str, Home] = {}
    found = asyncio.run(profile(network(homes), world, account()))
    assert (found.id, found.followers) == ("council@new.test", 5)
    assert homes["council@social.test"].origin == "https://new.test"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda after: after.actors[after.actor_url("council")].update(alsoKnownAs=None),
        lambda after: after.actors[after.actor_url("council")].update(alsoKnownAs=["https://x"]),
        lambda after: after.actors.clear(),
        lambda after: after.accounts["77"].update(moved={"acct": "council@third.test"}),
        lambda after: after.accounts.clear(),
    ],
)
def test_a_move_that_is_not_confirmed_or_goes_on_is_a_move(
    world: Fediverse, spoil: Callable[[Server], None]
) -> None:
    spoil(moved(world, aliases=OLD))
    assert refused(world) is Gap.MOVED


def test_a_move_to_a_secure_server_is_a_move_and_one_to_a_busy_server_waits(
    world: Fediverse,
) -> None:
    after = moved(world, aliases=OLD)
    after.is_secure = True
    assert refused(world) is Gap.MOVED
    world.faults["new.test"] = lambda _: said("Too many requests", 429)
    assert refused(world) is Gap.BUSY


@pytest.mark.parametrize("acct", ["council@127.0.0.1/x?", "x@", "@", "a b@new test", "x@[::1]"])
def test_a_move_to_nowhere_is_a_move(world: Fediverse, acct: str) -> None:
    _, view = town(world)
    view["moved"] = {"id": "8", "acct": acct}
    assert refused(world) is Gap.MOVED


def test_a_locked_account_is_counted_and_no_more(world: Fediverse) -> None:
    _, view = town(world)
    view["locked"] = True
    found = seen(world)
    assert found.profile.followers == 120
    assert (found.follow_back, found.timeline, found.heard) == (Gap.LOCKED,) * 3
    assert world.paths("followers") == world.paths("statuses") == []
    assert seen(world, is_full=False).follow_back is None


def test_likes_are_not_offered(world: Fediverse) -> None:
    town(world)
    assert seen(world).likes is Gap.NOT_OFFERED


def test_a_persons_account_is_counted_and_no_more(world: Fediverse) -> None:
    town(world)
    found = seen(world, account(role=Role.LEADER))
    assert (found.profile.followers, found.timeline) == (120, Gap.NOT_OFFERED)
    assert (found.follow_back, found.heard) == (None, None)
    assert world.paths("statuses") == []


def test_a_server_that_speaks_otherwise_is_asked_for_counts(world: Fediverse) -> None:
    server, _ = town(world, software="pixelfed")
    url = server.actor_url("council")
    server.actors[url] = {
        "id": url,
        "type": "Person",
        "followers": f"{url}/followers",
        "following": f"{url}/following",
    }
    server.followers["101"] = [f"p{n}@x.test" for n in range(30)]
    server.following["101"] = ["p1@x.test"]
    found = seen(world)
    assert (found.profile.followers, found.profile.following, found.profile.posts) == (30, 1, None)
    assert (found.follow_back, found.timeline) == (Gap.NOT_OFFERED, Gap.NOT_OFFERED)
    assert world.paths("/api/") == []


def test_a_server_of_unknown_software_without_the_api_is_asked_for_counts(
    world: Fediverse,
) -> None:
    server, _ = town(world, software=None)
    server.accounts.clear()
    url = server.actor_url("council")
    server.actors[url] = {"id": url, "type": "Organization", "followers": f"{url}/followers"}
    found = printed(world)
    assert (found.followers, found.following) == (0, None)


def test_the_profiles_address_is_the_one_that_servers_show() -> None:
    one = network()
    assert one.profile_url(account()) == "https://social.test/@council"
    address = "https://social.test/ap/users/101"
    assert one.profile_url(replace(account(), handle=address)) == address
