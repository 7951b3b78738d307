"""Run the command `followback`, and turn whatever goes wrong into a sentence and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from io import TextIOWrapper
from typing import TYPE_CHECKING

from collector.errors import FollowbackError

if TYPE_CHECKING:
    from collections.abc import Iterator

INTERRUPTED = 130  # what typer makes of Ctrl-C, as shells do


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code: 0 done, 1 wrong input, 2 usage, 3 a poor night."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a locale may be ASCII
            stream.reconfigure(errors="backslashreplace")
    try:
        from collector.cli import run  # noqa: PLC0415 - a broken installation is a sentence too

        code = run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has gone, as `head` does: say nothing more to them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the one place: a sentence, whatever it is
        if os.environ.get("FOLLOWBACK_DEBUG") and not isinstance(error, FollowbackError):
            _say("\n".join(_places(error)))
        _say(_sentence(error))
        return error.exit_code if isinstance(error, FollowbackError) else 1
    if code == INTERRUPTED:
        _say("stopped; what was read is kept")
    return code


def _sentence(error: Exception) -> str:
    """Return what went wrong. Only our own words are quoted: others may name people."""
    if isinstance(error, FollowbackError):
        return str(error)
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        reason = (error.strerror or type(error).__name__).lower()
        return f"{where}{reason}; mend that and run the same command again"
    return (
        f"followback stopped on an unexpected {type(error).__name__}; nothing stored is lost. "
        "Run it again with FOLLOWBACK_DEBUG=1 to see where, and please report it"
    )


def _places(error: BaseException) -> Iterator[str]:
    """Yield where an error came from, and what led to it, by kinds and lines alone.

    Neither its words nor any value are told: other people may stand in them.
    """
    for one in _causes(error, []):
        yield f"{type(one).__name__}, raised in:"
        for frame, line in traceback.walk_tb(one.__traceback__):
            yield f"  {frame.f_code.co_filename}:{line}, {frame.f_code.co_qualname}"


def _causes(error: BaseException, known: list[BaseException]) -> list[BaseException]:
    """Return an error after all that led to it, and that it holds; one may hold itself."""
    if any(one is error for one in known):
        return []
    known.append(error)
    held = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    led = [one for one in (error.__cause__, error.__context__, *held) if one is not None]
    return [*(cause for one in led for cause in _causes(one, known)), error]


def _say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201 - the command's own voice


if __name__ == "__main__":
    sys.exit(main())
