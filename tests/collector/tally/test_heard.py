"""What was heard, by the hour: openings alone, of five weeks, by the organisation's own clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from collector.model import (
    Facts,
    Gap,
    Heard,
    Message,
    Opening,
    OpeningKind,
    Profile,
    Sighting,
    Thread,
)
from collector.tally import cut_off
from collector.tally.circle import Circle
from collector.tally.heard import Settled, overheard

NIGHT = date(2026, 6, 1)  # a Monday
END = cut_off(NIGHT)
UTC_CLOCK = Circle(own=frozenset({"me"}), official=frozenset({"me"}))
LONDON = Circle(own=frozenset({"me"}), official=frozenset({"me"}), zone="Europe/London")


def message(author: str, at: datetime, thread: str = "t") -> Message:
    return Message(
        id=f"{author} {thread} {at}", at=at, author=author, thread=thread, parent_author="me"
    )


def thread(*messages: Message, key: str = "t") -> Thread:
    return Thread(key=key, mark="", messages=messages)


def counted(
    *threads: Thread, circle: Circle = UTC_CLOCK, kept: dict[str, Settled] | None = None
) -> Facts:
    around = Heard(kind=OpeningKind.REPLIES, threads=threads, listed=len(threads))
    seen = Sighting(
        profile=Profile(id="me", handle="me"), follow_back=None, timeline=(), likes=(), heard=around
    )
    told = overheard([seen], [seen], targets={"me"}, circle=circle, night=NIGHT, kept=kept or {})
    return told.facts


def hours(facts: Facts) -> dict[int, int]:
    cells, counts = facts.opening_hours, facts.opening_hour_counts
    assert cells is not None
    assert counts is not None
    return dict(zip(cells, counts, strict=True))


def test_openings_are_counted_in_the_hour_of_the_week_in_which_they_came() -> None:
    sunday = datetime(2026, 5, 31, 22, 15, tzinfo=UTC)
    tuesday = datetime(2026, 5, 19, 9, 0, tzinfo=UTC)
    some = (message("ann", sunday), message("bob", sunday + timedelta(minutes=30)))
    found = counted(thread(*some, message("cyd", tuesday)))
    assert hours(found) == {10 * 168 + 24 + 9: 1, 11 * 168 + 6 * 24 + 22: 2}


def test_they_are_told_by_the_organisations_own_clock_as_its_replies_are() -> None:
    saturday = datetime(2026, 5, 30, 23, 15, tzinfo=UTC)  # Sunday, in London
    found = counted(thread(message("ann", saturday)), circle=LONDON)
    assert hours(found) == {11 * 168 + 6 * 24: 1}


@pytest.mark.parametrize(
    ("at", "count"),
    [
        (END - timedelta(days=35), 1),
        (END - timedelta(days=35, seconds=1), 0),
        (END - timedelta(seconds=1), 1),
        (END, 0),
    ],
)
def test_the_window_is_five_whole_weeks(at: datetime, count: int) -> None:
    assert sum(hours(counted(thread(message("ann", at)))).values()) == count


def test_what_a_person_says_later_in_a_thread_opens_nothing() -> None:
    first = END - timedelta(hours=30)
    again = message("ann", first + timedelta(hours=5))
    assert sum(hours(counted(thread(message("ann", first), again))).values()) == 1


def test_a_thread_that_was_not_read_again_counts_with_what_is_kept_of_it() -> None:
    kept = {"t": Settled(mark="", openings=(Opening(at=END - timedelta(hours=1)),))}
    found = counted(Thread(key="t", mark="", messages=None), kept=kept)
    assert hours(found) == {11 * 168 + 6 * 24 + 23: 1}


def test_a_thread_of_ten_openings_is_told_to_be_cut_short() -> None:
    many = [message(f"person {number}", END - timedelta(hours=12 - number)) for number in range(11)]
    found = counted(thread(*many), thread(message("ann", END - timedelta(days=2), "u"), key="u"))
    assert (found.threads_capped, sum(hours(found).values())) == (1, 11)
    assert counted(thread(*many[:9])).threads_capped == 0


def test_nobody_heard_is_no_hour_and_nothing_read_is_not_known() -> None:
    assert hours(counted()) == {}
    locked = Sighting(
        profile=Profile(id="me", handle="me"),
        follow_back=None,
        timeline=(),
        likes=(),
        heard=Gap.LOCKED,
    )
    told = overheard([locked], [locked], targets={"me"}, circle=LONDON, night=NIGHT, kept={})
    assert (told.facts.opening_hours, told.facts.threads_capped) == (None, None)
