"""What others say around a Mastodon account's own posts."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from collector.model import Gap, Heard, Message, Opening, OpeningKind, Reading
from collector.networks.mastodon import Mastodon
from collector.settings import MastodonSettings
from collector.tally.circle import Circle
from collector.tally.heard import Settled, listened, overheard, settled
from collector.tally.openings import Voice, voice
from tests.collector.networks.fedi_world import Fediverse, Server, account, said, sighting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from collector.model import Sighting

NIGHT = date(2026, 11, 22)
END = datetime(2026, 11, 22, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OWN = "council@social.test"
CIRCLE = Circle(own=frozenset({OWN}), official=frozenset({OWN}))


@pytest.fixture
def world() -> Fediverse:
    return Fediverse()


def council(world: Fediverse, **told: Any) -> Server:
    server = world.server(**told)
    server.add("council", "101")
    world.settle(server, "council")
    return server


def seen(world: Fediverse, marks: Mapping[str, str] | None = None) -> Sighting:
    reading = Reading(night=NIGHT, settled=marks or {})
    return asyncio.run(sighting(Mastodon(MastodonSettings(), {}), world, account(), reading))


def heard(found: Sighting) -> Heard:
    assert isinstance(found.heard, Heard)
    return found.heard


def openings(found: Sighting, kept: Mapping[str, Settled] | None = None) -> list[Opening]:
    """Return the openings, in the order of time."""
    said_ = voice([found], CIRCLE)
    assert isinstance(said_, Voice)
    listening = listened([heard(found)], targets={OWN}, circle=CIRCLE, said=said_, kept=kept or {})
    return sorted(
        (one for cluster in listening.clusters for one in cluster), key=lambda one: one.at
    )


def test_a_direct_reply_is_an_opening_with_its_answer(world: Fediverse) -> None:
    server = council(world)
    news = server.write("council", END - 9 * DAY)
    asked = server.write("ana@x.test", END - 8 * DAY, to=news)
    server.write("council", END - 8 * DAY + 2 * HOUR, to=asked)
    found = seen(world)
    assert heard(found).kind is OpeningKind.REPLIES
    (thread,) = heard(found).threads
    assert thread.messages == (
        Message(
            id=f"https://social.test/{asked['id']}",
            at=END - 8 * DAY,
            author="ana@x.test",
            thread=f"https://social.test/{news['id']}",
            parent_author=OWN,
        ),
    )
    (opening,) = openings(found)
    assert (opening.at, opening.answered_at) == (END - 8 * DAY, END - 8 * DAY + 2 * HOUR)


@pytest.mark.parametrize(
    ("told", "is_heard"),
    [
        ({"bot": True}, False),
        ({"group": True}, False),  # repeats what is sent to it
        ({"note": '<p><a class="mention hashtag" href="/t">#<span>NoBot</span></a></p>'}, False),
        ({"bot": False, "group": None, "note": "<p>No bot, I. See https://x.test/#a</p>"}, True),
        ({"bot": "odd", "group": "odd", "note": ["#nobot"]}, True),
    ],
)
def test_robots_and_who_asks_robots_to_stay_away_open_nothing(
    world: Fediverse, told: dict[str, Any], *, is_heard: bool
) -> None:
    server = council(world)
    news = server.write("council", END - 9 * DAY)
    asked = server.write("ana@x.test", END - 8 * DAY, to=news)
    asked["account"] |= told
    server.write("council", END - 8 * DAY + 2 * HOUR, to=asked)
    server.write("ben@x.test", END - 7 * DAY, to=asked)  # to somebody else, heard or not
    found = seen(world)
    assert len(openings(found)) == int(is_heard)
    authors = {one.author for thread in heard(found).threads for one in thread.messages or ()}
    assert authors == ({"ana@x.test", "ben@x.test"} if is_heard else {"ben@x.test"})


def test_posts_that_nobody_answered_are_not_asked_about(world: Fediverse) -> None:
    server = council(world)
    first = server.write("council", END - 2 * DAY)
    server.write("council", END - DAY, to=first)  # goes on under it
    old = server.write("council", END - 60 * DAY)
    server.write("ana@x.test", END - DAY, to=old)
    found = seen(world)
    assert heard(found) == Heard(kind=OpeningKind.REPLIES, threads=(), listed=0)
    assert world.paths("context") == []


def test_own_posts_that_go_on_are_one_thread_and_one_request(world: Fediverse) -> None:
    server = council(world)
    first = server.write("council", END - 5 * DAY)
    second = server.write("council", END - 5 * DAY + HOUR, to=first)
    server.write("ana@x.test", END - 4 * DAY, to=first)
    server.write("ben@x.test", END - 4 * DAY, to=second)
    found = seen(world)
    assert len(heard(found).threads) == 1
    assert len(openings(found)) == 2
    assert len(world.paths("context")) == 1


def test_whoever_was_answered_first_opens_nothing_by_thanking(world: Fediverse) -> None:
    server = council(world)
    mention = server.write("ana@x.test", END - 8 * DAY)
    answer = server.write("council", END - 7 * DAY, to=mention)
    server.write("ana@x.test", END - 6 * DAY, to=answer)  # thank you
    server.write("ben@x.test", END - 6 * DAY, to=answer)
    found = seen(world)
    (opening,) = openings(found)
    assert opening.at == END - 6 * DAY
    authors = {one.author for one in heard(found).threads[0].messages or ()}
    assert authors == {"ana@x.test", "ben@x.test"}


def test_an_answer_that_was_answered_is_read_with_the_thread_it_stands_in(
    world: Fediverse,
) -> None:
    server = council(world)
    news = server.write("council", END - 9 * DAY)
    asked = server.write("ana@x.test", END - 8 * DAY, to=news)
    answer = server.write("council", END - 8 * DAY + HOUR, to=asked)
    server.write("ana@x.test", END - 7 * DAY, to=answer)
    found = seen(world)
    assert [one.at for one in openings(found)] == [END - 8 * DAY]
    assert len(world.paths("context")) == 1  # all of it was shown
    assert heard(found).listed == 2


def test_a_settled_thread_is_read_no_more_until_something_moves(world: Fediverse) -> None:
    server = council(world)
    news = server.write("council", END - 20 * DAY)
    asked = server.write("ana@x.test", END - 19 * DAY, to=news)
    server.write("council", END - 19 * DAY + HOUR, to=asked)
    found = seen(world)
    marks = {thread.key: thread.mark for thread in heard(found).threads}
    world.asked.clear()
    again = heard(seen(world, marks))
    assert [thread.messages for thread in again.threads] == [None]
    assert world.paths("context") == []
    server.write("ben@x.test", END - DAY, to=news)
    moved = heard(seen(world, marks))
    assert [len(thread.messages or ()) for thread in moved.threads] == [2]


def test_a_settled_thread_that_holds_an_answered_answer_is_read_again(world: Fediverse) -> None:
    server = council(world)
    news = server.write("council", END - 20 * DAY)
    asked = server.write("ana@x.test", END - 19 * DAY, to=news)
    answer = server.write("council", END - 19 * DAY + HOUR, to=asked)
    first = seen(world)
    marks = {thread.key: thread.mark for thread in heard(first).threads}
    (before,) = openings(first)
    kept = {heard(first).threads[0].key: Settled(mark="x", openings=(before,))}
    server.write("ana@x.test", END - 18 * DAY, to=answer)
    server.write("ben@x.test", END - 18 * DAY, to=answer)
    again = seen(world, marks)
    assert all(thread.messages is not None for thread in heard(again).threads)
    assert openings(again, kept) == openings(seen(world))
    assert len(openings(again, kept)) == 2


def test_who_was_only_met_above_an_answer_opens_nothing(world: Fediverse) -> None:
    server = council(world)
    old = server.write("council", END - 60 * DAY)  # too old to be read for itself
    asked = server.write("ana@x.test", END - 8 * DAY, to=old)
    answer = server.write("council", END - 7 * DAY, to=asked)
    server.write("ana@x.test", END - 6 * DAY, to=answer)
    server.write("ben@x.test", END - 5 * DAY, to=answer)
    assert [one.at for one in openings(seen(world))] == [END - 5 * DAY]


def test_an_answer_in_a_strangers_thread_is_read_every_time(world: Fediverse) -> None:
    server = council(world)
    asked = server.write("ana@x.test", END - 20 * DAY)
    answer = server.write("council", END - 19 * DAY, to=asked)
    server.write("ben@x.test", END - 18 * DAY, to=answer)
    marks = {thread.key: thread.mark for thread in heard(seen(world)).threads}
    assert [len(thread.messages or ()) for thread in heard(seen(world, marks)).threads] == [2]


def test_a_thread_alone_may_settle_and_two_that_meet_may_not(world: Fediverse) -> None:
    server = council(world)
    alone = server.write("council", END - 30 * DAY)
    server.write("cyd@x.test", END - 29 * DAY, to=alone)
    news = server.write("council", END - 20 * DAY)
    asked = server.write("ana@x.test", END - 19 * DAY, to=news)
    answer = server.write("council", END - 19 * DAY + HOUR, to=asked)
    server.write("ben@x.test", END - 18 * DAY, to=answer)
    found = seen(world)
    said_ = voice([found], CIRCLE)
    assert isinstance(said_, Voice)
    listening = listened([heard(found)], targets={OWN}, circle=CIRCLE, said=said_, kept={})
    assert set(settled(listening, said_, NIGHT)) == {f"https://social.test/{alone['id']}"}


def test_a_thread_settles_once_all_are_answered_or_had_their_week(world: Fediverse) -> None:
    server = council(world)
    posts = [server.write("council", END - (3 + n) * DAY) for n in range(3)]
    asked = [server.write(f"p{n}@x.test", END - 2 * DAY, to=one) for n, one in enumerate(posts)]
    server.write("council", END - DAY, to=asked[0])
    server.write("ben@x.test", END - DAY, to=posts[1])
    keys = [f"https://social.test/{one['id']}" for one in posts]

    def settle(night: date) -> set[str]:
        found = seen(world)
        told = overheard([found], [found], targets={OWN}, circle=CIRCLE, night=night, kept={})
        return set(told.threads or ())

    assert settle(NIGHT) == {keys[0]}
    assert settle(NIGHT + 5 * DAY) == {keys[0], keys[2]}
    assert settle(NIGHT + 6 * DAY) == set(keys)


@pytest.mark.heavy
def test_more_than_sixty_threads_are_drawn_the_same_every_week(world: Fediverse) -> None:
    server = council(world)
    for hours in range(1, 101):
        news = server.write("council", END - 20 * DAY + hours * HOUR)
        server.write("ana@x.test", END - 10 * DAY + hours * HOUR, to=news)
    first, second = heard(seen(world)), heard(seen(world))
    assert (first.listed, len(first.threads)) == (100, 60)
    assert [one.key for one in first.threads] == [one.key for one in second.threads]


def test_a_long_thread_is_read_from_its_later_own_posts_too(world: Fediverse) -> None:
    server = council(world)
    first = server.write("council", END - 5 * DAY)
    second = server.write("council", END - 5 * DAY + HOUR, to=first)
    for n in range(60):
        server.write(f"p{n}@x.test", END - 4 * DAY + timedelta(minutes=n), to=first)
    server.write("late@x.test", END - DAY, to=second)
    found = seen(world)
    assert len(world.paths("context")) == 2
    (thread,) = heard(found).threads
    assert "late@x.test" in {one.author for one in thread.messages or ()}


def test_a_context_that_is_gone_holds_nothing(world: Fediverse) -> None:
    server = council(world)
    news = server.write("council", END - 5 * DAY)
    server.write("ana@x.test", END - 4 * DAY, to=news)
    world.faults["context"] = lambda _: said("Record not found", 404)
    (thread,) = heard(seen(world)).threads
    assert thread.messages == ()


def test_an_account_that_goes_while_its_threads_are_read_is_gone_and_was_not_silent(
    world: Fediverse,
) -> None:
    server = council(world)
    for days in (5, 6):
        news = server.write("council", END - days * DAY)
        server.write("ana@x.test", END - 4 * DAY, to=news)

    def gone(_: httpx.Request) -> httpx.Response:
        world.faults["accounts/"] = lambda _: said("Record not found", 404)
        return said("Record not found", 404)

    world.faults["context"] = gone
    assert seen(world).heard is Gap.GONE


def test_what_is_not_for_everybody_is_not_heard(world: Fediverse) -> None:
    server = council(world)
    news = server.write("council", END - 5 * DAY)
    server.write("ana@x.test", END - 4 * DAY, to=news, visibility="private")
    server.write("ben@x.test", END - 4 * DAY, to=news)
    assert len(openings(seen(world))) == 1


@pytest.mark.parametrize(
    ("reply", "gap"),
    [
        (said("This method requires an authenticated user", 401), Gap.NEEDS_TOKEN),
        (said("Too many requests", 429), Gap.BUSY),
        (httpx.Response(200, json={"ancestors": []}), Gap.UNREADABLE),
        (httpx.Response(200, json={"ancestors": [], "descendants": [7]}), Gap.UNREADABLE),
        (httpx.Response(200, content=b"[" * 100_000), Gap.UNREADABLE),
    ],
)
def test_threads_that_fail_are_their_own_gap(
    world: Fediverse, reply: httpx.Response, gap: Gap
) -> None:
    server = council(world)
    news = server.write("council", END - 5 * DAY)
    server.write("ana@x.test", END - 4 * DAY, to=news)
    world.faults["context"] = lambda _: reply
    found = seen(world)
    assert found.heard is gap
    assert not isinstance(found.timeline, Gap)


def test_a_clock_ahead_of_its_arrival_is_not_believed(world: Fediverse) -> None:
    server = council(world)
    news = server.write("council", END - 5 * DAY)
    server.write("ana@x.test", END - 4 * DAY, to=news, created_at="2030-01-01T00:00:00.000Z")
    (opening,) = openings(seen(world))
    assert opening.at == END - 4 * DAY


def test_a_thread_that_turns_round_is_read_once(world: Fediverse) -> None:
    server = council(world)
    news = server.write("council", END - 5 * DAY)
    asked = server.write("ana@x.test", END - 4 * DAY, to=news)
    loop = {**asked, "in_reply_to_id": asked["id"]}
    body = {
        "ancestors": [loop, loop],
        "descendants": [loop, {**news, "in_reply_to_id": loop["id"]}],
    }
    world.faults["context"] = lambda _: httpx.Response(200, json=body)
    (thread,) = heard(seen(world)).threads
    assert len(thread.messages or ()) == 1


def test_akkomas_threads_are_the_same_for_posts_and_messages(world: Fediverse) -> None:
    server = council(world, software="akkoma")
    news = server.write("council", END - 5 * DAY, pleroma={"conversation_id": 3})
    server.write("ana@x.test", END - 4 * DAY, to=news, pleroma={"conversation_id": 3})
    found = seen(world)
    assert not isinstance(found.timeline, Gap)
    (thread,) = heard(found).threads
    assert {one.thread for one in thread.messages or ()} == {found.timeline[0].thread}


def test_the_columns_count_answers_to_strangers_alone(world: Fediverse) -> None:
    server = council(world)
    for n in range(12):
        news = server.write("council", END - 20 * DAY + n * HOUR)
        asked = server.write(f"p{n}@x.test", END - 15 * DAY + n * HOUR, to=news)
        if n % 3 == 0:
            server.write("council", END - 15 * DAY + n * HOUR + HOUR, to=asked)
    found = seen(world)
    told = overheard([found], [found], targets={OWN}, circle=CIRCLE, night=NIGHT, kept={})
    assert told.facts.answered is not None
    assert told.facts.answered[:2] == (12, 12)
    assert told.facts.answered[3] == 4
    assert told.facts.acknowledged is None
    assert told.facts.answer_waits == (3600,) * 4
