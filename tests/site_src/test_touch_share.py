"""Human touch: only tested languages count, and the rules' errors are taken out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.interval import ClusterSums, cluster_sums, sums_interval
from collector.model import Facts, Gap, State
from collector.touch import Sign
from site_src.tested import Accuracy, corrected_share
from site_src.touch_share import replies_tested, touch_share

GOOD = Accuracy(sensitivity=0.8, specificity=0.95, replies=240)
FINE = Accuracy(sensitivity=0.9, specificity=0.99, replies=240)
TESTED = {"en": {Sign.THANKED: GOOD}, "es": {Sign.THANKED: FINE}}
DAYS = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=1, max_size=9).map(
    lambda days: cluster_sums([min(h, m) for h, m in days], [m for _, m in days])
)


def facts(**languages: ClusterSums) -> Facts:
    flat = tuple(number for sums in languages.values() for number in sums.flat)
    return Facts(weeks_observed=12, languages=tuple(languages), thanked=flat)


def some(hits: int, size: int, days: int = 20) -> ClusterSums:
    return cluster_sums([hits] * days, [size] * days)


def test_the_share_and_both_ends_are_corrected() -> None:
    found = touch_share(Sign.THANKED, facts(en=some(3, 10)), TESTED)(0.05)
    raw = sums_interval(some(3, 10))
    assert found.value == pytest.approx(1 / 3)
    assert (found.lo, found.hi) == (
        corrected_share(raw.lo, 0.8, 0.95),
        corrected_share(raw.hi, 0.8, 0.95),
    )
    assert (found.numerator, found.denominator, found.state) == (60, 200, State.ESTIMATE)


def test_what_is_less_than_the_rules_errors_is_clipped() -> None:
    found = touch_share(Sign.THANKED, facts(en=some(0, 10)), TESTED)(0.05)
    assert (found.value, found.lo) == (0, 0)
    found = touch_share(Sign.THANKED, facts(en=some(10, 10)), TESTED)(0.05)
    assert (found.value, found.hi) == (1, 1)


def test_languages_are_weighed_by_their_replies() -> None:
    both = facts(en=some(3, 10), es=some(1, 5))
    found = touch_share(Sign.THANKED, both, TESTED)(0.05)
    spanish = corrected_share(0.2, 0.9, 0.99)
    assert found.value == pytest.approx((200 / 3 + 100 * spanish) / 300)
    assert found.denominator == replies_tested(Sign.THANKED, both, TESTED) == 300


def test_a_language_without_tested_rules_does_not_count() -> None:
    found = touch_share(Sign.THANKED, facts(cy=some(9, 10), en=some(3, 10)), TESTED)(0.05)
    assert found == touch_share(Sign.THANKED, facts(en=some(3, 10)), TESTED)(0.05)
    assert replies_tested(Sign.THANKED, facts(cy=some(9, 10)), TESTED) == 0
    alone = touch_share(Sign.THANKED, facts(cy=some(9, 10)), TESTED)(0.05)
    assert (alone.reason, alone.value, alone.denominator) == (Gap.TOO_FEW, None, 0)


def test_a_sign_that_no_language_was_tested_for_is_not_offered() -> None:
    found = touch_share(Sign.SIGNED, facts(en=some(3, 10)), TESTED)(0.05)
    assert found.reason is Gap.NOT_OFFERED


def test_welsh_is_a_gap_until_a_speaker_has_reviewed_it() -> None:
    for sign in Sign:
        assert touch_share(sign, facts(cy=some(9, 10)))(0.05).value is None


def test_unread_replies_say_why() -> None:
    assert (
        touch_share(Sign.THANKED, Facts(timeline_gap=Gap.LOCKED), TESTED)(0.05).reason is Gap.LOCKED
    )


@given(DAYS, DAYS, st.sampled_from([0.05, 0.0005]))
def test_a_corrected_share_lies_in_its_range(
    en: ClusterSums, es: ClusterSums, alpha: float
) -> None:
    found = touch_share(Sign.THANKED, facts(en=en, es=es), TESTED)(alpha)
    assert found.value is not None
    assert found.lo is not None
    assert found.hi is not None
    assert 0 <= found.lo <= found.value + 1e-12
    assert found.value - 1e-12 <= found.hi <= 1 + 1e-12
