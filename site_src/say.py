"""How figures are printed and said: once, for pages, charts, receipts and the terminal.

Glyph and word of a state always stand together; a gap is a word, never a zero or a dash alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.model import Gap, State
from site_src.gaps import GAPS
from site_src.metrics import METRICS, Unit
from site_src.rank import difference

if TYPE_CHECKING:
    from site_src.model import Estimate, Place, Value

_TOP = 10
_TINY, _HUGE = 0.005, 0.995
_FEW = 0.1  # below this, a percentage that is counted and not estimated keeps a decimal
_LEAST = 0.0005

UNCERTAIN = "cannot be told apart"
ALIKE = (UNCERTAIN, "nearly the same", "the same")

_SENTENCES = {
    "follow-back-rate": "follows back {} of its followers",
    "reciprocity": "is followed by {} of those it follows",
    "following-per-follower": "follows {} accounts for each that follows it",
    "conversations": "holds {} conversations in 30 days",
    "people": "talks with {} people in 30 days",
    "reply-share": "gives {} of its posts to replying to others",
}


def number(value: float, unit: Unit) -> str:
    """Return a value in its unit; what is not quite nothing is never printed as nothing."""
    if unit is Unit.SHARE:
        return f"{_percent(value)}%"
    if unit is Unit.RATIO:
        return "under 0.01" if 0 < value < _TINY else f"{value:,.2f}" if value else "0"
    return f"{value:,.0f}"


def exactly(value: float, unit: Unit) -> str:
    """Return a value that was counted in full: a small percentage keeps a decimal."""
    if unit is not Unit.SHARE or not 0 < value < _FEW:
        return number(value, unit)
    return f"{value:.1%}" if value >= _LEAST else "under 0.1%"


def glyph(value: Value) -> str:
    """Return the sign of the value's state."""
    found = value.estimate
    if found.state is State.GAP:
        return GAPS[found.reason or Gap.NOT_OFFERED].glyph
    if found.state is State.BOUND:
        return "≥" if found.hi == 1 and found.lo else "≤"
    return "=" if found.state is State.EXACT else "≈"


def words(value: Value) -> str:
    """Return the value as it is printed beside its glyph."""
    found, unit = value.estimate, METRICS[value.metric].unit
    if found.state is State.GAP or found.lo is None or found.hi is None:
        return _gap_words(value)
    if found.state is State.BOUND:
        return _bound_words(found.lo, found.hi, unit)
    if found.state is State.EXACT:
        return f"{exactly(found.lo, unit)} exact"
    return f"{number(found.value or 0, unit)} ({span(found.lo, found.hi, unit)})"


def printed(value: Value) -> str:
    """Return glyph and words of a value: "≈ 62% (57–67%)"."""
    return f"{glyph(value)} {words(value)}"


def span(lo: float, hi: float, unit: Unit) -> str:
    """Return an interval in words as short as they can be."""
    low, high = number(lo, unit), number(hi, unit)
    if low == high:
        return f"within a point of {low}" if unit is Unit.SHARE else low
    if "under" in high or "over" in low or "over" in high or "under" in low:
        return f"{low} to {high}"
    return f"{low.removesuffix('%')}–{high}"


def sentence(value: Value) -> str:
    """Return the value as the rest of a sentence that begins with the organisation's name."""
    found, unit = value.estimate, METRICS[value.metric].unit
    if found.state is State.GAP or found.lo is None or found.hi is None:
        return GAPS[found.reason or Gap.NOT_OFFERED].sentence
    said = _SENTENCES[value.metric]
    if found.state is State.BOUND:
        verb = said.partition(" of ")[0] if value.metric == "follow-back-rate" else said
        return f"{verb.format(_bound_words(found.lo, found.hi, unit))} (from the counts alone)"
    if found.state is State.EXACT:
        return said.format(exactly(found.value or 0, unit))
    return f"{said.format(number(found.value or 0, unit))} ({span(found.lo, found.hi, unit)})"


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


def verdict(a: Value, b: Value, name_a: str, name_b: str) -> str:
    """Return which of two is higher, as far as their intervals tell (method 4.4)."""
    for value, name in ((a, name_a), (b, name_b)):
        if value.estimate.state is State.GAP:
            return f"no comparison: {name} {words(value)}"
    first, second = _triple(a.estimate), _triple(b.estimate)
    if State.BOUND in (a.estimate.state, b.estimate.state):
        if first[1] > second[2] or second[1] > first[2]:
            return f"{name_a if first[1] > second[2] else name_b} is higher"
        return UNCERTAIN
    found = difference(first, second)
    is_exact = a.estimate.state is b.estimate.state is State.EXACT
    if not found.is_real:
        return _alike(found.d) if is_exact else UNCERTAIN
    name = name_a if found.d > 0 else name_b
    ends = sorted((abs(found.lo), abs(found.hi)))
    sure = "is" if is_exact else "is likely"
    return f"{name} {sure} higher, by {_distance(ends[0], ends[1], METRICS[a.metric].unit)}"


def _alike(distance: float) -> str:
    """Return how near two exact figures are; each is certain, so they can be told apart."""
    return "nearly the same" if distance else "the same"


def _distance(least: float, most: float, unit: Unit) -> str:
    low, high = number(least, unit).removesuffix("%"), number(most, unit).removesuffix("%")
    told = low if low == high else f"{low} to {high}"
    return f"{told} point{'' if told == '1' else 's'}" if unit is Unit.SHARE else told


def _triple(found: Estimate) -> tuple[float, float, float]:
    lo, hi = found.lo or 0.0, found.hi or 0.0
    return (hi if found.value is None else found.value), lo, hi


def _percent(share: float) -> str:
    if 0 < share <= _TINY:
        return "under 1"
    if _HUGE <= share < 1:
        return "over 99"
    return f"{share * 100:.0f}"


def _bound_words(lo: float, hi: float, unit: Unit) -> str:
    low, high = _counted(lo, unit), _counted(hi, unit)
    if lo <= 0:
        return f"at most {high}"
    return f"at least {low}" if hi >= 1 else f"between {low} and {high}"


def _counted(value: float, unit: Unit) -> str:
    """Return a percentage known from the counts alone: small ones keep a decimal."""
    if unit is not Unit.SHARE or not 0 < value < _FEW:
        return number(value, unit)
    return f"{value:.1%}" if value >= _LEAST else "0.1%"


def _gap_words(value: Value) -> str:
    reason = value.estimate.reason or Gap.NOT_OFFERED
    if reason is Gap.STALE and value.night is not None:
        return f"{GAPS[reason].word}, last measured {value.night.day} {value.night:%B %Y}"
    return GAPS[reason].word
