"""The manner of an account's replies: how many carry each sign, by language (method 2.7)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from collector.interval import cluster_sums
from collector.model import Facts
from collector.tally.window import day_of, posts_within
from collector.touch import LANGUAGES, Sign, language_of, signs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from collector.model import Post
    from collector.tally.circle import Circle

Days = dict[int, list[frozenset[Sign]]]  # the signs of each reply, by day


def manner(timeline: Iterable[Post], circle: Circle, night: date) -> Facts:
    """Return the cluster sums of every sign, for each language with rules, by day of reply."""
    told: dict[str, Days] = defaultdict(lambda: defaultdict(list))
    for post in posts_within(timeline, night):
        language = language_of(post.language)
        if language in LANGUAGES and circle.is_to_others(post):
            told[language][day_of(post, night)].append(signs(post.text, language))
    languages = sorted(told)
    days = [told[language] for language in languages]
    return Facts(
        languages=tuple(languages),
        signed=_sums(Sign.SIGNED, days),
        thanked=_sums(Sign.THANKED, days),
        apologised=_sums(Sign.APOLOGISED, days),
        invited=_sums(Sign.INVITED, days),
    )


def _sums(sign: Sign, languages: Sequence[Days]) -> tuple[int, ...]:
    return tuple(number for days in languages for number in _flat(sign, days))


def _flat(sign: Sign, days: Days) -> tuple[int, ...]:
    hits = [sum(sign in one for one in day) for day in days.values()]
    return cluster_sums(hits, [len(day) for day in days.values()]).flat
