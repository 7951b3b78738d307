"""How figures are printed and said: once, for pages, charts, receipts and the terminal.

Glyph and word of a state always stand together; a gap is a word, never a zero or a dash alone.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from collector.model import Flag, Gap, OpeningKind, State
from site_src.amount import NOT_REACHED, Unit, counted, exactly, number, span
from site_src.flags import WORDS
from site_src.gaps import GAPS
from site_src.metrics import METRICS
from site_src.signs import AT_LEAST, STATES

if TYPE_CHECKING:
    from site_src.model import Estimate, Place, Value

__all__ = ["exactly", "number", "span"]

_TOP = 10

_SENTENCES = MappingProxyType(
    {
        "follow-back-rate": "follows back {} of its followers",
        "reply-share": "gives {} of its posts to replying to others",
        "conversations": "holds {} conversations in 30 days",
        "people": "talks with {} people in 30 days",
        "answered-24h": "answers {} of the messages to it within 24 hours",
        "time-to-answer": "has answered half of the messages to it within {}",
        "time-to-answer-p90": "has answered nine in ten of the messages to it within {}",
        "hours-coverage": "spreads its replies over {} of the week, at equal volume",
        "acknowledged": "likes or reposts {} of the messages to it",
        "any-response": "answers, likes or reposts {} of the messages to it",
        "consistency": "talks with people as usual in {} of its weeks",
        "out-of-hours-share": "sends {} of its replies out of hours",
        "broadcast-share": "says {} of what it posts to nobody in particular",
        "self-promotion-share": "links {} of its own posts to its own sites",
        "reciprocity": "is followed by {} of those it follows",
        "following-per-follower": "follows {} accounts for each that follows it",
        "signed": "signs {} of its replies with a name",
        "thanks": "thanks in {} of its replies",
        "apologies": "apologises in {} of its replies",
        "private-invitations": "asks for a private message in {} of its replies",
    }
)
_NEVER = MappingProxyType(
    {
        "time-to-answer": "had not answered half of the messages to it within 7 days",
        "time-to-answer-p90": "had not answered nine in ten of the messages to it within 7 days",
    }
)


def glyph(value: Value) -> str:
    """Return the sign of the value's state."""
    found = value.estimate
    if found.state is State.GAP:
        return GAPS[found.reason or Gap.NOT_OFFERED].glyph
    if found.state is State.BOUND:
        return AT_LEAST.glyph if found.hi == 1 and found.lo else STATES[State.BOUND].glyph
    return STATES[found.state].glyph


def is_reached(found: Estimate) -> bool:
    """Return whether an estimate has a value; a time may not be reached in the days followed."""
    return found.state is not State.ESTIMATE or found.value is not None


def words(value: Value) -> str:
    """Return the value as it is printed beside its glyph."""
    found, unit = value.estimate, METRICS[value.metric].unit
    if not is_reached(found):
        return NOT_REACHED
    if found.state is State.BOUND and found.lo is not None and found.hi is not None:
        return _bound_words(found.lo, found.hi, unit)
    if found.value is None:
        return _gap_words(value)
    if found.state is State.EXACT:
        return f"{exactly(found.value, unit)} exact"
    return f"{number(found.value, unit)} ({span(found.lo, found.hi, unit)})"


def printed(value: Value) -> str:
    """Return glyph and words of a value: "≈ 62% (57–67%)"."""
    return f"{glyph(value)} {words(value)}"


def sentence(value: Value) -> str:
    """Return the value as the rest of a sentence that begins with the organisation's name."""
    found, unit = value.estimate, METRICS[value.metric].unit
    if not is_reached(found):
        return _NEVER[value.metric]
    said = _SENTENCES[value.metric]
    if found.state is State.BOUND and found.lo is not None and found.hi is not None:
        verb = said.partition(" of ")[0] if value.metric == "follow-back-rate" else said
        return f"{verb.format(_bound_words(found.lo, found.hi, unit))} (from the counts alone)"
    if found.value is None:
        return GAPS[found.reason or Gap.NOT_OFFERED].sentence
    if found.state is State.EXACT:
        return said.format(exactly(found.value, unit))
    return f"{said.format(number(found.value, unit))} ({span(found.lo, found.hi, unit)})"


def caution(value: Value) -> str:
    """Return what must stand beside a value: lists that differ, or other openings than most."""
    if value.list_incomplete:
        return WORDS[Flag.LIST_INCOMPLETE]
    return "replies only" if value.kind is OpeningKind.REPLIES else ""


def roughly(share: float) -> str:
    """Return a share as one would say it aloud: "about 6 in 10"."""
    tenths = round(share * 10)
    if tenths in (0, 10):
        few = "almost none" if share > 0 else "none"
        return few if tenths == 0 else ("almost all" if share < 1 else "all")
    return f"about {tenths} in 10"


def rank_words(place: Place) -> str:
    """Return a rank with its interval, never without: "Rank 7 (4–15)"."""
    if place.rank is None:
        return f"not ranked: {place.unranked or 'no reason given'}"
    tie = "=" if place.tied else ""
    only = place.best == place.worst
    return f"Rank {place.rank}{tie} ({place.best if only else f'{place.best}–{place.worst}'})"


def claim(place: Place, of: int) -> str:
    """Return what the rank interval lets us claim, if anything; `of` are ranked (method 4.3).

    In a short table the top ten is no distinction, so it is claimed where at least twenty rank.
    """
    if place.best is None or place.worst is None:
        return ""
    if place.best == 1:
        return _first(place, of)
    quarter = of / 4
    is_top_ten = place.worst <= _TOP and of >= 2 * _TOP
    if place.worst <= quarter and not (is_top_ten and quarter > _TOP):
        return "top quarter"
    if is_top_ten:
        return "in the top ten for certain"
    return "bottom quarter" if place.best > 3 * quarter else ""


def _first(place: Place, of: int) -> str:
    if place.worst == 1:
        return "shares the first place" if place.tied else "first"
    return "may be first, or last" if place.worst == of else "may be first"


def place_words(place: Place, of: int) -> str:
    """Return the rank, its interval and what may be claimed."""
    told = claim(place, of)
    return f"{rank_words(place)}, {told}" if told else rank_words(place)


def _bound_words(lo: float, hi: float, unit: Unit) -> str:
    low, high = counted(lo, unit), counted(hi, unit)
    if lo <= 0:
        return f"at most {high}"
    return f"at least {low}" if hi >= 1 else f"between {low} and {high}"


def _gap_words(value: Value) -> str:
    reason = value.estimate.reason or Gap.NOT_OFFERED
    if reason is Gap.STALE and value.night is not None:
        return f"{GAPS[reason].word}, last measured {value.night.day} {value.night:%B %Y}"
    return GAPS[reason].word
