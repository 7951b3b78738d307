"""Nights on which servers of the practice network fail, and what may be expected of them.

A rehearsal reads one night twice: once under a schedule of faults, and again when they are over. It
returns a sentence for each promise that was broken.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from collector.errors import PoorNight
from collector.load import load_watchlist
from collector.manners import Clock, polite_client
from collector.model import Facts, Gap
from collector.night import read_night
from collector.practice import LAST_NIGHT, PRACTICE_SETTINGS, PracticeTransport, World
from collector.practice.cast import cast
from collector.practice.chance import lottery
from collector.practice.faults import FaultKind, Misfortune, random_faults
from collector.practice.habits import Habit
from collector.practice.transport import hosts
from collector.practice.watchlist import write_watchlist
from collector.settings import load_settings
from collector.store import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import httpx

    from collector.manners import Spent
    from collector.model import Observation
    from collector.practice.faults import Fault
    from collector.settings import Settings

Key = tuple[str, str, str | None]
Rows = dict[Key, "Observation"]

PLAYING = ("Borough of Lonmouth", "Borough of Quinderby", "Borough of Yarlofold", "Figgle Jams")
SMALL = Habit(
    followers=130, back=300, others=25, originals=0.4, gathers=1.0, openings=0.1, reposts=0.1
)
BUDGETS = {"requests": 5000, "bytes": 50_000_000, "seconds": 3600.0}
LARGEST = 1_000_000  # bytes of one reply
TIGHT = {"requests": (5, 120), "bytes": (20_000, 500_000), "seconds": (5, 300)}
ENDLESS = 20_000  # questions; a night asks some hundred
# What a fault may come to, where it lasts longer than our patience.
REASONS: Mapping[FaultKind, frozenset[Gap]] = {
    FaultKind.TOO_MANY: frozenset({Gap.BUSY}),
    FaultKind.SKEWED: frozenset({Gap.BUSY}),
    FaultKind.BROKEN: frozenset({Gap.BUSY}),
    FaultKind.STALLED: frozenset({Gap.UNREACHABLE}),
    FaultKind.CUT: frozenset({Gap.UNREACHABLE}),
    FaultKind.EDGE: frozenset({Gap.BLOCKED}),
    FaultKind.HALVED: frozenset({Gap.UNREADABLE}),
    FaultKind.EMPTY: frozenset({Gap.UNREADABLE}),
    FaultKind.ENORMOUS: frozenset({Gap.UNREADABLE}),
    FaultKind.HTML: frozenset({Gap.UNREADABLE}),
    FaultKind.WRONG_JSON: frozenset({Gap.UNREADABLE, Gap.GONE}),
    FaultKind.WRONG_TYPES: frozenset({Gap.UNREADABLE, Gap.GONE}),
    FaultKind.DELETED: frozenset({Gap.GONE}),
    FaultKind.RENAMED: frozenset({Gap.GONE}),
}
# Each figure, with the reasons of which one says why it is missing.
LIKES = ("likes_gap", "openings_gap", "timeline_gap")
NAMED = {
    ("listed", "follower_pages"): ("follow_back_gap",),
    ("days_observed",): ("timeline_gap",),
    ("threads_listed",): ("openings_gap",),
    ("likes_given",): ("likes_gap",),
    ("acknowledged",): LIKES,
    ("responded",): LIKES,
}
REASONS_OF_PARTS = tuple(dict.fromkeys(name for names in NAMED.values() for name in names))


@dataclass(slots=True)
class Watch:
    """A clock that only waiting moves."""

    at: float = 1_800_000_000.0

    def now(self) -> float:
        """Return the time."""
        return self.at

    async def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        until = self.at + seconds
        await asyncio.sleep(0)
        self.at = max(self.at, until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A world in which nothing has gone wrong yet, and its night as it is then read."""

    world: World
    folder: Path
    calm: Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What came of one reading; no rows where it was too poor to be kept."""

    rows: Rows
    spent: Spent
    seconds: float
    misfortune: Misfortune
    reports: Mapping[Key, str] = field(default_factory=dict)


class Endless(AssertionError):
    """A run that does not end by itself."""


class Counting(PracticeTransport):
    """The practice network, which loses its patience with whoever asks for ever."""

    asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        self.asked += 1
        if self.asked > ENDLESS:
            raise Endless
        return await super().handle_async_request(request)


@cache
def stage() -> Stage:
    """Return the stage, made once."""
    known = {one.name: one for one in cast(1, 60)}
    characters = [
        replace(known[name], accounts=((known[name].accounts[0][0], SMALL),)) for name in PLAYING
    ]
    world = World(characters=characters)
    folder = Path(tempfile.mkdtemp(prefix="rehearsal-"))
    write_watchlist(world, folder / "watchlist")
    with tempfile.TemporaryDirectory() as data:
        night = read(world, folder / "watchlist", Path(data), Misfortune(world), Watch(), {})
    return Stage(world=world, folder=folder, calm=night.rows)


def rehearse(seed: int) -> list[str]:
    """Return a sentence for each promise that a night of faults broke."""
    on = stage()
    chance = lottery("rehearsal", seed)
    accounts = range(len(on.world.players) + len(on.world.residents))
    schedule = random_faults(seed, hosts(on.world), accounts)
    budgets = dict(BUDGETS)
    if chance.random() < 1 / 4:
        name = chance.choice(sorted(TIGHT))
        budgets[name] = round(chance.uniform(*TIGHT[name]))
    return [f"seed {seed}: {one}" for one in _rehearse(on, schedule, budgets)]


def _rehearse(on: Stage, schedule: Sequence[Fault], budgets: Mapping[str, float]) -> Iterator[str]:
    watch = Watch()
    listed = on.folder / "watchlist"
    try:
        with tempfile.TemporaryDirectory() as data:
            folder = Path(data)
            fate = Misfortune(on.world, schedule, watch.now)
            bad = read(on.world, listed, folder, fate, watch, budgets)
            yield from judged(on, bad, schedule, budgets)
            if not bad.rows:
                over = Misfortune(on.world)
                over.spoilt.update(fate.spoilt)  # what was read before still stands
                again = read(on.world, listed, folder, over, Watch(), {})
                yield from judged(on, again, schedule, BUDGETS)
                if not again.rows:
                    yield "a poor night cannot be mended when the faults are over"
    except Endless:
        yield "the run does not end"
    finally:
        on.world.deleted.clear()
        on.world.renamed.clear()


def _settings(budgets: Mapping[str, float]) -> Settings:
    told = {f"budgets.{name}": most for name, most in budgets.items()}
    told["budgets.reply_bytes"] = LARGEST
    return load_settings(
        None, overrides=[f"{key}={one}" for key, one in {**PRACTICE_SETTINGS, **told}.items()]
    )


def read(
    world: World,
    listed: Path,
    data: Path,
    misfortune: Misfortune,
    watch: Watch,
    budgets: Mapping[str, float],
) -> Night:
    """Read the last night into a folder, waits included, by a clock of our own."""
    settings = _settings(budgets)
    began = watch.at
    client = polite_client(
        settings,
        transport=Counting(world, misfortune, watch.sleep),
        clock=Clock(now=watch.now, sleep=watch.sleep),
        jitter=Random(1),  # noqa: S311 - a rehearsal, no secret
    )
    spent = client.spent
    rows: Rows = {}
    reports: dict[Key, str] = {}
    try:
        report = read_night(
            load_watchlist(listed),
            night=LAST_NIGHT,
            settings=settings,
            folder=data,
            client=client,
            now=lambda: datetime(2026, 11, 1, 3, tzinfo=UTC),
        )
        reports = {
            (one.organisation, one.network, one.account): one.message or ""
            for one in report.accounts
        }
        found = Ledger(data).observations()
        rows = {(row.organisation, row.network, row.account): row for row in found}
    except PoorNight:
        pass
    return Night(
        rows=rows, spent=spent, seconds=watch.at - began, misfortune=misfortune, reports=reports
    )


def judged(
    on: Stage, night: Night, schedule: Sequence[Fault], budgets: Mapping[str, float]
) -> Iterator[str]:
    """Yield the promises that a reading broke."""
    yield from _over_budget(night, budgets)
    if not night.rows:
        return
    if night.rows.keys() != on.calm.keys():
        yield f"rows {sorted(map(str, night.rows.keys() ^ on.calm.keys()))} are lost or new"
        return
    struck = struck_by(on, schedule)
    is_tight = dict(budgets) != BUDGETS
    for key, row in night.rows.items():
        kinds = struck[key[:2]] | _kinds(on, night, key)
        yield from _wrong(key, row, on.calm[key])
        yield from _unnamed(key, row, on.calm[key], kinds, is_tight=is_tight)
        if not kinds and not is_tight and row != on.calm[key]:
            yield f"{key}: nothing befell it, and it is not read as on a calm night"


def _over_budget(night: Night, budgets: Mapping[str, float]) -> Iterator[str]:
    most = {**BUDGETS, **budgets}
    if night.spent.requests > most["requests"]:
        yield f"{night.spent.requests} requests, of {most['requests']}"
    if night.seconds > most["seconds"] + 60:  # whoever has just asked may still listen
        yield f"{night.seconds:.0f} seconds, of {most['seconds']}"


def struck_by(on: Stage, schedule: Sequence[Fault]) -> dict[tuple[str, str], set[FaultKind]]:
    """Return what befalls accounts themselves, by organisation and network."""
    found: dict[tuple[str, str], set[FaultKind]] = defaultdict(set)
    places = [
        (company.slug, "bluesky", one) for company in on.world.companies for one in company.players
    ]
    places += [(one.company.slug, one.network, one.player) for one in on.world.residents]
    for slug, network, player in places:
        for fault in schedule:
            if fault.account == player.index:
                found[slug, network].add(fault.kind)
    return found


def _kinds(on: Stage, night: Night, key: Key) -> set[FaultKind]:
    """Return the faults of the servers that an account is read from."""
    slug, network, _ = key
    asked = {"appview", "plc"}
    asked |= {
        one.host
        for company in on.world.companies
        if company.slug == slug
        for one in company.players
    }
    if network != "bluesky":
        asked = {
            host.host
            for one in on.world.residents
            if one.company.slug == slug
            for host in (one.host, one.since)
            if host
        }
    return {kind for (host, kind) in night.misfortune.spoilt if host in asked}


def _wrong(key: Key, row: Observation, calm: Observation) -> Iterator[str]:
    """Yield the figures that are not those of a calm night; none is missing for nothing."""
    if row.facts is None:
        return
    if calm.facts is None:
        yield f"{key}: facts, where there is to be {calm.gap}"
        return
    for column in fields(Facts):
        found, true = getattr(row.facts, column.name), getattr(calm.facts, column.name)
        if found is not None and found != true and not column.name.endswith("_gap"):
            yield f"{key}: {column.name} is {found}, and in truth {true}"


def _unnamed(
    key: Key, row: Observation, calm: Observation, kinds: set[FaultKind], *, is_tight: bool
) -> Iterator[str]:
    """Yield the gaps without a reason, and with one that nothing explains."""
    expected = {gap for kind in kinds for gap in REASONS[kind]}
    if is_tight:
        expected |= {Gap.OVER_BUDGET, Gap.BUSY}
    given = {"gap": (row.gap, calm.gap)}
    if row.facts is None and row.gap is None:
        yield f"{key}: neither facts nor a reason"
    if row.facts and calm.facts:
        given |= {
            name: (getattr(row.facts, name), getattr(calm.facts, name)) for name in REASONS_OF_PARTS
        }
        for figures, names in NAMED.items():
            is_missing = all(getattr(row.facts, one) is None for one in figures)
            was_there = any(getattr(calm.facts, one) is not None for one in figures)
            if is_missing and was_there and not any(given[name][0] for name in names):
                yield f"{key}: {figures[0]} is missing, and no {names[0]} says why"
    for name, (gap, usual) in given.items():
        if gap is not None and gap != usual and gap not in expected:
            yield f"{key}: {name} is {gap}, after {sorted(kinds)}"
