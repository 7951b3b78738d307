"""Single posts and whole threads, as the AppView shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.practice.answers import Refusal
from collector.practice.codes import tid_parts

if TYPE_CHECKING:
    from collector.practice.diary import Post
    from collector.practice.params import Params
    from collector.practice.views import Views
    from collector.practice.world import World

_DEFS = "app.bsky.feed.defs#"


class Threads:
    """Finds any post by its address alone: the clock's id in its TID names the diary."""

    def __init__(self, world: World, views: Views) -> None:
        self._world = world
        self._views = views

    def posts(self, params: Params, now: int) -> str:
        """Return getPosts: missing ones are left out."""
        found = (self._find(uri, now) for uri in dict.fromkeys(params.every("uris")))
        views = [self._views.post(post, company, now) for post, company in filter(None, found)]
        return f'{{"posts":[{",".join(views)}]}}'

    def thread(self, params: Params, now: int) -> str:
        """Return getPostThread."""
        uri = params.one("uri")
        found = self._find(uri, now)
        if found is None:
            raise Refusal(f"Post not found: {uri}", "NotFound")
        post, company = found
        above = self._above(post, company, now, params.number("parentHeight"))
        below = self._below(post, company, now, params.number("depth"))
        view = self._views.post(post, company, now)
        return f'{{"thread":{{"post":{view}{above}{below}{_END}}}'

    def _find(self, uri: str, now: int) -> tuple[Post, int] | None:
        parts = tid_parts(uri.rpartition("/")[2])
        if parts is None or parts[1] >= len(self._world.companies):
            return None
        post = self._world.diary(parts[1]).post(uri, now)
        if post is None or not self._views.is_shown(post.author, now):
            return None
        return post, parts[1]

    def _above(self, post: Post, company: int, now: int, height: int) -> str:
        parent = post.parent
        if parent is None or height < 1:
            return ""
        if self._world.is_blocking(parent.author) != self._world.is_blocking(post.author):
            author = self._world.dids.did(parent.author)
            return (
                f',"parent":{{"uri":"{parent.uri}","blocked":true'
                f',"author":{{"did":"{author}"}},"$type":"{_DEFS}blockedPost"}}'
            )
        if not self._views.is_shown(parent.author, now):
            missing = f'"uri":"{parent.uri}","notFound":true,"$type":"{_DEFS}notFoundPost"'
            return f',"parent":{{{missing}}}'
        view = self._views.post(parent, company, now)
        above = self._above(parent, company, now, height - 1)
        return f',"parent":{{"post":{view}{above}{_END}'

    def _below(self, post: Post, company: int, now: int, depth: int) -> str:
        if depth < 1:
            return ""
        shown = [
            answer
            for answer in self._world.diary(company).answers(post.uri, now)
            if self._views.is_shown(answer.author, now)
            and self._world.is_blocking(answer.author) == self._world.is_blocking(post.author)
        ]
        replies = [
            f'{{"post":{self._views.post(answer, company, now)}'
            f"{self._below(answer, company, now, depth - 1)}{_END}"
            for answer in shown
        ]
        return f',"replies":[{",".join(replies)}]'


_END = f',"threadContext":{{}},"$type":"{_DEFS}threadViewPost"}}'
