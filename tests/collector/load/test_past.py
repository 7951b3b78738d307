"""Who was removed and who was renamed: read with the watchlist, and checked like it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from collector.errors import WatchlistError
from collector.load import check, load_watchlist
from collector.model import Kind, Removal, Renaming

ENTRY = """\
name: Leeds City Council
kind: council
sector: city
country: GB
website: https://www.leeds.test/
accounts:
  - network: bluesky
    handle: leeds.test
    role: main
    source: https://www.leeds.test/social
"""
REMOVED = "- kind: brand\n  slug: acme\n  date: 2026-05-02\n"
RENAMED = "- kind: council\n  from: leeds-council\n  to: leeds\n  date: 2026-03-31\n"
CIRCLE = """\
- kind: council
  from: a
  to: b
  date: 2026-03-31
- kind: council
  from: b
  to: a
  date: 2026-03-31
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a watchlist of one council, below the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list" / "councils").mkdir(parents=True)
    (tmp_path / "list" / "councils" / "leeds.yml").write_text(ENTRY, encoding="utf-8")
    return Path("list")


def told(folder: Path, *paths: Path, removed: str = "", renamed: str = "") -> list[str]:
    """Return what the check says of a past, sector warnings aside."""
    for name, text in (("removed.yml", removed), ("renamed.yml", renamed)):
        if text:
            (folder / name).write_text(text, encoding="utf-8")
    found = check(paths, folder)
    return [str(one) for one in found if not one.is_warning]


def test_a_watchlist_without_a_past_has_none(folder: Path) -> None:
    found = load_watchlist(folder)
    assert (found.removed, found.renamed) == ((), ())


def test_both_files_are_read_with_the_watchlist(folder: Path) -> None:
    (folder / "removed.yml").write_text(REMOVED + "  own_request: yes\n", encoding="utf-8")
    (folder / "renamed.yml").write_text(RENAMED, encoding="utf-8")
    found = load_watchlist(folder)
    assert found.removed == (
        Removal(kind=Kind.BRAND, slug="acme", date=date(2026, 5, 2), is_own_request=True),
    )
    assert found.renamed == (
        Renaming(kind=Kind.COUNCIL, old="leeds-council", new="leeds", date=date(2026, 3, 31)),
    )
    assert [one.slug for one in found.organisations] == ["leeds"]


def test_an_empty_list_is_a_past_of_nobody(folder: Path) -> None:
    assert told(folder, removed="[]\n", renamed="# nobody yet\n[]\n") == []


def test_a_removal_says_nothing_of_whose_wish_it_was_unless_told(folder: Path) -> None:
    (folder / "removed.yml").write_text(REMOVED, encoding="utf-8")
    assert not load_watchlist(folder).removed[0].is_own_request


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1:1: the file is empty"),
        ("kind: brand\n", "1:1: is no list; begin each entry with a hyphen"),
        ("- acme\n", "1:3: an entry is no group of lines; write"),
        ("- kind: shop\n  slug: a\n  date: 2026-05-02\n", '1:9: unknown kind "shop"'),
        (REMOVED.replace("acme", "Acme Ltd"), '2:9: slug "Acme Ltd" makes no address'),
        (REMOVED.replace("2026-05-02", "2 May"), '3:9: date "2 May" is no date'),
        (REMOVED.replace("2026-05-02", "2026-02-30"), '3:9: date "2026-02-30" is no date'),
        (REMOVED.replace("slug", "name"), '2:3: unknown key "name"; use'),
        ("- kind: brand\n  slug: acme\n", '1:3: "date" is missing; write "date: 2026-03-31"'),
        (REMOVED + "  own_request: maybe\n", '4:16: own_request "maybe" is neither yes nor no'),
        (REMOVED + "  slug: other\n", '4:3: the key "slug" stands twice'),
        (REMOVED + "  slug\n", ""),
        (REMOVED + REMOVED, '5:9: "acme" stands at list/removed.yml:2 as well'),
        (REMOVED.replace("acme", "leeds"), '2:9: "leeds" is removed here, and listed in'),
    ],
)
def test_a_mistake_in_who_was_removed_is_told_with_its_place(
    folder: Path, text: str, said: str
) -> None:
    (folder / "removed.yml").write_text(text, encoding="utf-8")
    found = told(folder)
    assert any(one.startswith(f"list/removed.yml:{said}") for one in found), found
    with pytest.raises(WatchlistError):
        load_watchlist(folder)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (RENAMED.replace("to: leeds", "to: leads"), '3:7: "leads" is nobody on this list; use "l'),
        (RENAMED.replace("from: leeds-council", "from: leeds"), '2:9: "leeds" is renamed here, an'),
        (RENAMED.replace("council\n", "brand\n", 1), '1:9: "leeds" is a council; write "kind: c'),
        (CIRCLE, '3:7: "b" leads back to "a"'),
    ],
)
def test_a_new_name_leads_to_somebody_who_is_listed(folder: Path, text: str, said: str) -> None:
    found = told(folder, renamed=text)
    assert any(one.startswith(f"list/renamed.yml:{said}") for one in found), found


def test_a_name_may_lead_on_to_another_and_to_one_who_was_removed(folder: Path) -> None:
    chain = RENAMED + "- kind: council\n  from: loidis\n  to: leeds-council\n  date: 2026-01-01\n"
    stone = "- kind: brand\n  from: old-acme\n  to: acme\n  date: 2026-01-01\n"
    assert told(folder, removed=REMOVED, renamed=chain + stone) == []


def test_who_was_removed_cannot_have_been_renamed_as_well(folder: Path) -> None:
    both = RENAMED.replace("leeds-council", "acme")
    assert told(folder, removed=REMOVED, renamed=both) == [
        'list/renamed.yml:2:9: "acme" stands at list/removed.yml:2 as well; leave one of them'
    ]


def test_either_file_may_be_checked_by_itself(folder: Path) -> None:
    (folder / "councils" / "broken.yml").write_text("name: x\n", encoding="utf-8")
    wrong = REMOVED.replace("brand", "shop")
    assert len(told(folder, folder / "removed.yml", removed=wrong)) == 1
    assert told(folder, folder / "councils" / "leeds.yml") == []


def test_a_link_out_of_the_watchlist_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yml").write_text(REMOVED, encoding="utf-8")
    (folder / "removed.yml").symlink_to(tmp_path / "secret.yml")
    (said,) = told(folder)
    assert "is a link that leads out of the watchlist" in said
