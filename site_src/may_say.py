"""What a chart lets a reader say, and what not: by rule, from its intervals and their verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from collector.model import State
from site_src.finding import count_words, half_of, lead, noun, ranked_count
from site_src.league_words import moved
from site_src.metrics import METRICS, Better
from site_src.page import day, plural
from site_src.portrait import beside
from site_src.say import sentence, words
from site_src.shown import in_a_line, shown
from site_src.verdict import Outcome, judge

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from collector.model import Organisation
    from site_src.charts.movers import Mover
    from site_src.history import History
    from site_src.index import Standing
    from site_src.metrics import Metric
    from site_src.model import Change, League, Place

    Named = Mapping[str, Organisation]

NOT_ALONE = "A figure goes with its range, or with the word “exact”."


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One sentence, and whom it sets beside each other: the first of two is ahead, if either is."""

    words: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sayings:
    """What the figures carry, and what they do not."""

    may: tuple[Saying, ...]
    may_not: tuple[Saying, ...]


def league_sayings(league: League, organisations: Named, unnamed: Collection[str] = ()) -> Sayings:
    """Return what may be said of a league; nobody of `unnamed`, who are no picks, is an example."""
    metric = METRICS[league.metric]
    named = [
        one for one in league.ranked if one.organisation not in unnamed and one.rank is not None
    ]
    if not league.ranked:
        return _of_unranked(league, organisations, unnamed)
    may = [
        *_half(league, metric),
        Saying(words=lead(league, organisations, unnamed)),
        *_apart(named, organisations),
        Saying(words=NOT_ALONE),
    ]
    may_not = [
        *_rank(named, organisations),
        *_alike(named, organisations, metric),
        *_not_ranked(league),
        Saying(words=f"That it shows more than it does. {metric.is_not}"),
    ]
    return Sayings(may=tuple(may), may_not=tuple(may_not))


def history_sayings(
    drawn: History, standing: Standing, change: Change | None, name: str
) -> Sayings:
    """Return what may be said of an organisation's weeks."""
    value = standing.place.value
    metric = METRICS[value.metric]
    is_known = value.estimate.state is not State.GAP
    may = [Saying(words=f"{name} {sentence(value).rstrip('.')}.")] if is_known else []
    may_not = []
    if compared := beside(standing):
        may[-1:] = [Saying(words=f"{name} {sentence(value).rstrip('.')}{compared}.")]
    elif is_known and standing.league.median is not None and standing.place.rank is not None:
        said = f"“{name} stands out among its peers.” Its range holds their median, or touches it."
        may_not.append(Saying(words=said))
    is_said, saying = _change(change, name, metric)
    (may if is_said else may_not).append(saying)
    may_not += [_unread(gap.since, gap.until) for gap in drawn.gaps]
    if drawn.walls:
        may_not.append(Saying(words="Anything across a double rule: another method stands there."))
    may_not.append(Saying(words=f"That it shows more than it does. {metric.is_not}"))
    return Sayings(may=(*may, Saying(words=NOT_ALONE)), may_not=tuple(may_not))


def movers_sayings(key: str, movers: Sequence[Mover]) -> Sayings:
    """Return what may be said of those who moved; the largest are told."""
    metric = METRICS[key]
    order = sorted(movers, key=lambda one: -abs(one.change.d or 0.0))
    may = [
        Saying(words=f"{one.name}: {told.text}.")
        for one in order[:3]
        if (told := moved(one.change, metric.unit))
    ]
    may_not = [
        Saying(
            words="“Nobody else moved.” What chance may have moved is left out, and may be real."
        ),
        Saying(words="“It moved because …” A change says that something is different, not why."),
        Saying(words=f"That it shows more than it does. {metric.is_not}"),
    ]
    if len(movers) > 1:
        overlap = "“One moved more than the other”, where the lines of both overlap."
        may_not.insert(0, Saying(words=overlap))
    return Sayings(may=(*may, Saying(words=NOT_ALONE)) if may else (), may_not=tuple(may_not))


def _half(league: League, metric: Metric) -> Iterator[Saying]:
    if league.median is not None:
        yield Saying(words=f"{half_of(f'these {noun(league.table)}', league, metric)}.")


def _apart(named: Sequence[Place], organisations: Named) -> Iterator[Saying]:
    """Yield the two nearest the middle of whom the one above is ahead for sure enough."""
    middle = len(named) // 2
    for step in range(1, len(named)):
        above, below = middle - (step + 1) // 2, middle + step // 2
        if above < 0 or below >= len(named):
            return
        found = judge(named[above].value, named[below].value)
        if found.outcome is Outcome.APART:
            pair = (named[above], named[below])
            first, second = (pair[found.ahead], pair[1 - found.ahead])
            by = f", by {found.distance}" if found.distance else ""
            yield Saying(
                words=f"{_figure(first, organisations)} {found.told} than "
                f"{_figure(second, organisations)}{by}.",
                about=(first.organisation, second.organisation),
            )
            return


