from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, cast

import pytest

from collector.model import (
    Account,
    Gap,
    Kind,
    Organisation,
    Reading,
    Role,
)
from collector.plan import Recent, Unit, full_due, plan, unread
from collector.state import Remembered, circle_mark
from collector.tally.heard import Settled

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def seen(night: date = NIGHT - timedelta(days=1), **columns: object) -> Recent:
    """Return a row of an ordinary night; with columns of a full reading, of such a one."""
    told = dict.fromkeys(Recent._fields) | {
        "night": night,
        "organisation": "lonmouth",
        "network": "bluesky",
        "account": "lonmouth.test",
        "id": "did:plc:lonmouth",
    }
    return Recent(**(told | columns))  # type: ignore[arg-type]


def units(recent: list[Recent], night: date = NIGHT, *handles: str) -> tuple[Unit, ...]:
    listed = organisation(*(handles or ("lonmouth.test",)))
    return tuple(plan([listed], night=night, networks=NETWORKS, recent=recent))


def is_full(recent: list[Recent], night: date = NIGHT, *handles: str) -> bool:
    (unit,) = units(recent, night, *handles)
    (one,) = {reading.is_full for reading in unit.readings}
    return one


def a_night(*, due: bool) -> date:
    week = [NIGHT + timedelta(n) for n in range(7)]
    return next(one for one in week if full_due("lonmouth", "bluesky", one) is due)


QUIET = a_night(due=False)
DUE = a_night(due=True)
LATELY = QUIET - timedelta(days=3)


def test_an_organisation_is_due_once_in_seven_nights() -> None:
    week = [full_due("lonmouth", "bluesky", NIGHT + timedelta(n)) for n in range(7)]
    assert sum(week) == 1


def test_the_weekly_reading_is_spread_over_the_week() -> None:
    slugs = [f"organisation-{number}" for number in range(700)]
    per_night = [
        sum(full_due(slug, "bluesky", NIGHT + timedelta(n)) for slug in slugs) for n in range(7)
    ]
    assert min(per_night) > 60


def test_a_newcomer_is_read_in_full_at_once() -> None:
    (unit,) = units([])
    assert unit.readings == (Reading(night=NIGHT, is_full=True),)


def test_what_was_read_in_full_this_week_is_so_again_on_its_night_alone() -> None:
    assert is_full([seen(DUE - timedelta(days=2), weeks_observed=12)], DUE)
    assert not is_full([seen(LATELY, weeks_observed=12)], QUIET)


def test_ordinary_nights_after_a_full_reading_do_not_unsay_it() -> None:
    later = [seen(LATELY + timedelta(days=n)) for n in (1, 2)]
    assert not is_full([seen(LATELY, weeks_observed=12), *later], QUIET)


def test_without_a_full_reading_in_six_nights_one_is_due() -> None:
    assert is_full([seen(QUIET - timedelta(days=n)) for n in range(6, 0, -1)], QUIET)


PARTS = ("follow_back_gap", "timeline_gap", "likes_gap", "openings_gap")


@pytest.mark.parametrize("part", PARTS)
def test_a_full_reading_of_which_a_part_failed_for_that_night_is_repeated(part: str) -> None:
    failed = seen(LATELY, weeks_observed=12, listed=4, **{part: Gap.BUSY})
    assert is_full([failed], QUIET)
    assert is_full([seen(LATELY - timedelta(days=1), weeks_observed=12), failed], QUIET)
    mended = seen(LATELY + timedelta(days=1), weeks_observed=12)
    assert not is_full([failed, mended], QUIET)


@pytest.mark.parametrize("gap", [Gap.HIDDEN, Gap.LOCKED, Gap.NOT_OFFERED])
def test_what_will_fail_again_tomorrow_is_not_repeated(gap: Gap) -> None:
    for part in PARTS:
        kept = {"follow_back_gap": Gap.HIDDEN} | {part: gap}
        assert not is_full([seen(LATELY, **kept)], QUIET)


def test_an_ordinary_night_that_failed_makes_no_full_reading_due() -> None:
    full = seen(LATELY, weeks_observed=12)
    passing = (seen(timeline_gap=Gap.BUSY), seen(likes_gap=Gap.BUSY))
    for failed in (*passing, seen(gap=Gap.BUSY, id=None)):
        assert not is_full([full, failed._replace(night=QUIET - timedelta(days=1))], QUIET)


