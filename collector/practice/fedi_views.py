"""Accounts, statuses and people as a server that speaks Mastodon's API shows them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from collector.practice.codes import iso, tid_number
from collector.practice.diary import Act, Post, until
from collector.practice.fedi_cast import PER_HOST, Trait
from collector.practice.habits import Fate
from collector.practice.people import PLAYERS, place_of
from collector.practice.records import compact

if TYPE_CHECKING:
    from collector.practice.fedi_cast import Resident
    from collector.practice.fedi_hosts import Host
    from collector.practice.world import World

_PERSON_ID = 109_000_000_000_000_000
_TOWNS = 9
_NEAR = 4  # one in so many people lives on the server itself
_UNLISTED = 5  # one in so many statuses
_UNKNOWN = (1 << 60, "")
_NOISES, _CLOCKS = 1000, 1 << 10
# https://github.com/mastodon/mastodon/blob/main/lib/mastodon/snowflake.rb
_TIME_BITS, _PLACE_BITS = 16, 6


def status_id(entry: Post | Act, resident: Resident) -> str:
    """Return a status's number: when it was written, what tells it from others, and whose it is."""
    noise = (entry.number // _CLOCKS) % _NOISES
    return str(entry.at << _TIME_BITS | noise << _PLACE_BITS | resident.place)


def place_in(id_: str) -> int:
    """Return whose server's place a status's number names."""
    return int(id_) % PER_HOST


def number_in(id_: str, clock: int) -> int:
    """Return the number by which the diary knows the status."""
    value = int(id_)
    noise = value % (1 << _TIME_BITS) >> _PLACE_BITS
    return tid_number(value >> _TIME_BITS, noise=noise, clock=clock)


class Views:
    """Renders one resident's account, and those around it."""

    def __init__(self, world: World, resident: Resident) -> None:
        self._world = world
        self._resident = resident
        self._host: Host = resident.host
        self._diary = world.diary(resident.company.number)
        self._written: dict[Post | Act, tuple[int, str]] = {}  # with the instant it holds from

    def id_of(self, index: int) -> str:
        """Return somebody's number on this server."""
        return self._resident.id if index < PLAYERS else str(_PERSON_ID + index)

    def acct(self, index: int) -> str:
        """Return somebody's name as this server writes it: without a domain, if local."""
        if index < PLAYERS:
            return self._resident.user
        town = self._town(index)
        return self._name(index) + (f"@{town}" if town else "")

    def uri(self, index: int) -> str:
        """Return the address of somebody's actor."""
        if index < PLAYERS:
            return self._resident.actor
        town = self._town(index)
        return f"https://{town}/users/{self._name(index)}" if town else self._own(index)

    def person(self, index: int) -> str:
        """Return somebody's account, written."""
        acct, uri = self.acct(index), self.uri(index)
        told = f',"uri":"{uri}"' if self._host.tells_uris else ""
        return (
            f'{{"id":"{self.id_of(index)}","username":"{self._name(index)}","acct":"{acct}"'
            f',"display_name":"","locked":false,"bot":false,"discoverable":null,"group":false'
            f',"created_at":"{iso(self._world.created(index))}","note":"","url":"{uri}"{told}'
            ',"followers_count":1,"following_count":1,"statuses_count":1,"emojis":[],"fields":[]}'
        )

    def account(self, now: int) -> dict[str, Any]:
        """Return the resident's own account."""
        resident, player = self._resident, self._resident.player
        followers, following, posts = self.counts(now)
        told = {
            "id": resident.id,
            "username": resident.user,
            "acct": resident.user,
            "display_name": player.name,
            "locked": resident.trait is Trait.LOCKED,
            "bot": resident.trait is Trait.BOT,
            "discoverable": True,
            "group": False,
            "created_at": iso(player.created),
            "note": f"<p>{self.note}</p>",
            "url": f"{self._host.origin}/@{resident.user}",
            "followers_count": followers,
            "following_count": following,
            "statuses_count": posts,
            "emojis": [],
            "fields": [],
        }
        if self._host.tells_uris:
            told["uri"] = resident.actor
        if self._host.is_recent:
            told["hide_collections"] = resident.trait is Trait.HIDES_LISTS
            told["noindex"] = resident.trait is Trait.UNINDEXED
            told["indexable"] = resident.trait is not Trait.UNINDEXED
        if self._world.fate(player.index, now) is Fate.TAKEN_DOWN:
            told |= {"suspended": True, "display_name": "", "note": ""}
        return told

    @property
    def note(self) -> str:
        """What the account says of itself."""
        marks = ' <a class="mention hashtag" href="/tags/nobot">#<span>NoBot</span></a>'
        player = self._resident.player
        is_against = self._resident.trait is Trait.NO_ROBOTS
        return f"{escape(player.name)}, on the practice network{marks if is_against else ''}"

    def counts(self, now: int) -> tuple[int, int, int]:
        """Return how many followers, follows and statuses are counted, boosts included."""
        player = self._resident.player
        shelf = self._diary.shelf(player.index, now)
        crowd = player.crowd
        return crowd.followers.count(now), crowd.follows(now), until(shelf.feed, now)

    def is_shown(self, post: Post) -> bool:
        """Return whether its author is still there."""
        return self._world.fate(post.author, 0) is Fate.LIVES or post.author < PLAYERS

    def status(self, entry: Post | Act, now: int) -> str:
        """Return a status, written; what can no longer change is written once."""
        quiet, text = self._written.get(entry, _UNKNOWN)
        if quiet > now:
            text = compact(self._status(entry, now))
            quiet = self._diary.quiet(entry if isinstance(entry, Post) else entry.subject)
            if quiet <= now:
                self._written[entry] = (quiet, text)
        return text

    def _status(self, entry: Post | Act, now: int) -> dict[str, Any]:
        """Return a status; a boost has the status that it repeats in it."""
        post = entry if isinstance(entry, Post) else None
        id_, parent = status_id(entry, self._resident), post and post.parent
        return {
            "id": id_,
            "created_at": iso(entry.at),
            "in_reply_to_id": self._reply_to(parent),
            "in_reply_to_account_id": post and self._whom(post),
            "sensitive": False,
            "spoiler_text": "",
            "visibility": "unlisted" if entry.at % _UNLISTED == 0 else "public",
            "language": post and post.language,
            "uri": f"{self.uri(entry.author)}/statuses/{id_}",
            "url": f"{self._host.origin}/@{self.acct(entry.author)}/{id_}",
            "replies_count": len(self.answers(post, now)) if post else 0,
            "reblogs_count": 0,
            "favourites_count": 0,
            "edited_at": None,
            "content": self._content(post) if post else "",
            "reblog": None if isinstance(entry, Post) else self._status(entry.subject, now),
            "account": self._short(entry.author),
            "media_attachments": [],
            "mentions": self._mentions(post) if post else [],
            "tags": [],
            "emojis": [],
        }

    def answers(self, post: Post, now: int) -> list[Post]:
        """Return the answers to a post that still stand, oldest first."""
        found = self._diary.answers(post.uri, now)
        return [one for one in reversed(found) if self.is_shown(one)]

    def _reply_to(self, parent: Post | None) -> str | None:
        if parent is None or not self.is_shown(parent):  # what is gone leaves no number behind
            return None
        return status_id(parent, self._resident)

    def _whom(self, post: Post) -> str | None:
        """Return whom it answers: whoever goes on under an own reply still answers the other."""
        parent = post.parent
        while parent and parent.author == post.author and parent.parent:
            parent = parent.parent
        return self.id_of(parent.author) if parent else None

    def _mentions(self, post: Post) -> list[dict[str, str]]:
        named = {post.mention, post.parent.author if post.parent else None} - {None, post.author}
        return [
            {
                "id": self.id_of(index),
                "username": self._name(index),
                "url": self.uri(index),
                "acct": self.acct(index),
            }
            for index in sorted(one for one in named if one is not None)
        ]

    def _content(self, post: Post) -> str:
        words = [_marked_up(word) for word in post.text.split(" ")]
        return f"<p>{' '.join(words)}</p>"

    def _short(self, index: int) -> dict[str, Any]:
        acct, uri = self.acct(index), self.uri(index)
        told = {"id": self.id_of(index), "username": self._name(index), "acct": acct, "url": uri}
        return told | {"uri": uri} if self._host.tells_uris else told

    def _name(self, index: int) -> str:
        return self._resident.user if index < PLAYERS else f"person-{index - PLAYERS}"

    def _own(self, index: int) -> str:
        return self._host.actor(self._name(index))

    def _town(self, index: int) -> str:
        """Return the server that somebody lives on; empty where it is this one."""
        _, place = place_of(index)
        return f"town-{place % _TOWNS}.test" if place % _NEAR else ""


def _marked_up(word: str) -> str:
    """Return a word as the server writes it: addresses and people become links."""
    if word.startswith("https://"):
        return f'<a href="{escape(word)}" rel="nofollow noopener" translate="no">{escape(word)}</a>'
    if word.startswith("@"):
        name = escape(word[1:].partition("@")[0])
        return f'<span class="h-card"><a href="/@{name}" class="u-url mention">@{name}</a></span>'
    return escape(word)
