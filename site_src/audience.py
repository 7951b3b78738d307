"""How many follow an organisation and how many it follows, night by night."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from site_src.figures import networks_of, officials
from site_src.model import Headcount
from site_src.past import is_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from collector.model import Observation, Organisation
    from site_src.figures import Rows

REMEMBERED = timedelta(weeks=53)


class Audiences(Mapping[tuple[str, str], tuple[Headcount, ...]]):
    """The nightly counts of everybody: summed up when they are asked for, and not kept."""

    def __init__(self, organisations: Iterable[Organisation], rows: Rows, night: date) -> None:
        self._rows, self._night = rows, night
        self._organisations = {
            (one.slug, network): one
            for one in organisations
            for network in networks_of(one)
            if is_told(one, network, rows)
        }

    def __getitem__(self, key: tuple[str, str]) -> tuple[Headcount, ...]:
        """Return an organisation's counts on a network: its official accounts taken together.

        A night without one of them has none.
        """
        slug, network = key
        each = [
            _read(self._rows.get((slug, network, account.handle), ()), self._night)
            for account in officials(self._organisations[key], network)
        ]
        return tuple(
            Headcount(
                night=night,
                followers=sum(one[night][0] for one in each),
                following=sum(one[night][1] for one in each),
            )
            for night in sorted(set.intersection(*map(set, each)))
        )

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield the keys of all who have counts to show."""
        return iter(self._organisations)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._organisations)


def _read(rows: Sequence[Observation], night: date) -> dict[date, tuple[int, int]]:
    """Return an account's followers and follows by night; who held its name before is another."""
    held = next((row.id for row in rows if row.id), None)
    return {
        row.night: (row.facts.followers, row.facts.following)
        for row in takewhile(lambda row: night - row.night < REMEMBERED, rows)
        if row.facts is not None and row.id in (held, None)
        if row.facts.followers is not None and row.facts.following is not None
    }
