"""The commands that read a night: plan and collect."""
# ruff: noqa: PLC0415, T201 - both are the commands' purpose: late imports, and printing

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from collector.commands import app, many, print_json
from collector.errors import PoorNight, SettingError
from collector.options import (
    AsJson,
    Common,
    HowManyShards,
    Merge,
    MostAShard,
    MostRequests,
    NightRead,
    OneShard,
    Only,
    Summary,
    command,
    night_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from collector.manners import PoliteClient
    from collector.model import Watchlist
    from collector.settings import Settings
    from collector.store.report import RunReport
    from collector.store.shard import Head


@command(app)
def plan(
    common: Common,
    *,
    shards: HowManyShards = None,
    max_requests: MostAShard = None,
    night: NightRead = None,
    only: Only = None,
    as_json: AsJson = False,
) -> None:
    """Say into which shards to cut a night, and how many requests each is likely to take."""
    from collector.night import selected
    from collector.shards import planned
    from collector.share import as_values

    if shards and max_requests:
        raise SettingError("--shards and --max-requests say the same; write one of them")
    when = night_of(night) or datetime.now(UTC).date()
    watchlist = selected(common.listed(), only or ())
    cut = planned(watchlist, common.ledger(), when, of=shards, most=max_requests)
    if as_json:
        print_json({"night": str(when), "shards": [as_values(one) for one in cut]})
    for one in () if as_json else cut:
        held = many(len(one.organisations), "organisation")
        print(f"{one.shard}: {held}, about {many(one.requests, 'request')}")


@command(app)
def collect(
    common: Common,
    *,
    night: NightRead = None,
    only: Only = None,
    shard: OneShard = None,
    merge: Merge = False,
    max_requests: MostRequests = None,
    summary: Summary = None,
    as_json: AsJson = False,
) -> None:
    """Read every account of the watchlist, and record the night.

    A night may be read in parts, on several machines: --shard 1/3, 2/3 and 3/3, each into
    DIR/shards; --merge then records it. What one run may spend, and how often it asks a host, is
    shared among them.
    """
    from collector.night import forget_unfinished, selected

    if shard and merge:
        raise SettingError("--shard reads and --merge records; write one of them")
    if max_requests:
        common = replace(common, set=[*common.set, f"budgets.requests={max_requests}"])
    watchlist = selected(common.listed(), only or ())
    when = _when(night, watchlist)
    ledger = common.ledger()
    if ledger.holds(when):
        forget_unfinished(common.data, when)
        done: RunReport | Head | None = ledger.report(when)
        common.say(f"the night of {when} is already in the ledger, and a night is never changed")
    elif shard:
        done = _read_shard(common, watchlist, when, shard)
    else:
        done = _recorded(common, watchlist, when, merge=merge, summary=summary)
    told = done.summary() if done else {"night": str(when)}
    if summary and done:
        _tell(summary, told)
    if as_json:
        print_json(told)


def _when(night: str | None, watchlist: Watchlist) -> date:
    today = datetime.now(UTC).date()
    when = night_of(night) or today
    if when > today and not watchlist.is_practice:
        raise SettingError(f"--night {when} has not come yet; in UTC, today is {today}")
    return when


def _recorded(
    common: Common, watchlist: Watchlist, night: date, *, merge: bool, summary: Path | None
) -> RunReport:
    """Record the night and say so; one too poor to keep is told in the summary all the same."""
    from collector.coverage import left_out

    try:
        done = _merge(common, watchlist, night) if merge else _read(common, watchlist, night)
    except PoorNight as poor:
        if summary:
            _tell(summary, poor.told, is_kept=False)
        raise
    read = f"{done.read} of {many(done.expected, 'account')} read"
    common.say(f"{night}: {read}{left_out(done)}")
    return done


def _tell(file: Path, told: Mapping[str, Any], *, is_kept: bool = True) -> None:
    from collector import markdown

    with file.open("a", encoding="utf-8") as stream:
        stream.write(markdown.night(told) if is_kept else markdown.poor_night(told))


def _read(common: Common, watchlist: Watchlist, night: date) -> RunReport:
    from collector.night import read_night
    from collector.progress import Progress

    title, total = f"Night of {night}", len(watchlist.organisations)
    with Progress(title, total, quiet=common.quiet) as tick:
        return read_night(
            watchlist,
            night=night,
            settings=common.settings,
            folder=common.data,
            client=_client(common, common.settings),
            tick=tick,
        )


def _read_shard(common: Common, watchlist: Watchlist, night: date, text: str) -> Head:
    from collector.progress import Progress
    from collector.shards import read_shard
    from collector.store.shard import shard_of

    shard = shard_of(text)
    title, total = f"Night of {night}, shard {shard}", len(watchlist.organisations) // shard.of
    with Progress(title, total, quiet=common.quiet) as tick:
        head = read_shard(
            watchlist,
            shard,
            night=night,
            settings=common.settings,
            folder=common.data,
            client_of=lambda settings: _client(common, settings),
            tick=tick,
        )
    common.say(f"{night}, shard {shard}: {head.read} of {many(head.accounts, 'account')} read")
    return head


def _merge(common: Common, watchlist: Watchlist, night: date) -> RunReport:
    from collector.merge import merge_night

    return merge_night(watchlist, night=night, folder=common.data)


def _client(common: Common, settings: Settings) -> PoliteClient:
    from collector.manners import polite_client

    return polite_client(settings, allow_hosts=common.allow_host, connect=common.connections)
