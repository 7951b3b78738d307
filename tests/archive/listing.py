"""The watchlist of an archive: one file an organisation, from shared/data/organisations.csv.

What the table does not say is not guessed: where it has no website, which the watchlist requires,
the account's public profile stands for it, and the file says so; a country that it does not
name is ZZ, the code for an unknown one.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

HELP = "customer service account"
UNKNOWN_COUNTRY = (
    "ZZ"  # https://cldr.unicode.org/translation/displaynames/countryregion-territory-names
)
LONGEST_SECTOR = 40
FOLDERS = {"brand": "brands", "council": "councils", "public-body": "public-bodies"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One account as the table has it, or as the archive itself names it."""

    slug: str
    name: str
    kind: str
    sector: str
    country: str
    handle: str
    source: str
    is_known: bool = True


def entries(table: Path, handles: Iterable[str], unknown: Entry) -> list[Entry]:
    """Return an entry for each handle on X; one that the table lacks is like `unknown`."""
    with table.open(encoding="utf-8", newline="") as stream:
        known = {
            row["handle"].lower(): row for row in csv.DictReader(stream) if row["network"] == "x"
        }
    return [
        _entry(known[handle.lower()], handle)
        if handle.lower() in known
        else Entry(
            slug=slugged(handle),
            name=handle,
            kind=unknown.kind,
            sector=unknown.sector,
            country=unknown.country,
            handle=handle,
            source=unknown.source,
            is_known=False,
        )
        for handle in sorted(set(handles), key=str.lower)
    ]


def _entry(row: dict[str, str], handle: str) -> Entry:
    is_body = row["sector_or_type"].startswith("public body")
    return Entry(
        slug=row["slug"],
        name=row["name"],
        kind="public-body" if is_body else row["kind"],
        sector=row["sector_or_type"],
        country=row["country"] or UNKNOWN_COUNTRY,
        handle=handle,
        source=row["source"],
    )


def write_watchlist(folder: Path, listed: Iterable[Entry]) -> int:
    """Write one file for each organisation, and return how many there are."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in listed:
        groups[entry.slug].append(entry)
    for slug, accounts in groups.items():
        file = folder / FOLDERS[accounts[0].kind] / f"{slug}.yml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(_lines(accounts)) + "\n", encoding="utf-8")
    return len(groups)


def slugged(words: str) -> str:
    """Return the words in lower-case letters and digits, joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def _lines(accounts: list[Entry]) -> list[str]:
    first = accounts[0]
    return [
        "# Listed for an archive, from shared/data/organisations.csv. It has no website of theirs:",
        "# the account's public profile stands in its place.",
        f"name: {json.dumps(first.name, ensure_ascii=False)}",
        f"kind: {first.kind}",
        f"sector: {_sector(first.sector)}",
        f"country: {first.country}",
        f"website: https://x.com/{first.handle}",
        "accounts:",
        *(line for account in accounts for line in _account(account)),
    ]


def _account(account: Entry) -> list[str]:
    return [
        f"  # source: {' '.join(account.source.split())}",
        "  - network: x",
        f"    handle: {json.dumps(account.handle)}",
        f"    role: {'help' if account.sector == HELP else 'main'}",
    ]


def _sector(words: str) -> str:
    sector = slugged(words)
    while len(sector) > LONGEST_SECTOR:
        sector = sector.rpartition("-")[0]
    return sector or "unknown"
