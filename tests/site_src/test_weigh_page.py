"""The reader's index: no score without its limits, no rank without its range, no gap as a zero."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from site_src.composite import ENOUGH, PARTS
from site_src.index import Index
from site_src.page import Night
from site_src.weigh_page import WeighList, WeighView, weigh_pages

if TYPE_CHECKING:
    from site_src.model import Standings
    from site_src.page import Page

TABLE = "weigh/bluesky-council-borough-10k/"
NIGHT = Night(iso="2026-11-21", text="21 November 2026", is_watched=False)


@pytest.fixture(scope="module")
def pages(small: Standings) -> dict[str, Page]:
    """Return the pages of a site on which two measures more are ranked as the first one is."""
    leagues = dict(small.leagues)
    for table in small.tables:
        for key in ("answered-24h", "time-to-answer"):
            same = leagues[table.id, "reply-share"]
            leagues[table.id, key] = replace(same, metric=key)
    weighed = replace(small, leagues=leagues)
    return {page.address: page for page in weigh_pages(Index(weighed), NIGHT)}


@pytest.fixture(scope="module")
def view(pages: dict[str, Page]) -> WeighView:
    content = pages[TABLE].content
    assert isinstance(content, WeighView)
    return content


def test_every_score_has_its_limits_and_every_rank_its_range(view: WeighView) -> None:
    assert view.rows
    for row in view.rows:
        low, high = (int(end) for end in row.range.split("–"))
        assert low <= int(row.score) <= high
        assert row.interval


def test_a_part_that_nobody_is_ranked_by_is_missing_for_all_and_said_so(view: WeighView) -> None:
    assert [head.metric.key for head in view.heads] == list(PARTS[:4])
    assert view.absent == (
        "Hours of the week and Acknowledged are missing for all: nobody in this table is ranked "
        "by it."
    )


def test_a_missing_part_is_a_word(view: WeighView) -> None:
    missing = [
        cell for row in (*view.rows, *view.others) for cell in row.cells if not cell.is_number
    ]
    assert missing
    assert all(cell.text and not cell.text[0].isdigit() for cell in missing)


def test_who_has_too_little_ranked_has_no_score_and_a_reason(view: WeighView) -> None:
    assert [row.name for row in view.others] == ["Borough of Isterby", "Borough of Nunhollow"]
    assert all("of 6 parts" in row.why and row.mark is None for row in view.others)


def test_a_table_in_which_nobody_is_ranked_says_so(pages: dict[str, Page]) -> None:
    content = pages["weigh/bluesky-brand/"].content
    assert isinstance(content, WeighView)
    assert content.lead.startswith("Nobody has a score")
    listed = pages["weigh/"].content
    assert isinstance(listed, WeighList)
    assert [line.words for line in listed.tables] == [
        "10 organisations with a score · 4 of 6 measures ranked"
    ]
    assert [line.words for line in listed.others] == ["3 members, ranked by none of the measures"]
    assert listed.others_title == "1 table in which nobody has a score"


def test_a_table_is_weighed_by_a_script_only_where_something_is_ranked(
    pages: dict[str, Page],
) -> None:
    assert pages[TABLE].scripts == ("weigh.js",)
    assert pages["weigh/bluesky-brand/"].scripts == ()


def test_what_is_missing_for_all_is_told_to_the_sliders(view: WeighView) -> None:
    assert view.missing == ("hours-coverage", "acknowledged")
    assert view.share == ENOUGH


def test_the_same_stands_in_csv_and_json_with_what_is_missing_empty(
    pages: dict[str, Page], view: WeighView
) -> None:
    beside = pages[TABLE].beside
    rows = list(csv.DictReader(io.StringIO(beside["weighing.csv"])))
    told = json.loads(beside["weighing.json"])
    assert [row["organisation"] for row in rows] == [row["organisation"] for row in told["rows"]]
    assert told["weights"] == dict.fromkeys(PARTS, 5.0)
    without = next(row for row in rows if row["name"] == view.others[0].name)
    assert (without["score"], without["low"], without["rank"]) == ("", "", "")
    assert without["hours-coverage"] == ""
