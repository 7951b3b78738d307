"""The time zone of an organisation: its own, or the only one of its country."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import TZPATH, ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from collector.model import Organisation

TABLE = "zone.tab"  # of tzdata: every zone, with the country that it lies in


def zone_of(organisation: Organisation) -> str | None:
    """Return the zone in which its hours are told; None where none is known or can be read."""
    zone = organisation.timezone or only_zones(_table()).get(organisation.country)
    return zone if zone and _is_readable(zone) else None


@cache
def only_zones(table: str) -> Mapping[str, str]:
    """Return the zone of each country that has a single one in the table."""
    zones: dict[str, set[str]] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            zones.setdefault(country, set()).add(zone)
    return {country: next(iter(some)) for country, some in zones.items() if len(some) == 1}


@cache
def _table() -> str:
    return first_table(_places())


def first_table(places: Iterable[Path]) -> str:
    """Return the first table that is there; nothing where there is none."""
    for path in places:
        try:
            return path.read_text(encoding="utf-8")
        except OSError:
            continue
    return ""


def _places() -> Iterator[Path]:
    yield from (Path(folder) / TABLE for folder in TZPATH)
    try:
        with resources.as_file(resources.files("tzdata") / "zoneinfo" / TABLE) as path:
            yield path
    except ModuleNotFoundError:
        return


@cache
def _is_readable(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (OSError, ValueError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        return False
    return True
