"""What was seen of an organisation's accounts becomes rows, and threads that may be kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.interval import ClusterSums
from collector.model import (
    Account,
    Facts,
    FollowBack,
    Gap,
    Heard,
    Kind,
    Like,
    Message,
    Observation,
    Opening,
    OpeningKind,
    Organisation,
    Post,
    PostKind,
    Profile,
    Role,
    Sighting,
    Thread,
)
from collector.observe import Recorded, recorded
from collector.tally.heard import Settled
from collector.tally.window import cut_off

if TYPE_CHECKING:
    from collections.abc import Sequence

NIGHT = date(2026, 6, 1)
END = cut_off(NIGHT)
LONG_AGO = END - timedelta(days=999)
MAIN = Account(network="bluesky", handle="main.test", role=Role.MAIN)
AID = Account(network="bluesky", handle="aid.test", role=Role.HELP)
BOSS = Account(network="bluesky", handle="boss.test", role=Role.LEADER)
LIKES = Like(subject="m-ann", at=END - timedelta(days=9, hours=20))


def organisation(*accounts: Account, country: str = "GB") -> Organisation:
    return Organisation(
        slug="lonmouth",
        name="Lonmouth",
        kind=Kind.COUNCIL,
        sector="borough",
        country=country,
        website="https://www.lonmouth.test/council",
        accounts=accounts or (MAIN,),
        file=PurePosixPath("councils/lonmouth.yml"),
    )


def reply(person: str, *, ago: float, by: str = "main") -> Post:
    return Post(
        id=f"{by} to {person}",
        at=END - timedelta(days=ago),
        kind=PostKind.REPLY,
        thread="t",
        parent=f"m-{person}",
        parent_author=person,
        text="Thank you!",
        language="en",
        links=("https://news.lonmouth.test",),
    )


def comment(person: str, *, ago: float, to: str = "main", thread: str = "t") -> Message:
    at = END - timedelta(days=ago)
    return Message(id=f"m-{person}", at=at, author=person, thread=thread, parent_author=to)


def thread(*messages: Message, key: str = "key", mark: str = "1") -> Thread:
    return Thread(key=key, mark=mark, messages=messages)


def heard(*threads: Thread, listed: int | None = None) -> Heard:
    return Heard(
        kind=OpeningKind.REPLIES,
        threads=threads,
        listed=len(threads) if listed is None else listed,
    )


def seen(
    *posts: Post,
    id_: str = "main",
    heard: Heard | Gap | None = None,
    likes: tuple[Like, ...] | Gap = (),
    timeline: Gap | None = None,
) -> Sighting:
    return Sighting(
        profile=Profile(id=id_, handle=f"{id_}.test", followers=10, created_at=LONG_AGO),
        follow_back=FollowBack(listed=4, drawn=4, mutual=2),
        timeline=timeline or posts,
        likes=likes,
        heard=heard,
    )


@dataclass
class Told:
    """What is recorded of these accounts, and each row's facts by account."""

    seen: Sequence[tuple[Account, Sighting | Gap]]
    options: dict[str, object] = field(default_factory=dict)

    @property
    def all(self) -> Recorded:
        accounts = [account for account, _ in self.seen]
        return recorded(organisation(*accounts), "bluesky", self.seen, NIGHT, **self.options)  # type: ignore[arg-type]

    def row(self, account: Account | None = MAIN) -> Observation:
        handle = account and account.handle
        (row,) = (row for row in self.all.rows if row.account == handle)
        return row

    def facts(self, account: Account | None = MAIN) -> Facts:
        found = self.row(account).facts
        assert found is not None
        return found


def told(*some: tuple[Account, Sighting | Gap], **options: object) -> Told:
    return Told(some, options)


def share(flat: tuple[int, ...] | None) -> tuple[int, int]:
    sums = ClusterSums.of(flat or ())
    return sums.hits, sums.size


def test_a_full_reading_fills_the_columns_of_openings() -> None:
    around = heard(thread(comment("ann", ago=10), comment("bob", ago=9)), listed=3)
    found = told((MAIN, seen(reply("ann", ago=9.5), heard=around, likes=(LIKES,)))).facts()
    assert (found.openings_kind, found.openings_gap) == (OpeningKind.REPLIES, None)
    assert (found.threads_listed, found.threads_drawn) == (3, 1)
    assert [share(one) for one in (found.answered, found.acknowledged, found.responded)] == [
        (1, 2),
        (1, 2),
        (1, 2),
    ]
    assert (found.answer_waits, found.open_waits) == ((43200,), (604800,))
    assert (sum(found.opening_hour_counts or ()), found.threads_capped) == (2, 0)


