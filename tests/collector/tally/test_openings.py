"""Openings: which messages open, who answers, what acknowledges; each term of the method."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.model import (
    Gap,
    Like,
    Message,
    Opening,
    OpeningKind,
    Post,
    PostKind,
    Profile,
    Sighting,
)
from collector.tally.circle import Circle
from collector.tally.openings import Group, openings, voice
from collector.tally.window import cut_off

NIGHT = date(2026, 6, 1)
START = cut_off(NIGHT) - timedelta(days=20)
OWN = frozenset({"me", "aid", "team"})
CIRCLE = Circle(own=OWN, official=frozenset({"me", "aid"}))
BOTH = pytest.mark.parametrize("kind", list(OpeningKind))


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def message(
    id_: str,
    hours: float,
    author: str = "ann",
    *,
    to: str | None = None,
    thread: str | None = "t",
    mentions: frozenset[str] | set[str] = frozenset(),
) -> Message:
    return Message(
        id=id_,
        at=at(hours),
        author=author,
        thread=thread,
        parent_author=to,
        mentions=frozenset(mentions),
    )


def answer(
    hours: float,
    to: str = "ann",
    *,
    parent: str = "gone",
    thread: str | None = "t",
    parent_hours: float | None = None,
) -> Post:
    return Post(
        id=f"answer {hours} {to} {parent}",
        at=at(hours),
        kind=PostKind.REPLY,
        thread=thread,
        parent=parent,
        parent_author=to,
        parent_at=None if parent_hours is None else at(parent_hours),
    )


def repost(subject: str, hours: float) -> Post:
    return Post(id=f"{subject}#", at=at(hours), kind=PostKind.REPOST, subject=subject)


def account(
    *posts: Post, id_: str = "me", likes: tuple[Like, ...] | Gap = (), timeline: Gap | None = None
) -> Sighting:
    profile = Profile(id=id_, handle=id_)
    return Sighting(profile=profile, follow_back=None, timeline=timeline or posts, likes=likes)


def found(
    *said: Message | Post | Sighting,
    kind: OpeningKind = OpeningKind.MENTIONS,
    targets: frozenset[str] = frozenset({"me"}),
) -> dict[Group, tuple[Opening, ...]]:
    posts = account(*(one for one in said if isinstance(one, Post)))
    others = [one for one in said if isinstance(one, Sighting)]
    heard = voice([posts, *others], CIRCLE)
    assert not isinstance(heard, Gap)
    messages = [one for one in said if isinstance(one, Message)]
    return openings(messages, kind=kind, targets=targets, own=OWN, said=heard)


def opened(
    *said: Message | Post | Sighting, kind: OpeningKind = OpeningKind.MENTIONS
) -> list[tuple[datetime, datetime | None]]:
    return [(one.at, one.answered_at) for some in found(*said, kind=kind).values() for one in some]


def only(*said: Message | Post | Sighting, kind: OpeningKind = OpeningKind.MENTIONS) -> Opening:
    ((one,),) = found(*said, kind=kind).values()
    return one


@BOTH
def test_a_direct_reply_to_the_account_opens(kind: OpeningKind) -> None:
    assert opened(message("m", 1, to="me"), kind=kind) == [(at(1), None)]


def test_a_mention_opens_where_mentions_are_collected() -> None:
    assert opened(message("m", 1, mentions={"me"})) == [(at(1), None)]
    assert opened(message("m", 1, mentions={"me"}), kind=OpeningKind.REPLIES) == []


@BOTH
@pytest.mark.parametrize("to", ["bob", "aid", None])
def test_what_is_not_for_the_account_opens_nothing(to: str | None, kind: OpeningKind) -> None:
    assert opened(message("m", 1, to=to, mentions={"bob"}), kind=kind) == []


@BOTH
@pytest.mark.parametrize("author", ["me", "aid", "team"])
def test_the_organisation_and_its_team_open_nothing(author: str, kind: OpeningKind) -> None:
    assert opened(message("m", 1, author, to="me", mentions={"me"}), kind=kind) == []


@BOTH
def test_only_a_persons_first_message_in_a_thread_opens(kind: OpeningKind) -> None:
    some = (message("n", 2, to="me"), message("m", 1, to="me"), message("o", 3, "bob", to="me"))
    assert opened(*some, kind=kind) == [(at(1), None), (at(3), None)]


@BOTH
def test_one_person_opens_in_each_thread(kind: OpeningKind) -> None:
    some = (message("m", 1, to="me"), message("n", 2, to="me", thread="u"))
    assert {*found(*some, kind=kind)} == {"t", "u"}


@BOTH
def test_a_message_found_twice_opens_once(kind: OpeningKind) -> None:
    assert len(opened(message("m", 1, to="me"), message("m", 1, to="me"), kind=kind)) == 1


def test_with_mentions_the_first_message_that_is_for_the_account_opens() -> None:
    some = (message("m", 1, to="bob"), message("n", 2, to="me"))
    assert opened(*some) == [(at(2), None)]


def test_with_replies_only_a_pair_that_is_first_known_otherwise_is_left_out() -> None:
    some = (message("m", 1, to="bob"), message("n", 2, to="me"))
    assert opened(*some, kind=OpeningKind.REPLIES) == []


def test_thanks_after_an_answered_mention_open_nothing_with_replies_only() -> None:
    some = (
        message("m", 1, mentions={"me"}),
        answer(2, parent="m"),
        message("thanks", 3, to="me"),
    )
    assert opened(*some, kind=OpeningKind.REPLIES) == []
    assert opened(*some) == [(at(1), at(2))]


def test_an_answered_mention_that_nobody_can_read_leaves_its_pair_out_with_replies_only() -> None:
    some = (answer(2, parent_hours=1), message("thanks", 3, to="me"))
    assert opened(*some, kind=OpeningKind.REPLIES) == []


def test_where_its_time_is_unknown_it_is_known_since_the_answer_to_it() -> None:
    late, early = answer(4), answer(2)
    assert opened(message("m", 3, to="me"), late, kind=OpeningKind.REPLIES) == [(at(3), at(4))]
    assert opened(message("m", 3, to="me"), early, kind=OpeningKind.REPLIES) == []


def test_of_several_unreadable_messages_the_first_is_when_it_is_known() -> None:
    some = (answer(9, parent="later", parent_hours=8), answer(2, parent_hours=1))
    for unseen in (some, some[::-1]):
        assert opened(message("m", 3, to="me"), *unseen, kind=OpeningKind.REPLIES) == []


def test_an_unreadable_message_of_another_thread_or_person_leaves_nobody_out() -> None:
    some = (answer(2, thread="u", parent_hours=1), answer(2, "bob", parent_hours=1))
    one = message("m", 3, to="me")
    assert opened(*some, one, kind=OpeningKind.REPLIES) == [(at(3), None)]


def test_thanks_after_an_answer_open_nothing() -> None:
    for kind in OpeningKind:
        some = (message("m", 1, to="me"), answer(2, parent="m"), message("thanks", 3, to="me"))
        assert opened(*some, kind=kind) == [(at(1), at(2))]


def test_the_first_ten_openings_of_a_thread_count() -> None:
    people = [message(f"m{n}", n, f"person {n}", to="me") for n in range(12, 0, -1)]
    other = message("o", 20, to="me", thread="u")
    groups = found(*people, other)
    assert [one.at for one in groups["t"]] == [at(n) for n in range(1, 11)]
    assert len(groups["u"]) == 1


def test_the_ten_are_counted_before_any_window_is_applied() -> None:
    old = [message(f"m{n}", n - 2000, f"person {n}", to="me") for n in range(10)]
    assert all(one.at < at(-1900) for one in found(*old, message("new", 1, to="me"))["t"])


def test_where_no_root_is_public_the_thread_is_a_person_and_a_day() -> None:
    some = (
        message("m", 1, to="me", thread=None),
        message("n", 2, to="me", thread=None),
        message("o", 25, to="me", thread=None),
        message("p", 1, "bob", to="me", thread=None),
    )
    assert sorted(map(len, found(*some).values())) == [1, 1, 1]


def test_without_a_root_an_answer_belongs_to_what_it_answers_even_after_midnight() -> None:
    one = message("m", 23.9, to="me", thread=None)
    for reply in (
        answer(24.5, parent="m", thread=None),
        answer(24.5, thread=None, parent_hours=23),
    ):
        assert only(one, reply).answered_at == at(24.5)
    assert only(one, answer(24.5, thread=None)).answered_at is None


@BOTH
def test_the_first_later_reply_to_the_person_in_the_thread_answers(kind: OpeningKind) -> None:
    some = (
        message("m", 5, to="me"),
        message("n", 6, to="me"),
        answer(9, parent="m"),
        answer(7, parent="n"),
        answer(6, "bob"),
        answer(6, thread="u"),
    )
    assert only(*some, kind=kind).answered_at == at(7)


def test_a_reply_dated_before_the_opening_does_not_answer_it() -> None:
    assert only(message("m", 5, to="me"), answer(4.999, parent="m")).answered_at is None
    assert only(message("m", 5, to="me"), answer(5, parent="m")).answered_at == at(5)


def test_a_sister_account_answers_too() -> None:
    sister = account(answer(2, parent="m"), id_="aid")
    assert only(message("m", 1, to="me"), sister).answered_at == at(2)


def test_openings_to_either_account_are_pooled() -> None:
    some = (message("m", 1, to="aid"), message("n", 2, to="me"), message("o", 3, "bob", to="me"))
    pooled = found(*some, targets=frozenset({"me", "aid"}))
    assert [one.at for one in pooled["t"]] == [at(1), at(3)]


def test_a_message_that_two_accounts_heard_mentions_all_whom_either_found_in_it() -> None:
    some = (message("m", 1, mentions={"aid"}), message("m", 1, mentions={"me"}))
    assert opened(*some) == opened(*reversed(some)) == [(at(1), None)]


def test_a_like_or_a_repost_of_the_opening_acknowledges_it() -> None:
    one = message("m", 1, to="me")
    liking = account(likes=(Like(subject="m", at=at(4)), Like(subject="x", at=at(2))), id_="aid")
    assert only(one, liking).acknowledged_at == at(4)
    assert only(one, liking, repost("m", 3)).acknowledged_at == at(3)
    assert only(one, repost("x", 3)).acknowledged_at is None


def test_a_like_of_another_message_of_the_person_acknowledges_nothing() -> None:
    some = (message("m", 1, to="me"), message("n", 2, to="me"), repost("n", 3))
    assert only(*some).acknowledged_at is None


def test_a_like_dated_before_the_opening_acknowledges_nothing() -> None:
    assert only(message("m", 3, to="me"), repost("m", 2)).acknowledged_at is None


def test_one_account_whose_likes_are_unknown_leaves_all_acknowledgements_unknown() -> None:
    hidden = account(likes=Gap.NOT_OFFERED, id_="aid")
    told = voice([account(repost("m", 3)), hidden], CIRCLE)
    assert not isinstance(told, Gap)
    assert (told.praised, told.tells_likes) == (None, True)


def test_a_network_that_tells_nobodys_likes_is_known_by_all_of_its_accounts() -> None:
    ours = account(likes=Gap.NOT_OFFERED), account(likes=Gap.NOT_OFFERED, id_="aid")
    told = voice(ours, CIRCLE)
    assert not isinstance(told, Gap)
    assert (told.praised, told.tells_likes) == (None, False)


def test_a_sister_that_failed_tonight_alone_silences_all() -> None:
    for sister in (Gap.BUSY, account(timeline=Gap.BUSY, id_="aid")):
        assert voice([account(), sister], CIRCLE) is Gap.BUSY


def test_a_sister_that_is_gone_or_locked_is_left_out() -> None:
    locked = account(timeline=Gap.LOCKED, likes=Gap.LOCKED, id_="aid")
    told = voice([account(answer(2)), locked, Gap.GONE], CIRCLE)
    assert not isinstance(told, Gap)
    assert (len(told.replies), told.praised) == (1, {})


PEOPLE = st.sampled_from(["ann", "bob", "cyd", "team"])
THREADS = st.sampled_from(["t", "u", None])
HOURS = st.integers(0, 60)
EVENTS = st.lists(
    st.builds(
        lambda n, hours, author, to, thread, mentions: message(
            f"m{n}", hours, author, to=to, thread=thread, mentions=mentions
        ),
        st.integers(0, 99),
        HOURS,
        PEOPLE,
        st.sampled_from(["me", "aid", "bob", None]),
        THREADS,
        st.frozensets(st.sampled_from(["me", "aid"]), max_size=1),
    )
    | st.builds(
        lambda hours, to, n, thread: answer(hours, to, parent=f"m{n}", thread=thread),
        HOURS,
        PEOPLE,
        st.integers(0, 99),
        THREADS,
    )
    | st.builds(lambda n, hours: repost(f"m{n}", hours), st.integers(0, 99), HOURS),
    max_size=25,
    unique_by=lambda one: one.id,
)


@given(EVENTS, st.randoms(), st.sampled_from(OpeningKind))
def test_shuffling_events_changes_no_opening(
    events: list[Message | Post], random: object, kind: OpeningKind
) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert found(*shuffled, kind=kind) == found(*events, kind=kind)


@given(EVENTS, st.sampled_from(OpeningKind))
def test_nobody_is_left_in_an_opening(events: list[Message | Post], kind: OpeningKind) -> None:
    marked = [
        replace(one, author=f"marked {one.author}") if isinstance(one, Message) else one
        for one in events
    ]
    assert "marked" not in repr([*found(*marked, kind=kind).values()])


@given(EVENTS)
def test_replies_only_never_open_more_than_mentions_and_replies(
    events: list[Message | Post],
) -> None:
    few = sum(map(len, found(*events, kind=OpeningKind.REPLIES).values()))
    assert few <= sum(map(len, found(*events).values()))


@given(EVENTS, st.sampled_from(OpeningKind))
def test_what_comes_of_an_opening_never_comes_before_it(
    events: list[Message | Post], kind: OpeningKind
) -> None:
    for one in (one for some in found(*events, kind=kind).values() for one in some):
        assert one.answered_at is None or one.answered_at >= one.at
        assert one.acknowledged_at is None or one.acknowledged_at >= one.at
