"""Ordinary people: each has a place in one account's crowd, and needs no memory."""

from __future__ import annotations

from collector.practice.codes import DAY
from collector.practice.crowd import SIZE

PLAYERS = 1 << 20  # indices below are the watched accounts
_HANDLE = "person-{}.practice.test"


def person(player: int, place: int) -> int:
    """Return the index of the one at a place of a watched account's crowd."""
    return PLAYERS + player * SIZE + place


def place_of(index: int) -> tuple[int, int]:
    """Return whose crowd a person is of, and at which place."""
    return divmod(index - PLAYERS, SIZE)


def handle_of(index: int) -> str:
    """Return a person's handle."""
    return _HANDLE.format(index - PLAYERS)


def index_of(handle: str) -> int | None:
    """Return the person with this handle."""
    number = handle.removeprefix("person-").removesuffix(".practice.test")
    if not (number.isascii() and number.isdigit()):
        return None
    index = PLAYERS + int(number)
    return index if handle_of(index) == handle else None


def created(index: int, opening: int) -> int:
    """Return when a person's account was opened: before the world did."""
    return opening - (index * 7919 % 700 + 1) * DAY
