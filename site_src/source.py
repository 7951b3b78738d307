"""What was asked to learn a figure, in a few words for its receipt."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote

from collector.model import State
from site_src.metrics import Basis

if TYPE_CHECKING:
    from site_src.metrics import Metric
    from site_src.model import Estimate

_TOOT_FEED = "/api/v1/accounts/:id/statuses"
# Where a network shows counts alone, they are what was asked for whatever else is wanted.
_ASKED = MappingProxyType(
    {
        # https://docs.bsky.app/docs/category/http-reference
        ("bluesky", Basis.COUNTS): "app.bsky.actor.getProfiles",
        ("bluesky", Basis.LISTS): (
            "com.atproto.repo.listRecords, with app.bsky.graph.getRelationships or getFollowers"
        ),
        ("bluesky", Basis.POSTS): "app.bsky.feed.getAuthorFeed",
        ("bluesky", Basis.WEEKS): "app.bsky.feed.getAuthorFeed",
        ("bluesky", Basis.OPENINGS): (
            "app.bsky.feed.getPostThread, with app.bsky.feed.getAuthorFeed"
        ),
        # https://docs.joinmastodon.org/methods/accounts/
        ("mastodon", Basis.COUNTS): (
            "/api/v1/accounts, or the ActivityPub actor where a server has no such"
        ),
        ("mastodon", Basis.LISTS): "/api/v1/accounts/:id/following, with /followers",
        ("mastodon", Basis.POSTS): _TOOT_FEED,
        ("mastodon", Basis.WEEKS): _TOOT_FEED,
        ("mastodon", Basis.OPENINGS): f"/api/v1/statuses/:id/context, with {_TOOT_FEED}",
        # https://www.w3.org/TR/activitypub/#actor-objects
        ("activitypub", Basis.COUNTS): "totalItems of the ActivityPub actor’s collections",
        # https://docs.x.com/x-api
        ("x", Basis.COUNTS): "/2/users",
        ("x", Basis.POSTS): "/2/users/:id/tweets",
        ("x", Basis.WEEKS): "/2/users/:id/tweets",
        # https://developers.facebook.com/docs/instagram-platform
        ("instagram", Basis.COUNTS): "business_discovery",
    }
)
_ON_PAGES = "/api/v1/accounts/:id/following, with pages of the ActivityPub actor’s followers"
# https://docs.bsky.app/docs/advanced-guides/intent-links shows the shape of a profile's address.
_PROFILES = MappingProxyType(
    {
        "bluesky": "https://bsky.app/profile/{}",
        "x": "https://x.com/{}",
        "instagram": "https://www.instagram.com/{}/",
    }
)
_FEDIVERSE = ("mastodon", "activitypub")


def profile_of(network: str, handle: str) -> str | None:
    """Return the public address of an account; None where no form of one is known."""
    if network in _FEDIVERSE:
        user, _, domain = handle.rpartition("@")
        if handle.startswith("https://"):
            return handle
        return f"https://{domain}/@{quote(user)}" if user and domain else None
    pattern = _PROFILES.get(network)
    return pattern and pattern.format(quote(handle))


def asked(network: str, metric: Metric, found: Estimate, on_pages: bool) -> str:  # noqa: FBT001
    """Return what was asked, in the names of the network's own interface."""
    basis = Basis.COUNTS if found.state is State.BOUND else metric.basis
    if on_pages and basis is Basis.LISTS:
        return _ON_PAGES
    words = _ASKED.get((network, basis)) or _ASKED.get((network, Basis.COUNTS))
    return words or f"{network}, {basis.value}"


def source(network: str, handle: str | None, words: str, imported: str | None = None) -> str:
    """Return what was asked, and of whose profile; no handle: all of them.

    What was imported was asked of nobody: its file is the source.
    """
    if imported is not None:
        return f"the file {imported}, {'all official accounts' if handle is None else handle}"
    if handle is None:
        return f"{words}, all official accounts"
    address = None if handle.endswith(".test") else profile_of(network, handle)
    return f"{words} of {address or handle}"
