"""What was asked, in the names of each network's own interface."""

from __future__ import annotations

import pytest

from collector.model import State
from site_src.metrics import METRICS
from site_src.model import Estimate
from site_src.offers import OFFERS
from site_src.source import asked, profile_of, source

EXACT, BOUND = Estimate(state=State.EXACT), Estimate(state=State.BOUND)


@pytest.mark.parametrize(
    ("network", "handle", "address"),
    [
        ("bluesky", "town.example.org", "https://bsky.app/profile/town.example.org"),
        ("mastodon", "town@social.example", "https://social.example/@town"),
        ("activitypub", "town@pix.example", "https://pix.example/@town"),
        ("mastodon", "https://social.example/ap/users/1", "https://social.example/ap/users/1"),
        ("mastodon", "nothing", None),
        ("mastodon", "javascript:alert(1)", None),
        ("x", "town", "https://x.com/town"),
        ("instagram", "town", "https://www.instagram.com/town/"),
        ("elsewhere", "town", None),
    ],
)
def test_an_account_has_its_public_address(network: str, handle: str, address: str | None) -> None:
    assert profile_of(network, handle) == address


@pytest.mark.parametrize(
    ("network", "metric", "words"),
    [
        ("mastodon", "follow-back-rate", "/api/v1/accounts/:id/following, with /followers"),
        ("mastodon", "reply-share", "/api/v1/accounts/:id/statuses"),
        ("activitypub", "conversations", "totalItems of the ActivityPub actor’s collections"),
        ("x", "reply-share", "/2/users/:id/tweets"),
        ("x", "answered-24h", "/2/users"),
        ("instagram", "following-per-follower", "business_discovery"),
    ],
)
def test_a_source_names_what_was_asked(network: str, metric: str, words: str) -> None:
    assert asked(network, METRICS[metric], EXACT, on_pages=False) == words


def test_pages_of_followers_are_named_where_they_were_drawn() -> None:
    rate = METRICS["follow-back-rate"]
    assert "pages of the ActivityPub actor’s followers" in asked("mastodon", rate, EXACT, True)
    assert "pages" not in asked("mastodon", rate, BOUND, True)


@pytest.mark.parametrize("network", [one.network for one in OFFERS])
@pytest.mark.parametrize("metric", METRICS)
def test_no_source_is_a_word_of_ours(network: str, metric: str) -> None:
    assert not asked(network, METRICS[metric], EXACT, on_pages=False).startswith(f"{network},")


def test_a_source_names_whose_profile_it_was() -> None:
    assert source("x", "town", "/2/users") == "/2/users of https://x.com/town"
    assert source("x", None, "/2/users") == "/2/users, all official accounts"
    assert source("x", "town", "/2/users", "t.csv") == "the file t.csv, town"
