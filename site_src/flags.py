"""What an account, or its network, asks of whoever shows it: marks, silence, and no picks.

A flag moves no number and no rank.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from collector.model import Flag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from collector.model import Account, Facts, Observation, Organisation
    from site_src.model import Standings, Value

WORDS = MappingProxyType(
    {
        Flag.BOT: "automated",
        Flag.LOCKED: "locked",
        Flag.HELD: "held for review",
        Flag.UNFEATURED: "asks not to be recommended",
        Flag.UNINDEXED: "asks search engines to stay away",
        Flag.LIST_INCOMPLETE: "list incomplete",
    }
)
LISTS_DIFFER = (
    f"{WORDS[Flag.LIST_INCOMPLETE]}: what was read of its lists and the counts that its network "
    "prints differ by more than 5%"
)
HELD = (
    "Held for review: moderation of a network has labelled an account of it. Its own words are not "
    "shown while that stands; its figures are."
)
BESIDE_ACCOUNTS = (Flag.BOT, Flag.LOCKED, Flag.HELD)
WEEKLY = frozenset({Flag.UNFEATURED, Flag.LIST_INCOMPLETE})  # known from full readings
_KNOWN = frozenset(Flag)


def flags_of(
    organisations: Iterable[Organisation],
    rows: Mapping[tuple[str, str, str | None], Sequence[Observation]],
) -> dict[tuple[str, str, str], frozenset[Flag]]:
    """Return the flags that stand, by organisation, network and account, from rows newest first.

    Who has none is not among them.
    """
    found = {
        (one.slug, account.network, account.handle): _standing(
            rows.get((one.slug, account.network, account.handle), ())
        )
        for one in organisations
        for account in one.accounts
    }
    return {key: flags for key, flags in found.items() if flags}


def _standing(rows: Sequence[Observation]) -> frozenset[Flag]:
    """Return the newest row's flags; what is looked for once a week stands until looked for again.

    A night that told nothing withdraws nothing.
    """
    told = [row.facts for row in rows if row.facts and row.facts.flags is not None]
    newest = _flags(told[:1])
    full = _flags([facts for facts in told if _is_full(facts)][:1])
    return (newest - {Flag.LIST_INCOMPLETE}) | (full & WEEKLY)


def _flags(told: Sequence[Facts]) -> frozenset[Flag]:
    return frozenset(Flag(one) for facts in told for one in facts.flags or () if one in _KNOWN)


def _is_full(facts: Facts) -> bool:
    why = facts.follow_back_gap
    is_refused = why is not None and not why.is_temporary
    return facts.drawn is not None or facts.page_sizes is not None or is_refused


def of_value(standings: Standings, value: Value) -> frozenset[Flag]:
    """Return the flags of the accounts behind a value; of its lists, those of its own reading."""
    accounts = [
        account
        for account in standings.organisations[value.organisation].accounts
        if account.network == value.network and _speaks(account, value.account)
    ]
    found = {flag for one in accounts for flag in _of(standings, value.organisation, one)}
    found.discard(Flag.LIST_INCOMPLETE)
    return frozenset(found | ({Flag.LIST_INCOMPLETE} if value.list_incomplete else set()))


def _speaks(account: Account, handle: str | None) -> bool:
    return account.role.is_official if handle is None else account.handle == handle


def _of(standings: Standings, slug: str, account: Account) -> frozenset[Flag]:
    return standings.flags.get((slug, account.network, account.handle), frozenset())


def marks(standings: Standings, slug: str, account: Account) -> tuple[str, ...]:
    """Return the words that stand beside an account."""
    found = _of(standings, slug, account)
    return tuple(WORDS[flag] for flag in BESIDE_ACCOUNTS if flag in found)


def is_held(standings: Standings, slug: str) -> bool:
    """Return whether a moderation label stands on an account that speaks for it."""
    return any(Flag.HELD in flags for _, flags in _official(standings, slug))


def is_unindexed(standings: Standings, slug: str) -> bool:
    """Return whether an account that speaks for it asks search engines to stay away."""
    return any(Flag.UNINDEXED in flags for _, flags in _official(standings, slug))


def is_pick(standings: Standings, slug: str, network: str) -> bool:
    """Return whether it may be named as one of few, which who is held or asks otherwise may not.

    Whoever may not is shown and ranked like all others.
    """
    return not is_held(standings, slug) and not any(
        Flag.UNFEATURED in flags
        for account, flags in _official(standings, slug)
        if account.network == network
    )


def _official(standings: Standings, slug: str) -> Iterator[tuple[Account, frozenset[Flag]]]:
    if not standings.flags:
        return
    for account in standings.organisations[slug].accounts:
        if account.role.is_official:
            yield account, _of(standings, slug, account)
