"""The rules for human touch against replies labelled by hand: what is published is measured."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.touch import LANGUAGES, Sign, signs
from site_src.tested import LEAST_REPLIES, TESTED, Accuracy, corrected_share

LABELLED = Path(__file__).resolve().parents[1] / "labelled"
FILES = {
    path.stem.removeprefix("replies-"): path for path in sorted(LABELLED.glob("replies-*.csv"))
}
ANSWERS = {"yes": True, "no": False}
SHARES = st.floats(0, 1)
GOOD = st.floats(0.7, 1)


def labelled(language: str) -> list[tuple[str, frozenset[Sign]]]:
    """Return each reply with the signs that a person sees in it."""
    with FILES[language].open(encoding="utf-8", newline="") as file:
        return [
            (row["text"], frozenset(sign for sign in Sign if ANSWERS[row[sign.value]]))
            for row in csv.DictReader(file, strict=True)
        ]


def measured(replies: list[tuple[str, frozenset[Sign]]], language: str, sign: Sign) -> Accuracy:
    found = [(sign in seen, sign in signs(text, language)) for text, seen in replies]
    positive = [is_found for is_there, is_found in found if is_there]
    negative = [is_found for is_there, is_found in found if not is_there]
    return Accuracy(
        sensitivity=sum(positive) / len(positive),
        specificity=negative.count(False) / len(negative),
        replies=len(found),
    )


@pytest.mark.heavy
@pytest.mark.parametrize("language", FILES)
def test_the_published_accuracy_is_the_one_that_is_measured(language: str) -> None:
    replies = labelled(language)
    accuracy = {sign: measured(replies, language, sign) for sign in Sign}
    if language in TESTED:
        enough = {sign: one for sign, one in accuracy.items() if one.is_enough}
        assert dict(TESTED[language]) == enough


@pytest.mark.parametrize("language", FILES)
@pytest.mark.parametrize("sign", Sign)
def test_every_sign_is_labelled_often_enough_to_be_measured(language: str, sign: Sign) -> None:
    replies = labelled(language)
    positive = sum(sign in seen for _, seen in replies)
    assert len(replies) >= LEAST_REPLIES
    assert positive >= 40
    assert len(replies) - positive >= 120


@pytest.mark.parametrize("sign", Sign)
def test_the_rules_hold_on_the_rows_that_they_were_not_improved_on(sign: Sign) -> None:
    even = labelled("en")[1::2]
    found = measured(even, "en", sign)
    assert found.sensitivity >= 0.7
    assert found.specificity >= 0.95


@pytest.mark.parametrize("language", FILES)
def test_no_reply_is_labelled_twice(language: str) -> None:
    texts = [text for text, _ in labelled(language)]
    assert len(set(texts)) == len(texts)


def test_nothing_is_published_that_is_not_good_enough() -> None:
    assert all(one.is_enough for found in TESTED.values() for one in found.values())


def test_only_labelled_languages_with_rules_are_published() -> None:
    assert set(TESTED) <= LANGUAGES & set(FILES)


def test_welsh_has_rules_and_is_a_gap_until_a_speaker_has_signed_off() -> None:
    assert "cy" in LANGUAGES
    assert "cy" not in TESTED
    (row,) = (line for line in readme() if line.startswith("| Welsh (cy)"))
    assert "nobody yet" in row


def test_the_table_of_languages_says_how_many_replies_are_labelled() -> None:
    for language, found in TESTED.items():
        (row,) = (line for line in readme() if f"({language})" in line)
        assert {f" {one.replies} " for one in found.values()} <= set(row.split("|"))


def readme() -> list[str]:
    return (LABELLED / "README.md").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("sensitivity", "specificity", "replies"), [(0.69, 1, 343), (1, 0.94, 343), (1, 1, 199)]
)
def test_an_accuracy_below_a_floor_is_not_enough(
    sensitivity: float, specificity: float, replies: int
) -> None:
    one = Accuracy(sensitivity=sensitivity, specificity=specificity, replies=replies)
    assert not one.is_enough
    assert Accuracy(sensitivity=0.7, specificity=0.95, replies=200).is_enough


def test_a_share_is_corrected_as_the_method_computes_it() -> None:
    assert corrected_share(0.30, 0.80, 0.95) == pytest.approx(0.3333, abs=6e-5)


@given(SHARES, GOOD, GOOD)
def test_a_corrected_share_is_a_share(share: float, sensitivity: float, specificity: float) -> None:
    assert 0 <= corrected_share(share, sensitivity, specificity) <= 1


@given(SHARES, GOOD, GOOD)
def test_the_correction_undoes_the_errors_of_the_rules(
    share: float, sensitivity: float, specificity: float
) -> None:
    found = share * sensitivity + (1 - share) * (1 - specificity)
    assert corrected_share(found, sensitivity, specificity) == pytest.approx(share, abs=1e-9)


@given(SHARES)
def test_rules_that_are_always_right_need_no_correction(share: float) -> None:
    assert corrected_share(share, 1, 1) == share


@given(SHARES)
def test_rules_that_are_always_wrong_tell_as_much(share: float) -> None:
    assert corrected_share(1 - share, 0, 0) == pytest.approx(share)


def test_rules_no_better_than_chance_correct_nothing() -> None:
    with pytest.raises(ValueError, match="no better than chance"):
        corrected_share(0.3, 0.5, 0.5)
