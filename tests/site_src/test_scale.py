"""Values on a plane of integers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from collector.model import State
from site_src.amount import Unit
from site_src.model import Estimate
from site_src.scale import PLANE, edge_label, open_scale, scale_for, share_scale, time_scale

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


def timed(value: float | None, lo: float | None, hi: float | None) -> Estimate:
    return Estimate(state=State.ESTIMATE, value=value, lo=lo, hi=hi)


@given(hours=st.floats(min_value=0, max_value=168), is_open=st.booleans())
def test_a_time_that_was_reached_never_stands_beyond(hours: float, *, is_open: bool) -> None:
    place = time_scale([hours], is_open=is_open).place(hours)
    assert place <= (875 if is_open else PLANE)


def test_times_have_an_axis_that_a_reader_can_say() -> None:
    axes = {
        longest: [tick.text for tick in time_scale([longest], is_open=False).ticks]
        for longest in (0.5, 7, 50, 168)
    }
    assert axes == {
        0.5: ["0", "10", "20", "30", "40 minutes"],
        7: ["0", "2", "4", "6", "8 hours"],
        50: ["0", "1", "2", "3", "4 days"],
        168: ["0", "2", "4", "6", "8 days"],
    }


def test_an_axis_with_times_that_were_not_reached_ends_beyond_seven_days() -> None:
    scale = scale_for(Unit.HOURS, [timed(4, 2, 9), timed(None, 100, None)])
    assert [tick.text for tick in scale.ticks] == ["0", "2", "4", "6 days", "later"]
    assert scale.words == "from 0 to 6 days, and later"
    assert scale.place(168) < PLANE


def test_a_time_that_is_not_reached_has_no_dot_and_goes_on_beyond() -> None:
    mark = time_scale([50], is_open=True).mark(timed(None, 50, None))
    assert mark is not None
    assert (mark.x, mark.hi, mark.is_bound) == (None, PLANE, False)
    assert mark.arrow


def test_a_time_may_be_reached_though_its_range_is_open() -> None:
    mark = time_scale([50], is_open=True).mark(timed(20, 8, None))
    assert mark is not None
    assert mark.x is not None
    assert mark.x < mark.hi == PLANE
    assert mark.arrow


def test_nothing_that_is_wholly_beyond_has_a_line_within() -> None:
    mark = time_scale([], is_open=True).mark(timed(None, None, None))
    assert mark is not None
    assert (mark.line, mark.label) == ("", PLANE)
