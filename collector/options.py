"""What every command shares: its options, how it counts progress, how it reads its arguments."""
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
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collector.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collector.model import Watchlist
    from collector.settings import Settings
    from collector.store import Ledger

SEVERAL = ("--set", "--allow-host", "--connect", "--only")
WITH_ARGUMENTS = ("check", "explain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """The options of every command."""

    watchlist: Annotated[Path, typer.Option(help="Folder of organisations.")] = Path(
        "collector/watchlist"
    )
    data: Annotated[Path, typer.Option(help="Folder of the ledger.")] = Path("data")
    set: Annotated[list[str], typer.Option(metavar="KEY=VALUE", help="A setting.")] = ()  # type: ignore[assignment]
    allow_host: Annotated[
        list[str], typer.Option(metavar="HOST", help="A private host to visit.")
    ] = ()  # type: ignore[assignment]
    connect: Annotated[
        list[str], typer.Option(metavar="HOST=ORIGIN", help="Where a host's requests go.")
    ] = ()  # type: ignore[assignment]
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing but what is wrong.")] = False

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

    def listed(self) -> Watchlist:
        """Return the watchlist; its warnings are told by `followback check` alone."""
        from collector.load import load_watchlist

        return load_watchlist(self.watchlist)

    def say(self, text: str) -> None:
        """Tell a person how it went, on stderr, unless they asked for quiet."""
        if not self.quiet:
            print(text, file=sys.stderr)


Action = Callable[..., "int | None"]


def command(app: typer.Typer) -> Callable[[Action], Action]:
    """Return a decorator that makes a command with the common options of a function of them."""
    return lambda function: _command(app, function)


def _command(app: typer.Typer, function: Action) -> Action:
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
    app.command()(wrapped)
    return function


Night = Annotated[
    str | None, typer.Option("--night", metavar="YYYY-MM-DD", help="The night.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Site = Annotated[Path, typer.Option(help="Folder of the site.")]
Port = Annotated[int, typer.Option(help="Where to serve.", min=1, max=65535)]


def night_of(text: str | None) -> date | None:
    """Return the date of a --night; raises SettingError for what is no date."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingError(f'--night "{text}" is no date; write it as 2026-11-22') from None


class Progress:
    """A progress bar on stderr, silent where stderr is no terminal."""

    def __init__(self, common: Common, title: str, total: int) -> None:
        from rich.console import Console
        from rich.progress import Progress as Bar

        console = Console(stderr=True)
        self._bar = Bar(console=console, disable=common.quiet or not console.is_terminal)
        self._task = self._bar.add_task(title, total=total)

    def __enter__(self) -> Callable[[], None]:
        self._bar.start()
        return lambda: self._bar.advance(self._task)

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


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
