"""Pages written by two processes are those that one writes, in the same order every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collector.errors import InputError
from site_src.page import Page
from site_src.press import FEWEST, Share, pressed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def page(name: str) -> Page:
    return Page(
        address=f"{name}/",
        title=name,
        description=name,
        template="",
        content=name,
        beside={"a.json": f'"{name}"'},
    )


def pages(share: Share) -> Iterator[Page]:
    if share.is_first:
        yield page("home")
    yield from map(page, share.mine(f"organisation-{number}" for number in range(7)))


def draw(one: Page) -> str:
    return f"<p>{one.content}"


def files(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_two_processes_write_what_one_writes(tmp_path: Path) -> None:
    alone = [one.address for one in pressed(pages, draw, tmp_path / "one", FEWEST - 1)]
    both = [one.address for one in pressed(pages, draw, tmp_path / "two", FEWEST)]
    assert sorted(both) == sorted(alone)
    assert files(tmp_path / "two") == files(tmp_path / "one")
    assert len(files(tmp_path / "one")) == 16
    assert both == [one.address for one in pressed(pages, draw, tmp_path / "two", FEWEST)]


def test_a_second_process_that_fails_is_told(tmp_path: Path) -> None:
    def broken(one: Page) -> str:
        return draw(one) if one.title != "organisation-1" else draw(None)  # type: ignore[arg-type]

    with pytest.raises(InputError, match="the second process that wrote pages ended early"):
        list(pressed(pages, broken, tmp_path, FEWEST))
