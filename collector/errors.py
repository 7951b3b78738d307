"""What can go wrong, as a tree; every message ends with its remedy.

FollowbackError
├── InputError                the input is wrong (exit 1)
│   ├── WatchlistError        all problems of a watchlist at once
│   ├── ArchiveError          all problems of an archive's file at once
│   ├── SettingError          a setting or an option has no such name or value
│   └── LedgerError           a ledger that cannot be read, written or trusted
├── PoorNight                 too few accounts answered; nothing was kept (exit 3)
└── LookUpError               one account, one night: becomes a Gap and never ends a run
    ├── Gone  Suspended  Moved  OptedOut  Locked  Hidden
    ├── Refused  Busy  Unreachable  Unreadable
    └── OverBudget  NeedsToken  NotOffered
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from collector.model import Gap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from collector.model import Problem


class FollowbackError(Exception):
    """Whatever this project raises on purpose; its text is fit to print."""

    exit_code: ClassVar[int] = 1


class InputError(FollowbackError):
    """The input is wrong: the message says where, and what to write instead."""


class WatchlistError(InputError):
    """A watchlist that may not be used, with every problem found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ArchiveError(InputError):
    """An archive's file that may not be imported, with the problems found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SettingError(InputError):
    """A setting or an option with no such name or value."""


class LedgerError(InputError):
    """A ledger that cannot be read, written or trusted."""


class PoorNight(FollowbackError):
    """Too few accounts answered to keep the night; `told` is its run, in a few JSON values."""

    exit_code = 3

    def __init__(self, message: str, told: Mapping[str, Any]) -> None:
        self.told = told
        super().__init__(message)


class LookUpError(FollowbackError):
    """One account failing on one night: an expected event, recorded as its gap."""

    gap: ClassVar[Gap]


class Gone(LookUpError):
    """The account does not exist, or not any more."""

    gap = Gap.GONE


class Suspended(LookUpError):
    """The network has taken the account down, or its owner paused it."""

    gap = Gap.SUSPENDED


class Moved(LookUpError):
    """The account says that it lives elsewhere now."""

    gap = Gap.MOVED


class OptedOut(LookUpError):
    """The account asks the public web to leave it out."""

    gap = Gap.OPTED_OUT


class Locked(LookUpError):
    """The account shows its posts to its followers only."""

    gap = Gap.LOCKED


class Hidden(LookUpError):
    """The account hides its lists."""

    gap = Gap.HIDDEN


class Refused(LookUpError):
    """The host refuses us, an edge's HTML 403 included."""

    gap = Gap.BLOCKED


class Busy(LookUpError):
    """The host asked us to come back later, and still did after our last try."""

    gap = Gap.BUSY


class Unreachable(LookUpError):
    """No answer: no such host, no connection, no reply in time, or an address we must not visit."""

    gap = Gap.UNREACHABLE


class Unreadable(LookUpError):
    """A reply that we do not understand; the message names the field's path."""

    gap = Gap.UNREADABLE


class OverBudget(LookUpError):
    """The run has used up its requests, bytes, seconds or money."""

    gap = Gap.OVER_BUDGET


class NeedsToken(LookUpError):
    """The network answers only to those who hold a key."""

    gap = Gap.NEEDS_TOKEN


class NotOffered(LookUpError):
    """The network does not offer this to anybody."""

    gap = Gap.NOT_OFFERED
