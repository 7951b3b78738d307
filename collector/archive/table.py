"""A CSV file as rows of the columns that are wanted, with every problem of it told at once."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, NoReturn

from collector.archive.lines import Lines, opened
from collector.errors import ArchiveError
from collector.handle import in_short
from collector.load.listing import Refused, shown
from collector.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from collector.archive.lines import Place

MOST_PROBLEMS = 1_000  # are told; a file of which every line is wrong is told of by the first
LONGEST_CELL = 100_000
MOST_COLUMNS_NAMED = 20

csv.field_size_limit(LONGEST_CELL)


class Table:
    """One file's rows, whatever the order of its columns; further columns are left alone."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.file = shown(path)
        self.rows = 0
        self.line = 0  # on which the row in hand begins
        self._path = path
        self._columns = tuple(columns)
        self._order: list[int] = []
        self._lines: Lines | None = None
        self._problems: list[Problem] = []
        self._untold = 0

    def cells(self) -> Iterator[list[str]]:
        """Yield the wanted cells of each row. Raises ArchiveError where no more can be read."""
        try:
            with opened(self._path) as stream:
                self._lines = Lines(stream)
                yield from self._cells(csv.reader(self._lines, strict=True))
        except Refused as refusal:
            self._tell(str(refusal), (refusal.line, refusal.column))
            self.refuse()

    def tell(self, column: str, sentence: str) -> None:
        """Add a problem of the row in hand, at one of its cells."""
        assert self._lines is not None  # noqa: S101 - a row is in hand
        self._tell(sentence, self._lines.place(self._order[self._columns.index(column)]))

    def tell_of_line(self, line: int, sentence: str) -> None:
        """Add a problem of a row that was read before."""
        self._tell(sentence, (line, 1))

    def refuse(self) -> NoReturn:
        """Raise ArchiveError with every problem told so far, by their places."""
        problems = sorted(self._problems, key=lambda one: (one.line, one.column, one.message))
        if self._untold:
            more = f"and {self._untold:,} more; mend these first"
            last = problems[-1]
            problems.append(
                Problem(file=self.file, line=last.line, column=last.column, message=more)
            )
        raise ArchiveError(problems)

    def refuse_wrong(self) -> None:
        """Raise ArchiveError if any problem was told, or if there was no row at all."""
        if not self._problems and not self.rows:
            self._tell(
                "the file has no row below its first line: there is nothing to import", (1, 1)
            )
        if self._problems:
            self.refuse()

    def _tell(self, message: str, place: Place) -> None:
        if len(self._problems) == MOST_PROBLEMS:
            self._untold += 1
            return
        line, column = place
        self._problems.append(Problem(file=self.file, line=line, column=column, message=message))

    def _cells(self, reader: Iterator[list[str]]) -> Iterator[list[str]]:
        head = next(self._records(reader), None)
        if self._problems:  # of the first line itself: without it no row can be read
            self.refuse()
        if head is None:
            wanted = ",".join(self._columns)
            raise Refused(f"the file is empty; its first line names the columns: {wanted}")
        self._order = self._ordered([cell.strip().lower() for cell in head])
        for record in self._records(reader):
            self.rows += 1
            if len(record) == len(head):
                yield [record[place].strip() for place in self._order]
            else:
                self._tell(
                    f"this row has {_many(len(record), 'cell')} and the first line names "
                    f"{_many(len(head), 'column')}; put text with a comma in quotation marks",
                    (self.line, 1),
                )

    def _records(self, reader: Iterator[list[str]]) -> Iterator[list[str]]:
        """Yield the rows that are not empty, and tell of those that cannot be read."""
        assert self._lines is not None  # noqa: S101 - it is what the reader reads
        while True:
            self._lines.begin_row()
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self.rows += 1
                self._tell_of_quotes(str(error))
                continue
            self.line = self._lines.line
            if record:
                yield record

    def _tell_of_quotes(self, said: str) -> None:
        assert self._lines is not None  # noqa: S101 - it is what the reader reads
        line, column = self._lines.fault()
        if "end of data" in said:
            sentence = "a quotation mark is opened here and never closed; close it"
            raise Refused(sentence, line=line, column=column)
        if "field larger" in said:
            sentence = f"this cell has over {LONGEST_CELL:,} signs; is a quotation mark not closed?"
            raise Refused(sentence, line=line, column=column)
        if "new-line" in said:
            self._tell("a line ends oddly here; save the file with plain line ends", (line, 1))
        else:
            sentence = 'the quotation marks of this cell do not match; write one in a text as ""'
            self._tell(sentence, (line, column))

    def _ordered(self, head: list[str]) -> list[int]:
        """Return where the wanted columns stand; raises Refused where one is missing."""
        missing = [f'"{name}"' for name in self._columns if name not in head]
        if missing:
            there = ", ".join(in_short(name, 40) for name in head[:MOST_COLUMNS_NAMED])
            raise Refused(
                f"the column{'s' if len(missing) > 1 else ''} {', '.join(missing)} "
                f"{'are' if len(missing) > 1 else 'is'} missing; the first line has: {there}"
                f"{_separated(head)}"
            )
        for name in self._columns:
            if head.count(name) > 1:
                raise Refused(f'the column "{name}" stands twice; leave one of them')
        return [head.index(name) for name in self._columns]


def _separated(head: list[str]) -> str:
    is_other = len(head) == 1 and any(sign in head[0] for sign in ";\t|")
    return "; separate the columns with commas" if is_other else ""


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
