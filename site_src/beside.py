"""Pieces of work taken by several processes in turn, while the first one still does other work."""

from __future__ import annotations

import atexit
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from collector.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Work = Callable[[Iterator[int]], None]

MOST = 8_000  # pieces: a pipe holds so many numbers, and a little more
SIZE = 4  # bytes of a number


class Beside:
    """Does pieces of work, by their numbers: helpers begin at once, and `finish` does the rest.

    Each piece is done by one process alone, whichever is free.
    """

    def __init__(self, work: Work, pieces: int, helpers: int) -> None:
        if pieces > MOST:
            raise ValueError(f"{pieces} pieces are more than {MOST}; make them larger")
        self._work = work
        self._left, writer = os.pipe()
        with os.fdopen(writer, "wb") as told:
            told.write(b"".join(number.to_bytes(SIZE, "big") for number in range(pieces)))
        self._helpers = [self._helper() for _ in range(helpers if hasattr(os, "fork") else 0)]
        atexit.register(self._end)  # whoever stops early leaves nobody at work behind

    def finish(self) -> None:
        """Do what is left, and wait for the helpers. Raises InputError where one has failed."""
        self._work(self._numbers())
        os.close(self._left)
        ends = [os.waitpid(self._helpers.pop(), 0)[1] for _ in tuple(self._helpers)]
        atexit.unregister(self._end)
        if any(ends):
            raise InputError("a second process that drew pictures ended early; build again")

    def _helper(self) -> int:
        first = os.getpid()
        helper = os.fork()
        if helper:
            return helper
        code = 1
        try:
            self._work(number for number in self._numbers() if os.getppid() == first)
            code = 0
        finally:
            os._exit(code)

    def _numbers(self) -> Iterator[int]:
        """Yield the numbers that nobody else has taken: a pipe hands each out once."""
        while number := os.read(self._left, SIZE):
            yield int.from_bytes(number, "big")

    def _end(self) -> None:
        while self._helpers:
            with suppress(ProcessLookupError, ChildProcessError):
                helper = self._helpers.pop()
                os.kill(helper, signal.SIGKILL)
                os.waitpid(helper, 0)
