"""What the commands take: the options that all share, their own, and how they are read."""
# ruff: noqa: PLC0415, T201 - both are the command's purpose: late imports, and printing

from __future__ import annotations

import functools
import inspect
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from collector.errors import InputError, SettingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collector.model import Watchlist
    from collector.settings import Settings
    from collector.store import Ledger

SEVERAL = ("--set", "--allow-host", "--connect", "--only")
WITH_ARGUMENTS = ("check", "explain", "forget", "form", "import", "new", "preview")


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """The options of every command."""

    watchlist: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder of the organisations' files.")
    ] = Path("collector/watchlist")
    data: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the ledger.")] = Path("data")
    set: Annotated[
        list[str],
        typer.Option(
            metavar="KEY=VALUE ...",
            help="Settings, as gentle=true; else those of pyproject.toml and FOLLOWBACK_GENTLE.",
        ),
    ] = ()  # type: ignore[assignment]
    allow_host: Annotated[
        list[str],
        typer.Option(metavar="HOST ...", help="Private hosts that may be visited; else none."),
    ] = ()  # type: ignore[assignment]
    connect: Annotated[
        list[str],
        typer.Option(
            metavar="HOST=ORIGIN ...",
            help="Where a host's requests go instead, as a.test=http://127.0.0.1; else to itself.",
        ),
    ] = ()  # type: ignore[assignment]
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Print results and problems only; off by default.")
    ] = False

    @property
    def settings(self) -> Settings:
        """The settings of the project in this folder, overridden."""
        from collector.settings import load_settings

        environ = {k: v for k, v in os.environ.items() if not k.startswith("FOLLOWBACK_BUILD_")}
        environ.pop("FOLLOWBACK_DEBUG", None)
        return load_settings(Path("pyproject.toml"), environ=environ, overrides=self.set)

    @property
    def connections(self) -> dict[str, str]:
        """Host -> origin."""
        pairs = [text.partition("=") for text in self.connect]
        for host, _, origin in pairs:
            if not host or not origin.startswith(("http://", "https://")):
                raise SettingError(
                    f'--connect "{host}" has no origin; write --connect HOST=http://ADDRESS:PORT'
                )
        return {host: origin.rstrip("/") for host, _, origin in pairs}

    def ledger(self) -> Ledger:
        """Return the ledger of the data folder."""
        from collector.store import Ledger

        return Ledger(self.data)

    def existing_ledger(self) -> Ledger:
        """Return the ledger of the data folder; raises InputError where there is no such folder."""
        if not self.data.is_dir():
            raise InputError(f"{self.data}: there is no ledger here; name its folder with --data")
        return self.ledger()

    def listed(self) -> Watchlist:
        """Return the watchlist; its warnings are told by `followback check` alone."""
        from collector.load import load_watchlist

        return load_watchlist(self.watchlist)

    def say(self, text: str) -> None:
        """Tell a person how it went, on stderr, unless they asked for quiet."""
        if not self.quiet:
            print(text, file=sys.stderr)


Action = Callable[..., "int | None"]


def command(app: typer.Typer, name: str | None = None) -> Callable[[Action], Action]:
    """Return a decorator that makes a command with the common options of a function of them."""
    return lambda function: _command(app, function, name)


def _command(app: typer.Typer, function: Action, name: str | None) -> Action:
    own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
    shared = [
        inspect.Parameter(
            one.name,
            inspect.Parameter.KEYWORD_ONLY,
            annotation=inspect.get_annotations(Common, eval_str=True)[one.name],
            default=[] if one.default == () else one.default,
        )
        for one in fields(Common)
    ]

    @functools.wraps(function)
    def wrapped(**given: Any) -> None:
        common = Common(**{one.name: given.pop(one.name) for one in shared})
        code = function(common, **given)
        if code:
            raise typer.Exit(code)

    wrapped.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own] + shared
    )
    wrapped.__annotations__ = {p.name: p.annotation for p in own + shared}
    app.command(name)(wrapped)
    return function


