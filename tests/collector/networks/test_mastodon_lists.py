"""Whom a Mastodon account follows, who follows it, and how many of them are both."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.model import FollowBack, FollowerPages, Gap, Reading
from collector.networks.activitypub_pages import drawn
from collector.networks.mastodon import Mastodon
from collector.settings import MastodonSettings
from tests.collector.networks.fedi_world import HTML, Fediverse, Server, account, said, sighting

if TYPE_CHECKING:
    from collections.abc import Callable

NIGHT = date(2026, 11, 22)
FEW = MastodonSettings(walked_followers=100, pages=6)


@pytest.fixture
def world() -> Fediverse:
    return Fediverse()


def council(
    world: Fediverse, *, followers: int, following: int, mutual: int, **told: Any
) -> Server:
    """Return a server whose council follows some people, so many of whom follow it back."""
    server = world.server(**told)
    server.add("council", "101", followers_count=followers, following_count=following)
    world.settle(server, "council")
    server.followers["101"] = [f"person{n}@x.test" for n in range(followers)]
    strangers = [f"other{n}@y.test" for n in range(following - mutual)]
    spread = [f"person{n * followers // mutual}@x.test" for n in range(mutual)]
    server.following["101"] = strangers + spread
    url = server.actor_url("council")
    server.actors[url] = {
        "id": url,
        "type": "Person",
        "followers": f"{url}/followers",
        "following": f"{url}/following",
    }
    return server


def follow_back(
    world: Fediverse, settings: MastodonSettings | None = None, night: date = NIGHT
) -> FollowBack | FollowerPages | Gap | None:
    one = Mastodon(settings or MastodonSettings(), {})
    reading = Reading(night=night)
    return asyncio.run(sighting(one, world, account(), reading)).follow_back


def test_both_lists_are_walked_and_intersected(world: Fediverse) -> None:
    council(world, followers=250, following=90, mutual=40)
    assert follow_back(world) == FollowBack(listed=90, drawn=90, mutual=40, followers=250)
    assert len(world.paths("/followers")) == 4
    assert len(world.paths("/following")) == 2


def test_short_pages_are_walked_to_their_end(world: Fediverse) -> None:
    council(world, followers=90, following=50, mutual=9, page_size=40, links_at_end=True)
    assert follow_back(world) == FollowBack(listed=50, drawn=50, mutual=9, followers=90)


def test_the_account_itself_is_left_out_and_nobody_counts_twice(world: Fediverse) -> None:
    server = council(world, followers=3, following=3, mutual=2)
    server.followers["101"] += ["person1@x.test", "council"]
    server.following["101"] += ["council"]
    assert follow_back(world) == FollowBack(listed=3, drawn=3, mutual=2, followers=3)


def test_nobody_is_asked_for_where_nobody_is_followed(world: Fediverse) -> None:
    council(world, followers=5, following=0, mutual=0)
    assert follow_back(world) == FollowBack(listed=0, drawn=0, mutual=0)
    assert world.paths("/following") == []


def test_no_followers_are_no_list(world: Fediverse) -> None:
    council(world, followers=0, following=7, mutual=0)
    assert follow_back(world) == FollowBack(listed=7, drawn=7, mutual=0, followers=0)
    assert world.paths("/followers") == []


@pytest.mark.parametrize(
    ("followers", "following", "gap"),
    [
        (24_001, 24_001, Gap.NOT_OFFERED),  # more of its server than a quarter of an hour
        (24_000, 48_001, Gap.NOT_OFFERED),
        (24_000, 48_000, None),
        (24_001, 24_000, None),
    ],
)
def test_who_follows_too_many_is_bounded_by_the_counts_and_no_list_is_asked_for(
    world: Fediverse, followers: int, following: int, gap: Gap | None
) -> None:
    server = council(world, followers=3, following=3, mutual=1)
    server.accounts["101"] |= {"followers_count": followers, "following_count": following}
    found = follow_back(world)
    assert found is gap if gap else isinstance(found, FollowBack | FollowerPages)
    assert bool(world.paths("/following")) is not bool(gap)


@pytest.mark.parametrize(
    ("followers", "following", "is_read"),
    [
        (104_250, 1_043, False),  # at most 1.0%, from the counts alone: method 1's own sentence
        (30_000, 1_800, False),
        (30_000, 1_801, True),
        (24_000, 10, True),  # exact for no more than 300 pages
    ],
)
def test_no_list_is_asked_for_where_the_counts_alone_say_enough(
    world: Fediverse, followers: int, following: int, *, is_read: bool
) -> None:
    server = council(world, followers=3, following=3, mutual=1)
    server.accounts["101"] |= {"followers_count": followers, "following_count": following}
    assert (follow_back(world) is not None) is is_read
    assert bool(world.paths("/following")) is is_read


def test_an_ordinary_night_reads_no_list(world: Fediverse) -> None:
    council(world, followers=5, following=5, mutual=1)
    one = Mastodon(MastodonSettings(), {})
    reading = Reading(night=NIGHT, is_full=False)
    assert asyncio.run(sighting(one, world, account(), reading)).follow_back is None


@pytest.mark.parametrize(
    "told",
    [
        {"hide_collections": True},
        {"pleroma": {"hide_followers": True}},
        {"pleroma": {"hide_follows": True}},
    ],
)
def test_a_declared_wish_is_respected_without_asking(
    world: Fediverse, told: dict[str, Any]
) -> None:
    council(world, followers=9, following=9, mutual=9).accounts["101"].update(told)
    assert follow_back(world) is Gap.HIDDEN
    assert world.paths("/followers") == world.paths("/following") == []


def test_an_empty_list_that_is_counted_otherwise_is_hidden(world: Fediverse) -> None:
    council(world, followers=9, following=9, mutual=9).hidden.add("council")
    assert follow_back(world) is Gap.HIDDEN


def test_a_list_that_may_not_be_read_is_hidden(world: Fediverse) -> None:
    council(world, followers=9, following=9, mutual=9)
    world.faults["/following"] = lambda _: said("This action is not allowed", 403)
    assert follow_back(world) is Gap.HIDDEN


@pytest.mark.parametrize(
    ("reply", "gap"),
    [
        (said("This method requires an authenticated user", 401), Gap.NEEDS_TOKEN),
        (said("Too many requests", 429), Gap.BUSY),
        (httpx.Response(500), Gap.UNREACHABLE),
        (httpx.Response(200, json={"error": "too many"}), Gap.UNREADABLE),
        (httpx.Response(200, json=[{"id": "1/../2", "acct": "x"}]), Gap.UNREADABLE),
    ],
)
def test_a_list_that_fails_is_its_own_gap(
    world: Fediverse, reply: httpx.Response, gap: Gap
) -> None:
    council(world, followers=9, following=9, mutual=9)
    world.faults["/followers"] = lambda _: reply
    assert follow_back(world) is gap
    reading = Reading(night=NIGHT)
    seen = asyncio.run(sighting(Mastodon(FEW, {}), world, account(), reading))
    assert seen.timeline == ()


def _next(place: Callable[[httpx.Request], str]) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        link = f'<{place(request)}>; rel="next"'
        return httpx.Response(200, json=[{"id": "1", "acct": "x"}], headers={"link": link})

    return answer


@pytest.mark.parametrize(
    ("place", "gap"),
    [
        (lambda request: str(request.url), Gap.UNREADABLE),  # turns round
        (lambda _: "https://evil.test/api/v1/accounts/101/followers", Gap.UNREADABLE),
        (lambda _: "https://social.test@evil.test/", Gap.UNREADABLE),
        (lambda _: "//evil.test/", Gap.UNREADABLE),
        (lambda _: "https://[", Gap.UNREADABLE),
        (lambda request: f"{request.url}0", Gap.OVER_BUDGET),  # never ends
    ],
)
def test_a_hostile_next_page_ends_the_list(
    world: Fediverse, place: Callable[[httpx.Request], str], gap: Gap
) -> None:
    council(world, followers=9, following=9, mutual=9)
    world.faults["/followers"] = _next(place)
    assert follow_back(world) is gap
    assert len(world.asked) < 70
    assert {url.host for url in world.asked} == {"social.test"}


def test_many_followers_are_drawn_by_pages(world: Fediverse) -> None:
    council(world, followers=1200, following=400, mutual=300)
    found = follow_back(world, FEW)
    assert isinstance(found, FollowerPages)
    assert (found.pages, found.sizes) == (100, (12,) * 6)
    assert found.hits == (3,) * 6  # every fourth follower is followed back
    assert len(world.paths("/users/council/followers")) == 7
    assert world.paths("/api/v1/accounts/101/followers") == []


def test_the_account_itself_is_no_follow_on_pages_either(world: Fediverse) -> None:
    server = council(world, followers=144, following=10, mutual=4)
    server.followers["101"][3] = server.following["101"][-1] = "council@social.test"
    found = follow_back(world, MastodonSettings(walked_followers=100, pages=12))
    assert isinstance(found, FollowerPages)
    assert sum(found.hits) == 3


@pytest.mark.heavy
def test_the_draw_is_the_same_all_week_and_another_the_next(world: Fediverse) -> None:
    council(world, followers=1200, following=400, mutual=300)

    def pages(night: date) -> list[str]:
        world.asked.clear()
        follow_back(world, FEW, night)
        return [url.params["page"] for url in world.asked if "page" in url.params]

    monday, sunday, later = (pages(date(2026, 11, day)) for day in (16, 22, 23))
    assert monday == sunday != later


def test_before_4_2_the_follows_are_walked_by_their_addresses(world: Fediverse) -> None:
    council(world, followers=1200, following=240, mutual=30, has_uri=False)
    found = follow_back(world, MastodonSettings(walked_followers=100, pages=100))
    assert isinstance(found, FollowerPages)
    assert sum(found.hits) == 30
    assert len(world.paths("/api/v1/accounts/101/following")) == 1  # that none are told
    assert len(world.paths("/users/council/following")) == 22


def test_before_4_2_too_many_follows_for_pages_of_twelve_are_not_read(world: Fediverse) -> None:
    server = council(world, followers=1200, following=9, mutual=3, has_uri=False)
    whole = {"totalItems": 3601, "first": f"{server.actor_url('council')}/following?page=1"}
    world.faults["council/following"] = lambda _: httpx.Response(200, json=whole)
    assert follow_back(world, FEW) is Gap.NOT_OFFERED
    assert world.paths("/followers") == []


def test_a_list_of_addresses_that_never_ends_is_left(world: Fediverse) -> None:
    council(world, followers=1200, following=40, mutual=30, has_uri=False)
    body = {"orderedItems": ["https://x.test/users/a"]}
    world.faults["following?page"] = lambda _: httpx.Response(200, json=body)
    assert follow_back(world, FEW) is Gap.OVER_BUDGET
    assert len(world.asked) < 80


def test_secure_mode_closes_the_pages_alone(world: Fediverse) -> None:
    council(world, followers=1200, following=40, mutual=30, is_secure=True)
    assert follow_back(world, FEW) is Gap.NEEDS_TOKEN
    assert world.paths("/following") == []  # which would lead to nothing
    assert isinstance(follow_back(world), FollowBack)


@pytest.mark.parametrize(("word", "few"), [("/following", False), ("followers?page", True)])
@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(403, headers=HTML, text="<html>403</html>"),
        httpx.Response(403, text="Forbidden\n"),  # Rack::Attack's, before Mastodon, to an address
    ],
)
def test_an_edge_that_turns_us_away_tells_nobodys_wish(
    world: Fediverse, word: str, reply: httpx.Response, *, few: bool
) -> None:
    council(world, followers=1200, following=40, mutual=30)
    world.faults[word] = lambda _: reply
    assert follow_back(world, FEW if few else None) is Gap.BLOCKED


@pytest.mark.parametrize(
    ("word", "reply"),
    [
        ("followers?page", said("This action is not allowed", 403)),
        ("council/followers", said("This action is not allowed", 403)),
        ("council/followers", said("Not found", 404)),
        ("council/followers", httpx.Response(200, json={"totalItems": 1200})),
    ],
)
def test_hidden_pages_are_hidden(world: Fediverse, word: str, reply: httpx.Response) -> None:
    council(world, followers=1200, following=40, mutual=30)
    world.faults[word] = lambda _: reply
    assert follow_back(world, FEW) is Gap.HIDDEN


@pytest.mark.parametrize(
    ("body", "gap"),
    [
        ({"first": "https://social.test/users/council/followers?cursor=x"}, Gap.NOT_OFFERED),
        ({"first": "https://evil.test/followers?page=1"}, Gap.UNREADABLE),
        ({"first": "https://["}, Gap.UNREADABLE),
        ({"first": 7}, Gap.UNREADABLE),
        ({"first": "https://social.test/followers?page=1", "totalItems": "many"}, Gap.UNREADABLE),
        ({"first": "https://social.test/nowhere?page=1"}, Gap.UNREADABLE),
    ],
)
def test_an_odd_collection_is_not_believed(
    world: Fediverse, body: dict[str, Any], gap: Gap
) -> None:
    council(world, followers=1200, following=40, mutual=30)
    told = {"totalItems": 1200} | body
    world.faults["council/followers"] = lambda _: httpx.Response(200, json=told)
    assert follow_back(world, FEW) is gap


def test_pages_of_odd_things_are_unreadable(world: Fediverse) -> None:
    council(world, followers=1200, following=40, mutual=30)
    world.faults["followers?page"] = lambda _: httpx.Response(200, json={"orderedItems": [7]})
    assert follow_back(world, FEW) is Gap.UNREADABLE


def test_a_first_page_inside_the_collection_tells_how_many_stand_on_one(world: Fediverse) -> None:
    server = council(world, followers=1200, following=40, mutual=30)
    url = f"{server.actor_url('council')}/followers"
    people = [{"id": f"https://x.test/users/person{n}", "type": "Person"} for n in range(10)]
    first = {"id": f"{url}?page=1", "orderedItems": people}

    def whole(request: httpx.Request) -> httpx.Response | None:
        is_page = "page" in request.url.params
        return None if is_page else httpx.Response(200, json={"totalItems": 1200, "first": first})

    world.faults["council/followers"] = whole
    found = follow_back(
        world, MastodonSettings(walked_followers=100, pages=2, requests_per_second=9)
    )
    assert isinstance(found, FollowerPages)
    assert found.pages == 120  # of ten, not of twelve


@given(pages=st.integers(1, 5000), strata=st.integers(2, 200), seed=st.text(max_size=5))
def test_one_page_is_drawn_from_each_equal_stratum(pages: int, strata: int, seed: str) -> None:
    found = drawn(pages, strata, seed)
    parts = min(pages, strata)
    assert len(found) == parts
    for part, number in enumerate(found):
        assert pages * part // parts < number <= pages * (part + 1) // parts
