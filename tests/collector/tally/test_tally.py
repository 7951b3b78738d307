"""Posts become counts: what counts, what does not, and that nobody is remembered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from collector.model import (
    Facts,
    Flag,
    FollowBack,
    FollowerPages,
    Gap,
    Like,
    Post,
    PostKind,
    Profile,
    Sighting,
)
from collector.tally import cut_off, facts, pooled, tally
from collector.tally.circle import Circle

NIGHT = date(2026, 6, 1)
END = cut_off(NIGHT)
OWN = frozenset({"me", "team"})
CIRCLE = Circle(own=OWN)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
_number = iter(range(10**9))


def post(
    kind: PostKind = PostKind.ORIGINAL,
    *,
    hours: float = 1,
    thread: str | None = None,
    to: str | None = None,
    after: float | None = None,
    id_: str | None = None,
) -> Post:
    at = END - timedelta(hours=hours)
    return Post(
        id=id_ or f"p{next(_number)}",
        at=at,
        kind=kind,
        thread=thread,
        parent="parent" if to else None,
        parent_author=to,
        parent_at=None if after is None else at - timedelta(seconds=after),
    )


def reply(to: str | None, thread: str | None = "t", *, hours: float = 1, after: float = 60) -> Post:
    return post(PostKind.REPLY, to=to, thread=thread, hours=hours, after=after)


def like(*, hours: float = 1, of: str | None = None) -> Like:
    return Like(subject=of or f"l{next(_number)}", at=END - timedelta(hours=hours))


def counted(*posts: Post, created_at: datetime | None = LONG_AGO) -> Facts:
    return tally(posts, own=OWN, night=NIGHT, created_at=created_at)


def seen(
    *posts: Post,
    id_: str = "me",
    timeline: Gap | None = None,
    likes: int | Gap = 3,
    lists: FollowBack | FollowerPages | Gap | None = None,
    following: int | None = 100,
) -> Sighting:
    profile = Profile(
        id=id_, handle=id_, followers=1000, following=following, posts=9, created_at=LONG_AGO
    )
    given = likes if isinstance(likes, Gap) else tuple(like(hours=n + 1) for n in range(likes))
    return Sighting(profile=profile, follow_back=lists, timeline=timeline or posts, likes=given)


POSTS = st.lists(
    st.builds(
        lambda kind, hours, thread, to, after: post(
            kind, hours=hours, thread=thread, to=to, after=after
        ),
        st.sampled_from(PostKind),
        st.floats(-48, 24 * 40),
        st.sampled_from(["t1", "t2", "t3", None]),
        st.sampled_from(["ann", "bob", "me", "team", None]),
        st.sampled_from([None, -5.0, 0.0, 60.0]),
    ),
    max_size=10,
)


def test_a_pair_of_thread_and_person_is_one_conversation() -> None:
    found = counted(reply("ann", "t1"), reply("ann", "t1"), reply("bob", "t1"), reply("ann", "t2"))
    assert (found.conversations, found.people) == (3, 2)
    assert sum(found.replies_by_day or ()) == 4


def test_replies_to_itself_and_its_team_count_apart() -> None:
    found = counted(reply("me"), reply("team"))
    assert sum(found.self_replies_by_day or ()) == 2
    assert (found.conversations, sum(found.replies_by_day or ())) == (0, 0)


def test_a_reply_to_nobody_known_counts_nowhere() -> None:
    found = counted(reply(None))
    assert sum(found.replies_by_day or ()) == sum(found.self_replies_by_day or ()) == 0
    assert (found.conversations, found.people) == (0, 0)


def test_where_no_thread_is_public_the_person_and_the_day_are_one() -> None:
    found = counted(
        reply("ann", None, hours=1), reply("ann", None, hours=2), reply("ann", None, hours=30)
    )
    assert found.conversations == 2


def test_the_oldest_day_stands_first() -> None:
    found = counted(post(hours=30 * 24), post(hours=1), post(PostKind.REPOST, hours=25))
    assert found.originals_by_day == (1, *[0] * 28, 1)
    assert found.reposts_by_day == (*[0] * 28, 1, 0)


def test_what_comes_at_or_after_the_cut_off_is_not_counted() -> None:
    found = counted(post(hours=0), post(hours=-5), post(hours=30 * 24 + 0.001))
    assert found.originals_by_day == (0,) * 30


def test_a_post_met_twice_counts_once() -> None:
    assert sum(counted(post(id_="x"), post(id_="x")).originals_by_day or ()) == 1


def test_a_reply_before_its_parent_is_a_clock_fault_and_still_a_reply() -> None:
    found = counted(reply("ann", after=-10), reply("bob", after=0))
    assert (found.clock_faults, found.conversations) == (1, 2)


def test_a_reply_to_oneself_is_no_clock_fault() -> None:
    assert counted(reply("me", after=-10)).clock_faults == 0


def test_an_old_account_is_observed_for_the_whole_window() -> None:
    assert counted().days_observed == 30


def test_an_account_that_is_unknown_and_silent_is_observed_for_the_whole_window() -> None:
    assert counted(created_at=None).days_observed == 30


def test_a_young_account_is_observed_since_it_opened() -> None:
    assert counted(created_at=END - timedelta(days=12, hours=5)).days_observed == 12


def test_an_account_that_imported_older_posts_is_observed_since_the_oldest() -> None:
    found = counted(post(hours=20 * 24), created_at=END - timedelta(days=3))
    assert found.days_observed == 20


def test_an_account_said_to_open_in_the_future_is_observed_since_its_first_post() -> None:
    found = counted(post(hours=50), created_at=END + timedelta(days=90))
    assert found.days_observed == 2


def test_an_account_that_opens_after_the_night_was_not_observed() -> None:
    assert counted(post(hours=-3), created_at=END + timedelta(days=1)).days_observed == 0


def test_a_first_post_before_the_window_opens_all_of_it() -> None:
    assert counted(post(hours=50 * 24), created_at=None).days_observed == 30


@given(POSTS)
def test_no_post_in_the_window_is_lost_or_counted_twice(posts: list[Post]) -> None:
    found = counted(*posts)
    inside = [one for one in posts if END - timedelta(days=30) <= one.at < END]
    unknown = [p for p in inside if p.kind is PostKind.REPLY and p.parent_author is None]
    days = (
        found.replies_by_day,
        found.originals_by_day,
        found.reposts_by_day,
        found.self_replies_by_day,
    )
    assert sum(sum(day or ()) for day in days) == len(inside) - len(unknown)


@given(POSTS)
def test_people_are_no_more_than_conversations_nor_these_than_replies(posts: list[Post]) -> None:
    found = counted(*posts)
    assert (found.people or 0) <= (found.conversations or 0) <= sum(found.replies_by_day or ())


@given(POSTS, st.randoms())
def test_the_order_of_the_timeline_means_nothing(posts: list[Post], random: object) -> None:
    shuffled = list(posts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert counted(*shuffled) == counted(*posts)


@given(POSTS)
def test_facts_remember_nobody(posts: list[Post]) -> None:
    marked = [*posts, reply("secret-person", "secret-thread")]
    assert "secret" not in repr(facts(seen(*marked), circle=CIRCLE, night=NIGHT))


def test_the_counts_of_the_profile_and_the_lists_are_kept() -> None:
    lists = FollowBack(listed=100, drawn=90, mutual=20, followers=None)
    found = facts(seen(lists=lists), circle=CIRCLE, night=NIGHT)
    assert (found.followers, found.following, found.posts, found.likes_given) == (1000, 100, 9, 3)
    assert (found.listed, found.drawn, found.mutual) == (100, 90, 20)
    assert found.flags == ()


def test_lists_that_were_not_due_leave_nothing() -> None:
    found = facts(seen(), circle=CIRCLE, night=NIGHT)
    assert (found.listed, found.follow_back_gap) == (None, None)


def test_each_part_that_failed_leaves_its_own_gap() -> None:
    found = facts(
        seen(timeline=Gap.BUSY, lists=Gap.HIDDEN, likes=Gap.BLOCKED), circle=CIRCLE, night=NIGHT
    )
    assert (found.timeline_gap, found.follow_back_gap) == (Gap.BUSY, Gap.HIDDEN)
    assert (found.likes_given, found.conversations, found.replies_by_day) == (None, None, None)


def test_a_list_far_from_its_printed_count_is_marked() -> None:
    short = FollowBack(listed=94, drawn=94, mutual=1)
    near = FollowBack(listed=95, drawn=95, mutual=1)
    walked = FollowBack(listed=100, drawn=100, mutual=1, followers=1100)
    flags = [
        facts(seen(lists=lists), circle=CIRCLE, night=NIGHT).flags
        for lists in (short, near, walked)
    ]
    assert flags == [(Flag.LIST_INCOMPLETE,), (), (Flag.LIST_INCOMPLETE,)]


def test_the_account_itself_is_always_its_own() -> None:
    found = facts(seen(reply("main"), id_="main"), circle=Circle(), night=NIGHT)
    assert found.conversations == 0


def test_two_accounts_talking_with_one_person_in_one_thread_have_one_conversation() -> None:
    main = seen(reply("ann", "t1"), reply("aid", "t1"), id_="main", likes=2)
    aid = seen(reply("ann", "t1"), reply("bob", "t2"), id_="aid", likes=5)
    found = pooled([main, aid], circle=Circle(), night=NIGHT)
    assert (found.conversations, found.people, found.likes_given) == (2, 2, 7)
    assert sum(found.replies_by_day or ()) == 3
    assert (found.followers, found.following, found.listed) == (None, None, None)


def test_pooling_without_an_account_that_failed_tonight_is_a_gap() -> None:
    found = pooled([seen(), seen(timeline=Gap.BUSY, id_="aid")], circle=CIRCLE, night=NIGHT)
    assert (found.timeline_gap, found.conversations) == (Gap.BUSY, None)


def test_a_locked_account_is_left_out_of_the_pool() -> None:
    locked = seen(timeline=Gap.LOCKED, likes=Gap.LOCKED, id_="aid")
    found = pooled([seen(reply("ann")), locked], circle=CIRCLE, night=NIGHT)
    assert (found.timeline_gap, found.conversations, found.likes_given) == (None, 1, None)


def test_the_pool_is_observed_as_long_as_its_oldest_account() -> None:
    young = Sighting(
        profile=Profile(id="aid", handle="aid", created_at=END - timedelta(days=2)),
        follow_back=None,
        timeline=(),
        likes=(),
    )
    assert pooled([seen(), young], circle=CIRCLE, night=NIGHT).days_observed == 30


def test_likes_are_counted_for_thirty_days_and_each_post_once() -> None:
    likes = (like(of="x"), like(of="x", hours=5), like(hours=720), like(hours=721), like(hours=0))
    found = facts(replace(seen(), likes=likes), circle=CIRCLE, night=NIGHT)
    assert found.likes_given == 2


def test_pages_of_followers_are_kept_in_their_order() -> None:
    pages = FollowerPages(hits=(3, 5), sizes=(12, 11), pages=2500)
    found = facts(seen(lists=pages), circle=CIRCLE, night=NIGHT)
    assert (found.page_hits, found.page_sizes, found.follower_pages) == ((3, 5), (12, 11), 2500)
    assert found.listed is None


def test_a_pool_holds_nothing_of_followers() -> None:
    pages = FollowerPages(hits=(3,), sizes=(12,), pages=9)
    found = pooled([seen(lists=pages), seen(id_="aid")], circle=CIRCLE, night=NIGHT)
    held = (found.followers, found.following, found.posts, found.flags, found.follower_pages)
    assert held == (None,) * 5


def test_an_ordinary_night_leaves_out_what_is_read_once_a_week() -> None:
    found = facts(seen(reply("ann")), circle=CIRCLE, night=NIGHT, is_full=False)
    weekly = (found.weeks_observed, found.conversations_by_week, found.reply_hours, found.languages)
    assert weekly == (None,) * 4
    assert (found.promotions_by_day, found.conversations) == (None, 1)


def test_reposts_are_counted_apart_from_replies_and_originals() -> None:
    """The example of the method's vector T8."""
    posts = [
        *(reply("ann", "t1"), reply("ann", "t1"), reply("bob", "t1"), reply("ann", "t2")),
        *(reply("me", "t3"), reply("team", "t5"), reply("cyd", "t6")),
        *(post(), post(), post(PostKind.REPOST)),
    ]
    found = counted(*posts)
    days = (found.replies_by_day, found.originals_by_day, found.reposts_by_day)
    replies, originals, reposts = (sum(day or ()) for day in days)
    assert (found.conversations, found.people, replies) == (4, 3, 5)
    assert (originals + reposts) / (replies + originals + reposts) == 0.375


@given(POSTS, st.randoms())
def test_shuffling_changes_nothing_in_a_full_reading(posts: list[Post], random: object) -> None:
    shuffled = list(posts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, two = (facts(seen(*some), circle=CIRCLE, night=NIGHT) for some in (posts, shuffled))
    assert one == two
