"""One server of the practice fediverse and the accounts on it, found by name, number or status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from collector.practice.fedi_lists import Lists
from collector.practice.fedi_views import Views, number_in, place_in
from collector.practice.habits import Fate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from collector.practice.diary import Post
    from collector.practice.fedi_cast import Resident
    from collector.practice.fedi_hosts import Host
    from collector.practice.follows import Follows
    from collector.practice.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A resident with what its server shows of it."""

    resident: Resident
    views: Views
    lists: Lists


class Town:
    """A server with its residents, those who moved away included."""

    def __init__(
        self, host: Host, world: World, residents: Iterable[Resident], follows: Follows
    ) -> None:
        self.host = host
        self.world = world
        self.houses = tuple(
            House(resident=resident, views=Views(world, resident), lists=Lists(resident, follows))
            for resident in residents
            if host in (resident.host, resident.since)
        )
        self._names = {house.resident.user: house for house in self.houses}
        self._ids = {self.id_here(house): house for house in self.houses}
        own = [house for house in self.houses if not self.is_former(house)]
        self._places = {house.resident.place: house for house in own}

    def is_former(self, house: House) -> bool:
        """Return whether somebody lived here before they moved."""
        return house.resident.since == self.host

    def id_here(self, house: House) -> str:
        """Return somebody's number on this server."""
        return house.resident.old_id if self.is_former(house) else house.resident.id

    def by_name(self, user: str, now: int) -> House | None:
        """Return who bears a name, unless they left for good."""
        return self._present(self._names.get(user), now)

    def by_id(self, id_: str, now: int) -> House | None:
        """Return who has a number."""
        return self._present(self._ids.get(id_), now)

    def has_left(self, user: str, now: int) -> bool:
        """Return whether a name was somebody's who left for good."""
        return user in self._names and self.by_name(user, now) is None

    def post(self, id_: str, now: int) -> tuple[House, Post] | None:
        """Return the status of a number, with the resident in whose diary it stands."""
        if not (id_.isascii() and id_.isdecimal()):
            return None
        house = self._present(self._places.get(place_in(id_)), now)
        if house is None:
            return None
        number = house.resident.company.number
        post = self.world.diary(number).numbered(number_in(id_, number), now)
        return (house, post) if post and house.views.is_shown(post) else None

    def shown(self, house: House, id_: str, now: int) -> dict[str, Any]:
        """Return somebody's account as this server shows it."""
        told = house.views.account(now)
        if not self.is_former(house):
            return told
        after = told | {"acct": house.resident.name, "id": f"9{id_}"}
        origin, user = self.host.origin, house.resident.user
        nothing = dict.fromkeys(("followers_count", "following_count", "statuses_count"), 0)
        here = {"id": id_, "url": f"{origin}/@{user}", "uri": self.host.actor(user)}
        if not self.host.tells_uris:
            del here["uri"]
            told.pop("uri", None)
            after.pop("uri", None)
        return told | nothing | here | {"moved": after}

    def fate(self, house: House, now: int) -> Fate:
        """Return what has become of somebody."""
        return self.world.fate(house.resident.player.index, now)

    def _present(self, house: House | None, now: int) -> House | None:
        is_gone = house is None or self.fate(house, now) is Fate.DELETED
        return None if is_gone else house
