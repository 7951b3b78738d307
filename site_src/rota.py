"""In which hours of the week everybody replied: the newest reading that tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from site_src.figures import networks_of, officials
from site_src.latest import MOST_NIGHTS
from site_src.past import is_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from collector.model import Facts, Organisation
    from site_src.figures import Rows


class Rotas(Mapping[tuple[str, str], "Facts"]):
    """The facts that hold an organisation's hours on a network, found when they are asked for."""

    def __init__(self, organisations: Iterable[Organisation], rows: Rows, night: date) -> None:
        self._rows, self._night = rows, night
        self._handles = {
            (one.slug, network): tuple(two.handle for two in officials(one, network))
            for one in organisations
            for network in networks_of(one)
            if is_told(one, network, rows)
        }

    def __getitem__(self, key: tuple[str, str]) -> Facts:
        """Return the newest facts with hours, pooled where there are several accounts.

        Raises KeyError where no reading young enough to be shown has any.
        """
        handles = self._handles[key]
        rows = self._rows.get((*key, handles[0] if len(handles) == 1 else None), ())
        for row in rows:
            is_young = (self._night - row.night).days <= MOST_NIGHTS
            if is_young and row.facts is not None and row.facts.reply_hours is not None:
                return row.facts
        raise KeyError(key)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield the keys of all who may have hours to show."""
        return iter(self._handles)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._handles)
