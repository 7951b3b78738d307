"""The index of the search: made by pagefind itself, small, and the same every time."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from site_src.index import Index
from site_src.search_index import FOLDER, index_site
from site_src.search_page import Record, records

if TYPE_CHECKING:
    from pathlib import Path

    from site_src.model import Standings

LONMOUTH = Record(
    address="councils/lonmouth/",
    title="Borough of Lonmouth",
    kind="Council, borough",
    words="lonmouth.test bluesky",
)
HOSTILE = Record(
    address="brands/odd/", title='<script>alert("1")</script>', kind="Brand", words="=1+1"
)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    index_site(tmp_path, [LONMOUTH, HOSTILE])
    return tmp_path / FOLDER


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


@pytest.mark.heavy
def test_the_same_records_give_the_same_bytes(made: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    again.mkdir()
    index_site(again, [LONMOUTH, HOSTILE])
    assert files_of(again / FOLDER) == files_of(made)


def test_an_index_made_anew_leaves_nothing_of_the_old_one(made: Path) -> None:
    index_site(made.parent, [LONMOUTH])
    assert len(list(made.glob("fragment/*"))) == 1


def test_a_name_that_is_markup_is_kept_as_a_name(made: Path) -> None:
    told = [gzip.decompress(file.read_bytes()).decode() for file in made.glob("fragment/*")]
    assert any(r"<script>alert(\"1\")</script>" in one for one in told)


def test_looks_that_our_pages_do_not_use_are_not_published(made: Path) -> None:
    assert not list(made.glob("*ui*"))
    assert sum(len(data) for data in files_of(made).values()) < 200_000


def test_every_organisation_and_every_table_is_found(small: Standings) -> None:
    found = {one.address: one for one in records(Index(small))}
    assert found["councils/borough-of-lonmouth/"].kind == "Council, borough"
    assert len(found) == len(small.organisations) + len(small.tables)


@pytest.mark.heavy
def test_a_built_page_is_found_by_its_own_words(tmp_path: Path) -> None:
    page = tmp_path / "method" / "index.html"
    page.parent.mkdir()
    page.write_text("<html><main><h1>Method</h1><h2 id='r'>Ranges</h2><p>Clopper</main></html>")
    index_site(tmp_path, [])
    [told] = [gzip.decompress(file.read_bytes()) for file in tmp_path.glob(f"{FOLDER}/fragment/*")]
    assert b"Clopper" in told
