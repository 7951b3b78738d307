"""Two on one scale: each in its lane, its figure in words beside it."""

from __future__ import annotations

from collector.model import Gap, State
from site_src.amount import Unit
from site_src.duel import LANES, duel
from site_src.metrics import METRICS
from site_src.model import Estimate, Value
from site_src.scale import PLANE, scale_for
from site_src.verdict import Outcome

SHARE, TIME = "reply-share", "time-to-answer"


def value(metric: str, found: Estimate) -> Value:
    return Value(
        organisation="one",
        network="bluesky",
        account=None,
        metric=metric,
        estimate=found,
        night=None,
        window=None,
        source="",
        method_version=1,
    )


def guess(share: float, lo: float, hi: float) -> Estimate:
    return Estimate(state=State.ESTIMATE, value=share, lo=lo, hi=hi)


def test_each_stands_in_its_lane_with_its_figure_in_words() -> None:
    scale = scale_for(Unit.SHARE, ())
    one, two = value(SHARE, guess(0.6, 0.5, 0.7)), value(SHARE, guess(0.2, 0.1, 0.3))
    found = duel(METRICS[SHARE], ("A", one), ("B", two), scale, 0.4)
    assert [end.dot for end in found.chart.ends] == [f"M600 {LANES[0]}h0", f"M200 {LANES[1]}h0"]
    assert [end.text for end in found.chart.ends] == ["≈ 60% (50–70%)", "≈ 20% (10–30%)"]
    assert (found.chart.first, found.chart.last) == ("0", "100%")
    assert found.chart.tie == f"M600 {LANES[0]}L200 {LANES[1]}"
    assert (found.verdict, found.more) == ("A is likely higher", "By 26 to 54 points.")
    assert found.median == "Median 40%"


def test_what_is_missing_has_no_dot_no_tie_and_no_verdict() -> None:
    scale = scale_for(Unit.SHARE, ())
    gap = Estimate(state=State.GAP, reason=Gap.TOO_FEW)
    one, two = value(SHARE, guess(0.6, 0.5, 0.7)), value(SHARE, gap)
    found = duel(METRICS[SHARE], ("A", one), ("B", two), scale, None)
    assert (found.chart.ends[1].dot, found.chart.ends[1].line, found.chart.tie) == ("", "", "")
    assert (found.verdict, found.more) == ("No comparison", "B too few.")
    assert (found.outcome, found.median) == (Outcome.NONE, "")


def test_what_is_not_reached_goes_on_beyond_the_chart() -> None:
    one, two = guess(2, 1, 3), Estimate(state=State.ESTIMATE, value=None, lo=50, hi=None)
    scale = scale_for(Unit.HOURS, (one, two))
    pair = (("A", value(TIME, one)), ("B", value(TIME, two)))
    found = duel(METRICS[TIME], *pair, scale, None)
    assert found.verdict == "A answers sooner"
    assert f"L{PLANE} " in found.chart.ends[1].line
    assert found.chart.last == "later"
