"""Pages put on the disk as they are made: by two processes, and never many in memory."""

from __future__ import annotations

import os
import pickle
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from collector.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import TypeVar

    from site_src.page import Page

    T = TypeVar("T")

FEWEST = 200  # organisations: below that a second process is not worth starting


@dataclass(frozen=True, slots=True)
class Share:
    """Whose turn it is: the first of `of` processes makes all that is not shared out."""

    at: int = 0
    of: int = 1

    @property
    def is_first(self) -> bool:
        """Whether this is the process that makes what is not shared out."""
        return self.at == 0

    def mine(self, row: Iterable[T]) -> Sequence[T]:
        """Return what falls to this process."""
        return list(row)[self.at :: self.of]


WHOLE = Share()


def pressed(
    pages_of: Callable[[Share], Iterable[Page]],
    render: Callable[[Page], str],
    folder: Path,
    size: int,
) -> Iterator[Page]:
    """Write every page with its data, and yield each as it is written; the helper's come last.

    Those have no content any more. The order is the same every time.
    """
    if size < FEWEST or not hasattr(os, "fork"):
        yield from _written(pages_of(WHOLE), render, folder)
        return
    reader, writer = os.pipe()
    helper = os.fork()
    if not helper:
        os.close(reader)
        _help(lambda: _written(pages_of(Share(1, 2)), render, folder), writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as told:
        yield from _written(pages_of(Share(0, 2)), render, folder)
        text = told.read()
    _, status = os.waitpid(helper, 0)
    if status:
        raise InputError("the second process that wrote pages ended early; build again")
    yield from pickle.loads(text)  # noqa: S301 - from our own process, through our own pipe


def _help(pages: Callable[[], Iterator[Page]], writer: int) -> None:
    """Write the other half, tell what was written, and end without a word more."""
    code = 1
    try:
        done = [replace(page, content=None, beside={}) for page in pages()]
        with os.fdopen(writer, "wb") as told:
            pickle.dump(done, told)
        code = 0
    finally:
        os._exit(code)


def _written(pages: Iterable[Page], render: Callable[[Page], str], folder: Path) -> Iterator[Page]:
    for page in pages:
        place = folder / page.address
        place.mkdir(parents=True, exist_ok=True)
        put(f"{place}/index.html", render(page).encode())
        for name, text in page.beside.items():
            put(f"{place}/{name}", text.encode())
        yield page


def put(file: str, data: bytes) -> None:
    """Write a file as a whole: in one go, since there are a hundred thousand of them."""
    with open(file, "wb", buffering=0) as opened:  # noqa: PTH123 - a Path takes as long again
        opened.write(data)
