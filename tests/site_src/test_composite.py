"""The reader's index never claims more than its parts, and never a rank without its range."""

from __future__ import annotations

from datetime import date
from math import fsum
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.model import Kind, State
from site_src.composite import PARTS, Composite, across, composite, percentiles, weighing
from site_src.model import Estimate, League, PeerTable, Place, Value
from site_src.sensitivity import WEIGHTINGS, near_equal, weightings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NIGHT = date(2026, 6, 1)
SLUGS = tuple(f"o{number:02}" for number in range(12))
FEW = st.integers(0, 5).map(float)
SOME = st.lists(st.one_of(st.none(), FEW), max_size=12)
SCORE = st.one_of(st.none(), st.floats(0, 100))
PARTS_AND_WEIGHTS = st.lists(st.tuples(SCORE, st.integers(0, 10)), min_size=1, max_size=6)


def table(slugs: Sequence[str] = SLUGS) -> PeerTable:
    return PeerTable(
        id="bluesky-council",
        title="Councils on Bluesky",
        network="bluesky",
        kind=Kind.COUNCIL,
        sector=None,
        band=None,
        members=tuple(slugs),
    )


def league(part: str, ranks: Mapping[str, int | None]) -> League:
    places = [
        Place(
            organisation=slug,
            value=Value(
                organisation=slug,
                network="bluesky",
                account=None,
                metric=part,
                estimate=Estimate(state=State.ESTIMATE, value=0.5, lo=0.4, hi=0.6),
                night=NIGHT,
                window=None,
                source="",
                method_version=1,
            ),
            rank=rank,
        )
        for slug, rank in ranks.items()
    ]
    return League(table=table(), metric=part, ranked=tuple(places), unranked=(), median=0.5)


def leagues(
    ranks: Mapping[str, Mapping[str, int | None]],
) -> dict[tuple[str, str], League]:
    return {("bluesky-council", part): league(part, mine) for part, mine in ranks.items()}


IN_ORDER = {slug: rank for rank, slug in enumerate(SLUGS, start=1)}
REVERSED = {slug: rank for rank, slug in enumerate(reversed(SLUGS), start=1)}


@given(SOME.filter(lambda values: any(value is not None for value in values)))
def test_percentiles_average_fifty(values: list[float | None]) -> None:
    found = [one for one in percentiles(values) if one is not None]
    assert fsum(found) / len(found) == pytest.approx(50)


@given(SOME)
def test_a_missing_value_has_no_percentile_and_moves_nobody_elses(
    values: list[float | None],
) -> None:
    found = percentiles(values)
    assert [one is None for one in found] == [value is None for value in values]
    present = [value for value in values if value is not None]
    assert [one for one in found if one is not None] == percentiles(present)


@given(SOME)
def test_equals_share_a_percentile_and_more_is_higher(values: list[float | None]) -> None:
    found = percentiles(values)
    pairs = [(v, p) for v, p in zip(values, found, strict=True) if v is not None and p is not None]
    for value, percentile in pairs:
        for other, against in pairs:
            assert (value > other) == (percentile > against)


@given(pairs=PARTS_AND_WEIGHTS, is_geometric=st.booleans())
def test_a_score_lies_between_its_low_and_its_high(
    *, pairs: list[tuple[float | None, int]], is_geometric: bool
) -> None:
    found = composite([s for s, _ in pairs], [w for _, w in pairs], is_geometric=is_geometric)
    assert 0 <= found.low <= found.high <= 100 + 1e-9
    if found.score is not None:
        assert found.low - 1e-9 <= found.score <= found.high + 1e-9


def test_a_score_stands_on_three_fifths_of_the_weight() -> None:
    assert composite([80, 60, None], [3, 3, 4]).score == pytest.approx(70)
    assert composite([80, None, None], [5, 3, 4]).score is None


