"""In which hours everybody replied: the newest reading that tells, and none that is too old."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import PurePosixPath

import pytest

from collector.model import Account, Facts, Gap, Kind, Observation, Organisation, Role
from site_src.rota import Rotas

NIGHT = date(2026, 11, 21)
KEY = ("one", "bluesky")
HOURS = Facts(reply_hours=(8, 9), reply_hour_counts=(1, 2))


def organisation(*handles: str) -> Organisation:
    return Organisation(
        slug="one",
        name="One",
        kind=Kind.COUNCIL,
        sector="city",
        country="GB",
        website="https://one.test/",
        accounts=tuple(
            Account(network="bluesky", handle=handle, role=Role.MAIN) for handle in handles
        ),
        file=PurePosixPath("councils/one.yml"),
    )


def row(ago: int, facts: Facts | None, account: str | None = "one.test") -> Observation:
    return Observation(
        night=NIGHT - timedelta(days=ago),
        organisation="one",
        network="bluesky",
        account=account,
        facts=facts,
        gap=None if facts else Gap.BUSY,
    )


def rotas(*rows: Observation, handles: tuple[str, ...] = ("one.test",)) -> Rotas:
    by_account: dict[tuple[str, str, str | None], list[Observation]] = {}
    for each in rows:
        by_account.setdefault((*KEY, each.account), []).append(each)
    return Rotas([organisation(*handles)], by_account, NIGHT)


def test_the_newest_reading_with_hours_tells() -> None:
    older = replace(HOURS, reply_hours=(1, 2))
    found = rotas(row(0, None), row(1, Facts(followers=9)), row(2, HOURS), row(3, older))
    assert found[KEY] == HOURS
    assert list(found) == [KEY]


def test_a_reading_that_is_too_old_tells_nothing() -> None:
    with pytest.raises(KeyError):
        rotas(row(15, HOURS))[KEY]
    assert rotas(row(14, HOURS)).get(KEY) == HOURS


def test_several_accounts_are_told_together_or_not_at_all() -> None:
    alone = row(0, replace(HOURS, reply_hours=(1, 2)))
    both = ("one.test", "two.test")
    assert rotas(alone, handles=both).get(KEY) is None
    assert rotas(alone, row(0, HOURS, None), handles=both)[KEY] == HOURS


def test_who_has_opted_out_has_no_hours() -> None:
    gone = replace(row(0, None), gap=Gap.OPTED_OUT)
    assert rotas(gone, row(1, HOURS)).get(KEY) is None
