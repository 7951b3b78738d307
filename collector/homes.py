"""Where watched accounts of the fediverse live, remembered for a week: nobody else's are."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from collector.networks.fediverse import host_of
from collector.networks.fediverse_home import Home
from collector.shelf import Shelf, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

FILE = "state/homes.json"
KEPT_FOR = timedelta(days=7)  # then webfinger is asked again: servers move, if seldom
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def _home(entry: Mapping[str, Any]) -> Home:
    """Return a home; raises ValueError where addresses would be made of something else."""
    told = {key: text_of(entry, key) for key in ("name", "origin", "actor", "software")}
    id_ = None if entry["id"] is None else text_of(entry, "id")
    is_number = id_ is None or ID.fullmatch(id_)
    if "@" not in told["name"] or told["origin"] != f"https://{host_of(told['origin'])}":
        raise ValueError("no name, or no server")
    if not is_number or not host_of(told["actor"]):
        raise ValueError("no number, or no actor")
    return Home(**told, id=id_)


_SHELF = Shelf(file=FILE, kept_for=KEPT_FOR, known=_home)


def load_homes(folder: Path, now: datetime) -> dict[str, Home]:
    """Return the homes found in the last week, by handle as listed."""
    return _SHELF.load(folder, now)


def save_homes(folder: Path, homes: Mapping[str, Home], now: datetime) -> None:
    """Keep the homes, each with the time when it was found."""
    _SHELF.save(folder, homes, now)