Paths = Annotated[
    list[Path] | None, typer.Argument(help="Files or folders; the whole watchlist if none.")
]
Sort = Annotated[
    Literal["events", "counts"],
    typer.Argument(metavar="events|counts", help="What the file holds."),
]
ArchiveFile = Annotated[Path, typer.Argument(metavar="FILE.csv", help="The file to import.")]
NightImported = Annotated[
    str | None,
    typer.Option(
        "--night",
        metavar="YYYY-MM-DD",
        help="Of events, the night at which to look back; the eighth day after the last event if "
        "none. Of counts, the one date to import; all if none.",
    ),
]
Format = Annotated[
    Literal["text", "github", "json"], typer.Option("--format", help="How to print problems.")
]
Known = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.json",
        help="What --format json printed before a change: those problems only warn; none if none.",
    ),
]
Slugs = Annotated[
    list[str] | None, typer.Argument(help="Slugs: names of files without .yml; none if none.")
]
Out = Annotated[Path, typer.Option(metavar="DIR", help="Folder of what is made.")]
ChangedNames = Annotated[
    Path | None,
    typer.Option(
        "--changed",
        metavar="FILE",
        help="The entries among these names, as git diff -z --name-only writes them; none if none.",
    ),
]
PreviewRequests = Annotated[
    int, typer.Option("--max-requests", metavar="N", help="Ask so often at most.", min=1)
]
IssueEvent = Annotated[
    Path, typer.Argument(metavar="EVENT.json", help="What GitHub tells a workflow of an issue.")
]
Summary = Annotated[
    Path | None,
    typer.Option(metavar="FILE.md", help="Add a summary to this file; none if none."),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        metavar="SLUG ...", help="The night is of these organisations only; of all if none."
    ),
]
MostRequests = Annotated[
    int | None,
    typer.Option(
        "--max-requests",
        metavar="N",
        help="Ask so often at most; the setting budgets.requests if none.",
        min=1,
    ),
]
OneShard = Annotated[
    str | None,
    typer.Option(
        "--shard",
        metavar="I/N",
        help="Read this part of the night alone, into files of its own; all of it if none.",
    ),
]
Merge = Annotated[
    bool,
    typer.Option("--merge", help="Record the night from its shards, asking nobody; else read it."),
]
HowManyShards = Annotated[
    int | None,
    typer.Option(
        "--shards",
        metavar="N",
        help="Cut the night into so many; into as few as --max-requests allows if none.",
        min=1,
        max=256,
    ),
]
MostAShard = Annotated[
    int | None,
    typer.Option("--max-requests", metavar="N", help="Of one shard, about; 20000 if none.", min=1),
]
Slug = Annotated[str, typer.Argument(help="Its slug: its file's name without .yml.")]
MetricKey = Annotated[
    str | None, typer.Argument(help="A metric's key, as follow-back-rate; all if none.")
]
Month = Annotated[
    str | None, typer.Option(metavar="YYYY-MM", help="One closed month; all if none.")
]
OneAccount = Annotated[
    str | None,
    typer.Option(
        "--account", metavar="NETWORK/HANDLE", help="This account of it alone; all of it if none."
    ),
]
Week = Annotated[
    str | None,
    typer.Option(metavar="YYYY-Www", help="The week to freeze; the last whole one if none."),
]
Redacted = Annotated[
    str | None,
    typer.Option(
        metavar="SLUG", help="Take this removed organisation out of all editions; else nobody."
    ),
]
Nights = Annotated[int, typer.Option(metavar="N", help="How many nights to play.", min=1, max=400)]
Population = Annotated[
    int, typer.Option(metavar="N", help="How many organisations live there.", min=12, max=5000)
]
NoServe = Annotated[
    bool, typer.Option("--no-serve", help="Build the site and stop there, else serve it.")
]
NightRead = Annotated[
    str | None,
    typer.Option("--night", metavar="YYYY-MM-DD", help="The night to read; today in UTC if none."),
]
NightShown = Annotated[
    str | None,
    typer.Option(
        "--night", metavar="YYYY-MM-DD", help="The night to show; the ledger's last if none."
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON document on stdout; off by default.")
]
Site = Annotated[Path, typer.Option(metavar="DIR", help="Folder of the built site.")]
Port = Annotated[
    int, typer.Option(metavar="N", help="Port of this machine to serve at.", min=1, max=65535)
]


def night_of(text: str | None) -> date | None:
    """Return the date of a --night; raises SettingError for what is no date."""
    if text is None:
        return None
    try:
        night = date.fromisoformat(text)
    except ValueError:
        night = None
    if night is None or night.isoformat() != text:
        raise SettingError(f'--night "{text}" is no date; write it as 2026-11-22')
    return night


def spread(arguments: Sequence[str]) -> list[str]:
    """Repeat an option that was given several values at once: --only a b -> --only a --only b."""
    several = set(SEVERAL)
    if next((one for one in arguments if not one.startswith("-")), "") in WITH_ARGUMENTS:
        several.discard("--allow-host")  # what follows a host may be the command's own argument
    given: list[str] = []
    option: str | None = None
    for argument in arguments:
        if argument.startswith("-"):
            option = argument if argument in several else None
        elif option and given[-1] != option and _belongs(option, argument):
            given.append(option)
        elif option and given[-1] != option:
            option = None
        given.append(argument)
    return given


def _belongs(option: str, argument: str) -> bool:
    return option == "--only" or ("=" in argument) == (option in ("--set", "--connect"))
