from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from collector.practice import FIRST_NIGHT, LAST_NIGHT, World, transport, truth
from collector.practice.fedi_cast import RESIDENCES, Residence, Trait
from collector.practice.fedi_hosts import HOSTS, TOOT
from collector.practice.fedi_views import status_id
from collector.practice.fediverse import Fediverse
from collector.practice.follows import Follows
from collector.practice.habits import Fate

if TYPE_CHECKING:
    from collector.practice.fedi_cast import Resident
    from tests.collector.practice.conftest import Reader

pytestmark = pytest.mark.slow


@pytest.fixture
def fedi(sixty_reader: Reader) -> Reader:
    return sixty_reader


def resident(world: World, slug: str) -> Resident:
    return next(one for one in world.residents if one.company.slug == slug)


def api(reader: Reader, one: Resident, path: str, **params: Any) -> httpx.Response:
    return reader.ask(one.host.origin, f"/api/v1/{path}", **params)


def walked(reader: Reader, one: Resident, path: str, **params: Any) -> list[dict[str, Any]]:
    """Return a whole listing, page by page, as its Link headers lead."""
    reply = api(reader, one, path, **params)
    found = reply.json()
    while "next" in reply.links:
        reply = reader.ask(reply.links["next"]["url"], "")
        found += reply.json()
    return list(found)


def test_webfinger_leads_from_a_handle_to_its_server(fedi: Reader, sixty: World) -> None:
    one = resident(sixty, "yarlofold")
    resource = {"resource": f"acct:{one.name}"}
    moved = fedi.ask("https://ownhouse.test", "/.well-known/webfinger", **resource)
    assert moved.status_code == 301
    told = fedi.ask(moved.headers["location"], "").json()
    (own,) = [link for link in told["links"] if link["rel"] == "self"]
    assert (told["subject"], own["href"]) == ("acct:yarlofold@ownhouse.test", one.actor)
    assert own["href"].startswith("https://social.ownhouse.test/")


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.host)
def test_every_server_says_what_it_runs(fedi: Reader, host: Any) -> None:
    links = fedi.ask(host.origin, "/.well-known/nodeinfo").json()["links"]
    software = fedi.ask(links[0]["href"], "").json()["software"]
    assert software == {"name": str(host.speech), "version": host.version}


def test_who_left_for_good_is_gone_by_name_number_and_actor(fedi: Reader, sixty: World) -> None:
    one = resident(sixty, "fizzlecroft-toys")
    finger = fedi.ask(one.host.origin, f"/.well-known/webfinger?resource=acct:{one.name}")
    assert finger.status_code == fedi.ask(one.actor, "").status_code == 410
    assert api(fedi, one, "accounts/lookup", acct=one.user).status_code == 404
    fedi.played.night = FIRST_NIGHT
    assert api(fedi, one, f"accounts/{one.id}").json()["acct"] == one.user


def test_lists_come_whole_by_their_links_without_those_who_left(fedi: Reader, sixty: World) -> None:
    one = resident(sixty, "ospelhurst")
    (true,) = [t for t in truth(sixty, LAST_NIGHT)["fediverse"] if t["slug"] == "ospelhurst"]
    followers = walked(fedi, one, f"accounts/{one.id}/followers", limit=80)
    following = walked(fedi, one, f"accounts/{one.id}/following", limit=80)
    ids = [{view["id"] for view in some} for some in (followers, following)]
    assert len(ids[0]) == len(followers) == true["walkedFollowers"] < true["followers"]
    assert len(ids[1]) == len(following) == true["follows"]
    assert len(ids[0] & ids[1]) == true["mutuals"]


def test_numbered_pages_hold_twelve_each_and_everybody(fedi: Reader, sixty: World) -> None:
    one = resident(sixty, "ospelhurst")
    whole = fedi.ask(one.actor, "/followers").json()
    pages: list[list[str]] = []
    place = whole["first"]
    while place:
        page = fedi.ask(place, "").json()
        pages.append(page["orderedItems"])
        place = page.get("next")
    everybody = [uri for page in pages for uri in page]
    assert len(set(everybody)) == len(everybody) == whole["totalItems"]
    assert {len(page) for page in pages[:-1]} == {12}
    assert {view["uri"] for view in walked(fedi, one, f"accounts/{one.id}/followers")} < set(
        everybody
    )


