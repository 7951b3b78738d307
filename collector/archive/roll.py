"""The watchlist's accounts, found by whatever spelling of their names a file has."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, NamedTuple

from collector.handle import EXAMPLES, MalformedHandle, canonical, in_short
from collector.load.field import nearest

if TYPE_CHECKING:
    from collector.model import Account, Organisation, Watchlist

MOST_LIKENED = 50  # names; to look through a long watchlist for each of thousands takes hours
LONGEST_LIKENED = 100


class Member(NamedTuple):
    """An account, and whose it is."""

    organisation: Organisation
    account: Account

    @property
    def id(self) -> str:
        """What the account is known by in an import: its handle, for a file has no better."""
        return self.account.handle


class Roll:
    """Every listed account by its network and name."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._members: dict[tuple[str, str], Member] = {
            (account.network, account.handle.casefold()): Member(organisation, account)
            for organisation in watchlist.organisations
            for account in organisation.accounts
        }
        self._remedies: dict[tuple[str, str], str] = {}

    def named(self, network: str, name: str) -> Member | None:
        """Return the account of that name, an @ before it or not, in capitals or not."""
        return self._members.get((network, name.removeprefix("@").casefold()))

    def addressed(self, network: str, words: str) -> Member | None:
        """Return the account that any spelling of a handle stands for, its address included."""
        if member := self.named(network, words):
            return member
        try:
            return self.named(network, canonical(network, words))
        except MalformedHandle:
            return None

    def unknown_network(self, network: str) -> str | None:
        """Return what to say of a network that the watchlist could not name."""
        if network in EXAMPLES:
            return None
        fault = f'unknown network "{in_short(network)}"' if network else "the network is empty"
        return f"{fault}; {nearest(network, EXAMPLES)}"

    def unknown_account(self, network: str, words: str) -> str:
        """Return what to say of an account that is not listed, with the nearest that is."""
        if not words:
            return "the account is empty; write the handle of a listed account"
        if (network, words) not in self._remedies:
            self._remedies[network, words] = self._remedy(network, words)
        return (
            f'the account "{in_short(words)}" is not listed on {network}; '
            f"{self._remedies[network, words]}"
        )

    def _remedy(self, network: str, words: str) -> str:
        handles = [handle for place, handle in self._members if place == network]
        close: list[str] = []
        if len(self._remedies) < MOST_LIKENED and len(words) <= LONGEST_LIKENED:
            close = difflib.get_close_matches(words.removeprefix("@").casefold(), handles, 1, 0.5)
        if close:
            return f'did you mean "{self._members[network, close[0]].account.handle}"?'
        return "add it to the watchlist first, or leave the row out"
