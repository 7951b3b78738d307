"""The AppView's methods, answered from the practice world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.practice.answers import Answer, Refusal, not_implemented, written
from collector.practice.diary import before, until
from collector.practice.habits import Fate
from collector.practice.lists import Lists, next_page, page_end
from collector.practice.params import ACTOR, LIMIT, Parameter, Params
from collector.practice.threads import Threads

if TYPE_CHECKING:
    from collections.abc import Callable

    from collector.practice.diary import Post
    from collector.practice.follows import Follows
    from collector.practice.players import Player
    from collector.practice.views import Views
    from collector.practice.world import World

_DEFS = "app.bsky.graph.defs#"
_URI = Parameter(form="at-uri", required=True)
_FREE = Parameter()
RULES: dict[str, dict[str, Parameter]] = {
    "com.atproto.identity.resolveHandle": {"handle": Parameter(form="handle", required=True)},
    "app.bsky.actor.getProfile": {"actor": ACTOR},
    "app.bsky.actor.getProfiles": {
        "actors": Parameter(form="AT identifier", required=True, many=True, most=25)
    },
    "app.bsky.graph.getRelationships": {
        "actor": ACTOR,
        "others": Parameter(form="AT identifier", many=True, most=30),
    },
    "app.bsky.graph.getFollows": {"actor": ACTOR, "limit": LIMIT, "cursor": _FREE},
    "app.bsky.graph.getFollowers": {"actor": ACTOR, "limit": LIMIT, "cursor": _FREE},
    "app.bsky.feed.getAuthorFeed": {
        "actor": ACTOR,
        "limit": LIMIT,
        "cursor": _FREE,
        "filter": _FREE,
        "includePins": _FREE,
    },
    "app.bsky.feed.getPosts": {"uris": Parameter(form="at-uri", required=True, many=True, most=25)},
    "app.bsky.feed.getPostThread": {
        "uri": _URI,
        "depth": Parameter(most=1000, default=6),
        "parentHeight": Parameter(most=1000, default=80),
    },
    "app.bsky.feed.getActorLikes": {"actor": ACTOR},
}


class AppView:
    """Answers `app.bsky.*`; whatever belongs to a PDS is not implemented here."""

    def __init__(self, world: World, views: Views, follows: Follows) -> None:
        self._world = world
        self._views = views
        self._lists = Lists(world, views, follows)
        self._threads = Threads(world, views)
        self._methods: dict[str, Callable[[Params, int], str | bytes]] = {
            "com.atproto.identity.resolveHandle": self._resolve,
            "app.bsky.actor.getProfile": self._profile,
            "app.bsky.actor.getProfiles": self._profiles,
            "app.bsky.graph.getRelationships": self._relationships,
            "app.bsky.graph.getFollows": self._lists.follows,
            "app.bsky.graph.getFollowers": self._lists.followers,
            "app.bsky.feed.getAuthorFeed": self._feed,
            "app.bsky.feed.getPosts": self._threads.posts,
            "app.bsky.feed.getPostThread": self._threads.thread,
            "app.bsky.feed.getActorLikes": self._likes,
        }

    def answer(self, nsid: str, query: str, now: int) -> Answer:
        """Return the answer to one method; raises a Refusal where it is refused."""
        method = self._methods.get(nsid)
        if method is None:
            raise not_implemented()
        return written(method(Params(nsid, RULES[nsid], query), now))

    def _resolve(self, params: Params, now: int) -> str:
        index = self._world.find(params.one("handle"), now)
        if index is None:
            raise Refusal("Unable to resolve handle")
        return f'{{"did":"{self._world.dids.did(index)}"}}'

    def _profile(self, params: Params, now: int) -> str:
        index = self._world.find(params.one("actor"), now)
        fate = Fate.DELETED if index is None else self._world.fate(index, now)
        if index is None or fate is Fate.DELETED:
            raise Refusal("Profile not found")
        if fate is Fate.TAKEN_DOWN:
            raise Refusal("Account has been suspended", "AccountTakedown")
        if fate is Fate.DEACTIVATED:
            raise Refusal("Account is deactivated", "AccountDeactivated")
        return self._views.detailed(index, now)

    def _profiles(self, params: Params, now: int) -> str:
        found = (self._world.find(actor, now) for actor in params.every("actors"))
        shown = [
            self._views.detailed(index, now)
            for index in found
            if index is not None and self._views.is_shown(index, now)
        ]
        return f'{{"profiles":[{",".join(shown)}]}}'

    def _relationships(self, params: Params, now: int) -> str:
        actor = params.one("actor")
        others = params.every("others")
        index = self._world.find(actor, now)
        if index is None and not actor.startswith("did:"):
            return f'{{"relationships":[{",".join(map(_not_found, others))}]}}'
        did = actor if index is None else self._world.dids.did(index)
        player = None if index is None else self._world.player(index)
        told = [
            f'{{"did":"{other}"{self._ties(player, other, now)},"$type":"{_DEFS}relationship"}}'
            if other.startswith("did:")
            else _not_found(other)
            for other in others
        ]
        return f'{{"actor":"{did}","relationships":[{",".join(told)}]}}'

    def _ties(self, player: Player | None, other: str, now: int) -> str:
        index = self._world.find(other, now)
        return (
            "" if player is None or index is None else self._lists.ties(player, index, other, now)
        )

    def _feed(self, params: Params, now: int) -> bytes:
        index = self._world.find(params.one("actor"), now)
        if index is None or not self._views.is_shown(index, now):
            raise Refusal("Profile not found")
        player = self._world.player(index)
        if player is None or "::" in (params.optional("cursor") or ""):
            return b'{"feed":[]}'
        return self._page(player, params, now)

    def _page(self, player: Player, params: Params, now: int) -> bytes:
        company = self._world.company(player.index).number
        feed = self._world.diary(company).shelf(player.index, now).feed
        cursor = page_end(params.optional("cursor"))
        end = until(feed, now) if cursor is None else before(feed, cursor)
        start = max(0, end - params.number("limit"))
        chosen = feed[start:end]
        items = self._views.items(player, reversed(chosen), now)
        pinned = self._views.pinned(player, now) if params.holds("includePins") else None
        if pinned and cursor is None:
            items.insert(0, self._pin(pinned, company, now).encode())
        more = next_page(chosen[0].number) if start else ""
        return b'{"feed":[%s]%s}' % (b",".join(items), more.encode())

    def _pin(self, post: Post, company: int, now: int) -> str:
        view = self._views.post(post, company, now)
        return f'{{"post":{view},"reason":{{"$type":"app.bsky.feed.defs#reasonPin"}}}}'

    def _likes(self, _params: Params, _now: int) -> str:
        raise Refusal("Profile not found")


def _not_found(actor: str) -> str:
    return f'{{"actor":"{actor}","notFound":true,"$type":"{_DEFS}notFoundActor"}}'