def test_an_ordinary_night_says_nothing_of_openings() -> None:
    found = told((MAIN, seen(reply("ann", ago=1))), is_full=False).facts()
    assert (found.answered, found.openings_kind, found.openings_gap) == (None, None, None)
    assert (found.opening_hours, found.threads_capped) == (None, None)
    assert (found.weeks_observed, found.languages, found.conversations) == (None, None, 1)


def test_an_account_that_heard_nobody_has_openings_of_which_there_are_none() -> None:
    found = told((MAIN, seen(heard=heard()))).facts()
    assert (found.answered, found.answer_waits, found.openings_gap) == ((0,) * 7, (), None)


def test_threads_that_could_not_be_read_leave_their_reason() -> None:
    found = told((MAIN, seen(heard=Gap.BUSY))).facts()
    assert (found.openings_gap, found.answered, found.openings_kind) == (Gap.BUSY, None, None)


def test_without_the_accounts_posts_its_openings_are_a_gap() -> None:
    found = told(
        (MAIN, seen(timeline=Gap.BUSY, heard=heard(thread(comment("ann", ago=9)))))
    ).facts()
    assert (found.timeline_gap, found.openings_gap, found.answered) == (Gap.BUSY, Gap.BUSY, None)


def test_where_likes_are_not_shown_acknowledgement_and_any_response_are_unknown() -> None:
    around = heard(thread(comment("ann", ago=10)))
    found = told((MAIN, seen(reply("ann", ago=9), heard=around, likes=Gap.NOT_OFFERED))).facts()
    assert share(found.answered) == (1, 1)
    assert (found.acknowledged, found.responded, found.likes_given) == (None, None, None)


def test_likes_that_could_not_be_read_leave_their_reason() -> None:
    asked = told((MAIN, seen(heard=heard(thread(comment("ann", ago=10))), likes=Gap.BUSY)))
    assert asked.facts().likes_gap is Gap.BUSY
    assert (asked.facts().likes_given, asked.facts().responded) == (None, None)
    assert share(asked.facts().answered) == (0, 1)


def test_likes_of_a_sister_that_failed_are_the_reason_of_both_accounts_and_of_the_pooled_row() -> (
    None
):
    around = heard(thread(comment("ann", ago=10)))
    asked = told((MAIN, seen(heard=around)), (AID, seen(id_="aid", likes=Gap.BUSY)))
    assert {asked.facts(one).likes_gap for one in (None, MAIN, AID)} == {Gap.BUSY}
    assert (asked.facts().acknowledged, asked.facts().likes_given) == (None, 0)
    assert (asked.facts(None).acknowledged, asked.facts(None).likes_given) == (None, None)


def test_a_reason_of_tonight_alone_goes_before_one_that_stays() -> None:
    hidden = (AID, seen(id_="aid", likes=Gap.NOT_OFFERED))
    asked = told(hidden, (MAIN, seen(likes=Gap.UNREADABLE)))
    assert asked.facts(None).likes_gap is Gap.UNREADABLE


def test_a_sister_account_answers_for_the_accounts_own_openings() -> None:
    around = heard(thread(comment("ann", ago=10)))
    sister = seen(reply("ann", ago=9.5, by="aid"), id_="aid", heard=heard())
    asked = told((MAIN, seen(heard=around)), (AID, sister))
    assert share(asked.facts().answered) == (1, 1)
    assert share(asked.facts(AID).answered) == (0, 0)
    assert share(asked.facts(None).answered) == (1, 1)


def test_a_sister_that_failed_tonight_alone_leaves_openings_a_gap() -> None:
    around = heard(thread(comment("ann", ago=10)))
    for sister in (Gap.BUSY, seen(timeline=Gap.BUSY, id_="aid")):
        found = told((MAIN, seen(heard=around)), (AID, sister)).facts()
        assert (found.openings_gap, found.answered) == (Gap.BUSY, None)


def test_a_sister_that_is_locked_changes_nothing_of_the_openings() -> None:
    around = heard(thread(comment("ann", ago=10)))
    main = seen(reply("ann", ago=9), heard=around)
    locked = seen(timeline=Gap.LOCKED, likes=Gap.LOCKED, heard=Gap.LOCKED, id_="aid")
    asked = told((MAIN, main), (AID, locked))
    assert asked.facts().answered == told((MAIN, main)).facts().answered
    assert share(asked.facts(None).responded) == (1, 1)


def test_pooled_openings_count_a_person_once_in_a_thread() -> None:
    one = heard(thread(comment("ann", ago=10)))
    two = heard(thread(comment("ann", ago=10), comment("bob", ago=9, to="aid"), key="other"))
    asked = told((MAIN, seen(heard=one)), (AID, seen(id_="aid", heard=two)))
    assert [share(asked.facts(a).answered) for a in (None, MAIN, AID)] == [(0, 2), (0, 1), (0, 1)]


