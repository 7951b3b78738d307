"""The practice network's watchlist: everything that a page can show of somebody's own, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collector.load import check, load_watchlist
from collector.practice import World, write_watchlist

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.heavy
def test_it_holds_replies_one_who_left_one_with_another_name_and_a_correction(
    tmp_path: Path,
) -> None:
    write_watchlist(World(organisations=60), tmp_path)
    found = load_watchlist(tmp_path)
    assert not [one for one in check([], tmp_path) if not one.is_warning]
    assert len([one for one in found.organisations if one.reply]) >= 3
    (gone,) = found.removed
    assert gone.is_own_request
    (moved,) = found.renamed
    assert moved.new in {one.slug for one in found.organisations}
    assert f"page: councils/{moved.new}/" in (tmp_path / "corrections.yml").read_text()


def test_a_world_without_a_council_has_nobody_of_another_name(tmp_path: Path) -> None:
    write_watchlist(World(organisations=1), tmp_path)
    found = load_watchlist(tmp_path)
    councils = [one for one in found.organisations if one.kind == "council"]
    assert bool(found.renamed) is bool(councils)
