"""What an organisation's accounts heard becomes columns, and what may be kept of each thread."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from collector.model import MOST_OPENINGS, OPENING_WEEKS, Facts, Gap, OpeningKind
from collector.tally.chances import CHANCE, windowed
from collector.tally.openings import Voice, group_of, openings, voice
from collector.tally.weeks import WEEK, hours
from collector.tally.window import cut_off

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from collector.model import Heard, Message, Opening, Sighting, Thread
    from collector.tally.circle import Circle
    from collector.tally.openings import Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A thread in which nothing can change without its mark: its openings, and nobody's name."""

    mark: str
    openings: tuple[Opening, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overheard:
    """The columns of the openings, and the threads that are settled; None: none was read."""

    facts: Facts = field(default_factory=Facts)
    threads: Mapping[str, Settled] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """The openings to some accounts by thread: `groups` were read tonight, `kept` before."""

    heard: tuple[Heard, ...]
    groups: Mapping[Group, tuple[Opening, ...]]
    kept: Mapping[str, tuple[Opening, ...]]

    @property
    def clusters(self) -> tuple[tuple[Opening, ...], ...]:
        """The openings of every thread, whichever way they came."""
        return (*self.groups.values(), *self.kept.values())


def overheard(
    met: Sequence[Sighting],
    official: Sequence[Sighting | Gap],
    *,
    targets: AbstractSet[str],
    circle: Circle,
    night: date,
    kept: Mapping[str, Settled],
) -> Overheard:
    """Return the columns of the openings to the target accounts, which the met ones heard.

    All official accounts answer and like. One of them that failed tonight alone makes a gap:
    without it the answers would be too few.
    """
    heard = [one.heard for one in met if one.heard is not None]
    if not heard:
        return Overheard()
    said = voice(official, circle)
    gaps = [one for one in heard if isinstance(one, Gap)]
    passing = [gap for gap in gaps if gap.is_temporary]
    read = [one for one in heard if not isinstance(one, Gap)]
    if isinstance(said, Gap) or passing or not read:
        gap = said if isinstance(said, Gap) else (passing or gaps)[0]
        return Overheard(facts=Facts(openings_gap=gap))
    listening = listened(read, targets=targets, circle=circle, said=said, kept=kept)
    return Overheard(
        facts=opened(listening, said, circle, night),
        threads=settled(listening, said, night),
    )


def listened(
    heard: Sequence[Heard],
    *,
    targets: AbstractSet[str],
    circle: Circle,
    said: Voice,
    kept: Mapping[str, Settled],
) -> Listening:
    """Return the openings to the target accounts, from what was read and what was kept."""
    return Listening(
        heard=tuple(heard),
        groups=openings(
            (
                message
                for one in heard
                for thread in one.threads
                for message in thread.messages or ()
            ),
            kind=_kind(heard),
            targets=targets,
            own=circle.own,
            said=said,
        ),
        kept={
            thread.key: kept[thread.key].openings
            for one in heard
            for thread in one.threads
            if thread.messages is None
        },
    )


def opened(listening: Listening, said: Voice, circle: Circle, night: date) -> Facts:
    """Return the columns of the openings; those of acknowledgements only where likes are known."""
    chances = windowed(listening.clusters, night)
    by_hour = hours(_lately(listening.clusters, night), circle, night)
    is_known = said.praised is not None
    return Facts(
        openings_kind=_kind(listening.heard),
        threads_listed=sum(one.listed for one in listening.heard),
        threads_drawn=sum(len(one.threads) for one in listening.heard),
        answered=chances.answered.flat,
        acknowledged=chances.acknowledged.flat if is_known else None,
        responded=chances.responded.flat if is_known else None,
        likes_gap=said.likes_gap,
        answer_waits=chances.answer_waits,
        open_waits=chances.open_waits,
        opening_hours=tuple(by_hour),
        opening_hour_counts=tuple(by_hour.values()),
        threads_capped=sum(len(thread) >= MOST_OPENINGS for thread in listening.clusters),
    )


def _lately(clusters: Iterable[Sequence[Opening]], night: date) -> Iterator[datetime]:
    """Yield when the openings of the last whole weeks came."""
    end = cut_off(night)
    start = end - OPENING_WEEKS * WEEK
    return (one.at for thread in clusters for one in thread if start <= one.at < end)


def settled(listening: Listening, said: Voice, night: date) -> dict[str, Settled]:
    """Return the threads that need no second reading while their marks stay, by key.

    Where likes are not known tonight, only those that were settled before; where a network never
    tells them, nobody waits for one.
    """
    is_told = said.praised is not None or not said.tells_likes
    threads = [thread for one in listening.heard for thread in one.threads]
    shared = Counter(group for thread in threads for group in _groups(thread.messages))
    return {
        thread.key: Settled(mark=thread.mark, openings=some)
        for thread in threads
        if thread.key and (thread.messages is None or is_told)
        for some in _alone(thread, listening, shared)
        if all(_is_closed(one, night, tells_likes=said.tells_likes) for one in some)
    }


def _alone(
    thread: Thread, listening: Listening, shared: Mapping[Group, int]
) -> Iterator[tuple[Opening, ...]]:
    """Yield the openings of a thread, if they are one cluster and no other thread's."""
    if thread.messages is None:
        yield listening.kept[thread.key]
        return
    groups = _groups(thread.messages)
    if len(groups) <= 1 and all(shared[group] == 1 for group in groups):
        yield tuple(one for group in groups for one in listening.groups.get(group, ()))


def _groups(messages: Sequence[Message] | None) -> set[Group]:
    return {group_of(message) for message in messages or ()}


def _is_closed(one: Opening, night: date, *, tells_likes: bool) -> bool:
    is_praised = one.acknowledged_at is not None or not tells_likes
    is_met = one.answered_at is not None and is_praised
    return is_met or cut_off(night) - one.at >= CHANCE


def _kind(heard: Sequence[Heard]) -> OpeningKind:
    kinds = {one.kind for one in heard}
    return OpeningKind.MENTIONS if kinds == {OpeningKind.MENTIONS} else OpeningKind.REPLIES
