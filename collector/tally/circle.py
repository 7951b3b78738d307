"""Who belongs to an organisation, and where it lives: all that tells its own from others'."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from collector.model import PostKind

if TYPE_CHECKING:
    from collector.model import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """An organisation as its events are read: `own` are all its ids, `official` those that speak.

    `sites` are the hosts of its websites, and `zone` is where its day begins; None: unknown.
    """

    own: frozenset[str] = frozenset()
    official: frozenset[str] = frozenset()
    zone: str | None = None
    sites: frozenset[str] = frozenset()

    def is_to_others(self, post: Post) -> bool:
        """Whether it replies to somebody who is known, and is not of the organisation."""
        return (
            post.kind is PostKind.REPLY
            and post.parent_author is not None
            and post.parent_author not in self.own
        )

    def promotes(self, post: Post) -> bool:
        """Whether it is an original that links to one of the organisation's own sites."""
        return post.kind is PostKind.ORIGINAL and any(
            self._is_own_site(link) for link in post.links
        )

    def _is_own_site(self, link: str) -> bool:
        host = host_of(link)
        return any(host == site or host.endswith(f".{site}") for site in self.sites)


def host_of(link: str) -> str:
    """Return the host that a link leads to, without its www; empty where it leads nowhere."""
    try:
        host = urlsplit(link).hostname or ""
    except ValueError:  # hostile: "//[" has no host
        return ""
    return host.rstrip(".").removeprefix("www.")
