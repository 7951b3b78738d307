"""ActivityPub documents of one server: actors, and how long their lists are, page by page."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from collector.practice.answers import Answer, no_page
from collector.practice.codes import iso
from collector.practice.fedi_cast import Trait
from collector.practice.fedi_hosts import ACTIVITY, Speech, gone, json_answer, said
from collector.practice.fedi_lists import FOLLOWERS, FOLLOWING
from collector.practice.habits import Fate

if TYPE_CHECKING:
    from collector.practice.fedi_town import House, Town

_CONTEXT = "https://www.w3.org/ns/activitystreams"
PER_PAGE = 12  # FOLLOW_PER_PAGE of Mastodon's follower_accounts_controller.rb
_OUTBOX = "outbox"


class Documents:
    """Answers a server's actors and collections."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._host = town.host

    def answer(self, path: str, query: str, now: int) -> Answer:
        """Return the answer to a GET of an actor or of a part of it."""
        found = self._host.user(path)
        if found is None:
            return no_page(path)
        if self._host.is_secure:
            return said("Request not signed", 401)
        user, part = found
        if self._town.has_left(user, now):
            return gone()
        house = self._town.by_name(user, now)
        if house is None or part not in {"", FOLLOWERS, FOLLOWING, _OUTBOX}:
            return said("Record not found", 404)
        if not part:
            return json_answer(self._actor(house, now), ACTIVITY)
        return self._collection(house, part, dict(parse_qsl(query)).get("page", ""), now)

    def _actor(self, house: House, now: int) -> dict[str, Any]:
        resident, player = house.resident, house.resident.player
        url = self._host.actor(resident.user)
        told: dict[str, Any] = {
            "@context": _CONTEXT,
            "id": url,
            "type": "Service" if resident.trait is Trait.BOT else "Person",
            "preferredUsername": resident.user,
            "name": player.name,
            "summary": f"<p>{house.views.note}</p>",
            "inbox": f"{url}/inbox",
            "published": iso(player.created),
            "manuallyApprovesFollowers": resident.trait is Trait.LOCKED,
            "discoverable": True,
            "indexable": resident.trait is not Trait.UNINDEXED,
        }
        told |= {part: f"{url}/{part}" for part in (FOLLOWERS, FOLLOWING, _OUTBOX)}
        if self._town.is_former(house):
            told["movedTo"] = resident.actor
        elif resident.since is not None:
            told["alsoKnownAs"] = [resident.since.actor(resident.user)]
        if self._town.fate(house, now) is Fate.TAKEN_DOWN:
            told["suspended"] = True
        return told

    def _collection(self, house: House, part: str, page: str, now: int) -> Answer:
        url = f"{self._host.actor(house.resident.user)}/{part}"
        is_hidden = house.resident.trait is Trait.HIDES_LISTS and part != _OUTBOX
        if page:
            is_shut = is_hidden or self._town.fate(house, now) is not Fate.LIVES
            if is_shut or part == _OUTBOX or not page.isdecimal():
                return said("This action is not allowed", 403)
            return self._page(house, part, url, int(page), now)
        told: dict[str, Any] = {"@context": _CONTEXT, "id": url, "type": "OrderedCollection"}
        told["totalItems"] = self._total(house, part, now)
        if not is_hidden and self._host.speech is Speech.MASTODON:
            told["first"] = f"{url}?page=1"
        return json_answer(told, ACTIVITY)

    def _total(self, house: House, part: str, now: int) -> int:
        if self._town.is_former(house):
            return 0
        followers, following, posts = house.views.counts(now)
        return {FOLLOWERS: followers, FOLLOWING: following}.get(part, posts)

    def _page(self, house: House, part: str, url: str, number: int, now: int) -> Answer:
        last = ceil(self._total(house, part, now) / PER_PAGE)
        people = house.lists.page(part, now, number=number, size=PER_PAGE) if number else []
        told = {
            "@context": _CONTEXT,
            "id": f"{url}?page={number}",
            "type": "OrderedCollectionPage",
            "totalItems": self._total(house, part, now),
            "partOf": url,
            "orderedItems": [house.views.uri(one) for one in people],
        }
        if number < last:
            told["next"] = f"{url}?page={number + 1}"
        return json_answer(told, ACTIVITY)
