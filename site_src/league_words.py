"""What a league says beside its figures: how it is ordered, what changed, what to ask twice."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from collector.model import OpeningKind, State
from site_src.amount import Unit, number, span
from site_src.change import NO_EARLIER, distance
from site_src.metrics import Better
from site_src.model import CautionKind
from site_src.page import day
from site_src.signs import DOWN, STEADY, UP

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from collector.model import Organisation
    from site_src.metrics import Metric
    from site_src.model import Caution, Change, League, Place

COUNTED = MappingProxyType(
    {
        "follow-back-rate": "Follows read",
        "reciprocity": "Follows read",
        "following-per-follower": "Followers",
        "reply-share": "Posts read",
        "broadcast-share": "Posts read",
        "self-promotion-share": "Posts read",
        "answered-24h": "Messages",
        "time-to-answer": "Messages",
        "time-to-answer-p90": "Messages",
        "acknowledged": "Messages",
        "any-response": "Messages",
        "hours-coverage": "Replies",
        "out-of-hours-share": "Replies",
        "consistency": "Weeks",
        "signed": "Replies",
        "thanks": "Replies",
        "apologies": "Replies",
        "private-invitations": "Replies",
    }
)
LESS = "Less stands first."
NEITHER = "Neither more nor less is better: they are ordered so that each can be found."
SHRUNKEN = (
    "Where little was read an extreme share is mostly chance. So the order is by a value drawn "
    "towards the middle of the table, the more so the less was read; the share itself is printed."
)
GENTLE = (
    "This site ranks nobody in the lowest quarter: those in it stand last, in alphabetical order."
)
REPLIES_ONLY = (
    "Replies only: mentions cannot be collected here, so of the messages to them only direct "
    "replies to their posts are counted."
)
NO_ZERO = "None of these is a zero: a figure that was not measured is never printed as one."
ASKED = MappingProxyType(
    {
        CautionKind.JUMP: "a jump in its counts",
        CautionKind.SWELLING: "it grows unusually fast",
        CautionKind.HOLLOW: "follows back, seldom talks",
        CautionKind.AUDIENCE: "more followers, fewer messages",
    }
)
FEW_POINTS = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A row's change: a sign, words, and whether it is real."""

    glyph: str
    text: str
    is_real: bool
    size: float | None = None  # that of a real one, to order by


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an organisation's own numbers ask: in a few words, and in full."""

    text: str
    words: str


def counted(metric: Metric) -> str:
    """Return what is counted behind a measure's figures, as the head of a column."""
    return COUNTED.get(metric.key, "Counted")


def order_words(
    league: League,
    metric: Metric,
    organisations: Mapping[str, Organisation],
    unnamed: Collection[str] = (),
) -> str:
    """Return what is unusual about the order of the rows; of `unnamed` none is the example."""
    if not league.ranked:
        return ""
    said = {Better.UP: [], Better.DOWN: [LESS], Better.NEUTRAL: [NEITHER]}[metric.better]
    if metric.is_shrunken:
        known = [place for place in league.ranked if place.organisation not in unnamed]
        said = [*said, SHRUNKEN, *_most_drawn(known, organisations)]
    if any(place.rank is None for place in league.ranked):
        said = [*said, GENTLE]
    return " ".join(said)


def _most_drawn(
    ranked: Sequence[Place], organisations: Mapping[str, Organisation]
) -> Sequence[str]:
    """Return the table's own example: who is drawn the furthest, if anybody visibly is."""
    drawn = [
        (abs(place.shrunken - place.value.estimate.value), place)
        for place in ranked
        if place.shrunken is not None and place.value.estimate.value is not None
    ]
    if not drawn:
        return []
    far, place = max(drawn, key=lambda one: one[0])
    if far < FEW_POINTS:
        return []
    name = organisations[place.organisation].name
    own = number(place.value.estimate.value or 0, Unit.SHARE)
    return [
        f"{name}, with {own}, stands here as if it had {number(place.shrunken or 0, Unit.SHARE)}."
    ]


def unranked_words(league: League) -> str:
    """Return in which order those without a rank stand."""
    if league.is_counted:
        return (
            f"In the order of their upper ends: “at most” is all that the counts can say. {NO_ZERO}"
        )
    return f"Those with a figure first, the others by their reasons. {NO_ZERO}"


def kind_words(league: League) -> str:
    """Return which messages a league counts, where it cannot count all of them."""
    places = league.ranked or league.unranked
    is_replies = any(place.value.kind is OpeningKind.REPLIES for place in places)
    return REPLIES_ONLY if is_replies else ""


def moved(change: Change | None, unit: Unit, usual: date | None = None) -> Moved | None:
    """Return a change as a row shows it; None where there is nothing to say of it.

    A change since the `usual` night does not say since when: the column's head does.
    """
    if change is None:
        return None
    if change.d is None:
        head, _, tail = change.words.partition(": ")
        text = "no earlier reading" if change.words == NO_EARLIER else tail or head
        return Moved(glyph="", text=text, is_real=False)
    if not change.is_real:
        return Moved(glyph=STEADY.glyph, text=STEADY.word, is_real=False)
    words = change.words if usual is None else change.words.removesuffix(f" since {day(usual)}")
    return Moved(
        glyph=(UP if change.d > 0 else DOWN).glyph,
        text=f"{words}{_between(change, unit)}",
        is_real=True,
        size=round(change.d, 4),
    )


def _between(change: Change, unit: Unit) -> str:
    """Return the range of a real change; none where it is known exactly."""
    if change.lo is None or change.hi is None or change.lo == change.hi:
        return ""
    least, most = sorted((abs(change.lo), abs(change.hi)))
    if unit is Unit.SHARE:
        low, high = distance(least, unit).partition(" ")[0], distance(most, unit)
        return f" ({low}–{high.partition(' ')[0]})"
    return f" ({span(least, most, unit)})"


def change_words(changes: Sequence[Moved | None]) -> str:
    """Return that nobody's figure can be compared with an earlier one, where that is so."""
    told = [change for change in changes if change]
    is_none = bool(told) and not any(change.glyph for change in told)
    return "No earlier reading to compare these figures with." if is_none else ""


def asked(cautions: Sequence[Caution]) -> Asked | None:
    """Return what an organisation's numbers ask, as a row shows it; most ask nothing."""
    if not cautions:
        return None
    kinds = dict.fromkeys(caution.kind for caution in cautions)
    return Asked(
        text=", ".join(ASKED[kind] for kind in kinds),
        words=" ".join(caution.words for caution in cautions),
    )


def has_estimates(league: League) -> bool:
    """Return whether any of the ranked is an estimate."""
    return any(place.value.estimate.state is State.ESTIMATE for place in league.ranked)
