"""Which network shows what, from one table."""

from __future__ import annotations

import pytest

from collector.networks import networks
from collector.settings import Keys, Settings
from site_src.metrics import METRICS, Basis
from site_src.offers import OFFERS, offered_by, offers


def test_every_network_that_is_read_is_in_the_table() -> None:
    keys = Keys.model_validate({"x_token": "x", "instagram_token": "i", "instagram_id": "1"})
    assert {one.network for one in OFFERS} == {*networks(Settings(keys=keys), {})}


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("following-per-follower", "Bluesky, Mastodon, ActivityPub, X and Instagram"),
        (
            "follow-back-rate",
            (
                "Bluesky, Mastodon, ActivityPub (as a bound, from its counts), X (as a bound, from "
                "its counts) and Instagram (as a bound, from its counts)"
            ),
        ),
        (
            "conversations",
            (
                "Bluesky, Mastodon (by person and day where no thread is public) and X (within "
                "what the operator pays for posts)"
            ),
        ),
        ("reply-share", "Bluesky, Mastodon and X (within what the operator pays for posts)"),
        (
            "answered-24h",
            "Bluesky and Mastodon (replies only; replies to followers alone are unseen)",
        ),
        ("acknowledged", "Bluesky"),
        ("any-response", "Bluesky"),
    ],
)
def test_a_measure_says_which_networks_show_what_it_takes(key: str, words: str) -> None:
    assert offered_by(METRICS[key]) == words


def test_every_network_says_how_many_measures_follow() -> None:
    told = {line.name: line.text for line in offers()}
    assert told["Bluesky"].endswith("20 of 20 measures.")
    assert told["Mastodon"].endswith("18 of 20 measures.")
    assert told["ActivityPub"].endswith("1 of 20 measures, and 2 as a bound, from its counts.")
    assert told["Instagram"].endswith("1 of 20 measures, and 2 as a bound, from its counts.")


def test_what_takes_no_openings_and_no_lists_is_never_said_to_be_a_bound() -> None:
    for one in OFFERS:
        bounds = [m for m in METRICS.values() if one.of(m) and "bound" in (one.of(m) or "")]
        assert {metric.basis for metric in bounds} <= {Basis.LISTS}
