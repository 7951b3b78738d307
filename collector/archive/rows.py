"""What the rows of every archive have in common: an account of the watchlist, cells to parse."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from collector.archive.roll import Member, Roll
    from collector.archive.table import Table

T = TypeVar("T")


class Rows:
    """Reads the rows of a table, and tells it of every cell that is wrong."""

    def __init__(self, table: Table, roll: Roll) -> None:
        self.concerned: dict[tuple[str, str], Member] = {}  # by network and handle
        self._table = table
        self._roll = roll
        self._is_right = True  # the row in hand, so far

    def _member(self, network: str, handle: str) -> Member | None:
        if fault := self._roll.unknown_network(network):
            self._tell("network", fault)
            return None
        member = self._roll.addressed(network, handle)
        if member is None:
            self._tell("account", self._roll.unknown_account(network, handle))
            return None
        return self.concerned.setdefault((network, member.id), member)

    def _parsed(self, column: str, parse: Callable[[str], T], text: str) -> T | None:
        try:
            return parse(text)
        except ValueError as error:
            self._tell(column, str(error))
            return None

    def _tell(self, column: str, sentence: str) -> None:
        self._is_right = False
        self._table.tell(column, sentence)
