"""What moved: the real changes of the last weeks, a handful of them, each with its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from site_src.cards import CARDS
from site_src.flags import is_pick
from site_src.index import address_of
from site_src.league_words import moved
from site_src.metrics import METRICS
from site_src.page import day, plural
from site_src.receipt import receipt_id
from site_src.receipt_page import receipts_address
from site_src.say import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_src.index import Index
    from site_src.model import Change

    Moves = tuple[tuple[str, str, str], Change]

MOST = 5
NOTHING_YET = (
    "Nothing to tell yet: a change is told between two readings of different weeks, and there is "
    "one so far."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One real change: who, what it does now, and how that changed."""

    name: str
    address: str
    words: str
    glyph: str
    change: str
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """The largest real changes, or why there are none."""

    items: tuple[Item, ...]
    note: str


def news(index: Index) -> News:
    """Return the largest real change of each measure, then the next, each organisation once."""
    items: list[Item] = []
    told: set[str] = set()
    for key, change in told_changes(index):
        if len(items) < MOST and key[0] not in told:
            told.add(key[0])
            items.append(_item(index, key, change))
    real = sum(change.is_real for change in index.standings.changes.values())
    return News(items=tuple(items), note=_note(index, real, len(items)))


def told_changes(index: Index) -> Iterator[tuple[tuple[str, str, str], Change]]:
    """Yield every real change whose organisation may be named, in the order of the telling."""
    real = [(key, change) for key, change in index.standings.changes.items() if change.is_real]
    for key, change in _in_turns(index, real):
        if _is_named(index, key):
            yield key, change


def _in_turns(index: Index, real: list[Moves]) -> Iterator[Moves]:
    """Yield the largest change of every measure that matters most, then the next of each."""
    rows = [
        sorted(
            (one for one in real if one[0][2] == metric),
            key=lambda one: (-_size(index, *one), one[0]),
        )
        for metric in dict.fromkeys((*CARDS, *METRICS))
    ]
    for turn in zip_longest(*rows):
        yield from (one for one in turn if one is not None)


def _size(index: Index, key: tuple[str, str, str], change: Change) -> float:
    """Return how large a change is: in points, or as a share of a count or time."""
    value = index.value(*key)
    now = value.estimate.value if value is not None else None
    return abs(change.d or 0.0) / max(1.0, abs(now or 0.0))


def _is_named(index: Index, key: tuple[str, str, str]) -> bool:
    """Whether it may be named: a gentle site keeps silent about the lowest quarter.

    So does every site of who asks not to be recommended, or is held for review.
    """
    found = index.standing(*key)
    if not is_pick(index.standings, key[0], key[1]):
        return False
    return found is not None and (found.place.rank is not None or bool(found.place.unranked))


def _item(index: Index, key: tuple[str, str, str], change: Change) -> Item:
    one, value = index.organisations[key[0]], index.value(*key)
    shown = moved(change, METRICS[key[2]].unit)
    return Item(
        name=one.name,
        address=address_of(one),
        words="" if value is None else sentence(value),
        glyph=shown.glyph if shown else "",
        change=shown.text if shown else "",
        receipt="" if value is None else f"{receipts_address(one)}#{receipt_id(index, value)}",
    )


def _note(index: Index, real: int, told: int) -> str:
    compared = [one.since for one in index.standings.changes.values() if one.since is not None]
    if not compared:
        return NOTHING_YET
    if real and not told:
        return (
            f"{plural(real, 'change')} that chance does not explain, marked in the tables. None is "
            "told here: who is not ranked, or asks not to be picked, is not singled out."
        )
    if not told:
        return (
            f"Nothing moved for real since {day(min(compared))}: what rose or fell, chance alone "
            "may have moved so far."
        )
    return (
        f"{told} of {real:,} changes that chance does not explain. What chance may have done is no "
        "news."
        if real > told
        else "All that chance does not explain. What it may have done is no news."
    )
