"""Profiles and posts as the AppView shows them.

What can no longer change is written once and kept: a page of a hundred posts is then one join.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from collector.practice.codes import iso
from collector.practice.diary import Post, until
from collector.practice.habits import Fate, Mark
from collector.practice.people import place_of
from collector.practice.records import REPOST, Records, compact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from collector.practice.diary import Act
    from collector.practice.players import Player
    from collector.practice.world import World

MODERATION = "did:plc:practicemoderationaaaaaa"
_DEFS = "app.bsky.feed.defs#"
_ASSOCIATED = '"activitySubscription":{"allowSubscriptions":"followers"}'
_ITEMS_KEPT = 1500
_UNKNOWN = (1 << 60, b"")
_PEOPLE_KEPT = 20_000


class Views:
    """Renders the world for the AppView."""

    def __init__(self, world: World, records: Records) -> None:
        self._world = world
        self._records = records
        self._author = lru_cache(_PEOPLE_KEPT)(self._named)
        # By handle, which stands in every item; each with the instant from which it holds.
        self._items: dict[str, dict[Post | Act, tuple[int, bytes]]] = defaultdict(dict)

    def author(self, index: int, now: int) -> str:
        """Return a profileViewBasic."""
        return self._author(index, self._world.handle(index, now))

    def _named(self, index: int, handle: str) -> str:
        player = self._world.player(index)
        return self._basic(index, handle, self._labels(player) if player else "[]") + "}"

    def profile(self, index: int, now: int) -> str:
        """Return a profileView."""
        player = self._world.player(index)
        labels = self._labels(player) if player else "[]"
        return self._basic(index, self._world.handle(index, now), labels) + self._about(index) + "}"

    def detailed(self, index: int, now: int) -> str:
        """Return a profileViewDetailed."""
        player = self._world.player(index)
        labels = self._labels(player) if player else "[]"
        more = '"lists":0,"feedgens":0,"starterPacks":0,"labeler":false,'
        followers, follows, posts = self._totals(index, now)
        pinned = self._pinned(player, now) if player else ""
        return (
            self._basic(index, self._world.handle(index, now), labels, more)
            + self._about(index)
            + f',"followersCount":{followers},"followsCount":{follows},"postsCount":{posts}'
            + pinned
            + "}"
        )

    def post(self, post: Post, company: int, now: int, kind: str = "") -> str:
        """Return a postView; `kind` is its $type where a union wants one."""
        record = self._records.post(post)
        answers, reposts, likes = self._world.diary(company).counts(post.uri, now)
        return (
            f'{{"uri":"{post.uri}","cid":"{record.cid_text}"'
            f',"author":{self.author(post.author, now)}'
            f',"record":{record.value},"bookmarkCount":0'
            f',"replyCount":{answers},"repostCount":{reposts},"likeCount":{likes},"quoteCount":0'
            f',"indexedAt":"{iso(post.at)}","labels":[]'
            + (f',"$type":"{_DEFS}{kind}"}}' if kind else "}")
        )

    def items(self, player: Player, entries: Iterable[Post | Act], now: int) -> list[bytes]:
        """Return feedViewPosts; what the AppView does not show is left out."""
        company = self._world.company(player.index).number
        kept = self._items[self._world.handle(player.index, now)]
        items = []
        for entry in entries:
            quiet, item = kept.get(entry, _UNKNOWN)
            if quiet > now:
                item = self._item(player, entry, company, now).encode()
                quiet = self._world.diary(company).quiet(
                    entry if isinstance(entry, Post) else entry.subject
                )
                if quiet <= now:
                    kept[entry] = (quiet, item)
            items.append(item)
        while len(kept) > _ITEMS_KEPT:
            del kept[next(iter(kept))]
        return list(filter(None, items))

    def _item(self, player: Player, entry: Post | Act, company: int, now: int) -> str:
        post = entry if isinstance(entry, Post) else entry.subject
        if not self.is_shown(post.author, now):
            return ""
        text = f'{{"post":{self.post(post, company, now)}'
        if not isinstance(entry, Post):
            text += f',"reason":{self._reposted(player, entry, now)}'
        if post.parent and post.root:
            text += f',"reply":{self._reply(post, post.parent, post.root, company, now)}'
        return text + "}"

    def is_shown(self, index: int, now: int) -> bool:
        """Return whether the AppView shows somebody at all."""
        return self._world.fate(index, now) is Fate.LIVES

    def _reply(self, post: Post, parent: Post, root: Post, company: int, now: int) -> str:
        is_blocking = self._world.is_blocking
        blocked = is_blocking(parent.author)
        root_blocked = is_blocking(root.author) or (blocked and root.author == post.author)
        text = f'{{"root":{self._maybe(root, company, now, blocked=root_blocked)}'
        text += f',"parent":{self._maybe(parent, company, now, blocked=blocked)}'
        if parent.parent and not blocked and self.is_shown(parent.author, now):
            grandparent = parent.parent.author
            if self.is_shown(grandparent, now):
                text += f',"grandparentAuthor":{self.author(grandparent, now)}'
        return text + "}"

    def _maybe(self, post: Post, company: int, now: int, *, blocked: bool) -> str:
        if not self.is_shown(post.author, now):
            return f'{{"uri":"{post.uri}","notFound":true,"$type":"{_DEFS}notFoundPost"}}'
        if blocked:
            author = self._world.dids.did(post.author)
            return (
                f'{{"uri":"{post.uri}","blocked":true,"author":{{"did":"{author}"}}'
                f',"$type":"{_DEFS}blockedPost"}}'
            )
        return self.post(post, company, now, "postView")

    def _reposted(self, player: Player, act: Act, now: int) -> str:
        cid = self._records.act(act, REPOST).cid_text
        return (
            f'{{"by":{self.author(player.index, now)},"uri":"{act.uri}","cid":"{cid}"'
            f',"indexedAt":"{iso(act.at)}","$type":"{_DEFS}reasonRepost"}}'
        )

    def _basic(self, index: int, handle: str, labels: str, more: str = "") -> str:
        world = self._world
        player = world.player(index)
        name = f',"displayName":{compact(player.name)}' if player else ""
        return (
            f'{{"did":"{world.dids.did(index)}","handle":"{handle}"{name}'
            f',"associated":{{{more}{_ASSOCIATED}}},"labels":{labels}'
            f',"createdAt":"{iso(world.created(index))}"'
        )

    def _about(self, index: int) -> str:
        player = self._world.player(index)
        words = f"{player.name}, on the practice network" if player else "a practice person"
        created = iso(self._world.created(index))
        return f',"description":{compact(words)},"indexedAt":"{created}"'

    def _labels(self, player: Player) -> str:
        cts = iso(player.created)
        if player.has(Mark.OPTED_OUT):
            profile = self._records.profile(player)
            return (
                f'[{{"src":"{player.did}","uri":"{profile.uri}","cid":"{profile.cid_text}"'
                f',"val":"!no-unauthenticated","cts":"{cts}"}}]'
            )
        if player.has(Mark.HIDDEN):
            return f'[{{"src":"{MODERATION}","uri":"{player.did}","val":"!hide","cts":"{cts}"}}]'
        return "[]"

    def _totals(self, index: int, now: int) -> tuple[int, int, int]:
        player = self._world.player(index)
        if player is None:
            whose, place = place_of(index)
            crowd = self._world.players[whose].crowd
            follows = crowd.follower_since(place, now) is not None
            return int(crowd.followed_since(place, now) is not None), int(follows), 0
        shelf = self._world.diary(self._world.company(index).number).shelf(index, now)
        return (
            player.crowd.followers.count(now),
            player.crowd.follows(now),
            until(shelf.posts, now),
        )

    def _pinned(self, player: Player, now: int) -> str:
        post = self.pinned(player, now)
        if post is None:
            return ""
        cid = self._records.post(post).cid_text
        return f',"pinnedPost":{{"cid":"{cid}","uri":"{post.uri}"}}'

    def pinned(self, player: Player, now: int) -> Post | None:
        """Return the post that an account has pinned."""
        if not player.has(Mark.PINNED):
            return None
        shelf = self._world.diary(self._world.company(player.index).number).shelf(player.index, now)
        posts = shelf.posts[: until(shelf.posts, now)]
        return next((post for post in posts if not post.parent), None)
