"""The commands of `followback`, by what they are about; each adds itself to the one `app`.

They stand above the sentence, so they may import any of it; they import late, so that a command
pays only for what it uses.
"""
# ruff: noqa: T201 - printing is the commands' purpose

from __future__ import annotations

import json

import typer

app = typer.Typer(
    name="followback",
    help="Who talks with people, and who talks at them: collect, rank and publish.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def many(count: int, noun: str) -> str:
    """Return a count with its noun: "1 error", "2 errors"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def print_json(document: object) -> None:
    """Print a document on stdout, where nothing else goes then."""
    print(json.dumps(document, indent=1))
