"""Which organisations a shard reads: whole ones, about as many requests each, as before if it can.

An organisation goes where the hash of its home leads: its fediverse server, so that one shard
reads the server where there is room, else its slug. Another organisation moves few others.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from collector.errors import SettingError
from collector.store.shard import MOST_SHARDS, Shard

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from collector.model import Account, Organisation, Watchlist
    from collector.settings import Settings
    from collector.store import Ledger
    from collector.store.report import RunReport

WEEK = timedelta(days=7)
FEDIVERSE = ("mastodon", "activitypub")
# What the first reading of an account is taken to ask for, at most (design 10).
FIRST_READING = {"bluesky": 140, "mastodon": 140, "activitypub": 3, "x": 3, "instagram": 1}
ROOM = 1.1  # of an even share: the requests that a shard takes before a neighbour is asked
A_SHARD = 20_000  # requests; at eight a second, three quarters of an hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one shard reads, and how many requests that is likely to take."""

    shard: Shard
    organisations: tuple[Organisation, ...]
    requests: int


def watchlist_mark(watchlist: Watchlist) -> str:
    """Return what tells one watchlist from another: all that decides what is read."""
    told = sorted(
        (one.slug, repr(one.accounts), one.website, one.country, one.timezone or "")
        for one in watchlist.organisations
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()


def expected_requests(
    organisations: Iterable[Organisation], reports: Sequence[RunReport]
) -> dict[str, int]:
    """Return the requests that each organisation is likely to take, at least one an account.

    An account costs what the first report that tells of it says; else it is a first reading.
    """
    spent: dict[tuple[str, str, str], int] = {}
    for report in reversed(reports):
        for one in report.accounts:
            spent[one.organisation, one.network, one.account] = one.requests
    return {
        organisation.slug: sum(
            max(1, spent.get((organisation.slug, one.network, one.handle), _first(one)))
            for one in organisation.accounts
        )
        for organisation in organisations
    }


def _first(account: Account) -> int:
    return FIRST_READING.get(account.network, 1)


def telling_reports(ledger: Ledger, night: date) -> list[RunReport]:
    """Return the reports by which a night is planned: of a week before, and of the last night.

    What is read in full is so on the same day of every week, and costs more than on the others.
    """
    before = [one for one in ledger.nights() if one < night]
    chosen = [one for one in (night - WEEK, *before[-1:]) if one in before]
    reports = [ledger.report(one) for one in dict.fromkeys(chosen)]
    return [one for one in reports if one is not None]


def enough_shards(requests: Mapping[str, int], most: int) -> int:
    """Return into how many shards to cut a night, so that each asks about so often at most.

    Raises SettingError where that would be more than an Action can run.
    """
    count = max(1, ceil(sum(requests.values()) / most))
    if count > MOST_SHARDS:
        least = ceil(sum(requests.values()) / MOST_SHARDS)
        raise SettingError(
            f"--max-requests {most} would make {count} shards, and {MOST_SHARDS} is the most; "
            f"write {least} or more"
        )
    return count


def shares(
    organisations: Iterable[Organisation],
    requests: Mapping[str, int],
    of: int,
    room: float = ROOM,
) -> tuple[Share, ...]:
    """Return what each of so many shards reads; every organisation is in one of them, whole."""
    chosen: list[list[Organisation]] = [[] for _ in range(of)]
    load = [0] * of
    most = room * sum(requests.values()) / of
    # Servers first: whoever has none goes anywhere.
    for organisation in sorted(organisations, key=lambda o: (not _servers(o), _hash(o.slug))):
        cost = requests[organisation.slug]
        liked = sorted(range(of), key=lambda at: _hash(f"{home(organisation)} {at}"))
        least = min(liked, key=lambda at: load[at])
        at = next((one for one in liked if load[one] + cost <= most), least)
        chosen[at].append(organisation)
        load[at] += cost
    return tuple(
        Share(
            shard=Shard(number=at + 1, of=of),
            organisations=tuple(sorted(chosen[at], key=lambda one: one.slug)),
            requests=load[at],
        )
        for at in range(of)
    )


def as_values(share: Share) -> dict[str, Any]:
    """Return a share as the matrix of an Action has it; its files and artefacts bear the name."""
    return {
        "shard": str(share.shard),
        "name": share.shard.name,
        "organisations": len(share.organisations),
        "requests": share.requests,
    }


def home(organisation: Organisation) -> str:
    """Return what decides where an organisation is read: its first fediverse server, or itself."""
    return next(iter(_servers(organisation)), organisation.slug)


def _servers(organisation: Organisation) -> list[str]:
    return [server for account in organisation.accounts if (server := server_of(account))]


def server_of(account: Account) -> str | None:
    """Return the fediverse server that a handle names; None on other networks."""
    if account.network not in FEDIVERSE:
        return None
    handle = account.handle.lower()
    return urlsplit(handle).netloc if "://" in handle else handle.rpartition("@")[2]


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def shared_settings(settings: Settings, cut: Sequence[Share], shard: Shard) -> Settings:
    """Return the settings by which one shard reads: its part of every rate and of every budget.

    A host that several shards read hears from all of them together no more than from one.
    """
    budgets, networks = settings.budgets, settings.networks
    mine, all_of_them = cut[shard.number - 1].requests, max(1, sum(one.requests for one in cut))
    bluesky = _readers(cut, "bluesky")
    slowest = networks.mastodon.requests_per_second / _most_readers(cut, shard)
    return settings.model_copy(
        update={
            "budgets": budgets.model_copy(
                update={
                    "requests": max(1, budgets.requests * mine // all_of_them),
                    "bytes": max(1, budgets.bytes * mine // all_of_them),
                    "dollars": budgets.dollars / _readers(cut, "x"),
                }
            ),
            "networks": networks.model_copy(
                update={
                    "bluesky": networks.bluesky.model_copy(
                        update={
                            "requests_per_second": networks.bluesky.requests_per_second / bluesky
                        }
                    ),
                    "mastodon": networks.mastodon.model_copy(
                        update={"requests_per_second": slowest}
                    ),
                }
            ),
        }
    )


def _readers(cut: Sequence[Share], network: str) -> int:
    """Return how many shards read a network, and 1 where none does."""
    found = (
        any(account.network == network for one in share.organisations for account in one.accounts)
        for share in cut
    )
    return max(1, sum(found))


def _most_readers(cut: Sequence[Share], shard: Shard) -> int:
    """Return by how many shards the most shared fediverse server of this one is read."""
    read = [{host for one in share.organisations for host in _servers(one)} for share in cut]
    mine = read[shard.number - 1]
    return max((sum(host in hosts for hosts in read) for host in mine), default=1)
