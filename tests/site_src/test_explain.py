"""A receipt has the shape of the contract, and the rank of its league."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import PurePosixPath

import pytest

from collector.errors import InputError
from collector.model import (
    Account,
    Facts,
    Gap,
    Kind,
    Observation,
    OpeningKind,
    Organisation,
    Role,
    Watchlist,
)
from collector.settings import Settings
from site_src.explain import receipts, told
from site_src.measure import standings
from site_src.model import Standings  # noqa: TC001 - a fixture's type is read at run time

NIGHT = date(2026, 6, 1)
KEYS = [
    "account",
    "network",
    "metric",
    "state",
    "reason",
    "value",
    "lo",
    "hi",
    "numerator",
    "denominator",
    "n",
    "window",
    "rank",
    "best",
    "worst",
    "peer_table",
    "of",
    "method_version",
    "source",
    "collected_at",
    "kind",
    "imported",
    "on_pages",
    "flags",
    "measured",
    "tied",
    "unranked",
]


def organisation(number: int) -> Organisation:
    roles = (Role.MAIN, Role.HELP) if number == 1 else (Role.MAIN,)
    return Organisation(
        slug=f"o{number}",
        name=f"Town {number}",
        kind=Kind.COUNCIL,
        sector="town",
        country="GB",
        website="https://town.test",
        accounts=tuple(
            Account(network="bluesky", handle=f"{role}{number}.test", role=role) for role in roles
        ),
        file=PurePosixPath("councils/town.yml"),
    )


@pytest.fixture(scope="module")
def town() -> Standings:
    some = [organisation(number) for number in range(12)]
    rows = [
        Observation(
            night=NIGHT,
            organisation=one.slug,
            network="bluesky",
            account=account.handle,
            facts=Facts(followers=2000, following=500, listed=500, drawn=500, mutual=40 * number),
        )
        for number, one in enumerate(some)
        for account in one.accounts
        if number != 11
    ]
    return standings(
        rows,
        Watchlist(organisations=tuple(some)),
        NIGHT,
        Settings(),
        is_practice=True,
        collected_at={
            ("o1", "bluesky", f"{role}1.test", NIGHT): datetime(2026, 6, 1, hour, tzinfo=UTC)
            for hour, role in enumerate(("main", "help"))
        },
    )


def test_a_receipt_has_the_contracts_keys_and_is_json(town: Standings) -> None:
    receipt = json.loads(json.dumps(receipts(town, "o3")))
    assert list(receipt) == ["organisation", "night", "values"]
    assert (receipt["organisation"], receipt["night"]) == ("o3", "2026-06-01")
    assert all(list(one) == KEYS for one in receipt["values"])


def test_an_only_account_has_one_row_a_metric_with_its_rank(town: Standings) -> None:
    [row] = receipts(town, "o3", "follow-back-rate")["values"]
    assert (row["account"], row["value"], row["numerator"], row["denominator"]) == (
        "main3.test",
        0.06,
        120,
        2000,
    )
    assert (row["rank"], row["best"], row["worst"], row["of"]) == (8, 8, 8, 11)
    assert row["peer_table"] == "bluesky-council-town-1k-10k"


def test_of_several_accounts_the_pooled_row_comes_first_and_alone_is_ranked(
    town: Standings,
) -> None:
    pooled, *each = receipts(town, "o1", "follow-back-rate")["values"]
    assert (pooled["account"], pooled["numerator"], pooled["denominator"]) == (None, 80, 4000)
    assert pooled["rank"] is not None
    assert [one["account"] for one in each] == ["main1.test", "help1.test"]
    assert [one["rank"] for one in each] == [None, None]
    assert pooled["collected_at"] == "2026-06-01T01:00:00+00:00"


def test_a_gap_has_its_reason_and_no_rank(town: Standings) -> None:
    [row] = receipts(town, "o11", "people")["values"]
    assert (row["state"], row["reason"]) == ("gap", Gap.NEW)
    assert [row[key] for key in ("value", "lo", "hi", "rank", "of", "peer_table")] == [None] * 6


def test_those_who_share_a_rank_are_told_so(town: Standings) -> None:
    text = told(receipts(town, "o3", "following-per-follower"))
    assert "  Rank 1= (1–11) of 11 in bluesky-council-town-1k-10k" in text.splitlines()
    assert "Rank 8 (8)" in told(receipts(town, "o3", "follow-back-rate"))


def test_who_is_not_ranked_is_told_why() -> None:
    facts = Facts(followers=2000, following=500, listed=500, drawn=500, mutual=40)
    row = Observation(
        night=NIGHT, organisation="o2", network="bluesky", account="main2.test", facts=facts
    )
    alone = standings(
        [row],
        Watchlist(organisations=(organisation(2),)),
        NIGHT,
        Settings(),
        is_practice=True,
        collected_at={},
    )
    why = "fewer than ten to compare with"
    [one] = receipts(alone, "o2", "follow-back-rate")["values"]
    assert (one["rank"], one["tied"], one["unranked"]) == (None, None, why)
    assert f"  not ranked: {why}" in told(receipts(alone, "o2", "follow-back-rate")).splitlines()
    assert "not ranked" not in told(receipts(alone, "o2", "people"))  # a gap has its own reason


def test_an_unknown_name_is_answered_with_the_nearest(town: Standings) -> None:
    with pytest.raises(InputError, match='did you mean "o11"'):
        receipts(town, "o111")
    with pytest.raises(InputError, match='did you mean "reply-share"'):
        receipts(town, "o1", "replyshare")


def test_where_no_name_is_near_all_metrics_are_named_and_how_many_are_not(town: Standings) -> None:
    with pytest.raises(InputError, match=r"self-promotion-share.*private-invitations$"):
        receipts(town, "o1", "fbr")
    many = replace(town, organisations={f"o{n}": organisation(n) for n in range(1_025)})
    with pytest.raises(InputError, match=r"o18, o19, and 1,005 more$"):
        receipts(many, "zzzzzz")


def test_the_terminal_is_told_value_rank_counts_and_source(town: Standings) -> None:
    text = told(receipts(town, "o3", "follow-back-rate"))
    asked = "com.atproto.repo.listRecords, with app.bsky.graph.getRelationships or getFollowers"
    assert text.splitlines() == [
        "o3, night of 2026-06-01",
        "",
        "Follow-back rate · bluesky · main3.test",
        "  = 6.0% exact",
        "  Rank 8 (8) of 11 in bluesky-council-town-1k-10k",
        "  counted: 120 of 2,000 followers are followed back",
        "  n: 500",
        "  state: exact",
        "  measured: for the night of 1 June 2026",
        f"  source: {asked} of main3.test",
        "  method: 1",
    ]


@pytest.mark.parametrize(
    ("metric", "counts"),
    [
        ("following-per-follower", "500 followed, 2,000 followers"),
        (
            "conversations",
            (
                "40 pairs of a person and a thread, or a day where no thread is public, in the 24 "
                "days that were read"
            ),
        ),
    ],
)
def test_counts_are_told_as_what_they_are(metric: str, counts: str) -> None:
    facts = Facts(followers=2000, following=500, days_observed=24, conversations=40)
    row = Observation(
        night=NIGHT, organisation="o2", network="mastodon", account="main2.test", facts=facts
    )
    one = organisation(2)
    moved = replace(one, accounts=(replace(one.accounts[0], network="mastodon"),))
    found = standings(
        [row],
        Watchlist(organisations=(moved,)),
        NIGHT,
        Settings(),
        is_practice=True,
        collected_at={},
    )
    text = told(receipts(found, "o2", metric))
    assert f"  counted: {counts}" in text.splitlines()
    assert "source: /api/v1/accounts" in text


def test_every_receipt_can_be_told(town: Standings) -> None:
    for slug in town.organisations:
        assert told(receipts(town, slug)).startswith(slug)


def heard(facts: Facts, imported: str | None = None) -> Standings:
    row = Observation(
        night=NIGHT,
        organisation="o2",
        network="bluesky",
        account="main2.test",
        facts=facts,
        imported=imported,
    )
    return standings(
        [row],
        Watchlist(organisations=(organisation(2),)),
        NIGHT,
        Settings(),
        is_practice=True,
        collected_at={},
    )


WAITS = Facts(
    openings_kind=OpeningKind.REPLIES,
    answered=(0,) * 7,
    answer_waits=(5400,) * 20,
    open_waits=(604_800,) * 30,
)


def test_a_time_not_reached_has_no_number_and_is_no_gap() -> None:
    [row] = receipts(heard(WAITS), "o2", "time-to-answer")["values"]
    assert (row["state"], row["reason"], row["value"], row["hi"]) == ("estimate", None, None, None)
    assert (row["lo"], row["numerator"], row["denominator"], row["n"]) == (1.5, 20, 50, 50)
    assert row["window"] == "2026-05-02T00:00:00Z/2026-06-01T00:00:00Z"
    lines = told(receipts(heard(WAITS), "o2", "time-to-answer")).splitlines()
    assert "  ≈ not reached within 7 days" in lines
    assert any(line.startswith("  counted: 20 of 50 first messages") for line in lines)


def test_replies_only_is_told_beside_the_figure() -> None:
    [row] = receipts(heard(WAITS), "o2", "time-to-answer")["values"]
    assert row["kind"] == "replies"
    text = told(receipts(heard(WAITS), "o2", "time-to-answer"))
    assert "  messages: replies only: mentions could not be collected" in text.splitlines()


def test_imported_facts_are_told_as_imported() -> None:
    found = heard(replace(WAITS, openings_kind=OpeningKind.MENTIONS), "tweets.csv")
    [row] = receipts(found, "o2", "time-to-answer")["values"]
    assert (row["imported"], row["kind"]) == ("tweets.csv", "mentions")
    lines = told(receipts(found, "o2", "time-to-answer")).splitlines()
    assert "  source: the file tweets.csv, main2.test" in lines
    assert any(line.startswith("  imported: ") for line in lines)
