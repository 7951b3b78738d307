"""What others say around an account's posts, and which threads are read for it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from collector.errors import Busy, OverBudget
from collector.model import Gap, Heard, Message, OpeningKind, Sighting, Thread
from collector.networks.atproto import tid
from tests.collector.networks.looking import (
    END,
    HANDLE,
    NOON,
    ORG,
    POST,
    answering,
    ids,
    item,
    look_up,
    only,
    said,
    someone,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.collector.networks.conftest import World

OWN = f"at://{ORG}/{POST}"


def theirs(place: int, key: str = "x") -> str:
    return f"at://{someone(place)}/{POST}/{key}"


def heard(sighting: Sighting) -> Heard:
    assert isinstance(sighting.heard, Heard), sighting.heard
    return sighting.heard


def messages(sighting: Sighting) -> dict[str, Message]:
    (thread,) = heard(sighting).threads
    return {message.id: message for message in thread.messages or ()}


def answered(rkey: str, at: datetime = NOON, count: int | None = 1, **more: Any) -> dict[str, Any]:
    return item(rkey, at, post={"replyCount": count}, **more)


def asked_threads(world: World) -> list[str]:
    return [params["uri"] for _, method, params in world.asked if method == "getPostThread"]


def test_everybody_elses_posts_in_a_thread_are_messages(world: World) -> None:
    world.feeds[ORG] = [answered("a", NOON)]
    below = [
        said(
            theirs(1),
            NOON + timedelta(hours=1),
            to=f"{OWN}/a",
            replies=[
                said(theirs(2), NOON + timedelta(hours=2), to=theirs(1), root=f"{OWN}/a"),
                said(f"{OWN}/b", NOON + timedelta(hours=3), to=theirs(1), root=f"{OWN}/a"),
            ],
        ),
    ]
    world.threads[f"{OWN}/a"] = said(f"{OWN}/a", NOON, replies=below)
    seen = look_up(world)
    found = messages(seen)
    assert heard(seen).kind is OpeningKind.REPLIES
    assert heard(seen).listed == 1
    assert found.keys() == {theirs(1), theirs(2)}
    noon = NOON.replace(microsecond=123000)
    assert found[theirs(1)] == Message(
        id=theirs(1),
        at=noon + timedelta(hours=1),
        author=someone(1),
        thread=f"{OWN}/a",
        parent_author=ORG,
    )
    assert found[theirs(2)].parent_author == someone(1)


def test_a_message_is_dated_by_the_earlier_of_its_two_times(world: World) -> None:
    early = NOON.replace(microsecond=0)
    forged = said(theirs(1), NOON, to=f"{OWN}/a", post={"indexedAt": text(early)})
    odd = said(theirs(2), NOON, to=f"{OWN}/a", post={"record": {"createdAt": "soon"}})
    fine = said(theirs(3), NOON, to=f"{OWN}/a")
    fine["post"]["record"]["createdAt"] = "2026-05-20T12:00:00.123999Z"
    fine["post"]["indexedAt"] = "2026-05-20T12:00:01Z"
    world.feeds[ORG] = [answered("a")]
    world.threads[f"{OWN}/a"] = said(f"{OWN}/a", replies=[forged, odd, fine])
    times = {uri: message.at for uri, message in messages(look_up(world)).items()}
    noon = early.replace(microsecond=123000)
    assert times == {theirs(1): early, theirs(2): noon, theirs(3): noon}


def test_a_thread_that_nobody_answered_is_not_read(world: World) -> None:
    world.feeds[ORG] = [answered("a", count=0)]
    assert heard(look_up(world)) == Heard(kind=OpeningKind.REPLIES, threads=(), listed=0)
    assert asked_threads(world) == []


def test_a_count_that_is_left_out_may_be_an_answer_every_week(world: World) -> None:
    world.feeds[ORG] = [item("a", NOON)]
    world.threads[f"{OWN}/a"] = said(f"{OWN}/a")
    (thread,) = heard(look_up(world)).threads
    assert thread.messages == ()
    look_up(world, settled={thread.key: thread.mark})
    assert asked_threads(world) == [f"{OWN}/a"] * 2


def test_others_say_nothing_on_ordinary_nights(world: World) -> None:
    world.feeds[ORG] = [answered("a")]
    assert look_up(world, is_full=False).heard is None
    assert asked_threads(world) == []


def test_a_thread_is_known_by_the_accounts_first_post_in_it(world: World) -> None:
    root = theirs(9, "root")
    world.feeds[ORG] = [
        answered("late", NOON, record=answering(theirs(1), root)),
        answered("early", NOON - timedelta(hours=1), 0, record=answering(root)),
    ]
    below = said(
        f"{OWN}/early",
        replies=[
            said(
                theirs(1),
                to=f"{OWN}/early",
                root=root,
                replies=[
                    said(f"{OWN}/late", replies=[said(theirs(2), to=f"{OWN}/late", root=root)])
                ],
            )
        ],
    )
    world.threads[root] = said(root, replies=[below])
    seen = look_up(world)
    assert [thread.key for thread in heard(seen).threads] == [f"{OWN}/early"]
    assert messages(seen).keys() == {root, theirs(1), theirs(2)}
    assert messages(seen)[root].thread == root
    assert messages(seen)[root].parent_author is None
    assert asked_threads(world) == [root]


@pytest.mark.parametrize(
    "root",
    [
        None,
        {"uri": "x", "notFound": True, "$type": "app.bsky.feed.defs#notFoundPost"},
        {"uri": "x", "blocked": True, "$type": "app.bsky.feed.defs#blockedPost", "author": {}},
    ],
)
def test_where_the_root_is_gone_or_blocked_the_own_posts_are_asked(
    world: World, root: dict[str, Any] | None
) -> None:
    first = theirs(9, "root")
    world.feeds[ORG] = [
        answered(rkey, NOON, count, record=answering(first))
        for rkey, count in (("a", 1), ("b", 0), ("c", 2))
    ]
    if root:
        world.threads[first] = root
    for rkey, place in (("a", 1), ("c", 2)):
        answer = said(theirs(place), to=f"{OWN}/{rkey}", root=first)
        world.threads[f"{OWN}/{rkey}"] = said(f"{OWN}/{rkey}", replies=[answer])
    seen = look_up(world)
    assert messages(seen).keys() == {theirs(1), theirs(2)}
    assert asked_threads(world) == [first, f"{OWN}/a", f"{OWN}/c"]


def test_a_thread_that_is_gone_altogether_is_empty(world: World) -> None:
    world.feeds[ORG] = [answered("a")]
    assert messages(look_up(world)) == {}
    assert asked_threads(world) == [f"{OWN}/a"]


def test_an_account_that_goes_while_its_threads_are_read_is_gone_and_was_not_silent(
    world: World,
) -> None:
    world.feeds[ORG] = [answered("a"), answered("b")]
    world.faults["getProfile"] = lambda: world.said("InvalidRequest", "Profile not found")
    assert look_up(world).heard is Gap.GONE


def test_what_is_no_post_is_passed_over(world: World) -> None:
    missing = {"uri": theirs(3), "notFound": True, "$type": "app.bsky.feed.defs#notFoundPost"}
    blocked = {"uri": theirs(4), "blocked": True, "author": {"did": someone(4)}}
    replies = [missing, blocked, None, 7, {"post": None}, said(theirs(1), replies={"post": 1})]
    world.feeds[ORG] = [answered("a")]
    world.threads[f"{OWN}/a"] = said(f"{OWN}/a", replies=replies)
    assert messages(look_up(world)).keys() == {theirs(1)}


def test_the_server_is_asked_for_more_levels_than_it_gives(world: World) -> None:
    world.feeds[ORG] = [answered("a")]
    node = said(theirs(0, "deepest"))
    for level in range(200):
        node = said(theirs(level), replies=[node])
    world.threads[f"{OWN}/a"] = said(f"{OWN}/a", replies=[node])
    assert len(messages(look_up(world))) == 201
    (asked,) = [params for _, method, params in world.asked if method == "getPostThread"]
    assert (asked["depth"], asked["parentHeight"]) == ("200", "0")


@pytest.mark.parametrize(
    "reply",
    [
        "<html>",
        "[" * 100_000,
        json.dumps({"thread": {"post": {"uri": 5}}}),
        json.dumps({"thread": said(theirs(1), post={"indexedAt": "soon"})}),
    ],
)
def test_a_thread_that_cannot_be_read_is_a_gap(world: World, reply: str) -> None:
    world.feeds[ORG] = [answered("a")]
    world.faults["getPostThread"] = lambda: httpx.Response(200, text=reply)
    seen = look_up(world)
    assert seen.heard is Gap.UNREADABLE
    assert ids(seen) == ["a"]


@pytest.mark.parametrize(
    ("fault", "gap"),
    [
        (lambda: OverBudget("spent"), Gap.OVER_BUDGET),
        (lambda: Busy("later"), Gap.BUSY),
        (lambda: httpx.ConnectError("down"), Gap.UNREACHABLE),
    ],
)
def test_a_thread_that_fails_tonight_leaves_no_half_of_what_was_said(
    world: World, fault: Callable[[], Any], gap: Gap
) -> None:
    world.feeds[ORG] = [answered("a"), answered("b", NOON - timedelta(hours=1))]
    world.threads[f"{OWN}/b"] = said(f"{OWN}/b", replies=[said(theirs(1), to=f"{OWN}/b")])
    world.faults["getPostThread"] = fault
    assert look_up(world).heard is gap


def test_while_the_appview_is_away_nobody_tells_what_others_said(world: World) -> None:
    world.add(HANDLE, ORG)
    world.write(ORG, POST, tid(NOON), createdAt=text(NOON), text="hello", langs=["en"])
    world.faults["getAuthorFeed"] = lambda: Busy("later")
    seen = look_up(world)
    assert (only(seen).text, only(seen).language) == ("hello", "en")
    assert seen.heard is Gap.BUSY


def test_without_a_timeline_there_is_nothing_to_hear(world: World) -> None:
    world.faults["getAuthorFeed"] = lambda: OverBudget("spent")
    assert look_up(world).heard is Gap.OVER_BUDGET


def test_a_settled_thread_is_not_read_again_until_its_mark_changes(world: World) -> None:
    root = theirs(9, "root")
    world.threads[root] = said(root)
    one = answered("a", count=0, record=answering(root))

    def thread(*items: dict[str, Any], settled: dict[str, str] | None = None) -> Thread:
        world.feeds[ORG] = list(items)
        (found,) = heard(look_up(world, settled=settled)).threads
        return found

    first = thread(answered("b", NOON + timedelta(hours=1), record=answering(root)), one)
    assert first.messages is not None
    known = {first.key: first.mark}
    again = thread(
        answered("b", NOON + timedelta(hours=1), record=answering(root)), one, settled=known
    )
    assert (again.mark, again.messages) == (first.mark, None)
    for changed in (
        [answered("b", NOON + timedelta(hours=1), 2, record=answering(root)), one],
        [
            answered("c", NOON + timedelta(hours=2), 0, record=answering(root)),
            answered("b", NOON + timedelta(hours=1), record=answering(root)),
            one,
        ],
    ):
        other = thread(*changed, settled=known)
        assert other.key == first.key
        assert other.mark != first.mark
        assert other.messages is not None


def test_a_thread_without_an_own_post_of_the_last_44_days_is_left(world: World) -> None:
    days = {"new": 43.9, "old": 44.1}
    world.feeds[ORG] = [answered(key, END - timedelta(days=ago)) for key, ago in days.items()]
    world.threads[f"{OWN}/new"] = said(f"{OWN}/new")
    assert heard(look_up(world)).listed == 1
    assert asked_threads(world) == [f"{OWN}/new"]


@pytest.mark.heavy
def test_of_many_threads_a_hundred_are_drawn_the_same_ones_every_week(world: World) -> None:
    world.feeds[ORG] = [answered(f"post-{n}", END - timedelta(hours=6 * n + 1)) for n in range(160)]
    seen = heard(look_up(world))
    assert (len(seen.threads), seen.listed) == (100, 160)
    drawn = {thread.key for thread in seen.threads}
    assert len({key for key in drawn if int(key.rpartition("-")[2]) < 80}) in range(35, 66)
    world.feeds[ORG] = world.feeds[ORG][10:]
    later = {thread.key for thread in heard(look_up(world)).threads}
    assert len(drawn - later) <= 10  # those that went, and nobody else