def test_what_is_missing_widens_low_and_high_alone() -> None:
    whole, part = composite([50, 50], [5, 5]), composite([50, 50, None], [5, 5, 5])
    assert whole.score == part.score == 50
    assert (whole.low, whole.high) == (50, 50)
    assert (part.low, part.high) == pytest.approx((100 / 3, 200 / 3))


def test_without_any_weight_nothing_is_known() -> None:
    found = composite([50, 60], [0, 0])
    assert (found.score, found.low, found.high) == (None, 0, 100)


def test_a_geometric_mean_lets_no_strength_offset_a_weakness() -> None:
    assert composite([100, 0], [5, 5], is_geometric=True).score == pytest.approx(10)
    assert composite([100, 0], [5, 5]).score == 50


def test_one_night_has_one_range_and_another_its_own() -> None:
    first = weightings(NIGHT, 6)
    assert len(first) == WEIGHTINGS
    assert first == weightings.__wrapped__(NIGHT, 6)
    assert first != weightings(date(2026, 6, 2), 6)
    assert all(fsum(weights) == pytest.approx(1) for weights in first)


def test_the_weightings_are_those_of_every_machine() -> None:
    assert weightings(NIGHT, 6)[0] == pytest.approx(
        (0.132522, 0.273607, 0.101543, 0.149812, 0.170286, 0.172231), abs=1e-6
    )


def test_every_weight_is_as_likely_as_any_other() -> None:
    drawn = weightings(NIGHT, 6)
    for part in range(len(PARTS)):
        weights = [weighting[part] for weighting in drawn]
        assert fsum(weights) / WEIGHTINGS == pytest.approx(1 / 6, abs=0.02)
        above = sum(weight > 0.5 for weight in weights)  # (1 - 0.5) ** 5 of a Dirichlet
        assert above / WEIGHTINGS == pytest.approx(0.5**5, abs=0.02)


def test_who_leads_every_part_is_first_under_every_weighting() -> None:
    found = weighing(table(), leagues(dict.fromkeys(PARTS, IN_ORDER)), NIGHT)
    ranks = [(one.organisation, one.rank, one.best, one.worst) for one in found.rows]
    assert ranks == [(slug, rank, rank, rank) for slug, rank in IN_ORDER.items()]


def test_where_parts_disagree_the_range_is_wide() -> None:
    parts = {part: (IN_ORDER if at % 2 else REVERSED) for at, part in enumerate(PARTS)}
    found = {one.organisation: one for one in weighing(table(), leagues(parts), NIGHT).rows}
    first = found["o00"]
    assert first.score == pytest.approx(50)
    assert (first.best, first.worst) == (1, 12)


def test_a_rank_lies_in_its_range() -> None:
    parts = {part: (IN_ORDER if at % 2 else REVERSED) for at, part in enumerate(PARTS[:5])}
    for one in weighing(table(), leagues(parts), NIGHT).rows:
        assert one.rank is not None
        assert one.best is not None
        assert one.worst is not None
        assert 1 <= one.best <= one.rank <= one.worst <= 12


def test_a_part_that_is_not_offered_is_missing_for_all() -> None:
    parts = dict.fromkeys(PARTS[:5], IN_ORDER)
    found = weighing(table(), leagues(parts), NIGHT)
    assert found.offered == PARTS[:5]
    assert all(one.parts[5] is None and one.score is not None for one in found.rows)
    assert found.rows[0].high > found.rows[0].low


def test_who_has_too_few_parts_is_listed_without_a_score_and_told_why() -> None:
    few = {slug: rank for slug, rank in IN_ORDER.items() if slug != "o05"}
    parts = {part: few if at < 3 else IN_ORDER for at, part in enumerate(PARTS)}
    last = weighing(table(), leagues(parts), NIGHT).rows[-1]
    assert (last.organisation, last.score, last.rank, last.best) == ("o05", None, None, None)
    assert last.unranked == "too little is ranked: 3 of 6 parts"


def test_a_league_of_another_table_is_never_mixed_in() -> None:
    other = {("mastodon-council", part): league(part, IN_ORDER) for part in PARTS}
    found = weighing(table(), other, NIGHT)
    assert found.offered == ()
    assert all(one.score is None for one in found.rows)


