"""The finding on top of a page, made by a rule from its figures: only what may be said."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from collector.model import State
from site_src.metrics import METRICS, Unit
from site_src.page import listed, plural
from site_src.say import number
from site_src.say import sentence as sentence_of
from site_src.sectors import begins_proper
from site_src.shown import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from collector.model import Organisation
    from site_src.index import Index, Standing
    from site_src.metrics import Metric
    from site_src.model import League, PeerTable, Place

HALVES = MappingProxyType(
    {
        "follow-back-rate": "follow back {} of their followers or fewer",
        "reciprocity": "are followed by {} of those they follow or fewer",
        "following-per-follower": "follow {} or fewer for each follower",
        "conversations": "held {} conversations or fewer in 30 days",
        "people": "talked with {} people or fewer in 30 days",
        "reply-share": "say {} of what they write, or less, to someone",
        "broadcast-share": "say {} of what they post, or less, to nobody in particular",
        "self-promotion-share": "link {} of their own posts, or fewer, to their own sites",
        "answered-24h": "answer {} of the messages to them, or fewer, within 24 hours",
        "time-to-answer": "need {} or longer to answer half of the messages to them",
        "time-to-answer-p90": "need {} or longer to answer nine in ten of the messages to them",
        "acknowledged": "like or repost {} of the messages to them or fewer",
        "any-response": "answer, like or repost {} of the messages to them or fewer",
        "hours-coverage": "spread their replies over {} of the week or less, at equal volume",
        "out-of-hours-share": "send {} of their replies or fewer out of hours",
        "consistency": "talk with people as usual in {} of their weeks or fewer",
        "signed": "sign {} of their replies or fewer",
        "thanks": "thank in {} of their replies or fewer",
        "apologies": "apologise in {} of their replies or fewer",
        "private-invitations": "ask for a private message in {} of their replies or fewer",
    }
)
NEVER = MappingProxyType(
    {
        "time-to-answer": "had not answered half of the messages to them within 7 days",
        "time-to-answer-p90": "had not answered nine in ten of the messages to them within 7 days",
    }
)
NOTHING = "Nothing has been measured yet."
NAMED = 3  # more names than this are counted instead


def ranked_count(league: League) -> int:
    """Return how many have a rank; a gentle site gives none to the lowest quarter."""
    return sum(place.rank is not None for place in league.ranked)


def count_words(league: League) -> str:
    """Return how many are ranked and how many are not."""
    ranked = ranked_count(league)
    others = len(league.ranked) + len(league.unranked) - ranked
    return (
        f"{ranked:,} ranked, {others:,} not ranked" if ranked else f"{others:,} listed, none ranked"
    )


def noun(table: PeerTable) -> str:
    """Return who stands in a table, within a sentence: borough councils."""
    return in_sentence(table.title.partition(" on ")[0])


def in_sentence(title: str) -> str:
    """Return a title as it stands within a sentence."""
    keeps = title[1:2].isupper() or begins_proper(title)
    return title if keeps else title[:1].lower() + title[1:]


def headline(league: League, metric: Metric) -> str:
    """Return the finding of a league: where its middle lies, if anywhere."""
    who = noun(league.table)
    if league.median is not None:
        return half_of(f"these {who}", league, metric)
    if league.ranked and metric.key in NEVER:
        return f"Half or more of these {who} {NEVER[metric.key]}"
    return f"{metric.name}: {in_sentence(league.table.title)}"


def half_of(who: str, league: League, metric: Metric) -> str:
    """Return what half of a league's ranked do, who have a median."""
    middle = number(league.median or 0, metric.unit)
    return f"Half of {who} {HALVES[metric.key].format(middle)}"


def lead(
    league: League, organisations: Mapping[str, Organisation], unnamed: Collection[str] = ()
) -> str:
    """Return who may be first, and how far a rank in the middle may be out.

    Of `unnamed`, who are no picks, no name is said.
    """
    ranked = league.ranked
    if not ranked:
        count = plural(len(league.unranked), "organisation")
        if all(place.value.estimate.state is State.GAP for place in league.unranked):
            return f"{count} listed, and none of them has a figure; a word says why."
        return f"{count} listed with what was measured, and without ranks: {_nobody(league)}."
    if len(ranked) > 1 and all(place.best == place.worst == 1 for place in ranked):
        return f"All {len(ranked)} share the first place: their figures are the same."
    first = [one for one in ranked if one.best == 1]
    if any(place.organisation in unnamed for place in first):
        return f"{_nameless(first)} {_middle(league)}"
    return f"{_first(first, organisations)} {_middle(league)}"