def test_a_due_night_on_which_the_account_could_not_be_met_is_repeated() -> None:
    full, failed = seen(DUE - timedelta(days=2), weeks_observed=12), seen(DUE, gap=Gap.BUSY)
    assert is_full([full, failed], DUE + timedelta(days=1))


def test_one_newcomer_has_all_accounts_of_its_organisation_read_in_full() -> None:
    assert is_full([seen(LATELY, weeks_observed=12)], QUIET, "lonmouth.test", "new.test")


def test_an_account_that_is_gone_does_not_have_the_others_read_every_night() -> None:
    gone = seen(LATELY, account="gone.test", gap=Gap.GONE, id=None)
    full = seen(LATELY, weeks_observed=12)
    assert not is_full([full, gone], QUIET, "lonmouth.test", "gone.test")


def test_a_persons_account_makes_nothing_due() -> None:
    listed = organisation("lonmouth.test")
    boss = Account(network="bluesky", handle="boss.test", role=Role.LEADER)
    listed = replace(listed, accounts=(*listed.accounts, boss))
    recent = [seen(LATELY, weeks_observed=12), seen(LATELY, account="boss.test")]
    (unit,) = plan([listed], night=QUIET, networks=NETWORKS, recent=recent)
    assert not any(reading.is_full for reading in unit.readings)


def test_an_imported_row_is_no_reading() -> None:
    assert is_full([seen(LATELY, weeks_observed=12, imported="events.csv")], QUIET)


KEPT = {"at://own/1": Settled(mark="3", openings=())}


def remembered(*ids: str) -> dict[str, Remembered]:
    own = ids or ("did:plc:lonmouth",)
    one = Remembered(night=LATELY, circle=circle_mark(own), threads=KEPT)
    return {"did:plc:lonmouth": one}


def settled(
    handles: tuple[str, ...], recent: list[Recent], memory: dict[str, Remembered], night: date = DUE
) -> list[Mapping[str, str]]:
    (unit,) = plan(
        [organisation(*handles)],
        night=night,
        networks=NETWORKS,
        recent=recent,
        remembered=memory,
    )
    assert {key for kept in unit.kept.values() for key in kept} == {
        key for reading in unit.readings for key in reading.settled
    }
    return [reading.settled for reading in unit.readings]


def test_a_full_reading_is_told_which_threads_are_settled() -> None:
    assert settled(("lonmouth.test",), [seen()], remembered()) == [{"at://own/1": "3"}]


def test_an_ordinary_night_needs_no_thread() -> None:
    full = [seen(LATELY, weeks_observed=12)]
    assert settled(("lonmouth.test",), full, remembered(), QUIET) == [{}]


def test_threads_settled_while_others_were_its_own_are_read_again() -> None:
    memory = remembered("did:plc:lonmouth", "did:plc:formerly-of-the-team")
    assert settled(("lonmouth.test",), [seen()], memory) == [{}]


def test_with_a_second_official_account_every_thread_is_read() -> None:
    both = [seen(), seen(account="help.test", id="did:plc:help")]
    memory = remembered("did:plc:lonmouth", "did:plc:help")
    assert settled(("lonmouth.test", "help.test"), both, memory) == [{}, {}]


def test_an_account_whose_id_is_not_known_has_no_settled_threads() -> None:
    assert settled(("lonmouth.test",), [], remembered()) == [{}]


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


@pytest.mark.parametrize(
    "change",
    [
        {"accounts": organisation("new.lonmouth.test").accounts},
        {"website": "https://elsewhere.test"},
        {"timezone": "Europe/London"},
        {"country": "GB"},
    ],
)
def test_a_changed_entry_changes_the_fingerprint(change: dict[str, Any]) -> None:
    entry = organisation("lonmouth.test")
    one, two = (
        next(iter(plan([listed], night=NIGHT, networks=NETWORKS, recent=[]))).fingerprint
        for listed in (entry, replace(entry, **change))
    )
    assert one != two


def test_another_name_or_purpose_leaves_the_fingerprint_as_it_was() -> None:
    entry = organisation("lonmouth.test")
    one, two = (
        next(iter(plan([listed], night=NIGHT, networks=NETWORKS, recent=[]))).fingerprint
        for listed in (entry, replace(entry, name="New", purpose="We are here."))
    )
    assert one == two


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
