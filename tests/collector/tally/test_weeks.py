"""Twelve weeks of posts: blocks of seven days, hours of the local week, links to own sites."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.model import Facts, Post, PostKind, Profile, Sighting
from collector.tally import cut_off, facts, pooled
from collector.tally.circle import Circle, host_of

NIGHT = date(2026, 6, 1)  # a Monday
END = cut_off(NIGHT)
LONDON = Circle(own=frozenset({"me"}), zone="Europe/London", sites=frozenset({"lonmouth.test"}))
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def reply(at: datetime, to: str = "ann", thread: str | None = "t") -> Post:
    return Post(
        id=f"{at.isoformat()}/{to}/{thread}",
        at=at,
        kind=PostKind.REPLY,
        thread=thread,
        parent="m",
        parent_author=to,
    )


def before(**ago: float) -> datetime:
    return END - timedelta(**ago)


def seen(*posts: Post, created_at: datetime | None = LONG_AGO, id_: str = "me") -> Sighting:
    profile = Profile(id=id_, handle=id_, created_at=created_at)
    return Sighting(profile=profile, follow_back=None, timeline=posts, likes=())


def counted(
    *posts: Post,
    circle: Circle = LONDON,
    night: date = NIGHT,
    created_at: datetime | None = LONG_AGO,
) -> Facts:
    return facts(seen(*posts, created_at=created_at), circle=circle, night=night)


def test_a_week_is_seven_whole_days_back_from_the_cut_off() -> None:
    found = counted(
        *(reply(before(seconds=1)), reply(before(days=7))),
        *(reply(before(days=7, seconds=1), "bob"), reply(before(days=84), "cyd")),
    )
    assert found.people_by_week == (1, *[0] * 9, 1, 1)


def test_what_is_older_than_twelve_weeks_is_in_none() -> None:
    found = counted(reply(before(days=84, seconds=1)), reply(END))
    assert found.conversations_by_week == found.people_by_week == (0,) * 12
    assert found.reply_hours == ()


def test_each_week_counts_its_own_conversations_and_people() -> None:
    days = [1, 2, 8]
    found = counted(*(reply(before(days=n)) for n in days), reply(before(days=1), thread="u"))
    assert found.conversations_by_week == (*[0] * 10, 1, 2)
    assert found.people_by_week == (*[0] * 10, 1, 1)


def test_where_no_root_is_public_a_conversation_is_a_person_and_a_day() -> None:
    some = (reply(before(hours=n), thread=None) for n in (1, 2, 30))
    assert counted(*some).conversations_by_week == (*[0] * 11, 2)


@pytest.mark.parametrize(
    ("days", "weeks"), [(83.9, 11), (84, 12), (500, 12), (7, 1), (6.99, 0), (0.1, 0)]
)
def test_weeks_are_observed_since_the_account_opened(days: float, weeks: int) -> None:
    assert counted(created_at=before(days=days)).weeks_observed == weeks


def test_an_account_that_opens_after_the_night_was_observed_for_no_week() -> None:
    assert counted(created_at=END + timedelta(days=1)).weeks_observed == 0


def test_a_pool_is_observed_for_as_many_weeks_as_its_oldest_account() -> None:
    young = seen(created_at=before(days=8), id_="aid")
    old = seen(created_at=before(days=50))
    assert pooled([young, old], circle=LONDON, night=NIGHT).weeks_observed == 7


def test_the_hour_is_that_of_the_local_week() -> None:
    found = counted(reply(datetime(2026, 5, 25, 8, 59, tzinfo=UTC)))  # Monday 09:59 in London
    assert (found.zone, found.reply_hours) == ("Europe/London", (168 * 11 + 9,))
    assert found.reply_hour_counts == (1,)


def test_where_no_zone_is_known_hours_are_told_in_utc() -> None:
    found = counted(reply(datetime(2026, 5, 25, 8, 59, tzinfo=UTC)), circle=Circle())
    assert (found.zone, found.reply_hours) == (None, (168 * 11 + 8,))


@pytest.mark.parametrize(
    ("at", "cell"),
    [
        # 29 March 2026, London: 00:59 is followed by 02:00.
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), 144),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), 146),
        # Sunday 23:30 in UTC is Monday 00:30 in London's summer.
        (datetime(2026, 3, 29, 23, 30, tzinfo=UTC), 0),
        # 25 October 2026: 01:30 comes twice.
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 145),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 145),
        (datetime(2026, 10, 25, 2, 30, tzinfo=UTC), 146),
    ],
)
def test_summer_time_is_right_on_the_days_it_begins_and_ends(at: datetime, cell: int) -> None:
    night = at.date() + timedelta(days=2)
    (hour,) = counted(reply(at), night=night).reply_hours or ()
    assert hour % 168 == cell


def test_a_night_around_the_change_moves_no_week() -> None:
    at = datetime(2026, 3, 28, 12, tzinfo=UTC)
    for night, week in ((date(2026, 3, 29), 11), (date(2026, 4, 4), 11), (date(2026, 4, 5), 10)):
        (hour,) = counted(reply(at), night=night).reply_hours or ()
        assert divmod(hour, 168) == (week, 24 * 5 + 12)


def test_hours_ascend_and_replies_in_one_hour_are_added_up() -> None:
    found = counted(*(reply(before(hours=n), f"p{n}") for n in (5, 5.1, 5.2, 30)))
    assert found.reply_hours == tuple(sorted(found.reply_hours or ()))
    assert found.reply_hour_counts == (1, 2, 1)


@given(st.lists(st.floats(-2, 24 * 90), max_size=12), st.sampled_from([LONDON, Circle()]))
def test_the_hours_hold_every_reply_of_the_84_days_once(ago: list[float], circle: Circle) -> None:
    posts = [reply(before(hours=n), f"p{place}") for place, n in enumerate(ago)]
    found = counted(*posts, circle=circle)
    inside = [post for post in posts if before(days=84) <= post.at < END]
    assert sum(found.reply_hour_counts or ()) == len(inside)
    assert sum(found.people_by_week or ()) == len(inside)


def original(*links: str, kind: PostKind = PostKind.ORIGINAL) -> Post:
    return Post(id=f"{links}", at=before(hours=1), kind=kind, links=links)


@pytest.mark.parametrize(
    ("link", "is_own"),
    [
        ("https://lonmouth.test/bins", True),
        ("https://www.lonmouth.test", True),
        ("HTTPS://NEWS.Lonmouth.Test:443/a", True),
        ("https://lonmouth.test./", True),
        ("https://notlonmouth.test/", False),
        ("https://lonmouth.test.elsewhere.test/", False),
        ("https://elsewhere.test/?lonmouth.test", False),
        ("https://lonmouth.test@elsewhere.test/", False),
        ("lonmouth.test", False),
        ("//[", False),
        ("", False),
    ],
)
def test_a_promotion_links_to_an_own_site(link: str, is_own: bool) -> None:  # noqa: FBT001
    assert sum(counted(original("https://x.test", link)).promotions_by_day or ()) == is_own


def test_two_links_in_one_original_are_one_promotion() -> None:
    links = ("https://lonmouth.test/a", "https://lonmouth.test/b")
    assert sum(counted(original(*links)).promotions_by_day or ()) == 1


@pytest.mark.parametrize("kind", [PostKind.REPLY, PostKind.REPOST])
def test_only_originals_promote(kind: PostKind) -> None:
    found = counted(original("https://lonmouth.test", kind=kind))
    assert found.promotions_by_day == (0,) * 30


@given(st.text(max_size=30))
def test_no_link_is_too_odd_to_be_read(link: str) -> None:
    assert isinstance(host_of(link), str)