def _figure(place: Place, organisations: Named) -> str:
    name = organisations[place.organisation].name
    return f"{name} ({words(place.value).replace(' (', '; ').rstrip(')')})"


def _rank(named: Sequence[Place], organisations: Named) -> Iterator[Saying]:
    """Yield the rank that is the least sure, of those nearest the middle."""
    open_ones = [one for one in named if one.best != one.worst]
    if not open_ones:
        return
    middle = len(named) / 2
    place = min(open_ones, key=lambda one: abs((one.rank or 0) - middle))
    name = organisations[place.organisation].name
    yield Saying(
        words=f"“{name} is {ordinal(place.rank or 0)}.” Anything from {ordinal(place.best or 0)} "
        f"to {ordinal(place.worst or 0)} would fit.",
        about=(place.organisation,),
    )


def _alike(named: Sequence[Place], organisations: Named, metric: Metric) -> Iterator[Saying]:
    """Yield the first two neighbours of whom nothing but their order tells them apart."""
    for above, below in pairwise(named):
        found = judge(above.value, below.value)
        if found.outcome is Outcome.APART:
            continue
        one, other = (organisations[place.organisation].name for place in (above, below))
        is_neutral = metric.better is Better.NEUTRAL
        verb = "is higher than" if is_neutral else "beats"
        why = found.told if found.outcome is Outcome.ALIKE else "no comparison"
        told = {"no comparison": "there is no comparison", "the same": "they are the same"}
        reason = told.get(why, f"the two {why}" if why.startswith("cannot") else f"they are {why}")
        yield Saying(
            words=f"“{one} {verb} {other}.” {reason[:1].upper()}{reason[1:]}.",
            about=(above.organisation, below.organisation),
        )
        return


def _not_ranked(league: League) -> Iterator[Saying]:
    others = len(league.ranked) + len(league.unranked) - ranked_count(league)
    if others:
        yield Saying(
            words=f"“These are all of them.” {plural(others, 'more is', 'more are')} without a "
            "rank, and none of those is a zero."
        )


def _of_unranked(league: League, organisations: Named, unnamed: Collection[str]) -> Sayings:
    metric = METRICS[league.metric]
    known = [one for one in league.unranked if one.value.estimate.state is not State.GAP]
    named = [one for one in known if one.organisation not in unnamed]
    may = [
        Saying(
            words=f"{organisations[one.organisation].name}: {in_a_line(shown(one.value))}.",
            about=(one.organisation,),
        )
        for one in named[:2]
    ]
    may_not = [
        Saying(words=f"Any rank: {count_words(league)}."),
        *_not_ranked_gaps(league, len(known)),
        Saying(words=f"That it shows more than it does. {metric.is_not}"),
    ]
    return Sayings(
        may=(Saying(words=lead(league, organisations, unnamed)), *may, Saying(words=NOT_ALONE)),
        may_not=tuple(may_not),
    )


def _not_ranked_gaps(league: League, known: int) -> Iterator[Saying]:
    gaps = len(league.unranked) - known
    if gaps:
        yield Saying(
            words=f"“Zero.” {plural(gaps, 'has', 'have')} no figure, and the table says why: a "
            "gap is no zero."
        )


def _change(change: Change | None, name: str, metric: Metric) -> tuple[bool, Saying]:
    """Return whether a change may be said, with the sentence."""
    if change is None or change.d is None or change.since is None:
        why = _whole(change.words if change else "")
        return False, Saying(words=f"“{name} has changed.” {why}")
    if change.is_real and (told := moved(change, metric.unit)):
        return True, Saying(words=f"It is {told.text}.")
    rose = "changed" if not change.d else "risen" if change.d > 0 else "fallen"
    why = f"No clear change since {day(change.since)}: chance may explain it."
    return False, Saying(words=f"“It has {rose}.” {why}")


def _whole(why: str) -> str:
    said = why or "there is no earlier reading to compare"
    return f"{said[:1].upper()}{said[1:]}."


def _unread(since: date, until: date) -> Saying:
    return Saying(words=f"Anything of {day(since)} to {day(until)}: nothing was read then.")


def ordinal(number: int) -> str:
    """Return a place as it is said: 1st, 2nd, 3rd, 11th."""
    teens = range(11, 14)
    ending = "th" if number % 100 in teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"
