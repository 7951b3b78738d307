"""Work shared by processes: each piece once, beside other work, and nobody left behind."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from collector.errors import InputError
from site_src.beside import MOST, Beside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def drain(numbers: Iterator[int]) -> None:
    assert sum(1 for _ in numbers) == MOST


def wait_for(what: Path) -> None:
    for _ in range(2000):
        if what.exists():
            return
        time.sleep(0.005)
    raise TimeoutError(what)


@pytest.mark.parametrize("helpers", [0, 1, 3])
def test_each_piece_is_done_once(tmp_path: Path, helpers: int) -> None:
    def work(numbers: Iterator[int]) -> None:
        for number in numbers:
            (tmp_path / str(number)).touch(exist_ok=False)

    Beside(work, 500, helpers).finish()
    assert {path.name for path in tmp_path.iterdir()} == set(map(str, range(500)))


def test_a_helper_begins_at_once(tmp_path: Path) -> None:
    def work(numbers: Iterator[int]) -> None:
        for number in numbers:
            (tmp_path / f"{number}").write_text(str(os.getpid()), encoding="utf-8")

    beside = Beside(work, 2, 1)
    wait_for(tmp_path / "1")
    beside.finish()
    assert {path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} != {str(os.getpid())}


def test_a_helper_that_fails_is_told_of(tmp_path: Path) -> None:
    first = os.getpid()

    def work(numbers: Iterator[int]) -> None:
        if os.getpid() != first:
            (tmp_path / "began").touch()
            raise OSError("the disk is full")
        wait_for(tmp_path / "began")
        list(numbers)

    with pytest.raises(InputError, match="ended early; build again"):
        Beside(work, 1, 1).finish()


def test_whoever_stops_early_leaves_nobody_behind(tmp_path: Path) -> None:
    def work(numbers: Iterator[int]) -> None:
        for _ in numbers:
            (tmp_path / "began").touch()
            time.sleep(60)

    beside = Beside(work, 1, 1)
    (helper,) = beside._helpers
    wait_for(tmp_path / "began")
    beside._end()  # as at the exit of the process
    with pytest.raises(ProcessLookupError):
        os.kill(helper, 0)


def test_no_more_is_begun_than_the_pipe_holds() -> None:
    with pytest.raises(ValueError, match="make them larger"):
        Beside(drain, MOST + 1, 0)
    Beside(drain, MOST, 0).finish()
