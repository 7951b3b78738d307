"""Values on a plane of integers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from collector.model import State
from site_src.model import Estimate
from site_src.scale import PLANE, edge_label, open_scale, share_scale

sizes = st.floats(min_value=1e-4, max_value=1e9)


@given(value=sizes)
def test_an_open_scale_holds_the_largest_value_and_is_no_larger_than_need_be(value: float) -> None:
    scale = open_scale([value / 2, value])
    assert value <= scale.top * (1 + 1e-9)
    assert scale.top <= value * 2 * (1 + 1e-9)


@given(one=sizes, two=sizes)
def test_a_larger_value_never_stands_further_left(one: float, two: float) -> None:
    scale = open_scale([one, two])
    low, high = sorted((one, two))
    assert 0 <= scale.place(low) <= scale.place(high) <= PLANE


def test_nothing_at_all_still_has_a_scale() -> None:
    assert open_scale([0]).place(0) == 0


def test_rates_end_at_one_hundred_per_cent() -> None:
    assert [tick.text for tick in share_scale().ticks] == ["0", "25", "50", "75", "100%"]


def test_a_gap_has_no_mark() -> None:
    assert share_scale().mark(Estimate(state=State.GAP)) is None


def test_a_bound_is_a_line_without_a_dot() -> None:
    mark = share_scale().mark(Estimate(state=State.BOUND, lo=0.0, hi=0.18))
    assert mark is not None
    assert mark.x is None
    assert mark.line == "M0 50H180"
    assert mark.label == 90


def test_an_exact_value_is_a_dot_without_a_line() -> None:
    mark = share_scale().mark(Estimate(state=State.EXACT, value=0.5, lo=0.5, hi=0.5))
    assert mark is not None
    assert (mark.x, mark.line) == (500, "")


def test_a_label_near_an_edge_begins_or_ends_there() -> None:
    anchors = [label.anchor for at in (10, 500, 990) if (label := edge_label(at, "median"))]
    assert anchors == ["start", "middle", "end"]
    assert edge_label(None, "median") is None
