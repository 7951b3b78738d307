"""The real support messages of 2017 -> a file of events."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from collector.archive import EVENT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NIGHT = "2017-11-08"

Tweets = dict[str, dict[str, str]]  # by id


def tweets_of(table: Path) -> Tweets:
    """Return the rows of the table by id."""
    with table.open(encoding="utf-8", newline="") as stream:
        return {row["tweet_id"]: row for row in csv.DictReader(stream)}


def brands_of(tweets: Tweets) -> list[str]:
    """Return the accounts that answer; everybody else in the table is a number."""
    return sorted({row["author"] for row in tweets.values() if row["inbound"] == "False"})


def write_events(tweets: Tweets, file: Path) -> int:
    """Write every message under each brand that has a part in its thread."""
    brands = {brand.lower(): brand for brand in brands_of(tweets)}
    concerned: dict[str, set[str]] = {}
    for tweet, row in tweets.items():
        named = {row["author"], *row["mentions"].split()}
        found = {brands[name.lower()] for name in named if name.lower() in brands}
        concerned.setdefault(_root(tweet, tweets), set()).update(found)
    rows = [
        _event(tweets[tweet], brand)
        for tweet in tweets
        for brand in sorted(concerned[_root(tweet, tweets)])
    ]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, EVENT_COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)


def _root(tweet: str, tweets: Mapping[str, Mapping[str, str]]) -> str:
    while tweet in tweets and (above := tweets[tweet]["in_reply_to_tweet_id"]):
        tweet = above
    return tweet


def _event(row: Mapping[str, str], brand: str) -> dict[str, str]:
    return {
        "network": "x",
        "account": brand,
        "post": row["tweet_id"],
        "author": row["author"],
        "created_at": row["created_at"],
        "in_reply_to": row["in_reply_to_tweet_id"],
        "thread": "",
        "mentions": row["mentions"],
        "kind": "",
    }
