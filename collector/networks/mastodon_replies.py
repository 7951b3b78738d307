"""What servers say that speak Mastodon's API: the fields that we read, strictly."""

from __future__ import annotations

from collector.networks.fediverse import Count, Id, Said
from collector.networks.fediverse_text import opts_out


class Who(Said):
    """An account as it stands beside a status or in a list; servers before 4.2 give no uri."""

    id: Id
    acct: str
    uri: str | None = None


class Author(Who):
    """Who wrote a status, with what they say of themselves."""

    bot: object = None
    group: object = None
    note: object = None

    @property
    def is_left_out(self) -> bool:
        """Whether it is a robot by its own word, or asks robots to stay away."""
        asks = isinstance(self.note, str) and opts_out(self.note)
        return self.bot is True or self.group is True or asks


class Pleroma(Said):
    """What Akkoma and Pleroma add to an account."""

    hide_followers: bool = False
    hide_follows: bool = False
    hide_followers_count: bool = False
    hide_follows_count: bool = False
    deactivated: bool = False


class Moved(Said):
    """The account that another one moved to."""

    acct: str
    uri: str | None = None


class View(Who):
    """An account's profile, with its counts."""

    followers_count: Count
    following_count: Count
    statuses_count: Count
    created_at: str | None = None
    note: str = ""
    bot: bool | None = None
    group: bool | None = None
    locked: bool | None = None
    discoverable: bool | None = None
    indexable: object = None  # since 4.2
    noindex: object = None
    hide_collections: bool | None = None
    suspended: bool | None = None
    limited: bool | None = None
    memorial: bool | None = None
    moved: Moved | None = None
    pleroma: Pleroma = Pleroma()

    @property
    def hides_lists(self) -> bool:
        """Whether it hides whom it follows, or who follows it."""
        return bool(self.hide_collections or self.pleroma.hide_followers) or (
            self.pleroma.hide_follows
        )


class Mention(Said):
    """Somebody whom a status names."""

    id: Id
    acct: str


class StatusPleroma(Said):
    """What Akkoma and Pleroma add to a status."""

    conversation_id: int | str | None = None


class Boosted(Said):
    """What a boost repeats."""

    id: Id


class Status(Said):
    """A status; what its author's client got wrong of the ornaments is passed over."""

    id: Id
    created_at: str
    account: Author
    visibility: str = "public"
    in_reply_to_id: Id | None = None
    in_reply_to_account_id: Id | None = None
    reblog: Boosted | None = None
    replies_count: Count = None
    mentions: tuple[Mention, ...] = ()
    content: object = ""
    language: object = None
    pleroma: StatusPleroma | None = None


class Context(Said):
    """What stands above and below a status."""

    ancestors: tuple[Status, ...]
    descendants: tuple[Status, ...]


Whos = tuple[Who, ...]
Views = tuple[View, ...]
Statuses = tuple[Status, ...]