def test_the_pooled_row_comes_first_and_has_every_column_but_followers() -> None:
    pair = ((MAIN, seen(heard=heard())), (AID, seen(id_="aid", heard=heard())))
    first, *others = told(*pair).all.rows
    assert (first.account, first.id, [row.id for row in others]) == (None, None, ["main", "aid"])
    missing = {name for name in Facts.__slots__ if getattr(first.facts, name) is None}
    alone = {name for name in Facts.__slots__ if getattr(others[0].facts, name) is None}
    assert missing - alone == {"followers", "flags", "listed", "drawn", "mutual"}


def test_a_person_of_the_organisation_is_counts_only_and_opens_nothing() -> None:
    silent = replace(seen(timeline=Gap.NOT_OFFERED, likes=Gap.NOT_OFFERED), follow_back=None)
    boss = replace(silent, profile=Profile(id="boss", handle="boss.test", followers=9))
    around = heard(thread(comment("boss", ago=10), comment("ann", ago=9)))
    asked = told((MAIN, seen(heard=around)), (BOSS, boss))
    assert share(asked.facts().answered) == (0, 1)
    assert asked.facts(BOSS) == Facts(
        followers=9, flags=(), timeline_gap=Gap.NOT_OFFERED, likes_gap=Gap.NOT_OFFERED
    )


def test_an_own_account_known_from_earlier_nights_opens_nothing() -> None:
    around = heard(thread(comment("boss", ago=10)))
    asked = told((MAIN, seen(heard=around)), (BOSS, Gap.BUSY), known_ids=frozenset({"boss"}))
    assert share(asked.facts().answered) == (0, 0)


def test_its_zone_and_its_sites_are_the_organisations() -> None:
    post = replace(reply("ann", ago=1), kind=PostKind.ORIGINAL)
    found = told((MAIN, seen(post, heard=heard()))).facts()
    assert (found.zone, sum(found.promotions_by_day or ())) == ("Europe/London", 1)


def test_imported_facts_name_their_file() -> None:
    asked = told((MAIN, seen(heard=heard())), (AID, Gap.GONE), imported="events.csv")
    assert {row.imported for row in asked.all.rows} == {"events.csv"}
    assert told((MAIN, seen())).row().imported is None


def test_a_thread_whose_openings_had_their_chance_is_settled() -> None:
    old, new = comment("ann", ago=7), comment("bob", ago=6.9, thread="u")
    around = heard(thread(old, mark="5"), thread(new, key="young"), thread(key="empty"))
    threads = told((MAIN, seen(reply("ann", ago=6.5), heard=around))).all.threads
    answered = Opening(at=old.at, answered_at=END - timedelta(days=6.5))
    assert threads == {
        "main": {
            "key": Settled(mark="5", openings=(answered,)),
            "empty": Settled(mark="1", openings=()),
        }
    }


def test_a_young_thread_is_settled_when_all_is_answered_and_acknowledged() -> None:
    around = heard(thread(comment("ann", ago=3)))
    likes = (Like(subject="m-ann", at=END - timedelta(days=2)),)
    answered = seen(reply("ann", ago=2.5), heard=around, likes=likes)
    assert list(told((MAIN, answered)).all.threads["main"]) == ["key"]
    for missing in (replace(answered, likes=()), replace(answered, timeline=())):
        assert told((MAIN, missing)).all.threads == {"main": {}}


def test_a_thread_that_shares_a_conversation_with_another_is_not_settled() -> None:
    around = heard(thread(comment("ann", ago=9)), thread(comment("bob", ago=9), key="other"))
    assert told((MAIN, seen(heard=around))).all.threads == {"main": {}}


def test_a_thread_of_several_conversations_is_not_settled() -> None:
    some = (comment("ann", ago=9, thread="a"), comment("bob", ago=9, thread="b"))
    assert told((MAIN, seen(heard=heard(thread(*some))))).all.threads == {"main": {}}


def test_of_an_organisation_with_several_official_accounts_no_thread_is_settled() -> None:
    around = heard(thread(comment("ann", ago=9)))
    pair = ((MAIN, seen(heard=around)), (AID, Gap.GONE))
    assert told(*pair).all.threads == {}


@pytest.mark.parametrize("broken", [Gap.BUSY, None])
def test_where_no_thread_was_read_none_is_forgotten(broken: Gap | None) -> None:
    assert told((MAIN, seen(heard=broken))).all.threads == {}


