"""The log of what was taken out of files that are otherwise never changed.

Each entry says who was taken out, on which day, and the hash of every file before and after.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from collector.store.plain import plain, restored

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """One file's hash before and after; None after, where nobody else was in it."""

    old: str
    new: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """An organisation, or one account of it, that was taken out of some files."""

    date: date
    organisation: str
    files: Mapping[str, Replaced]
    account: str | None = None


def redactions_told(log: Iterable[Redaction]) -> list[dict[str, Any]]:
    """Return the log as plain JSON values."""
    return [_told(one) for one in log]


def redactions_of(told: Iterable[Mapping[str, Any]]) -> tuple[Redaction, ...]:
    """Return the log that `redactions_told` was given; raises ValueError, TypeError, KeyError."""
    return tuple(
        Redaction(
            date=date.fromisoformat(one["date"]),
            organisation=restored(str, one["organisation"]),
            account=restored(str | None, one.get("account")),
            files={name: restored(Replaced, each) for name, each in one["files"].items()},
        )
        for one in told
    )


def unlawful(log: Iterable[Redaction], hashes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the files of which the log does not lead to what stands there, and what is wrong.

    A file that is no longer listed asks for nothing: its month may have been closed since.
    """
    last: dict[str, str | None] = {}
    for redaction in log:
        for name, one in redaction.files.items():
            if last.get(name) and last[name] != one.old:
                yield name, "its redactions do not follow one another"
            last[name] = one.new
    for name, digest in last.items():
        if digest and name in hashes and hashes[name] != digest:
            yield name, "it is not what its last redaction made of it"


def _told(one: Redaction) -> dict[str, Any]:
    files = {name: plain(each) for name, each in sorted(one.files.items())}
    account = {"account": one.account} if one.account else {}
    return {"date": str(one.date), "organisation": one.organisation, **account, "files": files}