def test_a_gentle_site_ranks_nobody_in_the_lowest_quarter() -> None:
    quiet = {slug: rank if rank <= 9 else None for slug, rank in IN_ORDER.items()}
    found = weighing(table(), leagues(dict.fromkeys(PARTS, quiet)), NIGHT)
    named = [one.organisation for one in found.rows if one.rank is not None]
    assert named == list(SLUGS[:9])
    assert [one.score for one in found.rows[9:]] == pytest.approx([12.5] * 3)
    assert all(one.best is None and one.worst is None for one in found.rows[9:])


def test_a_geometric_index_ranks_a_weakness_lower() -> None:
    """The first in five parts is last in one; in the middle of all, one has no weakness."""
    parts: dict[str, Mapping[str, int | None]] = dict.fromkeys(PARTS[:5], IN_ORDER)
    parts[PARTS[5]] = REVERSED
    plain = weighing(table(), leagues(parts), NIGHT).rows
    strict = weighing(table(), leagues(parts), NIGHT, is_geometric=True).rows
    assert plain[0].organisation == "o00"
    assert strict[0].organisation != "o00"
    for one in strict:
        assert one.best is not None
        assert one.worst is not None
        assert one.best <= (one.rank or 0) <= one.worst


def test_the_reader_may_weigh_as_the_reader_likes() -> None:
    parts: dict[str, Mapping[str, int | None]] = dict.fromkeys(PARTS[1:], IN_ORDER)
    parts[PARTS[0]] = REVERSED
    found = weighing(table(), leagues(parts), NIGHT, weights=(10, 0, 0, 0, 0, 0))
    assert [one.organisation for one in found.rows] == list(reversed(SLUGS))


def test_weights_near_equal_are_within_half_of_it_and_give_a_narrower_range() -> None:
    drawn = near_equal(NIGHT, 6)
    assert len(drawn) == WEIGHTINGS
    for weights in drawn:
        assert fsum(weights) == pytest.approx(1)
        assert max(weights) <= 3 * min(weights) + 1e-9
    parts = {part: (IN_ORDER if at % 3 else REVERSED) for at, part in enumerate(PARTS)}
    for one in weighing(table(), leagues(parts), NIGHT).rows:
        assert (one.best or 0) <= (one.near_best or 0) <= (one.rank or 0)
        assert (one.rank or 0) <= (one.near_worst or 0) <= (one.worst or 0)


def test_networks_weigh_what_their_openings_do() -> None:
    found = across(
        [Composite(score=80, low=60, high=90), Composite(score=40, low=40, high=40)], [300, 100]
    )
    assert (found.score, found.low, found.high) == pytest.approx((70, 55, 77.5))


SCORED = st.tuples(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100)).map(sorted)
ON_NETWORKS = st.lists(st.tuples(SCORED, st.integers(0, 500)), min_size=1, max_size=4)


@given(ON_NETWORKS)
def test_over_networks_a_score_lies_among_theirs_and_between_its_limits(
    networks: list[tuple[list[float], int]],
) -> None:
    each = [Composite(score=score, low=low, high=high) for (low, score, high), _ in networks]
    found = across(each, [weight for _, weight in networks])
    if not any(weight for _, weight in networks):
        assert (found.score, found.low, found.high) == (None, 0, 100)
        return
    assert found.score is not None
    assert found.low - 1e-9 <= found.score <= found.high + 1e-9
    scores = [one.score or 0 for one, (_, weight) in zip(each, networks, strict=True) if weight]
    assert min(scores) - 1e-9 <= found.score <= max(scores) + 1e-9


def test_a_network_alone_is_itself_and_one_without_a_score_leaves_none() -> None:
    alone = Composite(score=72, low=60, high=76)
    assert across([alone], [12]) == alone
    assert across([alone, Composite(score=None, low=0, high=60)], [12, 12]).score is None
