"""Forget an organisation that has left the list, or an account of it: the ledger lets it go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.errors import InputError
from collector.store.redact import Forgotten, Whose, redact

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from collector.model import Watchlist

LISTED = (
    "it is on the watchlist, and the next night would read it again; "
    "take it out of there first, and write it into removed.yml"
)
NO_ACCOUNT = 'write it as NETWORK/HANDLE, as in "bluesky/lonmouth.test"'


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """An account as it was named: "bluesky/lonmouth.test"."""

    network: str | None = None
    handle: str | None = None


def forget(
    folder: Path, watchlist: Watchlist, slug: str, account: str | None, today: date
) -> Forgotten:
    """Take the history out of the ledger, under its old names too. Raises InputError if listed."""
    named = _named(account)
    now = _now(watchlist, slug)
    for organisation in watchlist.organisations:
        if organisation.slug == now:
            its = {(one.network, one.handle) for one in organisation.accounts}
            if not account or (named.network, named.handle) in its:
                raise InputError(f"{account or slug}: {LISTED}")
    done = [
        redact(folder, Whose(organisation=one, network=named.network, account=named.handle), today)
        for one in _names(watchlist, now)
    ]
    return Forgotten(
        rows=sum(one.rows for one in done),
        files=sum(one.files for one in done),
        reports=sum(one.reports for one in done),
    )


def _now(watchlist: Watchlist, slug: str) -> str:
    """Return the name to which it leads today."""
    for one in watchlist.renamed:
        if one.old == slug:
            return _now(watchlist, one.new)
    return slug


def _names(watchlist: Watchlist, slug: str) -> Iterator[str]:
    """Yield the name and every name before it."""
    yield slug
    for one in watchlist.renamed:
        if one.new == slug:
            yield from _names(watchlist, one.old)


def _named(account: str | None) -> _Named:
    if account is None:
        return _Named()
    network, slash, handle = account.partition("/")
    if not slash or not network or not handle:
        raise InputError(f'--account "{account}" names no account; {NO_ACCOUNT}')
    return _Named(network=network, handle=handle)
