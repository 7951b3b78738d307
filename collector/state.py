"""What may be remembered between nights: the identities of watched accounts, for a day.

It may be deleted at any time: the next night asks again, and is slower, never wrong.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from collector.networks.atproto import Identity
from collector.store.manifest import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

# "no longer than 24 hours": https://docs.bsky.app/docs/advanced-guides/resolving-identities
KEPT_FOR = timedelta(hours=24)
FILE = "state/identities.json"


def load_identities(folder: Path, now: datetime) -> dict[str, Identity]:
    """Return the identities read in the last day, by handle as listed."""
    return {
        listed: Identity(did=entry["did"], handle=entry["handle"], pds=entry["pds"])
        for listed, entry in _fresh(folder, now).items()
    }


def save_identities(folder: Path, identities: dict[str, Identity], now: datetime) -> None:
    """Keep the identities, each with the time when it was read."""
    before = _fresh(folder, now)
    entries: dict[str, dict[str, Any]] = {}
    for listed, identity in sorted(identities.items()):
        entry = {"did": identity.did, "handle": identity.handle, "pds": identity.pds}
        known = before.get(listed, {})
        is_same = all(known.get(key) == text for key, text in entry.items())
        entries[listed] = entry | {"read_at": known["read_at"] if is_same else now.isoformat()}
    text = json.dumps(entries, indent=1, ensure_ascii=False) + "\n"
    write_atomically(folder / FILE, text.encode())


def _fresh(folder: Path, now: datetime) -> dict[str, dict[str, Any]]:
    try:
        entries = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return {listed: entry for listed, entry in entries.items() if _is_fresh(entry, now)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}  # a broken memory is no memory


def _is_fresh(entry: dict[str, str], now: datetime) -> bool:
    is_whole = all(isinstance(entry[key], str) for key in ("did", "handle", "pds"))
    age = now - datetime.fromisoformat(entry["read_at"])
    return is_whole and timedelta() <= age <= KEPT_FOR