def _nobody(league: League) -> str:
    if league.is_counted:
        return "from the counts alone no more can be said than “at most”"
    return "a place among fewer than ten says little"


def _first(ranked: Sequence[Place], organisations: Mapping[str, Organisation]) -> str:
    names = [organisations[place.organisation].name for place in ranked]
    if len(names) == 1:
        return f"{names[0]} is first: no other place would fit."
    if all(place.worst == 1 for place in ranked):
        return f"{_counted(names)} share the first place."
    either = listed(names, "or") if len(names) <= NAMED else f"Any of {len(names)}"
    return f"{either} may be first: the figures do not say which."


def _nameless(ranked: Sequence[Place]) -> str:
    if len(ranked) == 1:
        return "The first stands alone: no other place would fit."
    if all(place.worst == 1 for place in ranked):
        return f"{len(ranked)} share the first place."
    return f"Any of {len(ranked)} may be first: the figures do not say which."


def _counted(names: Sequence[str]) -> str:
    return listed(names) if len(names) <= NAMED else str(len(names))


def _middle(league: League) -> str:
    middle = league.ranked[len(league.ranked) // 2]
    rank = middle.rank or 0
    out = max(rank - (middle.best or rank), (middle.worst or rank) - rank)
    if not out:
        return "In the middle of the table no rank is in doubt."
    return f"In the middle of the table a rank may be out by {plural(out, 'place')}."


def organisation_lead(index: Index, slug: str) -> str:
    """Return what may be said of an organisation: its two first measures beside their medians.

    The first is what leads its table.
    """
    for network in index.networks(slug):
        first = index.lead(slug, network)
        talks = index.standing(slug, network, "reply-share")
        gap = _one_gap(first, talks)
        said = [gap] if gap else [_led(first), _then(first, talks)]
        return " ".join(sentence for sentence in said if sentence) or NOTHING
    return NOTHING


def _led(standing: Standing | None) -> str:
    """Return the first sentence: what leads the table."""
    if standing is None or standing.league.metric == "follow-back-rate":
        return _follows(standing)
    if standing.league.metric == "reply-share":
        return _talks(standing)
    value, median = standing.place.value, standing.league.median
    metric = METRICS[value.metric]
    if value.estimate.state is State.GAP:
        return f"{metric.name}: {shown(value).text}."
    beside = "" if median is None else HALVES[metric.key].format(number(median, metric.unit))
    return f"It {sentence_of(value)}{f'; half of its peers {beside}' if beside else ''}."


def _then(first: Standing | None, talks: Standing | None) -> str:
    """Return the second sentence; where something else leads, no gap is worth one."""
    if first is None or talks is None or first is talks:
        return "" if first is talks else _talks(talks)
    is_usual = first.league.metric == "follow-back-rate"
    is_known = talks.place.value.estimate.state is not State.GAP
    return _talks(talks) if is_usual or is_known else ""


def _one_gap(*standings: Standing | None) -> str:
    """Return why nothing at all is known, where one reason holds for everything."""
    values = [standing.place.value for standing in standings if standing is not None]
    reasons = {value.estimate.reason for value in values}
    if len(reasons) != 1 or any(value.estimate.state is not State.GAP for value in values):
        return ""
    return f"Not measured: {shown(values[0]).text}. {sentence_of(values[0])}"


def _follows(standing: Standing | None) -> str:
    if standing is None:
        return ""
    printed = shown(standing.place.value)
    if not printed.is_number:
        return f"Whether it follows back is not known: {printed.text}."
    beside = _beside(standing, "; half of its peers follow back {} or fewer")
    return f"It follows back {printed.text} of its followers{beside}."


def _talks(standing: Standing | None) -> str:
    if standing is None:
        return ""
    printed = shown(standing.place.value)
    if not printed.is_number:
        return f"How much of what it writes is said to someone is not known: {printed.text}."
    beside = _beside(standing, "; half of its peers say {} or less")
    return f"Of what it writes, {printed.text} is said to someone{beside}."


def _beside(standing: Standing, words: str) -> str:
    median = standing.league.median
    return "" if median is None else words.format(number(median, Unit.SHARE))
