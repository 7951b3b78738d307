"""Counts of the past that we never read: what the watchlist quotes, what a file told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_src.model import Historic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from collector.model import Facts, Observation, Organisation
    from site_src.figures import Rows


def historic(organisations: Iterable[Organisation], rows: Rows) -> tuple[Historic, ...]:
    """Return what is known of the past, once: of one account and day, what has a page to read."""
    quoted = tuple(_quoted(organisations))
    known = {_key(one) for one in quoted}
    return quoted + tuple(one for one in _imported(rows) if _key(one) not in known)


def _key(one: Historic) -> tuple[str, str, str, str]:
    return one.organisation, one.network, one.account, one.date


def _quoted(organisations: Iterable[Organisation]) -> Iterator[Historic]:
    for organisation in organisations:
        for one in organisation.historic:
            yield Historic(
                organisation=organisation.slug,
                network=one.network,
                account=one.handle,
                date=one.date,
                source=one.source,
                by=one.by or "",
                followers=one.followers,
                following=one.following,
                posts=one.posts,
                note=one.note or "",
            )


def _imported(rows: Rows) -> Iterator[Historic]:
    """Yield the newest imported counts of each account whose ledger begins with an import."""
    for (slug, network, account), mine in rows.items():
        if account is None or not mine or mine[-1].imported is None:
            continue
        for row in mine:
            if row.imported and (facts := _counted(row)):
                yield Historic(
                    organisation=slug,
                    network=network,
                    account=account,
                    date=row.night.isoformat(),
                    file=row.imported,
                    followers=facts.followers,
                    following=facts.following,
                    posts=facts.posts,
                )
                break


def _counted(row: Observation) -> Facts | None:
    """Return the facts of a row that tells how many follow it, or whom it follows."""
    facts = row.facts
    has_counts = facts is not None and (facts.followers, facts.following) != (None, None)
    return facts if has_counts else None
