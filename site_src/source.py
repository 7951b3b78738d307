"""What was asked to learn a figure, in a few words for its receipt."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from collector.model import State
from site_src.metrics import Basis

if TYPE_CHECKING:
    from site_src.metrics import Metric
    from site_src.model import Estimate

# https://docs.bsky.app/docs/category/http-reference
_ASKED = MappingProxyType(
    {
        ("bluesky", Basis.COUNTS): "app.bsky.actor.getProfiles",
        ("bluesky", Basis.LISTS): (
            "com.atproto.repo.listRecords, with app.bsky.graph.getRelationships or getFollowers"
        ),
        ("bluesky", Basis.POSTS): "app.bsky.feed.getAuthorFeed",
        ("bluesky", Basis.WEEKS): "app.bsky.feed.getAuthorFeed",
        ("bluesky", Basis.OPENINGS): (
            "app.bsky.feed.getPostThread, with app.bsky.feed.getAuthorFeed"
        ),
    }
)
_PROFILES = MappingProxyType({"bluesky": "https://bsky.app/profile/"})


def source(
    network: str,
    handle: str | None,
    metric: Metric,
    found: Estimate,
    imported: str | None = None,
) -> str:
    """Return what was asked: the interface's names, and whose profile; no handle: all of them.

    What was imported was asked of nobody: its file is the source.
    """
    if imported is not None:
        return f"the file {imported}, {'all official accounts' if handle is None else handle}"
    basis = Basis.COUNTS if found.state is State.BOUND else metric.basis
    asked = _ASKED.get((network, basis), f"{network}, {basis.value}")
    if handle is None:
        return f"{asked}, all official accounts"
    address = _PROFILES.get(network)
    if address is None or handle.endswith(".test"):
        return f"{asked} of {handle}"
    return f"{asked} of {address}{handle}"
