"""Two beside each other: by family, times in words, and short where neither is measured."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from collector.model import Gap, State
from site_src.compare_page import Comparison, compare_pages
from site_src.index import Index
from site_src.model import Estimate
from site_src.page import Night
from site_src.scale import PLANE

if TYPE_CHECKING:
    from site_src.model import League, Place, Standings, Value

NIGHT = Night(iso="2026-11-21", text="21 November 2026", is_watched=False)
ONE, OTHER = "borough-of-lonmouth", "borough-of-vennick"
TABLE = "bluesky-council-borough-10k"


def answered(value: float | None, lo: float, hi: float | None) -> Estimate:
    return Estimate(state=State.ESTIMATE, value=value, lo=lo, hi=hi, n=40)


def measured(value: Value, known: dict[str, Estimate], metric: str) -> Value:
    gap = Estimate(state=State.GAP, reason=Gap.TOO_FEW)
    return replace(value, metric=metric, estimate=known.get(value.organisation, gap))


def with_metric(small: Standings, metric: str, known: dict[str, Estimate]) -> Standings:
    """Return the standings with one measure more, of which only some have a figure."""

    def placed(place: Place) -> Place:
        return replace(place, value=measured(place.value, known, metric))

    league = small.leagues[TABLE, "follow-back-rate"]
    more: League = replace(
        league,
        metric=metric,
        median=None,
        ranked=tuple(placed(place) for place in league.ranked),
        unranked=tuple(placed(place) for place in league.unranked),
    )
    values = {
        slug: (*mine, measured(mine[0], known, metric)) for slug, mine in small.values.items()
    }
    return replace(small, leagues={**small.leagues, (TABLE, metric): more}, values=values)


def comparison(standings: Standings, slug: str = ONE) -> Comparison:
    pages = {page.address: page for page in compare_pages(Index(standings), NIGHT)}
    content = pages[f"compare/{slug}/"].content
    assert isinstance(content, Comparison)
    return content


def test_measures_stand_family_by_family(small: Standings) -> None:
    found = comparison(small)
    assert [group.name for group in found.groups] == ["Following", "Talking"]
    assert [group.name for group in found.matrix] == ["Following", "Talking"]


def test_of_two_times_the_shorter_answers_sooner(small: Standings) -> None:
    known = {ONE: answered(2, 1, 3), OTHER: answered(20, 15, 30)}
    [group] = [
        group
        for group in comparison(with_metric(small, "time-to-answer", known)).groups
        if group.id == "answering"
    ]
    [duel] = group.duels
    assert duel.verdict == "Borough of Lonmouth likely answers sooner"
    assert duel.more == "By 13 to 28 hours."
    assert (duel.chart.first, duel.chart.last) == ("0", "48 hours")


def test_a_time_that_was_not_reached_goes_on_beyond_the_chart(small: Standings) -> None:
    known = {ONE: answered(2, 1, 3), OTHER: answered(None, 50, None)}
    groups = comparison(with_metric(small, "time-to-answer", known)).groups
    [duel] = next(group for group in groups if group.id == "answering").duels
    assert duel.verdict == "Borough of Lonmouth answers sooner"
    two = duel.chart.ends[1]
    assert two.dot == ""
    assert f"L{PLANE} " in two.line
    assert two.text == "≈ not reached within 7 days"


def test_what_neither_is_measured_by_is_named_and_not_drawn(small: Standings) -> None:
    found = comparison(with_metric(small, "signed", {}))
    assert found.unmeasured == "Measured for neither of the two: Signed replies."
    assert "Manner" not in [group.name for group in found.groups]
    assert "Manner" not in [group.name for group in found.matrix]
    assert "cannot be compared on 1" in found.lead


def test_many_that_neither_is_measured_by_are_told_by_their_number(small: Standings) -> None:
    standings = small
    for metric in ("signed", "thanks", "apologies", "consistency", "acknowledged"):
        standings = with_metric(standings, metric, {})
    assert "Signed replies" in comparison(standings).unmeasured
    more = with_metric(standings, "private-invitations", {})
    assert comparison(more).unmeasured == "Measured for neither of the two: the other 6 measures."


def test_what_one_alone_is_measured_by_is_drawn_without_a_verdict(small: Standings) -> None:
    found = comparison(with_metric(small, "thanks", {ONE: answered(0.5, 0.4, 0.6)}))
    [duel] = next(group for group in found.groups if group.id == "manner").duels
    assert duel.verdict == "No comparison"


def test_who_is_beside_it_above_is_not_told_again_below(small: Standings) -> None:
    found = comparison(small)
    heads = [head.name for head in found.heads]
    assert heads[:2] == ["Borough of Lonmouth", "Median of the table"]
    assert len(heads) == 6
    assert found.pair[1].name not in heads


def test_a_verdict_stands_in_the_table_where_two_can_be_told_apart(small: Standings) -> None:
    cells = [
        cell for group in comparison(small).matrix for line in group.lines for cell in line.cells
    ]
    assert "cannot be told apart" not in {cell.verdict for cell in cells}
    assert any("higher, by" in cell.verdict for cell in cells)
    assert comparison(small).matrix_note.endswith("where there is none, they cannot be told apart.")


@pytest.mark.parametrize("slug", [ONE, "borough-of-nunhollow"])
def test_every_line_of_the_table_has_a_cell_for_each_column(small: Standings, slug: str) -> None:
    found = comparison(small, slug)
    lines = [line for group in found.matrix for line in group.lines]
    assert {len(line.cells) for line in lines} == {len(found.heads)} == {found.span - 1}
