"""Everybody is listed by table for all, and once in the index that the script reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from site_src.compare_list import INDEX, Chooser, compare_list_page
from site_src.index import Index

if TYPE_CHECKING:
    from site_src.model import Standings


def test_the_list_is_whole_without_the_script_that_it_names(small: Standings) -> None:
    page = compare_list_page(Index(small))
    assert isinstance(page.content, Chooser)
    assert page.scripts == ("compare.js",)
    listed = [one.address for group in page.content.groups for one in group.members]
    assert sorted(listed) == sorted(f"compare/{slug}/" for slug in small.organisations)
    families = [(one.name, len(one.metrics)) for one in page.content.families]
    assert families == [("Following", 3), ("Talking", 3)]


def test_the_index_leads_from_slug_to_folder_name_and_table(small: Standings) -> None:
    told = json.loads(compare_list_page(Index(small)).beside[INDEX])
    assert ["acme-kettles", "brands", "Acme Kettles"] in told["organisations"]
    assert len(told["organisations"]) == len(small.organisations)
    assert told["tables"] == {table.id: table.title for table in small.tables}
