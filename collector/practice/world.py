"""The practice world: everybody in it, at any instant, from nothing but a seed and a size."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from collector.practice import people
from collector.practice.almanac import LAST_NIGHT, OPENING, instant
from collector.practice.cast import Character, cast, synthetic_cast
from collector.practice.codes import DAY, Dids, midnight
from collector.practice.crowd import is_blocking, is_gone
from collector.practice.diary import Day, Diary
from collector.practice.fedi_cast import RESIDENCES, residents, twins
from collector.practice.habits import Fate
from collector.practice.living import Pen
from collector.practice.players import Company, Player, companies

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

RENAMED = "once-more."  # stands before the handle of whoever was renamed by command


class World:
    """A population whose state at any instant is computed, never stored."""

    def __init__(
        self,
        *,
        seed: int = 1,
        organisations: int = 60,
        characters: Iterable[Character] | None = None,
        remembers: bool = True,
        fediverse: bool = True,
        are_twins: bool = False,
    ) -> None:
        self.seed = seed
        self.remembers = remembers
        self.dids = Dids(seed)
        chosen = cast(seed, organisations) if characters is None else characters
        self.companies = tuple(companies(chosen, self.dids, seed))
        self.players = tuple(p for company in self.companies for p in company.players)
        homes = (twins(self.companies) if are_twins else RESIDENCES) if fediverse else {}
        self.residents = tuple(residents(self.companies, homes, self.dids, seed))
        numbered = (*self.companies, *(resident.company for resident in self.residents))
        self._numbered = {company.number: company for company in numbered}
        self._everybody = (*self.players, *(resident.player for resident in self.residents))
        self._company = {p.index: company for company in numbered for p in company.players}
        self._handles = {handle: p for p in self.players for handle in p.handles}
        self.deleted: set[int] = set()  # by somebody's command, whatever the night
        self.renamed: set[int] = set()
        self._diaries: dict[int, Diary] = {}

    @classmethod
    def synthetic(
        cls, organisations: int = 1000, *, seed: int = 1, fediverse: bool = False
    ) -> World:
        """Return a silent world with the sizes of method 3.2, for measuring requests.

        With the fediverse every organisation has an account of the same size there too.
        """
        characters = synthetic_cast(seed, organisations)
        return cls(
            seed=seed,
            characters=characters,
            remembers=False,
            fediverse=fediverse,
            are_twins=fediverse,
        )

    @staticmethod
    def at(night: date) -> int:
        """Return the instant that a night shows."""
        return instant(night)

    def company(self, player: int) -> Company:
        """Return the organisation of a watched account."""
        return self._company[player]

    def player(self, index: int) -> Player | None:
        """Return the watched account with this index, if it is one."""
        return self._everybody[index] if index < len(self._everybody) else None

    def find(self, actor: str, now: int) -> int | None:
        """Return whose DID or handle this is, or None when it is nobody's."""
        if actor.startswith("did:"):
            index = self.dids.index(actor)
        elif player := self._handles.get(actor.lower().removeprefix(RENAMED)):
            deleted = self.fate(player.index, now) is Fate.DELETED
            is_called = self.handle(player.index, now) == actor.lower()
            index = player.index if is_called and not deleted else None
        else:
            index = people.index_of(actor.lower())
        return index if index is not None and self._has_begun(index, now) else None

    def fate(self, index: int, now: int) -> Fate:
        """Return what has become of somebody by an instant."""
        if index in self.deleted:
            return Fate.DELETED
        if player := self.player(index):
            return player.fate(now)
        _, place = people.place_of(index)
        return Fate.DEACTIVATED if is_gone(place) else Fate.LIVES

    def is_blocking(self, index: int) -> bool:
        """Return whether a person blocks the account in whose crowd they are.

        In the fediverse nobody does: who blocks an account does not follow it there.
        """
        if index < people.PLAYERS:
            return False
        whose, place = people.place_of(index)
        return whose < len(self.players) and is_blocking(place)

    def created(self, index: int) -> int:
        """Return when somebody's account was opened."""
        player = self.player(index)
        return player.created if player else people.created(index, midnight(OPENING))

    def handle(self, index: int, now: int) -> str:
        """Return the handle that somebody bears."""
        player = self.player(index)
        if player is None:
            return people.handle_of(index)
        return (RENAMED if index in self.renamed else "") + player.handle(now)

    def diary(self, company: int) -> Diary:
        """Return what an organisation and those around it did."""
        if company not in self._diaries:
            self._diaries[company] = Diary(
                first=midnight(OPENING) // DAY,
                through=midnight(LAST_NIGHT) // DAY,
                write=partial(self._day, self._numbered[company]),
            )
        return self._diaries[company]

    def _day(self, company: Company, day: int) -> Day:
        return Pen(company, day, seed=self.seed, dids=self.dids).write()

    def _has_begun(self, index: int, now: int) -> bool:
        if index >= people.PLAYERS:
            return people.place_of(index)[0] < len(self.players)
        player = self.player(index)
        return index < len(self.players) and player is not None and player.created <= now
