"""The collector's openings against the truth of the practice world, counted another way."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from collector.load import load_watchlist
from collector.manners import polite_client
from collector.model import Facts, Observation, Role
from collector.night import read_night
from collector.practice import (
    LAST_NIGHT,
    PRACTICE_SETTINGS,
    World,
    transport,
    truth,
    write_watchlist,
)
from collector.practice.almanac import instant
from collector.practice.codes import SECOND
from collector.practice.habits import Mark
from collector.settings import load_settings
from collector.store import Ledger

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from collector.practice import PracticeTransport

pytestmark = pytest.mark.slow

SETTINGS = load_settings(None, overrides=[f"{k}={v}" for k, v in PRACTICE_SETTINGS.items()])
HOUR, DAY = 3600, 24 * 3600
SOON = timedelta(microseconds=1)  # a window holds its start, and not its end
Rows = dict[str, Observation]


def read(played: PracticeTransport, folder: Path, night: date) -> Rows:
    """Return what the collector records of a night, by account as listed."""
    played.night = night
    read_night(
        load_watchlist(folder / "watchlist"),
        night=night,
        settings=SETTINGS,
        folder=folder / "data",
        client=polite_client(SETTINGS, transport=played, pace=False),
        now=partial(datetime.fromtimestamp, instant(night) / SECOND, UTC),
    )
    rows = Ledger(folder / "data").observations()
    return {row.account: row for row in rows if row.account and row.night == night}


@pytest.fixture(scope="module")
def town() -> World:
    return World(organisations=26)


@pytest.fixture(scope="module")
def told(town: World) -> list[dict[str, Any]]:
    """Return the truth about the accounts that are read in full."""
    shown = [p.listed_as for p in town.players if not p.has(Mark.OPTED_OUT)]
    accounts = truth(town, LAST_NIGHT)["organisations"]
    roles = (Role.LEADER, Role.TEAM)
    return [one for one in accounts if one["role"] not in roles and one["listed"] in shown]


@pytest.fixture(scope="module")
def rows(town: World, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    folder = tmp_path_factory.mktemp("town")
    write_watchlist(town, folder / "watchlist")
    return read(transport(town), folder, LAST_NIGHT)


def between(account: dict[str, Any], first: int, last: int) -> list[dict[str, Any]]:
    """Return the openings between two numbers of hours before the cut-off."""
    end = datetime.fromisoformat(f"{LAST_NIGHT}T00:00:00Z")
    start, stop = end - timedelta(hours=first), end - timedelta(hours=last)
    return [
        one
        for one in account["openings"]
        if start <= datetime.fromisoformat(one["createdAt"]) < stop
    ]


def sums(chosen: list[dict[str, Any]], *ways: str, most: int) -> tuple[int, ...]:
    """Return the seven sums of openings that met with one of the ways in so many seconds."""
    threads: dict[str, list[bool]] = defaultdict(list)
    for one in chosen:
        met = [one[way] for way in ways if one[way] is not None]
        threads[one["root"]].append(bool(met) and min(met) <= most)
    sizes = [(len(hits), sum(hits)) for hits in threads.values()]
    return (
        len(sizes),
        sum(m for m, _ in sizes),
        sum(m * m for m, _ in sizes),
        sum(h for _, h in sizes),
        sum(h * m for m, h in sizes),
        sum(h * h for _, h in sizes),
        max((m for m, _ in sizes), default=0),
    )


def facts_of(rows: Rows, account: dict[str, Any]) -> Facts:
    found = rows[account["listed"]].facts
    assert found is not None
    assert found.openings_gap is None
    return found


def test_the_answers_within_a_day_are_the_true_ones(told: list[dict[str, Any]], rows: Rows) -> None:
    for account in told:
        chosen = between(account, 744, 24)
        expected = sums(chosen, "answered", most=DAY)
        assert facts_of(rows, account).answered == expected, account["handle"]


def test_the_acknowledgements_and_responses_are_the_true_ones(
    told: list[dict[str, Any]], rows: Rows
) -> None:
    for account in told:
        chosen = between(account, 888, 168)
        found = facts_of(rows, account)
        week = 7 * DAY
        assert found.acknowledged == sums(chosen, "acknowledged", most=week), account["handle"]
        assert found.responded == sums(chosen, "answered", "acknowledged", most=week)


def test_the_waits_are_the_true_ones(told: list[dict[str, Any]], rows: Rows) -> None:
    for account in told:
        chosen = between(account, 720, 0)
        answered = [one["answered"] for one in chosen if one["answered"] is not None]
        found = facts_of(rows, account)
        assert found.answer_waits is not None
        assert found.open_waits is not None
        whole = sorted(int(wait + 0.5) for wait in answered if wait <= 7 * DAY)
        assert sorted(found.answer_waits) == whole, account["handle"]
        assert len(found.answer_waits) + len(found.open_waits) == len(chosen)


def test_the_hours_of_the_openings_are_the_true_ones(
    told: list[dict[str, Any]], rows: Rows
) -> None:
    end = datetime.fromisoformat(f"{LAST_NIGHT}T00:00:00Z")
    some = 0
    for account in told:
        found = facts_of(rows, account)
        expected: Counter[int] = Counter()
        for one in between(account, 35 * 24, 0):
            at = datetime.fromisoformat(one["createdAt"])
            local = at.astimezone(ZoneInfo(found.zone or "UTC"))
            week = 11 - (end - at - SOON) // timedelta(weeks=1)
            expected[168 * week + 24 * local.weekday() + local.hour] += 1
        counted = zip(found.opening_hours or (), found.opening_hour_counts or (), strict=True)
        assert dict(counted) == expected, account["handle"]
        some += expected.total()
    assert some > 100


def test_every_thread_is_read_where_they_are_no_more_than_a_hundred(
    told: list[dict[str, Any]], rows: Rows
) -> None:
    for account in told:
        found = facts_of(rows, account)
        assert found.threads_listed == found.threads_drawn
        assert (found.threads_listed or 0) >= len({one["root"] for one in account["openings"]})


def test_a_settled_thread_read_once_counts_as_if_it_were_read_again(
    town: World, rows: Rows, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("weeks")
    write_watchlist(town, folder / "watchlist")
    played = transport(town)
    threads = "app.bsky.feed.getPostThread"
    asked = []
    for ago in (21, 15, 14, 8, 7, 1, 0):  # full readings but for 15, 8 and 1: of most
        before = played.requests[threads]
        later = read(played, folder, LAST_NIGHT - timedelta(days=ago))
        asked.append(played.requests[threads] - before)
    assert asked[-1] < 0.6 * asked[0]
    columns = (
        "answered",
        "acknowledged",
        "responded",
        "answer_waits",
        "open_waits",
        "opening_hours",
        "opening_hour_counts",
        "threads_capped",
    )
    compared = 0
    for handle, row in rows.items():
        again = later[handle].facts
        if row.facts and again and again.answered is not None:
            compared += 1
            for column in columns:
                assert getattr(again, column) == getattr(row.facts, column), (handle, column)
    assert compared > len(rows) / 2
