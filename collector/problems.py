"""How the problems of a watchlist are printed: for people, for GitHub, as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from collector.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from collector.model import Problem


def line(problem: Problem) -> str:
    """Return the problem as one line for a person."""
    return f"{problem}{' (warning)' if problem.is_warning else ''}"


def annotation(problem: Problem) -> str:
    """Return the problem as GitHub's own note beside the changed line."""
    # https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
    message = problem.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    file = problem.file.replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
    place = f"file={file},line={problem.line},col={problem.column}"
    return f"::{_level(problem)} {place}::{message}"


def as_values(problem: Problem) -> dict[str, object]:
    """Return the problem as JSON values."""
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "level": _level(problem),
        "message": problem.message,
    }


def _level(problem: Problem) -> str:
    return "warning" if problem.is_warning else "error"


def line_of(told: Mapping[str, Any]) -> str:
    """Return the problem, from its JSON values, as one line."""
    return f"{told['file']}:{told['line']}:{told['column']}: {told['message']}"


def with_known(problems: Iterable[Problem], document: str) -> tuple[Problem, ...]:
    """Return the problems; those that an earlier check told already are warnings.

    `document` is what `followback check --format json` printed then; a line may have moved since.
    Raises InputError where it is something else.
    """
    try:
        told = json.loads(document)["problems"] if document.strip() else []
        known = {(one["file"], one["message"]) for one in told}
    except (ValueError, KeyError, TypeError):
        sentence = "is no earlier check; give what followback check --format json printed"
        raise InputError(f"the file of known problems {sentence}") from None
    return tuple(
        replace(one, is_warning=one.is_warning or (one.file, one.message) in known)
        for one in problems
    )
