"""How many follow an organisation and how many it follows, night by night."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from site_src.figures import networks_of, officials
from site_src.model import Headcount
from site_src.past import is_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from collector.model import Facts, Observation, Organisation
    from site_src.figures import Rows

MOST = 371  # nights, the newest: as many as a year and a week have


class Audiences(Mapping[tuple[str, str], tuple[Headcount, ...]]):
    """The nightly counts of everybody: summed up when they are asked for, and not kept."""

    def __init__(self, organisations: Iterable[Organisation], rows: Rows) -> None:
        self._rows = rows
        self._last: tuple[tuple[str, str], tuple[Headcount, ...]] | None = None
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
        if self._last is None or self._last[0] != key:  # asked for by one page after another
            self._last = key, self._of(*key)
        return self._last[1]

    def _of(self, slug: str, network: str) -> tuple[Headcount, ...]:
        each = [
            _read(self._rows.get((slug, network, account.handle), ()))
            for account in officials(self._organisations[slug, network], network)
        ]
        if len(each) == 1:
            alone = sorted(each[0])[-MOST:]
            counts = ((n, each[0][n].followers, each[0][n].following) for n in alone)
            return tuple(map(Headcount._make, counts))
        nights = sorted(set.intersection(*map(set, each)))[-MOST:]
        both = ([one[night] for one in each] for night in nights)
        return tuple(
            Headcount(
                night=night,
                followers=_sum([one.followers for one in facts]),
                following=_sum([one.following for one in facts]),
            )
            for night, facts in zip(nights, both, strict=True)
        )

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield the keys of all who have counts to show."""
        return iter(self._organisations)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._organisations)


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _read(rows: Sequence[Observation]) -> dict[date, Facts]:
    """Return what was read of an account by night; who held its name before is another."""
    held = next((row.id for row in rows if row.id), None)
    return {
        row.night: row.facts
        for row in rows
        if row.facts is not None and row.id in (held, None)
        if row.facts.followers is not None or row.facts.following is not None
    }
