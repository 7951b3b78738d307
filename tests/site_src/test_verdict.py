"""What may be said of two values is no more than the interval of their difference holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from collector.model import Gap, OpeningKind, State
from site_src.model import Estimate, Value
from site_src.verdict import judge, verdict
from tests.site_src.valued import bound, exact, gap, guess, value


def time(hours: float | None, lo: float | None, hi: float | None) -> Value:
    return value(Estimate(state=State.ESTIMATE, value=hours, lo=lo, hi=hi), "time-to-answer")


@pytest.mark.parametrize(
    ("a", "b", "text"),
    [
        (guess(0.62, 0.55, 0.69), guess(0.5, 0.43, 0.57), "A is likely higher, by 2 to 22 points"),
        (guess(0.5, 0.43, 0.57), guess(0.62, 0.55, 0.69), "B is likely higher, by 2 to 22 points"),
        (guess(0.62, 0.5, 0.7), guess(0.6, 0.5, 0.7), "cannot be told apart"),
        (exact(0.62), exact(0.5), "A is higher, by 12 points"),
        (exact(0.5), exact(0.505), "nearly the same"),
        (exact(0.5), exact(0.5), "the same"),
        (bound(0, 0.05), exact(0.5), "B is higher"),
        (bound(0, 0.6), exact(0.5), "cannot be told apart"),
        (exact(0.5), gap(Gap.TOO_FEW), "no comparison: B too few"),
    ],
)
def test_a_verdict_is_the_interval_of_the_difference(a: Value, b: Value, text: str) -> None:
    assert verdict(a, b, "A", "B") == text


@pytest.mark.parametrize(
    ("a", "b", "text"),
    [
        (time(2, 1, 3), time(20, 15, 30), "A likely answers sooner, by 13 to 28 hours"),
        (time(2, 1, 3), time(2.2, 1, 4), "cannot be told apart"),
        (time(2, 1, 3), time(None, 30, None), "A answers sooner"),
        (time(2, 1, None), time(None, 30, None), "cannot be told apart"),
        (time(None, 40, None), time(None, None, None), "cannot be told apart"),
        (time(2, 1, 3), time(None, None, None), "A answers sooner"),
    ],
)
def test_a_verdict_on_times_says_who_answers_sooner(a: Value, b: Value, text: str) -> None:
    assert verdict(a, b, "A", "B") == text


def test_openings_of_two_kinds_are_not_compared() -> None:
    a = replace(time(2, 1, 3), kind=OpeningKind.REPLIES)
    b = replace(time(20, 15, 30), kind=OpeningKind.MENTIONS)
    assert verdict(a, b, "A", "B").startswith("no comparison: mentions")


@pytest.mark.parametrize(
    ("a", "b", "text"),
    [
        (guess(0.62, 0.55, 0.69), guess(0.5, 0.43, 0.57), "likely lower, by 2 to 22 points"),
        (exact(0.5), exact(0.62), "higher, by 12 points"),
        (time(2, 1, 3), time(20, 15, 30), "likely answers later, by 13 to 28 hours"),
        (time(None, 30, None), time(2, 1, 3), "answers sooner"),
        (exact(0.5), exact(0.505), "nearly the same"),
        (exact(0.5), gap(Gap.TOO_FEW), "no comparison"),
    ],
)
def test_under_a_name_the_verdict_is_told_of_that_one(a: Value, b: Value, text: str) -> None:
    assert judge(a, b).of_second == text
