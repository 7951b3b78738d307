"""What a night costs, written down as it is spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.state import load_dollars, save_dollars

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from collector.manners import Spent


class Till:
    """What a night has cost, written down as it is spent: all its runs have one budget together."""

    def __init__(self, folder: Path, night: date, spent: Spent) -> None:
        self._folder, self._night, self._spent = folder, night, spent
        spent.dollars = self._kept = load_dollars(folder, night)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self.keep()

    def before(self, tick: Callable[[], None]) -> Callable[[], None]:
        """Return what keeps and then ticks."""

        def ticked() -> None:
            self.keep()
            tick()

        return ticked

    def keep(self) -> None:
        """Write down what was spent since the last time, if anything was."""
        if self._spent.dollars != self._kept:
            self._kept = self._spent.dollars
            save_dollars(self._folder, self._night, self._kept)
