"""METRICS: every metric, declared once. Headings, axes, pages and the method read it here."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import Any

from collector.interval import cluster_sums
from collector.model import LONG_DAYS, WEEK_HOURS, WEEKS, WINDOW_DAYS, Facts
from collector.touch import Sign
from site_src.amount import Unit
from site_src.estimate import (
    broadcast_share,
    conversations,
    counts,
    everything_posted,
    follow_back_rate,
    following_per_follower,
    originals,
    people,
    reciprocity,
    replies_and_originals,
    reply_share,
    self_promotion_share,
)
from site_src.hours import OPENS, hours_coverage, out_of_hours_share, replies_by_hour
from site_src.metric import Basis, Better, Family, Metric, Span
from site_src.openings import acknowledged, answered_24h, any_response, openings_in, thin
from site_src.steady import consistency, weeks_observed
from site_src.survival import openings_followed, time_to_answer, time_to_answer_p90
from site_src.touch_share import replies_tested, touch_share

__all__ = ["METRICS", "Basis", "Better", "Family", "Metric", "Span", "Unit"]


def _followers(facts: Facts) -> int | None:
    return counts(facts)[0]


def _following(facts: Facts) -> int | None:
    return counts(facts)[1]


def _days(facts: Facts) -> int | None:
    return facts.days_observed


_LISTS = "the week’s reading of its lists"
_NIGHT = "the night"
_MONTH = f"the {WINDOW_DAYS} days before the night"
_WEEKS = f"the {WEEKS} weeks before the night"
_DAY_AGO = "31 days before the night to one day before it, so that each had its day"
_WEEK_AGO = "37 days before the night to seven, so that each had its seven days"
_IN_MONTH = Span(first=24 * WINDOW_DAYS)
_IN_WEEKS = Span(first=24 * LONG_DAYS)
_UNTIL_DAY_AGO = Span(first=744, last=24)
_UNTIL_WEEK_AGO = Span(first=888, last=168)
_SPREAD = ", in at least 10 conversations, none of them with more than half"

_THREADS = (1, 4, 2, 10, 3, 1, 6, 1, 2, 2) * 2
_ANSWERED = cluster_sums((1, 3, 0, 8, 2, 1, 5, 1, 0, 2) * 2, _THREADS).flat
_LIKED = cluster_sums((0, 2, 1, 3, 0, 1, 2, 0, 0, 1) * 2, _THREADS).flat
_EITHER = cluster_sums((1, 4, 1, 9, 2, 1, 6, 1, 0, 2) * 2, _THREADS).flat
_WAITS = Facts(
    answer_waits=tuple(
        60 * minutes
        for minutes in (
            *(4, 7, 11, 15, 18, 22, 25, 31, 38, 44, 52, 65, 80, 95, 110, 130, 150, 175, 200, 230),
            *(260, 300, 340, 390, 450, 520, 600, 700, 820, 960, 1130, 1300, 1500, 1800, 2100, 2600),
            *(3300, 4500),
        )
    ),
    open_waits=(3600 * WEEK_HOURS,) * 2,
)
_EACH_HOUR = 5  # replies in each of forty hours
_OFFICE = tuple(
    WEEK_HOURS * week + 24 * day + OPENS + hour
    for week in range(WEEKS)
    for day in range(5)
    for hour in range(8)
    if (8 * day + hour + week) % WEEKS < _EACH_HOUR
)
_SOME_LATE = (*_OFFICE, *(WEEK_HOURS * week + 20 for week in range(WEEKS)))
_TOUCHED = cluster_sums((2, 3, 1, 4, 0, 2, 3, 3, 1, 5) * 2, (6, 5, 4, 8, 3, 5, 7, 6, 4, 9) * 2).flat
_FROM_POSTS = "Messages deleted before they were read are unknown to us."

_BACK_AND_FORTH = (
    Metric(
        key="follow-back-rate",
        name="Follow-back rate",
        question="Does it follow those who follow it?",
        family=Family.FOLLOWING,
        unit=Unit.SHARE,
        better=Better.UP,
        basis=Basis.LISTS,
        definition="Share of its followers that the account follows back.",
        formula="mutual / drawn * following / followers",
        reckoned=(
            "Of the accounts it follows that were looked at, the share that follow it, times "
            "the number it follows for each follower."
        ),
        caveat=(
            "Exact means exact by the network’s own answers that night, dead accounts included. "
            "Where lists are hidden, only bounds are known, from the counts."
        ),
        is_not=(
            "It is not courtesy: declining spam followers lowers it, and a robot can follow "
            "everyone. It is not listening either."
        ),
        window=_LISTS,
        span=None,
        sample=Facts(followers=20_000, following=18_900, listed=18_900, drawn=390, mutual=366),
        told=(
            "With {facts.followers:,} followers and {facts.following:,} follows, of which "
            "{facts.mutual} of {facts.drawn} drawn at random follow back, it follows back {value} "
            "of its followers ({span})."
        ),
        base=_followers,
        base_words="followers",
        shown_at=30,
        ranked_at=100,
        evidence=follow_back_rate,
    ),
    Metric(
        key="reply-share",
        name="Reply share",
        question="Does it talk with people, or at them?",
        family=Family.TALKING,
        unit=Unit.SHARE,
        better=Better.UP,
        basis=Basis.POSTS,
        definition="Replies to others as a share of its replies to others and its own posts.",
        formula="sum(replies_by_day) / (sum(replies_by_day) + sum(originals_by_day))",
        reckoned=(
            "Its replies to others in the 30 days, divided by those replies and its own posts"
            " together; reposts and replies to itself count as neither."
        ),
        caveat=f"Its range rests on how the days differ. {_FROM_POSTS}",
        is_not=(
            "It is not kindness: a reply can be a brush-off, and accounts for service alerts are "
            "one-way by design."
        ),
        window=_MONTH,
        span=_IN_MONTH,
        sample=Facts(replies_by_day=(6, 4, 1) * 10, originals_by_day=(2, 1, 3) * 10),
        told=(
            "Of {denominator:,.0f} posts in 30 days, {numerator:,.0f} were replies to others: "
            "{value} ({span})."
        ),
        base=replies_and_originals,
        base_words="replies and posts",
        shown_at=10,
        ranked_at=30,
        evidence=reply_share,
        is_shrunken=True,
    ),
    Metric(
        key="conversations",
        name="Conversations",
        question="How many conversations does it hold in 30 days?",
        family=Family.TALKING,
        unit=Unit.COUNT,
        better=Better.UP,
        basis=Basis.POSTS,
        definition=(
            "Distinct pairs of thread and person in which it replied to that person, per 30 days."
        ),
        formula="conversations * 30 / days_observed",
        reckoned=(
            "Each person in each thread that it replied to, counted once, over the days that "
            "were read, brought to 30 days."
        ),
        caveat=f"A long exchange with one person in one thread counts once. {_FROM_POSTS}",
        is_not="It is not openness: volume grows with size, and with trouble.",
        window=_MONTH,
        span=_IN_MONTH,
        sample=Facts(conversations=3, days_observed=30),
        told="Two replies to Ann and one to Bob in one thread, one to Ann in another: {value}.",
        base=_days,
        base_words="days observed",
        shown_at=21,
        ranked_at=21,
        evidence=conversations,
    ),
    Metric(
        key="people",
        name="People talked with",
        question="How many people does it talk with in 30 days?",
        family=Family.TALKING,
        unit=Unit.COUNT,
        better=Better.UP,
        basis=Basis.POSTS,
        definition="Distinct persons to whom it replied, per 30 days.",
        formula="people * 30 / days_observed",
        reckoned=(
            "Each person that it replied to, counted once, over the days that were read, "
            "brought to 30 days."
        ),
        caveat=(
            "People are not matched across networks, so the figures of two networks are never "
            f"added up. {_FROM_POSTS}"
        ),
        is_not="It is not openness: volume grows with size, and with trouble.",
        window=_MONTH,
        span=_IN_MONTH,
        sample=Facts(people=2, days_observed=30),
        told="Two replies to Ann and one to Bob in one thread, one to Ann in another: {value}.",
        base=_days,
        base_words="days observed",
        shown_at=21,
        ranked_at=21,
        evidence=people,
    ),
)

_ANSWERS = (
    Metric(
        key="answered-24h",
        name="Answered within 24 hours",
        question="Does who writes to it get an answer within a day?",
        family=Family.ANSWERING,
        unit=Unit.SHARE,
        better=Better.UP,
        basis=Basis.OPENINGS,
        definition=(
            "Share of openings that were answered within 24 hours. An opening is the first message "
            "of a person to it in a conversation."
        ),
        formula="answered.hits / answered.size",
        reckoned=(
            "Of the first messages to it, the share that had an answer within 24 hours; of any "
            "conversation the first ten count, so that no viral post decides."
        ),
        caveat=(
            "Where mentions cannot be collected, only direct replies to it count, and tables never "
            f"mix the two. {_FROM_POSTS}"
        ),
        is_not=(
            "Speed is not quality. Questions that are moved to private messages look unanswered."
        ),
        window=_DAY_AGO,
        span=_UNTIL_DAY_AGO,
        sample=Facts(answered=_ANSWERED),
        told=(
            "Of {denominator:,.0f} first messages in 20 conversations, {numerator:,.0f} had an "
            "answer within 24 hours: {value} ({span})."
        ),
        base=lambda facts: openings_in(facts.answered),
        base_words="openings",
        shown_at=10,
        ranked_at=30,
        ranked_also=_SPREAD,
        evidence=answered_24h,
        thin=lambda facts: thin(facts.answered),
        is_shrunken=True,
    ),
    Metric(
        key="time-to-answer",
        name="Time to answer",
        question="How long until half of all messages have an answer?",
        family=Family.ANSWERING,
        unit=Unit.HOURS,
        better=Better.DOWN,
        basis=Basis.OPENINGS,
        definition="Time by which half of all openings, the unanswered among them, have an answer.",
        formula="time_to(0.5, waiting(answer_waits, open_waits)) / 3600",
        reckoned=(
            "The share that still waits falls with every answer, by the product-limit method: who "
            "was never answered, or not yet, counts as waiting. The first time at which no more "
            "than half wait."
        ),
        caveat=(
            "Each opening is followed for seven days at most: where half of them never had an "
            f"answer the time is not reached, and ranks last. {_FROM_POSTS}"
        ),
        is_not=(
            "Speed is not quality. Questions that are moved to private messages look unanswered."
        ),
        window=_MONTH,
        span=_IN_MONTH,
        sample=_WAITS,
        told=(
            "Of {denominator:,.0f} first messages {numerator:,.0f} had an answer in the end; half "
            "of all had theirs within {value} ({span})."
        ),
        base=openings_followed,
        base_words="openings",
        shown_at=30,
        ranked_at=30,
        ranked_also=_SPREAD,
        evidence=time_to_answer,
        thin=lambda facts: thin(facts.answered),  # nearly the same days
    ),
    Metric(
        key="time-to-answer-p90",
        name="Time to answer nine in ten",
        question="How long until nine in ten messages have an answer?",
        family=Family.ANSWERING,
        unit=Unit.HOURS,
        better=Better.DOWN,
        basis=Basis.OPENINGS,
        definition=(
            "Time by which nine in ten of all openings, the unanswered among them, have an answer."
        ),
        formula="time_to(0.9, waiting(answer_waits, open_waits)) / 3600",
        reckoned=(
            "As the time to answer, until no more than one in ten still waits; who was never "
            "answered counts as waiting."
        ),
        caveat=(
            "Each opening is followed for seven days at most: where more than one in ten never "
            f"had an answer the time is not reached, and ranks last. {_FROM_POSTS}"
        ),
        is_not=(
            "Speed is not quality. Questions that are moved to private messages look unanswered."
        ),
        window=_MONTH,
        span=_IN_MONTH,
        sample=_WAITS,
        told=(
            "Of {denominator:,.0f} first messages {numerator:,.0f} had an answer in the end; nine "
            "in ten of all had theirs within {value} ({span})."
        ),
        base=openings_followed,
        base_words="openings",
        shown_at=30,
        ranked_at=30,
        ranked_also=_SPREAD,
        evidence=time_to_answer_p90,
        thin=lambda facts: thin(facts.answered),  # nearly the same days
    ),
    Metric(
        key="hours-coverage",
        name="Hours of the week",
        question="At how many hours of the week does it answer?",
        family=Family.BEING_THERE,
        unit=Unit.SHARE,
        better=Better.UP,
        basis=Basis.WEEKS,
        definition=(
            "Spread of its replies over the 168 hours of the week, beside an even spread, at "
            "equal volume."
        ),
        formula="coverage(by_hour(reply_hours, reply_hour_counts), 100).share",
        reckoned=(
            "The distinct hours of the week that 100 of its replies, drawn at random, would touch, "
            "divided by those that 100 evenly spread replies would: 75.5."
        ),
        caveat=(
            "Compared at 100 replies for everybody, since the plain share of hours with a reply "
            "mostly measures volume. Its range comes from leaving out one week at a time."
        ),
        is_not=(
            "It shows shifts, or software that answers. Nobody is owed service at night: office "
            "hours alone give about half."
        ),
        window=_WEEKS,
        span=_IN_WEEKS,
        sample=Facts(
            weeks_observed=WEEKS, reply_hours=_OFFICE, reply_hour_counts=(1,) * len(_OFFICE)
        ),
        told=(
            "Who sends 200 replies evenly over 40 office hours touches {numerator:.1f} hours with "
            "100 of them, of the {denominator:.1f} that an even spread would: {value} ({span})."
        ),
        base=replies_by_hour,
        base_words="replies",
        shown_at=120,
        ranked_at=120,
        evidence=hours_coverage,
    ),
    Metric(
        key="acknowledged",
        name="Acknowledged",
        question="Does it like or repost what people write to it?",
        family=Family.ANSWERING,
        unit=Unit.SHARE,
        better=Better.UP,
        basis=Basis.OPENINGS,
        definition="Share of openings that the account liked or reposted within 7 days.",
        formula="acknowledged.hits / acknowledged.size",
        reckoned=(
            "Of the first messages to it, the share that it liked or reposted within 7 days; of "
            "any conversation the first ten count."
        ),
        caveat=f"Not measured where a network does not show likes. {_FROM_POSTS}",
        is_not="It is no answer: a like is cheap.",
        window=_WEEK_AGO,
        span=_UNTIL_WEEK_AGO,
        sample=Facts(acknowledged=_LIKED),
        told=(
            "Of {denominator:,.0f} first messages in 20 conversations, {numerator:,.0f} were liked "
            "or reposted: {value} ({span})."
        ),
        base=lambda facts: openings_in(facts.acknowledged),
        base_words="openings",
        shown_at=10,
        ranked_at=30,
        ranked_also=_SPREAD,
        evidence=acknowledged,
        thin=lambda facts: thin(facts.acknowledged),
        is_shrunken=True,
    ),
    Metric(
        key="any-response",
        name="Any response",
        question="Does who writes to it get any response?",
        family=Family.ANSWERING,
        unit=Unit.SHARE,
        better=Better.UP,
        basis=Basis.OPENINGS,
        definition="Share of openings that were answered, liked or reposted within 7 days.",
        formula="responded.hits / responded.size",
        reckoned=(
            "Of the first messages to it, the share that met with an answer, a like or a repost "
            "within 7 days; of any conversation the first ten count."
        ),
        caveat=f"Not measured where a network does not show likes. {_FROM_POSTS}",
        is_not="It is not help: an answer and a like count alike here, and a like is cheap.",
        window=_WEEK_AGO,
        span=_UNTIL_WEEK_AGO,
        sample=Facts(responded=_EITHER),
        told=(
            "Of {denominator:,.0f} first messages in 20 conversations, {numerator:,.0f} met with "
            "an answer, a like or a repost: {value} ({span})."
        ),
        base=lambda facts: openings_in(facts.responded),
        base_words="openings",
        shown_at=10,
        ranked_at=30,
        ranked_also=_SPREAD,
        evidence=any_response,
        thin=lambda facts: thin(facts.responded),
        is_shrunken=True,
    ),
)

_HABITS = (
    Metric(
        key="consistency",
        name="Consistency",
        question="Does it talk with people week after week?",
        family=Family.BEING_THERE,
        unit=Unit.SHARE,
        better=Better.UP,
        basis=Basis.WEEKS,
        definition=(
            "Share of the last 12 full weeks in which it talked with at least half as many people "
            "as in its own median week, and with somebody."
        ),
        formula=(
            "sum(week >= max(1, median(people_by_week[-weeks_observed:]) / 2)"
            " for week in people_by_week[-weeks_observed:]) / weeks_observed"
        ),
        reckoned=(
            "The people it talked with in each week, beside half the median of the twelve: the "
            "weeks that reach it, divided by all. Of a younger account, the weeks since it began."
        ),
        caveat=f"It compares an account with itself alone. {_FROM_POSTS}",
        is_not="It is not volume: a little every week is steady, and holidays show.",
        window=_WEEKS,
        span=_IN_WEEKS,
        sample=Facts(
            weeks_observed=12, people_by_week=(12, 15, 9, 4, 14, 11, 13, 3, 12, 16, 10, 12)
        ),
        told=(
            "In a median week it talked with 12 people, and in {numerator:.0f} of "
            "{denominator:.0f} weeks with 6 or more: {value}."
        ),
        base=weeks_observed,
        base_words="weeks observed",
        shown_at=8,
        ranked_at=8,
        evidence=consistency,
    ),
    Metric(
        key="out-of-hours-share",
        name="Out of hours",
        question="How much of its replying is done out of hours?",
        family=Family.BEING_THERE,
        unit=Unit.SHARE,
        better=Better.NEUTRAL,
        basis=Basis.WEEKS,
        definition="Share of its replies sent outside Monday to Friday, 09:00 to 17:00, its time.",
        formula=(
            "sum(count for cell, count in zip(reply_hours, reply_hour_counts)"
            " if is_out_of_hours(cell)) / sum(reply_hour_counts)"
        ),
        reckoned=(
            "Its replies to others outside working hours in its own time zone, divided by all of "
            "the twelve weeks; an even spread over the week gives 76%."
        ),
        caveat="Not measured where its time zone is not known. Public holidays count as workdays.",
        is_not="It is neither diligence nor overwork: it shows shifts, or software that answers.",
        window=_WEEKS,
        span=_IN_WEEKS,
        sample=Facts(
            zone="Europe/London", reply_hours=_SOME_LATE, reply_hour_counts=(1,) * len(_SOME_LATE)
        ),
        told=(
            "Of {denominator:,.0f} replies {numerator:,.0f} were sent in the evening: {value} "
            "({span})."
        ),
        base=replies_by_hour,
        base_words="replies",
        shown_at=30,
        ranked_at=100,
        evidence=out_of_hours_share,
    ),
    Metric(
        key="broadcast-share",
        name="Broadcast share",
        question="How much of what it posts is said to nobody?",
        family=Family.TALKING,
        unit=Unit.SHARE,
        better=Better.DOWN,
        basis=Basis.POSTS,
        definition="Its own posts and reposts as a share of those and its replies to others.",
        formula=(
            "(sum(originals_by_day) + sum(reposts_by_day))"
            " / (sum(replies_by_day) + sum(originals_by_day) + sum(reposts_by_day))"
        ),
        reckoned=(
            "Its own posts and its reposts in the 30 days, divided by these and its replies to "
            "others together; replies to itself count as neither."
        ),
        caveat=f"Its range rests on how the days differ. {_FROM_POSTS}",
        is_not="It is no fault as such: news and service alerts are one-way by design.",
        window=_MONTH,
        span=_IN_MONTH,
        sample=Facts(
            replies_by_day=(6, 4, 1) * 10,
            originals_by_day=(2, 1, 3) * 10,
            reposts_by_day=(0, 1, 0) * 10,
        ),
        told=(
            "Of {denominator:,.0f} replies, posts and reposts in 30 days, {numerator:,.0f} were "
            "posts or reposts: {value} ({span})."
        ),
        base=everything_posted,
        base_words="replies, posts and reposts",
        shown_at=10,
        ranked_at=30,
        evidence=broadcast_share,
    ),
    Metric(
        key="self-promotion-share",
        name="Self-promotion share",
        question="How many of its posts lead to its own sites?",
        family=Family.TALKING,
        unit=Unit.SHARE,
        better=Better.NEUTRAL,
        basis=Basis.WEEKS,
        definition="Share of its own posts that link to the organisation’s own sites.",
        formula="sum(promotions_by_day) / sum(originals_by_day)",
        reckoned="Its own posts with a link to its own sites, divided by all its own posts.",
        caveat=f"Links through address shorteners are not followed. {_FROM_POSTS}",
        is_not="A link home may be the answer itself: a form, a timetable, a warning.",
        window=_MONTH,
        span=_IN_MONTH,
        sample=Facts(
            weeks_observed=12, originals_by_day=(2, 1, 3) * 10, promotions_by_day=(1, 0, 2) * 10
        ),
        told=(
            "Of {denominator:,.0f} posts of its own, {numerator:,.0f} linked to its own sites: "
            "{value} ({span})."
        ),
        base=originals,
        base_words="posts of its own",
        shown_at=10,
        ranked_at=30,
        evidence=self_promotion_share,
    ),
)

_SIZES = (
    Metric(
        key="reciprocity",
        name="Reciprocity",
        question="Do those it follows follow it?",
        family=Family.FOLLOWING,
        unit=Unit.SHARE,
        better=Better.NEUTRAL,
        basis=Basis.LISTS,
        definition="Share of the accounts it follows that follow it.",
        formula="mutual / drawn",
        reckoned="Of the accounts it follows that were looked at, the share that follow it.",
        caveat="Exact means exact by the network’s own answers that night, dead accounts included.",
        is_not="It is high for the famous, whatever they do.",
        window=_LISTS,
        span=None,
        sample=Facts(followers=1200, following=300, listed=300, drawn=300, mutual=231),
        told="Of {facts.following} follows, {facts.mutual} follow back: {value}.",
        base=_following,
        base_words="accounts followed",
        shown_at=30,
        ranked_at=30,
        evidence=reciprocity,
    ),
    Metric(
        key="following-per-follower",
        name="Following per follower",
        question="How many does it follow for each that follows it?",
        family=Family.FOLLOWING,
        unit=Unit.RATIO,
        better=Better.NEUTRAL,
        basis=Basis.COUNTS,
        definition="How many accounts it follows for each account that follows it.",
        formula="following / followers",
        reckoned="The number it follows, divided by the number that follow it.",
        caveat="The network’s own counts of the night, dead accounts included.",
        is_not=(
            "It says nothing about which accounts: a thousand followed and a thousand followers "
            "may share nobody. The follow-back rate tells."
        ),
        window=_NIGHT,
        span=None,
        sample=Facts(followers=61_000, following=64_000),
        told=(
            "With {facts.following:,} follows and {facts.followers:,} followers the ratio is "
            "{value}; above 1 is no error."
        ),
        base=_followers,
        base_words="followers",
        shown_at=30,
        ranked_at=100,
        evidence=following_per_follower,
    ),
)

_RULES = (
    "Counted by word rules, in languages where they were tested on labelled replies, and corrected "
    "for what they miss and mistake. Irony, quotation and templates defeat word lists."
)


def _touch(sign: Sign, column: str, **words: Any) -> Metric:
    """Return the declaration of one sign of human touch: they differ in words alone."""
    counted: dict[str, Any] = {column: _TOUCHED}
    return Metric(
        **words,
        family=Family.MANNER,
        unit=Unit.SHARE,
        better=Better.NEUTRAL,
        basis=Basis.WEEKS,
        formula=f"corrected({column}.hits / {column}.size)",
        reckoned=(
            "Of its replies in tested languages, the share in which the rules see it, corrected "
            "for their errors; several languages are weighed by their replies."
        ),
        caveat=_RULES,
        window=_MONTH,
        span=_IN_MONTH,
        sample=Facts(weeks_observed=WEEKS, languages=("en",), **counted),
        base=partial(replies_tested, sign),
        base_words="replies in a tested language",
        shown_at=50,
        ranked_at=50,
        evidence=partial(touch_share, sign),
        is_shrunken=True,
    )


_TOUCH = (
    _touch(
        Sign.SIGNED,
        "signed",
        key="signed",
        name="Signed replies",
        question="Do those who answer say who they are?",
        definition="Share of its replies that a person signs, by name or initials.",
        is_not="A name is not a face: it may be a template’s, and unsigned replies may be warm.",
        told=(
            "The rules see a name under {numerator:,.0f} of {denominator:,.0f} replies; corrected "
            "for their errors: {value} ({span})."
        ),
    ),
    _touch(
        Sign.THANKED,
        "thanked",
        key="thanks",
        name="Thanks",
        question="Does it thank people?",
        definition="Share of its replies that thank.",
        is_not="It is not gratitude: many thank by template.",
        told=(
            "The rules see thanks in {numerator:,.0f} of {denominator:,.0f} replies; corrected for "
            "their errors: {value} ({span})."
        ),
    ),
    _touch(
        Sign.APOLOGISED,
        "apologised",
        key="apologies",
        name="Apologies",
        question="Does it say sorry?",
        definition="Share of its replies that apologise.",
        is_not="It may mean more faults, or better manners: the figure cannot tell which.",
        told=(
            "The rules see an apology in {numerator:,.0f} of {denominator:,.0f} replies; corrected "
            "for their errors: {value} ({span})."
        ),
    ),
    _touch(
        Sign.INVITED,
        "invited",
        key="private-invitations",
        name="Private invitations",
        question="Does it ask people to write in private?",
        definition="Share of its replies that ask for a private message.",
        is_not="It is not evasion: personal matters belong in private.",
        told=(
            "The rules see an invitation in {numerator:,.0f} of {denominator:,.0f} replies; "
            "corrected for their errors: {value} ({span})."
        ),
    ),
)

_DECLARED = (*_BACK_AND_FORTH, *_ANSWERS, *_HABITS, *_SIZES, *_TOUCH)

METRICS = MappingProxyType({metric.key: metric for metric in _DECLARED})
