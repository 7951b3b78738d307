"""What a Mastodon account posted, and what its replies answer."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from collector.model import Gap, Post, PostKind, Reading
from collector.networks.mastodon import Mastodon
from collector.settings import MastodonSettings
from collector.tally import tally
from tests.collector.networks.fedi_world import (
    Fediverse,
    Server,
    account,
    page_missing,
    said,
    sighting,
    snowflake,
    stamp,
)

if TYPE_CHECKING:
    from collector.model import Sighting

NIGHT = date(2026, 11, 22)
END = datetime(2026, 11, 22, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OWN = "council@social.test"


@pytest.fixture
def world() -> Fediverse:
    return Fediverse()


def council(world: Fediverse, **told: Any) -> Server:
    server = world.server(**told)
    server.add("council", "101")
    world.settle(server, "council")
    return server


def seen(world: Fediverse, *, is_full: bool = False) -> Sighting:
    reading = Reading(night=NIGHT, is_full=is_full)
    return asyncio.run(sighting(Mastodon(MastodonSettings(), {}), world, account(), reading))


def posts(world: Fediverse, *, is_full: bool = False) -> tuple[Post, ...]:
    timeline = seen(world, is_full=is_full).timeline
    assert not isinstance(timeline, Gap)
    return timeline


def test_posts_replies_and_boosts_are_told_apart(world: Fediverse) -> None:
    server = council(world)
    asked = server.write("ana@x.test", END - 3 * DAY, content="<p>A light is out</p>")
    answer = server.write("council", END - 2 * DAY, to=asked, content="<p>Thank you!</p>")
    boost = server.write("council", END - DAY, reblog={"id": asked["id"]})
    news = server.write(
        "council",
        END - HOUR,
        content='<p>See <a href="https://council.test/x">council.test/x</a> '
        '<a href="https://social.test/tags/a" class="mention hashtag">#a</a></p>',
        language="cy",
    )
    origin = "https://social.test"
    assert posts(world) == (
        Post(
            id=f"{origin}/{news['id']}",
            at=END - HOUR,
            kind=PostKind.ORIGINAL,
            text="See council.test/x #a",
            language="cy",
            links=("https://council.test/x",),
        ),
        Post(
            id=f"{origin}/{boost['id']}",
            at=END - DAY,
            kind=PostKind.REPOST,
            subject=f"{origin}/{asked['id']}",
        ),
        Post(
            id=f"{origin}/{answer['id']}",
            at=END - 2 * DAY,
            kind=PostKind.REPLY,
            parent=f"{origin}/{asked['id']}",
            parent_author="ana@x.test",
            parent_at=END - 3 * DAY,
            text="Thank you!",
            language="en",
        ),
    )


@pytest.mark.parametrize(("is_full", "days"), [(False, 30), (True, 84)])
def test_the_window_is_read_and_no_more(
    world: Fediverse,
    is_full: bool,  # noqa: FBT001
    days: int,
) -> None:
    server = council(world)
    for hours in range(0, 24 * 120, 12):
        server.write("council", END - timedelta(hours=hours))
    found = posts(world, is_full=is_full)
    assert len(found) == 2 * days  # the cut-off itself lies outside
    assert len(world.paths("/101/statuses")) == (2 * days + 1) // 40 + 1
    assert found[0].at == END - 12 * HOUR
    assert found[-1].at == END - days * DAY


def test_a_status_dated_long_ago_does_not_end_the_reading(world: Fediverse) -> None:
    server = council(world)
    for hours in range(1, 80):
        status = server.write("council", END - hours * HOUR)
        if hours == 40:  # the last of the first page
            status["created_at"] = "2019-01-01T00:00:00.000Z"
    assert len(posts(world)) == 78


def test_what_is_not_for_everybody_is_left_out(world: Fediverse) -> None:
    server = council(world)
    for visibility in ("public", "unlisted", "private", "direct", "odd"):
        server.write("council", END - HOUR, visibility=visibility)
    assert len(posts(world)) == 2


def test_an_account_without_posts_has_an_empty_timeline(world: Fediverse) -> None:
    council(world)
    assert posts(world) == ()


def test_going_on_under_an_own_reply_answers_oneself_whomever_the_server_names(
    world: Fediverse,
) -> None:
    server = council(world)
    asked = server.write("ana@x.test", END - 3 * DAY)
    first = server.write("council", END - 2 * DAY, to=asked)
    second = server.write("council", END - DAY, to=first)
    assert second["in_reply_to_account_id"] == asked["account"]["id"]
    assert [post.parent_author for post in posts(world)] == [OWN, "ana@x.test"]
    facts = tally(posts(world), own={OWN}, night=NIGHT, created_at=None)
    assert (sum(facts.replies_by_day or ()), sum(facts.self_replies_by_day or ())) == (1, 1)


def test_what_was_answered_long_after_is_asked_for_in_batches(world: Fediverse) -> None:
    server = council(world)
    asked = server.write("ana@x.test", END - 200 * DAY)
    first = server.write("council", END - 190 * DAY, to=asked)
    server.write("council", END - DAY, to=first)  # names ana, and answers oneself
    old = [server.write(f"p{n}@x.test", END - (100 + n) * DAY) for n in range(30)]
    for n, one in enumerate(old):
        server.write("council", END - 2 * DAY + timedelta(minutes=n), to=one)
    found = posts(world)
    assert found[0].parent_author == OWN
    assert found[0].parent_at == END - 190 * DAY
    assert {post.parent_author for post in found[1:]} == {f"p{n}@x.test" for n in range(30)}
    assert world.paths("/api/v1/statuses") == ["/api/v1/statuses"] * 2


def test_what_was_answered_in_the_window_costs_no_request(world: Fediverse) -> None:
    server = council(world)
    for n in range(30):
        asked = server.write(f"p{n}@x.test", END - 2 * DAY + n * HOUR)
        server.write("council", END - 2 * DAY + n * HOUR + HOUR, to=asked)
    found = posts(world)
    assert world.paths("/api/v1/statuses") == []
    assert found[0].parent_at == found[0].at - HOUR
    assert len({post.parent_author for post in found}) == 30


def test_before_4_3_the_id_tells_the_time_and_the_reply_the_person(world: Fediverse) -> None:
    server = council(world, has_batches=False, has_uri=False)
    asked = server.write("ana@x.test", END - 100 * DAY)
    server.write("council", END - DAY, to=asked)
    (post,) = posts(world)
    assert (post.parent_author, post.parent_at) == ("ana@x.test", END - 100 * DAY)


def test_a_reply_whose_parent_is_gone_is_a_reply_still(world: Fediverse) -> None:
    server = council(world)
    asked = server.write("ana@x.test", END - 3 * DAY)
    server.write("council", END - DAY, to=asked, in_reply_to_id=None)
    (post,) = posts(world)
    assert (post.kind, post.parent, post.parent_author) == (PostKind.REPLY, None, "ana@x.test")


def test_a_person_whom_nobody_names_is_one_person_of_that_server(world: Fediverse) -> None:
    server = council(world)
    asked = server.write("ana@x.test", END - 3 * DAY)
    server.write("council", END - DAY, to=asked, mentions=[])
    (post,) = posts(world)
    assert post.parent_author == f"https://social.test#{asked['account']['id']}"


def test_people_of_the_accounts_own_server_are_known_by_its_domain(world: Fediverse) -> None:
    server = world.server("social.council.test", domain="council.test")
    server.add("council", "101")
    server.add("parks", "102")
    world.settle(server, "council")
    asked = server.write("parks", END - 3 * DAY)
    server.write("council", END - DAY, to=asked)
    reading = Reading(night=NIGHT, is_full=False)
    one = account("council@council.test")
    found = asyncio.run(sighting(Mastodon(MastodonSettings(), {}), world, one, reading))
    assert not isinstance(found.timeline, Gap)
    assert found.timeline[0].parent_author == "parks@council.test"


def test_akkoma_tells_threads_and_is_asked_for_parents_its_own_way(world: Fediverse) -> None:
    server = council(world, software="akkoma")
    asked = server.write("ana@x.test", END - 3 * DAY)
    answer = server.write("council", END - DAY, to=asked, pleroma={"conversation_id": 7})
    for status, id_ in ((asked, "9xFlake"), (answer, "9yFlake")):
        del server.statuses[status["id"]]
        status["id"] = id_
        server.statuses[id_] = status
    answer["in_reply_to_id"] = "9xFlake"
    world.faults["/101/statuses"] = lambda _: httpx.Response(200, json=[answer])
    (post,) = posts(world)
    assert post.thread == "https://social.test#thread-7"
    assert (post.parent_author, post.parent_at) == ("ana@x.test", END - 3 * DAY)
    assert [url.params["ids[]"] for url in world.asked if "ids[]" in url.params] == ["9xFlake"]


@pytest.mark.parametrize(
    ("reply", "gap"),
    [
        (said("This method requires an authenticated user", 401), Gap.NEEDS_TOKEN),
        (said("Record not found", 404), Gap.GONE),
        (page_missing(), Gap.GONE),
        (said("Too many requests", 429), Gap.BUSY),
        (httpx.Response(200, json={}), Gap.UNREADABLE),
        (httpx.Response(200, content=b"\xff"), Gap.UNREADABLE),
    ],
)
def test_a_timeline_that_fails_is_its_own_gap(
    world: Fediverse, reply: httpx.Response, gap: Gap
) -> None:
    council(world).accounts["101"].update(followers_count=3, following_count=0)
    world.faults["/101/statuses"] = lambda _: reply
    found = seen(world, is_full=True)
    assert (found.timeline, found.heard) == (gap, gap)
    assert not isinstance(found.follow_back, Gap)


@pytest.mark.parametrize(
    "told",
    [
        {"id": "../../x"},
        {"id": 7},
        {"created_at": "soon"},
        {"created_at": None},
        {"in_reply_to_id": 7},
        {"in_reply_to_id": "a/b"},
        {"account": {"id": "999", "acct": "other"}},
        {"replies_count": 2**70},
        {"mentions": "everybody"},
    ],
)
def test_an_odd_status_is_unreadable(world: Fediverse, told: dict[str, Any]) -> None:
    server = council(world)
    status = server.write("council", END - DAY)
    world.faults["/101/statuses"] = lambda _: httpx.Response(200, json=[status | told])
    assert seen(world).timeline is Gap.UNREADABLE


@pytest.mark.parametrize(
    "told", [{"content": None}, {"language": 7}, {"content": "<![if x <a href='//["}]
)
def test_odd_ornaments_are_passed_over(world: Fediverse, told: dict[str, Any]) -> None:
    council(world).write("council", END - DAY, **told)
    assert len(posts(world)) == 1


@pytest.mark.heavy
def test_a_timeline_that_never_ends_is_left(world: Fediverse) -> None:
    server = council(world)
    status = server.write("council", END - DAY)

    def answer(request: httpx.Request) -> httpx.Response:
        number = len(world.asked)
        link = f'<{request.url.copy_set_param("max_id", number)}>; rel="next"'
        return httpx.Response(200, json=[status], headers={"link": link})

    world.faults["/101/statuses"] = answer
    assert seen(world).timeline is Gap.OVER_BUDGET
    assert len(world.asked) < 400


def test_the_helper_writes_ids_as_mastodon_does() -> None:
    at = datetime(2022, 8, 24, 22, 29, 46, 487_000, tzinfo=UTC)
    assert snowflake(at, 41_558) == str((1_661_380_186_487 << 16) + 41_558)
    assert stamp(at) == "2022-08-24T22:29:46.487Z"
