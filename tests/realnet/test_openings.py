"""Openings, waits and acknowledgements of a real network are the true ones: no tolerance."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from collector.model import Facts, Observation

    Account = dict[str, Any]
    FactsOf = Callable[[Account], Facts]
    RowOf = Callable[[str, str | None], Observation]
    Figure = Callable[[str, str | None, str], dict[str, Any]]
    Opening = dict[str, Any]

pytestmark = pytest.mark.realnet

END = datetime(2026, 6, 1, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
MOST = 10


def at(act: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(act["createdAt"])


def met(opening: Opening, times: Sequence[datetime]) -> timedelta | None:
    """Return how long it was until the first of some times."""
    waits = [time - at(opening) for time in times if at(opening) <= time < END]
    return min(waits, default=None)


def openings(accounts: Sequence[Account], official: Sequence[Account]) -> list[list[Opening]]:
    """Return the openings to the accounts by thread, from what was written there.

    Whoever speaks under an original has said nothing in that thread before; mentions are left out.
    """
    threads: dict[str, dict[str, Opening]] = defaultdict(dict)
    for comment in sorted((c for one in accounts for c in one["comments"]), key=at):
        threads[comment["root"]].setdefault(comment["author"], comment)
    replies = [reply for one in official for reply in one["replies"]]
    praise = [act for one in official for act in (*one["likes"], *one["reposts"])]
    return [
        [
            opening
            | {
                "answered": met(
                    opening,
                    [
                        at(reply)
                        for reply in replies
                        if (reply["root"], reply["parentAuthor"]) == (root, opening["author"])
                    ],
                ),
                "praised": met(opening, [at(a) for a in praise if a["subject"] == opening["uri"]]),
            }
            for opening in list(people.values())[:MOST]
        ]
        for root, people in threads.items()
    ]


def chosen(threads: list[list[Opening]], first: int, last: int) -> list[list[Opening]]:
    """Return the openings between two numbers of hours before the end, thread by thread."""
    start, stop = END - timedelta(hours=first), END - timedelta(hours=last)
    found = [[one for one in thread if start <= at(one) < stop] for thread in threads]
    return [thread for thread in found if thread]


def sums(threads: list[list[Opening]], most: timedelta, *ways: str) -> tuple[int, ...]:
    sizes = [
        (
            len(thread),
            sum(any(one[way] is not None and one[way] <= most for way in ways) for one in thread),
        )
        for thread in threads
    ]
    return (
        len(sizes),
        sum(m for m, _ in sizes),
        sum(m * m for m, _ in sizes),
        sum(h for _, h in sizes),
        sum(h * m for m, h in sizes),
        sum(h * h for _, h in sizes),
        max((m for m, _ in sizes), default=0),
    )


def seconds(wait: timedelta) -> int:
    return (wait + timedelta(microseconds=500_000)) // timedelta(seconds=1)


def hour(moment: datetime, zone: str | None) -> int:
    """Return which hour of the twelve weeks a moment falls into, by the local clock."""
    local = moment.astimezone(ZoneInfo(zone or "UTC"))
    week = (moment - (END - 12 * WEEK)) // WEEK
    return 168 * week + 24 * local.weekday() + local.hour


def agrees(found: Facts, threads: list[list[Opening]]) -> None:
    """Check every column of openings."""
    assert found.openings_gap is None
    assert found.openings_kind == "replies"
    assert found.answered == sums(chosen(threads, 744, 24), DAY, "answered")
    weeks = chosen(threads, 888, 168)
    assert found.acknowledged == sums(weeks, WEEK, "praised")
    assert found.responded == sums(weeks, WEEK, "answered", "praised")
    lately = [one for thread in chosen(threads, 720, 0) for one in thread]
    waits = [one["answered"] for one in lately if one["answered"] and one["answered"] <= WEEK]
    assert sorted(found.answer_waits or ()) == sorted(map(seconds, waits))
    still = [min(END - at(one), WEEK) for one in lately if one["answered"] not in waits]
    assert sorted(found.open_waits or ()) == sorted(map(seconds, still))
    weekly = Counter(hour(at(one), found.zone) for t in chosen(threads, 840, 0) for one in t)
    cells = zip(found.opening_hours or (), found.opening_hour_counts or (), strict=True)
    assert dict(cells) == weekly


def test_openings_and_what_came_of_them_are_the_true_ones(
    measured: list[Account], facts: FactsOf
) -> None:
    for account in measured:
        official = [one for one in measured if one["slug"] == account["slug"]]
        agrees(facts(account), openings([account], official))


def test_sisters_pool_their_openings(measured: list[Account], row: RowOf) -> None:
    sisters = [one for one in measured if one["slug"] == "hill-council"]
    found = row("hill-council", None).facts
    assert found is not None
    agrees(found, openings(sisters, sisters))


def test_there_is_something_of_everything(measured: list[Account]) -> None:
    threads = [thread for one in measured for thread in openings([one], measured)]
    lately = [one for thread in chosen(threads, 744, 24) for one in thread]
    waits = [one["answered"] for one in lately]
    assert len(lately) > 30
    assert None in waits
    assert any(wait and wait > DAY for wait in waits)
    assert any(wait and wait < timedelta(seconds=1) for wait in waits)
    assert any(one["praised"] for one in lately)
    assert any(len(thread) > 1 for thread in threads)


def test_words_under_an_answer_to_somebody_who_is_gone_are_heard(
    measured: list[Account], facts: FactsOf
) -> None:
    """No root leads to them: the answer is asked for by itself."""
    (host,) = [one for one in measured if any(r["parentHidden"] for r in one["replies"])]
    gone = {reply["uri"] for reply in host["replies"] if reply["parentHidden"]}
    lately = [c for c in host["comments"] if c["parent"] in gone and at(c) >= END - 30 * DAY]
    assert lately
    found = facts(host)
    waits = len(found.answer_waits or ()) + len(found.open_waits or ())
    assert waits == sum(map(len, chosen(openings([host], [host]), 720, 0)))


def test_what_is_explained_are_these_openings(measured: list[Account], figure: Figure) -> None:
    for account in measured:
        official = [one for one in measured if one["slug"] == account["slug"]]
        threads = openings([account], official)
        _, size, _, hits, *_ = sums(chosen(threads, 744, 24), DAY, "answered")
        within_a_day = figure(account["slug"], account["handle"], "answered-24h")
        if size == 0:
            assert within_a_day["reason"] == "too_few", account["handle"]
        else:
            assert (within_a_day["numerator"], within_a_day["denominator"]) == (hits, size)
        lately = sum(map(len, chosen(threads, 720, 0)))
        wait = figure(account["slug"], account["handle"], "time-to-answer")
        assert wait["n"] in (lately, None), account["handle"]
