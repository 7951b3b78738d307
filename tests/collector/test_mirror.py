"""A site that is made anew: what did not change is not written, what vanished is removed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from collector.mirror import mirror

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LONG_AGO = 1_000_000_000


def filled(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        os.utime(file, (LONG_AGO, LONG_AGO))
    return folder


def held(folder: Path) -> dict[str, str]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_text("utf-8") for file in files}


def test_a_first_site_is_there_whole(tmp_path: Path) -> None:
    files = {"index.html": "home", "a/b/index.html": "deep"}
    mirror(filled(tmp_path / "made", files), tmp_path / "far" / "served")
    assert held(tmp_path / "far" / "served") == files


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    served = filled(tmp_path / "served", {"same.html": "one", "a/changed.html": "two"})
    made = filled(tmp_path / "made", {"same.html": "one", "a/changed.html": "six"})
    untouched = (served / "same.html").stat()
    for file in made.rglob("*.html"):
        os.utime(file)
    mirror(made, served)
    assert (served / "same.html").stat().st_ino == untouched.st_ino
    assert (served / "same.html").stat().st_mtime == LONG_AGO
    assert (served / "a" / "changed.html").read_text("utf-8") == "six"
    assert (served / "a" / "changed.html").stat().st_mtime != LONG_AGO


def test_what_vanished_is_removed_with_its_folder(tmp_path: Path) -> None:
    served = filled(tmp_path / "served", {"index.html": "home", "gone/deep/index.html": "old"})
    mirror(filled(tmp_path / "made", {"index.html": "home"}), served)
    assert [path.name for path in served.iterdir()] == ["index.html"]


def test_hidden_names_at_the_top_stay(tmp_path: Path) -> None:
    served = filled(tmp_path / "served", {".nojekyll": "", "a/.left": "over", "a/b.html": "one"})
    mirror(filled(tmp_path / "made", {"a/b.html": "one"}), served)
    assert held(served) == {".nojekyll": "", "a/b.html": "one"}


@pytest.mark.parametrize(
    ("before", "after"),
    [({"a": "file"}, {"a/b": "folder"}), ({"a/b": "folder"}, {"a": "file"})],
)
def test_a_file_and_a_folder_may_change_places(
    tmp_path: Path, before: Mapping[str, str], after: Mapping[str, str]
) -> None:
    served = filled(tmp_path / "served", before)
    mirror(filled(tmp_path / "made", after), served)
    assert held(served) == after


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    elsewhere = filled(tmp_path / "elsewhere", {"kept.html": "mine"})
    served = filled(tmp_path / "served", {"index.html": "home"})
    (served / "a").symlink_to(elsewhere, target_is_directory=True)
    mirror(filled(tmp_path / "made", {"index.html": "home", "a/b.html": "one"}), served)
    assert held(elsewhere) == {"kept.html": "mine"}
    assert held(served) == {"index.html": "home", "a/b.html": "one"}
