"""Who follows whom, as the AppView lists it."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from collector.practice.answers import Refusal
from collector.practice.codes import tid, tid_number, tid_value
from collector.practice.people import PLAYERS, person, place_of
from collector.practice.records import FOLLOW

if TYPE_CHECKING:
    from collector.practice.follows import Follows
    from collector.practice.params import Params
    from collector.practice.players import Player
    from collector.practice.views import Views
    from collector.practice.world import World

FOLLOWER_CLOCK = 3


class Lists:
    """The two lists of a watched account, newest first."""

    def __init__(self, world: World, views: Views, follows: Follows) -> None:
        self._world = world
        self._views = views
        self._follows = follows

    def ties(self, player: Player, other: int, their: str, now: int) -> str:
        """Return the follow and block fields of a relationship."""
        if other < PLAYERS or place_of(other)[0] != player.index:
            return ""
        _, place = place_of(other)
        text = ""
        followed = player.crowd.followed_since(place, now)
        if followed is not None:
            text += f',"following":"at://{player.did}/{FOLLOW}/{tid(followed)}"'
        since = player.crowd.follower_since(place, now)
        if since is not None:
            text += f',"followedBy":"at://{their}/{FOLLOW}/{tid(_follower(since))}"'
            if self._world.is_blocking(other):
                block = tid(_follower(since) + (1 << 20))
                text += f',"blockedBy":"at://{their}/app.bsky.graph.block/{block}"'
        return text

    def follows(self, params: Params, now: int) -> str:
        """Return a page of getFollows."""
        player, subject = self._subject(params, now)
        listed, end = self._follows.until(player, now) if player else ([], 0)
        cursor = page_end(params.optional("cursor"))
        if cursor is not None:
            end = bisect_left(listed, (cursor, 0))
        start = max(0, end - params.number("limit"))
        page = [
            self._views.profile(person(player.index, place), now)
            for _, place in reversed(listed[start:end])
            if player
        ]
        more = next_page(listed[start][0]) if start else ""
        return f'{{"follows":[{",".join(page)}],"subject":{subject}{more}}}'

    def followers(self, params: Params, now: int) -> str:
        """Return a page of getFollowers; the gone and the blocking are left out."""
        player, subject = self._subject(params, now)
        if player is None:
            return f'{{"followers":[],"subject":{subject}}}'
        followers = player.crowd.followers
        cursor = page_end(params.optional("cursor"))
        end = followers.count(now if cursor is None else (cursor >> 10) // 1000 - 1)
        start = max(0, end - params.number("limit"))
        page = [
            self._views.profile(index, now)
            for index in (person(player.index, place) for place in range(end - 1, start - 1, -1))
            if self._views.is_shown(index, now) and not self._world.is_blocking(index)
        ]
        more = next_page(_follower(followers.at(start))) if start else ""
        return f'{{"followers":[{",".join(page)}],"subject":{subject}{more}}}'

    def _subject(self, params: Params, now: int) -> tuple[Player | None, str]:
        actor = params.one("actor")
        index = self._world.find(actor, now)
        if index is None or not self._views.is_shown(index, now):
            raise Refusal(f"Actor not found: {actor}")
        return self._world.player(index), self._views.profile(index, now)


def _follower(since: int) -> int:
    return tid_number(since, noise=0, clock=FOLLOWER_CLOCK)


def next_page(number: int) -> str:
    """Return the cursor that follows the entry with this TID."""
    return f',"cursor":"{(number >> 10) // 1000}__{tid(number)}"'


def page_end(text: str | None) -> int | None:
    """Return the TID that a cursor stands at; raises a Refusal when it is malformed."""
    if text is None:
        return None
    _, _, key = text.partition("__")
    number = tid_value(key)
    if number is None:
        raise Refusal("Internal Server Error", "InternalServerError", status=500)
    return number