def test_old_servers_have_neither_batches_nor_addresses(fedi: Reader, sixty: World) -> None:
    old, new = resident(sixty, "quinderby"), resident(sixty, "lonmouth")
    batch = api(fedi, old, "accounts", **{"id[]": old.id})
    assert (batch.status_code, batch.headers["content-type"][:9]) == (404, "text/html")
    assert "uri" not in api(fedi, old, f"accounts/{old.id}").json()
    (view,) = api(fedi, new, "accounts", **{"id[]": new.id}).json()
    assert (view["uri"], view["hide_collections"]) == (new.actor, False)
    assert api(fedi, new, "statuses", **{"id[]": ["1"] * 21}).status_code == 422


def test_a_page_of_nothing_is_an_error_as_on_the_real_server(fedi: Reader, sixty: World) -> None:
    one = resident(sixty, "lonmouth")
    assert api(fedi, one, f"accounts/{one.id}/statuses", limit=0).status_code == 500


def test_servers_keep_strangers_out_in_three_ways(fedi: Reader, sixty: World) -> None:
    def doors(slug: str) -> tuple[int, int]:
        one = resident(sixty, slug)
        view = api(fedi, one, "accounts/lookup", acct=one.user)
        return view.status_code, fedi.ask(one.actor, "").status_code

    assert doors("mirrowgate") == (200, 401)
    assert doors("crumpetarium") == (401, 200)
    assert doors("office-of-lost-umbrellas") == (401, 401)
    assert doors("weather-bureau-of-wyntmarch") == (401, 401)
    assert doors("gobblewick-pies") == (404, 200)


def test_a_hidden_list_is_empty_beside_its_count_and_its_pages_are_refused(
    fedi: Reader, sixty: World
) -> None:
    one = resident(sixty, "acme-kettles")
    view = api(fedi, one, f"accounts/{one.id}").json()
    assert view["hide_collections"] is True
    assert view["followers_count"] > 0
    assert api(fedi, one, f"accounts/{one.id}/followers").json() == []
    whole = fedi.ask(one.actor, "/followers").json()
    assert (whole["totalItems"], "first" in whole) == (view["followers_count"], False)
    assert fedi.ask(one.actor, "/followers?page=1").status_code == 403


def test_one_account_asks_search_engines_to_stay_away(fedi: Reader, sixty: World) -> None:
    asks = {one.company.slug for one in sixty.residents if one.trait is Trait.UNINDEXED}
    assert asks == {"ospelhurst"}
    for slug in ("ospelhurst", "lonmouth"):
        one = resident(sixty, slug)
        view = api(fedi, one, f"accounts/{one.id}").json()
        assert (view["noindex"], view["indexable"]) == (slug in asks, slug not in asks)
        assert fedi.ask(one.actor, "").json()["indexable"] is (slug not in asks)


def test_a_suspended_account_is_shown_without_its_lists(fedi: Reader, sixty: World) -> None:
    one = resident(sixty, "figgle-jams")
    assert api(fedi, one, f"accounts/{one.id}").json()["suspended"] is True
    assert fedi.ask(one.actor, "").json()["suspended"] is True
    for which in ("followers", "following", "statuses"):
        assert api(fedi, one, f"accounts/{one.id}/{which}").json() == []


def test_a_move_is_told_by_both_ends(fedi: Reader, sixty: World) -> None:
    one = resident(sixty, "dabbleday-drapers")
    assert one.since is not None
    view = fedi.ask(one.since.origin, "/api/v1/accounts/lookup", acct=one.user).json()
    assert view["moved"]["acct"] == one.name
    before, after = fedi.ask(one.since.actor(one.user), ""), fedi.ask(one.actor, "")
    assert before.json()["movedTo"] == after.json()["id"] == one.actor
    assert after.json()["alsoKnownAs"] == [before.json()["id"]]


def test_statuses_come_newest_first_each_with_the_time_in_its_number(
    fedi: Reader, sixty: World
) -> None:
    one = resident(sixty, "gralloford")
    (true,) = [t for t in truth(sixty, LAST_NIGHT)["fediverse"] if t["slug"] == "gralloford"]
    found = walked(fedi, one, f"accounts/{one.id}/statuses", limit=40)
    ids = [int(status["id"]) for status in found]
    assert ids == sorted(set(ids), reverse=True)
    assert len(found) == true["statuses"]
    kinds = {
        "boosts": [status for status in found if status["reblog"]],
        "replies": [status for status in found if status["in_reply_to_id"]],
        "orphans": [
            status
            for status in found
            if status["in_reply_to_account_id"] and not status["in_reply_to_id"]
        ],
    }
    assert all(kinds.values())
    some = api(fedi, one, f"accounts/{one.id}/statuses", limit=40, exclude_reblogs="true").json()
    assert not any(status["reblog"] for status in some)


