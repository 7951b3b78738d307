"""The command `followback`: reads options, calls the sentence's verbs, prints.

It stands above the sentence, so it may import any of it; it imports late, so that a command pays
only for what it uses.
"""
# ruff: noqa: PLC0415, T201 - both are this module's purpose: late imports, and printing

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from collector.errors import InputError
from collector.options import AsJson, Common, Night, Port, Progress, Site, command, night_of, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collector.model import Problem

app = typer.Typer(
    name="followback",
    help="Who talks with people, and who talks at them: collect, rank and publish.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@command(app)
def check(
    common: Common,
    *,
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders; the watchlist if none.")
    ] = None,
    output: Annotated[
        str, typer.Option("--format", metavar="text|github|json", help="How to print problems.")
    ] = "text",
) -> int:
    """Say what is wrong in the watchlist, where, and what to write instead."""
    from collector.load import check as problems_of

    if output not in ("text", "github", "json"):
        raise typer.BadParameter(f'"{output}"; use text, github or json', param_hint="--format")
    problems = problems_of(paths or [common.watchlist], common.watchlist)
    errors = [problem for problem in problems if not problem.is_warning]
    if output == "json":
        _print_json({"errors": len(errors), "problems": [_as_dict(one) for one in problems]})
    else:
        for problem in problems:
            print(_annotation(problem) if output == "github" else _line(problem))
    told = f"{_many(len(errors), 'error')}, {_many(len(problems) - len(errors), 'warning')}"
    common.say(told if problems else "no problems")
    return 1 if errors else 0


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _line(problem: Problem) -> str:
    return f"{problem}{' (warning)' if problem.is_warning else ''}"


def _annotation(problem: Problem) -> str:
    # https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
    level = "warning" if problem.is_warning else "error"
    message = problem.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    file = problem.file.replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
    return f"::{level} file={file},line={problem.line},col={problem.column}::{message}"


def _as_dict(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "level": "warning" if problem.is_warning else "error",
        "message": problem.message,
    }


def _print_json(document: object) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=1))


@command(app)
def collect(
    common: Common,
    *,
    night: Night = None,
    only: Annotated[list[str] | None, typer.Option(metavar="SLUG", help="Read only these.")] = None,
    max_requests: Annotated[
        int | None, typer.Option(help="Stop at so many requests.", min=1)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read every account of the watchlist, and record the night."""
    from collector.manners import polite_client
    from collector.night import read_night, selected

    when = night_of(night) or datetime.now(UTC).date()
    settings = common.settings
    if max_requests is not None:
        budgets = settings.budgets.model_copy(update={"requests": max_requests})
        settings = settings.model_copy(update={"budgets": budgets})
    watchlist = selected(common.listed(), only or ())
    ledger = common.ledger()
    if ledger.holds(when):
        report = ledger.report(when)
        common.say(f"the night of {when} is already in the ledger, and a night is never changed")
    else:
        with Progress(common, f"Night of {when}", len(watchlist.organisations)) as tick:
            report = read_night(
                watchlist,
                night=when,
                settings=settings,
                folder=common.data,
                client=polite_client(
                    settings, allow_hosts=common.allow_host, connect=common.connections
                ),
                tick=tick,
            )
        common.say(f"{when}: {report.read} of {report.expected} accounts read")
    if as_json:
        _print_json(report.summary() if report else {"night": str(when)})


@command(app)
def build(common: Common, *, site: Site = Path("site"), night: Night = None) -> None:
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
def nightly(common: Common, *, site: Site = Path("site"), night: Night = None) -> None:
    """Check the watchlist, collect the night, build the site."""
    common.listed()
    collect(common, night=night)
    build(common, site=site, night=night)


@command(app)
def serve(common: Common, *, port: Port = 8000, site: Site = Path("site")) -> None:
    """Serve the built site on this machine."""
    from collector.serve import serve_site

    serve_site(site, port, say=common.say)


@command(app)
def explain(
    common: Common,
    *,
    organisation: Annotated[str, typer.Argument(help="The organisation's slug.")],
    metric: Annotated[str | None, typer.Argument(help="One metric's key; all if none.")] = None,
    night: Night = None,
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
    if not common.data.is_dir():
        raise InputError(f"{common.data}: there is no ledger here; name its folder with --data")
    faults = common.ledger().verify()
    wrong = [fault for fault in faults if not fault.is_notice]
    if as_json:
        told = [{"file": f.file, "message": f.message, "notice": f.is_notice} for f in faults]
        _print_json({"nights": len(common.ledger().nights()), "faults": told})
    else:
        for fault in faults:
            print(f"{fault.file}: {fault.message}")
    common.say(_many(len(wrong), "fault") if wrong else "every file is as it was written")
    return 1 if wrong else 0


@command(app)
def compact(
    common: Common,
    *,
    month: Annotated[str | None, typer.Option(metavar="YYYY-MM", help="One closed month.")] = None,
) -> None:
    """Put the nights of closed months into one file each."""
    from collector.night import closed_months

    ledger = common.ledger()
    for one in [month] if month else closed_months(ledger):
        common.say(f"{one}: {ledger.compact(one)}")


@command(app)
def demo(
    common: Common,
    *,
    nights: Annotated[int, typer.Option(help="How many nights to play.", min=1, max=400)] = 120,
    organisations: Annotated[int, typer.Option(help="How many live there.", min=12, max=5000)] = 60,
    port: Port = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Build, and stop.")] = False,
    site: Site = Path("site"),
) -> None:
    """Play the practice network through the real collector, build its site and serve it."""
    from collector.practice.demo import DATA, WATCHLIST, play

    with Progress(common, "Practice nights", nights) as tick:
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
