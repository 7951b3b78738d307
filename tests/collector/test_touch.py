"""A reply's words and the signs in them, on real sentences and on hostile ones."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.touch import LANGUAGES, MOST_CHARACTERS, RULES, Sign, language_of, signs

SIGNED, THANKED, APOLOGISED, INVITED = Sign
PARTS = (
    *("thanks", "thank you", "no thanks to", "Thanks to", "ta", "cheers", "sorry", "a sorry"),
    *("not", "apologies", "DM", "a DM", "message", "us", "dm", "we don't", "please", "private"),
    *("diolch", "mae'n ddrwg", "neges", "“", "”", '"', "^AB", "- Ana", "Ana here", ".", ",", "\n"),
    *("https://a.example/x", "@ann", "@", "#tag", "😊", "\u200d", "é", "to", "my", "\u2028", "("),
)
TEXTS = st.text() | st.lists(st.sampled_from(PARTS), max_size=12).map(" ".join)
TRAILERS = st.sampled_from(
    (" https://council.example/a?b=c", "\nhttps://a.example", " www.a.example", " @ann", "\n@a.b.c")
)


def english(text: str) -> set[Sign]:
    return set(signs(text, "en"))


@pytest.mark.parametrize(
    "text",
    [
        "All done. ^AB",
        "All done ^Ana",
        "All done. - Ana",
        "All done. \u2013 Ana",
        "All done! \u2014Ana Petrov",
        "All done. /Ana",
        "All done.^ AB",
        "All done.\n-ana",
        "All done. ^O\u2019Hara",
        "All done. ^AB #Bins https://a.example/b \U0001f60a",
        "All done. ^AB\n\n@ann (1/2)",
        "Kind regards,\nAna",
        "@ann Ana here. All done!",
        "Good morning, Ana here, all done!",
        "That's me signing off for the night",
    ],
)
def test_a_person_who_names_themself_has_signed(text: str) -> None:
    assert english(text) == {SIGNED}


@pytest.mark.parametrize(
    "text",
    [
        "All done. - The Parking Team",
        "It will be -20 tonight, wear a hat",
        "It will be -20",
        "See council.example/search",
        "^ see above",
        "Details here: https://a.example",
        "The form is here.",
        "Ana is here to help.",
        "Nobody here, try again on Monday.",
        "The lunch is free:\n- Soup\n- Bread",
        "Open Monday - Friday",
        "Tea/Coffee",
        "The winner is Ana",
        "We're here! Open until 5 PM.",
        "Same here, we love it.",
        "SEE IT HERE!",
        "Harrowmere Council here, open until noon.",
        "Half price today, 50% -Sale",
    ],
)
def test_what_only_looks_like_a_name_at_the_end_is_no_signature(text: str) -> None:
    assert english(text) == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Thank you both!", {THANKED}),
        ("Cheers for the photo", {THANKED}),
        ("Ta for that", {THANKED}),
        ("Ta-da!", set()),
        ("No thanks to the storm, all trains are late", set()),
        ("Thanks to the roadworks, all trains are late", set()),
        ("Thanks to all who came", {THANKED}),
        ("Thanks to @ann for the photo", {THANKED}),
        ("The road through Thank is closed", set()),
        ("We will pass your thanks on", set()),
        ("That should not have happened and we\u2019re sorry", {APOLOGISED}),
        ("We'd like to apologise", {APOLOGISED}),
        ("We apologize", {APOLOGISED}),
        ("You said \u201csorry\u201d and meant it", set()),
        ("You said sorry", set()),
        ("No need to apologise", set()),
        ("Jonah Sorry speaks at noon", set()),
        ("Not yet, sorry!", {APOLOGISED}),
        ("Please DM us", {INVITED}),
        ("Please don\u2019t hesitate to message us", {INVITED}),
        ("Please do not message us", set()),
        ("If it does not arrive please send a private message", {INVITED}),
        ("The game needs a DM who knows the rules", set()),
        ("We have answered your DM", set()),
        ("We've looked and DM'd you", set()),
        ("Thanks for the DM", {THANKED}),
        ("Thanks for the photo - DM us the street", {THANKED, INVITED}),
        ("Open from noon to 5 PM", set()),
        ("The PM opened the bridge", set()),
        ("Send us a PM", {INVITED}),
        ("Cheers to fifty years of the library!", set()),
        ("We just want to say sorry", {APOLOGISED}),
        ("It is not here sorry", {APOLOGISED}),
    ],
)
def test_words_count_for_what_they_mean(text: str, found: set[Sign]) -> None:
    assert english(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Diolch yn fawr! ^AB", {SIGNED, THANKED}),
        ("Dim diolch", set()),
        ("Mae\u2019n ddrwg gennym am hyn", {APOLOGISED}),
        ("Ymddiheurwn am yr oedi", {APOLOGISED}),
        ("Anfonwch neges breifat", {INVITED}),
        ("Anfonwch neges uniongyrchol atom", {INVITED}),
        ("Thank you, sorry, DM us", set()),
    ],
)
def test_welsh_has_its_own_words_and_the_same_marks(text: str, found: set[Sign]) -> None:
    assert signs(text, "cy") == found


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("EN-us", "en"),
        ("cy", "cy"),
        ("cy-GB", "cy"),
        ("fr", None),
        ("enm", None),
        ("english", None),
        ("", None),
        ("-en", None),
        (None, None),
    ],
)
def test_a_language_is_the_first_part_of_its_tag(tag: str | None, language: str | None) -> None:
    assert language_of(tag) == language


@given(st.text())
def test_any_tag_is_a_language_with_rules_or_none(tag: str) -> None:
    assert language_of(tag) in {*LANGUAGES, None}


def test_every_language_has_rules_in_words_for_every_sign() -> None:
    assert {"en", "cy"} == LANGUAGES == set(RULES)
    for rules in RULES.values():
        assert set(rules) == set(Sign)
        assert all(
            one.words and not one.words.endswith(".") for sign in rules.values() for one in sign
        )
        assert all(any(not one.is_exception for one in sign) for sign in rules.values())


def test_no_two_rules_of_a_sign_are_published_in_the_same_words() -> None:
    for rules in RULES.values():
        for sign in rules.values():
            assert len({rule.words for rule in sign}) == len(sign)


@given(TEXTS, st.sampled_from(sorted(LANGUAGES)))
def test_any_text_has_signs_or_none(text: str, language: str) -> None:
    assert signs(text, language) <= set(Sign)


@given(TEXTS, TRAILERS, st.sampled_from(sorted(LANGUAGES)))
def test_a_link_or_mention_at_the_end_changes_nothing_that_is_said(
    text: str, trailer: str, language: str
) -> None:
    assert signs(text + trailer, language) - {SIGNED} == signs(text, language) - {SIGNED}


@given(TEXTS, TRAILERS)
def test_a_link_or_mention_at_the_end_hides_no_signature(text: str, trailer: str) -> None:
    assert signs(f"{text}. ^AB{trailer}", "en") >= {SIGNED}


@pytest.mark.heavy
@given(st.sampled_from(PARTS), st.integers(-9, 9), TRAILERS)
def test_a_link_at_the_end_of_a_text_as_long_as_is_read_changes_nothing(
    part: str, more: int, trailer: str
) -> None:
    text = "a " * ((MOST_CHARACTERS + more - len(part)) // 2) + part
    assert signs(text + trailer, "en") - {SIGNED} == signs(text, "en") - {SIGNED}


def test_a_signature_is_found_at_the_end_of_a_text_longer_than_is_read() -> None:
    assert english("word " * 9000 + "done. ^AB https://a.example/b") == {SIGNED}


def test_words_beyond_what_is_read_are_not_heard() -> None:
    assert english("word " * MOST_CHARACTERS + "sorry, thanks") == set()


@pytest.mark.parametrize(
    "part",
    [
        *("a", "^", "-", "not ", "not a ", "\u201c", '"', "thanks to ", "A ", "\n", "\n- a", "@"),
        *("#", "x ", "\u0301", "\ufdfa", "a.", "1/2 ", "message ", "Ana ", "\u200b", "^Aa Bb "),
        *("signing ", "direct ", "\u2018a", "www.", "\ud800", "\0", ". ", "dm ", "love, Ana "),
    ],
)
def test_a_hostile_text_costs_no_more_than_its_length(part: str) -> None:
    started = time.process_time()
    signs(part * 100_000, "en")
    assert time.process_time() - started < 1
