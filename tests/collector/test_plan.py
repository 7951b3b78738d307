from __future__ import annotations

from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, cast

from collector.model import (
    Account,
    Gap,
    Kind,
    Organisation,
    Reading,
    Role,
)
from collector.plan import Recent, lists_due, plan, unread

if TYPE_CHECKING:
    from collector.networks import Network

NIGHT = date(2026, 11, 22)


class Somewhere:
    key = "bluesky"
    name = "Bluesky"


NETWORKS = {"bluesky": cast("Network", Somewhere())}


def organisation(*handles: str, network: str = "bluesky", slug: str = "lonmouth") -> Organisation:
    return Organisation(
        slug=slug,
        name="Lonmouth",
        kind=Kind.COUNCIL,
        sector="borough",
        country="XX",
        website="https://lonmouth.test",
        accounts=tuple(Account(network=network, handle=one, role=Role.MAIN) for one in handles),
        file=PurePosixPath(f"councils/{slug}.yml"),
    )


def seen(*, listed: int | None = None) -> Recent:
    return Recent("lonmouth", "bluesky", "lonmouth.test", "did:plc:lonmouth", listed)


def readings(recent: list[Recent], night: date = NIGHT) -> tuple[Reading, ...]:
    (unit,) = plan([organisation("lonmouth.test")], night=night, networks=NETWORKS, recent=recent)
    return unit.readings


def test_an_account_is_due_once_in_seven_nights() -> None:
    week = [lists_due("bluesky", "lonmouth.test", NIGHT + timedelta(n)) for n in range(7)]
    assert sum(week) == 1


def test_the_weekly_reading_is_spread_over_the_week() -> None:
    handles = [f"account-{number}.test" for number in range(700)]
    per_night = [
        sum(lists_due("bluesky", handle, NIGHT + timedelta(n)) for handle in handles)
        for n in range(7)
    ]
    assert min(per_night) > 60


def test_a_newcomer_is_due_at_once() -> None:
    assert readings([]) == (Reading(night=NIGHT, lists_due=True),)


def test_lists_read_this_week_are_not_due_but_on_their_night() -> None:
    week = [NIGHT + timedelta(n) for n in range(7)]
    due = [readings([seen(listed=40)], night)[0].lists_due for night in week]
    assert sum(due) == 1


def test_an_account_whose_lists_could_not_be_read_is_due_again() -> None:
    assert readings([seen()])[0].lists_due


def test_an_identity_seen_this_week_is_known_even_when_tonight_it_cannot_be_asked() -> None:
    (unit,) = plan(
        [organisation("lonmouth.test")],
        night=NIGHT,
        networks=NETWORKS,
        recent=[seen()],
    )
    assert unit.known_ids == {"did:plc:lonmouth"}


def test_the_accounts_of_one_organisation_are_read_together() -> None:
    accounts = organisation("lonmouth.test", "help.lonmouth.test")
    (unit,) = plan([accounts], night=NIGHT, networks=NETWORKS, recent=[])
    assert [account.handle for account in unit.accounts] == ["lonmouth.test", "help.lonmouth.test"]


def test_a_changed_watchlist_changes_the_fingerprint() -> None:
    one, two = (
        plan([organisation(handle)], night=NIGHT, networks=NETWORKS, recent=[])[0].fingerprint
        for handle in ("lonmouth.test", "new.lonmouth.test")
    )
    assert one != two


def test_a_network_that_nobody_reads_here_is_a_gap_with_its_reason() -> None:
    organisations = [
        organisation("lonmouth", network="x"),
        organisation("lonmouth@social.test", network="mastodon", slug="other"),
        organisation("lonmouth.test", slug="third"),
    ]
    rows = list(unread(organisations, NIGHT, NETWORKS))
    assert [(row.network, row.gap) for row in rows] == [
        ("x", Gap.NEEDS_TOKEN),
        ("mastodon", Gap.NOT_OFFERED),
    ]
