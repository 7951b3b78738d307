"""An index of who mentions whom on the practice network, as Constellation answers it."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from collector.practice.answers import Answer, Refusal, not_implemented, written
from collector.practice.habits import Fate
from collector.practice.params import Parameter, Params
from collector.practice.records import compact

if TYPE_CHECKING:
    from collector.practice.diary import Post
    from collector.practice.world import World

NSID = "blue.microcosm.links.getBacklinks"
# The posts of this network write their facets without a type of their own.
SOURCE = "app.bsky.feed.post:facets[].features[app.bsky.richtext.facet#mention].did"
_RULES = {
    "subject": Parameter(required=True),
    "source": Parameter(required=True),
    "limit": Parameter(least=1, most=100, default=16),
    "cursor": Parameter(),
}


class Constellation:
    """Answers which posts name an account: the newest first, none of those who are gone."""

    def __init__(self, world: World) -> None:
        self._world = world

    def answer(self, nsid: str, query: str, now: int) -> Answer:
        """Return the answer to one method."""
        try:
            if nsid != NSID:
                raise not_implemented()
            return written(self._page(Params(nsid, _RULES, query), now))
        except Refusal as fault:
            return fault.answer

    def _page(self, params: Params, now: int) -> str:
        found = self._links(params.one("subject"), params.one("source"), now)
        cursor = params.optional("cursor")
        if cursor is not None and not cursor.isdecimal():
            raise Refusal("invalid cursor")
        below = -int(cursor) + 1 if cursor else -found[0].number if found else 0
        start = bisect_left(found, below, key=lambda post: -post.number)
        page = found[start : start + params.number("limit")]
        is_last = start + len(page) == len(found)
        body = {
            "total": len(found),
            "records": [_record(post) for post in page],
            "cursor": None if is_last else str(page[-1].number),
        }
        return compact(body)

    def _links(self, subject: str, source: str, now: int) -> list[Post]:
        index = self._world.find(subject, now) if source == SOURCE else None
        if index is None or self._world.player(index) is None:
            return []
        posts = self._world.diary(self._world.company(index).number).posts(now)
        found = [
            post
            for post in posts
            if post.mention == index and self._world.fate(post.author, now) is Fate.LIVES
        ]
        return sorted(found, key=lambda post: post.number, reverse=True)


def _record(post: Post) -> dict[str, str]:
    did, collection, rkey = post.uri.removeprefix("at://").split("/")
    return {"did": did, "collection": collection, "rkey": rkey}
