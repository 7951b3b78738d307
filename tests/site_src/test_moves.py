"""What is told of a rank's move adds up to the move."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from collector.model import Kind, State
from site_src.amount import Unit
from site_src.model import Change, Estimate, League, PeerTable, Place, Value
from site_src.moves import crossings, moves

if TYPE_CHECKING:
    from collections.abc import Mapping

SINCE = date(2026, 10, 24)
SLUGS = "abcdefghijkl"
VALUES = st.dictionaries(st.sampled_from(SLUGS), st.integers(0, 6))
STILL = Change(words="no clear change", d=0.004, lo=-0.05, hi=0.06)
ROSE = Change(words="up", d=0.12, lo=0.02, hi=0.22, is_real=True)
FELL = Change(words="down", d=-0.12, lo=-0.22, hi=-0.02, is_real=True)


def ranks(values: Mapping[str, int]) -> dict[str, int]:
    return {
        slug: 1 + sum(other > value for other in values.values()) for slug, value in values.items()
    }


@given(VALUES, VALUES)
def test_who_joined_left_and_passed_adds_up_to_the_difference_of_ranks(
    then: dict[str, int], now: dict[str, int]
) -> None:
    before, after = ranks(then), ranks(now)
    for slug, move in crossings(after, before).items():
        moved = move.joined + move.passed_by - move.left - move.passed
        assert after[slug] - before[slug] == moved


@given(VALUES, VALUES, st.sets(st.sampled_from(SLUGS)))
def test_the_searches_count_what_the_words_say(
    then: dict[str, int], now: dict[str, int], among: set[str]
) -> None:
    found = crossings(ranks(now), ranks(then), among)
    assert found.keys() == then.keys() & now.keys()
    for slug, move in found.items():
        above_now = {other for other in now if now[other] > now[slug]}
        above_then = {other for other in then if then[other] > then[slug]}
        assert move.joined == len(above_now - then.keys())
        assert move.left == len(above_then - now.keys())
        assert move.passed == len((above_then - above_now) & now.keys() & among)
        assert move.passed_by == len((above_now - above_then) & then.keys() & among)


def league(places: Mapping[str, tuple[int, int, int]]) -> League:
    table = PeerTable(
        id="bluesky-council",
        title="",
        network="bluesky",
        kind=Kind.COUNCIL,
        sector=None,
        band=None,
        members=tuple(places),
    )

    def place(slug: str, rank: int, best: int, worst: int) -> Place:
        value = Value(
            organisation=slug,
            network="bluesky",
            account=None,
            metric="reply-share",
            estimate=Estimate(state=State.ESTIMATE, value=0.5, lo=0.4, hi=0.6),
            night=SINCE,
            window=None,
            source="",
            method_version=1,
        )
        return Place(organisation=slug, value=value, rank=rank, best=best, worst=worst)

    ranked = tuple(place(slug, *fits) for slug, fits in places.items())
    return League(table=table, metric="reply-share", ranked=ranked, unranked=(), median=0.5)


def order(slugs: str, wide: int = 1) -> League:
    n = len(slugs)
    return league(
        {slug: (at, max(1, at - wide), min(n, at + wide)) for at, slug in enumerate(slugs, 1)}
    )


def told(now: League, then: League, unit: Unit = Unit.SHARE, **changes: Change) -> dict[str, str]:
    every = {place.organisation: STILL for place in now.ranked} | changes
    return moves(now, then, every, since=SINCE, unit=unit)


def test_who_rose_for_real_is_told_past_how_many() -> None:
    found = told(order("eabcd"), order("abcde"), e=ROSE)
    assert found["e"] == "It rose 12 points, past four."
    assert found["a"] == "Its rate shows no clear change; one passed it."


def test_who_fell_is_told_who_passed_it() -> None:
    found = told(order("bcda"), order("abcd"), a=FELL)
    assert found["a"] == "It fell 12 points; three passed it."
    assert found["b"] == "Its rate shows no clear change; it passed one."


def test_whose_figure_is_the_same_is_told_who_joined_and_left() -> None:
    same = Change(words="", d=0.0, lo=0.0, hi=0.0)
    found = told(order("xyab"), order("ab"), b=same)
    assert found["b"] == "Its rate is unchanged; two joined above."
    assert found["x"] == "It was not ranked here on 24 October 2026."
    found = told(order("b"), order("acdb"), b=same)
    assert found["b"] == "Its rate is unchanged; three left above it."


def test_several_things_are_told_together() -> None:
    found = told(order("xcdba"), order("abcd"), b=ROSE, a=FELL)
    assert found["a"] == "It fell 12 points; three passed it and one joined above."
    assert found["c"] == "Its rate shows no clear change; it passed two and one joined above."
    assert found["b"] == "It rose 12 points; it passed one, two passed it and one joined above."


def test_what_chance_did_is_called_chance() -> None:
    found = told(order("bac", wide=2), order("abc", wide=2))
    assert set(found.values()) == {"Nothing changed but chance: the ranks 1–3 fit both times."}


def test_chance_is_not_blamed_for_who_moved_for_real() -> None:
    found = told(order("bac", wide=2), order("abc", wide=2), b=ROSE)
    assert found["a"] == "Its rate shows no clear change; one passed it."
    assert found["c"] == "Nothing changed but chance: the ranks 1–3 fit both times."


def test_where_no_rank_fits_both_times_chance_did_not_do_it() -> None:
    then = league({"a": (1, 1, 1), "b": (2, 2, 3), "c": (3, 2, 3)})
    now = league({"b": (1, 1, 1), "a": (2, 2, 3), "c": (3, 2, 3)})
    found = told(now, then)
    assert found["a"] == "Its rate shows no clear change; one passed it."
    assert found["c"] == "Nothing changed but chance: the ranks 2–3 fit both times."


def test_a_table_that_stood_still_is_told_so() -> None:
    assert set(told(order("ab", wide=0), order("ab", wide=0)).values()) == {"Nothing changed."}


def test_where_nothing_can_be_compared_only_the_others_are_told() -> None:
    gone = Change(words="no earlier reading to compare")
    found = told(order("xab"), order("ab"), a=gone, b=gone)
    assert found["a"] == "One joined above."
    assert told(order("ab"), order("ab"), a=gone)["a"] == "Nothing above it changed."


def test_no_rank_is_compared_across_a_wall_of_method() -> None:
    then = order("ab")
    old = tuple(
        replace(place, value=replace(place.value, method_version=0)) for place in then.ranked
    )
    assert set(told(order("ba"), replace(then, ranked=old)).values()) == {
        "The method has changed since 24 October 2026: no rank is compared across it."
    }


def test_a_time_falls_in_its_own_unit() -> None:
    faster = Change(words="", d=-2.5, lo=-4.0, hi=-1.0, is_real=True)
    found = told(order("ba"), order("ab"), Unit.HOURS, b=faster)
    assert found["b"] == "It fell by 2.5 hours, past one."
