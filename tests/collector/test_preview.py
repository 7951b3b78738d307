"""Who is previewed, and how little that may cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collector.commands.proposal import outcome
from collector.errors import InputError
from collector.preview import MOST_ORGANISATIONS, bounded, chosen, laid, of_changes, of_slugs
from collector.settings import Keys, Settings

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = """name: {slug}
kind: council
sector: borough
country: GB
website: https://{slug}.test
accounts:
  - network: bluesky
    handle: {slug}.test
    role: main
    source: https://{slug}.test
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a watchlist of two that are right and one that is wrong."""
    councils = tmp_path / "watchlist" / "councils"
    councils.mkdir(parents=True)
    for slug in ("ostbury", "tarrow"):
        (councils / f"{slug}.yml").write_text(ENTRY.format(slug=slug), encoding="utf-8")
    (councils / "wrong.yml").write_text("name: Wrong\n", encoding="utf-8")
    return tmp_path / "watchlist"


def test_entries_alone_are_taken_from_what_has_changed(folder: Path) -> None:
    names = ["councils/ostbury.yml", "README.md", "removed.yml", "../../etc/passwd.yml"]
    names += ["councils/$(x).yml", "councils/a\nb.yml", "councils/../councils/tarrow.yml"]
    inside = b"".join(f"{folder.as_posix()}/{name}\0".encode() for name in names)
    files, problems = of_changes(inside + b"collector/night.py\0\xff\0", folder)
    assert files == [folder / "councils" / "ostbury.yml"]
    assert len(problems) == 4
    assert all("\n" not in str(problem) for problem in problems)


def test_what_is_wrong_is_left_out_and_told(folder: Path) -> None:
    choice = chosen(of_slugs(["ostbury", "wrong"], folder), folder)
    assert [path.stem for path in choice.files] == ["ostbury"]
    assert {problem.file.rpartition("/")[2] for problem in choice.wrong} == {"wrong.yml"}


def test_a_slug_that_is_not_listed_is_told_with_the_nearest(folder: Path) -> None:
    with pytest.raises(InputError, match='did you mean "ostbury"'):
        of_slugs(["ostburry"], folder)


def test_those_who_are_right_stand_in_a_watchlist_of_their_own(
    folder: Path, tmp_path: Path
) -> None:
    files = of_slugs(["tarrow", "tarrow"], folder)
    assert [one.slug for one in laid(files, tmp_path / "own")] == ["tarrow"]


def test_one_preview_is_of_few(folder: Path) -> None:
    slugs = [f"town-{number}" for number in range(MOST_ORGANISATIONS + 2)]
    for slug in slugs:
        path = folder / "councils" / f"{slug}.yml"
        path.write_text(ENTRY.format(slug=slug), encoding="utf-8")
    choice = chosen(of_slugs(slugs, folder), folder)
    assert len(choice.files) == MOST_ORGANISATIONS
    assert sum("not previewed" in one.message for one in choice.problems) == 2
    assert not choice.wrong


def test_a_preview_spends_little_and_holds_no_key() -> None:
    rich = Settings.model_validate({"keys": {"x_token": "no-such-key"}})
    poor = bounded(rich, 30)
    assert poor.keys == Keys()
    assert (poor.budgets.requests, poor.budgets.dollars) == (30, 0.0)
    assert poor.budgets.seconds < rich.budgets.seconds
    assert bounded(poor, 5_000).budgets.requests == 30


def test_a_preview_that_read_nobody_says_so_and_where_the_pages_are(tmp_path: Path) -> None:
    told = [{"accounts": [{"found": False}]}, {"accounts": [{"found": False}]}]
    assert outcome(told, tmp_path).startswith("2 previewed, but no account could be read; ")
    assert outcome(told, tmp_path).endswith(f"followback serve --site {tmp_path / 'site'}")
    told[0]["accounts"] = [{"found": True}]
    assert outcome(told, tmp_path).startswith(f"2 previewed; {tmp_path / 'summary.md'} says")
    assert outcome([], tmp_path) == f"0 previewed; {tmp_path / 'summary.md'} says what was found"
