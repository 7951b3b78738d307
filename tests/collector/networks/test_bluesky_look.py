from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import Busy, OverBudget
from collector.model import (
    Flag,
    FollowBack,
    Gap,
    Post,
    PostKind,
    Role,
    Sighting,
)
from collector.networks.atproto import Identity, tid
from tests.collector.networks.looking import (
    END,
    HANDLE,
    LIKE,
    NOON,
    ORG,
    POST,
    START,
    answering,
    ids,
    item,
    look_up,
    only,
    someone,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.collector.networks.conftest import Repo, World

# follow-back


def test_all_of_a_short_list_are_asked_whether_they_follow_back(world: World) -> None:
    others = [someone(place) for place in range(70)]
    world.follow(ORG, others)
    for other in others[:50]:
        world.relations[other] = {"did": other, "followedBy": f"at://{other}/x/y"}
    seen = look_up(world, followers=100_000)
    assert seen.follow_back == FollowBack(listed=70, drawn=70, mutual=50)
    assert world.methods(world.appview).count("getRelationships") == 3
    assert world.methods(world.pds).count("listRecords") == 4  # two: follows; a wish; likes


@pytest.mark.parametrize(
    "relation",
    [
        {"did": someone(1)},
        {"actor": someone(1), "notFound": True},
        {"did": someone(1), "following": "at://a/b/c"},
        {"did": someone(1), "followedBy": "at://a/b/c", "blocking": "at://a/b/c"},
        {"did": someone(1), "followedBy": "at://a/b/c", "blockedBy": "at://a/b/c"},
        {"did": someone(1), "followedBy": "at://a/b/c", "blockingByList": "at://a/b/c"},
        {"did": someone(1), "followedBy": "at://a/b/c", "blockedByList": "at://a/b/c"},
    ],
)
def test_an_unknown_or_blocked_account_follows_nobody_back(
    world: World, relation: dict[str, Any]
) -> None:
    world.follow(ORG, [someone(1), someone(2)])
    world.relations[someone(1)] = relation
    world.relations[someone(2)] = {"did": someone(2), "followedBy": "at://a/b/c"}
    seen = look_up(world, followers=100_000)
    assert seen.follow_back == FollowBack(listed=2, drawn=2, mutual=1)


def test_duplicates_and_the_account_itself_are_dropped_from_its_list(world: World) -> None:
    world.follow(ORG, [someone(1), someone(1), ORG, someone(2)])
    seen = look_up(world, followers=100_000)
    assert seen.follow_back == FollowBack(listed=2, drawn=2, mutual=0)


def test_a_list_far_from_its_count_is_flagged(world: World) -> None:
    world.follow(ORG, [someone(place) for place in range(90)])
    assert look_up(world, following=100).profile.flags == {Flag.LIST_INCOMPLETE}
    assert look_up(world, following=94).profile.flags == set()


def test_lists_that_are_not_due_are_not_read(world: World) -> None:
    world.follow(ORG, [someone(1)])
    seen = look_up(world, is_full=False)
    assert seen.follow_back is None
    assert world.methods() == ["getAuthorFeed", "listRecords"]


def test_few_followers_are_walked_instead(world: World) -> None:
    world.follow(ORG, [someone(place) for place in range(940)])
    world.followers[ORG] = [someone(place) for place in range(900, 1000)]
    seen = look_up(world, followers=100, following=940)
    assert seen.follow_back == FollowBack(listed=940, drawn=940, mutual=40, followers=100)
    assert "getRelationships" not in world.methods()


def test_a_long_list_is_one_download(world: World, new_repo: type[Repo]) -> None:
    repo = new_repo(ORG)
    follows = {f"app.bsky.graph.follow/{n:05}": {"subject": someone(n)} for n in range(2001)}
    world.exports[ORG] = repo.export(follows | {f"{LIKE}/1": {"subject": "x"}})
    seen = look_up(world, following=2001, followers=100_000)
    assert seen.follow_back == FollowBack(listed=2001, drawn=120, mutual=0)
    assert world.methods(world.pds) == ["getRepo", "listRecords", "listRecords"]


@pytest.mark.heavy
def test_the_same_week_draws_the_same_accounts(world: World, new_repo: type[Repo]) -> None:
    follows = {f"app.bsky.graph.follow/{n:05}": {"subject": someone(n)} for n in range(2001)}
    world.exports[ORG] = new_repo(ORG).export(follows)

    def drawn(night: date) -> list[list[str]]:
        world.asked.clear()
        look_up(world, following=2001, followers=100_000, night=night)
        return [p.get_list("others") for _, m, p in world.asked if m == "getRelationships"]

    monday = date(2026, 6, 1)
    assert drawn(monday) == drawn(monday + timedelta(days=6))
    assert drawn(monday) != drawn(monday + timedelta(days=7))


@pytest.mark.parametrize("export", [b"<html>", b""])
def test_an_export_that_cannot_be_read_gives_way_to_the_appviews_list(
    world: World, export: bytes
) -> None:
    world.follow(ORG, [someone(1), someone(2)])
    world.exports[ORG] = export
    seen = look_up(world, following=2001, followers=100_000)
    assert seen.follow_back == FollowBack(listed=2, drawn=2, mutual=0)


def test_an_export_that_follows_no_did_gives_way_too(world: World, new_repo: type[Repo]) -> None:
    record = {"app.bsky.graph.follow/1": {"subject": "https://evil.test"}}
    world.exports[ORG] = new_repo(ORG).export(record)
    world.follow(ORG, [someone(1)])
    assert look_up(world, following=2001, followers=100_000).follow_back == FollowBack(
        listed=1, drawn=1, mutual=0
    )


def test_an_account_that_moved_is_exported_from_its_new_server(
    world: World, new_repo: type[Repo]
) -> None:
    world.add(HANDLE, ORG)
    world.settle(ORG, world.second)
    follows = {f"app.bsky.graph.follow/{n}": {"subject": someone(n)} for n in range(7)}
    world.exports[ORG] = new_repo(ORG).export(follows)
    seen = look_up(world, following=2001, followers=100_000)
    assert seen.follow_back == FollowBack(listed=7, drawn=7, mutual=0)
    assert "getFollows" not in world.methods()


def test_while_its_server_is_away_the_appview_lists_its_follows(world: World) -> None:
    world.follow(ORG, [someone(1), someone(2)])
    world.feeds[ORG] = [item("a", NOON)]
    world.faults[world.pds] = lambda: httpx.ConnectError("down")
    seen = look_up(world, followers=100_000)
    assert seen.follow_back == FollowBack(listed=2, drawn=2, mutual=0)
    assert ids(seen) == ["a"]
    assert seen.likes is Gap.UNREACHABLE
    assert world.methods(world.pds) == ["listRecords"]  # once: it is away for the rest too


def test_an_account_that_moved_is_read_on_its_new_server(world: World) -> None:
    world.add(HANDLE, ORG)
    world.settle(ORG, world.second)
    world.follow(ORG, [someone(1)])
    identities = {HANDLE: Identity(did=ORG, handle=HANDLE, pds=world.pds)}
    seen = look_up(world, followers=100_000, identities=identities)
    assert seen.follow_back == FollowBack(listed=1, drawn=1, mutual=0)
    assert seen.likes == ()
    assert identities[HANDLE].pds == world.second
    assert world.methods().count("document") == 1
    assert world.methods(world.pds) == ["listRecords"]


def test_a_server_that_forgot_the_account_is_asked_again_once(world: World) -> None:
    world.add(HANDLE, ORG)
    world.homes[ORG] = "nowhere"
    world.follow(ORG, [someone(1)])
    seen = look_up(world, followers=100_000)
    assert seen.follow_back == FollowBack(listed=1, drawn=1, mutual=0)
    assert seen.likes is Gap.GONE
    assert world.methods().count("document") == 1


def test_an_unknown_server_is_looked_up_when_it_is_needed(world: World) -> None:
    identities: dict[str, Identity] = {}
    assert look_up(world, identities=identities).likes == ()
    assert identities == {HANDLE: Identity(did=ORG, handle=HANDLE, pds=world.pds)}


@pytest.mark.parametrize(
    ("fault", "gap"),
    [
        (lambda: OverBudget("spent"), Gap.OVER_BUDGET),
        (lambda: Busy("later"), Gap.BUSY),
        (lambda: httpx.Response(200, json={"relationships": []}), Gap.UNREADABLE),
        (lambda: httpx.Response(200, json={"relationships": [5]}), Gap.UNREADABLE),
        (lambda: httpx.Response(403, text="<html>"), Gap.BLOCKED),
    ],
)
def test_a_failed_check_is_the_gap_of_the_follow_back_alone(
    world: World, fault: Callable[[], Any], gap: Gap
) -> None:
    world.follow(ORG, [someone(1)])
    world.feeds[ORG] = [item("a", NOON)]
    world.faults["getRelationships"] = fault
    seen = look_up(world, followers=100_000)
    assert seen.follow_back is gap
    assert seen.profile.followers == 100_000
    assert ids(seen) == ["a"]


def test_a_list_without_an_end_is_left(world: World) -> None:
    page = iter(range(10**6))
    record = {"uri": "at://a/b/c", "value": {"subject": someone(1)}}
    world.faults[f"{world.pds} listRecords"] = lambda: httpx.Response(
        200, json={"records": [record], "cursor": str(next(page))}
    )
    assert look_up(world, following=1).follow_back is Gap.OVER_BUDGET


def test_a_cursor_that_stands_still_is_unreadable(world: World) -> None:
    world.faults["getAuthorFeed"] = lambda: httpx.Response(200, json={"feed": [], "cursor": "x"})
    assert look_up(world).timeline is Gap.UNREADABLE


def test_an_account_that_asks_not_to_be_recommended_is_never_a_pick(world: World) -> None:
    wish = "app.bsky.actor.contentVisibilityDeclaration"
    world.add(HANDLE, ORG)
    world.write(ORG, wish, "self", hideFromAlgorithmicRecommendations=True)
    assert look_up(world).profile.flags == {Flag.UNFEATURED}
    world.records[ORG, wish].clear()
    world.write(ORG, wish, "self")
    assert look_up(world).profile.flags == set()


@pytest.mark.parametrize("role", [Role.LEADER, Role.TEAM])
def test_of_a_person_only_the_counts_are_read(world: World, role: Role) -> None:
    seen = look_up(world, role=role)
    assert world.asked == []
    assert seen.profile.followers == 10
    assert (seen.follow_back, seen.timeline, seen.likes) == (
        None,
        Gap.NOT_OFFERED,
        Gap.NOT_OFFERED,
    )


# timeline


def test_a_post_is_an_original_at_the_earlier_of_its_two_times(world: World) -> None:
    early, late = NOON - timedelta(hours=1), NOON
    world.feeds[ORG] = [
        item("a", late, post={"indexedAt": text(early)}),
        item("b", early, post={"indexedAt": text(late)}),
    ]
    seen = look_up(world)
    assert not isinstance(seen.timeline, Gap)
    assert {post.kind for post in seen.timeline} == {PostKind.ORIGINAL}
    assert {text(post.at) for post in seen.timeline} == {text(early)}


def test_a_reply_names_its_thread_its_parent_and_the_parents_time_from_its_key(
    world: World,
) -> None:
    """To the millisecond: posts' own dates have no more, and both are compared."""
    asked_at = NOON - timedelta(hours=2)
    root = f"at://{someone(1)}/{POST}/root"
    parent = f"at://{someone(2)}/{POST}/{tid(asked_at, 7)}"
    world.feeds[ORG] = [item("a", NOON, record=answering(parent, root))]
    assert only(look_up(world)) == Post(
        id=f"at://{ORG}/{POST}/a",
        at=NOON.replace(microsecond=123000),
        kind=PostKind.REPLY,
        thread=root,
        parent=parent,
        parent_author=someone(2),
        parent_at=asked_at.replace(microsecond=123000),
    )


def test_a_parents_time_may_come_from_what_is_shown_of_it(world: World) -> None:
    parent = f"at://{someone(2)}/{POST}/no-time"
    shown = {"reply": {"parent": {"record": {"createdAt": text(NOON)}}}}
    world.feeds[ORG] = [item("a", NOON, record=answering(parent), **shown)]
    assert only(look_up(world)).parent_at == NOON.replace(microsecond=123000)


@pytest.mark.parametrize(
    "shown",
    [
        {"reply": {"parent": {"record": {"createdAt": "soon"}}}},
        {"reply": {"parent": {"record": {"createdAt": 5}}}},
        {"reply": {"parent": {"uri": "at://a/b/c", "notFound": True}}},
        {},
    ],
)
def test_a_parent_may_have_no_time(world: World, shown: dict[str, Any]) -> None:
    parent = f"at://{someone(2)}/{POST}/no-time"
    world.feeds[ORG] = [item("a", NOON, record=answering(parent), **shown)]
    assert only(look_up(world)).parent_at is None


def test_pins_and_strangers_are_skipped_and_reposts_are_dated_by_their_reason(
    world: World,
) -> None:
    defs = "app.bsky.feed.defs"
    stranger = {"uri": f"at://{someone(1)}/{POST}/x", "author": {"did": someone(1)}}
    reason = {"$type": f"{defs}#reasonRepost", "by": {}, "indexedAt": text(NOON)}
    old = START - timedelta(days=400)
    world.feeds[ORG] = [
        item("pin", NOON, reason={"$type": f"{defs}#reasonPin"}),
        item("x", old, post=stranger, record=answering("at://a/b/c"), reason=reason),
        item("y", NOON, post=stranger),
    ]
    post = only(look_up(world))
    assert (post.kind, text(post.at), post.thread) == (PostKind.REPOST, text(NOON), None)


def test_reposting_itself_loses_neither_the_post_nor_the_repost(world: World) -> None:
    reason = {"$type": "app.bsky.feed.defs#reasonRepost", "indexedAt": text(NOON)}
    world.feeds[ORG] = [item("a", NOON, reason=reason), item("a", NOON - timedelta(hours=1))]
    assert ids(look_up(world)) == ["a#repost", "a"]


def test_the_window_takes_its_start_and_leaves_its_end(world: World) -> None:
    tick = timedelta(milliseconds=1)
    world.feeds[ORG] = [
        item("end", END),
        item("last", END - tick),
        item("first", START),
        item("before", START - tick),
    ]
    assert ids(look_up(world, is_full=False)) == ["last", "first"]


def test_the_feed_is_read_no_further_than_the_window(world: World) -> None:
    hours = [item(str(n), END - timedelta(hours=n + 1)) for n in range(1000)]
    world.feeds[ORG] = hours
    assert ids(look_up(world, is_full=False)) == [str(n) for n in range(720)]
    limits = [params["limit"] for _, method, params in world.asked if method == "getAuthorFeed"]
    assert limits == ["50", *["100"] * 6, "85"]


@pytest.mark.parametrize(
    ("apart", "days", "limits"),
    [
        (24, 30, ["50"]),
        (14, 30, ["50", "10"]),  # 51 posts: a few to spare
        (8, 30, ["50", "50"]),  # 90
        (24, 84, ["50", "43"]),  # 84
        (8, 84, ["50", "100", "100", "10"]),  # 252
    ],
)
def test_a_page_is_as_long_as_the_pace_of_the_one_before_asks(
    world: World, apart: int, days: int, limits: list[str]
) -> None:
    hours = range(6, 300 * apart, apart)
    world.feeds[ORG] = [item(str(n), END - timedelta(hours=n)) for n in hours]
    seen = look_up(world, is_full=days == 84)
    assert len(ids(seen)) == sum(hour <= days * 24 for hour in hours)
    asked = [params["limit"] for _, method, params in world.asked if method == "getAuthorFeed"]
    assert asked == limits


def test_an_empty_page_with_a_cursor_does_not_end_the_feed(world: World) -> None:
    replies = iter([{"feed": [], "cursor": "x"}, {"feed": [item("a", NOON)], "cursor": None}])
    world.faults["getAuthorFeed"] = lambda: httpx.Response(200, json=next(replies))
    assert ids(look_up(world)) == ["a"]


@pytest.mark.parametrize(
    "fault",
    [
        lambda: httpx.ConnectError("down"),
        lambda: httpx.Response(403, text="<html>"),
        lambda: Busy("later"),
    ],
)
def test_while_the_appview_is_away_posts_come_from_the_accounts_server(
    world: World, fault: Callable[[], Any]
) -> None:
    world.add(HANDLE, ORG)
    parent = f"at://{someone(2)}/{POST}/{tid(NOON)}"
    for n in range(250, 0, -1):
        at = END - timedelta(hours=6 * n)
        world.write(ORG, POST, tid(at), createdAt=text(at), **answering(parent))
    world.write(
        ORG, "app.bsky.feed.repost", tid(NOON), createdAt=text(NOON), subject={"uri": parent}
    )
    world.faults["getAuthorFeed"] = fault
    seen = look_up(world, is_full=False)
    assert not isinstance(seen.timeline, Gap)
    kinds = [post.kind for post in seen.timeline]
    assert kinds.count(PostKind.REPLY) == 120
    assert kinds.count(PostKind.REPOST) == 1
    assert [post.at for post in seen.timeline] == sorted(
        (post.at for post in seen.timeline), reverse=True
    )
    assert world.methods(world.pds).count("listRecords") == 5  # posts 2, reposts 2, likes 1


@pytest.mark.parametrize(
    "odd",
    [
        {"feed": [{"post": {}}]},
        {"feed": [item("a", NOON, record={"createdAt": "soon"})]},
        {"feed": [item("a", NOON, record={"createdAt": "0001-01-01T00:00:00+14:00"})]},
        {"feed": [item("a", NOON, record=answering("nowhere"))]},
        {"feed": [item("a", NOON, post={"indexedAt": 5})]},
        {"feed": [item("a", NOON, reason={"$type": "app.bsky.feed.defs#reasonRepost"})]},
        {"error": "InvalidRequest"},
    ],
)
def test_an_odd_feed_is_unreadable(world: World, odd: dict[str, Any]) -> None:
    world.faults["getAuthorFeed"] = lambda: httpx.Response(200, json=odd)
    assert look_up(world).timeline is Gap.UNREADABLE


def test_a_full_reading_reaches_back_twelve_weeks(world: World) -> None:
    world.feeds[ORG] = [
        item(f"{days}", END - timedelta(days=days)) for days in (1, 30, 31, 84, 85, 86)
    ]
    assert ids(look_up(world)) == ["1", "30", "31", "84"]
    assert ids(look_up(world, is_full=False)) == ["1", "30"]


def link(uri: object) -> dict[str, Any]:
    return {"$type": "app.bsky.richtext.facet#link", "uri": uri}


def test_a_post_carries_its_words_its_language_and_where_it_leads(world: World) -> None:
    mention = {"$type": "app.bsky.richtext.facet#mention", "did": someone(1)}
    record = {
        "text": "Bore da! here and there",
        "langs": ["cy", "en"],
        "facets": [
            {
                "index": {"byteStart": 10, "byteEnd": 14},
                "features": [mention, link("https://a.test/1")],
            },
            {"index": {}, "features": [link("https://b.test/"), link("https://a.test/1")]},
        ],
        "embed": {"$type": "app.bsky.embed.external", "external": {"uri": "https://c.test/card"}},
    }
    world.feeds[ORG] = [item("a", NOON, record=record)]
    post = only(look_up(world))
    assert (post.text, post.language) == ("Bore da! here and there", "cy")
    assert post.links == ("https://a.test/1", "https://b.test/", "https://c.test/card")


def test_a_card_beside_a_quoted_post_is_a_link_too(world: World) -> None:
    media = {"$type": "app.bsky.embed.external", "external": {"uri": "https://c.test/card"}}
    embed = {"$type": "app.bsky.embed.recordWithMedia", "record": {}, "media": media}
    world.feeds[ORG] = [item("a", NOON, record={"embed": embed})]
    assert only(look_up(world)).links == ("https://c.test/card",)


@pytest.mark.parametrize(
    "odd",
    [
        {"langs": "en", "facets": "x", "embed": "x"},
        {"langs": [5], "facets": [{"features": [link(5), 7]}, None], "embed": {"external": []}},
        {"langs": [], "facets": [{"features": {}}], "embed": {"media": {"external": {"uri": 3}}}},
        {"text": None, "langs": None, "facets": None, "embed": None},
    ],
)
def test_ornaments_that_are_wrong_are_passed_over(world: World, odd: dict[str, Any]) -> None:
    world.feeds[ORG] = [item("a", NOON, record=odd)]
    post = only(look_up(world))
    assert (post.text, post.language, post.links) == ("", None, ())


def test_a_repost_names_what_it_repeats(world: World) -> None:
    theirs = f"at://{someone(1)}/{POST}/x"
    by = {"$type": "app.bsky.feed.defs#reasonRepost", "indexedAt": text(NOON)}
    world.feeds[ORG] = [item("a", NOON, post={"uri": theirs}, reason=by)]
    assert only(look_up(world)).subject == theirs


# likes


def like(world: World, at: datetime, subject: str, key_at: datetime | None = None) -> None:
    world.write(ORG, LIKE, tid(key_at or at), createdAt=text(at), subject={"uri": subject})


def liked(sighting: Sighting) -> list[str]:
    assert not isinstance(sighting.likes, Gap), sighting.likes
    return [like.subject.rpartition("/")[2] for like in sighting.likes]


def test_a_full_reading_takes_the_likes_of_a_week_more(world: World) -> None:
    world.add(HANDLE, ORG)
    for days in (38, 37, 31):
        like(world, END - timedelta(days=days), f"at://{someone(1)}/{POST}/{days}")
    assert liked(look_up(world)) == ["31", "37"]
    assert liked(look_up(world, is_full=False)) == []


def test_likes_of_others_posts_in_the_window_are_kept_with_their_times(world: World) -> None:
    world.add(HANDLE, ORG)
    tick = timedelta(milliseconds=1)
    like(world, START - tick, f"at://{someone(1)}/{POST}/before")
    like(world, START, f"at://{someone(1)}/{POST}/first")
    like(world, NOON, f"at://{ORG}/{POST}/own")
    like(world, NOON + tick, f"at://{someone(1)}/app.bsky.feed.generator/a-feed")
    like(world, NOON + 2 * tick, f"at://{someone(2)}/{POST}/twice")
    like(world, NOON + 3 * tick, f"at://{someone(2)}/{POST}/twice")
    like(world, END, f"at://{someone(1)}/{POST}/too-late")
    window = ["twice", "twice", "first"]
    assert liked(look_up(world, is_full=False)) == window
    assert liked(look_up(world)) == [*window, "before"]


def test_likes_are_read_no_further_than_the_window(world: World) -> None:
    world.add(HANDLE, ORG)
    for n in range(400, 0, -1):
        like(world, END - timedelta(days=n), f"at://{someone(n)}/{POST}/x")
    assert len(liked(look_up(world, is_full=False))) == 30
    assert world.methods(world.pds) == ["listRecords"]


def test_an_old_date_under_a_new_key_does_not_end_the_likes(world: World) -> None:
    world.add(HANDLE, ORG)
    for n in range(100):
        like(world, NOON, f"at://{someone(n)}/{POST}/x", NOON + timedelta(seconds=n))
    for n in range(100):
        old = START - timedelta(days=900)
        like(world, old, f"at://{someone(n)}/{POST}/old", NOON + timedelta(hours=1, seconds=n))
    assert len(liked(look_up(world, is_full=False))) == 100


def test_a_new_date_under_an_old_key_is_counted(world: World) -> None:
    world.add(HANDLE, ORG)
    for n in range(200):
        key_at = START - timedelta(seconds=200 - n)
        like(world, NOON, f"at://{someone(n)}/{POST}/x", key_at)
    assert len(liked(look_up(world, is_full=False))) == 200


def test_an_empty_page_ends_the_records_though_it_carries_a_cursor(world: World) -> None:
    page = {"records": [], "cursor": "on"}
    world.faults["listRecords"] = lambda: httpx.Response(200, json=page)
    assert len(liked(look_up(world, is_full=False))) == 0


def test_a_like_of_nothing_is_unreadable(world: World) -> None:
    world.add(HANDLE, ORG)
    like(world, NOON, "nothing")
    assert look_up(world).likes is Gap.UNREADABLE


# replies of every kind


KEYS = ["feed", "post", "uri", "author", "did", "record", "createdAt", "indexedAt", "reason"]
KEYS += ["cursor", "records", "value", "subject", "relationships", "follows", "error", "message"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(text(NOON)),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=15,
)


@given(status=st.sampled_from([200, 200, 200, 400, 500]), body=JSON)
def test_no_reply_ends_a_look_up(new_world: type[World], status: int, body: object) -> None:
    world = new_world()
    reply = json.dumps(body)
    for host in (world.appview, world.pds):
        world.faults[host] = lambda: httpx.Response(status, content=reply)
    assert isinstance(look_up(world, following=5), Sighting)


def recorded(shared: Path, endpoint: str) -> list[dict[str, Any]]:
    files = sorted((shared / "data/recorded/bluesky").glob(f"{endpoint}--*.json"))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


@pytest.mark.heavy
def test_recorded_feeds_are_read(shared: Path, new_world: type[World]) -> None:
    for reply in recorded(shared, "getAuthorFeed"):
        own = next(
            one["post"]["author"]["did"] for one in reply["body"]["feed"] if "reason" not in one
        )
        items = json.loads(json.dumps(reply["body"]["feed"]).replace(own, ORG))
        times = [(one.get("reason") or one["post"])["indexedAt"] for one in items]
        night = date.fromisoformat(max(times)[:10]) + timedelta(days=1)
        start = str(night - timedelta(days=30))
        inside = [one for one, at in zip(items, times, strict=True) if at >= start]
        world = new_world()
        world.feeds[ORG] = items
        seen = look_up(world, night=night, is_full=False)
        assert not isinstance(seen.timeline, Gap)
        kinds = [post.kind for post in seen.timeline]
        own_posts = [one["post"]["record"] for one in inside if "reason" not in one]
        assert kinds.count(PostKind.REPOST) == len(inside) - len(own_posts)
        assert kinds.count(PostKind.REPLY) == sum("reply" in record for record in own_posts)
        assert all(post.parent_at for post in seen.timeline if post.kind is PostKind.REPLY)


def test_recorded_relationships_are_read(shared: Path, world: World) -> None:
    (reply,) = recorded(shared, "getRelationships")
    (relation,) = reply["body"]["relationships"]
    world.follow(ORG, [relation["did"]])
    world.relations[relation["did"]] = relation
    seen = look_up(world, followers=100_000)
    assert seen.follow_back == FollowBack(listed=1, drawn=1, mutual=1)


def test_recorded_lists_are_read(shared: Path, world: World) -> None:
    (follows,) = recorded(shared, "getFollows")
    (followers,) = recorded(shared, "getFollowers")
    for reply in (follows, followers):
        reply["body"]["cursor"] = None
    world.faults["getFollows"] = lambda: httpx.Response(200, json=follows["body"])
    world.faults["getFollowers"] = lambda: httpx.Response(200, json=followers["body"])
    world.faults[world.pds] = lambda: httpx.ConnectError("down")
    listed = {one["did"] for one in follows["body"]["follows"]}
    walked = {one["did"] for one in followers["body"]["followers"]}
    seen = look_up(world, following=len(listed), followers=len(walked))
    assert isinstance(seen.follow_back, FollowBack)
    assert seen.follow_back.listed == len(listed)
    assert seen.follow_back.mutual in (0, len(listed & walked))


def test_recorded_records_are_read(shared: Path, world: World) -> None:
    (reply,) = recorded(shared, "listRecords")
    world.add(HANDLE, ORG)
    world.records[ORG, POST] = reply["body"]["records"]
    world.faults["getAuthorFeed"] = lambda: httpx.ConnectError("down")
    seen = look_up(world, night=date(2023, 11, 22), is_full=False)
    assert ids(seen) == ["3kepscxiljc22"]
    assert text(only(seen).at) == "2023-11-21T18:50:00.821Z"