def test_where_likes_are_unknown_only_what_was_settled_before_stays_settled() -> None:
    kept = {"main": {"old": Settled(mark="7", openings=())}}
    around = heard(thread(comment("ann", ago=9)), Thread(key="old", mark="7", messages=None))
    asked = told((MAIN, seen(heard=around, likes=Gap.BUSY)), kept=kept)
    assert asked.all.threads == kept


AGO = st.integers(0, 400).map(lambda tenths: tenths / 10)
COMMENTS = st.lists(
    st.tuples(
        st.sampled_from(["ann", "bob", "cyd", "main"]),
        AGO,
        st.sampled_from(["main", "ann"]),
        st.integers(0, 2),
    ),
    max_size=8,
    unique_by=lambda one: (one[0], one[3]),
)
ANSWERS = st.lists(
    st.tuples(st.sampled_from(["ann", "bob", "cyd"]), AGO, st.integers(0, 2)), max_size=6
)


def town(
    comments: list[tuple[str, float, str, int]], answers: list[tuple[str, float, int]]
) -> Sighting:
    threads = [
        thread(
            *(
                replace(comment(who, ago=ago, to=to, thread=f"t{n}"), id=f"{who}{n}")
                for who, ago, to, place in comments
                if place == n
            ),
            key=f"k{n}",
        )
        for n in range(3)
    ]
    posts = [
        replace(reply(who, ago=ago), id=f"{who} {ago} {n}", thread=f"t{n}", parent=f"{who}{n}")
        for who, ago, n in answers
    ]
    likes = tuple(Like(subject=f"ann{n}", at=END - timedelta(days=3)) for n in range(3))
    return seen(*posts, heard=heard(*threads), likes=likes)


@given(COMMENTS, ANSWERS)
def test_a_night_with_kept_threads_is_the_same_as_one_that_reads_them_all(
    comments: list[tuple[str, float, str, int]], answers: list[tuple[str, float, int]]
) -> None:
    sighting = town(comments, answers)
    fresh = told((MAIN, sighting))
    assert isinstance(sighting.heard, Heard)
    kept = fresh.all.threads["main"]
    lazy = [
        replace(one, messages=None) if one.key in kept else one for one in sighting.heard.threads
    ]
    again = told((MAIN, replace(sighting, heard=heard(*lazy))), kept=fresh.all.threads)
    assert again.all == fresh.all


@given(COMMENTS, ANSWERS)
def test_a_settled_thread_says_the_same_two_weeks_later(
    comments: list[tuple[str, float, str, int]], answers: list[tuple[str, float, int]]
) -> None:
    """Nothing that comes later changes what is kept of it."""
    later = NIGHT + timedelta(days=14)
    sighting = town(comments, answers)
    ours = organisation()
    kept = told((MAIN, sighting)).all.threads
    fresh = recorded(ours, "bluesky", [(MAIN, sighting)], later)
    assert isinstance(sighting.heard, Heard)
    lazy = [
        replace(one, messages=None) if one.key in kept["main"] else one
        for one in sighting.heard.threads
    ]
    seen_again = replace(sighting, heard=heard(*lazy))
    assert recorded(ours, "bluesky", [(MAIN, seen_again)], later, kept=kept).rows == fresh.rows


@pytest.mark.heavy
@given(COMMENTS, ANSWERS)
def test_an_account_that_talks_to_nobody_changes_nothing_of_the_others(
    comments: list[tuple[str, float, str, int]], answers: list[tuple[str, float, int]]
) -> None:
    main = town(comments, answers)
    silent = seen(id_="aid", heard=heard())
    alone, pair = told((MAIN, main)), told((MAIN, main), (AID, silent))
    assert pair.facts() == alone.facts()
    mine = alone.facts()
    gone = dict.fromkeys(("followers", "flags", "listed", "drawn", "mutual"))
    assert pair.facts(None) == replace(mine, **gone)


@given(COMMENTS, ANSWERS, st.randoms())
def test_nothing_depends_on_the_order_in_which_it_was_seen(
    comments: list[tuple[str, float, str, int]],
    answers: list[tuple[str, float, int]],
    random: object,
) -> None:
    one = told((MAIN, town(comments, answers)))
    for some in (comments, answers):
        random.shuffle(some)  # type: ignore[attr-defined]
    assert told((MAIN, town(comments, answers))).all == one.all


@given(COMMENTS, ANSWERS)
def test_nobody_but_the_watched_is_in_what_is_recorded(
    comments: list[tuple[str, float, str, int]], answers: list[tuple[str, float, int]]
) -> None:
    text = repr(told((MAIN, town(comments, answers))).all)
    assert not [name for name in ("ann", "bob", "cyd", "Thank you") if name in text]
