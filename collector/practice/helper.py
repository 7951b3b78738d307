"""A second process that reads half of each practice night: `python -m collector.practice.helper`.

Both read a shard, as two runners of an Action do, and the night is merged of the two. It is told
the nights by its standard input and goes when that ends, as it does when the first process dies.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from collector.errors import FollowbackError, LedgerError
from collector.practice.stage import Stage
from collector.practice.world import World
from collector.store.shard import Shard

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS, THEIRS = Shard(number=1, of=2), Shard(number=2, of=2)


class Helper:
    """The second process, as the first one sees it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def begin(self, night: date) -> None:
        """Let it read its half of a night."""
        with suppress(BrokenPipeError):  # `end` tells that it is gone
            if self._process.stdin:
                self._process.stdin.write(f"{night.isoformat()}\n".encode())

    def end(self) -> None:
        """Wait until it has read its half; raises LedgerError where it could not."""
        told = self._process.stdout.readline() if self._process.stdout else b""
        if not told:
            raise LedgerError("the demo's second process has ended; run the same command again")
        if problem := json.loads(told)["problem"]:
            raise LedgerError(problem)


@contextmanager
def helper(home: Path, organisations: int) -> Iterator[Helper]:
    """Start the second process, and end it."""
    command = [sys.executable, "-m", __name__, str(home.resolve()), str(organisations)]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and our own arguments
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
    ) as process:
        yield Helper(process)


def main(home: str, organisations: str) -> None:
    """Read the second half of each night that is told."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever is told to stop tells us
    stage = Stage(Path(home), World(organisations=int(organisations)))
    for line in sys.stdin:
        problem = ""
        try:
            stage.read_shard(date.fromisoformat(line.strip()), THEIRS)
        except FollowbackError as error:
            problem = str(error)
        sys.stdout.write(json.dumps({"problem": problem}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
