"""The signs of replies: by language, in clusters of days."""

from __future__ import annotations

from datetime import date, timedelta

from collector.interval import ClusterSums
from collector.model import Facts, Post, PostKind
from collector.tally.circle import Circle
from collector.tally.manner import manner
from collector.tally.window import cut_off

NIGHT = date(2026, 6, 1)
END = cut_off(NIGHT)
CIRCLE = Circle(own=frozenset({"me"}))


def reply(
    text: str,
    language: str | None = "en",
    *,
    days: float = 1,
    to: str = "ann",
    kind: PostKind = PostKind.REPLY,
) -> Post:
    at = END - timedelta(days=days)
    return Post(
        id=f"{text}{days}{to}", at=at, kind=kind, parent_author=to, text=text, language=language
    )


def told(*posts: Post) -> Facts:
    return manner(posts, CIRCLE, NIGHT)


def sums(flat: tuple[int, ...] | None) -> ClusterSums:
    return ClusterSums.of(flat or ())


def test_each_sign_is_counted_among_all_replies_in_the_language() -> None:
    found = told(reply("Thank you!"), reply("Our office is closed."), reply("Sorry about that."))
    assert found.languages == ("en",)
    assert (sums(found.thanked).hits, sums(found.thanked).size) == (1, 3)
    assert (sums(found.apologised).hits, sums(found.signed).hits) == (1, 0)


def test_a_day_with_a_reply_is_a_cluster_and_one_without_is_none() -> None:
    found = sums(told(*(reply("Thank you!", days=n) for n in (1, 0.8, 20))).thanked)
    assert (found.clusters, found.size, found.largest, found.size_squared) == (2, 3, 2, 5)


def test_a_tag_with_a_region_counts_as_its_language() -> None:
    found = told(reply("Thank you!", "en-GB"), reply("Cheers!", "en"))
    assert (found.languages, sums(found.thanked).size) == (("en",), 2)


def test_languages_stand_in_their_order_with_seven_sums_each() -> None:
    found = told(reply("Thank you!"), reply("Diolch!", "cy"))
    assert found.languages == ("cy", "en")
    assert all(len(one or ()) == 14 for one in (found.signed, found.thanked, found.invited))


def test_a_language_without_rules_or_undeclared_counts_nowhere() -> None:
    found = told(reply("Danke!", "de"), reply("Thank you!", None))
    assert (found.languages, found.thanked) == ((), ())


def test_only_replies_to_others_are_read_for_signs() -> None:
    others = (reply("Thank you!", to="me"), reply("Thank you!", kind=PostKind.ORIGINAL))
    assert told(*others).languages == ()


def test_only_thirty_days_are_read_for_signs() -> None:
    assert told(reply("Thank you!", days=30.1), reply("Thank you!", days=0)).languages == ()


def test_no_word_is_remembered() -> None:
    assert "marked" not in repr(told(reply("Thank you, marked person! ^Ana")))
