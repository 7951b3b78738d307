"""Run the command `followback`, and turn whatever goes wrong into a sentence and an exit code."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

from collector.errors import FollowbackError

INTERRUPTED = 130  # what typer makes of Ctrl-C, as shells do


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code: 0 done, 1 wrong input, 2 usage, 3 a poor night."""
    from collector.cli import run  # noqa: PLC0415 - so that a broken installation is a sentence too

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a file's name may be no text, a locale ASCII
            stream.reconfigure(errors="backslashreplace")
    try:
        code = run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except FollowbackError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the command's own voice
        return error.exit_code
    except BrokenPipeError:
        # Whoever read our output has gone, as `head` does: say nothing more to them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        reason = (error.strerror or str(error)).lower()
        print(f"{where}{reason}; mend that and run the same command again", file=sys.stderr)  # noqa: T201 - the same
        return 1
    except Exception as error:
        if os.environ.get("FOLLOWBACK_DEBUG"):
            raise
        # The message may quote what a network sent, people's names included: only its kind is told.
        print(  # noqa: T201 - the same
            f"followback stopped on an unexpected {type(error).__name__}; nothing stored is lost. "
            "Run it again with FOLLOWBACK_DEBUG=1 to see where, and please report it",
            file=sys.stderr,
        )
        return 1
    if code == INTERRUPTED:
        print("stopped; what was read is kept", file=sys.stderr)  # noqa: T201 - the same
    return code


if __name__ == "__main__":
    sys.exit(main())
