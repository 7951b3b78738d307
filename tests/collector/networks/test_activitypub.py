"""Any other server of the fediverse: what its ActivityPub documents count."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from collector.errors import LookUpError
from collector.model import Flag, Gap, Profile, Reading, Role
from collector.networks.activitypub import ActivityPub
from collector.networks.activitypub_documents import ACCEPT
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
    from collector.networks.fediverse_home import Home

URL = "https://pix.test/users/council"
COLLECTIONS = {"followers": 1200, "following": 3, "outbox": 77}


@pytest.fixture
def world() -> Fediverse:
    return Fediverse()


def council(world: Fediverse, **told: Any) -> Server:
    """Return a server whose council is known by its documents alone."""
    server = world.server("pix.test", software="pixelfed")
    places = {name: f"{URL}/{name}" for name in COLLECTIONS}
    server.actors[URL] = {"id": URL, "type": "Person", "indexable": True, **places} | told
    world.settle(server, "council")
    for name, count in COLLECTIONS.items():
        whole = {"type": "OrderedCollection", "totalItems": count, "first": f"{URL}/{name}?page=1"}
        world.faults[f"council/{name}"] = lambda _, whole=whole: httpx.Response(200, json=whole)  # type: ignore[misc]
    return server


def listed(**told: Any) -> Any:
    return account("council@pix.test", network="activitypub", **told)


def printed(world: Fediverse) -> Profile:
    return asyncio.run(profile(ActivityPub({}), world, listed()))


def refused(world: Fediverse) -> Gap:
    with pytest.raises(LookUpError) as caught:
        printed(world)
    return caught.value.gap


def test_the_actors_collections_are_counted(world: Fediverse) -> None:
    council(world)
    assert printed(world) == Profile(
        id="council@pix.test", handle="council@pix.test", followers=1200, following=3, posts=77
    )
    assert world.paths("/api/") == []


def test_both_kinds_of_documents_are_accepted(world: Fediverse) -> None:
    council(world)
    asked: list[str] = []
    world.faults["/users/council"] = lambda request: asked.append(request.headers["accept"])
    printed(world)
    assert set(asked) == {ACCEPT}
    assert "application/activity+json" in ACCEPT
    assert 'profile="https://www.w3.org/ns/activitystreams"' in ACCEPT


def test_a_known_home_is_not_looked_for_again(world: Fediverse) -> None:
    council(world)
    homes: dict[str, Home] = {}
    one = ActivityPub(homes)
    asyncio.run(profile(one, world, listed()))
    asyncio.run(profile(one, world, listed()))
    assert len(world.paths("webfinger")) == 1
    world.faults["/users/council"] = lambda _: httpx.Response(410)
    with pytest.raises(LookUpError):
        asyncio.run(profile(one, world, listed()))
    assert homes == {}


@pytest.mark.parametrize(
    ("role", "is_full", "follow_back"),
    [(Role.MAIN, True, Gap.NOT_OFFERED), (Role.MAIN, False, None), (Role.TEAM, True, None)],
)
def test_nothing_but_counts_is_offered(
    world: Fediverse,
    role: Role,
    is_full: bool,  # noqa: FBT001
    follow_back: Gap | None,
) -> None:
    council(world)
    reading = Reading(night=date(2026, 11, 22), is_full=is_full)
    found = asyncio.run(sighting(ActivityPub({}), world, listed(role=role), reading))
    assert found.profile.followers == 1200
    assert (found.follow_back, found.heard) == (follow_back, follow_back)
    assert (found.timeline, found.likes) == (Gap.NOT_OFFERED, Gap.NOT_OFFERED)


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(200, json={"type": "OrderedCollection"}),
        httpx.Response(200, json={"totalItems": None}),
        httpx.Response(200, json={"totalItems": -1}),
        said("This action is not allowed", 403),
        said("Not found", 404),
    ],
)
def test_what_is_not_counted_is_hidden(world: Fediverse, reply: httpx.Response) -> None:
    council(world)
    world.faults["council/followers"] = lambda _: reply
    reading = Reading(night=date(2026, 11, 22))
    found = asyncio.run(sighting(ActivityPub({}), world, listed(), reading))
    assert (found.profile.followers, found.profile.following) == (None, 3)
    assert found.follow_back is Gap.HIDDEN


def test_a_collection_that_is_not_named_is_hidden(world: Fediverse) -> None:
    council(world, followers=None)
    assert printed(world).followers is None


def test_a_closed_outbox_costs_the_number_of_posts_alone(world: Fediverse) -> None:
    council(world)
    world.faults["council/outbox"] = lambda _: said("signature required", 401)
    assert (printed(world).followers, printed(world).posts) == (1200, None)


@pytest.mark.parametrize(
    ("word", "reply", "gap"),
    [
        ("/users/council", said("Request not signed", 401), Gap.NEEDS_TOKEN),
        ("council/followers", said("Request not signed", 401), Gap.NEEDS_TOKEN),
        ("/users/council", httpx.Response(404), Gap.GONE),
        ("/users/council", httpx.Response(410), Gap.GONE),
        ("/users/council", httpx.Response(403, headers=HTML), Gap.BLOCKED),
        ("/users/council", httpx.Response(429), Gap.BUSY),
        ("council/following", httpx.Response(503), Gap.BUSY),
        ("/users/council", httpx.Response(200, text="<html>"), Gap.UNREADABLE),
        ("council/followers", httpx.Response(200, json={"totalItems": "1"}), Gap.UNREADABLE),
        ("council/followers", httpx.Response(200, json={"totalItems": 2**53}), Gap.UNREADABLE),
        ("council/followers", httpx.Response(200, json=[]), Gap.UNREADABLE),
        ("/users/council", httpx.ConnectError("no"), Gap.UNREACHABLE),
    ],
)
def test_every_refusal_has_its_own_reason(
    world: Fediverse, word: str, reply: httpx.Response | Exception, gap: Gap
) -> None:
    council(world)
    world.faults[word] = lambda _: reply
    assert refused(world) is gap


@pytest.mark.parametrize(
    ("told", "gap"),
    [
        ({"suspended": True}, Gap.SUSPENDED),
        ({"memorial": True}, Gap.SUSPENDED),
        ({"type": "Tombstone"}, Gap.GONE),
        ({"type": "Note"}, Gap.UNREADABLE),
        ({"id": 7}, Gap.UNREADABLE),
        ({"summary": "<p>#nobot</p>"}, Gap.OPTED_OUT),
        ({"followers": "https://evil.test/followers"}, Gap.UNREADABLE),
        ({"followers": ["odd"]}, Gap.UNREADABLE),
    ],
)
def test_an_actor_that_is_not_to_be_read_says_why(
    world: Fediverse, told: dict[str, Any], gap: Gap
) -> None:
    council(world, **told)
    assert refused(world) is gap


@pytest.mark.parametrize(
    ("told", "flags"),
    [
        ({"type": "Organization"}, set()),
        ({"type": "Service"}, {Flag.BOT}),
        ({"type": "Application"}, {Flag.BOT}),
        ({"type": "Group"}, {Flag.BOT}),
        ({"manuallyApprovesFollowers": True}, {Flag.LOCKED}),
        ({"discoverable": False}, {Flag.UNFEATURED}),
        ({"indexable": False}, {Flag.UNINDEXED}),
        ({"indexable": None}, {Flag.UNINDEXED}),  # missing: FEP-5feb takes it for a no
        ({"indexable": "odd"}, {Flag.UNINDEXED}),
        ({"discoverable": "odd", "summary": ["odd"]}, set()),
    ],
)
def test_what_an_actor_says_of_itself_is_flagged(
    world: Fediverse, told: dict[str, Any], flags: set[Flag]
) -> None:
    council(world, **told)
    assert printed(world).flags == flags


def test_an_actor_vouches_for_its_own_host_alone(world: Fediverse) -> None:
    council(world, id="https://other.test/users/council")
    other = world.server("other.test")
    assert refused(world) is Gap.GONE
    place = other.actor_url("council")
    other.actors[place] = {"id": place, "type": "Person", "followers": f"{place}/followers"}
    del world.faults["council/followers"]
    assert printed(world).followers == 0
    other.actors[place]["id"] = "https://third.test/users/council"
    assert refused(world) is Gap.UNREADABLE


def moved(world: Fediverse, **told: Any) -> None:
    council(world, movedTo="https://new.test/users/town")
    after = world.server("new.test")
    place = after.actor_url("town")
    names = {"id": place, "type": "Person", "preferredUsername": "Town"}
    after.actors[place] = names | {"alsoKnownAs": [URL], "followers": f"{place}/followers"} | told


def test_a_move_is_followed_once(world: Fediverse) -> None:
    moved(world)
    found = printed(world)
    assert (found.id, found.followers) == ("town@new.test", 0)


@pytest.mark.parametrize(
    "told", [{"alsoKnownAs": []}, {"alsoKnownAs": None}, {"movedTo": "https://third.test/u"}]
)
def test_a_move_that_is_not_confirmed_or_goes_on_is_a_move(
    world: Fediverse, told: dict[str, Any]
) -> None:
    moved(world, **told)
    assert refused(world) is Gap.MOVED


def test_where_an_account_moved_to_is_judged_too(world: Fediverse) -> None:
    moved(world, suspended=True)
    assert refused(world) is Gap.SUSPENDED


def test_the_profiles_address_is_the_one_that_servers_show() -> None:
    assert ActivityPub({}).profile_url(listed()) == "https://pix.test/@council"
