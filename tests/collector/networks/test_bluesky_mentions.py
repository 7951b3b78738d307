"""Mentions beside replies: whose they are, in which thread, and what happens without them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from collector.errors import Busy, OverBudget
from collector.model import Gap, Heard, Message, OpeningKind, Sighting
from collector.networks.atproto import tid
from collector.networks.bluesky_mentions import MOST_MENTIONS, place, share_of
from collector.tally.circle import Circle
from collector.tally.heard import overheard
from tests.collector.networks import conftest
from tests.collector.networks.looking import (
    END,
    NIGHT,
    NOON,
    ORG,
    POST,
    answering,
    ids,
    item,
    look_up,
    said,
    someone,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

OWN = f"at://{ORG}/{POST}"
ANSWERED = {"replyCount": 1}
NAMING = {"$type": "app.bsky.richtext.facet#mention", "did": ORG}


@dataclass
class World(conftest.World):
    """The small world, with an index of mentions in it."""

    index: str = "https://index.test"
    links: list[str] = field(default_factory=list)
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def _get_backlinks(self, _: str, params: httpx.QueryParams) -> httpx.Response:
        plain = "facets[]" in params["source"]
        parts = [uri.removeprefix("at://").split("/") for uri in self.links if plain]
        listed = [{"did": one[0], "collection": one[1], "rkey": one[2]} for one in parts]
        start = int(params.get("cursor", 0))
        end = start + int(params["limit"])
        cursor = str(end) if end < len(listed) else None
        body = {"total": len(listed), "records": listed[start:end], "cursor": cursor}
        return httpx.Response(200, json=body)

    def _get_posts(self, _: str, params: httpx.QueryParams) -> httpx.Response:
        uris = params.get_list("uris")
        assert 1 <= len(uris) <= 25
        found = [self.posts[uri] for uri in uris if uri in self.posts]
        return httpx.Response(200, json={"posts": found})


@pytest.fixture
def world() -> World:
    return World()


def without(world: World, **options: Any) -> Sighting:
    """Look the account up by a site that asks no index."""
    world.index = ""
    return look_up(world, **options)


def named(world: World, person: int, at: datetime = NOON, **more: Any) -> str:
    """Let somebody name the account, in answer to nobody unless told otherwise."""
    uri = f"at://{someone(person)}/{POST}/{tid(at, person % 1024)}"
    world.posts[uri] = view(uri, at, **more)
    world.links.append(uri)
    return uri


def view(uri: str, at: datetime = NOON, **more: Any) -> dict[str, Any]:
    """Return a post that names the account, as the AppView shows it."""
    labels = more.pop("labels", [])
    shown: dict[str, Any] = said(uri, at, **more)["post"]
    shown["record"] |= {"text": "secret", "facets": [{"features": [NAMING]}]}
    shown["author"] |= {"labels": labels}
    return shown


def heard(sighting: Sighting) -> Heard:
    assert isinstance(sighting.heard, Heard), sighting.heard
    return sighting.heard


def messages(sighting: Sighting) -> dict[str, Message]:
    found = [one for thread in heard(sighting).threads for one in thread.messages or ()]
    assert len({one.id for one in found}) == len(found)
    return {one.id: one for one in found}


def own_thread(world: World, *replies: dict[str, Any], rkey: str = "a") -> None:
    world.feeds[ORG] = [item(rkey, NOON - timedelta(hours=1), post=ANSWERED)]
    world.threads[f"{OWN}/{rkey}"] = said(f"{OWN}/{rkey}", replies=list(replies))


def methods(world: World) -> set[str]:
    return set(world.methods())


def test_without_an_index_replies_alone_are_heard(world: World) -> None:
    named(world, 1)
    found = heard(without(world))
    assert found == Heard(kind=OpeningKind.REPLIES, threads=(), listed=0)
    assert "getBacklinks" not in methods(world)


def test_an_index_is_asked_in_full_readings_only(world: World) -> None:
    named(world, 1)
    assert look_up(world, is_full=False).heard is None
    assert not {"getBacklinks", "getPosts"} & methods(world)


def test_a_mention_is_a_message_of_its_thread(world: World) -> None:
    root, parent = f"at://{someone(8)}/{POST}/root", f"at://{someone(9)}/{POST}/parent"
    alone, under = named(world, 1), named(world, 2, to=parent, root=root)
    seen = look_up(world)
    assert (heard(seen).kind, heard(seen).listed) == (OpeningKind.MENTIONS, 2)
    noon = NOON.replace(microsecond=123000)
    assert messages(seen) == {
        alone: Message(
            id=alone, at=noon, author=someone(1), thread=alone, mentions=frozenset({ORG})
        ),
        under: Message(
            id=under,
            at=noon,
            author=someone(2),
            thread=root,
            parent_author=someone(9),
            mentions=frozenset({ORG}),
        ),
    }


def test_nobody_mentioned_it_is_known_as_such(world: World) -> None:
    assert heard(look_up(world)) == Heard(kind=OpeningKind.MENTIONS, threads=(), listed=0)
    assert "getPosts" not in methods(world)


def test_posts_are_asked_for_25_at_a_time(world: World) -> None:
    for person in range(60):
        named(world, person)
    assert len(messages(look_up(world))) == 60
    assert world.methods().count("getPosts") == 3


def test_a_mention_that_is_gone_or_names_somebody_else_is_dropped(world: World) -> None:
    gone, other, kept = (named(world, person) for person in (1, 2, 3))
    del world.posts[gone]
    world.posts[other]["record"]["facets"] = [{"features": [{**NAMING, "did": someone(5)}]}]
    assert messages(look_up(world)).keys() == {kept}


@pytest.mark.parametrize("value", ["bot", "!no-unauthenticated"])
def test_robots_and_who_asks_the_public_web_to_leave_them_out_are_not_heard(
    world: World, value: str
) -> None:
    mine = {"src": someone(1), "val": value}
    of_others = {"src": someone(9), "val": value}
    withdrawn = {"src": someone(3), "val": value, "neg": True}
    named(world, 1, labels=[mine])
    kept = {named(world, 2, labels=[of_others]), named(world, 3, labels=[withdrawn])}
    silent = said(f"at://{someone(1)}/{POST}/r", NOON, to=f"{OWN}/a")
    silent["post"]["author"]["labels"] = [mine]
    own_thread(world, silent)
    assert messages(look_up(world)).keys() == kept


def test_a_mention_in_a_thread_that_is_read_is_the_same_message(world: World) -> None:
    uri = named(world, 1, to=f"{OWN}/a")
    own_thread(world, {"post": view(uri, to=f"{OWN}/a")})
    seen = look_up(world)
    assert [thread.key for thread in heard(seen).threads] == [f"{OWN}/a"]
    assert heard(seen).listed == 1
    assert messages(seen)[uri].mentions == {ORG}


def test_a_mention_that_no_index_knows_leaves_its_author_out_of_that_thread(world: World) -> None:
    """It was met because the account answered there: those not answered are missed."""
    unlisted = f"at://{someone(1)}/{POST}/unlisted"
    thanks = said(f"at://{someone(1)}/{POST}/thanks", NOON, to=f"{OWN}/a")
    other = said(f"at://{someone(2)}/{POST}/other", NOON, to=f"{OWN}/a")
    own_thread(world, {"post": view(unlisted, to=f"{OWN}/a")}, thanks, other)
    elsewhere = named(world, 1)
    assert messages(look_up(world)).keys() == {other["post"]["uri"], elsewhere}
    replies = heard(without(world)).threads[0].messages
    assert {one.id for one in replies or ()} == {
        one["post"]["uri"] for one in (thanks, other, {"post": view(unlisted)})
    }


def test_a_thread_is_read_again_when_a_mention_comes_to_it(world: World) -> None:
    own_thread(world)
    first = heard(look_up(world)).threads[0]
    known = {first.key: first.mark}
    assert heard(look_up(world, settled=known)).threads[0].messages is None
    named(world, 1, to=f"{OWN}/a")
    later = heard(look_up(world, settled=known)).threads[0]
    assert later.mark != first.mark
    assert len(later.messages or ()) == 1
    again = heard(look_up(world, settled={later.key: later.mark})).threads
    assert [thread.messages for thread in again] == [None]


def test_what_was_settled_with_mentions_is_read_again_without_them(world: World) -> None:
    own_thread(world)
    first = heard(look_up(world)).threads[0]
    again = heard(without(world, settled={first.key: first.mark})).threads[0]
    assert again.messages is not None


@pytest.mark.parametrize("method", ["getBacklinks", "getPosts"])
@pytest.mark.parametrize(
    "fault",
    [
        lambda: Busy("later"),
        lambda: OverBudget("too many"),
        lambda: httpx.ReadTimeout("slow"),
        lambda: httpx.Response(502, text="<html>"),
        lambda: httpx.Response(200, json={}),
    ],
)
def test_a_failure_of_the_mentions_changes_nothing_else(
    world: World, method: str, fault: Callable[[], Any]
) -> None:
    own_thread(world, said(f"at://{someone(2)}/{POST}/x", NOON, to=f"{OWN}/a"))
    named(world, 1)
    world.faults[method] = fault
    seen = look_up(world)
    assert heard(seen).kind is OpeningKind.REPLIES
    assert method in methods(world)
    assert seen == without(world)


def test_an_appview_that_is_away_is_a_gap_with_an_index_too(world: World) -> None:
    own_thread(world)
    named(world, 1)
    world.faults["getPostThread"] = lambda: Busy("later")
    seen = look_up(world)
    assert seen.heard is Gap.BUSY
    assert ids(seen) == ["a"]


@pytest.mark.heavy
def test_of_many_mentions_those_of_some_persons_are_read_and_all_of_theirs(world: World) -> None:
    for turn in range(2):
        for person in range(1500):
            named(world, person, NOON - timedelta(hours=turn), to=f"{OWN}/{person % 300}")
    seen = look_up(world)
    found = messages(seen)
    people: dict[str, int] = defaultdict(int)
    for one in found.values():
        people[one.author] += 1
    assert 1800 < len(found) <= MOST_MENTIONS
    assert set(people.values()) == {2}
    assert heard(seen).listed / len(heard(seen).threads) == pytest.approx(3000 / 2000, rel=0.1)


@pytest.mark.heavy
def test_persons_are_drawn_for_replies_as_they_are_for_mentions(world: World) -> None:
    for person in range(2500):
        named(world, person)
    own_thread(
        world,
        *(said(f"at://{someone(person)}/{POST}/r", NOON, to=f"{OWN}/a") for person in range(200)),
    )
    seen = look_up(world)
    (thread,) = [thread for thread in heard(seen).threads if thread.key]
    share = share_of(ORG, world.links)
    repliers = {one.author for one in thread.messages or ()}
    assert repliers == {person for person in map(someone, range(200)) if place(ORG, person) < share}
    assert 140 < len(repliers) < 180


@pytest.mark.heavy
def test_where_threads_are_drawn_those_of_mentions_are_drawn_alike(world: World) -> None:
    world.feeds[ORG] = [
        item(f"p{n}", END - timedelta(hours=6 * n + 1), post=ANSWERED) for n in range(160)
    ]
    for person in range(320):
        named(world, person)
    seen = heard(look_up(world))
    own = [thread for thread in seen.threads if thread.key]
    assert (len(own), seen.listed) == (100, 160 + 320)
    assert len(seen.threads) - len(own) == pytest.approx(320 * 100 / 160, abs=45)


def test_nothing_of_a_thread_without_an_own_post_is_kept(world: World) -> None:
    """Its address is somebody else's."""
    old = NOON - timedelta(days=10)
    own_thread(world)
    named(world, 1, old)
    seen = look_up(world)
    assert [thread.key for thread in heard(seen).threads] == [f"{OWN}/a", ""]
    circle = Circle(own=frozenset({ORG}))
    told = overheard([seen], [seen], targets={ORG}, circle=circle, night=NIGHT, kept={})
    assert told.threads is not None
    assert told.threads.keys() == {f"{OWN}/a"}
    assert told.facts.openings_kind is OpeningKind.MENTIONS


def test_an_answered_mention_and_one_that_is_not_are_two_openings(world: World) -> None:
    asked, ignored = named(world, 1), named(world, 2)
    world.feeds[ORG] = [
        item("re", NOON + timedelta(hours=2), post={"replyCount": 0}, record=answering(asked))
    ]
    seen = look_up(world)
    circle = Circle(own=frozenset({ORG}))
    facts = overheard([seen], [seen], targets={ORG}, circle=circle, night=NIGHT, kept={}).facts
    assert facts.answered is not None
    assert facts.answered[:4] == (2, 2, 2, 1)
    assert facts.answer_waits == (7200,)
    assert ignored in messages(seen)
