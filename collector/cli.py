"""The command `followback`: reads options, calls the sentence's verbs, prints.

It stands above the sentence, so it may import any of it; it imports late, so that a command pays
only for what it uses.
"""
# ruff: noqa: PLC0415, T201 - both are this module's purpose: late imports, and printing

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from collector.errors import LedgerError, SettingError
from collector.options import (
    ArchiveFile,
    AsJson,
    Common,
    Format,
    HowManyShards,
    Merge,
    MetricKey,
    Month,
    MostAShard,
    MostRequests,
    NightImported,
    NightRead,
    Nights,
    NightShown,
    NoServe,
    OneShard,
    Only,
    Paths,
    Population,
    Port,
    Site,
    Slug,
    Sort,
    command,
    night_of,
    spread,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from collector.manners import PoliteClient
    from collector.model import Watchlist
    from collector.settings import Settings
    from collector.store import Ledger
    from collector.store.report import RunReport
    from collector.store.shard import Head

app = typer.Typer(
    name="followback",
    help="Who talks with people, and who talks at them: collect, rank and publish.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@command(app)
def check(common: Common, *, paths: Paths = None, output: Format = "text") -> int:
    """Say what is wrong in the watchlist, where, and what to write instead."""
    from collector.load import check as problems_of
    from collector.problems import annotation, as_values, line

    problems = problems_of(paths or [common.watchlist], common.watchlist)
    errors = [problem for problem in problems if not problem.is_warning]
    if output == "json":
        _print_json({"errors": len(errors), "problems": [as_values(one) for one in problems]})
    else:
        for problem in problems:
            print(annotation(problem) if output == "github" else line(problem))
    told = f"{_many(len(errors), 'error')}, {_many(len(problems) - len(errors), 'warning')}"
    common.say(told if problems else "no problems")
    return 1 if errors else 0


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _print_json(document: object) -> None:
    print(json.dumps(document, indent=1))


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
        _print_json({"night": str(when), "shards": [as_values(one) for one in cut]})
    for one in () if as_json else cut:
        held = _many(len(one.organisations), "organisation")
        print(f"{one.shard}: {held}, about {_many(one.requests, 'request')}")


@command(app)
def collect(
    common: Common,
    *,
    night: NightRead = None,
    only: Only = None,
    shard: OneShard = None,
    merge: Merge = False,
    max_requests: MostRequests = None,
    as_json: AsJson = False,
) -> None:
    """Read every account of the watchlist, and record the night.

    A night may be read in parts, on several machines: --shard 1/3, 2/3 and 3/3, each into
    DIR/shards; --merge then records it. What one run may spend, and how often it asks a host, is
    shared among them.
    """
    from collector.coverage import left_out
    from collector.night import forget_unfinished, selected

    if shard and merge:
        raise SettingError("--shard reads and --merge records; write one of them")
    if max_requests:
        common = replace(common, set=[*common.set, f"budgets.requests={max_requests}"])
    today = datetime.now(UTC).date()
    when = night_of(night) or today
    watchlist = selected(common.listed(), only or ())
    if when > today and not watchlist.is_practice:
        raise SettingError(f"--night {when} has not come yet; in UTC, today is {today}")
    ledger = common.ledger()
    if ledger.holds(when):
        forget_unfinished(common.data, when)
        done: RunReport | Head | None = ledger.report(when)
        common.say(f"the night of {when} is already in the ledger, and a night is never changed")
    elif shard:
        done = _read_shard(common, watchlist, when, shard)
    else:
        done = _merge(common, watchlist, when) if merge else _read(common, watchlist, when)
        read = f"{done.read} of {_many(done.expected, 'account')} read"
        common.say(f"{when}: {read}{left_out(done)}")
    if as_json:
        _print_json(done.summary() if done else {"night": str(when)})


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
    common.say(f"{night}, shard {shard}: {head.read} of {_many(head.accounts, 'account')} read")
    return head


def _merge(common: Common, watchlist: Watchlist, night: date) -> RunReport:
    from collector.merge import merge_night

    return merge_night(watchlist, night=night, folder=common.data)


def _client(common: Common, settings: Settings) -> PoliteClient:
    from collector.manners import polite_client

    return polite_client(settings, allow_hosts=common.allow_host, connect=common.connections)


@command(app, "import")
def import_(
    common: Common,
    *,
    sort: Sort,
    file: ArchiveFile,
    night: NightImported = None,
    as_json: AsJson = False,
) -> None:
    """Import an archive: a CSV file of events or of counts, as nights that say so for ever.

    The first line of the file names its columns, in any order, and all of them must be there;
    others are left alone. A cell that is not known is empty, and never 0. Nothing is recorded
    unless the whole file is right.

    Columns of events: network, account (on the watchlist, and concerned by the row), post (its
    id), author (a handle if listed, else any id, which is forgotten), created_at (in UTC, as
    2017-10-31T22:10:35Z), in_reply_to (a post's id), thread (its id; else what in_reply_to leads
    to), mentions (handles, separated by spaces), kind (empty, repost or quote).

    Columns of counts: network, account, date (as 2022-11-18; each is a night), followers,
    following, posts.
    """
    from collector.archive import import_counts, import_events

    run = import_events if sort == "events" else import_counts
    done = run(
        file,
        common.listed(),
        common.ledger(),
        night=night_of(night),
        now=datetime.now(UTC),
    )
    first, last = done.nights[0], done.nights[-1]
    told = f"the night of {first}" if first == last else f"{len(done.nights):,} nights to {last}"
    common.say(
        f"{told}: {_many(done.accounts, 'account')} from {_many(done.rows, 'row')}, imported"
    )
    if as_json:
        _print_json(done.summary())


@command(app)
def build(common: Common, *, site: Site = Path("site"), night: NightShown = None) -> None:
    """Build the static site from the ledger."""
    from collector.night import build_site

    pages = build_site(
        site=site,
        data=common.data,
        watchlist=common.watchlist,
        night=night_of(night),
        settings=common.settings,
    )
    common.say(f"{pages:,} pages in {site}/")


@command(app)
def nightly(common: Common, *, site: Site = Path("site"), night: NightRead = None) -> None:
    """Check the watchlist, collect the night, build the site."""
    from collector.night import refuse_elsewhere

    refuse_elsewhere()
    collect(common, night=night)
    build(common, site=site, night=night)


@command(app)
def serve(common: Common, *, port: Port = 8000, site: Site = Path("site")) -> None:
    """Serve the built site on this machine, until Ctrl-C."""
    from collector.serve import serve_site

    serve_site(site, port, say=common.say)


@command(app)
def explain(
    common: Common,
    *,
    organisation: Slug,
    metric: MetricKey = None,
    night: NightShown = None,
    as_json: AsJson = False,
) -> None:
    """Show what stands behind an organisation's figures."""
    from site_src.explain import receipts, told
    from site_src.measure import standings_of

    standings = standings_of(
        common.ledger(), common.listed(), common.settings, night=night_of(night)
    )
    receipt = receipts(standings, organisation, metric)
    if as_json:
        _print_json(receipt)
    else:
        print(told(receipt))


@command(app)
def verify(common: Common, *, as_json: AsJson = False) -> int:
    """Check every file of the ledger against its hash."""
    ledger = common.existing_ledger()
    faults = ledger.verify()
    wrong = [fault for fault in faults if not fault.is_notice]
    if as_json:
        told = [{"file": f.file, "message": f.message, "notice": f.is_notice} for f in faults]
        _print_json({"nights": _nights_held(ledger), "faults": told})
    else:
        for fault in faults:
            print(f"{fault.file}: {fault.message}")
    held = "every file is as it was written" if _nights_held(ledger) else "there is no night yet"
    common.say(_many(len(wrong), "fault") if wrong else held)
    return 1 if wrong else 0


def _nights_held(ledger: Ledger) -> int | None:
    """Return how many nights the ledger holds; None where it is too broken to say."""
    try:
        return len(ledger.nights())
    except LedgerError:
        return None


@command(app)
def compact(common: Common, *, month: Month = None) -> None:
    """Put the nights of closed months into one file each."""
    from collector.night import closed_months

    ledger = common.existing_ledger()
    months = [month] if month else closed_months(ledger)
    for one in months:
        common.say(f"{one}: {ledger.compact(one)}")
    if not months:
        common.say("no month is closed yet: it is when a later month has a night")


@command(app)
def demo(
    common: Common,
    *,
    nights: Nights = 120,
    organisations: Population = 60,
    port: Port = 8000,
    no_serve: NoServe = False,
    site: Site = Path("site"),
) -> None:
    """Play the practice network through the real collector, build its site and serve it.

    Watchlist and ledger are made in practice/: --watchlist and --data do not concern it.
    """
    from collector.night import refuse_elsewhere
    from collector.practice.demo import DATA, WATCHLIST, play
    from collector.progress import Progress
    from collector.serve import refuse_taken

    refuse_elsewhere()
    if not no_serve:
        refuse_taken(port)
    with Progress("Practice nights", nights, quiet=common.quiet) as tick:
        last = play(Path(), nights=nights, organisations=organisations, tick=tick)
    common.say(f"{nights} nights of practice data, the last one {last}")
    practice = Common(
        watchlist=WATCHLIST,
        data=DATA,
        set=[f"site_url=http://localhost:{port}/", *common.set],
        quiet=common.quiet,
    )
    build(practice, site=site)
    if not no_serve:
        serve(practice, port=port, site=site)


def run(arguments: Sequence[str]) -> int:
    """Run the command with these arguments and return its exit code."""
    try:
        app(spread(arguments), prog_name="followback")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0
    return 0
