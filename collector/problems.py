"""How the problems of a watchlist are printed: for people, for GitHub, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
