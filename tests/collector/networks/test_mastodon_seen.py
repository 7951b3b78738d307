"""What was seen on a real Mastodon 4.1, sentence by sentence (networks.md)."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from collector.errors import LookUpError
from collector.model import FollowBack, Gap, Heard, Reading, Sighting
from collector.networks.mastodon import Mastodon
from collector.settings import MastodonSettings
from tests.collector.networks.fedi_world import Fediverse, Server, account, said, sighting

NIGHT = date(2026, 11, 22)
END = datetime(2026, 11, 22, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def world() -> Fediverse:
    return Fediverse()


def town(world: Fediverse, *, followers: int = 90, following: int = 40, **told: Any) -> Server:
    """Return a Mastodon 4.1 on which the council follows back the first ten of its followers."""
    server = world.server(has_uri=False, has_batches=False, **told)
    counts = {"followers_count": followers, "following_count": following}
    server.add("council", "101", **counts, statuses_count=70)
    world.settle(server, "council")
    people = [f"person{n}@x.test" for n in range(followers)]
    server.followers["101"] = people
    server.following["101"] = people[:10] + [f"far{n}@x.test" for n in range(following - 10)]
    return server


def seen(world: Fediverse, *, walked: int = 24_000) -> Sighting:
    network = Mastodon(MastodonSettings(walked_followers=walked), {})
    return asyncio.run(sighting(network, world, account(), Reading(night=NIGHT)))


def refused(world: Fediverse) -> Gap:
    with pytest.raises(LookUpError) as caught:
        seen(world)
    return caught.value.gap


def lists(listed: int, followers: int, mutual: int = 10) -> FollowBack:
    return FollowBack(listed=listed, drawn=listed, mutual=mutual, followers=followers)


@pytest.mark.parametrize(("followers", "pages"), [(79, 1), (80, 2), (81, 2), (160, 3)])
def test_next_appears_on_full_pages_alone_and_the_last_may_be_empty(
    world: Fediverse, followers: int, pages: int
) -> None:
    town(world, followers=followers)
    assert seen(world).follow_back == lists(40, followers)
    assert len(world.paths("/followers")) == pages


@pytest.mark.parametrize(
    ("told", "gap"),
    [
        ({"followers_count": 90}, Gap.HIDDEN),
        ({"followers_count": 0}, None),
        ({"followers_count": 90, "suspended": True}, Gap.SUSPENDED),
    ],
)
def test_an_empty_list_is_none_hidden_or_suspended_by_its_count(
    world: Fediverse, told: dict[str, Any], gap: Gap | None
) -> None:
    server = town(world)
    server.followers["101"] = []
    server.accounts["101"] |= told
    if gap is Gap.SUSPENDED:
        assert refused(world) is gap
    else:
        assert seen(world).follow_back == (gap or lists(40, 0, 0))


def test_an_account_that_was_not_approved_is_not_there(world: Fediverse) -> None:
    del town(world).accounts["101"]
    assert refused(world) is Gap.GONE


def test_batches_that_are_missing_cost_requests_and_no_figure(world: Fediverse) -> None:
    server = town(world)
    old = server.write("ana@x.test", END - 100 * DAY)
    server.write("council", END - DAY, to=old)
    (post,) = seen(world).timeline
    assert not isinstance(post, str)
    assert (post.parent_author, post.parent_at) == ("ana@x.test", END - 100 * DAY)
    assert "/api/v1/statuses" in world.paths()


def test_nothing_is_asked_for_by_none_nor_without_replies(world: Fediverse) -> None:
    server = town(world)
    for n in range(50):
        server.write("council", END - n * HOUR - HOUR)
    seen(world)
    limits = [url.params["limit"] for url in world.asked if "limit" in url.params]
    assert set(limits) == {"80", "40"}
    assert not [url for url in world.asked if "exclude_replies" in url.params]


def test_the_printed_number_of_posts_is_no_number_of_public_originals(world: Fediverse) -> None:
    server = town(world)
    server.write("council", END - DAY)
    boosted = server.write("ana@x.test", END - 2 * DAY)
    server.write("council", END - HOUR, reblog=boosted)
    server.write("council", END - HOUR, visibility="private")
    found = seen(world)
    assert found.profile.posts == 70
    assert isinstance(found.timeline, tuple)
    assert sorted(post.kind.value for post in found.timeline) == ["original", "repost"]


def test_what_a_context_leaves_out_without_a_mark_is_asked_for_by_itself(world: Fediverse) -> None:
    server = town(world)
    first = own = server.write("council", END - 20 * DAY)
    server.write("ben@x.test", END - 20 * DAY + HOUR, to=first)
    for n in range(20):  # the account goes on and on under its own post
        own = server.write("council", END - 19 * DAY + n * HOUR, to=own)
    server.write("ana@x.test", END - 18 * DAY, to=own)  # deeper than strangers are shown
    heard = seen(world).heard
    assert isinstance(heard, Heard)
    (thread,) = heard.threads
    assert {one.author for one in thread.messages or ()} == {"ana@x.test", "ben@x.test"}


def test_replies_that_strangers_never_see_cost_one_request_and_nothing_else(
    world: Fediverse,
) -> None:
    server = town(world)
    news = server.write("council", END - 20 * DAY)
    asked = server.write("ana@x.test", END - 19 * DAY, to=news)
    server.write("ben@x.test", END - 19 * DAY, to=news, visibility="private")
    answer = server.write("council", END - 18 * DAY, to=asked)
    answer["replies_count"] = 3  # to followers alone: the context does not have them
    heard = seen(world).heard
    assert isinstance(heard, Heard)
    authors = {one.author for thread in heard.threads for one in thread.messages or ()}
    assert authors == {"ana@x.test"}
    assert len(world.paths("context")) == 2


def test_secure_mode_closes_activitypub_alone(world: Fediverse) -> None:
    town(world, is_secure=True).write("council", END - DAY)
    found = seen(world)
    assert found.follow_back == lists(40, 90)
    assert isinstance(found.timeline, tuple)
    assert isinstance(found.heard, Heard)
    drawn = seen(world, walked=50)
    assert drawn.follow_back is Gap.NEEDS_TOKEN
    assert isinstance(drawn.timeline, tuple)


@pytest.mark.parametrize("is_secure", [False, True])
def test_a_server_closed_to_strangers_or_in_limited_federation_needs_a_token(
    world: Fediverse, *, is_secure: bool
) -> None:
    town(world, is_closed=True, is_secure=is_secure)
    assert refused(world) is Gap.NEEDS_TOKEN


def test_limited_federation_may_close_webfingers_neighbours_too(world: Fediverse) -> None:
    town(world, is_closed=True, is_secure=True)
    world.faults["nodeinfo"] = lambda _: said("This API requires an authenticated user", 401)
    assert refused(world) is Gap.NEEDS_TOKEN
