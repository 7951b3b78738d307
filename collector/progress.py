"""How a command shows a person that it is getting on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress as Bar

if TYPE_CHECKING:
    from collections.abc import Callable


class Progress:
    """A progress bar on stderr, silent where stderr is no terminal."""

    def __init__(self, title: str, total: int, *, quiet: bool) -> None:
        console = Console(stderr=True)
        self._bar = Bar(console=console, disable=quiet or not console.is_terminal)
        self._task = self._bar.add_task(title, total=total)

    def __enter__(self) -> Callable[[], None]:
        self._bar.start()
        return lambda: self._bar.advance(self._task)

    def __exit__(self, *_: object) -> None:
        self._bar.stop()
