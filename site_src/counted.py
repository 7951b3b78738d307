"""What was counted for a figure, and when, in words: pages and the terminal print the same."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from collector.model import CHANCE_HOURS, Gap, OpeningKind, State
from site_src.amount import Unit
from site_src.flags import LISTS_DIFFER
from site_src.gaps import GAPS
from site_src.hours import EQUAL_VOLUME
from site_src.metrics import METRICS
from site_src.page import Line, day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_src.model import Estimate, Value

_DAYS = CHANCE_HOURS // 24
_DRAWN = "{0} of {1} accounts drawn from those it follows follow it back"
_SEEN = "the share is corrected for the rules’ errors"
_ANSWERED = (
    f"{{0}} of {{1}} first messages to it had an answer within {_DAYS} days; the others count as "
    "waiting for as long as they were followed"
)
_COUNTED = MappingProxyType(
    {
        "follow-back-rate": f"{_DRAWN}; the rate is that share times {{each}}the number it "
        "follows for each follower",
        "reciprocity": _DRAWN,
        "following-per-follower": "{0} followed, {1} followers",
        "reply-share": "{0} replies to others, of {1} replies and posts of its own",
        "conversations": "{0} pairs of a thread and a person, in the {1} days that were read",
        "people": "{0} people, in the {1} days that were read",
        "broadcast-share": "{0} posts and reposts, of {1} replies, posts and reposts",
        "self-promotion-share": "{0} of {1} posts of its own link to its own sites",
        "answered-24h": "{0} of {1} first messages to it had an answer within 24 hours",
        "time-to-answer": _ANSWERED,
        "time-to-answer-p90": _ANSWERED,
        "acknowledged": f"{{0}} of {{1}} first messages to it were liked or reposted within "
        f"{_DAYS} days",
        "any-response": f"{{0}} of {{1}} first messages to it met with an answer, a like or a "
        f"repost within {_DAYS} days",
        "hours-coverage": f"{EQUAL_VOLUME} of its {{n}} replies, drawn at random, touch {{0}} "
        "hours of the week; spread evenly, they would touch {1}",
        "out-of-hours-share": "{0} of {1} replies were sent outside Monday to Friday, 09:00 to "
        "17:00, its time",
        "consistency": "{0} of {1} weeks in which it talked with at least half as many people as "
        "in its median week",
        "signed": f"the rules see a name under {{0}} of {{1}} replies; {_SEEN}",
        "thanks": f"the rules see thanks in {{0}} of {{1}} replies; {_SEEN}",
        "apologies": f"the rules see an apology in {{0}} of {{1}} replies; {_SEEN}",
        "private-invitations": f"the rules see an invitation in {{0}} of {{1}} replies; {_SEEN}",
    }
)
_IN_FULL = MappingProxyType(
    {
        "follow-back-rate": "{0} of {1} followers are followed back",
        "reciprocity": "{0} of {1} accounts that it follows follow it",
    }
)
_ON_PAGES = MappingProxyType(
    {
        "follow-back-rate": "{0} of {1} followers are followed back, on pages of its followers "
        "drawn from every part of the list"
    }
)
_BY_DAY = MappingProxyType(
    {
        ("mastodon", "conversations"): "{0} pairs of a person and a thread, or a day where no "
        "thread is public, in the {1} days that were read",
    }
)
_FROM_COUNTS = MappingProxyType(
    {
        "follow-back-rate": "{0} accounts followed, {1} followers; no list was read",
        "reciprocity": "{0} followers, {1} accounts followed; no list was read",
    }
)
_OF_SEVERAL = MappingProxyType(
    {
        "follow-back-rate": "{0} of {1} followers, by the rates of its accounts together",
        "reciprocity": "{0} of {1} accounts followed, by the shares of its accounts together",
    }
)
_TOO_FEW = MappingProxyType(
    {"hours-coverage": "{n} replies, in {0} of the {1} hours of the week"},
)
_KINDS = MappingProxyType(
    {
        OpeningKind.REPLIES: "replies only: mentions could not be collected",
        OpeningKind.MENTIONS: "mentions and replies",
    }
)


def counted_words(value: Value) -> str:
    """Return the counts behind a value in words; empty where there are none."""
    found = value.estimate
    if found.numerator is None or found.denominator is None:
        return ""
    words = _pattern(value)
    counts = (_amount(value, one) for one in (found.numerator, found.denominator))
    number = f"{found.n:,}" if found.n is not None else ""
    return words.format(*counts, n=number, each=_each(found))


def counted_briefly(value: Value) -> str:
    """Return the counts as a table has room for: 41 of 47; empty where there are none."""
    found, unit = value.estimate, METRICS[value.metric].unit
    if found.numerator is None or found.denominator is None:
        return ""
    above, below = (_amount(value, one) for one in (found.numerator, found.denominator))
    if unit is Unit.COUNT:
        return f"{above} in {below} days"
    if unit is Unit.RATIO or found.state is State.BOUND:
        return f"{above} beside {below}"
    return f"{above} of {below}"


def window_words(window: str) -> str:
    """Return the days that were counted; the last of them ends as the window does."""
    first, end = (datetime.fromisoformat(one) for one in window.split("/"))
    last = end - timedelta(days=1)
    is_whole = all(at.astimezone(UTC).time() == time() for at in (first, end))
    if not is_whole:
        return f"{_moment(first)} to {_moment(end)}"
    return f"{day(first.date())} to {day(last.date())}, whole days UTC"


def behind(value: Value, collected: datetime | None) -> Iterator[Line]:
    """Yield what stands behind a value, line by line, as pages and the terminal print it."""
    found = value.estimate
    if found.reason is not None:
        yield Line(name="Why", text=GAPS[Gap(found.reason)].sentence)
    counted = counted_words(value)
    if counted:
        yield Line(name="Counted", text=counted)
    if found.n is not None:
        yield Line(name="n", text=f"{found.n:,}")
    if value.window and (counted or found.state is not State.GAP):
        yield Line(name="Window", text=window_words(value.window))
    if value.list_incomplete:
        yield Line(name="Lists", text=LISTS_DIFFER)
    if value.kind is not None:
        yield Line(name="Messages", text=_KINDS[value.kind])
    yield Line(name="State", text=str(found.state))
    yield from _reading(value, collected)


def _reading(value: Value, collected: datetime | None) -> Iterator[Line]:
    if value.night is not None:
        name = "Looked at" if value.estimate.state is State.GAP else "Measured"
        when = "as of" if value.imported else "for the night of"
        yield Line(name=name, text=f"{when} {day(value.night)}")
    if value.imported:
        at = f"on {_moment(collected)}; " if collected else ""
        yield Line(name="Imported", text=f"{at}no reading of ours saw it")
    elif collected is not None:
        yield Line(name="Collected", text=_moment(collected))
    yield Line(name="Source", text=value.source)
    yield Line(name="Method", text=str(value.method_version))


def _pattern(value: Value) -> str:
    """Return the words for the counts, which differ by how the value became known."""
    found, metric = value.estimate, value.metric
    words = _COUNTED.get(metric, "{0} of {1}")
    words = _BY_DAY.get((value.network, metric), words)
    match found.state:
        case State.EXACT:
            return _IN_FULL.get(metric, words)
        case State.BOUND:
            return _FROM_COUNTS.get(metric, words)
        case State.GAP if found.n is None and metric in _FROM_COUNTS:
            return _FROM_COUNTS[metric]
        case State.GAP:
            return _TOO_FEW.get(metric, words)
        case State.ESTIMATE if _is_summed(found):
            return _OF_SEVERAL.get(metric, words)
        case State.ESTIMATE:
            return _ON_PAGES.get(metric, words) if value.on_pages else words


def _each(found: Estimate) -> str:
    """Return what the share of a sample was multiplied by, where the rate still tells it."""
    if not (found.numerator and found.denominator and found.value and found.value < 1):
        return ""
    return f"{found.value * found.denominator / found.numerator:.4g}, "


def _is_summed(found: Estimate) -> bool:
    """Whether the rates of several accounts were added up: the sum is of followers, not of n."""
    return found.n != found.denominator


def _amount(value: Value, count: float) -> str:
    """Return a count; the hours that draws of replies touch are an average, with a decimal."""
    is_mean = value.metric == "hours-coverage" and value.estimate.state is not State.GAP
    return f"{count:,.1f}" if is_mean else f"{count:,.0f}"


def _moment(at: datetime) -> str:
    return f"{day(at.date())}, {at:%H:%M} UTC"
