"""A league orders by the right figure and asks for enough certainty."""

from __future__ import annotations

from datetime import date

from collector.model import Kind, State
from site_src.league import Entrant, league
from site_src.metrics import METRICS
from site_src.model import Estimate, PeerTable, Value

TABLE = PeerTable(
    id="bluesky-council",
    title="Councils on Bluesky",
    network="bluesky",
    kind=Kind.COUNCIL,
    sector=None,
    band=None,
    members=(),
)


def entrant(metric: str, number: int, hits: int, size: int, asked: list[float]) -> Entrant:
    share = hits / size

    def again(alpha: float) -> Estimate:
        asked.append(alpha)
        return Estimate(
            state=State.ESTIMATE,
            value=share,
            lo=max(0.0, share - 0.001 / alpha),
            hi=min(1.0, share + 0.001 / alpha),
            numerator=hits,
            denominator=size,
            n=size,
        )

    value = Value(
        organisation=f"o{number:02}",
        network="bluesky",
        account=None,
        metric=metric,
        estimate=again(0.05),
        night=date(2026, 6, 1),
        window=None,
        source="",
        method_version=1,
    )
    return Entrant(name=f"Town {number:02}", value=value, base=1000, again=again)


def test_each_estimate_is_measured_again_so_that_all_ranks_hold_together() -> None:
    asked: list[float] = []
    some = [entrant("follow-back-rate", n, 10 * n, 100, asked) for n in range(10)]
    asked.clear()
    found = league(TABLE, METRICS["follow-back-rate"], some)
    assert asked == [0.005] * 10
    assert [(place.best, place.worst) for place in found.ranked][4] == (1, 9)


def test_reply_shares_are_ordered_by_the_shrunken_value() -> None:
    asked: list[float] = []
    some = [entrant("reply-share", n, 100 + 20 * n, 1000, asked) for n in range(10)]
    lucky = entrant("reply-share", 99, 9, 30, asked)
    found = league(TABLE, METRICS["reply-share"], [*some, lucky])
    order = [place.organisation for place in found.ranked]
    raw = sorted(found.ranked, key=lambda place: -(place.value.estimate.value or 0))
    assert raw[0].organisation == "o99"
    assert order[0] == "o09"
    assert order.index("o99") > 0


def test_equals_share_a_rank_and_stand_by_name() -> None:
    asked: list[float] = []
    some = [entrant("reciprocity", n, 50, 100, asked) for n in reversed(range(10))]
    found = league(TABLE, METRICS["reciprocity"], some)
    assert [place.organisation for place in found.ranked] == [f"o{n:02}" for n in range(10)]
    assert {(place.rank, place.tied) for place in found.ranked} == {(1, True)}
