"""The lines of a file of other people's, one by one, and where in them each cell begins.

A file may be of any size, so no more is held of it than the row in hand.
"""

from __future__ import annotations

import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from collector.load.listing import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONGEST_LINE = 1024 * 1024  # bytes
MARK = b"\xef\xbb\xbf"  # that some programs put before UTF-8

Place = tuple[int, int]  # line and column, from 1


class Lines:
    """The decoded lines of a stream, for `csv.reader`; those of the row in hand are kept."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._read = 0
        self._row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        raw = self._stream.readline(LONGEST_LINE + 1)
        if not raw:
            raise StopIteration
        self._read += 1
        if len(raw) > LONGEST_LINE:
            raise Refused(f"this line has over {LONGEST_LINE:,} bytes; end it", line=self._read)
        if self._read == 1:
            raw = raw.removeprefix(MARK)
        self._row.append(_decoded(raw, self._read))
        return self._row[-1]

    def begin_row(self) -> None:
        """Forget the lines of the row before."""
        self._row.clear()

    @property
    def line(self) -> int:
        """The line on which the row in hand begins."""
        return self._read - max(len(self._row), 1) + 1

    def place(self, cell: int) -> Place:
        """Return where a cell of the row in hand begins."""
        starts, _ = _scanned("".join(self._row))
        line, column = starts[min(cell, len(starts) - 1)]
        return self.line + line, column

    def fault(self) -> Place:
        """Return where a quotation mark of the row in hand is at odds with the others."""
        starts, odd = _scanned("".join(self._row))
        line, column = odd or starts[-1]
        return self.line + line, column


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading; raises Refused where it is none, or may not be read."""
    try:
        state = path.stat()
        if stat.S_ISDIR(state.st_mode):
            raise Refused("is a folder; name the CSV file in it")
        if not stat.S_ISREG(state.st_mode):
            raise Refused("is no ordinary file; name a CSV file")
        stream = path.open("rb")
    except FileNotFoundError:
        raise Refused("is not there; name a CSV file that is") from None
    except (OSError, ValueError) as error:  # a ValueError: a null character in the name
        reason = getattr(error, "strerror", None) or "no answer"
        raise Refused(f"cannot be read ({reason.lower()}); name a file that can") from None
    with stream:
        yield stream


def _decoded(raw: bytes, line: int) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        column = len(raw[: error.start].decode("utf-8", "replace")) + 1
        sentence = f"the byte 0x{raw[error.start]:02X} is not UTF-8; save the file as UTF-8"
        raise Refused(sentence, line=line, column=column) from None


def _scanned(text: str) -> tuple[list[Place], Place | None]:
    """Return where each cell of a row begins, lines from 0, and the first odd quotation mark."""
    starts, opening, odd = [(0, 1)], None, None
    line, column, is_quoted, before = 0, 0, False, ","
    for sign in text:
        line, column = (line + 1, 1) if before == "\n" else (line, column + 1)
        if sign == '"' and (is_quoted or before in ',"\n'):
            is_quoted = not is_quoted
            opening = (line, column) if is_quoted else opening
        elif sign == "," and not is_quoted:
            starts.append((line, column + 1))
        elif before == '"' and not is_quoted and sign not in "\r\n":
            odd = odd or opening
        before = sign
    return starts, odd or (opening if is_quoted else None)
