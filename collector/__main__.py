"""Run the command `followback`, and turn whatever goes wrong into a sentence and an exit code."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

from collector.errors import FollowbackError

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
    except Exception as error:
        if os.environ.get("FOLLOWBACK_DEBUG") and not isinstance(error, FollowbackError):
            raise
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


def _say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201 - the command's own voice


if __name__ == "__main__":
    sys.exit(main())
