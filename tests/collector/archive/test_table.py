from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.archive import table as table_module
from collector.archive.table import Table
from collector.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COLUMNS = ("name", "size")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


@pytest.fixture
def read(file: Path) -> Callable[[bytes], list[list[str]]]:
    def cells(data: bytes) -> list[list[str]]:
        file.write_bytes(data)
        table = Table(file, COLUMNS)
        found = list(table.cells())
        table.refuse_wrong()
        return found

    return cells


@pytest.fixture
def refused(read: Callable[[bytes], list[list[str]]]) -> Callable[[bytes], list[str]]:
    def problems(data: bytes) -> list[str]:
        with pytest.raises(ArchiveError) as refusal:
            read(data)
        return [f"{one.line}:{one.column}: {one.message}" for one in refusal.value.problems]

    return problems


@pytest.mark.parametrize(
    "data",
    [
        b"name,size\na,1\nb,2\n",
        b"\xef\xbb\xbfname,size\na,1\nb,2",
        b"name,size\r\na,1\r\nb,2\r\n",
        b"size,colour,name\n1,red,a\n2,blue,b\n",
        b' Name ,SIZE\n"a", 1 \n\nb,"2"\n',
    ],
    ids=["plain", "byte order mark", "CRLF", "other columns", "spaces, capitals, empty lines"],
)
def test_a_table_is_read_however_it_was_saved(
    read: Callable[[bytes], list[list[str]]], data: bytes
) -> None:
    assert read(data) == [["a", "1"], ["b", "2"]]


def test_a_cell_may_hold_commas_quotation_marks_and_line_breaks(
    read: Callable[[bytes], list[list[str]]],
) -> None:
    assert read(b'name,size\n"a, ""b""\nc",1\n') == [['a, "b"\nc', "1"]]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "1:1: the file is empty; its first line names the columns: name,size"),
        (b"\n\n", "1:1: the file is empty; its first line names the columns: name,size"),
        (b"name,size\n", "1:1: the file has no row below its first line"),
        (b"name\na\n", '1:1: the column "size" is missing; the first line has: name'),
        (b"x\na\n", '1:1: the columns "name", "size" are missing; the first line has: x'),
        (b"name;size\na;1\n", "name;size; separate the columns with commas"),
        (b"name,size,size\na,1,2\n", '1:1: the column "size" stands twice; leave one of them'),
        (b"name,size\na\n", "2:1: this row has 1 cell and the first line names 2 columns"),
        (b"name,size\na,1,2\n", "2:1: this row has 3 cells and the first line names 2 columns"),
        (b'name,size\n"a"b,1\n', "2:1: the quotation marks of this cell do not match"),
        (b'name,size\na,"1" x\n', "2:3: the quotation marks of this cell do not match"),
        (b'name,size\na,1\nb,"2\nc,3\n', "3:3: a quotation mark is opened here and never closed"),
        (b"name,size\n\xc3\xa9\xff,1\n", "2:2: the byte 0xFF is not UTF-8; save the file as UTF-8"),
        (b"name,size\ra,1\r", "a line ends oddly here"),
        (b"n\xc2\x85me,\x1b[31m\na,1\n", "the first line has: n\ufffdme, \ufffd[31m"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_the_remedy(
    refused: Callable[[bytes], list[str]], data: bytes, problem: str
) -> None:
    (told,) = refused(data)
    assert problem in told


def test_rows_after_a_wrong_one_are_looked_at_too(refused: Callable[[bytes], list[str]]) -> None:
    told = refused(b'name,size\na\n"b"c,2\nd,4\ne,5,6\n')
    assert [line.partition(":")[0] for line in told] == ["2", "3", "5"]


def test_the_line_is_that_on_which_the_row_begins(refused: Callable[[bytes], list[str]]) -> None:
    (told,) = refused(b'name,size\n"a\nb",1\n"c\nd"\n')
    assert told.startswith("4:1: ")


def test_a_cell_is_told_where_it_begins_even_below_a_line_break(file: Path) -> None:
    file.write_text('size,name\n1,"a\nb"\n"x\ny",  bad\n', encoding="utf-8")
    table = Table(file, COLUMNS)
    for cells in table.cells():
        if cells[0] == "bad":
            table.tell("name", "wrong")
    with pytest.raises(ArchiveError) as refusal:
        table.refuse_wrong()
    (problem,) = refusal.value.problems
    assert (problem.line, problem.column) == (5, 4)


def test_an_endless_cell_or_line_is_refused(refused: Callable[[bytes], list[str]]) -> None:
    (cell,) = refused(b"name,size\na," + b"9" * 200_000 + b"\n")
    (open_,) = refused(b'name,size\na,"' + b"9\n" * 200_000)
    (line,) = refused(b"name,size\na,1\n" + b"9" * 2_000_000)
    assert cell.startswith("2:3: this cell has over 100,000 signs")
    assert open_.startswith("2:3: this cell has over 100,000 signs")
    assert line.startswith("3:1: this line has over 1,048,576 bytes")


def test_a_file_of_wrong_lines_is_told_by_the_first_thousand(
    refused: Callable[[bytes], list[str]],
) -> None:
    told = refused(b"name,size\n" + b"a\n" * 5_000)
    assert len(told) == table_module.MOST_PROBLEMS + 1
    assert told[-1].endswith("and 4,000 more; mend these first")


def test_what_is_no_file_is_told_in_a_sentence(tmp_path: Path, file: Path) -> None:
    for path, sentence in [
        (tmp_path, "is a folder; name the CSV file in it"),
        (tmp_path / "nowhere.csv", "is not there; name a CSV file that is"),
        (file / "below", "is not there"),
        (tmp_path / "null\0", "cannot be read"),
    ]:
        with pytest.raises(ArchiveError, match=sentence):
            list(Table(path, COLUMNS).cells())


@given(data=st.binary(max_size=60))
def test_no_bytes_whatever_are_more_than_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.csv"
    for head in (b"", b"name,size\n"):
        file.write_bytes(head + data)
        table = Table(file, COLUMNS)
        with suppress(ArchiveError):
            for _ in table.cells():
                table.tell("size", "wrong")
            table.refuse_wrong()
            pytest.fail("every row was told to be wrong")
