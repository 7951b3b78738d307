"""What the members of a table differ in: the regions and sectors that it may be narrowed to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_src.sectors import sector_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from collector.model import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The regions and the sectors of a table, numbered; none where there is nothing to choose."""

    regions: tuple[str, ...]
    sectors: tuple[str, ...]

    def region(self, one: Organisation) -> int | None:
        """Return the number of an organisation's region."""
        return _number(self.regions, one.region)

    def sector(self, one: Organisation) -> int | None:
        """Return the number of an organisation's sector."""
        return _number(self.sectors, sector_words(one.sector))


def choices_of(members: Iterable[Organisation]) -> Choices:
    """Return what the members of a table differ in."""
    everybody = tuple(members)
    return Choices(
        regions=_several(one.region for one in everybody),
        sectors=_several(sector_words(one.sector) for one in everybody),
    )


def _several(found: Iterable[str | None]) -> tuple[str, ...]:
    names = sorted({name for name in found if name})
    return tuple(names) if len(names) > 1 else ()


def _number(names: tuple[str, ...], name: str | None) -> int | None:
    return names.index(name) if name in names else None