def test_a_context_holds_what_stands_around_and_agrees_with_the_count(
    fedi: Reader, sixty: World
) -> None:
    one = resident(sixty, "lonmouth")
    told = api(fedi, one, f"accounts/{one.id}/statuses", limit=40).json()
    asked = [status for status in told if status["replies_count"] and not status["in_reply_to_id"]]
    assert asked
    for status in asked[:5]:
        around = api(fedi, one, f"statuses/{status['id']}/context").json()
        direct = [s for s in around["descendants"] if s["in_reply_to_id"] == status["id"]]
        assert len(direct) == status["replies_count"]
        assert around["ancestors"] == []
        below = api(fedi, one, f"statuses/{direct[0]['id']}/context").json()
        assert [above["id"] for above in below["ancestors"]] == [status["id"]]
        assert api(fedi, one, f"statuses/{direct[0]['id']}").json()["id"] == direct[0]["id"]


def test_strangers_see_sixty_of_what_stands_below() -> None:
    world = World(organisations=26)
    one = next(one for one in world.residents if one.host is TOOT)
    diary = world.diary(one.company.number)
    post = next(p for p in diary.posts(world.at(LAST_NIGHT)) if not p.parent)
    diary._answers[post.uri] = [
        reply for reply in diary.posts(world.at(LAST_NIGHT)) if reply.author != post.author
    ][:90]
    path = f"/api/v1/statuses/{status_id(post, one)}/context"
    answer = Fediverse(world, Follows()).answer(one.host.host, path, "", world.at(LAST_NIGHT))
    assert answer.body.count(b'"created_at"') == 60


def test_limits_are_told_in_an_iso_8601_time(fedi: Reader, sixty: World) -> None:
    one = resident(sixty, "lonmouth")
    headers = api(fedi, one, f"accounts/{one.id}").headers
    assert headers["x-ratelimit-limit"] == "300"
    assert re.fullmatch(r"2026-11-01T03:05:00\.000Z", headers["x-ratelimit-reset"])


def test_nobody_else_is_found_on_a_server(fedi: Reader) -> None:
    for path in ("accounts/lookup?acct=nobody", "accounts/7", "statuses/7", "accounts/x/y/z"):
        assert fedi.ask(TOOT.origin, f"/api/v1/{path}").status_code == 404
    assert fedi.ask(TOOT.origin, "/.well-known/webfinger?resource=acct:a@b.test").status_code == 404
    assert fedi.ask(TOOT.origin, "/users/nobody").status_code == 404
    assert fedi.ask(TOOT.origin, "/about").status_code == 404


def test_the_fediverse_changes_nothing_on_bluesky() -> None:
    nights = [truth(World(organisations=12, fediverse=one), LAST_NIGHT) for one in (True, False)]
    assert nights[0]["organisations"] == nights[1]["organisations"]
    assert (len(nights[0]["fediverse"]) > 6, nights[1]["fediverse"]) == (True, [])


def test_ten_councils_are_read_whole_so_that_they_can_be_ranked(sixty: World) -> None:
    plain = Residence(host=TOOT)
    councils = [
        one
        for one in sixty.residents
        if RESIDENCES[one.company.slug].fate is plain.fate is Fate.LIVES
        and one.company.character.sector.kind == "council"
        and not one.host.is_closed
    ]
    assert len(councils) == 10


def test_the_same_seed_makes_the_same_fediverse() -> None:
    async def lists(world: World) -> bytes:
        one = resident(world, "lonmouth")
        path = f"{one.host.origin}/api/v1/accounts/{one.id}/statuses"
        async with httpx.AsyncClient(transport=transport(world)) as client:
            return (await client.get(path)).content

    worlds = [World(organisations=3) for _ in range(2)]
    assert asyncio.run(lists(worlds[0])) == asyncio.run(lists(worlds[1]))


def test_a_silent_world_may_have_a_twin_of_every_account_in_the_fediverse() -> None:
    world = World.synthetic(120, fediverse=True)
    assert World.synthetic(3).residents == ()
    assert [one.player.habit for one in world.residents] == [one.habit for one in world.players]
    assert len({one.host for one in world.residents}) == 3
    assert len({one.listed_as for one in world.residents}) == 120
