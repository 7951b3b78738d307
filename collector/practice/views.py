"""Profiles and posts as the AppView shows them.

What can no longer change is written once and kept: a page of a hundred posts is then one join.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.practice.codes import DAY, iso
from collector.practice.diary import Post, until
from collector.practice.habits import Fate, Mark
from collector.practice.people import place_of
from collector.practice.records import REPOST, Records, compact

if TYPE_CHECKING:
    from collector.practice.diary import Act
    from collector.practice.players import Player
    from collector.practice.world import World

MODERATION = "did:plc:practicemoderationaaaaaa"
_DEFS = "app.bsky.feed.defs#"
_ASSOCIATED = '"activitySubscription":{"allowSubscriptions":"followers"}'
_SETTLED = 8 * DAY  # nobody answers, likes or reposts anything later


class Views:
    """Renders the world for the AppView."""

    def __init__(self, world: World, records: Records) -> None:
        self._world = world
        self._records = records
        self._heads: dict[str, tuple[str, str]] = {}
        self._authors: dict[tuple[int, str], str] = {}
        self._items: dict[tuple[str, str], str] = {}

    def author(self, index: int, now: int) -> str:
        """Return a profileViewBasic."""
        player = self._world.player(index)
        key = (index, player.handle(now) if player else "")
        if key not in self._authors:
            labels = self._labels(player) if player else "[]"
            self._authors[key] = self._basic(index, now, labels) + "}"
        return self._authors[key]

    def profile(self, index: int, now: int) -> str:
        """Return a profileView."""
        player = self._world.player(index)
        labels = self._labels(player) if player else "[]"
        return self._basic(index, now, labels) + self._about(index) + "}"

    def detailed(self, index: int, now: int) -> str:
        """Return a profileViewDetailed."""
        player = self._world.player(index)
        labels = self._labels(player) if player else "[]"
        more = '"lists":0,"feedgens":0,"starterPacks":0,"labeler":false,'
        followers, follows, posts = self._totals(index, now)
        pinned = self._pinned(player, now) if player else ""
        return (
            self._basic(index, now, labels, more)
            + self._about(index)
            + f',"followersCount":{followers},"followsCount":{follows},"postsCount":{posts}'
            + pinned
            + "}"
        )

    def post(self, post: Post, company: int, now: int, kind: str = "") -> str:
        """Return a postView; `kind` is its $type where a union wants one."""
        if post.uri not in self._heads:
            record = self._records.post(post)
            head = f'{{"uri":"{post.uri}","cid":"{record.cid_text}","author":'
            self._heads[post.uri] = (head, f',"record":{record.value},"bookmarkCount":0')
        head, body = self._heads[post.uri]
        answers, reposts, likes = self._world.diary(company).counts(post.uri, now)
        return (
            f"{head}{self.author(post.author, now)}{body}"
            f',"replyCount":{answers},"repostCount":{reposts},"likeCount":{likes},"quoteCount":0'
            f',"indexedAt":"{iso(post.at)}","labels":[]'
            + (f',"$type":"{_DEFS}{kind}"}}' if kind else "}")
        )

    def item(self, player: Player, entry: Post | Act, company: int, now: int) -> str | None:
        """Return a feedViewPost, or None where the AppView shows nothing."""
        key = (player.handle(now), entry.uri)
        if key in self._items and now - entry.at > _SETTLED:
            return self._items[key]
        post = entry if isinstance(entry, Post) else entry.subject
        if not self.is_shown(post.author, now):
            return None
        text = f'{{"post":{self.post(post, company, now)}'
        if not isinstance(entry, Post):
            text += f',"reason":{self._reposted(player, entry, now)}'
        if post.parent and post.root:
            text += f',"reply":{self._reply(post, post.parent, post.root, company, now)}'
        text += "}"
        if now - entry.at > _SETTLED:
            self._items[key] = text
        return text

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

    def _basic(self, index: int, now: int, labels: str, more: str = "") -> str:
        world = self._world
        handle = world.handle(index, now)
        player = world.player(index)
        name = compact(player.name if player else handle)
        return (
            f'{{"did":"{world.dids.did(index)}","handle":"{handle}","displayName":{name}'
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
