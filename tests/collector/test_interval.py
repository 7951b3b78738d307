"""The intervals, by property, and by the method's own vectors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from collector.interval import (
    ClusterSums,
    beta_interval,
    bounds,
    cluster_interval,
    cluster_sums,
    follow_back_share,
    normal,
    sample_interval,
    student,
    sums_interval,
)
from collector.model import State

ALPHAS = st.sampled_from([0.5, 0.05, 0.001, 5e-6])
CLUSTERS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 20))
    .filter(any)
    .map(lambda pair: (pair[0], sum(pair))),
    min_size=1,
    max_size=8,
)


@st.composite
def samples(draw: st.DrawFn) -> tuple[int, int, int]:
    listed = draw(st.integers(1, 5000))
    drawn = draw(st.integers(1, listed))
    return draw(st.integers(0, drawn)), drawn, listed


@given(st.floats(0, 1), st.floats(0.01, 1e5), ALPHAS)
def test_a_beta_interval_lies_within_zero_and_one_around_its_share(
    share: float, size: float, alpha: float
) -> None:
    lo, hi = beta_interval(share, size, alpha)
    assert 0 <= lo <= share + 1e-12
    assert share - 1e-12 <= hi <= 1


@given(st.floats(0, 1), st.floats(0.5, 1e5), ALPHAS)
def test_swapping_hits_and_misses_mirrors_the_beta_interval(
    share: float, size: float, alpha: float
) -> None:
    lo, hi = beta_interval(share, size, alpha)
    mirrored_lo, mirrored_hi = beta_interval(1 - share, size, alpha)
    assert (lo, hi) == pytest.approx((1 - mirrored_hi, 1 - mirrored_lo), abs=1e-7)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0.5, 1e5)), min_size=1, max_size=6),
    ALPHAS,
)
def test_many_beta_intervals_at_once_are_the_single_ones(
    pairs: list[tuple[float, float]], alpha: float
) -> None:
    shares, sizes = (np.array(column) for column in zip(*pairs, strict=True))
    lows, highs = beta_interval(shares, sizes, alpha)
    singles = [beta_interval(share, size, alpha) for share, size in pairs]
    assert list(zip(lows, highs, strict=True)) == singles


@given(samples(), ALPHAS)
def test_the_drawn_are_known_so_the_interval_never_contradicts_them(
    sample: tuple[int, int, int], alpha: float
) -> None:
    hits, drawn, listed = sample
    lo, hi = sample_interval(hits, drawn, listed, alpha)
    assert hits / listed - 1e-12 <= lo <= hits / drawn + 1e-12
    assert hits / drawn - 1e-12 <= hi <= 1 - (drawn - hits) / listed + 1e-12


@given(samples(), ALPHAS)
def test_swapping_hits_and_misses_mirrors_the_sample_interval(
    sample: tuple[int, int, int], alpha: float
) -> None:
    hits, drawn, listed = sample
    lo, hi = sample_interval(hits, drawn, listed, alpha)
    mirrored = sample_interval(drawn - hits, drawn, listed, alpha)
    assert (lo, hi) == pytest.approx((1 - mirrored[1], 1 - mirrored[0]), abs=1e-7)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_census_is_exact(census: tuple[int, int]) -> None:
    hits, listed = census
    assert sample_interval(hits, listed, listed) == (hits / listed, hits / listed)


@given(samples())
def test_more_certainty_asks_for_a_wider_interval(sample: tuple[int, int, int]) -> None:
    lo, hi = sample_interval(*sample, alpha=0.05)
    surer_lo, surer_hi = sample_interval(*sample, alpha=0.0005)
    assert surer_lo <= lo
    assert surer_hi >= hi


def test_nothing_drawn_says_nothing() -> None:
    assert sample_interval(0, 0, 40) == (0.0, 1.0)


def test_the_sample_interval_covers_the_truth_as_often_as_it_says() -> None:
    listed, true, drawn = 1000, 300, 150
    generator = np.random.default_rng(7)
    found = generator.hypergeometric(true, listed - true, drawn, size=400)
    intervals = [sample_interval(int(hits), drawn, listed) for hits in found]
    covered = sum(lo <= true / listed <= hi for lo, hi in intervals) / len(intervals)
    assert 0.92 <= covered <= 0.99


@given(clusters=CLUSTERS, ordered=st.booleans(), alpha=ALPHAS)
def test_the_cluster_interval_lies_around_its_share(
    clusters: list[tuple[int, int]],
    *,
    ordered: bool,
    alpha: float,
) -> None:
    hits, sizes = zip(*clusters, strict=True)
    found = cluster_interval(hits, sizes, ordered=ordered, alpha=alpha)
    assert 0 <= found.lo <= found.p + 1e-12
    assert found.p - 1e-12 <= found.hi <= 1
    assert found.deff >= 1


@given(clusters=CLUSTERS, ordered=st.booleans(), alpha=ALPHAS)
def test_swapping_hits_and_misses_mirrors_the_cluster_interval(
    clusters: list[tuple[int, int]],
    *,
    ordered: bool,
    alpha: float,
) -> None:
    hits, sizes = zip(*clusters, strict=True)
    found = cluster_interval(hits, sizes, ordered=ordered, alpha=alpha)
    misses = [size - hit for hit, size in clusters]
    mirrored = cluster_interval(misses, sizes, ordered=ordered, alpha=alpha)
    assert (found.lo, found.hi) == pytest.approx((1 - mirrored.hi, 1 - mirrored.lo), abs=1e-7)


@given(CLUSTERS)
def test_clusters_know_no_more_than_their_members_until_all_are_read(
    clusters: list[tuple[int, int]],
) -> None:
    hits, sizes = zip(*clusters, strict=True)
    assert cluster_interval(hits, sizes).n_eff <= sum(sizes) + 1e-9
    found = cluster_interval(hits, sizes, total=len(sizes))
    assert found.lo == found.hi == found.p


def test_one_day_says_little_of_other_days() -> None:
    assert cluster_interval([10], [20]).hi - cluster_interval([10], [20]).lo > 0.9


def test_where_all_agree_the_clusters_are_what_counts() -> None:
    found = cluster_interval([0, 0, 0, 0], [50, 50, 50, 50], total=40)
    assert found.n_eff == pytest.approx(4 / (1 - 4 / 40))
    assert (found.p, found.lo) == (0, 0)


@given(st.integers(1, 10**6), st.integers(0, 10**6), samples())
def test_a_follow_back_share_stays_within_the_bounds_of_the_counts(
    followers: int, following: int, sample: tuple[int, int, int]
) -> None:
    mutual, drawn, listed = sample
    assume(drawn < listed)
    share = follow_back_share(
        followers=followers, following=following, listed=listed, drawn=drawn, mutual=mutual
    )
    least, most = bounds(followers, following)
    assert least <= share.lo <= share.value + 1e-12
    assert share.value - 1e-12 <= share.hi <= most + 1e-12
    assert share.state is State.ESTIMATE


@given(st.integers(1, 10**6), samples())
def test_a_follow_back_census_is_exact(followers: int, sample: tuple[int, int, int]) -> None:
    mutual, drawn, _ = sample
    share = follow_back_share(
        followers=followers, following=drawn, listed=drawn, drawn=drawn, mutual=mutual
    )
    assert share.lo == share.value == share.hi == min(1, mutual / followers)
    assert share.state is State.EXACT


def test_counts_alone_bound_nothing_where_there_is_nobody() -> None:
    assert bounds(0, 10) == (0.0, 1.0)


@given(CLUSTERS, ALPHAS)
def test_their_sums_say_of_unordered_clusters_all_that_they_do(
    clusters: list[tuple[int, int]], alpha: float
) -> None:
    hits, sizes = zip(*clusters, strict=True)
    sums = cluster_sums(hits, sizes)
    assert ClusterSums.of(sums.flat) == sums
    assert sums_interval(sums, alpha) == cluster_interval(hits, sizes, alpha=alpha)


@pytest.mark.parametrize("sizes", [[], [0], [0, 0, 0]])
def test_clusters_of_nothing_have_no_share(sizes: list[int]) -> None:
    found = cluster_interval(sizes, sizes)
    assert (found.lo, found.hi, found.n_eff) == (0, 1, 0)
    assert found.p != found.p
    assert cluster_interval(sizes, sizes, ordered=True, total=9).hi == 1


def test_hits_belong_to_clusters() -> None:
    with pytest.raises(ValueError, match="2 counts of hits for 3 clusters"):
        cluster_sums([1, 2], [3, 3, 3])


def test_few_degrees_of_freedom_ask_for_more_than_the_normal_does() -> None:
    assert normal() == pytest.approx(1.959964)
    assert student(11) == pytest.approx(2.200985)
    many = student(np.array([1.0, 7.0, 1e9]), 0.05)
    assert list(many) == pytest.approx([12.7062, 2.364624, 1.959964], abs=5e-5)
